"""``kg build``, and that what it advises works."""

from __future__ import annotations

import gzip
import json
import shlex

import pytest

from kg.cli import main

DIGEST = """\
## Daily Papers (2025-03-01)

### [Tiny Adapters for Large Models](https://arxiv.org/abs/2503.00001)

Vote: 7

Authors: Ada Lovelace, Alan Turing

- ***What's New***: 작은 어댑터로 LoRA보다 빠르게 대형 언어 모델(LLM)을 미세 조정하는 TinyAdapt를 제안합니다.
- ***Technical Details***: TinyAdapt는 GSM8K에서 학습 없이 어댑터를 고릅니다.
- ***Performance Highlights***: GSM8K에서 정확도 71.2%를 얻었습니다.
"""


@pytest.fixture
def digest(tmp_path):
    path = tmp_path / "2025-03-01.md"
    path.write_text(DIGEST, encoding="utf-8")
    return path


def test_the_sample_and_the_advice_that_comes_with_it(capsys, tmp_path):
    sample = tmp_path / "exports"
    code = main(["build", "--out", str(sample)])
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    assert [line.split()[-1] for line in out.splitlines() if line.startswith("papers")] == ["50"]
    assert str(sample / "graph.html") in out
    advice = [line.strip() for line in out.partition("Try next:")[2].splitlines() if line.strip()]
    assert len(advice) == 3
    for line in advice:
        program, *words = shlex.split(line)
        assert program == "kg"
        assert main(words) == 0
        assert capsys.readouterr().out


def test_a_bad_input_is_named_and_the_rest_is_built(capsys, tmp_path, digest):
    bad = tmp_path / "bad.md"
    bad.write_text("# Nothing here\n", encoding="utf-8")
    out = tmp_path / "out"
    code = main(["build", str(digest), str(bad), str(tmp_path / "missing.md"), "--out", str(out)])
    shown = capsys.readouterr()
    assert code == 1
    assert str(bad) in shown.err
    assert "missing.md" in shown.err
    assert (out / "graph.nt").is_file()
    assert main(["show", "2503.00001", "--graph", str(out)]) == 0


def record(identifier, day):
    versions = [{"version": "v1", "created": f"{day} Mar 2025 00:00:00 GMT"}]
    title, abstract = "TinyAdapt revisited", "We evaluate TinyAdapt\non GSM8K."
    return {"id": identifier, "title": title, "abstract": abstract, "versions": versions, "authors_parsed": []}


def test_a_mixed_folder_is_one_graph_at_once_or_one_by_one(capsys, tmp_path, digest):
    folder = tmp_path / "digests"
    folder.mkdir()
    digest.rename(folder / digest.name)
    paper = {"id": "2503.00001", "title": "Tiny Adapters", "summary": "We propose TinyAdapt.", "upvotes": 9}
    (folder / "2025-03-02.json").write_text(json.dumps([{"paper": paper}]))
    lines = [json.dumps(record(f"2503.0001{day}", day)) for day in (1, 2, 3)]
    (folder / "arxiv.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    (folder / "notes.json").write_text('{"remember": "the milk"}')
    once, steps = tmp_path / "once", tmp_path / "steps"
    assert main(["build", str(folder), "--out", str(once)]) == 0
    shown = capsys.readouterr()
    assert "notes.json: no paper (" in shown.err
    assert "(passed over)" in shown.err
    for name in ("arxiv.jsonl.gz", digest.name, "2025-03-02.json"):
        assert main(["build", str(folder / name), "--out", str(steps)]) == 0
    for name in ("graph.nt", "mentions.nt", "manifest.json"):
        assert (once / name).read_bytes() == (steps / name).read_bytes(), name
    manifest = json.loads((once / "manifest.json").read_text("utf-8"))
    assert [each["date"] for each in manifest["inputs"]] == [
        "2025-03-01",
        "2025-03-01",
        "2025-03-02",
        "2025-03-02",
        "2025-03-03",
    ]
    assert main(["build", str(folder / "notes.json"), "--out", str(once)]) == 1
    assert "notes.json:1: no paper (" in capsys.readouterr().err


def test_nothing_to_build_changes_nothing(capsys, tmp_path):
    code = main(["build", str(tmp_path / "missing.md"), "--out", str(tmp_path / "out")])
    shown = capsys.readouterr()
    assert (code, shown.out) == (1, "")
    assert "missing.md" in shown.err
    assert not (tmp_path / "out" / "graph.nt").exists()


def test_a_lexicon_that_is_no_turtle_is_named(capsys, tmp_path, digest):
    lexicon = tmp_path / "mine.ttl"
    lexicon.write_text("this is no turtle", encoding="utf-8")
    code = main(["build", str(digest), "--out", str(tmp_path / "out"), "--lexicon", str(lexicon)])
    assert code == 1
    assert "mine.ttl" in capsys.readouterr().err
