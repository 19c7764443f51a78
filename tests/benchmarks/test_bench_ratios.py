"""Speed as ratios within one run: ours against a baseline on the same machine at the same time.

The bounds are wide: they catch a lost order of magnitude, not a noisy neighbour. Run with ``-s`` to see the table.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.model import merge_digests
from kg.read import Source, read_sources
from kg.sample import NAME, sample_digest


def median_seconds(*actions: Callable[[], object], rounds: int = 5) -> list[float]:
    """The median of each action, taken in turns so that a slow moment hits all of them."""
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for taken, action in zip(times, actions, strict=True):
            start = time.perf_counter()
            action()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def show(name: str, ratio: float, bound: float) -> None:
    print(f"{name}: {ratio:.1f} times the baseline (bound {bound:g})")  # noqa: T201


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "exports"
    subprocess.run([sys.executable, "-m", "kg", "build", "--out", folder], check=True, capture_output=True)
    return folder


def test_reading_summaries_against_plain_tokenisation():
    import spacy

    from kg.extract import Extractor
    from kg.ontology.lexicon import load_lexicon

    papers = merge_digests(read_sources([Source(NAME, None, named=True, data=sample_digest())]).digests)
    texts = [section.text for paper in papers for section in paper.sections]
    extractor = Extractor(load_lexicon())
    extractor.extract(papers[0])  # what is made once is made before
    blanks = [spacy.blank("xx") for _ in range(5)]  # a tokenizer remembers words: each round takes a new one
    ours, baseline = median_seconds(
        lambda: [extractor.extract(paper) for paper in papers], lambda: list(blanks.pop().pipe(texts))
    )
    show("extraction / blank spaCy tokeniser", ours / baseline, 80)
    assert ours / baseline < 80


def test_a_cold_question_against_a_bare_start(built: Path):
    query = "SELECT ?p WHERE { ?p a kg:Paper } LIMIT 1"
    ask = [sys.executable, "-m", "kg", "sparql", query, "--graph", str(built), "--format", "json"]
    ours, baseline = median_seconds(
        lambda: subprocess.run(ask, check=True, capture_output=True),
        lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
    )
    show("kg sparql, cold / python -c pass", ours / baseline, 25)
    assert ours / baseline < 25


def test_the_store_against_parsing_the_triples(built: Path):
    import rdflib

    from kg.store.disk import open_store

    open_store(built)  # imported and made before
    ours, baseline = median_seconds(
        lambda: open_store(built), lambda: rdflib.Graph().parse(built / "graph.nt", format="nt"), rounds=3
    )
    show("opening the store / rdflib parsing graph.nt", ours / baseline, 0.5)
    assert ours / baseline < 0.5
