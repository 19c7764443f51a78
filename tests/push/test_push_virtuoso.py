"""``kg push`` into a real Virtuoso, and every named query there and here.

PAPERKG_GRAPH names an exports folder to take instead of the sample; with ``-s`` the times are shown.
"""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.ask.questions import bound
from kg.ask.spelled import spelled
from kg.cli import main
from kg.cli.commands.push import PASSWORD, USER
from kg.errors import NotFoundError
from kg.ontology.queries import load_queries
from kg.ontology.terms import BASE, PREFIXES
from kg.store.disk import open_store

pytestmark = pytest.mark.virtuoso

QUERIES = load_queries()
STRING = PREFIXES["xsd"] + "string"
GRAPH = "https://example.org/graph"


@pytest.fixture(autouse=True)
def _dba(virtuoso, monkeypatch):
    monkeypatch.setenv(USER, virtuoso.user)
    monkeypatch.setenv(PASSWORD, virtuoso.password)


def count(virtuoso, graph) -> int:
    (row,) = virtuoso.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", graph)
    return int(row["n"]["value"])


def lines(folder: Path, *names: str) -> int:
    return sum((folder / name).read_bytes().count(b"\n") for name in names)


# ---------------------------------------------------------------- pushing


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The graph for which tests/ontology knows every query's answer."""
    folder = tmp_path_factory.mktemp("papers")
    turtle = Path(__file__).parents[1] / "ontology" / "data" / "papers.ttl"
    found = ox.parse(path=str(turtle), format=ox.RdfFormat.TURTLE)
    written = sorted(ox.serialize([quad.triple], format=ox.RdfFormat.N_TRIPLES) for quad in found)
    (folder / "graph.nt").write_bytes(b"".join(written))
    open_store(folder)
    return folder


@pytest.fixture(scope="module")
def sample(root, tmp_path_factory) -> Path:
    if "PAPERKG_GRAPH" in os.environ:
        return Path(os.environ["PAPERKG_GRAPH"])
    folder = tmp_path_factory.mktemp("sample")
    for name in ("graph.nt", "mentions.nt", "manifest.json"):
        shutil.copy2(root / "exports" / name, folder / name)
    open_store(folder)
    return folder


def test_a_push_replaces_the_graph_and_a_second_one_changes_nothing(virtuoso, made, root, capsys):
    words = ["push", virtuoso.graphs, "--graph-iri", GRAPH, "--batch", "2000", "--graph"]
    assert main([*words, str(root / "exports")]) == 0
    assert count(virtuoso, GRAPH) == lines(root / "exports", "graph.nt")
    for _ in range(2):
        assert main([*words, str(made)]) == 0
        assert count(virtuoso, GRAPH) == lines(made, "graph.nt")
    assert "triples in https://example.org/graph" in capsys.readouterr().out


def test_a_killed_push_goes_on(virtuoso, sample, tmp_path):
    for name in ("graph.nt", "mentions.nt"):
        shutil.copy2(sample / name, tmp_path / name)
    graph = "https://example.org/killed"
    command = [sys.executable, "-m", "kg", "push", virtuoso.graphs, "--graph", str(tmp_path), "--mentions"]
    command += ["--graph-iri", graph, "--batch", str(lines(tmp_path, "graph.nt") // 30)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not list(tmp_path.glob("store/pushes/*.json")):
        assert process.poll() is None
        time.sleep(0.001)
    process.kill()
    process.wait()
    done = subprocess.run(command, capture_output=True, check=True, timeout=600)
    assert b"sent before the interruption" in done.stdout
    assert count(virtuoso, graph) == lines(tmp_path, "graph.nt", "mentions.nt")


def test_a_wrong_password_and_none(virtuoso, made, monkeypatch, capsys):
    monkeypatch.setenv(PASSWORD, "geheim")
    assert main(["push", virtuoso.graphs, "--graph", str(made)]) == 1
    monkeypatch.delenv(USER)
    assert main(["push", virtuoso.graphs, "--graph", str(made)]) == 1
    said = capsys.readouterr().err
    assert "refuses this user and password (HTTP 401)" in said
    assert "wants a user and a password (--user) (HTTP 401)" in said
    assert "geheim" not in said


def test_an_address_that_takes_no_graphs(virtuoso, made, capsys):
    assert main(["push", f"{virtuoso.url}/conductor", "--graph", str(made)]) == 1
    assert "takes no graphs over the Graph Store Protocol" in capsys.readouterr().err


# ---------------------------------------------------------------- the named queries


def term(value: dict[str, str] | None) -> tuple[str, ...] | None:
    """A term of Virtuoso's JSON. It says "typed-literal" as drafts of that format did, and xsd:string where RDF 1.1
    leaves it out; the lexical forms are compared as they are."""
    if value is None:
        return None
    if value["type"] == "uri":
        return "uri", value["value"]
    assert value["type"] in {"literal", "typed-literal"}, value
    datatype = value.get("datatype", STRING)
    return "literal", value["value"], value.get("xml:lang", "").lower(), "" if datatype == STRING else datatype


def ours(value) -> tuple[str, ...] | None:
    if value is None:
        return None
    if isinstance(value, ox.NamedNode):
        return "uri", value.value
    datatype = "" if value.language or value.datatype.value == STRING else value.datatype.value
    return "literal", value.value, value.language or "", datatype


def answers(virtuoso, folder, query, values, graph):
    """The rows here and there, each sorted, and the seconds that they took."""
    text = spelled(query, values)
    start = time.perf_counter()
    solutions = open_store(folder).query(text)
    here = [tuple(ours(row[name]) for name in query.columns) for row in solutions]
    middle = time.perf_counter()
    rows = virtuoso.select(text, graph)
    there = [tuple(term(row.get(name)) for name in query.columns) for row in rows]
    end = time.perf_counter()
    return sorted(here, key=repr), sorted(there, key=repr), middle - start, end - middle


@pytest.fixture(scope="module")
def known(virtuoso, made):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(USER, virtuoso.user)
        patch.setenv(PASSWORD, virtuoso.password)
        assert main(["push", virtuoso.graphs, "--graph", str(made), "--graph-iri", "https://example.org/known"]) == 0
    return "https://example.org/known"


KNOWN = runpy.run_path(str(Path(__file__).parents[1] / "ontology" / "test_queries.py"))["ANSWERS"]


@pytest.mark.parametrize(("name", "given", "rows"), KNOWN, ids=[name for name, *_ in KNOWN])
def test_a_named_query_whose_answer_is_known(virtuoso, made, known, name, given, rows):
    here, there, *_ = answers(virtuoso, made, QUERIES[name], QUERIES[name].bind(given), known)
    assert there == here
    assert len(here) == len(rows)


def test_every_named_query_answers_there_as_here(virtuoso, sample):
    start = time.perf_counter()
    assert main(["push", virtuoso.graphs, "--graph", str(sample), "--mentions"]) == 0
    pushed = time.perf_counter() - start
    dataset = f"{BASE}dataset"
    assert count(virtuoso, dataset) == lines(sample, "graph.nt", "mentions.nt")
    print(f"\n{count(virtuoso, dataset):,} triples pushed in {pushed:.1f} s")  # noqa: T201
    wrong, found = [], 0
    for query in QUERIES.values():
        try:
            values = bound(open_store(sample), query, {}, BASE)
        except NotFoundError:  # the sample lacks the default's concept
            continue
        here, there, mine, other = answers(virtuoso, sample, query, values, dataset)
        found += bool(here)
        print(f"{query.name:<26} {len(here):>7,} rows  here {mine:7.3f} s  there {other:7.3f} s")  # noqa: T201
        if here != there:
            wrong.append((query.name, len(here), len(there), set(here) ^ set(there)))
    assert wrong == []
    assert found >= 24
