"""Speed as ratios within one run: ours against a baseline on the same machine at the same time.

The bounds are wide: they catch a lost order of magnitude, not a noisy neighbour. Run with ``-s`` to see the table.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.read import Source, read_sources
from kg.read.records import is_paper
from kg.read.values import values

pytestmark = pytest.mark.alone


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


def records(number: int) -> Iterator[bytes]:
    """Made-up records of arXiv, one a line."""
    draw = random.Random(0)
    words = ["we", "propose", "a", "model", "of", "large", "quantum", "fields", "with", "sparse", "attention", "graphs"]
    for index in range(number):
        abstract = "\n".join(" ".join(draw.choices(words, k=11)) for _ in range(14))
        people = [[name.title(), name[0].upper(), ""] for name in draw.choices(words, k=draw.randint(1, 6))]
        created = f"{1 + index % 28} Mar 2025 10:00:00 GMT"
        record = {
            "id": f"2503.{index:05}",
            "title": " ".join(draw.choices(words, k=9)).title(),
            "authors": ", ".join(f"{first} {last}" for last, first, _ in people),
            "abstract": abstract,
            "categories": "cs.CL",
            "versions": [{"version": "v1", "created": f"Sat, {created}"}],
            "update_date": "2025-04-01",
            "authors_parsed": people,
        }
        yield json.dumps(record).encode() + b"\n"


def test_reading_records_against_parsing_their_json():
    lines = list(records(5000))
    data = b"".join(lines)
    assert read_sources([Source("a.jsonl", None, named=True, data=data)]).entries == len(lines)
    ours, baseline = median_seconds(
        lambda: read_sources([Source("a.jsonl", None, named=True, data=data)]),
        lambda: [json.loads(line) for line in lines],
    )
    show("reading records of arXiv / json.loads", ours / baseline, 12)
    assert ours / baseline < 12


def test_records_are_read_as_a_stream():
    def peak(number: int) -> int:
        tracemalloc.start()
        for _ in values(records(number), wanted=is_paper):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(200)  # what is made once is made before
    ratio = peak(8000) / peak(2000)
    show("memory to scan 8,000 records / 2,000", ratio, 1.5)
    assert ratio < 1.5


EXTRACTION = """
import sys, time
import spacy
from kg.extract import Extractor
from kg.model import merge_digests
from kg.ontology.lexicon import load_lexicon
from kg.read import Source, read_sources
from kg.sample import NAME, sample_digest

papers = merge_digests(read_sources([Source(NAME, None, named=True, data=sample_digest())]).digests)
extractor, blank = Extractor(load_lexicon()), spacy.blank("xx")
extractor.extract(papers[0])  # what is made once is made before
times = [time.perf_counter()]
for work in (extractor.extract, lambda paper: list(blank.pipe(section.text for section in paper.sections))):
    for paper in papers[1:]:
        work(paper)
    times.append(time.perf_counter())
print((times[1] - times[0]) / (times[2] - times[1]))
"""
"""Both remember words, so each round reads the papers for the first time, in a process of its own."""


def test_reading_summaries_against_plain_tokenisation():
    run = [sys.executable, "-c", EXTRACTION]
    ratios = [float(subprocess.run(run, check=True, capture_output=True, text=True).stdout) for _ in range(3)]
    show("extraction / blank spaCy tokeniser", statistics.median(ratios), 40)
    assert statistics.median(ratios) < 40


def test_a_keystroke_against_reading_every_name():
    """Searching a store that a server holds, with forty thousand names, against looking at each of them."""
    import pyoxigraph as ox

    from kg.ask import held, search
    from kg.ask.held import register

    draw = random.Random(0)
    words = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=draw.randint(3, 9))) for _ in range(4000)]
    store, kind = ox.Store(), ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    label, method = (
        ox.NamedNode(iri)
        for iri in ("http://www.w3.org/2004/02/skos/core#prefLabel", "https://w3id.org/paperkg/ontology#Method")
    )
    for number in range(40_000):
        concept = ox.NamedNode(f"https://w3id.org/paperkg/concept/{number}")
        name = ox.Literal(" ".join(draw.choices(words, k=3)), language="en")
        store.extend([ox.Quad(concept, kind, method), ox.Quad(concept, label, name)])
    typed = [word[:length] for word in draw.sample(words, 10) for length in (2, 3, 4)]
    held.hold(store)
    try:
        search.prepare(store)
        names = list(register(store).texts())
        ours, baseline = median_seconds(
            lambda: [search.matching(store, text, limit=10) for text in typed],
            lambda: [[name for name in names if text in name.casefold()] for text in typed],
        )
    finally:
        held.hold(None)
    show("a keystroke / looking into every name", ours / baseline, 1.5)
    assert ours / baseline < 1.5


def test_the_store_against_parsing_the_triples(sample_built: Path):
    import rdflib

    from kg.store.disk import open_store

    open_store(sample_built)  # imported and made before
    ours, baseline = median_seconds(
        lambda: open_store(sample_built),
        lambda: rdflib.Graph().parse(sample_built / "graph.nt", format="nt"),
        rounds=3,
    )
    show("opening the store / rdflib parsing graph.nt", ours / baseline, 0.5)
    assert ours / baseline < 0.5
