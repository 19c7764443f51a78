"""``kg path``: every format, what is not there, and what it loads."""

from __future__ import annotations

import csv
import io
import json
import math
import subprocess
import sys

import pytest

from kg.cli import main


@pytest.fixture
def kg(capsys, folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")

    def run(*words, graph=folder):
        code = main([*words, "--graph", str(graph)])
        return code, *capsys.readouterr()

    return run


def test_a_chain_in_every_format(kg):
    words = ("path", "2502.01068", "2502.00299", "-k", "2")
    code, out, err = kg(*words, "--format", "json")
    chains = json.loads(out)
    assert (code, err, len(chains)) == (0, "", 2)
    for chain in chains:
        assert math.prod(step["strength"] for step in chain["steps"]) == pytest.approx(chain["strength"], rel=1e-5)
    rows = list(csv.DictReader(io.StringIO(kg(*words, "--format", "csv")[1])))
    assert [row["relation"] for row in rows] == [step["relation"] for chain in chains for step in chain["steps"]]
    assert rows[-1]["chain"] == "2"
    table = kg(*words)[1]
    assert "KV Cache Compression (task)" in table
    assert table.count("because") == 2


def test_the_sentence_that_says_so_is_shown(kg, built):
    words = ("path", "2503.00001", "KV 캐시 압축")
    code, out, _ = kg(*words, "--format", "json", graph=built)
    ((step,),) = (chain["steps"] for chain in json.loads(out))
    assert (code, step["text"]) == (0, "KuduMix(kudu mixing)는 KV 캐시 압축 방법을 제안합니다.")
    assert "KV 캐시 압축 방법을 제안합니다" in kg(*words, graph=built)[1]


def test_nothing_connects_them(kg):
    words = ("path", "2502.01068", "LoRA", "--avoid", "concept:large-language-model")
    code, out, err = kg(*words)
    assert (code, out) == (1, "")
    assert err == "nothing in this graph connects 2502.01068 and LoRA without concept:large-language-model\n"
    assert kg(*words, "--format", "json")[:2] == (1, "[]\n")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("2502.01068", "arxiv.org/abs/2502.01068"), 2, "are the same paper"),
        (("2502.01068", " "), 2, "an empty text"),
        (("2502.01068", "2502.99999"), 1, "nothing is called"),
        (("Xiang Liu", "LoRA"), 1, "several things"),
        (("2502.01068",), 2, "usage"),
        (("2502.01068", "LoRA", "-k", "0"), 2, "1 or more"),
    ],
)
def test_what_cannot_be_asked(kg, words, code, message):
    found, out, err = kg("path", *words)
    assert (found, out) == (code, "")
    assert message in err


def test_it_loads_the_engine_alone(folder):
    heavy = ("networkx", "rdflib", "spacy", "numpy", "rich", "pyshacl", "scipy", "jinja2", "rapidfuzz")
    code = (
        f"import sys; from kg.cli import main; main(['path', 'FastKV', 'ChunkKV', '--graph', {str(folder)!r}]);"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stderr.strip() == "[]"
