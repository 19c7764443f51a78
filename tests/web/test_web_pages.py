"""Pages for people: every thing, a search and the start; whatever a digest says stays text."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import quote

import pyoxigraph as ox
import pytest

HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7*7 }}"
HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}
PATHS = (
    "/",
    "/search?q=KV",
    "/search?q=zzzzzzzz",
    "/paper/2502.01068",
    "/author/dongwon-jo",
    "/concept/fastkv",
    "/concept/accuracy",
    "/digest/2025-02-05",
    "/result/2502.01068/1",
    "/link/2502.00299--2502.01068",
)


class Page(HTMLParser):
    """What a page holds: elements by name, links, and attributes that would run a script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.active: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.links += [value for name, value in attrs if name == "href" and tag == "a"]
        self.active += [name for name, _ in attrs if name.startswith("on") or name == "style"]


@pytest.mark.parametrize("path", PATHS)
def test_a_browser_gets_a_page_without_scripts(server, path):
    answer = server.ask(path, headers=HTML)
    assert (answer.status, answer.media) == (200, "text/html")
    page = Page(answer.text)
    assert page.names.count("h1") == 1
    assert not {"script", "style", "iframe", "img"} & set(page.names)
    assert not page.active


def test_every_link_of_the_pages_leads_somewhere(server):
    seen = {link for path in PATHS for link in Page(server.ask(path, headers=HTML).text).links if link.startswith("/")}
    assert len(seen) > 100
    wrong = [link for link in sorted(seen) if server.ask(link, headers=HTML).status != 200]
    assert not wrong


def test_a_page_counts_what_it_does_not_show(server):
    text = server.ask("/paper/2502.01068", headers=HTML).text
    for shown in ("FastKV", "introduces", "LongBench", "Turtle", "DESCRIBE &lt;https://arxiv.org/abs/2502.01068&gt;"):
        assert shown in text
    assert server.ask("/static/site.css").media == "text/css"
    assert server.ask("/static/../app.py").status == 404
    assert server.ask("/static/%2e%2e/app.py").status == 404


def test_hostile_names_stay_text(tmp_path, web):
    kg, paper = "https://w3id.org/paperkg/ontology#", ox.NamedNode("https://arxiv.org/abs/2503.00001")
    concept = ox.NamedNode("https://w3id.org/paperkg/concept/x")
    kind, label = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.Literal(HOSTILE)
    triples = [
        ox.Triple(paper, kind, ox.NamedNode(kg + "Paper")),
        ox.Triple(paper, ox.NamedNode("http://purl.org/dc/terms/title"), label),
        ox.Triple(paper, ox.NamedNode(kg + "trust"), label),
        ox.Triple(paper, ox.NamedNode(kg + "trustReason"), label),
        ox.Triple(paper, ox.NamedNode(kg + "uses"), concept),
        ox.Triple(concept, kind, ox.NamedNode(kg + "Method")),
        ox.Triple(concept, ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), label),
        ox.Triple(concept, ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel"), label),
    ]
    (tmp_path / "graph.nt").write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
    with web.serving(tmp_path, "--workers", "1") as server:
        for path in ("/paper/2503.00001", "/concept/x", f"/search?q={quote(HOSTILE)}", "/search?q=title"):
            answer = server.ask(path, headers=HTML)
            page = Page(answer.text)
            assert answer.status == 200
            assert not {"script", "img"} & set(page.names)
            assert not page.active
            assert "alert(1)" in answer.text
            assert "49" not in answer.text
