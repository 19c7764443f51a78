"""The columns of the map and the joining of its modules, without a browser."""

from __future__ import annotations

import base64
import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.export.atlas.bundle import bundle, modules
from kg.export.atlas.columns import lines, pack, steps, varints, zigzag
from kg.export.atlas.contents import columns, contents, tints
from kg.export.atlas.topics import NO_TOPICS, topics_json
from kg.graph.regions import Region


def numbers(data):
    found, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(value)
            value = shift = 0
    return found


@given(st.lists(st.integers(min_value=0, max_value=2**31 - 1)))
def test_varints_come_back(values):
    assert numbers(varints(values)) == values


@given(st.lists(st.integers(min_value=-(2**29), max_value=2**29)))
def test_signs_and_steps_come_back(values):
    assert [(value >> 1) ^ -(value & 1) for value in zigzag(values)] == values
    total, found = 0, []
    for step in steps(values):
        total += step
        found.append(total)
    assert found == values


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match="-3"):
        varints([1, -3])


def test_a_line_is_one_line_whatever_stands_in_it():
    assert lines(["a\nb\r\nc", "\ud800"]).split(b"\n") == [b"a b  c", b"?"]


def test_packing_tells_where_each_column_lies():
    packed = gzip.decompress(base64.b64decode(pack({"x": 1}, {"b": [300, 1], "a": ["é", ""], "c": []})))
    size = int.from_bytes(packed[:4], "little")
    head = json.loads(packed[4 : 4 + size])
    assert head == {"x": 1, "columns": [["b", 3, 2], ["a", 3, -1], ["c", 0, 0]]}
    assert packed[4 + size :] == bytes([172, 2, 1]) + "é\n".encode()


def test_everything_of_a_graph_is_on_its_map(graph):
    found = contents(graph)
    kinds = {kind for _, kind in graph.nodes(data="kind")}
    assert "paper" in kinds
    things = {*found.papers, *found.concepts, *found.authors}
    recorded = {"digest", "listing", "link", "collaboration", "result"}
    assert things == {node for node, kind in graph.nodes(data="kind") if kind not in recorded}
    table = columns(graph, found)
    assert len(table["titles"]) == len(table["x"]) == len(table["topic"]) == len(found.papers)
    assert len(table["aliases"]) == len(found.concepts)
    links = sum(kind == "link" for _, kind in graph.nodes(data="kind"))
    at = count = 0
    for _ in found.papers:
        many = table["links"][at]
        at += 1
        for _ in range(many):
            at += 3 + 2 * table["links"][at + 2]
            count += 1
    assert count == links
    assert at == len(table["links"])


def test_neighbouring_regions_differ_in_tint():
    found = [Region(str(n), (), (), (100 * (n % 6), 100 * (n // 6))) for n in range(30)]
    chosen = tints(found)
    beside = [(n, n + 1) for n in range(30) if n % 6 < 5] + [(n, n + 6) for n in range(24)]
    assert sum(chosen[a] == chosen[b] for a, b in beside) <= 2
    assert set(chosen) == set(range(6))


def test_modules_are_joined_each_after_those_it_imports():
    joined = bundle(
        {
            "start": 'import { b } from "./one.js";\nconst c = b;\n',
            "one": 'import { a } from "./two.js";\nexport const b = a;\n',
            "two": "export const a = 1;\n",
        }
    )
    assert joined.index("const a = 1") < joined.index("const b = a") < joined.index("const c = b")
    assert "import" not in joined
    assert "export" not in joined


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"start": 'import { a } from "./gone.js";\n'}, "no module gone.js"),
        ({"start": 'import { a } from "./one.js";\n', "one": 'import { b } from "./start.js";\n'}, "circle"),
        ({"start": 'import { a } from "./one.js";\nconst x = 1;\n', "one": "let x = 2;\n"}, "both have 'x'"),
    ],
)
def test_modules_that_do_not_fit_together_are_named(texts, said):
    with pytest.raises(ValueError, match=said):
        bundle(texts)


def test_our_modules_make_no_markup_and_reach_no_network():
    for name, text in modules().items():
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacent",
            "document.write",
            "eval(",
            "fetch(",
            "XMLHttp",
            "import(",
        ):
            assert word not in text, f"{name}.js: {word}"
        assert text.count("\n") < 400
    assert "</script" not in bundle(modules()).lower()


def test_topics_have_addresses_of_their_own():
    twins = [Region(name, (f"p{n}", "o"), ("c",), (n, -n)) for n, name in enumerate(("KV cache", "KV Cache", "···"))]
    told = json.loads(topics_json(twins))["topics"]
    assert [each["id"] for each in told] == ["kv-cache", "kv-cache-2", "topic"]
    told_of = {"name": "KV Cache", "place": [1, -1], "concepts": ["c"], "papers": ["o", "p1"]}
    assert told[1] == {"id": "kv-cache-2"} | told_of
    assert topics_json([]) == NO_TOPICS
    assert json.loads(NO_TOPICS) == {"topics": []}


def test_topics_are_numbered_as_on_the_map(graph):
    from kg.export.atlas import draw_atlas

    drawn = draw_atlas(graph, title="x")
    told = json.loads(drawn.topics)["topics"]
    assert [each["name"] for each in told] == [region.name for region in contents(graph).regions]
    assert {paper for each in told for paper in each["papers"]} == set(contents(graph).papers)
