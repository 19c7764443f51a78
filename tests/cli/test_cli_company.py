"""``kg similar`` and ``kg gaps``: every format, what is not there, and what they load."""

from __future__ import annotations

import csv
import io
import json
import runpy
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.cli import main

HEAVY = ("networkx", "rdflib", "spacy", "numpy", "rich", "pyshacl", "scipy", "jinja2", "rapidfuzz")


@pytest.fixture(scope="module")
def risen(tmp_path_factory):
    """The rising archive of the tests of ``kg.ask`` as a folder."""
    made = runpy.run_path(str(Path(__file__).parents[1] / "ask" / "test_ask_company.py"))
    folder = tmp_path_factory.mktemp("risen")
    lines = sorted(
        ox.serialize([quad.triple], format=ox.RdfFormat.N_TRIPLES) for quad in made["archive"](made["rising"]())
    )
    (folder / "graph.nt").write_bytes(b"".join(lines))
    return folder


@pytest.fixture
def kg(capsys, folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")

    def run(*words, graph=folder):
        code = main([*words, "--graph", str(graph)])
        return code, *capsys.readouterr()

    return run


def test_similar_in_every_format(kg):
    code, out, err = kg("similar", "FastKV", "--format", "json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert "ChunkKV" in {each["label"] for each in found}
    for each in found:
        assert sum(round(part["weight"] * 1e6) for part in each["company"]) == round(each["score"] * 1e6)
    rows = list(csv.DictReader(io.StringIO(kg("similar", "FastKV", "--format", "csv")[1])))
    assert [row["companion"] for row in rows] == [part["iri"] for each in found for part in each["company"]]
    table = kg("similar", "FastKV")[1]
    assert "KV Cache Compression 0." in table
    assert len(json.loads(kg("similar", "FastKV", "-k", "1", "--format", "json")[1])) == 1


def test_nothing_in_the_same_company(kg):
    assert kg("similar", "KV", "캐시", "압축") == (0, "", "nothing is used in the same company as KV 캐시 압축\n")
    assert kg("similar", "KV 캐시 압축", "--format", "json")[1] == "[]\n"


def test_gaps_in_every_format(kg, risen):
    code, out, err = kg("gaps", "--format", "json", graph=risen)
    found = json.loads(out)
    (gap,) = found["gaps"]
    assert (code, err, found["since"], gap["expected"], gap["observed"]) == (0, "", "2025-03-17", 2.571429, 0)
    assert (gap["method"]["label"], gap["task"]["label"]) == ("m1", "t1")
    (row,) = csv.DictReader(io.StringIO(kg("gaps", "--format", "csv", graph=risen)[1]))
    assert (row["method_label"], row["task_papers"]) == ("m1", str(gap["task"]["papers"]))
    table = kg("gaps", graph=risen)[1]
    assert "with it: t2 3; for it: m2 3" in table
    assert table.startswith(f"{found['papers']} papers in 25 days since 2025-03-17")


def test_no_gap_is_an_answer_too(kg, risen):
    code, out, err = kg("gaps", "--with", "benchmark", graph=risen)
    assert (code, out) == (0, "")
    assert err.startswith("nothing that rises in the 25 days since 2025-03-17")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("similar", "zzzzzz"), 1, "nothing is called"),
        (("similar", " "), 2, "an empty text"),
        (("similar", "FastKV", "--kind", "author"), 2, "invalid choice"),
        (("gaps", "--since", "lately"), 2, "since must be a date"),
        (("gaps", "--task", "zzzzzz"), 1, "nothing is called"),
        (("gaps", "--with", "metric"), 2, "invalid choice"),
    ],
)
def test_what_cannot_be_asked(kg, words, code, message):
    found, out, err = kg(*words)
    assert (found, out) == (code, "")
    assert message in err


def test_one_day_is_said_to_be_too_little(kg, built):
    code, out, err = kg("gaps", graph=built)
    assert (code, out) == (1, "")
    assert "one day (2025-03-01)" in err


@pytest.mark.parametrize("words", [["similar", "FastKV"], ["gaps"]])
def test_they_load_the_engine_alone(folder, words):
    code = (
        f"import sys; from kg.cli import main; main([*{words!r}, '--graph', {str(folder)!r}]);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stderr.splitlines()[-1] == "[]"
