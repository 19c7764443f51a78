"""The tables, read back by the programs that they are made for."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sys
from pathlib import Path

import networkx as nx
import pytest

from kg.cli import main
from kg.errors import RequirementError, UsageError
from kg.export.formats import FOLDERS, export_folder
from kg.export.relational.contents import Contents
from kg.export.relational.schema import tables
from kg.graph.confidence import surer_graph
from kg.store.disk import open_store
from kg.store.mentions import read_mentions

NAMES = [table.name for table in tables()]
CASTS = {"integer": int, "number": float, "date": dt.date.fromisoformat, "string": str}


@pytest.fixture(scope="module")
def made(network, store, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    for name in ("csv", "parquet"):
        export_folder(network, read_mentions(store), name, folder / name)
    return folder


@pytest.fixture(scope="module")
def duck():
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        yield connection


def source(made: Path, form: str, table: str) -> str:
    path = made / form / f"{table}.{form}"
    return f"read_{form}('{path}'{', header = true, all_varchar = true' if form == 'csv' else ''})"


def test_every_table_says_what_the_graph_says(network, store):
    contents = Contents(network, list(read_mentions(store)))
    kinds = [data["kind"] for _, data in network.nodes(data=True)]
    relations = [key for *_, key in network.edges(keys=True)]
    counted = {name: len(contents.rows(name)) for name in NAMES}
    assert counted["papers"] == kinds.count("paper") == 50
    assert counted["authors"] == kinds.count("author")
    assert counted["results"] == kinds.count("result")
    assert counted["links"] == kinds.count("link")
    assert counted["listings"] == kinds.count("listing")
    assert counted["concepts"] == sum(
        kinds.count(kind) for kind in ("method", "model", "dataset", "benchmark", "metric", "task")
    )
    assert counted["authorships"] == relations.count("dcterms:creator")
    assert counted["coauthors"] * 2 == relations.count("kg:coAuthorOf")
    assert counted["link_reasons"] == relations.count("kg:sharedConcept") + relations.count("kg:sharedAuthor")
    stated = store.query("SELECT (COUNT(*) AS ?n) { ?m a <https://w3id.org/paperkg/ontology#Mention> }")
    assert counted["mentions"] == int(next(stated)["n"].value) > 600
    assert all(counted.values())


def test_rows_fit_the_description(network, store):
    contents = Contents(network, list(read_mentions(store)))
    for table in tables():
        rows = contents.rows(table.name)
        names = [column.name for column in table.columns]
        keys = [tuple(row[names.index(name)] for name in table.key) for row in rows]
        assert len(set(keys)) == len(keys), table.name
        for row in rows:
            for column, value in zip(table.columns, row, strict=True):
                if value is None:
                    assert column.optional, (table.name, column.name)
                else:
                    assert value != "", (table.name, column.name)
                    assert CASTS[column.type](value) is not None
                    assert column.type in {"string", "date"} or not isinstance(value, str), (table.name, column.name)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_duckdb_joins_every_reference(made, duck, form):
    for table in tables():
        for column in table.columns:
            if column.refers:
                other, _, field = column.refers.partition(".")
                query = (
                    f"SELECT count(*) FROM {source(made, form, table.name)} t WHERE t.{column.name} IS NOT NULL "  # noqa: S608
                    f"AND t.{column.name} NOT IN (SELECT o.{field} FROM {source(made, form, other)} o)"
                )
                assert duck.execute(query).fetchall() == [(0,)], (table.name, column.name)


def test_duckdb_sees_the_types(made, duck):
    types = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE"}
    for table in tables():
        described = duck.execute(f"DESCRIBE SELECT * FROM {source(made, 'parquet', table.name)}").fetchall()  # noqa: S608
        assert [(name, kind) for name, kind, *_ in described] == [
            (column.name, types[column.type]) for column in table.columns
        ]


def test_duckdb_answers_a_question_as_sparql_does(made, duck, store):
    query = f"""
        SELECT c.name, count(DISTINCT s.paper) AS papers
        FROM {source(made, "parquet", "statements")} s JOIN {source(made, "parquet", "concepts")} c USING (concept)
        WHERE s.role = 'evaluatesOn' AND c.kind = 'benchmark' GROUP BY c.concept, c.name ORDER BY papers DESC, c.name
    """  # noqa: S608
    sparql = """
        PREFIX kg: <https://w3id.org/paperkg/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?name (COUNT(DISTINCT ?p) AS ?n) { ?p kg:evaluatesOn ?c . ?c a kg:Benchmark ; skos:prefLabel ?name }
        GROUP BY ?c ?name
    """
    found = duck.execute(query).fetchall()
    assert sorted(found) == sorted((row["name"].value, int(row["n"].value)) for row in store.query(sparql))
    assert len(found) > 20


def test_polars_reads_the_same_from_both(made):
    polars = pytest.importorskip("polars")
    types = {"string": polars.String, "integer": polars.Int64, "number": polars.Float64, "date": polars.Date}
    for table in tables():
        parquet = polars.read_parquet(made / "parquet" / f"{table.name}.parquet")
        wanted = {column.name: types[column.type] for column in table.columns}
        assert dict(parquet.schema) == wanted
        text = polars.read_csv(made / "csv" / f"{table.name}.csv", schema=wanted)
        assert parquet.equals(text), table.name
        assert parquet.height > 0


def test_the_same_graph_gives_the_same_bytes(made, network, store, tmp_path):
    for name in FOLDERS:
        export_folder(network, read_mentions(store), name, tmp_path / name)
        export_folder(nx.MultiDiGraph(network), read_mentions(store), name, tmp_path / "again" / name)
        files = sorted(path.name for path in (tmp_path / name).iterdir())
        assert len(files) > 10
        for file in files:
            assert (tmp_path / name / file).read_bytes() == (tmp_path / "again" / name / file).read_bytes()
    assert (tmp_path / "csv" / "papers.csv").read_bytes() == (made / "csv" / "papers.csv").read_bytes()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_description_names_every_file_and_column(made, form):
    package = json.loads((made / form / "datapackage.json").read_bytes())
    assert {path.name for path in (made / form).iterdir()} == {
        "datapackage.json",
        *(resource["path"] for resource in package["resources"]),
    }
    names = {resource["name"] for resource in package["resources"]}
    for resource, table in zip(package["resources"], tables(), strict=True):
        assert [field["name"] for field in resource["schema"]["fields"]] == [column.name for column in table.columns]
        assert all(field["description"] for field in resource["schema"]["fields"])
        for key in resource["schema"].get("foreignKeys", []):
            assert key["reference"]["resource"] in names | {""}


def test_a_graph_without_results_and_mentions_has_empty_tables(tmp_path, graph, hand_made):
    store = open_store(hand_made)
    bare = graph.copy()
    bare.remove_nodes_from([node for node, data in graph.nodes(data=True) if data["kind"] in {"result", "link"}])
    for form in ("csv", "parquet"):
        export_folder(bare, read_mentions(store), form, tmp_path / form)
    text = (tmp_path / "csv" / "results.csv").read_text()
    assert text.count("\n") == 1
    polars = pytest.importorskip("polars")
    assert polars.read_parquet(tmp_path / "parquet" / "results.parquet").height == 0


def test_what_is_less_sure_is_left_out_everywhere(network, store, tmp_path):
    cut = surer_graph(network, 0.9)
    export_folder(cut, read_mentions(store, min_confidence=0.9), "csv", tmp_path)
    for name in ("mentions", "statements"):
        rows = list(csv.DictReader(io.StringIO((tmp_path / f"{name}.csv").read_text("utf-8"), newline="")))
        assert rows
        assert min(float(row["confidence"]) for row in rows) >= 0.9
        assert {row["concept"] for row in rows} <= set(cut)


# ---------------------------------------------------------------- the command


def test_a_folder_is_needed(root, tmp_path, capsys):
    words = ["export", "--graph", str(root / "exports"), "--format"]
    assert main([*words, "parquet"]) == 2
    assert "name a folder with --out" in capsys.readouterr().err
    (tmp_path / "file").write_text("mine")
    assert main([*words, "csv", "--out", str(tmp_path / "file")]) == 2
    assert (tmp_path / "file").read_text() == "mine"
    assert main([*words, "csv", "--out", str(tmp_path / "made" / "here")]) == 0
    assert "15 files" in capsys.readouterr().err
    assert len(list((tmp_path / "made" / "here").iterdir())) == 15


def test_without_the_library_it_says_what_to_install(network, store, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "arro3", None)
    with pytest.raises(RequirementError, match=r"pip install 'paperkg\[parquet\]'"):
        export_folder(network, read_mentions(store), "parquet", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_folder_format_is_refused(network, store, tmp_path):
    with pytest.raises(UsageError, match="csv, parquet, neo4j"):
        export_folder(network, read_mentions(store), "orc", tmp_path)
