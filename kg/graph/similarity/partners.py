"""The papers nearest to one vector, in plain Python: a command that asks this once need not load numpy.

Every feature proposes the papers in which it is strongest, its champions, so the work does not grow with the number of
papers (champion lists: Manning, Raghavan and Schütze, "Introduction to Information Retrieval", 2008, section 7.1.3).
The papers that were proposed most strongly are then scored in full. ``links`` does the same for all papers at once.
"""

from __future__ import annotations

from heapq import nlargest
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

MICRO: Final = 1_000_000
"""Scores are whole millionths."""
CHAMPIONS: Final = 100
"""Papers that a feature proposes at most: those in which it is strongest, among equals the newest."""
FINALISTS: Final = 100
"""Papers that are scored in full at least."""


class Source(Protocol):
    """Where vectors and champions are read from."""

    def champions(self, features: Collection[int]) -> Iterable[tuple[int, Sequence[int], Sequence[int]]]:
        """Of each feature its number, the rows of its champions, and their weights."""

    def vectors(self, rows: Collection[int]) -> Iterable[tuple[int, Sequence[int], Sequence[int]]]:
        """Of each row its number, the numbers of its features, and their weights."""


def nearest(
    query: Mapping[int, int],
    source: Source,
    k: int,
    *,
    without: Collection[int] = (),
    also: Iterable[int] = (),
    older_than: int | None = None,
) -> list[tuple[int, int]]:
    """The rows of the ``k`` papers nearest to a vector, with their scores in millionths, the best first.

    ``without`` are rows that are no answer, ``also`` are rows to be scored whether or not a feature proposes them, and
    of rows from ``older_than`` on there are none in the answer (rows go from new to old).
    """
    proposed: dict[int, int] = {}
    for feature, rows, weights in source.champions(query.keys()):
        mine = query[feature]
        for row, weight in zip(rows, weights, strict=True):
            proposed[row] = proposed.get(row, 0) + mine * weight
    for row in without:
        proposed.pop(row, None)
    if older_than is not None:
        proposed = {row: said for row, said in proposed.items() if row < older_than}
    finalists = nlargest(max(FINALISTS, 2 * k), ((said, -row) for row, said in proposed.items()))
    chosen = {-row for _, row in finalists}
    chosen.update(row for row in also if row not in without and (older_than is None or row < older_than))
    scores = []
    get = query.get
    for row, features, weights in source.vectors(sorted(chosen)):
        score = 0
        for feature, weight in zip(features, weights, strict=True):
            score += get(feature, 0) * weight
        if score > 0:
            scores.append((score, -row))
    return [(-row, score) for score, row in nlargest(k, scores)]
