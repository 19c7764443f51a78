from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest

from kg.ask import sparql
from kg.ask.answers import read
from kg.ask.questions import Question, bound, reply
from kg.ask.spelled import spelled
from kg.errors import NotFoundError, QueryError, UsageError
from kg.ontology.queries import NamedQuery, Parameter, ParameterKind, load_queries
from kg.ontology.terms import BASE, PREFIXES

PAPERS = "SELECT ?id ?votes { ?p a kg:Paper ; dcterms:identifier ?id OPTIONAL { ?p kg:votes ?votes } } ORDER BY ?id"


def test_select_gives_typed_rows_in_the_order_asked_for(store):
    found = sparql.answer(store, PAPERS)
    assert found.variables == ("id", "votes")
    assert [str(row[0]) for row in found.rows] == [
        "2502.00299",
        "2502.01061",
        "2502.01068",
        "https://example.org/papers/a-talk",
    ]
    assert found.rows[1][1].datatype == PREFIXES["xsd"] + "integer"
    assert found.rows[3][1] is None


@pytest.mark.parametrize(("concept", "expected"), [("lora", True), ("nothing", False)])
def test_ask(store, concept, expected):
    assert sparql.answer(store, f"ASK {{ ?p kg:uses concept:{concept} }}").boolean is expected


def test_construct_is_sorted_and_without_duplicates(store):
    found = sparql.answer(store, "CONSTRUCT { ?p kg:uses ?c } WHERE { ?p kg:uses|kg:introduces ?c . ?p ?any ?thing }")
    assert found.variables == ("subject", "predicate", "object")
    assert list(found.rows) == sorted(set(found.rows), key=str)


def test_describe_as_turtle_can_be_read_again(store):
    text = sparql.serialised(store, "DESCRIBE concept:lora", form="turtle")
    triples = {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    assert len(triples) == 5
    assert b"@prefix skos:" in text
    assert b"@prefix oa:" not in text


def test_blank_nodes_get_the_same_name_every_time(store):
    query = "CONSTRUCT { ?p kg:note [ rdfs:label ?t ] } WHERE { ?p rdfs:label ?t }"
    assert sparql.serialised(store, query, form="turtle") == sparql.serialised(store, query, form="turtle")


def test_every_form_of_a_select_says_the_same(store):
    as_json = json.loads(sparql.serialised(store, PAPERS, form="json"))
    rows = list(csv.DictReader(io.StringIO(sparql.serialised(store, PAPERS, form="csv").decode())))
    root = ET.fromstring(sparql.serialised(store, PAPERS, form="xml"))  # noqa: S314  our own XML
    ids = [row["id"]["value"] for row in as_json["results"]["bindings"]]
    assert [row["id"] for row in rows] == ids
    assert [node.text for node in root.iterfind(".//{*}binding[@name='id']/{*}literal")] == ids


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o } LIMIT 1", "ASK {}"])
def test_turtle_is_for_triples_only(store, query):
    with pytest.raises(UsageError, match="CONSTRUCT"):
        sparql.serialised(store, query, form="turtle")


def test_the_prefixes_of_another_base(store):
    query = "SELECT ?s { ?s ?p ?o FILTER(?s = author:dongwon-jo) } LIMIT 1"
    assert sparql.answer(store, query, base=BASE).rows
    assert not sparql.answer(store, query, base="http://other.org/").rows


FAULTS = {
    "SELECT ?x WHERE { ?x a kg:Paper ": (1, 32, "ends too early"),
    "SELECT ?x\nWHERE {\n ?x foo:bar ?y }": (3, 5, "prefix of foo:bar is not declared"),
    "SELEC ?x": (1, 1, "SELEC cannot stand here: a query starts with SELECT"),
    "SELECT * { ?s ?p }": (1, 18, "a variable or a value is expected"),
    "SELECT * {\n  ?s ?p ?o\n  FILTERR(?x)\n}": (3, 3, "FILTERR cannot stand here"),
    "SELECT ?x { ?x kg:y ?z } LIMIT x": (1, 32, "x cannot stand here"),
    "SELECT ?논문 { ?논문 ?p ] }": (1, 21, "] cannot stand here"),
    "SELECT * { ?s ?p 'abc }": (1, 18, "a string is not closed"),
    "SELECT ?x WHERE ?x a kg:Paper": (1, 17, "{ is expected"),
    "SELECT ?a (COUNT(?x) AS ?n) { ?x ?y ?a }": (1, 41, "unbound"),
    "": (1, 1, "ends too early"),
    "SELECT * { # }\n": (1, 11, "ends too early"),
}


@pytest.mark.parametrize("query", FAULTS)
def test_errors_point_at_line_and_column(store, query):
    line, column, said = FAULTS[query]
    with pytest.raises(QueryError) as caught:
        sparql.answer(store, query)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert said in str(caught.value)


def test_the_offending_line_is_shown_with_a_pointer(store):
    with pytest.raises(QueryError) as caught:
        sparql.answer(store, "SELECT * {\n  ?s foo:bar ?o }")
    _, line, pointer = str(caught.value).splitlines()
    assert line[pointer.index("^") :].startswith("foo:bar")


# ---------------------------------------------------------------- parameters

HOSTILE = [
    "x> } ; DROP ALL #",
    '" . } SERVICE <http://x.org/> { ?s ?p ?o } #',
    "} UNION { ?s ?p ?o",
    "\\u0022 . ?s ?p ?o",
    "이름'\"\n\t\\",
    "?s",
    "",
]
BY_TITLE = NamedQuery(
    "by-title",
    "Which paper has a title?",
    "SELECT ?title ?paper { ?paper dcterms:title ?title }",
    (Parameter("title", ParameterKind.TEXT, "", "the title"),),
)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_just_a_strange_value(store, value):
    assert sparql.answer(store, spelled(BY_TITLE, bound(store, BY_TITLE, {"title": value}, BASE))).rows == ()
    title = "A <img src=x onerror=alert(1)> talk [bold]about[/bold] LoRA"
    found = sparql.answer(store, spelled(BY_TITLE, bound(store, BY_TITLE, {"title": title}, BASE)))
    assert [str(row[0]) for row in found.rows] == ["https://example.org/papers/a-talk"]


@pytest.mark.parametrize(
    "name", ["KV 캐시 압축", "kv cache compression", "concept:kv-cache-compression", "kvcachecompression"]
)
def test_a_parameter_takes_any_name_of_a_thing(folder, name):
    question = Question(folder, "papers-on-concept", named=True, parameters={"concept": name})
    found = read(reply(question))
    assert "concept" not in found.variables
    assert len({str(row[found.variables.index("paper")]) for row in found.rows}) == 2


def test_an_unknown_name_and_an_unknown_parameter(folder):
    with pytest.raises(NotFoundError, match="LongBench"):
        reply(Question(folder, "papers-on-concept", named=True, parameters={"concept": "LongBnch"}))
    with pytest.raises(UsageError, match="no parameter"):
        reply(Question(folder, "papers-on-concept", named=True, parameters={"autor": "x"}))


@pytest.mark.parametrize("form", ["json", "csv", "xml"])
def test_every_named_query_runs_in_every_form(folder, form):
    queries = load_queries()
    assert len(queries) >= 15
    for name, query in queries.items():
        concepts = {item.name: "LongBench" for item in query.parameters if item.kind is ParameterKind.CONCEPT}
        assert reply(Question(folder, name, form=form, named=True, parameters=concepts))


def test_a_default_that_the_graph_does_not_hold_is_no_answer(folder):
    with pytest.raises(NotFoundError, match=r'leaderboard needs --param metric=… here: its default, "Accuracy", names'):
        reply(Question(folder, "leaderboard", named=True))
