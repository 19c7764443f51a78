"""Programs that nobody here wrote talk to the endpoint."""

from __future__ import annotations

import shutil
import subprocess

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

PAPER = rdflib.URIRef("https://w3id.org/paperkg/ontology#Paper")
COUNT = "SELECT (COUNT(*) AS ?n) { ?p a kg:Paper }"
TRIPLES = "CONSTRUCT WHERE { ?p a kg:Paper }"

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own


@pytest.fixture(params=["GET urlencoded", "POST urlencoded", "POST postdirectly"])
def wrapper(request, server):
    sparqlwrapper = pytest.importorskip("SPARQLWrapper")
    method, way = request.param.split()
    made = sparqlwrapper.SPARQLWrapper(f"{server.url}/sparql")
    made.setMethod(method)
    made.setRequestMethod(way)
    return made


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper_selects(wrapper, form):
    wrapper.setQuery(COUNT)
    wrapper.setReturnFormat(form)
    found = wrapper.query()
    assert found.info()["content-type"].startswith(("application/sparql-results+", "text/"))
    assert b"50" in found.response.read()


@pytest.mark.parametrize("form", ["turtle", "json-ld", "rdf+xml", "n3"])
def test_sparqlwrapper_constructs(wrapper, form):
    wrapper.setQuery(TRIPLES)
    wrapper.setReturnFormat(form)
    found = wrapper.queryAndConvert()
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
    assert len(graph) == 50


def test_sparqlwrapper_is_told_what_is_wrong(wrapper):
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

    wrapper.setQuery("SELECT ?p {\n ?p }")
    with pytest.raises(QueryBadFormed, match='"line": 2'):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json"])
def test_rdflibs_store_is_a_graph(server, sample, method, form):
    graph = rdflib.Graph(store=SPARQLStore(f"{server.url}/sparql", method=method, returnFormat=form))
    local = rdflib.Graph().parse(sample / "graph.nt")
    paper = rdflib.URIRef("https://arxiv.org/abs/2502.01068")
    assert set(graph.triples((paper, None, None))) == set(local.triples((paper, None, None)))
    assert len(list(graph.query("SELECT ?p { ?p a <https://w3id.org/paperkg/ontology#Paper> }"))) == 50
    assert (paper, rdflib.RDF.type, PAPER) in graph
    assert bool(graph.query("ASK { ?p a <https://w3id.org/paperkg/ontology#Paper> }"))


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
def test_rdflibs_dataset_takes_the_default_graph(server):
    dataset = rdflib.Dataset(store=SPARQLStore(f"{server.url}/sparql"))
    assert len(list(dataset.query("SELECT ?p { ?p a <https://w3id.org/paperkg/ontology#Paper> }"))) == 50


def test_rdflib_follows_the_address_of_a_thing(server):
    for path in ("/paper/2502.01068", "/concept/fastkv", "/author/dongwon-jo", "/digest/2025-02-05"):
        assert len(rdflib.Graph().parse(f"{server.url}{path}")) > 5


def curl(*words) -> str:
    if not shutil.which("curl"):
        pytest.skip("needs curl")
    return subprocess.run(["curl", "-sS", *words], capture_output=True, check=True, text=True, timeout=60).stdout


def test_curl(server):
    assert curl(f"{server.url}/sparql", "-H", "Accept: text/csv", "--data-urlencode", f"query={COUNT}").split() == [
        "n",
        "50",
    ]
    assert curl("-G", f"{server.url}/sparql", "--data-urlencode", "query=ASK {}") == '{"head":{},"boolean":true}'
    direct = ("-H", "Content-Type: application/sparql-query", "--data-binary", TRIPLES)
    assert "kg:Paper" in curl(f"{server.url}/sparql", *direct)
    assert "HTTP/1.1 503" not in curl("-i", f"{server.url}/api/search?q=LoRA")
