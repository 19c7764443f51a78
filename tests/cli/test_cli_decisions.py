"""``kg decisions`` tells what ``kg build --decisions`` then does, and writes nothing."""

import json

import pytest

from kg.cli import main


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text('# mine\nkind "LoRA" model\nmerge "FastKV" = "KuduMix"\nkind "wobbling" task\n', "utf-8")
    return path


def test_the_preview_writes_nothing_and_a_build_does_what_it_says(capsys, built, mine, tmp_path):
    before = {path: path.read_bytes() for path in built.rglob("*") if path.is_file()}
    capsys.readouterr()
    assert main(["decisions", str(mine), "--graph", str(built), "--format", "json"]) == 0
    kind, merge, nothing = json.loads(capsys.readouterr().out)
    assert {path: path.read_bytes() for path in built.rglob("*") if path.is_file()} == before
    assert (kind["line"], kind["concepts"]) == (2, ["LoRA (method)", "LoRA (model)"])
    assert (kind["papers"], kind["mentions"]) == (["2503.00001"], 1)
    assert "kudu-mixing +FastKV" in merge["labels"]
    assert not any(nothing[field] for field in ("concepts", "labels", "papers", "mentions"))
    again = tmp_path / "again"
    assert main(["build", str(built.parent / "day.md"), "--out", str(again), "--decisions", str(mine)]) == 0
    capsys.readouterr()
    assert main(["show", "FastKV", "--graph", str(again), "--format", "json"]) == 0
    assert "KuduMix" in capsys.readouterr().out
    assert b"/concept/fastkv> " not in (again / "graph.nt").read_bytes()


def test_the_table_says_what_is_touched_and_what_is_not(capsys, built, mine):
    capsys.readouterr()
    assert main(["decisions", str(mine), "--graph", str(built)]) == 0
    shown = capsys.readouterr().out
    assert 'line 3: merge "FastKV" = "KuduMix"' in shown
    assert "mentions: 1" in shown
    assert shown.index('kind "wobbling" task') < shown.index("nothing")


def test_a_file_without_decisions_and_faults_are_named(capsys, built, mine, tmp_path):
    mine.write_text("")
    assert main(["decisions", str(mine), "--graph", str(built)]) == 0
    assert "no decision" in capsys.readouterr().out
    mine.write_text("join x\n")
    assert main(["decisions", str(mine), "--graph", str(built)]) == 1
    assert f"{mine}:1: a decision begins with" in capsys.readouterr().err
    assert main(["decisions", str(mine), "--graph", str(tmp_path / "none")]) == 1
    assert "holds no built graph" in capsys.readouterr().err
