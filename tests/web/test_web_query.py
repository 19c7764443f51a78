"""The page of queries as the server gives it: its languages, its policy, and what it does where no script runs."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from kg.ontology.queries import load_queries
from kg.web import pages

HTML = {"Accept": "text/html"}
HOSTILE = "</textarea></title><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7*7 }}"
WORDS = json.loads((pages.STATIC / "query" / "words.json").read_text(encoding="utf-8"))


class Page(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, name):
        return [attributes for tag, attributes in self.elements if tag == name]


def ask(server, headers=None, **given):
    answer = server.ask(f"/query?{urlencode(given)}" if given else "/query", headers={**HTML, **(headers or {})})
    return answer, Page(answer.text)


def test_the_policy_lets_only_one_style_sheet_more_in(server):
    answer, page = ask(server)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    nonce = re.fullmatch(r"'self' 'nonce-([\w-]{20,})'", policy["style-src"])[1]
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert ("div", nonce) in [(tag, attributes.get("data-nonce")) for tag, attributes in page.elements]
    again, _ = ask(server)
    assert nonce not in again.headers["content-security-policy"]
    other = server.ask("/", headers=HTML).headers["content-security-policy"]
    assert "nonce" not in other
    assert not [
        name for _, attributes in page.elements for name in attributes if name.startswith("on") or name == "style"
    ]
    sources = [script.get("src", "") for script in page.all("script")]
    assert "/static/query/page.js" in sources
    assert all(source.startswith("/static/") for source in sources)


def test_the_scripts_ask_nobody_else(server):
    for path in sorted((pages.STATIC / "query").glob("*.js")):
        answer = server.ask(f"/static/query/{path.name}")
        assert answer.media in {"text/javascript", "application/javascript"}
        assert answer.headers["cache-control"] == "no-cache"
        text = re.sub(r"/\*.*?\*/", "", answer.text, flags=re.DOTALL)
        addresses = set(re.findall(r"https?://[\w.]+", text))
        assert addresses <= {"http://www.w3.org", "http://xmlns.com", "http://purl.org"}  # names of properties
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)


def test_both_languages_say_everything():
    korean = {key for key in WORDS["ko"] if key not in {"askedFor", "givenAs"}}
    assert korean == set(WORDS["en"])
    for key, text in WORDS["en"].items():
        assert set(re.findall(r"\{\d\}", text)) == set(re.findall(r"\{\d\}", WORDS["ko"][key])), key
    queries = load_queries().values()
    assert set(WORDS["ko"]["askedFor"]) == {query.name for query in queries}
    assert set(WORDS["ko"]["givenAs"]) == {item.help for query in queries for item in query.parameters}


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        ({"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8"}, "ko"),
        ({"Accept-Language": "fr, ko;q=0.5"}, "ko"),
        ({"Accept-Language": "en-GB, ko"}, "en"),
        ({"Accept-Language": "ko", "Cookie": "lang=en"}, "en"),
        ({"Accept-Language": "en", "Cookie": "lang=ko"}, "ko"),
        ({"Cookie": "lang=xx"}, "en"),
    ],
)
def test_it_speaks_the_language_of_the_browser(server, headers, language):
    _, page = ask(server, headers)
    assert WORDS[language]["title"] in page.text
    assert WORDS[language]["run"] in page.text
    question = WORDS["ko"]["askedFor"]["leaderboard"]
    assert (question in page.text) == (language == "ko")


def test_the_other_language_is_one_link_away_and_is_kept(server):
    _, page = ask(server, query="ASK {}", plain="1")
    (link,) = [each for each in page.all("a") if "hreflang" in each]
    assert (link["hreflang"], link["lang"]) == ("ko", "ko")
    answer = server.ask(f"/query{link['href']}", headers=HTML)
    assert WORDS["ko"]["yes"] in answer.text
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("lang=ko;")
    assert "HttpOnly" in cookie
    assert server.ask("/query?lang=xx", headers=HTML).status == 400


def test_without_scripts_a_query_is_answered_in_the_page(server):
    answer, page = ask(
        server, query="SELECT ?p ?t { ?p kg:uses concept:kv-cache ; rdfs:label ?t } ORDER BY ?p", plain="1"
    )
    assert answer.status == 200
    links = [link["href"] for link in page.all("a")]
    assert "/paper/2502.01068" in links
    assert "FastKV" in page.text
    assert [cell["scope"] for cell in page.all("th")] == ["col", "col"]
    for link in links:
        if link.startswith("/paper/"):
            assert server.ask(link, headers=HTML).status == 200


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ASK { ?p a kg:Paper }", "Yes"),
        ("ASK { ?p a kg:Nothing }", "No"),
        ("SELECT * { ?p a kg:Nothing }", "Nothing in the graph fits the query."),
        ("DESCRIBE arxiv:2502.01068", "kg:introduces concept:fastkv"),
        ("SELECT ?s { ?s ?p ?o }", "Cut: there is more than is shown here."),
        ("SELECT * { VALUES ?x { <javascript:alert(1)> <https://example.org/a> } }", "javascript:alert(1)"),
    ],
)
def test_every_sort_of_answer_has_its_form(server, query, shown):
    answer, page = ask(server, query=query, plain="1")
    assert answer.status == 200
    assert shown in page.text
    assert not [link for link in page.all("a") if link["href"].startswith("javascript:")]


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"query": "SELECT * {\n ?a ?b }", "plain": "1"}, 400, "} cannot stand here"),
        ({"query": "INSERT DATA { <a:> <b:> <c:> }", "plain": "1"}, 400, "refused"),
        ({"name": "leaderbord"}, 404, "did you mean leaderboard"),
        ({"name": "leaderboard", "metric": "no such metric"}, 404, "no such metric"),
        ({"name": "leaderboard", "other": "x"}, 400, "has no parameter other"),
    ],
)
def test_a_fault_is_told_in_the_page(server, given, status, said):
    answer, page = ask(server, **given)
    assert (answer.status, answer.media) == (status, "text/html")
    assert said in page.text
    (area,) = page.all("textarea")
    assert area["aria-invalid"] == "true"


@pytest.mark.parametrize("given", [{"query": "x" * 50_001}, {"other": "1"}, [("query", "a"), ("query", "b")]])
def test_what_cannot_be_used_is_refused(server, given):
    assert server.ask(f"/query?{urlencode(given)}", headers=HTML).status == 400


def test_a_query_alone_is_not_asked_before_the_page_is_there(server):
    answer, page = ask(server, query="SELECT * { broken")
    assert answer.status == 200
    assert "SELECT * { broken" in page.text
    assert not page.all("table")


def test_a_named_query_comes_with_its_values(server):
    _, page = ask(server, name="leaderboard", metric="정확도")
    assert "kg:metric concept:accuracy ;" in page.text
    values = {each["name"]: each["value"] for each in page.all("input") if each["name"] not in {"q", "plain"}}
    assert values == {"metric": "정확도"}
    (chosen,) = [option for option in page.all("option") if "selected" in option]
    assert chosen["value"] == "leaderboard"


def test_the_api_gives_the_same_text(server):
    query = {"Accept": "application/sparql-query"}
    answer = server.ask(f"/api/queries/leaderboard?metric={quote('정확도')}", headers=query)
    assert (answer.status, answer.media) == (200, "application/sparql-query")
    assert "kg:metric concept:accuracy ;" in answer.text
    assert server.query(answer.text).json() == server.ask("/api/queries/leaderboard").json()
    assert server.ask("/api/queries/leaderboard").media == "application/sparql-results+json"
    assert server.ask("/api/queries/leaderboard?metric=nothing-like-it", headers=query).status == 404


def test_the_vocabulary(server, sample):
    found = server.ask("/api/vocabulary").json()
    terms = {term["name"]: term for term in found["terms"]}
    assert found["prefixes"]["kg"] == "https://w3id.org/paperkg/ontology#"
    assert terms["kg:uses"]["labels"]["en"] == "uses"
    stated = (sample / "graph.nt").read_text(encoding="utf-8").count("> <https://w3id.org/paperkg/ontology#uses> <")
    assert terms["kg:uses"]["uses"] == stated > 100
    assert terms["kg:Paper"]["sort"] == "class"


def test_the_start_leads_to_every_question(server):
    page = Page(server.ask("/", headers=HTML).text)
    links = [link["href"] for link in page.all("a") if link["href"].startswith("/query?name=")]
    assert len(links) == len(load_queries())
    assert not [link for link in links if server.ask(link, headers=HTML).status != 200]


def test_hostile_queries_and_titles_stay_text(tmp_path, web):
    paper = ox.NamedNode("https://arxiv.org/abs/2503.00001")
    triples = [
        ox.Triple(
            paper,
            ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            ox.NamedNode("https://w3id.org/paperkg/ontology#Paper"),
        ),
        ox.Triple(paper, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), ox.Literal(HOSTILE)),
    ]
    (tmp_path / "graph.nt").write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
    with web.serving(tmp_path, "--workers", "1") as server:
        for given in (
            {"query": "SELECT * { ?p rdfs:label ?t }", "plain": "1"},
            {"query": "CONSTRUCT WHERE { ?p rdfs:label ?t }", "plain": "1"},
            {"query": HOSTILE},
            {"query": HOSTILE, "plain": "1"},
            {"name": HOSTILE},
            {"name": "leaderboard", "metric": HOSTILE},
        ):
            answer, page = ask(server, **given)
            assert answer.status < 500
            assert all(script.get("src", "").startswith("/static/") for script in page.all("script"))
            assert not page.all("img")
            assert "49" not in page.text
