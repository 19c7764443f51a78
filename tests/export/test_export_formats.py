import csv
import io
import json

import networkx as nx
import pyoxigraph as ox
import pytest

from kg.errors import UsageError
from kg.export.formats import FORMATS, export_one
from kg.ontology.files import context_path
from kg.store import serialize
from kg.store.convert import to_triples


@pytest.fixture(autouse=True)
def _context(monkeypatch):
    if not context_path().is_file():
        monkeypatch.setattr(serialize, "context", lambda _: {})


def exported(graph, name):
    out = io.BytesIO()
    export_one(graph, name, out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("ttl", ox.RdfFormat.TURTLE),
        ("nt", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD),
        ("rdfxml", ox.RdfFormat.RDF_XML),
    ],
)
def test_every_rdf_format_says_the_same(graph, name, form):
    quads = ox.parse(exported(graph, name), format=form)
    assert {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads} == set(to_triples(graph))


def test_tables(graph):
    nodes = list(csv.DictReader(io.StringIO(exported(graph, "nodes").decode(), newline="")))
    assert [row["id"] for row in nodes] == sorted(graph)
    (cache,) = [row for row in nodes if row["label"] == "KV Cache"]
    assert cache["alt_labels"] == "KV 캐시"
    edges = list(csv.DictReader(io.StringIO(exported(graph, "edges").decode(), newline="")))
    assert [(row["source"], row["target"], row["kind"]) for row in edges] == sorted(graph.edges(keys=True))


def test_node_link_json_opens_in_networkx(graph):
    read = nx.node_link_graph(json.loads(exported(graph, "json")), edges="links")
    assert set(read) == set(graph)
    assert set(read.edges(keys=True)) == set(graph.edges(keys=True))
    assert read.graph == {"base": graph.graph["base"]}


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"html"}))
def test_formats_are_described_and_written_the_same_every_time(graph, name):
    assert FORMATS[name].description
    assert FORMATS[name].suffix.startswith(".")
    assert exported(graph, name) == exported(graph, name) != b""


def test_an_unknown_format_is_refused_with_those_that_exist(graph):
    with pytest.raises(UsageError, match=r"'orc'.*ttl, nt"):
        exported(graph, "orc")
