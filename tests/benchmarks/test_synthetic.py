"""The made-up archive is what it says: the same every time, of the shape of a real one, and readable."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from kg.names import slug
from kg.read import read_paths

SCRIPT = Path(__file__).parent / "synthetic.py"


@pytest.fixture(scope="module")
def made():
    """The generator's and the curves' modules, imported as scripts next to each other import."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SCRIPT.parent))
        import curves
        import synthetic

        yield synthetic, curves


@pytest.fixture(scope="module")
def papers(made):
    return list(made[0].Archive(4000))


def run(out: Path, *words: str, seed: str = "0") -> dict[str, bytes]:
    env = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}
    subprocess.run([sys.executable, str(SCRIPT), *words, "--out", str(out)], check=True, env=env, timeout=120)
    return {path.name: path.read_bytes() for path in ([out] if out.is_file() else sorted(out.iterdir()))}


@pytest.mark.parametrize("form", ["markdown", "arxiv"])
def test_the_same_seed_gives_the_same_bytes(tmp_path, form):
    first = run(tmp_path / "a" / "x" if form == "markdown" else tmp_path / "a", "90", "--format", form)
    again = run(tmp_path / "b" / "x" if form == "markdown" else tmp_path / "b", "90", "--format", form, seed="1")
    other = run(tmp_path / "c" / "x" if form == "markdown" else tmp_path / "c", "90", "--format", form, "--seed", "1")
    assert list(first.values()) == list(again.values())
    assert list(first.values()) != list(other.values())


def test_a_part_can_be_made_without_the_rest(made, papers):
    assert made[0].Archive(4000).paper(3210) == papers[3210]


@pytest.mark.parametrize("form", ["markdown", "arxiv"])
def test_every_paper_is_read(made, tmp_path, form):
    synthetic, _ = made
    archive = synthetic.Archive(130, english=form == "arxiv")
    if form == "markdown":
        synthetic.write_digests(archive, tmp_path / "digests")
        reading = read_paths([tmp_path / "digests"])
    else:
        synthetic.write_records(archive, tmp_path / "papers.jsonl")
        reading = read_paths([tmp_path / "papers.jsonl"])
    assert reading.problems == ()
    assert reading.entries == 130
    found = {entry.identifier: (digest.date, entry) for digest in reading.digests for entry in digest.entries}
    for paper in archive:
        date, entry = found[paper.identifier]
        assert date == str(paper.date)
        assert len(entry.authors) == len(paper.authors)
        assert len(entry.sections) > 1
        text = " ".join(section.text for section in entry.sections)
        assert all(sentence.split()[0] in text for sentence in paper.sentences)


def test_names_of_people_and_papers_are_told_apart(made, papers):
    synthetic, _ = made
    assert len({slug(synthetic.person(number)) for number in range(50_000)}) == 50_000
    assert len({slug(synthetic.coined(number)) for number in range(50_000)}) == 50_000
    assert len({paper.identifier for paper in papers}) == len(papers)


def test_it_has_the_shape_of_a_real_archive(papers):
    sizes = sorted(len(paper.authors) for paper in papers)
    assert 4 <= sizes[len(sizes) // 2] <= 8
    large = [size for size in sizes if size > 50]
    assert 0.003 < len(large) / len(papers) < 0.01
    assert max(large) > 150
    written = Counter(name for paper in papers for name in paper.authors)
    ranked = [count for _, count in written.most_common()]
    assert 2 < len(ranked) / len(papers) < 5  # authors a paper
    once = sum(count == 1 for count in ranked) / len(ranked)
    assert 0.3 < once < 0.8
    assert ranked[0] > 10 * ranked[len(ranked) // 2]


def test_ranks_follow_zipf(made):
    synthetic, _ = made
    draw = synthetic.random.Random(1)
    for exponent in (1.0, 0.6):
        counts = Counter(synthetic.zipf(draw, 1000, exponent) for _ in range(200_000))
        assert set(counts) <= set(range(1000))
        ranks = [2, 4, 8, 16, 32, 64, 128, 256, 512]
        slope = made[1].exponent(ranks, [sum(counts[rank + k] for k in range(rank)) / rank for rank in ranks])
        assert math.isclose(slope, -exponent, abs_tol=0.1)


def test_the_exponent_of_a_power_is_found(made):
    sizes = [1000, 2000, 5000]
    assert math.isclose(made[1].exponent(sizes, [3e-4 * size**1.25 for size in sizes]), 1.25)


def test_a_table_of_costs(made):
    found = made[1].measured(30)
    assert found["triples"][0] > 1000
    assert all(seconds >= 0 and peak > 10 for name, (seconds, peak) in found.items() if name != "triples")
    text = made[1].table({30: found, 60: {name: (2 * value, peak) for name, (value, peak) in found.items()}})
    assert "| extract |" in text
    assert text.count("1.00 |") >= 10
