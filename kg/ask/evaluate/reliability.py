"""Said against true: whether a confidence of 0.8 is right four times out of five."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The links whose confidence lies from ``low`` up to ``high``: how many, what they say on average, what is so."""

    low: float
    high: float
    count: int
    said: float
    true: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Bins with at least one link, and the expected calibration error: the mean distance between said and true."""

    bins: tuple[Bin, ...]
    error: float

    @property
    def count(self) -> int:
        return sum(each.count for each in self.bins)


def reliability(links: Sequence[tuple[float, bool]]) -> Reliability:
    """Of pairs (confidence, whether the link is right)."""
    binned: dict[int, list[tuple[float, bool]]] = {}
    for said, right in links:
        binned.setdefault(min(int(said * _BINS), _BINS - 1), []).append((said, right))
    bins = tuple(_bin(number, found) for number, found in sorted(binned.items()))
    apart = sum(each.count * abs(each.said - each.true) for each in bins)
    return Reliability(bins, apart / len(links) if links else 0.0)


def _bin(number: int, links: Sequence[tuple[float, bool]]) -> Bin:
    count = len(links)
    said = sum(sorted(said for said, _ in links)) / count
    return Bin(number / _BINS, (number + 1) / _BINS, count, said, sum(right for _, right in links) / count)
