import json
import re

import pyoxigraph as ox
import pytest
import rdflib

from kg.ontology.files import context_path
from kg.ontology.terms import BASE, Iris, expand, prefixes
from kg.store import serialize
from kg.store.convert import to_triples
from kg.store.drafts import File
from kg.store.void import Count, Origin, void_triples

CONTEXT = {
    "kg": "https://w3id.org/paperkg/ontology#",
    "concept": BASE + "concept/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "title": "dcterms:title",
    "kg:uses": {"@type": "@id"},
    "addresses": {"@id": "kg:addresses", "@type": "@id"},
    "listed": {"@id": "kg:firstListed", "@type": "xsd:date"},
    "votes": {"@id": "kg:votes", "@type": "xsd:integer"},
    "name": {"@id": "skos:prefLabel", "@language": "en"},
    "Paper": "kg:Paper",
    "names": {"@id": "skos:altLabel", "@container": "@language"},
}


@pytest.fixture
def triples(graph):
    return list(to_triples(graph))


@pytest.fixture(params=["shipped", "rich", "tagged", "empty"])
def a_context(request, monkeypatch):
    """The context may say much or little: what the JSON-LD means stays the same."""
    other = {"rich": CONTEXT, "tagged": {**CONTEXT, "@language": "ko"}, "empty": {}}
    if request.param != "shipped":
        monkeypatch.setattr(serialize, "context", lambda _: other[request.param])
    elif not context_path().is_file():
        pytest.skip("no context.jsonld yet")


def parsed(data, form):
    return {ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(data, format=form)}


def test_turtle_is_for_reading(triples):
    text = serialize.turtle(triples, base=BASE).decode()
    assert parsed(text, ox.RdfFormat.TURTLE) == set(triples)
    assert "\n\narxiv:2502.00001 a kg:Paper , fabio:Preprint ;\n\tdcterms:title" in text
    assert 'kg:firstListed "2025-02-04"^^xsd:date ;' in text
    assert '"2"^^xsd:decimal' in text


def test_ntriples_are_sorted(triples):
    data = serialize.ntriples(triples * 2)
    lines = data.split(b"\n")
    assert lines.pop() == b""
    assert lines == sorted(set(lines))
    assert len(lines) == len(triples)
    assert "동영상".encode() in data


def test_rdf_xml_says_the_same(triples):
    assert parsed(serialize.rdf_xml(triples, base=BASE), ox.RdfFormat.RDF_XML) == set(triples)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own parser uses it
@pytest.mark.usefixtures("a_context")
def test_json_ld_expands_to_exactly_the_triples(triples):
    text = "".join(serialize.json_ld(triples, base=BASE))
    assert json.loads(text)["@graph"]
    assert parsed(text, ox.RdfFormat.JSON_LD) == set(triples)
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    lines = set(graph.serialize(format="nt").strip().split("\n"))
    assert lines == set(serialize.ntriples(triples).decode().strip().split("\n"))


def test_json_ld_uses_the_terms_of_its_context(triples, monkeypatch):
    monkeypatch.setattr(serialize, "context", lambda _: CONTEXT)
    nodes = json.loads("".join(serialize.json_ld(triples, base=BASE)))["@graph"]
    (paper,) = [node for node in nodes if node["@id"] == "https://arxiv.org/abs/2502.00001"]
    assert paper["title"] == "FastKV: Small Caches"
    assert paper["votes"] == "20"
    assert paper["@type"] == ["Paper", expand("fabio:Preprint")]
    assert paper["listed"] == "2025-02-04"
    assert paper["addresses"] == "concept:kv-cache-compression"
    assert paper["kg:uses"] == "concept:kv-cache-compression"
    (cache,) = [node for node in nodes if node["@id"] == "concept:kv-cache"]
    assert cache["name"] == "KV Cache"
    assert cache["names"] == {"ko": "KV 캐시"}
    assert paper["kg:measures"] == {"@id": "concept:accuracy"}


def test_void_counts_what_is_there(triples):
    count = Count.of(triples)
    assert count.triples == len(triples)
    assert dict(count.classes)[expand("kg:Paper")] == 6
    files = [File("graph.ttl", 10, "c" * 64), File("graph.nt", 20, "d" * 64)]
    iris = Iris()
    origin = Origin(("2025-02-04", "2025-02-05"), "0.0.1")
    described = list(void_triples(count, Count.of([]), files=files, origin=origin, iris=iris))
    assert len(described) == len(set(described))
    text = serialize.turtle(described, base=BASE).decode()
    assert f"void:triples {len(triples)} ;" in text
    assert "dcat:byteSize 20" in text
    assert 'dcat:version "dddddddddddddddd"' in text
    assert not re.search(r"_:", text)


def test_in_pieces_it_is_the_same(triples, monkeypatch):
    whole = serialize.turtle(triples, base=BASE), "".join(serialize.json_ld(triples, base=BASE))
    parts = list(serialize.parts(triples, least=1))
    assert len(parts) == len({triple.subject for triple in triples})
    assert [ox.Triple(*each) for part in parts for each in part] == triples
    cut = serialize.parts
    monkeypatch.setattr(serialize, "parts", lambda given: cut(given, least=1))
    assert serialize.turtle(triples, base=BASE) == whole[0]
    assert "".join(serialize.json_ld(triples, base=BASE)) == whole[1]
    assert serialize.ntriples(triples[::-1]) == serialize.ntriples(triples)


def test_turtle_in_one_part_is_what_the_library_writes(triples):
    plain = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes(BASE))
    assert serialize.turtle(triples, base=BASE).replace(b"\n\n", b"\n") == plain


def test_many_lines_come_in_blocks_none_twice(triples, monkeypatch):
    monkeypatch.setattr(serialize, "_BLOCK", 2)
    lines = serialize.Lines()
    for part in (triples, triples[: len(triples) // 2], triples):
        lines.add(part)
    assert b"".join(lines.pieces()) == serialize.ntriples(triples)
    assert list(lines.pieces()) == []
