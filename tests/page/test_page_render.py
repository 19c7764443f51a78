"""The page as text: what it holds, what it refuses, and that it is always the same."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from kg.export.page import render_page
from kg.export.page.atlas import draw
from kg.export.page.layout import Box, place
from kg.export.page.part import choose
from kg.export.page.payload import kinds, network, relations
from kg.export.page.render import embed, vis_network
from kg.export.page.satellites import Raster
from kg.export.page.territory import Seed, territory
from kg.export.page.text import graphemes, shorten, width, wrap

BASE = "https://w3id.org/paperkg/"
BUDGET = 700_000


def data_of(html):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)[1])


@pytest.fixture(scope="module")
def html(fifty):
    return render_page(fifty, title="Papers of 2025-02-05")


def test_fifty_papers_fit_the_budget(html):
    assert len(html.encode()) < BUDGET


def test_the_sample_fits_the_budget(sample):
    assert len(sample.encode()) < BUDGET


def test_the_same_graph_gives_the_same_bytes(fifty, html):
    assert render_page(fifty, title="Papers of 2025-02-05") == html


def test_the_bytes_do_not_depend_on_hash_seed_or_order_of_nodes(tmp_path):
    script = tmp_path / "page.py"
    script.write_text(
        "import importlib.util, random, sys, hashlib, networkx as nx\n"
        "from kg.export.page import render_page\n"
        "spec = importlib.util.spec_from_file_location('made', sys.argv[1])\n"
        "made = importlib.util.module_from_spec(spec); sys.modules['made'] = made; spec.loader.exec_module(made)\n"
        "old = made.small_graph(); new = nx.MultiDiGraph(**old.graph)\n"
        "nodes, edges = list(old.nodes(data=True)), list(old.edges(keys=True, data=True))\n"
        "random.seed(int(sys.argv[2])); random.shuffle(nodes); random.shuffle(edges)\n"
        "new.add_nodes_from(nodes); new.add_edges_from(edges)\n"
        "print(hashlib.sha256(render_page(new, title='t').encode()).hexdigest())\n",
        encoding="utf-8",
    )
    made = str(Path(__file__).with_name("conftest.py"))
    digests = {
        subprocess.run(
            [sys.executable, str(script), made, seed],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(digests) == 1


def test_the_policy_names_exactly_what_the_page_contains(html):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[1].replace("&#39;", "'")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    texts = re.findall(r"<script>(.*?)</script>|<style>(.*?)</style>", html, re.DOTALL)
    digests = {base64.b64encode(hashlib.sha256("".join(text).encode()).digest()).decode() for text in texts}
    assert digests == set(re.findall(r"'sha256-([^']*)'", policy))
    assert len(digests) == 3


def test_nothing_is_loaded_from_anywhere(html):
    markup = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"<(script|img|iframe|link|object|embed)[^>]* (src|data)=", markup)
    assert re.findall(r"<link [^>]*>", markup) == ['<link rel="icon" href="data:,">']
    assert "sourceMappingURL" not in html
    assert "url(" not in re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]


def test_no_handler_and_no_style_stands_in_the_markup(html):
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    assert not re.search(r"<[^>]* on\w+=", markup)
    assert not re.search(r"<[^>]* style=", markup)


def test_the_notices_of_the_library_travel(html):
    assert "@license" in vis_network()
    assert vis_network() in html
    assert "Permission is hereby granted, free of charge" in html


def test_hostile_titles_stay_text(hostile):
    html = render_page(hostile, title="<script>alert(0)</script>")
    assert "<title>&lt;script&gt;alert(0)&lt;/script&gt;</title>" in html
    assert "<img src=x" not in html
    assert "<b>bold" not in html
    assert html.count("<script") == 3 + vis_network().count("<script")
    assert 'href="javascript:' not in html
    labels = data_of(html)["nodes"]["label"]
    assert set(labels) >= {data["label"] for _, data in hostile.nodes(data=True) if data["kind"] == "paper"}


def test_embedded_json_holds_no_markup_and_no_line_separators():
    data = {"text": "</script><!-- & \u2028 \u2029"}
    text = embed(data)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == data


def test_without_a_script_there_is_a_list_with_links(html):
    body = re.search(r"<main>(.*?)</main>", html, re.DOTALL)[1]
    assert body.count("<li>") == 50
    assert body.count('href="https://arxiv.org/abs/') == 50
    assert "<noscript>" in body


@pytest.mark.parametrize("url", ["https://example.org/safe", "http://example.org/safe"])
def test_a_web_address_becomes_a_link(maker, url):
    made = maker()
    made.paper("a1", "Safe", url=url, iri="https://example.org/1")
    assert f'href="{url}"' in render_page(made.finish(), title="t")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "mailto:a@example.org",
        "ftp://a.org/b",
        "//a",
    ],
)
def test_nothing_else_becomes_a_link(maker, url):
    made = maker()
    made.paper("a1", "Unsafe", url=url, iri="https://example.org/1")
    body = re.search(r"<main>(.*?)<footer", render_page(made.finish(), title="t"), re.DOTALL)[1]
    assert "Unsafe" in body
    assert "href" not in body


def test_no_two_paper_boxes_overlap_and_the_map_is_no_band():
    boxes = [Box(100 + 7 * (number % 9), 60, number % 5) for number in range(60)]
    centres = place(boxes, {(0, 5): 2.0, (1, 6): 1.0})
    for one in range(60):
        for other in range(one):
            apart_x = abs(centres[one][0] - centres[other][0]) - (boxes[one].width + boxes[other].width) / 2
            apart_y = abs(centres[one][1] - centres[other][1]) - (boxes[one].height + boxes[other].height) / 2
            assert max(apart_x, apart_y) > -0.1, (one, other)
    wide = max(x for x, _ in centres) - min(x for x, _ in centres)
    high = max(y for _, y in centres) - min(y for _, y in centres)
    assert 1 < wide / high < 2.2


def test_a_topic_stays_together():
    boxes = [Box(120, 60, number % 4) for number in range(40)]
    centres = place(boxes, {})
    distance = {True: [], False: []}
    for one in range(40):
        for other in range(one):
            distance[one % 4 == other % 4].append(abs(complex(*centres[one]) - complex(*centres[other])))
    assert sum(distance[True]) / len(distance[True]) < 0.7 * sum(distance[False]) / len(distance[False])


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_small_maps(count):
    assert len(place([Box(100, 50, 0)] * count, {})) == count


def test_seats_do_not_overlap():
    raster = Raster()
    raster.block(-30, -10, 30, 10)
    seats = [raster.seat((0, 0), radius=6) for _ in range(80)]
    assert len(set(seats)) == 80
    for one, (x, y) in enumerate(seats):
        assert not (-30 < x < 30 and -10 < y < 10)
        assert all(max(abs(x - a), abs(y - b)) > 8 for a, b in seats[:one])


def test_a_cell_holds_what_is_nearer_to_its_seed():
    land = territory([Seed(0, 0, 0), Seed(100, 0, 1), Seed(0, 90, 0)], reach=80)
    assert [group for group, _ in land.cells] == [0, 1, 0]
    assert max(x for x, _ in land.cells[0][1]) == pytest.approx(50)
    assert land.beside(0) == {1}
    assert all(border.start[0] >= 49 for border in land.borders)


def test_positions_and_sizes_are_plain_numbers(fifty):
    part = choose(fifty, max_nodes=1500)
    net = network(fifty, part, draw(fifty, part))
    assert len(net.nodes) == part.size
    assert all(isinstance(node["x"], int) and isinstance(node["y"], int) for node in net.nodes)
    assert {edge["kind"] for edge in net.edges} <= set(relations())
    assert net.options["physics"]["enabled"] is False


def test_what_is_visible_at_first(small):
    part = choose(small, max_nodes=1500)
    first = {small.nodes[node]["label"] for node in part.first}
    assert {"KV cache", "Squirrel", "Heron", "Ada Reed", "Lemming 7B"} <= first
    assert not {"brush 1", "Bo Lind 1"} & first
    assert part.size == part.total


def counted(graph, html):
    """Kind -> how many the graph has, and how many the data of a page."""
    data = data_of(html)
    kinds = Counter(data["order"][ord(letter.lower()) - ord("a")] for letter in data["nodes"]["look"])
    shown = Counter(kind for _, kind in graph.nodes(data="kind"))
    return {kind: shown[kind] for kind in data["order"]}, {kind: kinds[kind] for kind in data["order"]}


def test_the_page_counts_what_the_graph_holds(built, sample):
    graph, page = counted(built.graph, sample)
    assert page == graph
    assert "nodes</strong>" not in sample


def test_a_concept_that_only_stands_above_others_is_on_the_page_and_hidden_at_first(small):
    above = f"{BASE}concept/memory"
    graph = small.copy()
    graph.add_node(above, kind="method", label="memory")
    graph.add_edge(f"{BASE}concept/kv-cache", above, key="skos:broader")
    graph.add_node(f"{BASE}concept/alone", kind="task", label="alone")
    part = choose(graph, max_nodes=1500)
    assert part.size == part.total
    assert part.papers_of[above] == ()
    assert len(part.beside[above]) == 3
    assert above not in part.first
    held, page = counted(graph, render_page(graph, title="t"))
    assert page == held


@pytest.mark.parametrize(
    ("title", "names", "first"),
    [
        ("FastHen: Egg Compression with Token-Wise Laying", ["Compression", "Token-Wise Laying", "FastHen"], "FastHen"),
        ("On Compression with DuckNet", ["Compression", "DuckNet"], "DuckNet"),
        ("Smaller Eggs: A Study of GooseNet", ["A Study", "GooseNet", "Eggs"], "Eggs"),
        ("Laying Eggs Fast", ["Swan-2", "nest"], "Swan-2"),
        ("Hennery: Eggs", ["Hen", "Roost Search"], "Roost Search"),
    ],
)
def test_beside_a_paper_stands_what_its_title_names(maker, title, names, first):
    made = maker()
    paper = made.paper("2502.00001", title)
    for number, name in enumerate(names):
        made.says(paper, "introduces", made.concept("method", name), 0.9 - number / 10)
    graph = made.finish()
    part = choose(graph, max_nodes=1500)
    assert [graph.nodes[node]["label"] for node in part.concepts if node in part.first] == [first]


def test_names_that_search_does_not_tell_apart_are_held_once(maker):
    made = maker()
    paper = made.paper("2502.00001", "Eggs")
    names = ["Egg Models", "egg model", "EGG-model", "AI", "AIs", "알 모형"]
    made.says(paper, "uses", made.concept("method", "egg models", other=[(name, "en") for name in names]))
    data = data_of(render_page(made.finish(), title="t"))
    assert data["names"] == {"1": ["AI", "AIs", "알 모형"]}


def test_a_concept_that_most_papers_name_is_not_drawn_at_first(fifty):
    part = choose(fifty, max_nodes=1500)
    assert "Everywhere 1" in {fifty.nodes[node]["label"] for node in part.hubs}
    assert all(len(part.papers_of[node]) > 5 for node in part.hubs)
    assert not part.hubs & part.first


def test_of_a_larger_graph_the_most_connected_part_is_shown(fifty):
    part = choose(fifty, max_nodes=60)
    assert part.size == 60
    assert part.total > 700
    html = render_page(fifty, title="t", max_nodes=60)
    assert f"shows 60 of {part.total} nodes" in html
    assert "of 50 papers" in html
    data = data_of(html)
    assert len(data["nodes"]["label"]) == 60
    assert any("others" in paper for paper in data["papers"])


def test_an_empty_graph_gives_a_page(maker):
    html = render_page(maker().graph, title="Nothing yet")
    assert data_of(html)["nodes"]["label"] == []


def test_reasons_of_a_link_sum_to_its_weight(small):
    for row in data_of(render_page(small, title="t"))["links"]:
        assert sum(row[4::2]) == pytest.approx(row[2], abs=len(row))


def test_every_kind_has_a_symbol_of_its_own():
    assert len({kind["path"] for kind in kinds().values()}) == len(kinds()) == 8


def test_lines_of_every_relation_differ():
    looks = {(tuple(relation["dashes"]), relation["width"], relation["arrow"]) for relation in relations().values()}
    assert len(looks) >= len(relations()) - 1


def test_labels_are_cut_by_grapheme():
    family = "👩‍👩‍👧‍👦"
    assert graphemes(f"a{family}🇰🇷e\u0301") == ["a", family, "🇰🇷", "e\u0301"]
    assert graphemes(unicodedata.normalize("NFD", "한국")) == [
        unicodedata.normalize("NFD", letter) for letter in "한국"
    ]
    assert shorten(family * 50, limit=40) == family * 39 + "…"
    assert shorten("short", limit=40) == "short"
    for title in ("word " * 30, "한국어 제목 " * 20, "x" * 99):
        assert len(graphemes(shorten(title, limit=40))) <= 40
        assert shorten(title, limit=40).endswith("…")


def test_labels_are_wrapped_in_halves():
    assert wrap("One Word", size=13) == ("One Word",)
    lines = wrap("Storing Less and Reading More Every Day", size=13)
    assert len(lines) == 2
    assert abs(width(lines[0], size=13) - width(lines[1], size=13)) < 60
    assert width("한글", size=13) == 26
