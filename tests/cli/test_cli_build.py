"""``kg build``, and that what it advises works."""

from __future__ import annotations

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
