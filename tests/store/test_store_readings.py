"""What was read out of papers, kept for the next build."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.extract import extract_all
from kg.extract.stamp import stamp
from kg.kinds import Kind
from kg.model import Term, merge_digests
from kg.ontology.lexicon import Lexicon, load_lexicon
from kg.pipeline import build, compose, read_sample
from kg.store.digests import load_digests
from kg.store.readings import READINGS, Readings, load_readings


@pytest.fixture(scope="module")
def papers():
    return merge_digests(read_sample().digests)[:8]


@pytest.fixture(scope="module")
def extractions(papers):
    return extract_all(papers, load_lexicon(), jobs=1)


@pytest.fixture
def folder(tmp_path, papers, extractions) -> Path:
    path = tmp_path / READINGS
    path.parent.mkdir()
    path.write_bytes(b"".join(Readings("s").lines(papers, extractions)))
    return tmp_path


def test_what_was_read_comes_back_as_it_was(folder, papers, extractions):
    kept = load_readings(folder, "s")
    assert tuple(map(kept.find, papers)) == extractions
    assert any(entity.roles and entity.spans for each in extractions for entity in each.entities)
    assert any(each.findings for each in extractions)
    assert b"".join(kept.lines(papers, extractions)) == (folder / READINGS).read_bytes()


def test_other_rules_or_another_text_find_nothing(folder, papers):
    assert load_readings(folder, "t").find(papers[0]) is None
    assert load_readings(folder, "s").find(replace(papers[0], title="Another title")) is None


@pytest.mark.parametrize("kept", [slice(0, 0), slice(1, None), slice(0, -40)])
def test_a_damaged_file_costs_only_time(folder, papers, extractions, kept):
    path = folder / READINGS
    path.write_bytes(path.read_bytes()[kept])
    kept = load_readings(folder, "s")
    assert kept.find(papers[-1]) is None
    again = b"".join(kept.lines(papers, extractions))
    assert again == b"".join(Readings("s").lines(papers, extractions))


def test_the_stamp_depends_on_the_lexicon():
    bundled = load_lexicon()
    more = Lexicon({**bundled.terms, "wobblenetics": Term("wobblenetics", "Wobblenetics", Kind.METHOD)})
    assert stamp(bundled) == stamp(load_lexicon()) != stamp(more)


def test_a_build_reads_only_papers_that_are_new_to_the_folder(tmp_path, monkeypatch):
    from kg.extract import parallel

    read = []
    real = parallel.extract_all

    def watched(papers, *args, **kwargs):
        read.append([paper.identifier for paper in papers])
        return real(papers, *args, **kwargs)

    monkeypatch.setattr(parallel, "extract_all", watched)
    entry = "### [Paper {0}](https://arxiv.org/abs/2503.0000{0})\n\nVote: 1\n\nAuthors: Ada\n\n- ***New***: LoRA.\n\n"
    days = []
    for day in (1, 2):
        days.append(tmp_path / f"day-{day}.md")
        days[-1].write_text(f"## Daily Papers (2025-03-0{day})\n\n" + entry.format(day), encoding="utf-8")
    out = tmp_path / "out"
    build(days[:1], out=out)
    build(days[1:], out=out)
    build(out=out)
    assert read == [["2503.00001"], ["2503.00002"]]
    facts, _ = compose(load_digests(out))
    assert read[-1] == ["2503.00001", "2503.00002"], "without a folder all are read"
    build(days, out=tmp_path / "at-once")
    assert (out / "graph.nt").read_bytes() == (tmp_path / "at-once/graph.nt").read_bytes()
    assert (out / READINGS).read_bytes() == (tmp_path / "at-once" / READINGS).read_bytes()
    assert len(facts.papers) == 2
