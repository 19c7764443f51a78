"""The map of the whole archive as `kg serve` shows it, and SPARQL in the browser; ``test_web_browser`` has its pages.

The graph is the one that ``archive`` gives; the browser reaches nothing but the server.
"""

from __future__ import annotations

import itertools
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.chromium, pytest.mark.corpus]

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


class Map:
    """The open map, and everything that it asked for or complained about."""

    def __init__(self, page):
        self.page, self.requests, self.complaints = page, [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self.complaints.append(message.text))

    def ask(self, expression):
        return self.page.evaluate(f"paperkg.{expression}")

    def until(self, condition):
        """Wait for a condition; the policy lets no string be evaluated, so it is asked again and again."""
        for _ in range(400):
            if condition():
                return
            self.page.wait_for_timeout(25)
        raise AssertionError("it never came true")

    def rest(self):
        self.until(lambda: self.page.evaluate("Boolean(window.paperkg && window.paperkg.resting())"))
        return self

    def papers(self):
        return self.ask("counts().shown[0]")

    def enter(self, text):
        self.page.keyboard.press("/")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")
        self.rest()

    def turn(self, hash_):
        self.page.evaluate("hash => { location.hash = hash; }", hash_)
        self.rest()


@pytest.fixture(scope="module")
def running(archive, web):
    with web.serving(archive) as found:
        yield found


@pytest.fixture
def show(browser, running):
    maps = []

    def open_page(path="/map", **options):
        found = Map(browser.new_context(**{"viewport": WIDE} | options).new_page())
        maps.append(found)
        found.page.goto(running.url + path)
        return found.rest() if path == "/map" else found

    yield open_page
    for seen in maps:
        seen.page.context.close()
        assert seen.complaints == []
        hosts = {urlsplit(url).netloc for url in seen.requests if not url.startswith("data:")}
        assert hosts == {urlsplit(running.url).netloc}


def overlaps(labels):
    for one, other in itertools.combinations(labels, 2):
        across = one["left"] < other["right"] and other["left"] < one["right"]
        if across and one["top"] < other["bottom"] and other["top"] < one["bottom"]:
            yield one["text"], other["text"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_opens_on_named_topics_and_landmark_papers(show, theme):
    seen = show(color_scheme=theme)
    labels = seen.ask("labels()")
    topics = [label for label in labels if label["region"] is not None]
    assert len(topics) >= min(15, seen.page.locator("#topic option").count() - 1)
    assert len(labels) - len(topics) >= 20
    assert list(overlaps(labels)) == []
    assert "things are drawn" in seen.page.locator("#drawn").inner_text()
    small = show(color_scheme=theme, viewport=NARROW)
    assert list(overlaps(small.ask("labels()"))) == []


def test_search_neighbourhoods_and_a_path(show):
    seen = show()
    seen.enter("diffusion model")
    assert seen.ask("chosen()") == "concept/diffusion-model"
    paper = next(key for key in seen.ask("near()") if key[:2].isdigit())
    seen.turn(f"#{paper}")
    assert seen.ask("chosen()") == paper
    one = set(seen.ask("near()"))
    seen.page.click("[data-steps='2']")
    seen.rest()
    assert one < set(seen.ask("near()"))
    seen.page.click("[data-steps='1']")
    seen.page.click("[data-act=expand]")
    seen.rest()
    assert one < set(seen.ask("near()"))
    seen.page.click("[data-act=pathFrom]")
    seen.enter("longbench")
    path = seen.ask("path()")
    assert path[0] == paper
    assert path[-1] == "concept/longbench"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_filter(show, size):
    seen = show(viewport=size)
    full = seen.papers()
    if size is NARROW:
        seen.page.get_by_role("button", name="Filters").click()
    middle = int(seen.page.locator("#since").get_attribute("max")) // 2
    for act in (
        lambda: seen.page.locator("#since").fill(str(middle)),
        lambda: seen.page.locator("#votes").fill("3"),
        lambda: seen.page.select_option("#topic", "1"),
    ):
        before = seen.papers()
        act()
        seen.until(lambda before=before: 0 < seen.papers() < before)
    seen.page.click("#reset")
    seen.until(lambda: seen.papers() == full)
    seen.page.uncheck("[data-kind=author]")
    seen.until(lambda: seen.ask("counts().shown.at(-1)") == 0)
    metrics = seen.ask("counts().shown[5]")
    seen.page.uncheck("[data-role=measures]")
    seen.until(lambda: seen.ask("counts().shown[5]") < metrics)


def test_a_question_is_completed_by_name_and_answered(show):
    seen = show("/query", color_scheme="dark")
    page = seen.page
    page.wait_for_selector("#desk.js")
    if not page.query_selector(".cm-content"):
        pytest.skip("needs the editor's JavaScript: python kg/web/editor/bundle.py")
    page.click(".cm-content")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("SELECT ?paper ?votes { ?paper kg:evaluatesOn concept:gsm8")
    page.wait_for_selector(".cm-tooltip-autocomplete li")
    seen.until(lambda: page.inner_text(".cm-completionLabel") == "GSM8K")
    page.wait_for_timeout(400)  # a choice that has just come up is not taken by a key that was meant for the text
    page.keyboard.press("Enter")
    seen.until(lambda: "concept:gsm8k" in page.inner_text(".cm-content"))
    page.keyboard.type(" ; kg:votes ?votes }")
    page.keyboard.press("ControlOrMeta+Enter")
    page.wait_for_selector("#answer:not([hidden]) .facts")
    votes = [int(cell.inner_text()) for cell in page.query_selector_all("#answer tbody td:nth-child(2)")]
    assert len(votes) > 1
    for expected in (sorted(votes), sorted(votes, reverse=True)):
        page.click("#answer th:nth-child(2) button")
        shown = page.query_selector_all("#answer tbody td:nth-child(2)")
        assert [int(cell.inner_text()) for cell in shown] == expected
    page.click("#answer tbody td a")
    page.wait_for_url("**/paper/*")
