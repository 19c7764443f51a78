"""The address of each thing gives the thing, and the JSON API gives what the command line gives."""

from __future__ import annotations

import json
import subprocess
import sys
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import rdflib

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own

PAPER = "https://arxiv.org/abs/2502.01068"
BASE = "https://w3id.org/paperkg/"
FORMATS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}
THINGS = (
    ("/paper/2502.01068", PAPER),
    ("/concept/fastkv", f"{BASE}concept/fastkv"),
    ("/author/dongwon-jo", f"{BASE}author/dongwon-jo"),
    ("/digest/2025-02-05", f"{BASE}digest/2025-02-05"),
    ("/listing/2025-02-05/2502.01068", f"{BASE}listing/2025-02-05/2502.01068"),
    ("/result/2502.01068/1", f"{BASE}result/2502.01068/1"),
    ("/link/2502.00299--2502.01068", f"{BASE}link/2502.00299--2502.01068"),
)


def command(sample, *words):
    done = subprocess.run(
        [sys.executable, "-m", "kg", *words, "--graph", str(sample), "--format", "json"],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(("path", "iri"), THINGS)
def test_every_thing_in_every_format(server, sample, path, iri):
    local = rdflib.Graph().parse(sample / "graph.nt")
    subject = rdflib.URIRef(iri)
    graphs = []
    for accept, form in FORMATS.items():
        answer = server.ask(path, headers={"Accept": accept})
        assert (answer.status, answer.media) == (200, accept)
        graphs.append(set(rdflib.Graph().parse(data=answer.body, format=form)))
    assert all(graph == graphs[0] for graph in graphs)
    assert graphs[0] >= set(local.triples((subject, None, None)))
    assert graphs[0] >= set(local.triples((None, None, subject)))
    assert graphs[0] <= set(local)


def test_a_paper_comes_with_its_results_and_listings_and_without_mentions(server):
    found = rdflib.Graph().parse(data=server.ask("/paper/2502.01068?format=turtle").body, format="turtle")
    kg = rdflib.Namespace("https://w3id.org/paperkg/ontology#")
    assert len(list(found.objects(None, kg.value))) == 2
    assert len(list(found.objects(None, kg.position))) == 1
    assert not list(found.subjects(rdflib.RDF.type, kg.Mention))


def test_things_as_json_are_what_the_command_line_shows(server, sample):
    for path, name in (
        ("/paper/2502.01068", "2502.01068"),
        ("/concept/fastkv", "FastKV"),
        ("/author/dongwon-jo", "Dongwon Jo"),
    ):
        shown = command(sample, "show", name)
        assert server.ask(path).json() == shown
        assert server.ask(path, headers={"Accept": "application/json"}).json() == shown
        assert server.ask(f"/api/node?thing={quote(name)}").json() == shown


def test_a_day_lists_its_papers_in_order(server):
    found = server.ask("/digest/2025-02-05").json()
    assert (found["kind"], found["date"]) == ("digest", "2025-02-05")
    papers = found["relations"]["papers"]
    assert [each["position"] for each in papers] == list(range(1, 51))
    assert papers[0]["votes"] >= papers[-1]["votes"]


def test_what_has_no_card_of_its_own_is_json_all_the_same(server):
    found = server.ask("/result/2502.01068/1").json()
    assert found["kind"] == "result"
    assert {each["iri"] for items in found["relations"].values() for each in items} >= {f"{BASE}concept/fastkv"}
    assert server.ask("/listing/2025-02-05/2502.01068").json()["kg:position"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("FastKV", "/concept/fastkv"),
        ("2502.01068", "/paper/2502.01068"),
        (PAPER, "/paper/2502.01068"),
        ("arXiv:2502.01068v2", "/paper/2502.01068"),
        (f"{BASE}digest/2025-02-05", "/digest/2025-02-05"),
        ("concept:fastkv", "/concept/fastkv"),
    ],
)
def test_a_name_leads_to_the_address(server, name, path):
    answer = server.ask(f"/thing?name={quote(name, safe='')}")
    assert (answer.status, answer.headers["location"]) == (303, path)
    assert server.ask(path).status == 200


def test_a_paper_without_an_arxiv_id_has_an_address(tmp_path, web):
    url = "https://example.org/papers/나?a=1&b=/2#x"
    paper, kg = ox.NamedNode(url), "https://w3id.org/paperkg/ontology#"
    triples = [
        ox.Triple(paper, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.NamedNode(kg + "Paper")),
        ox.Triple(paper, ox.NamedNode("http://purl.org/dc/terms/title"), ox.Literal("<script>alert(1)</script>")),
        ox.Triple(paper, ox.NamedNode("http://purl.org/dc/terms/identifier"), ox.Literal(url)),
    ]
    (tmp_path / "graph.nt").write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
    with web.serving(tmp_path, "--workers", "1") as server:
        place = server.ask(f"/thing?name={quote(url, safe='')}").headers["location"]
        assert server.ask(place).json()["iri"] == url


@pytest.mark.parametrize(
    "path", ["/paper/2502.99999", "/concept/nothing-of-this-name", "/author/", "/nix/x", "/paper/%20", "/nix"]
)
def test_what_is_not_there_is_404(server, path):
    answer = server.ask(path)
    assert (answer.status, answer.media) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "path", ["/concept/%5B%C2%AC", "/mention/%7Bx%7D", "/paper/a%20b%3Ec", "/topic/%22", "/author/%C2%B7%5C"]
)
def test_what_cannot_be_an_address_is_404_as_a_page_too(server, path):
    forms = ["text/html", "application/json", *([] if path.startswith("/topic/") else ["text/turtle"])]  # it has no RDF
    for accept in forms:
        assert server.ask(path, headers={"Accept": accept}).status == 404


def test_an_answer_is_fresh_until_the_graph_changes(server):
    for path in ("/paper/2502.01068", "/api/search?q=LoRA"):
        first = server.ask(path)
        again = server.ask(path, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
        assert (again.status, again.body) == (304, b"")
        assert server.ask(path, headers={"If-None-Match": '"other"'}).status == 200
    assert first.headers["etag"] != server.ask("/paper/2502.01068?format=turtle").headers["etag"]


def test_formats_by_name(server):
    for name, media in (("turtle", "text/turtle"), ("jsonld", "application/ld+json"), ("json", "application/json")):
        assert server.ask(f"/concept/fastkv?format={name}", headers={"Accept": "image/png"}).media == media
    assert server.ask("/concept/fastkv?format=nix").status == 400
    assert server.ask("/concept/fastkv", headers={"Accept": "image/png"}).status == 406
    assert 'rel="alternate"' in server.ask("/concept/fastkv").headers["link"]


# ---------------------------------------------------------------- the API


def test_search_is_the_command_lines(server, sample):
    for text in ("KV 캐시", "FastKV", "gqa"):
        assert server.ask(f"/api/search?q={quote(text)}").json() == command(sample, "search", text)
    only = server.ask("/api/search?q=KV&kind=method&kind=paper&limit=3").json()
    assert len(only) == 3
    assert {each["kind"] for each in only} <= {"method", "paper"}
    assert server.ask("/api/search?q=zzzzzzzzzz").json() == []


def test_related_is_the_command_lines(server, sample):
    found = server.ask("/api/related?paper=2502.01068&limit=3").json()
    assert found == command(sample, "related", "2502.01068", "-k", "3")
    two = server.ask("/api/related?paper=2502.01068&paper=2502.00299").json()
    assert {each["paper"] for each in two}.isdisjoint({"2502.01068", "2502.00299"})
    body = json.dumps({"papers": ["2502.01068"], "limit": 3}).encode()
    posted = server.ask("/api/related", method="POST", body=body, headers={"Content-Type": "application/json"})
    assert posted.json() == found


def test_related_to_a_text_has_reasons(server):
    text = "KV 캐시 압축으로 긴 문맥을 빠르게 처리하는 방법"
    found = server.ask(f"/api/related?text={quote(text)}").json()
    assert found[0]["paper"] in {"2502.01068", "2502.00299"}
    assert found[0]["reasons"]
    assert server.ask(f"/api/related?text={quote('xyzzy')}").json() == []


def test_numbers_are_found_by_what_they_are_about(server):
    found = server.ask("/api/search?q=fastkv+longbench&kind=result").json()
    assert {each["kind"] for each in found} == {"result"}
    assert all("FastKV" in each["label"] and "LongBench" in each["label"] for each in found)
    assert server.ask("/api/search?q=fastkv+longbench").json() == []
    both = server.ask("/api/search?q=longbench&kind=benchmark&kind=result&limit=3").json()
    assert [each["kind"] for each in both] == ["benchmark", "benchmark", "result"]


def test_path_is_the_command_lines(server, sample):
    found = server.ask("/api/path?from=FastKV&to=2502.00299&limit=2").json()
    assert found == command(sample, "path", "FastKV", "2502.00299", "-k", "2")
    assert len(found) == 2
    around = server.ask("/api/path?from=FastKV&to=2502.00299&avoid=LongBench").json()
    assert "LongBench" not in {step["to"]["label"] for chain in around for step in chain["steps"]}
    assert server.ask("/api/path?from=FastKV&to=Nobody%20At%20All").status == 404
    assert server.ask("/api/path?from=FastKV&to=concept:fastkv").status == 400


def test_named_queries(server):
    names = {each["name"]: each for each in server.ask("/api/queries").json()}
    assert names["papers-of-author"]["question"].endswith("?")
    found = server.ask(f"/api/queries/papers-of-author?author={quote('Dongwon Jo')}").json()
    assert found["results"]["bindings"]
    answer = server.ask("/api/queries/most-used-benchmarks", headers={"Accept": "text/csv"})
    assert answer.media == "text/csv"
    assert server.ask("/api/queries/nix").status == 404
    assert server.ask("/api/queries/papers-of-author?authr=x").status == 400
    assert server.ask("/api/queries/papers-of-author?author=Nobody%20At%20All").status == 404


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/search", "q is missing"),
        ("/api/search?q=%20", "q is missing"),
        ("/api/search?q=a&q=b", "given 2 times"),
        ("/api/search?q=a&limt=3", "limt"),
        ("/api/search?q=a&limit=0", "from 1 to 100"),
        ("/api/search?q=a&limit=99999999999999999999", "from 1 to 100"),
        ("/api/search?q=a&limit=%D9%A3", "from 1 to 100"),
        ("/api/search?q=a&kind=planet", "must be one of"),
        (f"/api/search?q={'a' * 501}", "more than 500"),
        ("/api/related", "name one or more papers"),
        ("/api/related?paper=2502.01068&text=x", "name one or more papers"),
        ("/api/node", "thing is missing"),
        ("/api/path?from=FastKV", "to is missing"),
        ("/api/path?from=FastKV&to=LoRA&limit=11", "from 1 to 10"),
        ("/api/path?from=FastKV&to=LoRA&k=1", "k"),
    ],
)
def test_parameters_that_cannot_be_used_are_named(server, path, said):
    answer = server.ask(path)
    assert answer.status == 400
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b"\xff", 400),
        (b'{"papers": "2502.01068"}', 400),
        (b'{"papers": [1]}', 400),
        (b'{"papers": []}', 400),
        (b'{"text": "a\\ud800"}', 400),
        (b'{"text": "x", "limit": true}', 400),
        (b'{"text": "x", "limit": 1e400}', 400),
        (b'{"text": "x", "k": 3}', 400),
        (b"[" * 100_000, 400),
        (b'{"papers": ["2502.99999"]}', 404),
        (b'{"papers": ["2502.01068"], "limit": 1.0}', 200),
    ],
)
def test_bodies_that_cannot_be_used(server, body, status):
    headers = {"Content-Type": "application/json"}
    assert server.ask("/api/related", method="POST", body=body, headers=headers).status == status


def test_a_body_must_say_that_it_is_json(server):
    assert server.ask("/api/related", method="POST", body=b"{}").status == 415


def test_health_and_description(server):
    health = server.ask("/api/health").json()
    assert health["status"] == "ok"
    assert health["graph"] == server.ask("/paper/2502.01068").headers["etag"].strip('"').partition("-")[0]
    described = server.ask("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert described["info"]["version"] == health["version"]
