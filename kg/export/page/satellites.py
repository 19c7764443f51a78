"""Where concepts and authors stand: each at the first free place near its papers.

A raster of small squares remembers what is taken: labels, symbols, and a gap around them. A node that belongs to
several papers starts from their centre, one that belongs to a single paper from a ring around it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Point = tuple[float, float]

_PITCH = 4
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_TRIES = 6000


@dataclass
class Raster:
    """The squares of the map that are taken."""

    taken: set[tuple[int, int]] = field(default_factory=set)

    def block(self, left: float, top: float, right: float, bottom: float) -> None:
        """Take a rectangle."""
        self.taken.update(_squares(left, top, right, bottom))

    def seat(self, target: Point, *, radius: float, start: float = 0.0) -> Point:
        """Take the first free place on a spiral around ``target`` that begins at a distance of ``start``."""
        for x, y in _spiral(target, start):
            squares = tuple(_squares(x - radius, y - radius, x + radius, y + radius))
            if self.taken.isdisjoint(squares):
                self.taken.update(squares)
                return x, y
        return target


def centre(points: Sequence[Point]) -> Point:
    """The barycentre of some points."""
    return math.fsum(x for x, _ in points) / len(points), math.fsum(y for _, y in points) / len(points)


def _spiral(target: Point, start: float) -> Iterator[Point]:
    """Points ever farther from the target, evenly spread over the disc (Vogel's spiral)."""
    for number in range(_TRIES):
        distance = math.sqrt(start * start + 14 * number)
        angle = number * _GOLDEN_ANGLE - math.pi / 2
        yield round(target[0] + distance * math.cos(angle)), round(target[1] + distance * math.sin(angle))


def _squares(left: float, top: float, right: float, bottom: float) -> Iterable[tuple[int, int]]:
    for column in range(math.floor(left / _PITCH), math.floor(right / _PITCH) + 1):
        for row in range(math.floor(top / _PITCH), math.floor(bottom / _PITCH) + 1):
            yield column, row
