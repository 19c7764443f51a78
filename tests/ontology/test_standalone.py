"""Named queries as texts for other engines: the same answers, and no value gets out of its place."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.ontology.queries import Bound, NamedQuery, Parameter, ParameterKind, load_queries
from kg.ontology.standalone import standalone
from kg.ontology.terms import PREFIXES, Iris

QUERIES = load_queries()
STRING = PREFIXES["xsd"] + "string"


@pytest.fixture(scope="module")
def store():
    loaded = ox.Store()
    loaded.load(path=Path(__file__).parent / "data" / "papers.ttl", format=ox.RdfFormat.TURTLE)
    return loaded


def term(bound):
    return (
        ox.Literal(bound.value, datatype=ox.NamedNode(bound.datatype)) if bound.datatype else ox.NamedNode(bound.value)
    )


VALUES = {"author": "Ben", "concept": "Alpha-Sparse", "paper": "2501.00001", "one": "KV Cache Compression"}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_the_text_answers_as_the_query_with_its_parameters_bound(store, query):
    given = {item.name: VALUES[item.name] for item in query.parameters if item.name in VALUES}
    values = query.bind(given)
    text = standalone(query, values)
    assert not re.search(rf"\?({'|'.join(values) or 'none'})\b", re.sub(r"#.*", "", text))
    substituted = {ox.Variable(name): term(value) for name, value in values.items()}
    expected = [
        tuple(row[name] for name in query.columns) for row in store.query(query.text, substitutions=substituted)
    ]
    found = store.query(text)
    assert tuple(variable.value for variable in found.variables) == query.columns
    assert [tuple(row) for row in found] == expected


NASTY = ['"', "\\", 'a" } ; DROP ALL # ', "\n\r\\n", "?text", "<https://example.org/>", "한국어", "$text \\u0022"]


@pytest.mark.parametrize("text", NASTY)
def test_a_text_stays_a_text(text):
    query = NamedQuery("x", "What?", "SELECT ?text ?o WHERE { BIND(?text AS ?o) }", ())
    found = list(ox.Store().query(standalone(query, {"text": Bound(text, STRING)})))
    assert [row["o"].value for row in found] == [text]


@pytest.mark.parametrize("name", ['no" } such <x> thing', "x> } #", "\\u003e"])
def test_a_name_stays_an_iri(name):
    kinds = (ParameterKind.PAPER, f"https://example.org/{name}"), (ParameterKind.AUTHOR, name)
    for kind, given in kinds:
        value = Parameter("it", kind, "", "").bind(given, Iris())
        query = NamedQuery("x", "What?", "SELECT ?it ?o WHERE { BIND(STR(?it) AS ?o) }", ())
        (row,) = ox.Store().query(standalone(query, {"it": value}))
        assert row["o"].value.startswith("https://")


def test_what_only_looks_like_a_parameter_stays():
    text = 'SELECT ?a (STR(?a) AS ?c) WHERE { # ?a\n  BIND("?a" AS ?b) <x:?a> ?ab ?a FILTER(?ab < ?a) }'
    made = standalone(NamedQuery("x", "What?", text, ()), {"a": Bound("y:1")})
    assert made == ('SELECT (STR(<y:1>) AS ?c) WHERE { # ?a\n  BIND("?a" AS ?b) <x:?a> ?ab <y:1> FILTER(?ab < <y:1>) }')
