from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ask import written
from kg.ask.written import Limit
from kg.errors import FormatError, QueryMemoryError

TERMS = (
    '"01"^^xsd:integer "1.50"^^xsd:decimal UNDEF "" "a\\tb\\nc\\"\\\\" "캐시"@ko <a:b> true "1E5"^^xsd:double '
    '"x"^^<a:b> "+1"^^xsd:integer "2025-02-05"^^xsd:date "\\r"'
)
XSD = {"xsd": "http://www.w3.org/2001/XMLSchema#"}
LARGE = Limit(rows=1000, size=1 << 20)


def values(number: int) -> str:
    return "SELECT ?x { VALUES ?x { " + " ".join(f'"v{index}"' for index in range(number)) + " } }"


@pytest.mark.parametrize("form", ["json", "csv", "tsv", "xml"])
@pytest.mark.parametrize(
    "query",
    [f"SELECT ?x {{ VALUES ?x {{ {TERMS} }} }}", "SELECT * {}", "SELECT ?x ?y {}", "SELECT * { FILTER(false) }"],
)
def test_a_limit_that_is_not_reached_changes_nothing(query, form):
    store = ox.Store()
    free = written.results(store.query(query, prefixes=XSD), form)
    bound = written.results(store.query(query, prefixes=XSD), form, limit=LARGE)
    assert not bound.cut
    if form == "json":
        assert json.loads(bound.body) == json.loads(free.body)
    else:
        assert bound.body == free.body


@given(number=st.integers(0, 30), rows=st.integers(1, 30))
def test_as_many_rows_as_there_are_or_as_the_limit_allows(number, rows):
    done = written.results(ox.Store().query(values(number)), "csv", limit=Limit(rows, 1 << 20))
    assert done.cut == (rows if number > rows else 0)
    assert done.body.decode().split() == ["x", *(f"v{index}" for index in range(min(number, rows)))]


@given(number=st.integers(1, 30), size=st.integers(1, 300))
def test_rows_are_whole_within_a_number_of_bytes(number, size):
    try:
        done = written.results(ox.Store().query(values(number)), "tsv", limit=Limit(1000, size))
    except QueryMemoryError:
        assert size < 10
        return
    lines = done.body.decode().splitlines()
    assert lines == ["?x", *(f'"v{index}"' for index in range(len(lines) - 1))]
    assert done.cut == (len(lines) - 1 if len(lines) - 1 < number else 0)
    assert not done.cut or len(done.body) <= size


def test_a_row_that_is_too_large_is_no_empty_answer():
    with pytest.raises(QueryMemoryError, match="single row"):
        written.results(ox.Store().query(f'SELECT ("{"a" * 100}" AS ?x) {{}}'), "json", limit=Limit(10, 50))


def test_rows_without_columns_are_counted():
    query = "SELECT * { { {} UNION {} } { {} UNION {} } }"
    done = written.results(ox.Store().query(query), "json", limit=Limit(3, 1000))
    assert (json.loads(done.body)["results"]["bindings"], done.cut) == ([{}] * 3, 3)


def test_triples_are_cut_after_so_many_different_ones():
    triples = [ox.Triple(ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.Literal(number // 2)) for number in range(10)]
    assert written.cut(triples, Limit(5, 0)) == (sorted(set(triples), key=str), 0)
    kept, more = written.cut(triples, Limit(4, 0))
    assert (len(kept), more) == (4, 4)


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "jsonld"])
@pytest.mark.parametrize("blank", [False, True])
def test_triples_in_every_form_come_back(form, blank):
    node = ox.BlankNode("b") if blank else ox.NamedNode("http://example.org/나")
    triples = [
        ox.Triple(ox.NamedNode("https://arxiv.org/abs/2502.01068"), ox.NamedNode("http://purl.org/dc/terms/x"), node),
        ox.Triple(node, ox.NamedNode("http://purl.org/dc/terms/title"), ox.Literal("a\n<b>&\"'", language="en")),
    ]
    body = written.graph(triples, form, base="https://w3id.org/paperkg/")
    back = ox.Dataset(ox.Quad(*quad.triple) for quad in ox.parse(body, format=written.GRAPHS[form]))
    same = ox.Dataset(ox.Quad(*triple) for triple in triples)
    for dataset in (back, same):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert back == same


@pytest.mark.parametrize("code", [0, 1, 8, 0xB, 0x1F, 0xFFFE, 0xFFFF])
def test_xml_is_well_formed_or_refused(code):
    query = f'SELECT ("{chr(92)}u{code:04X}" AS ?x) {{}}'
    for limit in (None, LARGE):
        with pytest.raises(FormatError, match="XML"):
            written.results(ox.Store().query(query), "xml", limit=limit)
        assert written.results(ox.Store().query(query), "json", limit=limit).body
