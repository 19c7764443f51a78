import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest

from kg.export.files import EXPORTS, Pages, write_exports
from kg.export.manifest import Options
from kg.ontology.files import context_path, ontology_path, shapes_path
from kg.store import disk, serialize
from kg.store.convert import to_triples
from kg.store.disk import open_store
from kg.store.drafts import Drafts

FORMS = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".jsonld": ox.RdfFormat.JSON_LD}
OPTIONS = Options(version="1.2.3")


@pytest.fixture(autouse=True)
def _context(monkeypatch):
    if not context_path().is_file():
        monkeypatch.setattr(serialize, "context", lambda _: {})


@pytest.fixture
def folder(tmp_path, graph, facts):
    write_exports(tmp_path / "out", graph, facts, pages=Pages("<p>페이지</p>", "<p>지도</p>"), options=OPTIONS)
    return tmp_path / "out"


def triples(path):
    return {ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(path=path, format=FORMS[path.suffix])}


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_all_files_are_there_and_nothing_else(folder):
    assert sorted(path.name for path in folder.iterdir()) == sorted([*EXPORTS, "store"])
    assert (folder / "graph.html").read_bytes() == "<p>페이지</p>".encode()


def test_turtle_ntriples_and_json_ld_say_the_same(folder, graph):
    expected = set(to_triples(graph))
    for name in ("graph.ttl", "graph.nt", "graph.jsonld"):
        assert triples(folder / name) == expected, name


def test_no_blank_nodes_anywhere(folder):
    for name in ("graph.nt", "mentions.nt", "void.ttl"):
        for triple in triples(folder / name):
            assert isinstance(triple.subject, ox.NamedNode)
            assert not isinstance(triple.object, ox.BlankNode)


def test_the_manifest_fits_the_files(folder):
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert {output["name"] for output in manifest["outputs"]} == set(EXPORTS) - {"manifest.json"}
    for output in manifest["outputs"]:
        data = (folder / output["name"]).read_bytes()
        assert (output["bytes"], output["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert manifest["paperkg"] == "1.2.3"
    assert manifest["inputs"] == [
        {"date": "2025-02-04", "title": "Daily Papers (2025-02-04)", "papers": 3, "sha256": "a" * 64},
        {"date": "2025-02-05", "title": "Daily Papers (2025-02-05)", "papers": 4, "sha256": "b" * 64},
    ]
    assert manifest["papers_without_pairs"] == ["2502.00006"]
    assert manifest["counts"]["nodes"]["paper"] == 6
    assert manifest["counts"]["mentions"] == {"mention": 2}
    assert "CC0" in manifest["licence"]["statement"]


def test_the_store_holds_what_the_files_say(folder):
    held = {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in open_store(folder)}
    assert held == triples(folder / "graph.nt") | triples(folder / "mentions.nt")


def test_nothing_tells_where_or_when_it_was_written(folder):
    for name, data in contents(folder).items():
        assert str(folder).encode() not in data, name
        assert b"2026" not in data, name


def test_a_second_build_changes_nothing(folder, graph, facts):
    before = contents(folder)
    write_exports(folder, graph, facts, pages=Pages(lambda: "<p>페이지</p>", "<p>지도</p>"), options=OPTIONS)
    assert contents(folder) == before


@pytest.mark.parametrize("broken", ["JsonLd.piece", "Turtle.piece", "Lines.add", "Lines.pieces"])
def test_a_crash_leaves_every_old_file(folder, graph, facts, monkeypatch, broken):
    before = contents(folder)
    graph.add_node("https://arxiv.org/abs/2502.00001", votes=999)
    form, method = broken.split(".")

    def crash(*_, **__):
        raise RuntimeError("crash")

    monkeypatch.setattr(getattr(serialize, form), method, crash)
    with pytest.raises(RuntimeError, match="crash"):
        write_exports(folder, graph, facts, pages=Pages("new", "new"), options=OPTIONS)
    assert contents(folder) == before


def test_a_store_that_cannot_be_made_leaves_every_old_file(folder, graph, facts, monkeypatch):
    before, stores = contents(folder), sorted(path.name for path in (folder / "store").iterdir())
    graph.add_node("https://arxiv.org/abs/2502.00001", votes=999)

    def crash(*_):
        raise OSError("disk full")

    monkeypatch.setattr(disk, "patch", lambda *_: False)
    monkeypatch.setattr(disk, "_load", crash)
    with pytest.raises(OSError, match="disk full"):
        write_exports(folder, graph, facts, pages=Pages("new", "new"), options=OPTIONS)
    assert contents(folder) == before
    assert sorted(path.name for path in (folder / "store").iterdir()) == stores


def test_a_page_that_cannot_be_made_leaves_every_old_file(folder, graph, facts):
    before = contents(folder)

    def page():
        raise ValueError("no page")

    graph.add_node("https://arxiv.org/abs/2502.00001", votes=999)
    with pytest.raises(ValueError, match="no page"):
        write_exports(folder, graph, facts, pages=Pages(page, "new"), options=OPTIONS)
    assert contents(folder) == before


def test_old_drafts_of_a_killed_process_are_swept_and_nothing_else(tmp_path):
    for name, age in ((".a.txt.1.draft", 2), (".a.txt.2.draft", 0), (".b.txt.1.draft", 2)):
        (tmp_path / name).write_text("half")
        moment = time.time() - age * 86400
        os.utime(tmp_path / name, (moment, moment))
    with Drafts(tmp_path) as drafts:
        drafts.write("a.txt", [b"one", b"two"])
        assert not (tmp_path / "a.txt").exists()
    assert sorted(contents(tmp_path)) == [".a.txt.2.draft", ".b.txt.1.draft", "a.txt"]
    assert contents(tmp_path)["a.txt"] == b"onetwo"


def test_the_same_bytes_in_every_process_and_order(tmp_path, folder):
    root = Path(__file__).parents[2]
    code = (
        "import runpy, sys; from pathlib import Path; from kg.graph.build import build_graph\n"
        "from kg.export.files import Pages, write_exports; from kg.export.manifest import Options\n"
        "from kg.store import serialize; from kg.ontology.files import context_path\n"
        "if not context_path().is_file(): serialize.context = lambda _: {}\n"
        "small = runpy.run_path('tests/graph/small.py')\n"
        "facts = small['facts']((small['FIRST'], small['SECOND'])[::int(sys.argv[2])])\n"
        "options = Options(version='1.2.3')\n"
        "pages = Pages('<p>페이지</p>', '<p>지도</p>')\n"
        "write_exports(Path(sys.argv[1]), build_graph(facts), facts, pages=pages, options=options)\n"
    )
    for seed, order in (("1", "1"), ("2", "-1"), ("3", "1")):
        out = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", code, str(out), order],
            check=True,
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert contents(out) == contents(folder)
        assert len(open_store(out)) == len(open_store(folder))


def test_graphml_opens_in_networkx(folder, graph):
    read = nx.read_graphml(folder / "graph.graphml", force_multigraph=True)
    assert set(read) == set(graph)
    assert read.number_of_edges() == graph.number_of_edges()
    fast = read.nodes["https://arxiv.org/abs/2502.00001"]
    assert fast["votes"] == 20
    assert fast["kind"] == "paper"
    link = next(data for _, data in read.nodes(data=True) if data["kind"] == "link")
    assert isinstance(link["weight"], float)
    kinds = sorted(data["kind"] for _, _, data in read.edges(data=True))
    assert kinds == sorted(key for _, _, key in graph.edges(keys=True))
    (odd,) = [data for node, data in read.nodes(data=True) if data["label"].startswith("M²")]
    (title,) = [data["label"] for _, data in graph.nodes(data=True) if data["label"].startswith("M²")]
    assert odd["label"] == title


@pytest.mark.skipif(not shapes_path().is_file(), reason="ontology/shapes.ttl is not there yet")
def test_the_graph_conforms_to_the_shapes(folder):
    pyshacl = pytest.importorskip("pyshacl")
    import rdflib

    data = rdflib.Graph().parse(folder / "graph.nt").parse(folder / "mentions.nt")
    ontology = rdflib.Graph().parse(ontology_path())
    shapes = rdflib.Graph().parse(shapes_path())
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes, ont_graph=ontology)
    assert conforms, text
