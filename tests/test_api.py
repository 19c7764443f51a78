"""``import kg``: the public names, what they give, and that importing them costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest
import rdflib

import kg
from kg.errors import GraphError, NotFoundError, QueryError

HEAVY = ("networkx", "rdflib", "spacy", "pyvis", "pyoxigraph", "numpy", "rich", "jinja2", "pyshacl")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    return kg.build(out=tmp_path_factory.mktemp("api") / "exports")


def test_the_public_names():
    assert sorted(kg.__all__) == ["Graph", "__version__", "build", "open"]
    assert all(getattr(kg, name) is not None for name in kg.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = kg.nothing


def test_importing_loads_nothing_heavy():
    code = f"import kg, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_papers_are_listed_newest_first_then_by_votes(graph: kg.Graph):
    assert len(graph.papers) == 50
    first = graph.papers[0]
    assert (first.identifier, first.date, first.votes) == ("2502.01061", "2025-02-05", 134)
    assert first.title.startswith("OmniHuman-1")
    assert "Jianwen Jiang" in first.authors
    assert [paper.votes for paper in graph.papers] == sorted((paper.votes for paper in graph.papers), reverse=True)


def test_related_papers_have_reasons_that_sum_to_the_score(graph: kg.Graph):
    answers = graph.related("2502.01068", k=2)
    assert {answer.paper for answer in answers} == {"2502.00299", "2502.01941"}
    for answer in answers:
        assert sum(reason.weight for reason in answer.reasons) == pytest.approx(answer.score, abs=1e-6)
    with pytest.raises(NotFoundError):
        graph.related("1234.56789")


def test_chains_company_and_gaps(graph: kg.Graph):
    (chain,) = graph.path("FastKV", "2502.00299")
    assert [chain.things[0].label, chain.things[-1].label[:7]] == ["FastKV", "ChunkKV"]
    assert any(step.text for step in chain.steps), "the sentence that says so is read from the folder"
    assert "ChunkKV" in {found.thing.label for found in graph.similar("FastKV")}
    with pytest.raises(NotFoundError, match="one day"):
        graph.gaps()


def test_sparql_answers_with_rows_and_truths(graph: kg.Graph):
    rows = graph.sparql("SELECT ?name { ?a a kg:Author ; foaf:name ?name } ORDER BY ?name LIMIT 2")
    assert isinstance(rows, list)
    assert [list(row) for row in rows] == [["name"], ["name"]]
    assert graph.sparql("ASK { arxiv:2502.01068 a kg:Paper }") is True
    with pytest.raises(QueryError):
        graph.sparql("SELECT nonsense")


def test_the_same_data_as_networkx_and_rdflib(graph: kg.Graph):
    network, triples = graph.networkx(), graph.rdf()
    assert isinstance(network, nx.MultiDiGraph)
    assert isinstance(triples, rdflib.Graph)
    papers = [node for node, kind in network.nodes(data="kind") if kind == "paper"]
    paper_class = rdflib.URIRef("https://w3id.org/paperkg/ontology#Paper")
    assert {str(paper) for paper in triples.subjects(rdflib.RDF.type, paper_class)} == set(papers)
    lines = [(graph.folder / name).read_text(encoding="utf-8").count("\n") for name in ("graph.nt", "mentions.nt")]
    assert len(triples) == sum(lines)
    network.clear()
    assert graph.networkx().number_of_nodes() > 0, "a caller's changes stay the caller's"


def test_opening_what_was_built(graph: kg.Graph):
    assert kg.open(graph.folder).papers == graph.papers
    assert repr(graph) == f"Graph({str(graph.folder)!r}, 50 papers)"


def test_a_folder_without_a_graph_is_named(tmp_path: Path):
    with pytest.raises(GraphError, match="kg build"):
        kg.open(tmp_path)


def test_jupyter_shows_the_page_in_a_frame(graph: kg.Graph):
    shown = graph._repr_html_()
    assert shown.startswith("<iframe sandbox=")
    assert "<script" not in shown, "the page lies escaped within the frame"


def test_digests_that_cannot_be_read_are_warned_about(tmp_path: Path):
    good, bad = tmp_path / "2025-02-05.md", tmp_path / "empty.md"
    good.write_text("### [T](https://arxiv.org/abs/2502.00001)\n- LoRA를 쓴다.\n", encoding="utf-8")
    bad.write_bytes(b"")
    with pytest.warns(UserWarning, match="the file is empty"):
        graph = kg.build([good, bad], out=tmp_path / "out")
    assert [paper.identifier for paper in graph.papers] == ["2502.00001"]
