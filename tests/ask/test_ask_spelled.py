"""A named query with its values written in asks the same as the bound one; and the vocabulary that queries can use."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.ask import nodes, spelled
from kg.ask.questions import bound
from kg.ask.vocabulary import vocabulary
from kg.errors import NotFoundError, UsageError
from kg.ontology.queries import Bound, NamedQuery, Parameter, ParameterKind, load_queries
from kg.ontology.terms import Iris, prefixes
from kg.store.disk import open_store

XSD = "http://www.w3.org/2001/XMLSchema#"
BASE = "https://w3id.org/paperkg/"


@pytest.fixture(scope="module")
def sample(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("spelled")
    for name in ("graph.nt", "mentions.nt", "void.ttl"):
        (folder / name).write_bytes((root / "exports" / name).read_bytes())
    return open_store(folder), folder


@pytest.mark.parametrize("name", load_queries())
def test_written_in_or_bound_the_answer_is_the_same(sample, name):
    store, query = sample[0], load_queries()[name]
    try:
        values = bound(store, query, {}, BASE)
    except NotFoundError:
        pytest.fail("a default of a named query is not in the sample")
    text = spelled.spelled(query, values)
    terms = {ox.Variable(name): term(value) for name, value in values.items()}
    bound_rows = store.query(query.text, prefixes=prefixes(), substitutions=terms or None)
    rows = store.query(text)
    assert [tuple(row) for row in rows] == [tuple(row[name] for name in query.columns) for row in bound_rows]
    assert tuple(variable.value for variable in rows.variables) == query.columns
    assert "@param" not in text
    assert text.startswith(f"# {query.question}\n")
    # it stands on its own: no prefix is used that it does not declare
    assert ox.Store().query(text)


def term(value):
    if not value.datatype:
        return ox.NamedNode(value.value)
    return ox.Literal(value.value, datatype=ox.NamedNode(value.datatype))


def written(text, *parameters, **values):
    query = NamedQuery("made-up", "?", text, tuple(Parameter(name, ParameterKind.TEXT, "", "x") for name in parameters))
    return spelled.spelled(query, values)


@pytest.mark.parametrize(
    ("value", "term"),
    [
        (Bound(BASE + "concept/kv-cache"), "concept:kv-cache"),
        (Bound("https://arxiv.org/abs/2502.01068"), "arxiv:2502.01068"),
        (Bound(BASE + "concept/a.b."), f"<{BASE}concept/a.b.>"),
        (Bound(BASE + "concept/강한-압축"), f"<{BASE}concept/강한-압축>"),
        (Bound("https://example.org/x"), "<https://example.org/x>"),
        (Bound("7", XSD + "integer"), "7"),
        (Bound("-7", XSD + "integer"), '"-7"^^xsd:integer'),
        (Bound("2025-02", XSD + "gYearMonth"), '"2025-02"^^xsd:gYearMonth'),
        (Bound('x" } #\\\n', XSD + "string"), '"x\\" } #\\\\\\n"'),
    ],
)
def test_a_value_is_written_as_a_term(value, term):
    text = written("SELECT ?one ?a WHERE { ?a ?b ?one }", "one", one=value)
    assert text.endswith(f"SELECT ?a WHERE {{ ?a ?b {term} }}")
    ((found,),) = ox.Store().query(f"SELECT ({term} AS ?found) {{}}", prefixes=prefixes())
    assert found.value == value.value


NASTY = ['"', "\\", 'a" } ; DROP ALL # ', "\n\r\\n", "?text", "<https://example.org/>", "한국어", "$text \\u0022"]


@pytest.mark.parametrize("text", NASTY)
def test_a_text_stays_a_text(text):
    query = written("SELECT ?it ?o WHERE { BIND(?it AS ?o) }", "it", it=Bound(text, XSD + "string"))
    assert [row["o"].value for row in ox.Store().query(query)] == [text]


@pytest.mark.parametrize("name", ['no" } such <x> thing', "x> } #", "\\u003e"])
def test_a_name_stays_an_iri(name):
    kinds = (ParameterKind.PAPER, f"https://example.org/{name}"), (ParameterKind.AUTHOR, name)
    for kind, given in kinds:
        value = Parameter("it", kind, "", "").bind(given, Iris())
        (row,) = ox.Store().query(written("SELECT ?it ?o WHERE { BIND(STR(?it) AS ?o) }", "it", it=value))
        assert row["o"].value == value.value


@pytest.mark.parametrize("iri", ["no iri > here", "https://example.org/a b", "x", "", "a:b>"])
def test_what_is_no_iri_is_refused(iri):
    with pytest.raises(UsageError, match="is no IRI"):
        written("SELECT ?it ?o WHERE { ?it ?o 1 }", "it", it=Bound(iri))


def test_only_variables_of_that_name_are_replaced():
    text = written(
        'SELECT ?one (COUNT(?one) AS ?n) WHERE { ?ones <a:one> "?one" . # ?one\n ?x ?y $one } '
        "GROUP BY ?one ?x ORDER BY DESC(?one) ?x",
        "one",
        one=Bound("https://example.org/x"),
    )
    iri = "<https://example.org/x>"
    assert text == (
        f'SELECT (COUNT({iri}) AS ?n) WHERE {{ ?ones <a:one> "?one" . # ?one\n ?x ?y {iri} }} '
        f"GROUP BY ?x ORDER BY DESC({iri}) ?x"
    )


def test_the_vocabulary_has_the_ontology_and_what_the_graph_uses(sample):
    found = vocabulary(*sample)
    words = {word.name: word for word in found.words}
    assert [word.name for word in found.words] == sorted(words)
    uses = words["kg:uses"]
    stated = (sample[1] / "graph.nt").read_text(encoding="utf-8").count("> <https://w3id.org/paperkg/ontology#uses> <")
    assert stated > 100
    assert (uses.sort, uses.labels["en"], uses.uses) == ("property", "uses", stated)
    assert uses.labels["ko"]
    assert uses.comments["ko"]
    assert words["kg:Paper"].sort == "class"
    assert words["kg:Paper"].uses == 50
    assert words["dcterms:title"].uses > 0
    assert words["kg:Mention"].sort == "class"
    assert found.prefixes["concept"] == BASE + "concept/"
    assert not [name for name in words if name.startswith("<")]


def test_the_vocabulary_knows_the_base_and_needs_no_description(tmp_path):
    author, kind = ox.NamedNode("https://example.org/author/x"), ox.NamedNode(nodes.TYPE)
    triple = ox.Triple(author, kind, ox.NamedNode("https://w3id.org/paperkg/ontology#Author"))
    (tmp_path / "graph.nt").write_bytes(ox.serialize([triple], format=ox.RdfFormat.N_TRIPLES))
    found = vocabulary(open_store(tmp_path), tmp_path)
    assert found.prefixes["concept"] == "https://example.org/concept/"
    assert {word.uses for word in found.words} == {0}
