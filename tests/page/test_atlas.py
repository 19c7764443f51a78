"""The map of everything in a real Chromium with the network cut: opened as a file, alone in its folder."""

from __future__ import annotations

import itertools
import json
import random
import re
import unicodedata

import networkx as nx
import pytest

from kg.export.atlas import render_atlas

pytestmark = pytest.mark.chromium

BASE = "https://w3id.org/paperkg/"
KV = "concept/kv-cache"
HAMSTER = "2502.00001"


def overlaps(labels):
    for one, other in itertools.combinations(labels, 2):
        across = one["left"] < other["right"] and other["left"] < one["right"]
        if across and one["top"] < other["bottom"] and other["top"] < one["bottom"]:
            yield one["text"], other["text"]


def pixels(seen):
    return seen.page.locator("#map").screenshot()


def shown(seen, kind):
    return seen.page.locator(f"[data-count={kind}]").inner_text()


def title(seen):
    return seen.page.locator("#details h2").inner_text()


def test_the_file_asks_for_nothing_and_complains_of_nothing(look, small):
    seen = look(small)
    seen.settle()
    assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
    assert seen.complaints == []
    assert "connect-src" not in drawn_policy(seen)
    assert "default-src 'none'" in drawn_policy(seen)


def drawn_policy(seen):
    return seen.page.locator("meta[http-equiv]").get_attribute("content")


def test_the_same_graph_gives_the_same_bytes(small, drawn):
    other = nx.MultiDiGraph(base=BASE)
    nodes, edges = list(small.nodes(data=True)), list(small.edges(keys=True, data=True))
    random.Random(1).shuffle(nodes)
    random.Random(2).shuffle(edges)
    other.add_nodes_from(nodes)
    other.add_edges_from((a, b, key, data) for a, b, key, data in edges)
    assert render_atlas(other, title="Papers of 2025-02-05") == drawn(small)


def test_no_two_loads_differ(look, small):
    first, second = (look(small).settle() for _ in range(2))
    assert first == second


def test_forty_thousand_things_open_on_named_topics_and_landmark_papers(look, large):
    seen = look(large)
    labels = seen.ask("labels()")
    assert len(large) == 40_000
    assert sum(label["region"] is not None for label in labels) >= 15
    assert sum(label["node"] is not None for label in labels) >= 20
    assert all(label["size"] >= 13 for label in labels)
    assert list(overlaps(labels)) == []
    text = seen.page.locator("#drawn").inner_text()
    assert "of 40,000 things are drawn" in text
    assert "appear as you come nearer" in text
    assert seen.complaints == []


def test_labels_never_overlap_however_near_one_comes(look, large):
    seen = look(large)
    few = len(seen.ask("drawn()"))
    for _ in range(6):
        seen.page.locator("#zoom-in").click()
        seen.rest()
        assert list(overlaps(seen.ask("labels()"))) == []
    assert any(key.startswith("author/") for key in seen.ask("drawn()"))
    assert len(seen.ask("drawn()")) < few


def test_what_is_not_drawn_is_accounted_for(look, large):
    seen = look(large)
    for _ in range(3):
        text = seen.page.locator("#drawn").inner_text().replace(",", "")
        found = [int(number) for number in re.findall(r"\d+(?! %)", text)]
        total = found.pop(1)
        assert sum(found) - (8 if "8 %" in text and 8 in found else 0) == total
        seen.page.locator("#zoom-in").click()
        seen.rest()


def test_panning_and_the_wheel_move_the_map(look, fifty):
    seen = look(fifty)
    before, area = seen.ask("camera()"), seen.page.locator("#map").bounding_box()
    x, y = area["x"] + 40, area["y"] + 40
    seen.page.mouse.move(x, y)
    seen.page.mouse.down()
    seen.page.mouse.move(x + 120, y + 60, steps=4)
    seen.page.mouse.up()
    seen.rest()
    after = seen.ask("camera()")
    assert after["x"] == pytest.approx(before["x"] - 120 / before["k"], abs=0.5)
    seen.page.mouse.wheel(0, -400)
    seen.rest()
    assert seen.ask("camera()")["k"] > after["k"]
    assert "at=" in seen.page.url
    seen.page.click("#zoom-fit")
    seen.rest()
    assert seen.ask("camera()")["k"] == pytest.approx(before["k"])


def test_two_fingers_zoom(look, fifty):
    seen = look(fifty, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    before = seen.ask("camera()")["k"]
    session = seen.page.context.new_cdp_session(seen.page)

    def touch(kind, *points):
        session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": 400, "id": n} for n, x in enumerate(points)]},
        )

    touch("touchStart", 150, 240)
    for step in range(1, 8):
        touch("touchMove", 150 - 10 * step, 240 + 10 * step)
    touch("touchEnd")
    seen.rest()
    assert seen.ask("camera()")["k"] > before * 1.5
    assert seen.ask("chosen()") is None


def test_a_click_where_a_node_is_drawn_chooses_it_and_one_beside_clears(look, fifty):
    seen = look(fifty)
    for key in ("2502.00000", "2502.00017", "2502.00031"):
        seen.click_node(key)
        seen.rest()
        assert seen.ask("chosen()") == key
        seen.page.keyboard.press("Escape")
        seen.page.click("#zoom-fit")
        seen.rest()
    seen.click_node("2502.00017")
    seen.rest()
    area = seen.page.locator("#map").bounding_box()
    seen.page.mouse.click(area["x"] + 3, area["y"] + 3)
    assert seen.ask("chosen()") is None
    assert seen.page.locator("#panel").is_hidden()


def test_an_address_of_a_topic_opens_on_it(look, large):
    whole = look(large).ask("camera()")
    seen = look(large, "#;topic=1")
    there = seen.ask("camera()")
    assert there["k"] > 1.3 * whole["k"]
    assert 0 < seen.ask("counts()")["shown"][0] < 5000
    kept = look(large, f"#;topic=1;at={whole['x']},{whole['y']},{whole['k']}").ask("camera()")
    assert kept["k"] == pytest.approx(whole["k"], rel=0.01)


def test_a_click_on_a_topic_goes_there(look, fifty):
    seen = look(fifty)
    before = seen.ask("camera()")["k"]
    area = seen.page.locator("#map").bounding_box()
    label = next(label for label in seen.ask("labels()") if label["region"] is not None)
    places = [
        (label["left"] + share * (label["right"] - label["left"]), label["top"] + 5) for share in (0.5, 0.2, 0.8, 0.05)
    ]
    for x, y in places:
        seen.page.mouse.click(area["x"] + x, area["y"] + y)
        seen.rest()
        if seen.ask("camera()")["k"] > before:
            break
    assert seen.ask("camera()")["k"] > before


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("KV cache", KV),
        ("kv-CACHE", KV),
        ("KV 캐시", KV),
        (unicodedata.normalize("NFD", "KV 캐시"), KV),
        ("캐시 압축", "concept/cache-compression"),
        ("celik unal 1", "author/çelik-ünal-1"),
        ("2502.00002", "2502.00002"),
        ("hamster storing", HAMSTER),
    ],
)
def test_search_jumps_to_a_thing(look, small, text, key):
    seen = look(small)
    seen.page.keyboard.press("/")
    seen.page.keyboard.insert_text(text)
    seen.page.keyboard.press("Enter")
    assert seen.ask("chosen()") == key
    assert seen.page.locator("#panel").is_visible()
    assert seen.page.evaluate("document.activeElement.id") == "map"


def test_every_state_of_a_korean_word_finds_it(look, small):
    """As an input method has them in the box, from one letter to the whole: "캣" is on the way to "캐시"."""
    seen = look(small)
    states = [
        "캐",
        "캣",
        "캐시",
        "캐시 ㅇ",
        "캐시 아",
        "캐시 압",
        "캐시 압ㅊ",
        "캐시 압추",
        "캐시 압축",
        "kv캣",
        "kv 캣",
        "ㅋㅋ",
    ]
    found = {state: seen.ask(f"find({state!r})") for state in states}
    assert [state for state in states if "concept/cache-compression" in found[state]] == states[:9]
    assert KV in found["kv 캣"]
    assert found["ㅋㅋ"] == []


def test_a_file_alone_has_no_pages_beside_it(look, small):
    seen = look(small, f"#{HAMSTER}")
    assert seen.page.locator("[data-page]").count() == 0
    assert not seen.page.locator("#home, #pages").first.is_visible()


def test_what_a_server_shows_leads_to_its_pages(visit, small):
    """A server says in the first tag where its pages are and in which language; the map links each thing's page."""
    html = render_atlas(small, title="1,234 papers, 2025-02-01 to 2025-02-05")
    html = html.replace('<html lang="en">', '<html lang="ko" data-pages="/">')
    seen = visit(small, f"#{HAMSTER}", html=html, locale="en-US")
    seen.rest()
    assert shown_links(seen) >= {f"/paper/{HAMSTER}", "/", "/trends", "/path", "/query"}
    assert seen.page.get_by_role("link", name="페이지 열기").first.is_visible()
    assert any(link.startswith("/digest/20") for link in shown_links(seen))
    assert any(link.startswith("/topic/") for link in shown_links(seen))
    assert (
        seen.page.locator("h1:visible").inner_text()
        == seen.page.title()
        == "논문 1,234편, 2025-02-01부터 2025-02-05까지"
    )
    seen.page.get_by_role("button", name="English").click()
    assert seen.page.title() == "1,234 papers, 2025-02-01 to 2025-02-05"
    assert f"/paper/{HAMSTER}?lang=en" in shown_links(seen)
    seen.go(f"#;path={KV},author/çelik-ünal-1")
    seen.rest()
    (evidence,) = [link for link in shown_links(seen) if link.startswith("/path?from")]
    assert "from=concept%3Akv-cache&to=author%3A%C3%A7elik-%C3%BCnal-1" in evidence


def shown_links(seen):
    return set(
        seen.page.eval_on_selector_all("[data-page], #home", "found => found.map((a) => a.getAttribute('href'))")
    )


def test_search_says_how_many_it_does_not_show(look, large):
    seen = look(large)
    field = seen.page.get_by_role("combobox", name="Search papers")
    field.fill("person")
    assert seen.page.locator("#found [role=option]").count() == 12
    assert re.search(r"best 12 of [\d,]{5,}", seen.page.locator("#nothing").inner_text())
    field.fill("<b>no one</b>")
    assert "<b>no one</b>" in seen.page.locator("#nothing").inner_text()
    assert "<b>no one</b>" in seen.page.locator("#live[role=status]").inner_text()
    assert seen.complaints == []


def test_the_panel_of_a_paper_its_concepts_and_related_papers_with_reasons(look, small):
    seen = look(small, f"#{HAMSTER}")
    text = seen.page.locator("#panel").inner_text()
    assert title(seen) == "Hamster: Storing Less and Reading More"
    for said in (
        "19 votes",
        "2025-02-05",
        "Ada Reed",
        "92.5%",
        "INTRODUCES (1)",
        "USES (1)",
        "MEASURES (1)",
        "RELATED PAPERS (2)",
    ):
        assert said in text
    related = seen.page.locator("#details .row", has_text="Squirrel")
    shares = [int(share) for share in re.findall(r"(\d+) %", related.inner_text())]
    assert shares == sorted(shares, reverse=True)
    assert 99 <= sum(shares) <= 101
    assert seen.page.get_by_role("link", name="Read").get_attribute("href") == f"https://arxiv.org/abs/{HAMSTER}"
    related.locator(".go").first.click()
    assert title(seen).startswith("Squirrel")
    seen.page.locator("#details .chip", has_text="KV cache").first.click()
    text = seen.page.locator("#panel").inner_text()
    assert "KV 캐시" in text
    assert "USED BY (3)" in text
    assert "NARROWER CONCEPTS (1)" in text
    seen.go("#author/ada-reed")
    assert "CO-AUTHORS (6)" in seen.page.locator("#panel").inner_text()
    assert "Doubtful" in look(small, "#2502.10002").page.locator("#panel").inner_text()


def test_steps_and_expanding_reach_farther(look, fifty):
    seen = look(fifty, "#2502.00000")
    one = set(seen.ask("near()"))
    seen.page.click("[data-steps='2']")
    seen.rest()
    two = set(seen.ask("near()"))
    assert one < two
    assert "steps=2" in seen.page.url
    assert seen.page.locator("[data-steps='2']").get_attribute("aria-pressed") == "true"
    seen.page.click("[data-steps='1']")
    seen.page.click("[data-act=expand]")
    seen.rest()
    assert one < set(seen.ask("near()"))
    grown = seen.ask("near()")
    seen.page.reload()
    seen.rest()
    assert set(seen.ask("near()")) == set(grown)


def test_a_path_between_two(look, small):
    seen = look(small, "#2502.00000")
    seen.page.click("[data-act=pathFrom]")
    assert "choose where the path should end" in seen.page.locator("[data-waiting]").inner_text()
    seen.page.keyboard.press("/")
    seen.page.keyboard.insert_text("beaver storing")
    seen.page.keyboard.press("Enter")
    path = seen.ask("path()")
    assert path[0] == "2502.00000"
    assert path[-1] == "2502.00002"
    assert f"{len(path) - 1} steps" in title(seen)
    seen.page.reload()
    seen.rest()
    assert seen.ask("path()") == path
    seen.go("#;path=2502.00000,2502.10000")
    assert seen.ask("path()") == []
    assert "No path" in seen.page.locator("#live[role=status]").inner_text()


def test_filters_change_counts_and_pixels_and_survive_a_reload(look, large):
    seen = look(large)
    before, full = pixels(seen), seen.ask("counts()")["shown"]
    seen.page.locator("#votes").fill("4")
    seen.rest()
    votes = seen.ask("counts()")["shown"]
    assert 0 < votes[0] < full[0]
    assert votes[-1] < full[-1]
    assert shown(seen, "paper") == f"{votes[0]:,} / {full[0]:,}"
    assert pixels(seen) != before
    assert "Filters leave out" in seen.page.locator("#drawn").inner_text()
    seen.page.locator("#until").fill("100")
    seen.page.locator("#since").fill("40")
    seen.until(f"window.paperkg.counts().shown[0] < {votes[0]}")
    seen.rest()
    dated = seen.ask("counts()")["shown"]
    seen.page.select_option("#topic", "3")
    seen.rest()
    topic = seen.ask("counts()")["shown"]
    assert topic[0] < dated[0]
    seen.page.reload()
    seen.rest()
    assert seen.ask("counts()")["shown"] == topic
    seen.page.click("#reset")
    seen.rest()
    assert seen.ask("counts()")["shown"] == full
    assert seen.complaints == []


def test_kinds_and_roles(look, small):
    seen = look(small)
    full = seen.ask("counts()")
    seen.page.uncheck("[data-kind=author]")
    seen.rest()
    assert shown(seen, "author").startswith("0 / ")
    seen.page.check("[data-kind=author]")
    seen.page.uncheck("[data-role=measures]")
    seen.rest()
    assert shown(seen, "metric") == "0 / 1"
    seen.go(f"#{HAMSTER};roles=measures")
    assert "concept/accuracy" not in seen.ask("near()")
    seen.page.check("[data-role=measures]")
    seen.rest()
    assert "concept/accuracy" in seen.ask("near()")
    seen.page.uncheck("[data-kind=paper]")
    seen.rest()
    assert not [key for key in seen.ask("drawn()") if key.startswith("2502.1")]
    assert full["all"] == seen.ask("counts()")["all"]


def test_addresses_history_and_unknown_ones(look, small):
    seen = look(small, f"#{HAMSTER}")
    seen.page.locator("#details .chip", has_text="KV cache").first.click()
    assert seen.page.url.endswith(f"#{KV}") or f"#{KV};" in seen.page.url
    seen.page.go_back()
    seen.until(f"window.paperkg.chosen() === '{HAMSTER}'")
    seen.page.keyboard.press("Escape")
    assert seen.ask("chosen()") is None
    seen.go("#%E0%A4%A")
    seen.go("#no-such-thing;steps=99;votes=-4;topic=999;at=a,b,c;path=x")
    assert seen.ask("chosen()") is None
    assert "#no-such-thing" in seen.page.locator("#panel").inner_text()
    assert seen.complaints == []


def test_light_dark_and_two_languages_are_remembered(look, small):
    seen = look(small, color_scheme="dark")
    assert seen.page.locator("html").get_attribute("data-theme") == "dark"
    before = pixels(seen)
    seen.page.click("#theme")
    seen.rest()
    assert pixels(seen) != before
    seen.page.click("#language")
    assert seen.page.locator("html").get_attribute("lang") == "ko"
    assert "논문" in seen.page.locator("#rail").inner_text()
    assert seen.page.get_by_role("combobox", name="논문, 개념, 저자 검색").count() == 1
    seen.page.reload()
    seen.rest()
    assert seen.page.locator("html").get_attribute("data-theme") == "light"
    assert seen.page.locator("html").get_attribute("lang") == "ko"


def test_both_languages_have_the_same_words(look, small):
    words = json.loads(look(small).page.locator("#words").text_content())
    assert set(words["en"]) == set(words["ko"])
    for key in set(words["en"]) - {"doubts"}:
        gaps = [sorted(set(re.findall(r"\{\d\}", words[language][key]))) for language in ("en", "ko")]
        assert gaps[0] == gaps[1], key


def test_korean_readers_are_told_in_korean_why_a_text_is_doubted(look, small):
    seen = look(small, locale="ko-KR")
    doubtful = next(paper for paper, reason in small.nodes(data="trust_reason") if reason)
    seen.page.evaluate("([id]) => paperkg.time('choose', id)", [small.nodes[doubtful]["identifier"]])
    assert "다른 논문에 대한 글로 보입니다." in seen.page.locator("#details").inner_text()
    assert "paperkg로 만들었습니다" in seen.page.locator("#rail footer").inner_text()


def test_the_keyboard_alone_is_enough(look, fifty):
    seen = look(fifty)
    page = seen.page
    order = []
    for _ in range(40):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.id"))
        if order[-1] == "map":
            break
    assert order[0] == "search"
    assert order[-1] == "map"
    walked = set()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        walked.add(seen.ask("chosen()"))
    assert len(walked) > 2
    page.keyboard.press("]")
    assert seen.ask("chosen()") is not None
    page.keyboard.press("2")
    assert "steps=2" in page.url
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    seen.rest()
    k = seen.ask("camera()")["k"]
    page.keyboard.press("+")
    seen.rest()
    assert seen.ask("camera()")["k"] > k


def test_the_list_is_another_way_in(look, fifty):
    seen = look(fifty)
    seen.page.click("#open-list")
    rows = seen.page.locator("#details li")
    assert rows.count() == 50
    rows.nth(3).get_by_role("button").click()
    assert seen.ask("chosen()") is not None


def test_every_control_has_a_name(look, fifty):
    seen = look(fifty, "#2502.00003")
    nameless = seen.page.evaluate(
        """() => Array.from(document.querySelectorAll("button, input, select, a, [tabindex]"))
            .filter((item) => !(item.innerText || item.getAttribute("aria-label") || item.labels?.length))
            .map((item) => item.outerHTML)"""
    )
    assert nameless == []


def test_on_a_phone(look, fifty):
    seen = look(fifty, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = seen.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert list(overlaps(seen.ask("labels()"))) == []
    assert page.locator("#rail").is_hidden()
    page.tap("#open-rail")
    assert page.locator("#rail").is_visible()
    page.tap("#close-rail")
    key = "2502.00009"
    place = seen.ask(f"place({key!r})")
    page.touchscreen.tap(place["x"], place["y"])
    seen.rest()
    assert seen.ask("chosen()") is not None
    chosen = seen.ask(f"place({seen.ask('chosen()')!r})")
    assert chosen["y"] < page.locator("#panel").bounding_box()["y"]
    assert seen.complaints == []


def test_forced_colours_and_a_day_alone(look, small):
    seen = look(small, forced_colors="active")
    assert seen.page.locator("#slider").is_hidden()
    assert seen.complaints == []


def test_hostile_titles_stay_text(look, hostile):
    seen = look(hostile)
    for number in range(12):
        seen.go(f"#x{number}")
        assert seen.ask("chosen()") == f"x{number}"
        assert seen.page.locator("#details img, #details script, #details b").count() == 0
        assert seen.page.locator("#details a[href^='javascript']").count() == 0
    seen.page.locator("#search").fill("<img")
    assert seen.page.locator("#found img").count() == 0
    assert seen.page.locator("#found [role=option]").count() > 0
    assert seen.complaints == []


def test_without_a_script_there_is_a_list_that_says_what_it_leaves_out(visit, drawn, large, small):
    seen = visit(small, html=drawn(small), java_script_enabled=False)
    assert seen.page.locator("li a").count() == 6
    assert "needs JavaScript" in seen.page.locator("main").inner_text()
    text = visit(large, html=drawn(large), java_script_enabled=False).page.locator("main").inner_text()
    assert "250 most voted of its 5,000 papers" in text


def test_nothing_at_all(look):
    seen = look(nx.MultiDiGraph(base=BASE))
    assert "0 of 0" in seen.page.locator("#drawn").inner_text()
    assert seen.complaints == []


def test_on_a_window_held_upright_the_map_is_turned_over_and_an_address_means_the_same_place(look, large):
    keys = [data["identifier"] for _, data in large.nodes(data=True) if data.get("kind") == "paper"][::40]

    def places(seen):
        return [seen.ask(f"place({json.dumps(key)})") for key in keys]

    def middle(seen):
        box = seen.page.locator("#map").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        return min(
            zip(places(seen), keys, strict=True), key=lambda each: (each[0]["x"] - x) ** 2 + (each[0]["y"] - y) ** 2
        )

    def spread(seen, axis):
        values = [place[axis] for place in places(seen)]
        return max(values) - min(values)

    wide = look(large, viewport={"width": 1000, "height": 700})
    tall = look(large, viewport={"width": 390, "height": 844})
    assert spread(wide, "x") > spread(wide, "y")
    assert spread(tall, "y") > spread(tall, "x")
    wide.page.mouse.move(500, 350)
    wide.page.mouse.wheel(0, -400)
    wide.settle()
    address = wide.page.url.partition("#")[2]
    assert "at=" in address
    upright = look(large, f"#{address}", viewport={"width": 390, "height": 844})
    assert middle(upright)[1] == middle(wide)[1]
    upright.page.locator("#map").focus()
    upright.page.keyboard.press("+")
    upright.settle()
    again = look(large, f"#{upright.page.url.partition('#')[2]}", viewport={"width": 1000, "height": 700})
    assert middle(again)[1] == middle(wide)[1]
