"""The regions of the map: Voronoi cells around the labels of one topic, cut off at a distance.

Drawn in one tint they are one region, as in Gansner, Hu and Kobourov, "GMap" (2010). Cells are cut by half-planes, a
cell at a time; only seeds nearer than twice the reach can touch it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Point = tuple[float, float]

_CORNERS = 20


@dataclass(frozen=True, slots=True)
class Seed:
    """A point that belongs to a region."""

    x: float
    y: float
    group: int


@dataclass(frozen=True, slots=True)
class Border:
    """A side of a cell with another group beyond it; the smaller group comes first."""

    groups: tuple[int, int]
    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Territory:
    """``cells`` are (group, corners); ``borders`` are the sides between two groups, each once."""

    cells: tuple[tuple[int, tuple[Point, ...]], ...]
    borders: tuple[Border, ...]

    def beside(self, group: int) -> set[int]:
        """The groups that have a border with this one."""
        pairs = {border.groups for border in self.borders if group in border.groups}
        return {other for pair in pairs for other in pair if other != group}


def territory(seeds: Sequence[Seed], *, reach: float) -> Territory:
    """The cells of all seeds, cut off ``reach`` pixels away from each."""
    cells: list[tuple[int, tuple[Point, ...]]] = []
    borders: list[Border] = []
    near = _neighbours(seeds, 2 * reach)
    for number, seed in enumerate(seeds):
        sides = _cell(seed, [seeds[other] for other in near[number]], reach)
        if len(sides) > 2:
            cells.append((seed.group, tuple(point for point, _ in sides)))
            borders += _borders(seed, sides)
    return Territory(tuple(cells), tuple(borders))


def _neighbours(seeds: Sequence[Seed], distance: float) -> list[list[int]]:
    squares: dict[tuple[int, int], list[int]] = {}
    for number, seed in enumerate(seeds):
        squares.setdefault(_square(seed, distance), []).append(number)
    return [sorted(_around(seeds, number, squares, distance)) for number in range(len(seeds))]


def _around(
    seeds: Sequence[Seed], number: int, squares: dict[tuple[int, int], list[int]], distance: float
) -> Iterator[int]:
    column, row = _square(seeds[number], distance)
    for place in ((column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)):
        for other in squares.get(place, ()):
            if other != number and _distance(seeds[number], seeds[other]) < distance:
                yield other


def _square(seed: Seed, distance: float) -> tuple[int, int]:
    return math.floor(seed.x / distance), math.floor(seed.y / distance)


def _distance(one: Seed, other: Seed) -> float:
    return math.sqrt((one.x - other.x) ** 2 + (one.y - other.y) ** 2)


def _cell(seed: Seed, others: Sequence[Seed], reach: float) -> list[tuple[Point, int | None]]:
    """The corners of a cell, each with the group beyond the side that begins there (None: nobody)."""
    sides: list[tuple[Point, int | None]] = []
    for corner in range(_CORNERS):
        angle = 2 * math.pi * corner / _CORNERS
        sides.append(((seed.x + reach * math.cos(angle), seed.y + reach * math.sin(angle)), None))
    for other in sorted(others, key=lambda other: (_distance(seed, other), other.x, other.y)):
        sides = _cut(sides, seed, other)
    return sides


def _cut(sides: list[tuple[Point, int | None]], seed: Seed, other: Seed) -> list[tuple[Point, int | None]]:
    """What of the polygon is nearer to ``seed`` than to ``other``."""
    normal_x, normal_y = other.x - seed.x, other.y - seed.y
    middle = (normal_x * (seed.x + other.x) + normal_y * (seed.y + other.y)) / 2
    depth = [normal_x * x + normal_y * y - middle for (x, y), _ in sides]
    kept: list[tuple[Point, int | None]] = []
    for place, (point, beyond) in enumerate(sides):
        following = (place + 1) % len(sides)
        here, there = depth[place], depth[following]
        if here <= 0:
            kept.append((point, beyond))
        if (here <= 0) != (there <= 0):
            crossing = _between(point, sides[following][0], here / (here - there))
            kept.append((crossing, other.group if here <= 0 else beyond))
    return kept


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _borders(seed: Seed, sides: Sequence[tuple[Point, int | None]]) -> Iterator[Border]:
    for place, (start, beyond) in enumerate(sides):
        if beyond is not None and seed.group < beyond:
            yield Border((seed.group, beyond), start, sides[(place + 1) % len(sides)][0])
