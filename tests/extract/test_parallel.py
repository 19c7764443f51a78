"""Any number of processes gives the same extractions, in the order of the papers."""

import subprocess
import sys

import pytest

from kg.extract import Extractor, extract_all, parallel
from kg.model import merge_digests
from kg.ontology.lexicon import load_lexicon
from kg.read import read_sources
from kg.read.sources import Source
from kg.sample import NAME, sample_digest


@pytest.fixture(scope="module")
def papers():
    reading = read_sources([Source(NAME, None, named=True, data=sample_digest())])
    return merge_digests(reading.digests)[:40]


def test_two_processes_say_what_one_says(papers):
    lexicon, told = load_lexicon(), []
    alone = extract_all(papers, lexicon, jobs=1)
    assert extract_all(papers, lexicon, jobs=2, progress=told.append) == alone
    assert [extraction.paper for extraction in alone] == [paper.identifier for paper in papers]
    assert told == list(range(1, len(papers) + 1))


def test_what_was_read_before_makes_no_difference(papers):
    extractor = Extractor(load_lexicon())
    forwards = {paper.identifier: extractor.extract(paper) for paper in papers}
    backwards = {paper.identifier: Extractor(load_lexicon()).extract(paper) for paper in papers[-3:]}
    assert backwards.items() <= forwards.items()


def test_a_few_papers_are_not_worth_a_second_process(monkeypatch):
    monkeypatch.setattr(parallel.os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert [parallel.processes(papers) for papers in (0, 50, 399, 400, 4_000)] == [1, 1, 1, 2, 8]


UNGUARDED = """
from kg.extract import extract_all
from kg.model import Paper, Section
from kg.ontology.lexicon import load_lexicon
papers = [Paper("2611.10001", "", "Finches", (), (Section("title", "Finches"),), ())]
extract_all(papers, load_lexicon(), jobs=2)
"""


@pytest.mark.parametrize("from_file", [True, False], ids=["without a guard", "not a file"])
def test_a_process_that_cannot_start_is_an_error_and_no_wait(tmp_path, from_file):
    script = tmp_path / "unguarded.py"
    script.write_text(UNGUARDED, "utf-8")
    run = subprocess.run(
        [sys.executable, script if from_file else "-"],
        input=None if from_file else UNGUARDED,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 1
    assert "guard its start" in run.stderr
