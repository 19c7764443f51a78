"""Pages for people: every thing, a search, trends, paths and the start; whatever a digest says stays text."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from kg.web.addresses import address

HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7*7 }}"
HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}
PATHS = (
    "/",
    "/search?q=KV",
    "/search?q=zzzzzzzz",
    "/paper/2502.01068",
    "/author/dongwon-jo",
    "/concept/fastkv",
    "/concept/longbench",
    "/concept/accuracy",
    "/concept/kv-cache-compression?more=papers-addresses",
    "/digest/2025-02-05",
    "/topic/kv-cache",
    "/result/2502.01068/1",
    "/link/2502.00299--2502.01068",
    "/path",
    "/path?from=FastKV&to=Xiang+Liu&avoid=&limit=2",
    "/trends",
    "/trends?concepts=longbench&benchmark=longbench",
)
SECTIONS = {
    "/": {"days"},
    "/paper/2502.01068": {"paper-authors", "paper-concepts", "paper-results", "related", "paper-listings"},
    "/author/dongwon-jo": {"author-topics", "author-papers", "author-coauthors"},
    "/concept/longbench": {"concept-labels", "concept-months", "concept-results", "papers-evaluatesOn"},
    "/concept/fastkv": {"papers-introduces", "concept-together"},
    "/concept/kv-cache-compression": {"concept-labels", "papers-addresses"},
    "/concept/ai-safety": {"concept-broader", "concept-narrower"},
    "/concept/accuracy": {"papers-measures"},
    "/digest/2025-02-05": {"digest-papers", "digest-new"},
    "/topic/kv-cache": {"topic-concepts", "topic-months", "topic-papers"},
}
"""Sections that pages of the sample must have; those they have besides are looked at, too."""
NAMED = {"paper": "paper", "author": "author", "concept": "concept", "digest": "digest", "result": "result"}
"""The columns of a section whose things it links, and what they are."""


THINGS = tuple(f"/{kind}/" for kind in NAMED.values())


class Page(HTMLParser):
    """What a page holds: elements by name, links, sections, and attributes that would run a script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.active: list[str] = []
        self.scripts: list[dict[str, str]] = []
        self.open: list[tuple[str, str]] = []
        self.sections: dict[str, dict] = {}
        self.feed(text)

    @property
    def section(self) -> dict | None:
        own = [name for _, name in self.open if name]
        return self.sections.setdefault(own[-1], {"links": [], "code": "", "text": ""}) if own else None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.names.append(tag)
        self.active += [name for name, value in attrs if name.startswith("on") or name == "style"]
        self.active += [
            value
            for name, value in attrs
            if name in {"href", "src", "action"}
            and ":" in value[:12]
            and not value.startswith(("http://", "https://", "data:,"))
        ]
        if tag == "script":
            self.scripts.append(given)
        if tag in {"section", "div", "details", "code"}:
            self.open.append((tag, given.get("id", "")))
        if tag == "a":
            self.links.append(given["href"])
            if self.section is not None:
                self.section["links"].append(given["href"])

    def handle_endtag(self, tag):
        if tag in {"section", "div", "details", "code"}:
            self.open.pop()

    def handle_data(self, data):
        if self.section is not None:
            self.section["code" if self.open[-1][0] == "code" else "text"] += data


def shown(server, path):
    answer = server.ask(path, headers=HTML)
    assert answer.status == 200, path
    return Page(answer.text)


@pytest.mark.parametrize("path", PATHS)
def test_a_browser_gets_a_page_with_our_script_only(server, path):
    answer = server.ask(path, headers=HTML)
    assert (answer.status, answer.media) == (200, "text/html")
    page = Page(answer.text)
    assert page.names.count("h1") == 1
    assert page.scripts == [{"type": "module", "src": "/static/pages.js"}]
    assert not {"style", "iframe", "img", "object", "embed"} & set(page.names)
    assert not page.active
    assert not page.open


def test_every_link_of_the_pages_leads_somewhere(server):
    seen = {link.partition("#")[0] for path in PATHS for link in shown(server, path).links if link.startswith("/")}
    assert len(seen) > 200
    wrong = [link for link in sorted(seen - {""}) if server.ask(link, headers=HTML).status != 200]
    assert not wrong


@pytest.mark.parametrize("path", SECTIONS)
def test_every_section_as_sparql_gives_what_the_page_shows(server, path):
    """The text of the query, asked at /sparql with nothing added, names the things that the section links."""
    page = shown(server, path)
    found = {name: each for name, each in page.sections.items() if each["code"]}
    assert SECTIONS[path] <= set(found)
    for name, each in found.items():
        answer = server.form({"query": each["code"]}, headers={"Accept": "application/sparql-results+json"})
        assert answer.status == 200, (name, answer.text)
        rows = answer.json()["results"]["bindings"]
        assert rows, name
        expected = {
            address(row[column]["value"], kind) for row in rows for column, kind in NAMED.items() if column in row
        }
        own = {link for link in each["links"] if link.startswith(THINGS) and "?more=" not in link}
        extra = {address(row[part]["value"], "concept") for row in rows for part in "smob" if part in row}
        assert expected <= own <= expected | extra, name
        numbers = [row["papers"]["value"] for row in rows if "papers" in row]
        assert all(number in each["text"] for number in numbers), name


def test_a_section_in_full(server):
    few, many = (shown(server, f"/author/dongwon-jo{more}").sections for more in ("", "?more=author-coauthors"))
    assert set(few["author-coauthors"]["links"]) <= set(many["author-coauthors"]["links"])
    digest = server.ask("/digest/2025-02-05", headers=HTML).text
    assert "?more=digest-new#digest-new" in digest
    assert "LIMIT 30" in Page(digest).sections["digest-new"]["code"]
    full = shown(server, "/digest/2025-02-05?more=digest-new").sections["digest-new"]
    assert "LIMIT" not in full["code"]
    assert len(full["links"]) > 100


def test_a_paper_tells_its_sentences_results_and_neighbours(server):
    text = server.ask("/paper/2502.01068", headers=HTML).text
    for told in ("<mark>FastKV</mark>", "LongBench", "2x", "Turtle", "ChunkKV", "because of", "no. 18", "Introduces"):
        assert told in text
    authors = [link for link in Page(text).sections["paper-authors"]["links"] if link.startswith("/author/")]
    assert authors == [f"/author/{each}" for each in ("jae-joon-kim", "jiwon-song", "dongwon-jo", "yulhwa-kim")]
    assert "DESCRIBE &lt;https://arxiv.org/abs/2502.01068&gt;" in text


def test_authors_stand_in_the_order_of_the_digest(server, sample):
    lines = (sample / "store" / "digests.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [entry for line in lines for entry in json.loads(line).get("entries", ())]
    entry = next(each for each in entries if len(each["authors"]) > 3 and each["authors"] != sorted(each["authors"]))
    page = server.ask(f"/paper/{entry['identifier']}", headers=HTML).text
    places = [page.find(f">{name}</a>") for name in entry["authors"]]
    assert -1 not in places
    assert places == sorted(places)


def test_a_topic_is_json_as_well(server):
    found = server.ask("/topic/kv-cache?format=json").json()
    assert server.ask("/topic/kv-cache", headers={"Accept": "application/json"}).json() == found
    assert server.ask("/topic/kv-cache", headers={"Accept": "text/turtle"}).status == 406
    assert (found["kind"], found["facts"]["papers"]) == ("topic", 3)
    assert {each["name"] for each in found["sections"]} >= {"topic-papers", "topic-months"}
    assert server.ask("/topic/nothing", headers=HTML).status == 404
    assert server.ask("/topic/kv-cache?format=turtle").status == 400
    assert 'href="/topic/kv-cache"' in server.ask("/paper/2502.01068", headers=HTML).text


def test_a_path_and_what_is_wrong_with_one(server):
    text = server.ask("/path?from=FastKV&to=Xiang+Liu", headers=HTML).text
    assert text.index("measured on") < text.index("used for evaluation by") < text.index("written by")
    assert "LongBench와" in text
    for path, status in (("/path?from=FastKV&to=zzzzzz", 404), ("/path?from=FastKV&to=concept:fastkv", 400)):
        answer = server.ask(path, headers=HTML)
        assert (answer.status, answer.media) == (status, "text/html")
        assert 'role="alert"' in answer.text
    assert server.ask("/path?from=FastKV&to=2502.00299&limit=99", headers=HTML).status == 400
    assert server.ask("/path?frm=FastKV").status == 400


def test_the_map_keeps_its_own_policy(server, sample):
    answer = server.ask("/map")
    assert (answer.status, answer.media) == (200, "text/html")
    policy = answer.headers["content-security-policy"]
    assert "sha256-" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    own = (sample / "atlas.html").read_bytes()
    assert answer.body == own.replace(b'<html lang="en">', b'<html lang="en" data-pages="/">', 1) != own


def test_the_map_speaks_the_language_of_the_pages(server):
    assert b'<html lang="ko" data-pages="/">' in server.ask("/map?lang=ko").body
    answer = server.ask("/map", headers={"Accept-Language": "ko"})
    assert b'<html lang="ko" data-pages="/">' in answer.body
    assert "Accept-Language" in answer.headers["vary"]
    assert server.ask("/map?lang=xx").status == 400


def test_static_files(server):
    assert server.ask("/static/site.css").media == "text/css"
    assert "javascript" in server.ask("/static/search.js").media
    assert server.ask("/static/../app.py").status == 404
    assert server.ask("/static/%2e%2e/app.py").status == 404


def test_a_page_is_fresh_until_graph_or_language_change(server):
    first = server.ask("/concept/fastkv", headers=HTML)
    tag = first.headers["etag"]
    again = server.ask("/concept/fastkv", headers=HTML | {"If-None-Match": tag})
    assert (again.status, again.body) == (304, b"")
    other = server.ask("/concept/fastkv", headers=HTML | {"If-None-Match": tag, "Accept-Language": "ko"})
    assert other.status == 200


def test_one_day_has_no_trends(server):
    answer = server.ask("/trends", headers=HTML)
    assert (answer.status, answer.media) == (200, "text/html")
    assert "several days" in answer.text
    drawn = shown(server, "/trends?concepts=longbench;fastkv&benchmark=LongBench").sections
    assert {"drawn", "concept-results"} & set(drawn) == {"drawn"}
    assert {"/concept/longbench", "/concept/fastkv"} <= set(drawn["drawn"]["links"])
    assert "/result/2502.01068/1" in drawn["results"]["links"]


NODES = "https://w3id.org/paperkg/ontology#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def hostile_graph(folder):
    """Everything that a digest or a lexicon may say is hostile; two days, so that there are trends."""

    def iri(text):
        return ox.NamedNode(text)

    kg, label = NODES, ox.Literal(HOSTILE)
    base = "https://w3id.org/paperkg/"
    concept, author, result = (iri(f"{base}{each}") for each in ("concept/x", "author/x", "result/2503.00001/1"))
    triples = [
        ox.Triple(concept, iri(RDF_TYPE), iri(kg + "Benchmark")),
        ox.Triple(concept, iri("http://www.w3.org/2004/02/skos/core#prefLabel"), ox.Literal(HOSTILE, language="en")),
        ox.Triple(
            concept, iri("http://www.w3.org/2004/02/skos/core#altLabel"), ox.Literal(HOSTILE + "가", language="ko")
        ),
        ox.Triple(concept, iri("http://www.w3.org/2004/02/skos/core#scopeNote"), label),
        *(
            ox.Triple(concept, iri("http://www.w3.org/2004/02/skos/core#definition"), ox.Literal(text, language=tag))
            for text, tag in ((HOSTILE, "en"), ("무엇인지", "ko"))
        ),
        ox.Triple(author, iri(RDF_TYPE), iri(kg + "Author")),
        ox.Triple(author, iri("http://xmlns.com/foaf/0.1/name"), label),
        ox.Triple(result, iri(RDF_TYPE), iri(kg + "Result")),
        ox.Triple(result, iri(kg + "value"), ox.Literal("1", datatype=iri("http://www.w3.org/2001/XMLSchema#decimal"))),
        ox.Triple(result, iri(kg + "kind"), ox.Literal("absolute")),
        *(ox.Triple(result, iri(kg + name), label) for name in ("quote", "unit")),
        *(ox.Triple(result, iri(kg + name), concept) for name in ("subject", "metric", "evaluatedOn", "baseline")),
        ox.Triple(iri("https://arxiv.org/abs/2503.00001"), iri(kg + "reports"), result),
    ]
    for number in range(1, 8):
        paper, day = iri(f"https://arxiv.org/abs/2503.0000{number}"), f"2025-03-0{number}"
        digest, listing = iri(f"{base}digest/{day}"), iri(f"{base}listing/{day}/2503.0000{number}")
        date = ox.Literal(day, datatype=iri("http://www.w3.org/2001/XMLSchema#date"))
        triples += [
            ox.Triple(paper, iri(RDF_TYPE), iri(kg + "Paper")),
            *(
                ox.Triple(paper, iri(each), label)
                for each in ("http://purl.org/dc/terms/title", "http://www.w3.org/2000/01/rdf-schema#label")
            ),
            ox.Triple(paper, iri("http://purl.org/dc/terms/identifier"), ox.Literal(f"2503.0000{number}")),
            ox.Triple(paper, iri("http://purl.org/dc/terms/creator"), author),
            ox.Triple(paper, iri(kg + "firstListed"), date),
            ox.Triple(paper, iri(kg + "uses"), concept),
            ox.Triple(digest, iri(RDF_TYPE), iri(kg + "Digest")),
            ox.Triple(digest, iri("http://purl.org/dc/terms/date"), date),
            ox.Triple(listing, iri(kg + "inDigest"), digest),
            ox.Triple(listing, iri(kg + "ofPaper"), paper),
        ]
    doubted = iri("https://arxiv.org/abs/2503.00007")
    triples += [ox.Triple(doubted, iri(kg + name), label) for name in ("trust", "trustReason")]
    (folder / "graph.nt").write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
    topic = {"id": "x", "name": HOSTILE, "concepts": [concept.value], "papers": [doubted.value], "place": [0, 0]}
    (folder / "topics.json").write_text(json.dumps({"topics": [topic]}), encoding="utf-8")


def test_hostile_names_stay_text(tmp_path, web):
    hostile_graph(tmp_path)
    paths = (
        "/",
        "/paper/2503.00001",
        "/paper/2503.00007",
        "/concept/x",
        "/author/x",
        "/digest/2025-03-01",
        "/topic/x",
        "/result/2503.00001/1",
        f"/search?q={quote(HOSTILE)}",
        "/search?q=title",
        f"/trends?since=2025-03-05&benchmark={quote('concept:x')}",
        f"/path?from=2503.00001&to=author:x&limit=2&avoid={quote('2503.00002')}",
    )
    with web.serving(tmp_path, "--workers", "1") as server:
        for path in paths:
            answer = server.ask(path, headers=HTML)
            page = Page(answer.text)
            assert answer.status == 200, path
            assert page.scripts == [{"type": "module", "src": "/static/pages.js"}], path
            assert "img" not in page.names
            assert not page.active
            assert "alert(1)" in answer.text
            assert "49" not in answer.text
        for language, first in (("en", "alert(1)"), ("ko", "무엇인지")):
            told = server.ask(f"/concept/x?lang={language}", headers=HTML).text.split('<p class="definition" lang="')[
                1:
            ]
            assert [each[:2] for each in told] == sorted(("en", "ko"), reverse=language == "ko")
            assert first in told[0].partition("</p>")[0]
        for path in (f"/path?from={quote(HOSTILE)}&to=zzz", f"/trends?concepts={quote(HOSTILE + 'zzz')}"):
            answer = server.ask(path, headers=HTML)
            assert answer.status == 404
            assert Page(answer.text).scripts == [{"type": "module", "src": "/static/pages.js"}]
