"""Counts to precision, recall and F1, with intervals over papers.

An interval is a percentile bootstrap (Efron, "Bootstrap methods: another look at the jackknife", 1979): the papers
are drawn with replacement as many times as there are, all counts of a paper together, for they are not independent.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DRAWS: Final = 1000
_SEED: Final = 20250205
_LEVEL: Final = 0.95

Key: TypeAlias = tuple[str, str]
"""Table and row: ("typed", "all"), ("type", "task"), ("language ko", "role") …"""


class Tally(NamedTuple):
    """Right and made-up predictions against ``wanted`` gold ones."""

    right: int = 0
    wrong: int = 0
    wanted: int = 0


class Interval(NamedTuple):
    """In which a score of another sample of papers would lie, 95 times in 100."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """A row of a table: counts, and intervals where there are papers to draw."""

    name: str
    right: int
    wrong: int
    wanted: int
    intervals: tuple[Interval, Interval, Interval] | None = None
    """Of precision, recall and F1."""

    @property
    def precision(self) -> float:
        return _rates(self.right, self.wrong, self.wanted)[0]

    @property
    def recall(self) -> float:
        return _rates(self.right, self.wrong, self.wanted)[1]

    @property
    def f1(self) -> float:
        return _rates(self.right, self.wrong, self.wanted)[2]


def tables(papers: Sequence[Mapping[Key, Tally]]) -> dict[str, tuple[Score, ...]]:
    """The scores of every table, its rows in the order of their names, from the tallies of each paper."""
    keys = sorted({key for paper in papers for key in paper})
    columns = {key: [paper.get(key, Tally()) for paper in papers] for key in keys}
    draws = _draws(len(papers))
    made: dict[str, list[Score]] = {}
    for (table, name), column in columns.items():
        total = _summed((tally, 1) for tally in column)
        made.setdefault(table, []).append(Score(name, *total, intervals=_intervals(column, draws)))
    return {table: tuple(rows) for table, rows in made.items()}


def _draws(papers: int) -> list[list[tuple[int, int]]]:
    """Samples of papers: index and how often it was drawn. The same for every row, and in every run."""
    chance = random.Random(_SEED)  # noqa: S311  a sample, no secret
    numbers = range(papers)
    return [sorted(Counter(chance.choices(numbers, k=papers)).items()) for _ in range(DRAWS if papers else 0)]


def _intervals(
    column: Sequence[Tally], draws: Iterable[Sequence[tuple[int, int]]]
) -> tuple[Interval, Interval, Interval] | None:
    rates = [_rates(*_summed((column[index], times) for index, times in draw)) for draw in draws]
    if not rates:
        return None
    precision, recall, f1 = (_middle(sorted(each)) for each in zip(*rates, strict=True))
    return precision, recall, f1


def _middle(values: Sequence[float]) -> Interval:
    cut = round(len(values) * (1 - _LEVEL) / 2)
    return Interval(values[cut], values[-1 - cut])


def _summed(tallies: Iterable[tuple[Tally, int]]) -> Tally:
    right = wrong = wanted = 0
    for tally, times in tallies:
        right += tally[0] * times
        wrong += tally[1] * times
        wanted += tally[2] * times
    return Tally(right, wrong, wanted)


def _rates(right: int, wrong: int, wanted: int) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / wanted if wanted else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0
