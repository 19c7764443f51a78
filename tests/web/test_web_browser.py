"""The pages in a real browser that reaches nothing but the server: by keyboard, in both themes and languages.

The walk over the archive takes the graph that ``archive`` gives.
"""

from __future__ import annotations

import itertools
import re
import runpy
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from kg.web.addresses import address

pytestmark = pytest.mark.chromium

HOSTILE = Path(__file__).with_name("test_web_pages.py")
PATHS = (
    "/",
    "/search?q=KV",
    "/paper/2502.01068",
    "/author/dongwon-jo",
    "/concept/longbench",
    "/digest/2025-02-05",
    "/topic/kv-cache",
    "/result/2502.01068/1",
    "/path?from=FastKV&to=Xiang+Liu",
    "/trends?concepts=longbench;fastkv&benchmark=longbench",
)
SIZES = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 390, "height": 844}}
SERIOUS = {"serious", "critical"}


@dataclass
class Visit:
    """An open page, and everything that it asked for or complained about."""

    page: object
    url: str
    requests: list = field(default_factory=list)
    complaints: list = field(default_factory=list)

    def go(self, path):
        answer = self.page.goto(self.url + path)
        assert answer.status < 500, path
        return self

    @property
    def options(self):
        return self.page.locator("#found [role=option]")

    def type(self, text):
        self.page.keyboard.press("/")
        self.page.keyboard.type(text)
        self.page.wait_for_selector("#found [role=option]")

    def first(self):
        """The name of the first thing that is offered."""
        return self.page.evaluate("document.querySelector('#found .label')?.textContent")

    def until(self, condition):
        """Wait for a condition; the policy lets no string be evaluated, so it is asked again and again."""
        for _ in range(200):
            if condition():
                return
            self.page.wait_for_timeout(25)
        raise AssertionError("it never came true")

    def check(self):
        """Nothing was asked of anybody else, nothing was refused by the policy, no script failed."""
        assert not self.complaints
        hosts = {urlsplit(each).netloc for each in self.requests if not each.startswith("data:")}
        assert hosts <= {urlsplit(self.url).netloc}


@pytest.fixture
def visit(browser):
    contexts = []

    def open_page(url, **options):
        options.setdefault("viewport", SIZES["wide"])
        context = browser.new_context(**options)
        contexts.append(context)
        found = Visit(context.new_page(), url)
        context.on("request", lambda request: found.requests.append(request.url))
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.page.on("console", lambda message: found.complaints.append(f"{message.type}: {message.text}"))
        found.page.on("dialog", lambda dialog: (found.complaints.append("a dialog"), dialog.dismiss()))
        return found

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def axe():
    """The source of axe-core."""
    found = pytest.importorskip("axe_playwright_python", reason="needs axe: pip install axe-playwright-python")
    return (Path(found.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def barriers(page, axe):
    """What axe-core finds, without hints that are only advice."""
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
    ]


def beyond(page):
    """How far a page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_every_page_is_quiet_fits_and_has_no_barriers(server, visit, axe, theme, size, locale):
    seen = visit(server.url, viewport=SIZES[size], color_scheme=theme, locale=locale)
    for path in PATHS:
        seen.go(path)
        assert seen.page.locator("h1").count() == 1
        assert seen.page.evaluate("document.documentElement.lang") == locale[:2]
        assert beyond(seen.page) <= 0, path
        assert barriers(seen.page, axe) == [], path
    ground = seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (ground == "rgb(252, 251, 248)") == (theme == "light")
    seen.check()


def test_search_while_typing_by_keyboard(server, visit, axe):
    seen = visit(server.url).go("/")
    seen.type("fastkv")
    seen.until(lambda: seen.first() == "FastKV")
    box = seen.page.locator("#q")
    assert box.get_attribute("aria-expanded") == "true"
    assert barriers(seen.page, axe) == []
    seen.page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == seen.options.first.get_attribute("id")
    assert seen.options.first.get_attribute("aria-selected") == "true"
    seen.page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    seen.page.keyboard.press("ArrowUp")
    assert seen.options.last.get_attribute("aria-selected") == "true"
    seen.page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    seen.page.keyboard.press("ArrowDown")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/concept/fastkv")
    seen.check()


def test_enter_without_a_choice_searches(server, visit):
    seen = visit(server.url).go("/concept/fastkv")
    seen.type("longbench")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/search?q=longbench")
    kinds = seen.page.locator(".hits .kind").all_inner_texts()
    assert {"benchmark", "result"} <= set(kinds)
    seen.page.locator(".hits a").first.click()
    seen.page.wait_for_url("**/concept/longbench")
    seen.check()


def test_korean_words_find_things_and_a_click_opens_them(server, visit):
    seen = visit(server.url, locale="ko-KR").go("/")
    seen.type("캐시 압축")
    first = seen.options.first
    assert first.locator(".kind").inner_text() == "과제"
    assert "KV cache compression" in first.inner_text()
    first.click()
    seen.page.wait_for_url("**/concept/kv-cache-compression")
    seen.check()


def test_a_late_answer_leaves_the_choice(server, visit):
    seen = visit(server.url).go("/")
    held = []
    seen.page.route("**/api/search?q=fastkv&**", lambda route: held.append(route))  # noqa: PLW0108  it is looked into
    seen.type("fastk")
    seen.page.keyboard.type("v")
    seen.until(lambda: held)
    seen.page.wait_for_timeout(300)  # the answer to "fastk" stands there by now
    first = seen.first()
    chosen = seen.page.locator("#found [aria-selected=true] .label")
    assert chosen.count() == 0
    seen.page.keyboard.press("ArrowDown")
    for route in held:
        route.continue_()
    seen.page.wait_for_timeout(300)
    assert chosen.inner_text() == first
    seen.page.keyboard.press("Enter")
    seen.until(lambda: seen.page.locator("h1").inner_text() == first)
    seen.check()


def test_the_last_question_wins(server, visit):
    """An answer that comes late is not shown for what stands in the box now."""
    seen = visit(server.url).go("/")
    held = []
    seen.page.route("**/api/search?q=fastkv&**", lambda route: held.append(route))  # noqa: PLW0108  it is looked into
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("fastkv")
    seen.until(lambda: held)
    seen.page.locator("#q").fill("chunkkv")
    seen.until(lambda: seen.first() == "ChunkKV")
    for route in held:
        route.continue_()
    seen.page.wait_for_timeout(300)
    assert seen.first() == "ChunkKV"
    seen.check()


def test_the_language_is_switched_and_remembered(server, visit):
    seen = visit(server.url).go("/concept/fastkv")
    seen.page.get_by_role("link", name="한국어").click()
    seen.page.wait_for_url("**lang=ko")
    assert seen.page.locator(".kind").first.inner_text() == "방법"
    seen.go("/paper/2502.01068")
    assert seen.page.evaluate("document.documentElement.lang") == "ko"
    cookies = seen.page.context.cookies()
    assert [(each["name"], each["value"]) for each in cookies] == [("lang", "ko")]
    seen.check()


def test_a_query_is_copied_and_runs(server, visit):
    seen = visit(server.url, permissions=["clipboard-read", "clipboard-write"]).go("/concept/fastkv")
    section = seen.page.locator("#concept-months")
    section.locator(".sparql summary").click()
    section.get_by_role("button", name="Copy").click()
    section.get_by_role("button", name="Copied").wait_for()
    copied = seen.page.evaluate("navigator.clipboard.readText()")
    assert copied == section.locator("code").text_content()
    rows = server.query(copied, "application/sparql-results+json").json()["results"]["bindings"]
    assert [row["month"]["value"] for row in rows] == ["2025-02"]
    seen.check()


def test_everything_can_be_reached_by_tab(server, visit):
    """Links, boxes and summaries have the focus in turn, and whoever has it can be seen."""
    seen = visit(server.url).go("/paper/2502.01068")
    wanted = seen.page.evaluate(
        "[...document.querySelectorAll('a, input, button, summary, select')].filter((e) => e.checkVisibility()).length"
    )
    reached = {}
    for _ in range(wanted + 10):
        seen.page.keyboard.press("Tab")
        place, outline = seen.page.evaluate(
            "[[...document.querySelectorAll('*')].indexOf(document.activeElement),"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        reached[place] = outline
        if len(reached) == wanted:
            break
    assert len(reached) == wanted
    assert set(reached.values()) == {"solid"}


def test_pages_work_without_scripts(server, visit):
    seen = visit(server.url, java_script_enabled=False).go("/")
    seen.page.locator("#q").fill("fastkv")
    seen.page.locator("form button").first.click()
    seen.page.locator(".hits a").first.click()
    assert seen.page.url.endswith("/concept/fastkv")
    assert not seen.page.locator("[data-copy]").first.is_visible()


def test_the_map_is_a_click_away(server, visit):
    seen = visit(server.url).go("/paper/2502.01068")
    seen.page.get_by_role("link", name="Show on the map").click()
    seen.page.wait_for_url("**/map#2502.01068")
    seen.until(lambda: seen.page.evaluate("Boolean(window.paperkg && window.paperkg.resting())"))
    assert "FastKV" in seen.page.locator("body").inner_text()
    seen.check()


def test_the_map_leads_back_to_the_pages(server, visit):
    """From the start to the map, to a paper's page, back, to its day, and to the evidence for a path; in Korean."""
    seen = visit(server.url, locale="ko-KR").go("/")
    page = seen.page
    page.get_by_role("link", name="전체 지도").click()
    page.wait_for_url("**/map")
    seen.until(lambda: page.evaluate("Boolean(window.paperkg && window.paperkg.resting())"))
    assert page.evaluate("document.documentElement.lang") == "ko"
    page.keyboard.press("/")
    page.keyboard.insert_text("fastkv: kv")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="페이지 열기").first.click()
    page.wait_for_url("**/paper/2502.01068")
    page.go_back()
    page.get_by_role("link", name="2025-02-05").click()
    page.wait_for_url("**/digest/2025-02-05")
    seen.go("/map#;path=concept/fastkv,concept/longbench")
    page.get_by_role("link", name="둘을 잇는 가장 강한 근거").click()
    page.wait_for_url("**/path?from=concept%3Afastkv&to=concept%3Alongbench")
    assert page.locator(".chain li").count() > 1
    page.get_by_role("link", name="지도").first.click()
    page.wait_for_url("**/map")
    seen.check()


def test_what_is_not_there_is_told_on_a_page(server, visit, axe):
    seen = visit(server.url, locale="ko-KR", viewport=SIZES["narrow"], color_scheme="dark").go("/concept/nothing")
    assert "없습니다" in seen.page.get_by_role("alert").inner_text()
    assert beyond(seen.page) <= 0
    assert barriers(seen.page, axe) == []
    seen.type("fastkv")
    seen.until(lambda: seen.first() == "FastKV")
    seen.page.keyboard.press("ArrowDown")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/concept/fastkv")


def test_hostile_names_run_nothing(tmp_path, web, visit, axe):
    made = runpy.run_path(str(HOSTILE))
    made["hostile_graph"](tmp_path)
    with web.serving(tmp_path, "--workers", "1") as running:
        seen = visit(running.url, viewport=SIZES["narrow"])
        for path in (
            "/",
            "/paper/2503.00001",
            "/paper/2503.00007",
            "/concept/x",
            "/author/x",
            "/topic/x",
            "/digest/2025-03-01",
            f"/search?q={quote(made['HOSTILE'])}",
            f"/trends?since=2025-03-05&benchmark={quote('concept:x')}",
            f"/path?from=2503.00001&to=author:x&avoid={quote('2503.00002')}",
        ):
            seen.go(path)
            assert beyond(seen.page) <= 0, path
            assert barriers(seen.page, axe) == [], path
        seen.go("/")
        seen.type("title")
        assert "<script>alert(1)</script>" in seen.options.first.inner_text()
        seen.check()


MOST = {
    "paper": "SELECT ?x { ?x a kg:Paper ; kg:reports ?r } GROUP BY ?x ORDER BY DESC(COUNT(?r)) ?x LIMIT 1",
    "author": "SELECT ?x { ?p dcterms:creator ?x } GROUP BY ?x ORDER BY DESC(COUNT(?p)) ?x LIMIT 1",
    "method": "SELECT ?x { ?p kg:uses ?x } GROUP BY ?x ORDER BY DESC(COUNT(?p)) ?x LIMIT 1",
    "benchmark": "SELECT ?x { ?r kg:evaluatedOn ?x } GROUP BY ?x ORDER BY DESC(COUNT(?r)) ?x LIMIT 1",
    "digest": "SELECT ?x { ?l kg:inDigest ?x } GROUP BY ?x ORDER BY DESC(COUNT(?l)) ?x LIMIT 1",
}
"""The fullest page of each sort."""


def covered(boxes):
    """Pairs of boxes that lie on each other."""
    for one, other in itertools.combinations(boxes, 2):
        apart = [abs(one[side] + one[size] / 2 - other[side] - other[size] / 2) for side, size in SIDES]
        if all(gap < (one[size] + other[size]) / 2 - 1 for gap, (_, size) in zip(apart, SIDES, strict=True)):
            yield one, other


SIDES = (("x", "width"), ("y", "height"))


@pytest.mark.corpus
def test_every_page_of_the_archive(archive, web, visit, axe):
    with web.serving(archive, "--timeout", "120") as running:
        topics = re.findall(r'href="(/topic/[^"]+)"', running.ask("/", headers={"Accept": "text/html"}).text)
        fullest = {}
        for kind, query in MOST.items():
            answer = running.query(query, "application/sparql-results+json").json()
            fullest[kind] = answer["results"]["bindings"][0]["x"]["value"]
        one, other = (quote(fullest[kind], safe="") for kind in ("author", "benchmark"))
        paths = ["/", "/trends", f"/trends?benchmark={other}&kind=model", f"/path?from={one}&to={other}", *topics[:1]]
        paths += [address(iri, kind) for kind, iri in fullest.items()]
        for theme, size in (("light", "wide"), ("dark", "narrow")):
            seen = visit(running.url, viewport=SIZES[size], color_scheme=theme)
            for path in paths:
                seen.go(path)
                assert seen.page.locator("h1").count() == 1, path
                assert beyond(seen.page) <= 0, path
                assert barriers(seen.page, axe) == [], path
            seen.go("/")
            drawn = seen.page.locator(f".regions .{size} text")
            boxes = [drawn.nth(place).bounding_box() for place in range(drawn.count())]
            assert boxes
            assert not [*covered(boxes)], path
            seen.type("diffusion model")
            seen.until(lambda seen=seen: seen.first() == "diffusion model")
            seen.check()
