"""SPARQL 1.1 Protocol: the cases of the W3C's protocol tests that a service which only reads can meet, and more."""

from __future__ import annotations

import json
import xml.dom.minidom

import pyoxigraph as ox
import pytest
import rdflib

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own, of its JSON-LD

ASK = "ASK {}"
PAPERS = "SELECT ?p { ?p a kg:Paper } ORDER BY ?p LIMIT 3"
TRIPLES = "CONSTRUCT { ?p dcterms:title ?t } WHERE { ?p a kg:Paper ; dcterms:title ?t }"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


# ---------------------------------------------------------------- the W3C's cases


def test_query_get(server):
    answer = server.query(ASK)
    assert answer.status == 200
    assert answer.json()["boolean"] is True


def test_query_post_form(server):
    assert server.form({"query": ASK}).json()["boolean"] is True


def test_query_post_form_with_a_charset(server):
    answer = server.form(
        {"query": 'ASK { FILTER("캐시" = "캐시") }'}, headers={"Content-Type": f"{FORM}; charset=UTF-8"}
    )
    assert answer.json()["boolean"] is True


def test_query_post_direct(server):
    assert server.direct(ASK).json()["boolean"] is True
    assert server.direct(ASK, media=f'{QUERY}; charset="utf-8"').json()["boolean"] is True


def test_query_content_types(server):
    for query, accept, media in (
        (PAPERS, "application/sparql-results+json", "application/sparql-results+json"),
        (PAPERS, "application/sparql-results+xml", "application/sparql-results+xml"),
        (PAPERS, "text/csv", "text/csv"),
        (PAPERS, "text/tab-separated-values", "text/tab-separated-values"),
        (PAPERS, None, "application/sparql-results+json"),
        (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
        (TRIPLES, "text/turtle", "text/turtle"),
        (TRIPLES, "application/rdf+xml", "application/rdf+xml"),
        (TRIPLES, "application/n-triples", "application/n-triples"),
        (TRIPLES, "application/ld+json", "application/ld+json"),
        (TRIPLES, None, "text/turtle"),
        ("DESCRIBE concept:fastkv", None, "text/turtle"),
    ):
        answer = server.query(query, accept)
        assert (answer.status, answer.media) == (200, media), (query, accept)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_bad_query_method(server, method):
    answer = server.ask("/sparql?query=ASK%20%7B%7D", method=method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"


def test_bad_multiple_queries(server):
    assert server.ask("/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D").status == 400
    assert server.form([("query", ASK), ("query", ASK)]).status == 400
    assert server.direct(ASK, path="/sparql?query=ASK%20%7B%7D").status == 400


def test_bad_query_wrong_media_type(server):
    for media in (
        "text/plain",
        "",
        "application/json",
        "application/sparql-results+json",
        "multipart/form-data; boundary=x",
    ):
        assert server.direct(ASK, media=media).status == 415, media


def test_bad_query_missing_form_type(server):
    assert server.ask("/sparql", method="POST", body=b"query=ASK%20%7B%7D").status == 415


def test_bad_query_missing_direct_type(server):
    assert server.ask("/sparql", method="POST", body=b"ASK {}").status == 415


def test_bad_query_non_utf8(server):
    assert server.direct("ASK {}".encode("utf-16"), media=f"{QUERY}; charset=UTF-16").status == 415
    assert server.direct("ASK {}".encode("utf-16")).status == 400
    assert server.ask("/sparql?query=ASK%20%7B%7D%FF").status == 400
    assert server.ask("/sparql", method="POST", body=b"query=ASK%FF", headers={"Content-Type": FORM}).status == 400


def test_bad_query_syntax(server):
    answer = server.query("ASK {\n  ?s ?p }")
    assert answer.status == 400
    assert answer.media == "application/problem+json"
    problem = answer.json()
    assert (problem["line"], problem["column"]) == (2, 9)
    assert "a variable or a value is expected" in problem["detail"]


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_dataset_is_refused_because_there_is_one_graph(server, name):
    for answer in (
        server.ask(f"/sparql?query=ASK%20%7B%7D&{name}=http://example.org/g"),
        server.form({"query": ASK, name: "http://example.org/g"}),
        server.direct(ASK, path=f"/sparql?{name}=http://example.org/g"),
    ):
        assert answer.status == 400
        assert "one graph" in answer.json()["detail"]


def test_a_dataset_in_the_query_is_the_engines(server):
    assert server.query("ASK FROM <http://example.org/g> { ?s ?p ?o }").json()["boolean"] is False
    assert server.query("ASK { GRAPH ?g { ?s ?p ?o } }").json()["boolean"] is False


@pytest.mark.parametrize("update", ["INSERT DATA { <a:a> <a:b> 1 }", "CLEAR ALL", "LOAD <http://example.org/>"])
def test_updates_are_refused_in_every_way(server, update):
    assert server.ask("/sparql?update=CLEAR%20ALL").status == 403
    assert server.form({"update": update}).status == 403
    assert server.direct(update, media="application/sparql-update").status == 403
    for answer in (server.query(update), server.form({"query": update}), server.direct(update)):
        assert answer.status == 400
        assert "kg build" in answer.json()["detail"]
        assert (answer.json()["line"], answer.json()["column"]) == (1, 1)


# ---------------------------------------------------------------- beyond them


def test_service_is_refused_with_its_place(server):
    answer = server.query("SELECT * {\n  SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert answer.status == 400
    assert (answer.json()["line"], answer.json()["column"]) == (2, 3)
    assert "SERVICE is refused" in answer.json()["detail"]


def test_every_format_says_the_same(server):
    wanted = {row["p"]["value"] for row in server.query(PAPERS).json()["results"]["bindings"]}
    assert len(wanted) == 3
    assert set(server.query(PAPERS, "text/csv").text.split()[1:]) == wanted
    assert {line[1:-1] for line in server.query(PAPERS, "text/tab-separated-values").text.split()[1:]} == wanted
    tree = xml.dom.minidom.parseString(server.query(PAPERS, "application/xml").body)  # noqa: S318  our own server's
    assert {node.firstChild.data for node in tree.getElementsByTagName("uri")} == wanted


def test_triples_in_every_format_are_the_same_graph(server):
    def parsed(accept, form):
        return set(rdflib.Graph().parse(data=server.query(TRIPLES, accept).body, format=form))

    turtle = parsed("text/turtle", "turtle")
    assert len(turtle) == 50
    assert turtle == parsed("application/n-triples", "nt")
    assert turtle == parsed("application/rdf+xml", "xml")
    assert turtle == parsed("application/ld+json", "json-ld")


def test_blank_nodes_in_every_format(server):
    for accept, form in (("text/turtle", "turtle"), ("application/ld+json", "json-ld"), ("application/rdf+xml", "xml")):
        answer = server.query("CONSTRUCT { _:a rdfs:label 'x' ; rdfs:seeAlso _:b } WHERE {}", accept)
        assert len(rdflib.Graph().parse(data=answer.body, format=form)) == 2


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (PAPERS, "text/turtle"),
        (TRIPLES, "text/csv"),
        (TRIPLES, "application/sparql-results+json"),
        (ASK, "image/png"),
        (PAPERS, "*/*;q=0"),
    ],
)
def test_what_cannot_be_given_is_406(server, query, accept):
    answer = server.query(query, accept)
    assert answer.status == 406
    assert answer.media == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (r'SELECT ("\u0001" AS ?x) {}', "application/sparql-results+xml"),
        (r'CONSTRUCT { <a:b> rdfs:label "\u0008" } WHERE {}', "application/rdf+xml"),
        ("CONSTRUCT { <a:b> <a:1> 1 } WHERE {}", "application/rdf+xml"),
    ],
)
def test_what_xml_cannot_carry_is_406_and_not_broken_xml(server, query, accept):
    answer = server.query(query, accept)
    assert answer.status == 406
    assert server.query(query).status == 200


def test_the_service_description(server):
    for accept, form in ((None, "turtle"), ("application/rdf+xml", "xml"), ("application/ld+json", "json-ld")):
        answer = server.ask("/sparql", headers={"Accept": accept} if accept else {})
        found = rdflib.Graph().parse(data=answer.body, format=form)
        sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
        (service,) = found.subjects(rdflib.RDF.type, sd.Service)
        assert found.value(service, sd.endpoint) == rdflib.URIRef(f"{server.url}/sparql")
        assert sd.SPARQL11Query in set(found.objects(service, sd.supportedLanguage))
        assert len(set(found.objects(service, sd.resultFormat))) == 8


def test_the_void_description(server, sample):
    found = rdflib.Graph().parse(data=server.ask("/.well-known/void").body, format="turtle")
    assert set(found) == set(rdflib.Graph().parse(sample / "void.ttl"))
    assert server.ask("/.well-known/void", headers={"Accept": "application/ld+json"}).media == "application/ld+json"


def test_head_is_get_without_a_body(server):
    answer = server.ask("/sparql?query=ASK%20%7B%7D", method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["content-length"]) > 0


def test_all_prefixes_are_known_and_parameters_of_other_servers_do_no_harm(server):
    answer = server.ask("/sparql?query=ASK%20%7B%20%3Fp%20a%20kg%3APaper%20%7D&format=json&timeout=0&debug=on")
    assert answer.json()["boolean"] is True


@pytest.mark.parametrize("query", ["", "+", "%20%0A"])
def test_an_empty_query(server, query):
    assert server.ask(f"/sparql?query={query}").status == 400
    assert server.form({"query": " "}).status == 400
    assert server.direct(" ").status == 400
    assert server.form({}).status == 400


def test_an_answer_is_cut_and_says_so(sample, web):
    everything = "SELECT * { ?s ?p ?o }"
    with web.serving(sample, "--max-rows", "10") as server:
        for accept in ("application/sparql-results+json", "text/csv", "text/tab-separated-values", "application/xml"):
            answer = server.query(everything, accept)
            assert answer.headers["x-sparql-maxrows"] == "10"
            if accept.startswith("text"):
                assert len(answer.text.splitlines()) == 11
        assert len(server.query(everything).json()["results"]["bindings"]) == 10
        answer = server.query("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples")
        assert answer.headers["x-sparql-maxrows"] == "10"
        assert len(list(ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES))) == 10
        for query in ("SELECT * { ?s ?p ?o } LIMIT 10", "ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 10"):
            assert "x-sparql-maxrows" not in server.query(query).headers
        answer = server.query("SELECT * { [] a [] }")
        assert (len(answer.json()["results"]["bindings"]), answer.headers["x-sparql-maxrows"]) == (10, "10")


def test_the_engine_is_asked_as_the_command_line_asks_it(server, sample):
    from kg.ask.questions import Question, reply

    query = "SELECT ?p ?t { ?p a kg:Paper ; dcterms:title ?t } ORDER BY ?p"
    assert json.loads(reply(Question(sample, query))) == server.query(query).json()
