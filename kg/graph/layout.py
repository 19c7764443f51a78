"""Where every paper stands on the map of the whole archive: day after day, and once placed for good.

The papers of a day are placed among those of earlier days, which stay where they are: each starts at the spot where its
nearest papers are densest, then the day's papers are drawn to theirs and pushed off everybody else's (the forces of
McInnes, Healy and Melville, "UMAP", 2018, with a = b = 1; repulsion from a sample). At the end of the day each takes
the nearest free seat. What decides a place was known on that day, so a newer day moves nothing, and a build of
everything at once gives what builds day by day give.

Only elementwise IEEE operations and sums in a fixed order are used, no BLAS, no transcendental function, and no random
numbers but those of an integer hash, so that every processor computes the same places.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from kg.graph.nearest import nearest_earlier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx
    from numpy.typing import NDArray

    from kg.graph.nearest import Neighbours

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Point = tuple[int, int]

CELL = 10
"""The width of the seat that one paper takes, in units of the map; every other row is shifted by half of it."""
_ROW = 9
_UNIT = 100
"""Units of the map to one unit of the forces."""
_WIDE = 1.3
"""How much wider than high the map is drawn: windows are."""
_PULLED = 15
"""How many neighbours draw a paper."""
_PUSHED = 10
"""How many others push it for each of them."""
_VOTERS = 20
_STEPS, _FIRST_STEPS = 60, 240
_RATE = 0.25
_NEAR = 0.25
"""The square of the distance within which neighbours stand together."""
_GOLDEN = 2.399963229728653
_MIX = np.uint64(0x9E3779B97F4A7C15)


def paper_places(graph: nx.MultiDiGraph[str]) -> dict[str, Point]:
    """The place of every paper, x to the right and y down, in whole units, no two on one seat.

    It depends on what is said of the papers listed up to the same day, and on nothing else.
    """
    days = listed_by_day(graph)
    near = nearest_earlier(graph, days)
    x, y, seats = np.zeros(0), np.zeros(0), _Seats()
    places: dict[str, Point] = {}
    for day in days:
        first, last = len(x), len(x) + len(day)
        x, y = _start(x, y, near, last)
        x, y = _settle(x, y, near, first, _STEPS if first else _FIRST_STEPS)
        for row, paper in enumerate(day, first):
            places[paper] = seats.take(float(x[row]) * _UNIT * _WIDE, float(y[row]) * _UNIT)
            x[row], y[row] = places[paper][0] / (_UNIT * _WIDE), places[paper][1] / _UNIT
    return places


def listed_by_day(graph: nx.MultiDiGraph[str]) -> list[list[str]]:
    """The papers by the day on which they were first listed, the days in order, the papers of each sorted."""
    days: dict[str, list[str]] = defaultdict(list)
    for node, data in graph.nodes(data=True):
        if data["kind"] == "paper":
            days[str(data.get("first_listed", ""))].append(node)
    return [sorted(days[day]) for day in sorted(days)]


def middle(points: Sequence[Point]) -> Point:
    """Where points are densest: the mean of those around the one that has most of the others near."""
    if len(points) == 1:
        return points[0]
    x = np.array([point[0] for point in points], dtype=np.float64) / _UNIT
    y = np.array([point[1] for point in points], dtype=np.float64) / _UNIT
    some = np.linspace(0, len(points) - 1, min(len(points), 60)).astype(np.int64)
    square = _squares(x[some], y[some], x, y)
    crowd = (1 / (1 + square)).cumsum(axis=1)[:, -1]
    close = square[int(np.argmax(np.floor(crowd * 1e6)))] < 4.0
    count = int(close.sum())
    return _whole(float(x[close].cumsum()[-1]) / count * _UNIT), _whole(float(y[close].cumsum()[-1]) / count * _UNIT)


class _Seats:
    """The seats that are taken: rows of hexagons, so that a full region looks like no chequered paper."""

    def __init__(self) -> None:
        self._taken: set[Point] = set()

    def take(self, x: float, y: float) -> Point:
        """The middle of the nearest free seat. Places are in units of the map."""
        row = _whole(y / _ROW)
        column = _whole(x / CELL - (row % 2) / 2)
        seat = next(place for place in _around(column, row) if place not in self._taken)
        self._taken.add(seat)
        return seat[0] * CELL + seat[1] % 2 * (CELL // 2), seat[1] * _ROW


def _around(column: int, row: int) -> Iterable[Point]:
    """Seats ring by ring, the nearest of each ring first."""
    yield column, row
    ring = 0
    while True:
        ring += 1
        side = range(-ring, ring + 1)
        edge = {(dx, dy) for dx in side for dy in (-ring, ring)} | {(dx, dy) for dx in (-ring, ring) for dy in side}
        for dx, dy in sorted(edge, key=lambda step: (step[0] ** 2 + step[1] ** 2, step)):
            yield column + dx, row + dy


def _start(x: Floats, y: Floats, near: Neighbours, count: int) -> tuple[Floats, Floats]:
    """The places so far, and one to start from for each new paper."""
    first = len(x)
    x, y = np.concatenate([x, np.zeros(count - first)]), np.concatenate([y, np.zeros(count - first)])
    for row in range(first, count):
        known = (near.paper[row, :_VOTERS] >= 0) & (near.paper[row, :_VOTERS] < row)
        others, say = near.paper[row, :_VOTERS][known], near.weight[row, :_VOTERS][known]
        if len(others):
            x[row], y[row] = _densest(x[others], y[others], say)
        else:
            x[row], y[row] = _shore(row)
        x[row] += 0.1 * (_chance(row, 1) - 0.5)
        y[row] += 0.1 * (_chance(row, 2) - 0.5)
    return x, y


def _densest(x: Floats, y: Floats, say: Floats) -> tuple[float, float]:
    """The middle of the neighbours around the one that has most say near it."""
    square = _squares(x, y, x, y)
    vote = (say[None, :] / (1 + square / _NEAR)).cumsum(axis=1)[:, -1]
    close = square[int(np.argmax(np.floor(vote * 1e6)))] < 4 * _NEAR
    weight = say[close]
    total = weight.cumsum()[-1]
    return float((x[close] * weight).cumsum()[-1] / total), float((y[close] * weight).cumsum()[-1] / total)


def _shore(row: int) -> tuple[float, float]:
    """Where a paper without neighbours starts: farther out the more papers there are."""
    steps = row % 97
    turn = steps * _GOLDEN
    turn -= 2 * 3.141592653589793 * int(turn / (2 * 3.141592653589793))
    corner, along = divmod(turn / (2 * 3.141592653589793) * 4, 1.0)  # around a square: no sine needed
    out = 0.13 * float(np.sqrt(float(row) + 25.0))
    edge = out * (2 * along - 1)
    return ((edge, -out), (out, edge), (-edge, out), (-out, -edge))[int(corner)]


def _settle(x: Floats, y: Floats, near: Neighbours, first: int, steps: int) -> tuple[Floats, Floats]:
    """Let the papers from ``first`` on find their places; the earlier ones stand still."""
    count = len(x)
    rows = np.repeat(np.arange(first, count), _PULLED)
    others, weight = near.paper[first:count, :_PULLED].ravel(), near.weight[first:count, :_PULLED].ravel()
    strongest = np.repeat(near.weight[first:count, 0], _PULLED)
    known = (others >= 0) & (strongest > 0)
    rows, others, weight = rows[known], others[known], (weight[known] / strongest[known])
    if count < 2:
        return x, y
    pushed = np.repeat(np.arange(first, count), _PULLED * _PUSHED // 2)
    back = others >= first
    for step in range(steps):
        heat = _RATE * (1 - step / steps)
        dx, dy = x[rows] - x[others], y[rows] - y[others]
        pull = -2 * weight / (1 + dx * dx + dy * dy)
        away = _sample(pushed, step, count)
        ex, ey = x[pushed] - x[away], y[pushed] - y[away]
        square = ex * ex + ey * ey
        push = _SHARE * 2 / ((0.001 + square) * (1 + square))
        for axis, near_by, far in ((x, dx, ex), (y, dy, ey)):
            force = np.clip(pull * near_by, -4, 4)
            move = np.zeros(count - first)  # bincount of nothing gives whole numbers
            move += np.bincount(rows - first, weights=force, minlength=count - first)
            move -= np.bincount(others[back] - first, weights=force[back], minlength=count - first)
            move += np.bincount(pushed - first, weights=np.clip(push * far, -4, 4), minlength=count - first)
            axis[first:] += heat * np.clip(move, -8, 8)
    return x, y


_SHARE = 0.8
"""How strongly one sampled paper pushes, next to how a neighbour of full weight pulls."""


def _sample(rows: Ints, step: int, count: int) -> Ints:
    """For each row some paper among the first ``count``, another one at every step."""
    seed = (np.arange(len(rows), dtype=np.uint64) + np.uint64(step * 1_000_003 + 1)) * _MIX
    seed ^= (rows.astype(np.uint64) + np.uint64(7)) * np.uint64(0xBF58476D1CE4E5B9)
    seed ^= seed >> np.uint64(31)
    seed *= np.uint64(0x94D049BB133111EB)
    return ((seed >> np.uint64(33)) % np.uint64(count)).astype(np.int64)


def _chance(row: int, draw: int) -> float:
    """A number from 0 to 1 that depends on the row and the draw only."""
    mixed = ((row * 2 + draw) * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) % (1 << 64)
    mixed = ((mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9) % (1 << 64)
    return (mixed >> 11) / (1 << 53)


def _squares(x: Floats, y: Floats, other_x: Floats, other_y: Floats) -> Floats:
    """The squares of all distances, a row for each of the first points."""
    dx, dy = x[:, None] - other_x[None, :], y[:, None] - other_y[None, :]
    squares: Floats = dx * dx + dy * dy
    return squares


def _whole(number: float) -> int:
    return int(np.floor(number + 0.5))
