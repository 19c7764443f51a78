"""The bundled sample is a real digest: fifty papers, all their facts, and text that exercises the reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.model import merge_digests
from kg.read import Source, read_paths, read_sources
from kg.sample import NAME, sample_digest


def papers():
    reading = read_sources([Source(NAME, None, named=True, data=sample_digest())])
    assert reading.problems == ()
    return merge_digests(reading.digests)


def test_fifty_papers_with_three_sections_each():
    found = papers()
    assert len(found) == 50
    assert {tuple(s.name for s in paper.sections) for paper in found} == {
        ("title", "whats-new", "technical-details", "performance-highlights")
    }
    assert len({name for paper in found for name in paper.authors}) == 305


@pytest.mark.corpus
def test_its_facts_are_those_of_the_day(shared: Path):
    real = merge_digests(read_paths([shared / "corpus/2025/02/05.md"]).digests)
    assert [(p.identifier, p.title, p.authors, p.listings) for p in papers()] == [
        (p.identifier, p.title, p.authors, p.listings) for p in real
    ]


@pytest.mark.corpus
def test_its_sentences_are_its_own(shared: Path):
    archive = "\n".join(file.read_text(encoding="utf-8") for file in (shared / "corpus").rglob("*.md"))
    for paper in papers():
        for section in paper.sections[1:]:
            for start in range(max(1, len(section.text) - 44)):
                part = section.text[start : start + 45]
                assert not (re.search(r"[가-힣]{2}", part) and part in archive), part
