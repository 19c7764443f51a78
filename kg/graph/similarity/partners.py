"""The papers nearest to one vector, in plain Python: a command that asks this once need not load numpy.

The strongest features propose the papers in which they are strongest, their champions, so the work does not grow with
the number of papers (index elimination and champion lists: Manning, Raghavan and Schütze, "Introduction to Information
Retrieval", 2008, sections 7.1.2 and 7.1.3). The papers that were proposed most strongly are then scored in full, by all
features. ``links`` does the same for all papers at once.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import nlargest
from itertools import repeat
from operator import mul
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

MICRO: Final = 1_000_000
"""Scores are whole millionths."""
PROPOSERS: Final = 96
"""Features that propose papers at most, those of most weight: half of an average paper's, which find 997 of the 1,000
papers that all of them would."""
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
    of rows from ``older_than`` on there are none in the answer (rows go from new to old): then all features propose,
    for the answers are few among many.
    """
    proposing = strongest(query, PROPOSERS) if older_than is None else list(query)
    proposed: dict[int, int] = defaultdict(int)
    for feature, rows, weights in source.champions(proposing):
        mine = query[feature]
        for row, weight in zip(rows, weights, strict=True):
            proposed[row] += mine * weight
    for row in without:
        proposed.pop(row, None)
    if older_than is not None:
        proposed = {row: said for row, said in proposed.items() if row < older_than}
    chosen = set(strongest(proposed, max(FINALISTS, 2 * k)))
    chosen.update(row for row in also if row not in without and (older_than is None or row < older_than))
    # The dot product with every finalist: what the query lacks counts 0.
    get = query.get
    scores = [
        (sum(map(mul, map(get, features, repeat(0)), weights)), -row)
        for row, features, weights in source.vectors(sorted(chosen))
    ]
    return [(-row, score) for score, row in nlargest(k, scores) if score > 0]


def strongest(weights: Mapping[int, int], count: int) -> list[int]:
    """The ``count`` numbers of most weight, among equals the lowest (of rows: the newest)."""
    if len(weights) <= count:
        return list(weights)
    least = sorted(weights.values())[-count]
    enough = sorted((-weight, number) for number, weight in weights.items() if weight >= least)
    return [number for _, number in enough[:count]]
