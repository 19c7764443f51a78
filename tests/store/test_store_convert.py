from dataclasses import replace

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import InputError
from kg.graph import naming
from kg.graph.build import build_graph
from kg.ontology.terms import KG, Iris, expand
from kg.store import serialize
from kg.store.convert import from_store, to_quads, to_triples
from kg.store.spots import Spots, mention_triples
from kg.store.void import Count

IRIS = Iris()
FAST = ox.NamedNode("https://arxiv.org/abs/2502.00001")
ROLES = ("introduces", "uses", "evaluatesOn", "comparesWith", "addresses", "measures", "mentions")
NOT_IN_RDF = {"dcterms:creator": "position", **{f"kg:{role}": "confidence" for role in ROLES}}


def stored(graph):
    store = ox.Store()
    store.extend(to_quads(to_triples(graph)))
    return store


def values(triples, subject, curie):
    return sorted(
        (triple.object for triple in triples if triple.subject == subject and triple.predicate.value == expand(curie)),
        key=str,
    )


@pytest.fixture
def triples(graph):
    return list(to_triples(graph))


def test_the_round_trip_keeps_everything_but_what_rdf_does_not_carry(graph, facts):
    store = stored(graph)
    store.extend(to_quads(mention_triples(facts.mentions, facts.papers, IRIS)))
    iris = {data["identifier"]: node for node, data in graph.nodes(data=True) if data["kind"] == "paper"}
    sure = {(iris[each.paper], IRIS.concept(each.concept)): each.confidence for each in facts.mentions}
    for paper, concept, relation, data in graph.edges(keys=True, data=True):
        data.pop(NOT_IN_RDF.get(relation, ""), None)
        if relation.removeprefix("kg:") in ROLES and (paper, concept) in sure:
            data["confidence"] = sure[paper, concept]
    again = from_store(store, graph.graph["wordings"])
    assert dict(again.nodes(data=True)) == dict(graph.nodes(data=True))
    assert nx.utils.graphs_equal(again, graph)
    assert again.graph == graph.graph
    assert set(to_triples(again)) == set(to_triples(graph))


def test_what_a_paper_does_with_a_concept_is_as_sure_as_its_surest_mention(graph, facts):
    (first, *_) = facts.mentions
    store = stored(graph)
    spots = [replace(first, start=start, end=start + 6, confidence=sure) for start, sure in ((9, 0.3), (20, 0.97))]
    store.extend(to_quads(mention_triples((first, *spots), facts.papers, IRIS)))
    again = from_store(store)
    assert again.edges[FAST.value, IRIS.concept("fastkv"), "kg:introduces"] == {"confidence": 0.97}
    assert "confidence" not in again.edges[FAST.value, IRIS.concept("llm"), "kg:mentions"]


def test_another_base_survives_the_round_trip(facts):
    graph = build_graph(facts, base="https://example.org/kg/")
    assert from_store(stored(graph)).graph["base"] == "https://example.org/kg/"
    assert any("https://example.org/kg/concept/llm" in str(triple) for triple in to_triples(graph))


def test_no_blank_nodes_and_no_triple_twice(triples):
    assert len(triples) == len(set(triples))
    assert not [t for t in triples if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)]


def test_a_paper(triples):
    assert [t.value for t in values(triples, FAST, "rdf:type")] == [expand("fabio:Preprint"), KG + "Paper"]
    assert values(triples, FAST, "dcterms:title") == [ox.Literal("FastKV: Small Caches")]
    assert values(triples, FAST, "fabio:hasArXivId") == [ox.Literal("2502.00001")]
    assert str(values(triples, FAST, "kg:submitted")[0]).startswith('"2025-02"^^')
    assert str(values(triples, FAST, "kg:firstListed")[0]).endswith("#date>")
    assert values(triples, FAST, "kg:votes") == [ox.Literal(20)]
    assert values(triples, FAST, "schema:sameAs")[0].value == "https://doi.org/10.48550/arXiv.2502.00001"
    assert len(values(triples, FAST, "dcterms:creator")) == 4


def test_a_paper_known_by_its_address_is_no_preprint(triples, graph):
    (odd,) = [n for n, d in graph.nodes(data=True) if d["kind"] == "paper" and n.startswith("https://example.org")]
    node = ox.NamedNode(odd)
    assert [t.value for t in values(triples, node, "rdf:type")] == [KG + "Paper"]
    assert not values(triples, node, "fabio:hasArXivId")
    assert values(triples, node, "rdfs:label")[0].value.startswith("M²Net")


def test_a_concept_has_one_preferred_label_and_its_class(triples):
    cache = ox.NamedNode(IRIS.concept("kv-cache"))
    assert [t.value for t in values(triples, cache, "rdf:type")] == [KG + "Concept", KG + "Method"]
    assert values(triples, cache, "skos:prefLabel") == [ox.Literal("KV Cache", language="en")]
    assert values(triples, cache, "skos:altLabel") == [ox.Literal("KV 캐시", language="ko")]
    assert values(triples, cache, "skos:inScheme") == [ox.NamedNode(IRIS.scheme())]


def test_definitions_survive_the_round_trip_with_their_languages(facts):
    told = (("A model \0 of text, 언어 모델 in Korean.", "en"), ("글의 모델.", "ko"))
    concepts = [replace(each, definitions=told) if each.slug == "llm" else each for each in facts.concepts]
    graph = build_graph(replace(facts, concepts=tuple(concepts)))
    node = IRIS.concept("llm")
    clean = [(text.replace("\0", "\ufffd"), language) for text, language in told]
    literals = [ox.Literal(text, language=language) for text, language in clean]
    assert sorted(values(to_triples(graph), ox.NamedNode(node), "skos:definition"), key=str) == sorted(
        literals, key=str
    )
    assert dict(from_store(stored(graph)).nodes(data=True)) == dict(graph.nodes(data=True))
    assert "definitions" not in graph.nodes[IRIS.concept("kv-cache")]


def test_an_ambiguous_acronym_is_a_note_that_survives_the_round_trip(facts):
    concepts = [
        replace(each, ambiguous=(("LM", ("lunar module", "light \0 meter")),)) if each.slug == "llm" else each
        for each in facts.concepts
    ]
    graph = build_graph(replace(facts, concepts=tuple(concepts)))
    node = IRIS.concept("llm")
    text = '"LM" also stands for lunar module; light \ufffd meter.'
    assert graph.nodes[node]["scope_notes"] == (text,)
    store = stored(graph)
    assert values(to_triples(graph), ox.NamedNode(node), "skos:scopeNote") == [ox.Literal(text, language="en")]
    assert dict(from_store(store).nodes(data=True)) == dict(graph.nodes(data=True))


def test_symmetric_properties_are_stated_both_ways(triples):
    for curie in ("kg:coAuthorOf", "kg:sharesTopicWith", "skos:related"):
        pairs = {(t.subject, t.object) for t in triples if t.predicate.value == expand(curie)}
        assert pairs
        assert pairs == {(other, one) for one, other in pairs}


def test_mentions(facts):
    triples = list(mention_triples(facts.mentions, facts.papers, IRIS))
    node = ox.NamedNode(IRIS.mention("2502.00001", "title", 0, 6))
    assert values(triples, node, "oa:exact") == [ox.Literal("FastKV")]
    assert values(triples, node, "oa:hasTarget") == [FAST]
    assert '"0.95"' in str(values(triples, node, "kg:confidence")[0])
    assert {t.object.value for t in triples if t.predicate.value == expand("oa:exact")} == {"FastKV", "M\ufffd<"}
    assert '"1"' in "".join(str(t.object) for t in triples if t.predicate.value == expand("kg:confidence"))


def test_the_lines_of_mentions_are_those_of_their_triples(facts):
    (first, *_) = facts.mentions
    spots = [replace(first, start=start, end=start + 6, confidence=1 / start, rule="r") for start in (100, 2, 11)]
    same = [replace(first, text='"\\\n', confidence=0.5), replace(first, concept="rust")]  # one place, one IRI
    for mentions in (facts.mentions, [*spots, *facts.mentions], [*spots, first, *same], []):
        triples = list(mention_triples(mentions, facts.papers, IRIS))
        lines = Spots(mentions, facts.papers, IRIS)
        assert b"".join(lines.pieces()) == serialize.ntriples(triples)
        assert lines.count() == Count.of(triples)


def test_the_licence_and_the_digests_are_stated_in_the_graph_itself(triples):
    dataset = ox.NamedNode(IRIS.dataset())
    assert [t.value.rpartition("/")[2] for t in values(triples, dataset, "prov:wasDerivedFrom")] == [
        "2025-02-04",
        "2025-02-05",
    ]
    assert values(triples, dataset, "dcterms:license")
    assert "Quotations" in values(triples, dataset, "dcterms:rights")[0].value


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("2.00", "2"),
        ("20", "20"),
        ("007", "7"),
        ("-1.50", "-1.5"),
        ("-0.0", "0"),
        ("+.5", "0.5"),
        ("1E3", "1000"),
        ("0.0000001", "0.0000001"),
        (2.0, "2"),
        (2 / 3, "0.666667"),
        (1e-9, "0"),
        ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
    ],
)
def test_every_tool_keeps_the_one_form_of_a_decimal(written, canonical):
    assert naming.decimal(written) == canonical
    literal = ox.Literal(canonical, datatype=ox.NamedNode(expand("xsd:decimal")))
    store = ox.Store()
    store.add(ox.Quad(FAST, FAST, literal))
    assert next(iter(store)).object == literal
    line = f"<urn:a> <urn:b> {literal} ."
    parsed = rdflib.Graph().parse(data=line, format="nt")
    assert str(next(parsed.objects())) == canonical
    assert parsed.serialize(format="nt").strip() == line


def test_what_cannot_be_written_is_named():
    graph = nx.MultiDiGraph(base=IRIS.base)
    graph.add_node("urn:a", kind="planet", label="x")
    with pytest.raises(ValueError, match="planet"):
        list(to_triples(graph))
    graph.nodes["urn:a"]["kind"] = "author"
    graph.add_edge("urn:a", "urn:a", "kg:admires")
    with pytest.raises(ValueError, match="admires"):
        list(to_triples(graph))


def test_a_paper_whose_address_no_store_takes_is_named():
    odd = "https://[::1]/x"
    graph = nx.MultiDiGraph(base=IRIS.base)
    graph.add_node("https://[::1/x", kind="paper", label="Odd Paper", identifier=odd)
    with pytest.raises(InputError, match=r"paper 'Odd Paper' has an address that is no IRI"):
        list(to_triples(graph))
