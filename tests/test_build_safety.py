"""Builds into one folder never lose what it was built from: two at a time, after damage, with earlier options."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.ask.validate import validate
from kg.cli import main
from kg.errors import DecisionError, GraphError, InputError, LexiconError, UsageError
from kg.export.files import EXPORTS
from kg.pipeline import build
from kg.sample import sample_digest
from kg.store import convert
from kg.store.digests import digests_path, load_digests
from kg.store.disk import open_store
from kg.store.lock import writing

pytestmark = pytest.mark.usefixtures("one_reader")
PAPER = """\
## Daily Papers (2025-03-0{day})

### [Tiny Adapters {day}](https://arxiv.org/abs/2503.0000{day})

Vote: {day}

Authors: Ada Lovelace, Alan Turing, Author {day}

- ***What's New***: 작은 어댑터로 Wobblenetics보다 빠르게 대형 언어 모델(LLM)을 미세 조정합니다.
- ***Performance Highlights***: GSM8K에서 정확도 71.{day}%를 얻었습니다.
"""
TERM = """\
@prefix kg: <https://w3id.org/paperkg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix concept: <https://w3id.org/paperkg/concept/> .
concept:wobblenetics a kg:{kind} ; skos:prefLabel "Wobblenetics"@en .
"""


@pytest.fixture
def days(tmp_path: Path) -> list[Path]:
    """Three digests of one paper each."""
    files = [tmp_path / f"day-{day}.md" for day in (1, 2, 3)]
    for day, file in enumerate(files, 1):
        file.write_text(PAPER.format(day=day), encoding="utf-8")
    return files


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file that must be the same byte for byte."""
    kept = sorted(folder.glob("store/lexicon/*"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in (*map(folder.joinpath, EXPORTS), *kept)} | {
        "digests": digests_path(folder).read_bytes()
    }


def recorded(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_bytes())["options"]


def started(file: Path, out: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "kg", "build", str(file), "--out", str(out)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env=dict(os.environ))


# ---------------------------------------------------------------- two at a time


def test_builds_at_the_same_time_lose_nothing(days, out, tmp_path):
    running = [started(file, out) for file in days]
    for process in running:
        said = process.communicate(timeout=300)[1].decode()
        assert process.returncode == 0, said
    build(days, out=tmp_path / "at-once")
    assert contents(out) == contents(tmp_path / "at-once")
    assert len(open_store(out)) == len(open_store(tmp_path / "at-once"))
    assert {path.name for path in out.iterdir()} == {*EXPORTS, "store"}


def test_a_build_that_waits_says_so(days, out):
    with writing(out):
        process = started(days[0], out)
        assert process.stderr is not None
        assert f"another build is writing to {out}: waiting" in process.stderr.readline().decode()
        assert not (out / "graph.nt").exists()
    process.communicate(timeout=300)
    assert process.returncode == 0
    assert (out / "graph.nt").is_file()


def test_a_crash_before_the_manifest_changes_nothing(days, out, tmp_path, monkeypatch):
    build(days[:1], out=out)
    before = contents(out)
    with monkeypatch.context() as patch:
        patch.setattr("kg.export.files.manifest", lambda *_: (_ for _ in ()).throw(RuntimeError("crash")))
        with pytest.raises(RuntimeError, match="crash"):
            build(days[1:2], out=out)
    assert contents(out) == before
    build(days[1:], out=out)
    build(days, out=tmp_path / "at-once")
    assert contents(out) == contents(tmp_path / "at-once")


# ---------------------------------------------------------------- what a folder was built from


@pytest.mark.parametrize("lost", ["store", "store/digests.jsonl"])
def test_lost_digests_are_asked_for(days, out, tmp_path, lost, capsys):
    build(days[:2], out=out)
    place = out / lost
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    before = {name: (out / name).read_bytes() for name in EXPORTS}
    assert main(["build", str(days[2]), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert "2025-03-01, 2025-03-02" in said
    assert "--fresh" in said
    with pytest.raises(GraphError, match="2025-03-01"):
        build(out=out)  # nor does the sample take their place
    assert {name: (out / name).read_bytes() for name in EXPORTS} == before
    assert not digests_path(out).exists()
    build(days, out=out)
    build(days, out=tmp_path / "at-once")
    assert contents(out) == contents(tmp_path / "at-once")


def test_starting_over_forgets_what_is_lost(days, out):
    build(days[:2], out=out)
    digests_path(out).unlink()
    build(days[2:], out=out, fresh=True)
    assert [digest.date for digest in load_digests(out)] == ["2025-03-03"]


def test_the_sample_without_its_store_gives_way(days, out, tmp_path):
    build(out=out)
    shutil.copytree(out, tmp_path / "again")
    sample = contents(out)
    for folder in (out, tmp_path / "again"):
        shutil.rmtree(folder / "store")
    build(out=tmp_path / "again")
    assert contents(tmp_path / "again") == sample
    build(days[:1], out=out)
    build(days[:1], out=tmp_path / "plain")
    assert contents(out) == contents(tmp_path / "plain")


def test_the_sample_among_ones_own_does_not_give_way(days, out, tmp_path):
    (tmp_path / "sample.md").write_bytes(sample_digest())
    build([days[0], tmp_path / "sample.md"], out=out)
    digests_path(out).unlink()
    with pytest.raises(GraphError, match="2025-02-05"):
        build(days[:1], out=out)


def test_a_damaged_manifest_is_named(days, out):
    build(days[:1], out=out)
    for text in ("<<<<<<< HEAD", "[]", '{"options": {}}'):
        (out / "manifest.json").write_text(text)
        with pytest.raises(GraphError, match=r"manifest\.json is damaged.*--fresh"):
            build(days[1:2], out=out)
    build(days[:1], out=out, fresh=True)


# ---------------------------------------------------------------- options


def test_options_carry_on_until_they_are_given_anew(days, out, tmp_path):
    options = {"base": "https://example.org/kg/", "max_authors": 2, "min_confidence": 0.75}
    for file in reversed(days):
        assert build([file], out=out, **(options if file == days[-1] else {})).notes == ()
    build(days, out=tmp_path / "at-once", **options)
    assert contents(out) == contents(tmp_path / "at-once")
    assert b"https://w3id.org/paperkg/author/" not in (out / "graph.nt").read_bytes()
    notes = "\n".join(build(days, out=out, base="https://example.org/new/", max_authors=50).notes)
    assert "--base was https://example.org/kg/ and is now https://example.org/new/" in notes
    assert "--max-authors was 2 and is now 50" in notes
    assert "--min-confidence" not in notes
    assert recorded(out)["base"] == "https://example.org/new/"
    assert recorded(out)["min_confidence"] == 0.75
    assert "--min-confidence was 0.75 and is now 0.5" in "\n".join(build(days, out=out, min_confidence=0.5).notes)
    assert build(days, out=out, fresh=True).notes == ()
    standard = {"base": "https://w3id.org/paperkg/", "max_authors_for_pairs": 50, "min_confidence": 0.0}
    assert recorded(out) == {**recorded(out), **standard}


def test_a_folder_gives_back_what_a_stricter_build_left_out(days, out, tmp_path):
    build(days, out=out, min_confidence=0.9)
    build(days, out=tmp_path / "all")
    assert contents(out) != contents(tmp_path / "all")
    build(days, out=out, min_confidence=0)
    assert contents(out) == contents(tmp_path / "all")


def test_an_export_of_what_is_sure_is_what_a_build_of_it_gives(days, out, tmp_path, capsysbinary):
    build(days, out=out)
    everything = (out / "graph.nt").read_bytes()
    sizes = {len(everything)}
    for number, least in enumerate(("0.8", "0.95", "1")):
        sure = tmp_path / f"sure-{number}"
        build(days, out=sure, min_confidence=float(least))
        assert main(["export", "--format", "nt", "--graph", str(out), "--min-confidence", least]) == 0
        exported = capsysbinary.readouterr().out
        assert exported == (sure / "graph.nt").read_bytes()
        assert validate(sure).conforms
        sizes.add(len(exported))
    assert len(sizes) >= 3
    assert main(["export", "--format", "nt", "--graph", str(out), "--min-confidence", "0"]) == 0
    assert capsysbinary.readouterr().out == everything


@pytest.mark.parametrize("least", ["-0.1", "1.01", "nan", "much", ""])
@pytest.mark.parametrize("command", [["build"], ["export", "--format", "nt"]])
def test_what_is_no_probability_is_refused(command, least, out, capsys):
    place = ["--out", str(out)] if command == ["build"] else []
    assert main([*command, *place, "--min-confidence", least]) == 2
    assert "--min-confidence" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("least", [-0.1, 1.5, float("nan")])
def test_a_program_is_told_too(days, out, least):
    with pytest.raises(UsageError, match="between 0 and 1"):
        build(days, out=out, min_confidence=least)


def test_a_changed_option_is_told_on_the_command_line(days, out, capsys):
    assert main(["build", str(days[0]), "--out", str(out), "--base", "https://example.org/kg/"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["build", str(days[0]), "--out", str(out), "--base", "https://example.org/new#"]) == 0
    assert "--base was https://example.org/kg/" in capsys.readouterr().err


def test_a_lexicon_carries_on_until_another_is_given(days, out, tmp_path):
    mine, other = tmp_path / "mine.ttl", tmp_path / "other.ttl"
    mine.write_text(TERM.format(kind="Benchmark"))
    other.write_text(TERM.format(kind="Dataset"))
    build(days[:1], out=out, lexicon=[mine])
    build(days, out=tmp_path / "at-once", lexicon=[mine, mine])
    mine.unlink()
    for file in days[1:]:
        assert build([file], out=out).notes == ()
    assert contents(out) == contents(tmp_path / "at-once")
    kept = [path.stem for path in sorted(out.glob("store/lexicon/*"))]
    assert recorded(out)["lexicon"] == kept
    assert len(kept) == 1
    assert concept_class(out) == "Benchmark"
    assert "--lexicon took the place of the 1 lexicon file(s)" in build(days, out=out, lexicon=[other]).notes[0]
    assert concept_class(out) == "Dataset"
    assert len(list(out.glob("store/lexicon/*"))) == 1
    build(days, out=out, fresh=True)
    assert not (out / "store" / "lexicon").exists()
    assert recorded(out)["lexicon"] == []


def concept_class(folder: Path) -> str:
    """The class of the term that only the lexicon of one's own knows."""
    lines = (folder / "graph.nt").read_text(encoding="utf-8").splitlines()
    types = [
        line for line in lines if "/concept/wobblenetics> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>" in line
    ]
    return next(name for name in ("Benchmark", "Dataset") if any(f"#{name}>" in line for line in types))


def test_a_kept_lexicon_that_is_damaged_or_gone_is_named(days, out, tmp_path):
    mine = tmp_path / "mine.ttl"
    mine.write_text(TERM.format(kind="Benchmark"))
    build(days[:1], out=out, lexicon=[mine])
    before = contents(out)
    (kept,) = out.glob("store/lexicon/*")
    kept.write_text("no turtle")
    with pytest.raises(LexiconError, match=kept.name):
        build(days[1:], out=out)
    kept.unlink()
    with pytest.raises(GraphError, match=kept.name):
        build(days[1:], out=out)
    build(days[:1], out=out, lexicon=[mine])
    assert contents(out) == before


def test_decisions_carry_on_until_others_are_given_and_are_undone_by_their_line(days, out, tmp_path):
    mine = tmp_path / "mine.txt"
    build(days, out=tmp_path / "plain")
    mine.write_text('kind "GSM8K" dataset\nrename "GSM8K" to "sums of a school"\n')
    build(days, out=tmp_path / "at-once", decisions=mine)
    build(days[:1], out=out, decisions=str(mine))
    mine.unlink()
    for file in days[1:]:
        assert build([file], out=out).notes == ()
    assert contents(out) == contents(tmp_path / "at-once")
    assert b"/concept/sums-of-a-school> " in (out / "graph.nt").read_bytes()
    assert recorded(out)["decisions"] == [path.stem for path in out.glob("store/decisions/*")]
    mine.write_text('kind "GSM8K" dataset\n')
    assert "--decisions took the place" in build(out=out, decisions=mine).notes[0]
    assert len(list(out.glob("store/decisions/*"))) == 1
    assert b"/concept/sums-of-a-school> " not in (out / "graph.nt").read_bytes()
    mine.write_text("# none\n")
    build(out=out, decisions=mine)
    assert contents(out) == contents(tmp_path / "plain")
    assert (recorded(out)["decisions"], list(out.glob("store/decisions"))) == ([], [])


def test_decisions_that_cannot_be_followed_leave_the_folder_as_it_was(days, out, tmp_path):
    mine = tmp_path / "mine.txt"
    build(days, out=out)
    before = contents(out)
    for text in (b"join x", b'kind "LoRA" model\nkind "lora" task', b"\xff"):
        mine.write_bytes(text)
        with pytest.raises(DecisionError, match=r"mine\.txt"):
            build(out=out, decisions=mine)
    with pytest.raises(DecisionError, match="gone"):
        build(out=out, decisions=tmp_path / "gone.txt")
    assert contents(out) == before


# ---------------------------------------------------------------- where it cannot be written, what cannot be said


def test_an_out_that_is_no_folder_is_named(days, tmp_path, capsys):
    file = tmp_path / "file"
    file.write_text("mine")
    for place in (file, file / "below"):
        assert main(["build", str(days[0]), "--out", str(place)]) == 2
        said = capsys.readouterr().err
        assert str(place) in said
        assert "--out" in said
    assert file.read_text() == "mine"
    with pytest.raises(UsageError, match="not a folder"):
        build(days, out=file)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a file system that takes no folders")
def test_an_out_that_cannot_be_made_is_named(days, capsys):
    assert main(["build", str(days[0]), "--out", "/proc/paperkg"]) == 2
    assert "cannot write to /proc/paperkg" in capsys.readouterr().err


def test_a_folder_in_the_place_of_a_file_is_named(days, out, capsys):
    (out / "graph.nt" / "mine").mkdir(parents=True)
    assert main(["build", str(days[0]), "--out", str(out)]) == 1
    assert f"{out / 'graph.nt'}: Is a directory" in capsys.readouterr().err
    (out / "graph.nt" / "mine").rmdir()
    (out / "graph.nt").rmdir()
    assert main(["show", "2503.00001", "--graph", str(out)]) == 0
    assert (out / "graph.nt").is_file()
    assert not list(out.glob(".*.draft"))


def test_two_lists_of_one_day_of_which_one_gives_no_votes(days, out, tmp_path):
    text = days[0].read_text("utf-8")
    assert "Vote: " in text
    other = tmp_path / "other.md"
    other.write_text("\n".join(line for line in text.split("\n") if not line.startswith("Vote: ")), encoding="utf-8")
    build([other, days[0]], out=out)
    one_by_one = tmp_path / "one-by-one"
    build([days[0]], out=one_by_one)
    build([other], out=one_by_one)
    assert (out / "graph.nt").read_bytes() == (one_by_one / "graph.nt").read_bytes()
    assert "ontology#votes" in (out / "graph.nt").read_text("utf-8")


def test_nothing_readable_makes_no_folder(out, tmp_path):
    with pytest.raises(InputError, match="nothing to build"):
        build([tmp_path / "missing.md"], out=out)
    assert not out.exists()


def test_an_address_that_the_store_refuses_stops_the_build_with_its_name(days, out, monkeypatch, capsys):
    build(days[:1], out=out)
    before = contents(out)
    monkeypatch.setattr("kg.graph.build.naming.paper_iri", lambda *_: "https://[::1/x")
    assert main(["build", str(days[1]), "--out", str(out)]) == 1
    assert "Tiny Adapters" in capsys.readouterr().err
    assert contents(out) == before
    assert convert.naming.paper_iri(None, "", "") == "https://[::1/x"
