"""The page in a real Chromium with the network cut: opened as a file, alone in its folder."""

from __future__ import annotations

import itertools
import json
import time
import unicodedata

import pytest

from kg.export.page import render_page

pytestmark = pytest.mark.chromium

BASE = "https://w3id.org/paperkg/"
KV = "concept/kv-cache"
BOTH = "2502.00001"  # a paper of small_graph with every role


def chosen_title(seen):
    return seen.page.locator("#panel h2").inner_text()


def counts(seen):
    return {button.get_attribute("data-all"): button.inner_text() for button in seen.page.locator("[data-all]").all()}


def overlaps(labels):
    for one, other in itertools.combinations(labels, 2):
        if (
            one["left"] < other["right"]
            and other["left"] < one["right"]
            and one["top"] < other["bottom"]
            and other["top"] < one["bottom"]
        ):
            yield one["text"], other["text"]


def dark_pixels(seen):
    """How many pixels of the map are not the colour of its corner."""
    return seen.page.evaluate(
        """() => {
            const canvas = document.querySelector('#map canvas');
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let n = 0;
            for (let i = 0; i < data.length; i += 4) n += data[i] + data[i + 1] + data[i + 2] < 480;
            return n;
        }"""
    )


def test_opens_alone_without_a_request_or_a_complaint(visit, fifty):
    seen = visit(fifty)
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("cache")
    seen.page.keyboard.press("Enter")
    seen.page.click("#theme")
    seen.page.click("#everything")
    seen.settle()
    assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
    assert sum(url.startswith("file:") for url in seen.requests) == 1
    assert seen.complaints == []


def test_all_fifty_labels_are_readable_at_first_sight_and_none_overlaps(visit, fifty):
    seen = visit(fifty)
    labels = seen.ask("labels()")
    papers = [label for label in labels if label["node"] is not None and label["node"] < 50]
    assert len(papers) == 50
    assert {label["size"] for label in papers} == {13}
    assert list(overlaps(labels)) == []
    area = seen.page.locator("#map").bounding_box()
    for label in papers:
        assert area["x"] <= label["left"]
        assert label["right"] <= area["x"] + area["width"]
        assert area["y"] <= label["top"]
        assert label["bottom"] <= area["y"] + area["height"]


def test_a_phone_opens_on_whole_labels_around_the_most_voted_paper(visit, small, sample):
    seen = visit(small, html=sample, viewport={"width": 390, "height": 844})
    labels = [label for label in seen.ask("labels()") if label["node"] is not None and label["node"] < 50]
    assert all(label["left"] >= 0 and label["right"] <= 390 for label in labels)
    seat = seen.page.evaluate("Math.min(...window.paperkg.labels().map((label) => label.left))")
    assert seat >= 0
    assert 0 in [label["node"] for label in labels]
    assert len(labels) > 9
    assert list(overlaps(labels)) == []


def test_a_large_map_is_calm_from_far_and_fuller_from_near(visit, month):
    seen = visit(month)
    far = seen.ask("labels()")
    papers = [label for label in far if label["node"] is not None]
    assert 20 < len(papers) < 200
    assert all(label["node"] < 200 for label in papers)
    assert seen.ask("lines()") == 0
    assert list(overlaps(far)) == []
    assert seen.page.locator("#distant").is_visible()
    seen.click_node("2502.00007")
    seen.settle()
    assert seen.ask("lines()") > 5
    seen.page.keyboard.press("Escape")
    for _ in range(5):
        seen.page.locator("#zoom-in").click()
    seen.settle()
    assert seen.page.locator("#distant").is_hidden()
    assert seen.ask("lines()") > 100
    assert len(seen.ask("labels()")) > len(far)
    assert seen.complaints == []


def test_what_only_stands_above_unfolds_with_what_it_stands_above(visit, small):
    graph = small.copy()
    graph.add_node(f"{BASE}concept/memory", kind="method", label="memory")
    graph.add_edge(f"{BASE}concept/kv-cache", f"{BASE}concept/memory", key="skos:broader")
    seen = visit(graph)
    assert "concept/memory" not in seen.ask("shown()")
    seen.page.locator("#everything").click()
    assert "concept/memory" in seen.ask("shown()")
    seen.page.locator("#everything").click()
    seen.go("#concept/kv-cache")
    assert "concept/memory" in seen.ask("shown()")
    seen.go("#concept/memory")
    assert "No paper here names it itself" in seen.page.locator("#panel").inner_text()
    assert "KV cache" in seen.page.locator("#panel").inner_text()
    assert seen.complaints == []


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1920, 1080), (1280, 720)])
def test_the_fifty_papers_of_the_sample_are_all_labelled(visit, small, sample, width, height):
    seen = visit(small, html=sample, viewport={"width": width, "height": height})
    labels = seen.ask("labels()")
    papers = [label for label in labels if label["node"] is not None and label["node"] < 50]
    assert len(papers) == 50
    assert min(label["size"] for label in papers) >= (13 if width > 1300 else 11)
    assert list(overlaps(labels)) == []
    assert seen.complaints == []
    assert len(sample.encode()) < 700_000


def test_the_label_boxes_hold_the_text_that_is_drawn(visit, fifty):
    seen = visit(fifty, "")
    wide = seen.page.evaluate(
        """() => {
            const context = document.createElement('canvas').getContext('2d');
            const family = getComputedStyle(document.documentElement).fontFamily;
            const lines = JSON.parse(document.getElementById('data').textContent).papers.map((paper) => paper.lines);
            return window.paperkg.labels().filter((label) => label.node !== null && label.node < 50).map((label) => {
                context.font = '500 13px ' + family;
                const text = Math.max(...lines[label.node].map((line) => context.measureText(line).width));
                return [text, label.right - label.left];
            });
        }"""
    )
    assert all(abs(text - box) < 0.5 for text, box in wide)


def test_two_loads_show_the_same_picture(visit, fifty):
    html = render_page(fifty, title="Papers")
    first, second = (visit(fifty, html=html).settle() for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("KV cache", KV),
        ("kv-CACHE", KV),
        ("KV 캐시", KV),
        (unicodedata.normalize("NFD", "KV 캐시"), KV),
        ("캐시 압축", "concept/cache-compression"),
        ("cashe compresion", "concept/cache-compression"),
        ("celik unal 1", "author/çelik-ünal-1"),
        ("2502.00002", "2502.00002"),
        ("hamster storing", "2502.00001"),
    ],
)
def test_search_jumps_to_a_node(visit, small, text, key):
    seen = visit(small)
    seen.page.keyboard.press("/")
    seen.page.keyboard.insert_text(text)
    seen.page.keyboard.press("Enter")
    assert seen.ask("chosen()") == key
    assert seen.page.locator("#panel").is_visible()
    assert seen.page.evaluate("document.activeElement.getAttribute('role')") == "application"


def test_search_is_a_combobox_that_arrows_walk_through(visit, small):
    seen = visit(small)
    field = seen.page.get_by_role("combobox")
    field.fill("storing")
    assert field.get_attribute("aria-expanded") == "true"
    assert seen.page.get_by_role("option").count() == 3
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == "found-0"
    field.press("ArrowUp")
    name = seen.page.locator("#found-2 b").inner_text()
    assert seen.page.locator("#found-2").get_attribute("aria-selected") == "true"
    field.press("Enter")
    assert chosen_title(seen) == name
    field.fill("storing")
    seen.page.get_by_role("option").nth(1).click()
    assert chosen_title(seen) != name


def test_search_without_a_match_says_so(visit, small):
    seen = visit(small)
    field = seen.page.get_by_role("combobox")
    field.fill("<i>nowhere</i>")
    assert "<i>nowhere</i>" in seen.page.locator("#nothing").inner_text()
    assert "<i>nowhere</i>" in seen.page.get_by_role("status").inner_text()
    field.press("Enter")
    assert seen.ask("chosen()") is None
    field.press("Escape")
    assert seen.page.locator("#nothing").is_hidden()


def test_the_panel_of_a_paper(visit, small):
    seen = visit(small, f"#{BOTH}")
    panel = seen.page.locator("#panel")
    text = panel.inner_text()
    assert chosen_title(seen) == "Hamster: Storing Less and Reading More"
    assert "19 votes" in text
    assert "2025-02-05" in text
    assert "Ada Reed" in text
    assert "92.5%" in text
    for heading in ("INTRODUCES", "USES", "ADDRESSES", "EVALUATES ON", "MEASURES", "RELATED PAPERS (2)"):
        assert heading in text.upper()
    link = panel.get_by_role("link", name="arXiv:2502.00001")
    assert link.get_attribute("href") == f"https://arxiv.org/abs/{BOTH}"
    assert link.get_attribute("rel") == "noopener"
    panel.get_by_role("button", name="Beaver: Storing Less and Reading More").click()
    assert seen.ask("chosen()") == "2502.00002"
    panel.locator(".rows .chip").first.click()
    assert seen.ask("chosen()").startswith(("concept/", "author/"))


def test_the_panel_of_a_doubtful_paper_says_why(visit, small):
    seen = visit(small, "#2502.10002")
    assert "Doubtful text. The summary seems to be about another paper." in seen.page.locator("#panel").inner_text()
    assert "Doubtful" not in visit(small, "#2502.10001").page.locator("#panel").inner_text()


def test_the_panel_of_a_concept_and_of_an_author(visit, small):
    seen = visit(small, f"#{KV}")
    text = seen.page.locator("#panel").inner_text()
    assert "KV 캐시" in text
    assert "NARROWER CONCEPTS" in text.upper()
    assert "USED BY (3)" in text.upper()
    seen.page.locator("#panel .chip", has_text="cache compression").click()
    assert "BROADER CONCEPTS" in seen.page.locator("#panel").inner_text().upper()
    seen.go("#author/ada-reed")
    text = seen.page.locator("#panel").inner_text()
    assert "3 papers" in text
    assert "CO-AUTHORS (6)" in text.upper()


def test_an_address_leads_to_a_node_and_back_and_forward_work(visit, small):
    seen = visit(small, f"#{BOTH}")
    assert seen.ask("chosen()") == BOTH
    seen.page.reload()
    assert seen.ask("chosen()") == BOTH
    seen.page.locator("#panel .chip", has_text="KV cache").first.click()
    assert seen.page.url.endswith(f"#{KV}")
    seen.page.go_back()
    seen.page.wait_for_function(f"window.paperkg.chosen() === '{BOTH}'")
    seen.page.go_forward()
    seen.page.wait_for_function(f"window.paperkg.chosen() === '{KV}'")
    seen.page.keyboard.press("Escape")
    assert "#" not in seen.page.url
    seen.go("#%E0%A4%A")
    seen.go("#no-such-thing")
    assert seen.ask("chosen()") is None
    assert "#no-such-thing" in seen.page.locator("#panel").inner_text()
    assert seen.complaints == []


def test_a_click_where_a_node_is_drawn_chooses_it_and_one_beside_clears(visit, fifty):
    seen = visit(fifty)
    for key in ("2502.00000", "2502.00017", "2502.00031"):
        seen.click_node(key)
        assert seen.ask("chosen()") == key
        seen.page.keyboard.press("Escape")
        seen.page.click("#zoom-fit")
        seen.settle()
    area = seen.page.locator("#map").bounding_box()
    seen.click_node("2502.00017")
    seen.page.mouse.click(area["x"] + 3, area["y"] + 3)
    assert seen.ask("chosen()") is None
    seen.page.mouse.click(area["x"] + 3, area["y"] + 3)
    assert seen.page.locator("#panel").is_hidden()
    assert seen.complaints == []


def test_a_click_on_a_label_chooses_its_paper(visit, fifty):
    seen = visit(fifty)
    label = next(label for label in seen.ask("labels()") if label["node"] == 7)
    seen.page.mouse.click((label["left"] + label["right"]) / 2, label["bottom"] - 4)
    assert seen.page.locator("#panel h2").inner_text().startswith(label["text"][:12])


def test_choosing_dims_the_rest_and_unfolds_what_belongs_to_the_paper(visit, small):
    seen = visit(small)
    before = set(seen.ask("shown()"))
    assert "author/bo-lind-1" not in before
    bright = dark_pixels(seen)
    seen.click_node("2502.10001")
    assert dark_pixels(seen) < bright
    assert {"author/dee-park-1", "concept/brush-1"} <= set(seen.ask("shown()"))
    assert "author/bo-lind-1" not in seen.ask("shown()")
    seen.page.keyboard.press("Escape")
    assert set(seen.ask("shown()")) == before


def test_the_legend_toggles_kinds(visit, fifty):
    seen = visit(fifty)
    before, full = dark_pixels(seen), counts(seen)
    seen.page.uncheck("[data-kind=paper]")
    assert counts(seen)["paper"] == "0 / 50"
    assert dark_pixels(seen) < before
    assert not [key for key in seen.ask("shown()") if key.startswith("2502")]
    seen.page.check("[data-kind=paper]")
    assert counts(seen) == full
    assert dark_pixels(seen) == before
    seen.page.click("[data-all=author]")
    authors = sum(1 for node in fifty if "author/" in node)
    assert counts(seen)["author"] == f"{authors}"
    seen.page.click("#everything")
    assert seen.page.locator("#hidden").inner_text() == "Nothing is hidden."
    assert all("/" not in text for text in counts(seen).values())
    seen.page.click("#everything")
    assert counts(seen) == full


def test_the_legend_toggles_lines(visit, fifty):
    seen = visit(fifty)
    before = seen.settle()
    seen.page.uncheck("[data-edge=uses]")
    assert seen.settle() != before


def test_a_topic_in_the_legend_moves_the_map_there(visit, fifty):
    seen = visit(fifty)
    before = seen.settle()
    seen.page.locator("[data-topic]").first.click()
    assert seen.settle() != before


def test_light_and_dark(visit, small):
    seen = visit(small, color_scheme="dark")
    assert seen.page.locator("html").get_attribute("data-theme") == "dark"
    dark = seen.page.evaluate("getComputedStyle(document.body).color")
    seen.page.click("#theme")
    assert seen.page.locator("html").get_attribute("data-theme") == "light"
    assert seen.page.evaluate("getComputedStyle(document.body).color") != dark
    seen.page.reload()
    assert seen.page.locator("html").get_attribute("data-theme") == "light"
    assert seen.complaints == []


def test_the_keyboard_alone_is_enough(visit, small):
    seen = visit(small)
    page = seen.page
    focused = (
        "document.activeElement.id || document.activeElement.getAttribute('role') || document.activeElement.tagName"
    )
    order = []
    for _ in range(60):
        page.keyboard.press("Tab")
        order.append(page.evaluate(focused))
        if order[-1] == "application":
            break
    assert order[0] == "search"
    assert order[-1] == "application"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("ArrowRight")
    first = seen.ask("chosen()")
    walked = {first}
    for arrow in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp") * 2:
        page.keyboard.press(arrow)
        walked.add(seen.ask("chosen()"))
    assert len(walked) > 2
    assert all(key.startswith("2502.") for key in walked)
    page.keyboard.press("]")
    assert seen.ask("chosen()") not in walked or seen.ask("chosen()") != first
    page.keyboard.press("Enter")
    assert page.evaluate(focused) == "panel"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert seen.complaints == []


def test_what_is_chosen_is_announced(visit, small):
    seen = visit(small, f"#{BOTH}")
    assert "Paper: Hamster" in seen.page.get_by_role("status").inner_text()


def test_the_list_of_papers(visit, small):
    seen = visit(small)
    seen.page.click("#open-list")
    assert seen.page.locator("#panel li").count() == 6
    seen.page.locator("#panel a", has_text="Heron").click()
    assert seen.ask("chosen()") == "2502.10000"
    seen.page.click("#open-list")
    assert seen.page.locator("#panel li").count() == 6
    seen.page.keyboard.press("Escape")
    assert seen.page.locator("#panel").is_hidden()


def test_on_a_phone(visit, fifty):
    seen = visit(fifty, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = seen.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert list(overlaps(seen.ask("labels()"))) == []
    page.tap("#open-legend")
    assert page.locator("#rail").is_visible()
    page.tap("#open-legend")
    assert page.locator("#rail").is_hidden()
    area = page.locator("#map").bounding_box()
    within = [
        label
        for label in seen.ask("labels()")
        if label["node"] is not None and label["node"] < 50 and label["left"] > 0 and label["right"] < 390
        if area["y"] < label["top"] and label["bottom"] < 844
    ]
    assert len(within) > 3
    page.touchscreen.tap((within[0]["left"] + within[0]["right"]) / 2, within[0]["top"] + 5)
    page.wait_for_selector("#panel:visible")
    sheet = page.locator("#panel").bounding_box()
    assert sheet["x"] == 0
    assert sheet["width"] == 390
    assert sheet["y"] > 200
    assert sheet["y"] + sheet["height"] == 844
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    place = seen.ask(f"place({seen.ask('chosen()')!r})")
    assert place["y"] < sheet["y"]
    assert within[0]["text"] in [label["text"] for label in seen.ask("labels()")]
    page.tap("#close")
    assert page.locator("#panel").is_hidden()
    for button in page.locator(".tools button:visible").all():
        assert min(button.bounding_box()["width"], button.bounding_box()["height"]) >= 40


def test_hostile_data_is_only_strange_text(visit, hostile):
    seen = visit(hostile)
    titles = {data["label"] for _, data in hostile.nodes(data=True) if data["kind"] == "paper"}
    for number in range(len(titles)):
        seen.click_node(f"x{number}")
        if seen.ask("chosen()") != f"x{number}":
            seen.go(f"#x{number}")
        place = seen.ask(f"place('x{number}')")
        seen.page.mouse.move(place["x"], place["y"])
        heading = seen.page.evaluate("document.querySelector('#panel h2').textContent")
        assert heading in titles
        assert seen.page.locator("#panel img, #panel b, #panel script, #tip img, #tip script").count() == 0
        for link in seen.page.locator("a").all():
            assert link.get_attribute("href").startswith(("https://", "#"))
        seen.page.keyboard.press("Escape")
        seen.page.get_by_role("combobox").fill(heading)
        seen.page.get_by_role("combobox").press("Escape")
    seen.page.click("#everything")
    seen.page.click("#open-list")
    assert seen.page.evaluate("document.title") == "Papers of 2025-02-05"
    assert seen.page.evaluate("({}).polluted === undefined && Object.keys(Object.prototype).length === 0")
    assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
    assert seen.complaints == []


def test_the_tooltip_is_text(visit, hostile):
    seen = visit(hostile)
    place = seen.ask("place('x0')")
    seen.page.mouse.move(place["x"] - 2, place["y"])
    seen.page.mouse.move(place["x"], place["y"])
    tip = seen.page.locator("#tip")
    tip.wait_for(state="visible")
    assert "<img src=x onerror=alert(1)>" in tip.inner_text()
    assert tip.locator("*").count() == 0


def test_without_a_script_the_papers_are_a_list(visit, fifty):
    seen = visit(fifty, java_script_enabled=False)
    assert seen.page.locator("main li:visible").count() == 50
    assert seen.page.locator("main li a:visible").first.get_attribute("href").startswith("https://arxiv.org/abs/")
    assert seen.page.locator("#map").is_hidden()
    assert "CC0" in seen.page.locator("main footer").inner_text()


def test_forced_colours_reach_the_map(visit, small):
    seen = visit(small, forced_colors="active")
    assert seen.page.evaluate("matchMedia('(forced-colors: active)').matches")
    fill = seen.page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--k-paper').trim()")
    assert fill == "CanvasText"
    assert dark_pixels(seen) > 100
    assert seen.complaints == []


def test_reduced_motion_moves_at_once(visit, fifty):
    seen = visit(fifty, "#2502.00003")
    still = seen.page.screenshot()
    seen.page.wait_for_timeout(200)
    assert seen.page.screenshot() == still


def test_a_cut_graph_says_what_it_leaves_out(visit, fifty):
    seen = visit(fifty, html=render_page(fifty, title="t", max_nodes=60))
    assert "shows 60 of" in seen.page.locator("#rail footer").inner_text()
    assert seen.complaints == []


def test_a_page_without_papers_opens(visit, maker):
    seen = visit(maker().graph)
    assert seen.complaints == []
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("x")
    assert seen.page.locator("#nothing").is_visible()


def test_every_control_has_a_name_and_every_text_enough_contrast(visit, small):
    """A narrow stand-in for an accessibility checker: names of controls, contrast of the texts, the language."""
    for scheme in ("light", "dark"):
        seen = visit(small, f"#{BOTH}", color_scheme=scheme)
        unnamed = seen.page.evaluate(
            """() => Array.from(document.querySelectorAll('button, a, input')).filter((e) => e.checkVisibility())
                .filter((e) => !(e.textContent.trim() || e.ariaLabel || e.labels?.[0]?.textContent.trim()))
                .map((e) => e.outerHTML)"""
        )
        assert unnamed == []
        poor = seen.page.evaluate(CONTRAST)
        assert poor == [], scheme
        assert seen.page.locator("html").get_attribute("lang") == "en"


CONTRAST = """() => {
    const rgb = (text) => (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    const light = (c) => {
        const [r, g, b] = c.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (e) => {
        for (; e; e = e.parentElement) {
            const c = rgb(getComputedStyle(e).backgroundColor);
            if (c.length < 4 || c[3] > 0) return c.slice(0, 3);
        }
        return [255, 255, 255];
    };
    const poor = [];
    for (const e of document.querySelectorAll('body *')) {
        const texts = Array.from(e.childNodes).filter((n) => n.nodeType === 3 && n.data.trim());
        if (!texts.length || !e.checkVisibility() || e.disabled) continue;
        if (e.closest('noscript, script, style, .unseen')) continue;
        const [a, b] = [light(rgb(getComputedStyle(e).color).slice(0, 3)), light(ground(e))].sort((x, y) => y - x);
        if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(e.tagName + ' ' + e.textContent.trim().slice(0, 40));
    }
    return poor;
}"""


def test_colours_of_symbols_stand_out_from_the_ground(visit, small):
    for scheme in ("light", "dark"):
        seen = visit(small, color_scheme=scheme)
        ratios = seen.page.evaluate(
            """() => {
                const style = getComputedStyle(document.documentElement);
                const light = (name) => {
                    const hex = style.getPropertyValue(name).trim().slice(1);
                    const [r, g, b] = [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
                        .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                };
                const kinds = ['paper', 'method', 'model', 'task', 'benchmark', 'dataset', 'metric', 'author'];
                const grounds = ['--ground', ...[0, 1, 2, 3, 4, 5, 6].map((i) => '--r-' + i)];
                return kinds.flatMap((kind) => grounds.map((ground) => {
                    const [a, b] = [light('--k-' + kind), light(ground)].sort((x, y) => y - x);
                    return [kind + ground, (a + 0.05) / (b + 0.05)];
                }));
            }"""
        )
        assert [name for name, ratio in ratios if ratio < 3] == [], scheme


def test_how_long_it_takes_is_printed(visit, fifty, capsys):
    started = time.perf_counter()
    html = render_page(fifty, title="Papers")
    made = time.perf_counter() - started
    seen = visit(fifty, html=html)
    paint, ready = seen.page.evaluate(
        """() => [performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1,
                  performance.timing.loadEventEnd - performance.timing.navigationStart]"""
    )
    with capsys.disabled():
        print(  # noqa: T201  (the point of this test)
            f"\npage of 50 papers: made in {made:.2f} s, {len(html.encode()):,} bytes, "
            f"first paint after {paint:.0f} ms, settled and interactive after {ready:.0f} ms"
        )
    assert json.loads(seen.page.locator("#data").inner_text())["total"] > 500
    assert len(html.encode()) < 700_000


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "mailto:a@example.org", "ftp://example.org/a", "http://a.org/b"]
)
def test_the_panel_links_to_the_web_alone(visit, maker, url):
    made = maker()
    made.paper("a1", "Eggs", url=url, iri="https://example.org/1")
    seen = visit(made.finish(), "#a1")
    assert chosen_title(seen) == "Eggs"
    links = [link.get_attribute("href") for link in seen.page.locator("#panel a").all()]
    assert links == ([url] if url.startswith("http:") else [])
    seen.page.locator("#open-list").click()
    listed = [link.get_attribute("href") for link in seen.page.locator("#panel a[data-node]").all()]
    assert listed == ["#a1"]
