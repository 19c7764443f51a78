"""The best partners of every paper, as ``partners.nearest`` finds them for one, with numpy for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.graph.similarity.partners import CHAMPIONS, FINALISTS, MICRO, PROPOSERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from kg.graph.similarity.vectors import Feature, Vectors

    Ints = NDArray[np.int64]

_SMALL = 1 << 16
"""Up to so many papers a table of all of them is cheaper than sorting the proposed ones."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two papers, ``first < second``, their score, and what each shared feature adds to it, the most first."""

    first: str
    second: str
    weight: float
    parts: tuple[tuple[Feature, float], ...]


@dataclass(frozen=True, slots=True)
class Champions:
    """For each feature the papers in which it is strongest: ``row[start[f]:start[f + 1]]``, with as many weights."""

    start: Ints
    row: Ints
    weight: Ints


def champions(vectors: Vectors, limit: int = CHAMPIONS) -> Champions:
    """The champions of every feature, by weight, then by row."""
    feature = np.frombuffer(vectors.feature, dtype=np.int32).astype(np.int64)
    weight = np.frombuffer(vectors.weight, dtype=np.int32).astype(np.int64)
    start = np.frombuffer(vectors.start, dtype=np.int64)
    row = np.repeat(np.arange(len(start) - 1), np.diff(start))
    order = np.lexsort((row, -weight, feature))
    counts = np.bincount(feature, minlength=len(vectors.features))
    place = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    kept = order[place < limit]
    ends = np.concatenate([[0], np.cumsum(np.minimum(counts, limit))])
    return Champions(ends, row[kept], weight[kept])


def links(vectors: Vectors, *, per_paper: int = 10) -> tuple[Link, ...]:
    """The best partners of every paper, both sides united, sorted; those that are too faint are left out."""
    pairs = set(linked(vectors, champions(vectors), range(len(vectors.papers)), per_paper=per_paper))
    return tuple(link(vectors, one, other) for one, other in sorted(pairs))


def linked(vectors: Vectors, found: Champions, rows: range, *, per_paper: int) -> Iterator[tuple[str, str]]:
    """For some rows the pairs of papers that are to be linked, ``first < second``; others may give the same."""
    least = round(vectors.tuning.faint * MICRO)
    for row, partners in zip(rows, best_partners(vectors, per_paper, found=found, rows=rows), strict=True):
        for other, score in partners:
            if score > least:
                one, two = sorted((vectors.papers[row], vectors.papers[other]))
                yield one, two


def link(vectors: Vectors, one: str, other: str) -> Link:
    """The score of one pair of papers, whether or not either is among the other's best."""
    parts = sorted(vectors.parts(one, other).items(), key=lambda item: (-item[1], item[0]))
    total = sum(part for _, part in parts)
    return Link(one, other, total / MICRO, tuple((feature, part / MICRO) for feature, part in parts))


def best_partners(
    vectors: Vectors, count: int, *, found: Champions | None = None, rows: range | None = None
) -> Iterator[list[tuple[int, int]]]:
    """For every row the rows of its ``count`` nearest papers, with their scores in millionths, the best first.

    ``rows`` are those that are asked for, ``found`` the champions, if they are known.
    """
    found = found or champions(vectors)
    feature = np.frombuffer(vectors.feature, dtype=np.int32).astype(np.int64)
    weight = np.frombuffer(vectors.weight, dtype=np.int32).astype(np.int64)
    start = np.frombuffer(vectors.start, dtype=np.int64)
    query = np.zeros(len(vectors.features), dtype=np.int64)
    for row in range(len(vectors.papers)) if rows is None else rows:
        here = slice(start[row], start[row + 1])
        query[feature[here]] = weight[here]
        strongest = start[row] + np.argsort(-weight[here], kind="stable")[:PROPOSERS]
        proposing = feature[strongest], weight[strongest]
        finalists = _finalists(row, *proposing, found, len(vectors.papers), max(FINALISTS, 2 * count))
        yield _scored(finalists, query, feature, weight, start, count)
        query[feature[here]] = 0


def _finalists(row: int, features: Ints, weights: Ints, found: Champions, papers: int, most: int) -> Ints:
    """The rows proposed most strongly, among equals the lowest."""
    place, length = _ranges(found.start[features], found.start[features + 1])
    rows = found.row[place]
    said = found.weight[place] * np.repeat(weights, length)
    if papers > _SMALL:
        proposed, inverse = np.unique(rows, return_inverse=True)
        total = np.bincount(inverse, weights=said)
    else:
        total = np.bincount(rows, weights=said, minlength=papers)
        proposed = np.flatnonzero(total)
        total = total[proposed]
    others = proposed != row
    proposed, total = proposed[others], total[others]
    if len(total) > 4 * most:
        enough = total >= np.partition(total, len(total) - most)[len(total) - most]
        proposed, total = proposed[enough], total[enough]
    best: Ints = proposed[np.argsort(-total, kind="stable")[:most]]
    return best


def _scored(rows: Ints, query: Ints, feature: Ints, weight: Ints, start: Ints, count: int) -> list[tuple[int, int]]:
    """The best of some rows by their full scores."""
    if not len(rows):
        return []
    place, length = _ranges(start[rows], start[rows + 1])
    parts = query[feature[place]] * weight[place]
    scores = np.bincount(np.repeat(np.arange(len(rows)), length), weights=parts, minlength=len(rows)).astype(np.int64)
    best = np.lexsort((rows, -scores))[:count]
    return [(int(rows[each]), int(scores[each])) for each in best if scores[each] > 0]


def _ranges(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """All whole numbers from each start to its end, one range after the other, and how long each is."""
    length = ends - starts
    total = int(length.sum())
    place = np.repeat(starts - np.cumsum(length) + length, length) + np.arange(total)
    return place, length
