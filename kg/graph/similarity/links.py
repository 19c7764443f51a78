"""The best partners of every paper, as ``partners.nearest`` finds them for one, with numpy for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from kg.graph.similarity.partners import CHAMPIONS, FINALISTS, MICRO, PROPOSERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from kg.graph.similarity.vectors import Feature, Vectors

    Ints = NDArray[np.int64]
    Numbers = NDArray[np.int32]

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
    return tuple(each_link(vectors, per_paper=per_paper))


def each_link(vectors: Vectors, *, per_paper: int) -> Iterator[Link]:
    """``links`` one by one: all at once they take as much memory as the graph that they end in."""
    pairs = set(linked(vectors, champions(vectors), range(len(vectors.papers)), per_paper=per_paper))
    for one, group in groupby(sorted(pairs), key=itemgetter(0)):
        yield from _links(vectors, one, [other for _, other in group])


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
    return next(_links(vectors, one, [other]))


def _links(vectors: Vectors, one: str, others: Sequence[str]) -> Iterator[Link]:
    """The scores of a paper with some others."""
    feature, weight, start = _arrays(vectors)
    query = np.zeros(len(vectors.features), dtype=np.int32)
    here = slice(start[vectors.row[one]], start[vectors.row[one] + 1])
    query[feature[here]] = weight[here]
    rows = np.array([vectors.row[other] for other in others])
    place, length = _ranges(start[rows], start[rows + 1])
    parts = query[feature[place]] * weight[place]
    shared = np.flatnonzero(parts)
    pair, number, part = np.repeat(np.arange(len(rows)), length)[shared], feature[place[shared]], parts[shared]
    order = np.lexsort((number, -part, pair))  # features are sorted: their numbers stand for their names
    names = [vectors.features[each] for each in number[order].tolist()]
    said = (part[order] / MICRO).tolist()
    ends = np.searchsorted(pair[order], np.arange(len(rows) + 1)).tolist()
    totals = np.bincount(pair, weights=part, minlength=len(rows)) / MICRO
    for other, total, first, last in zip(others, totals.tolist(), ends, ends[1:], strict=False):
        yield Link(one, other, total, tuple(zip(names[first:last], said[first:last], strict=True)))


def _arrays(vectors: Vectors) -> tuple[Numbers, Numbers, Ints]:
    """Features, weights and starts of all rows."""
    return (
        np.frombuffer(vectors.feature, dtype=np.int32),
        np.frombuffer(vectors.weight, dtype=np.int32),
        np.frombuffer(vectors.start, dtype=np.int64),
    )


def best_partners(
    vectors: Vectors, count: int, *, found: Champions | None = None, rows: range | None = None
) -> Iterator[list[tuple[int, int]]]:
    """For every row the rows of its ``count`` nearest papers, with their scores in millionths, the best first.

    ``rows`` are those that are asked for, ``found`` the champions, if they are known.
    """
    found = found or champions(vectors)
    feature, weight, start = _arrays(vectors)
    query = np.zeros(len(vectors.features), dtype=np.int32)
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


def _scored(
    rows: Ints, query: Numbers, feature: Numbers, weight: Numbers, start: Ints, count: int
) -> list[tuple[int, int]]:
    """The best of some rows by their full scores."""
    if not len(rows):
        return []
    place, length = _ranges(start[rows], start[rows + 1])
    parts = query[feature[place]] * weight[place]
    # Of unit vectors in thousandths no sum leaves 32 bits. No row is empty: some feature has proposed it.
    scores = np.add.reduceat(parts, np.cumsum(length) - length)
    best = np.lexsort((rows, -scores))[:count]
    return [(int(rows[each]), int(scores[each])) for each in best if scores[each] > 0]


def _ranges(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """All whole numbers from each start to its end, one range after the other, and how long each is."""
    length = ends - starts
    total = int(length.sum())
    place = np.repeat(starts - np.cumsum(length) + length, length) + np.arange(total)
    return place, length
