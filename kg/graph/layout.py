"""Where every paper stands on the map of the whole archive: day after day, and once placed for good.

A paper stands where its topics are densest on the chart of topics that ships with the package
(``kg.graph.similarity.chart``): what it is about decides, and those before it which seat is free. A paper without any
topic that the chart knows is placed among those of its day and of earlier ones: it starts at the spot where its nearest
papers are densest, is drawn to them and pushed off everybody else's (the forces of McInnes, Healy and Melville, "UMAP",
2018, with a = b = 1; repulsion from a sample). At the end of the day each takes the nearest free seat. What decides a
place was known on that day, so a newer day moves nothing, and a build of everything at once gives what builds day by
day give.

Only elementwise IEEE operations and sums in a fixed order are used, no BLAS, no transcendental function, and no random
numbers but those of an integer hash, so that every processor computes the same places.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from kg.graph.dense import densest, squares
from kg.graph.nearest import nearest_earlier
from kg.graph.similarity.chart import GROUND
from kg.graph.similarity.profile import WORDINGS
from kg.graph.similarity.topics import topic_chart

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx
    from numpy.typing import NDArray

    from kg.graph.nearest import Neighbours

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Point = tuple[int, int]

CELL = 10
"""The width of the narrowest seat, in units of the map; every other row is shifted by half of it."""
_FLAT = 9
"""Rows are so many tenths of that apart."""
_SIDES = (10, 14, 20, 28, 40, 56, 80, 112, 160)
"""The widths of seats."""
_ROOM = 0.6
"""How wide a seat is, next to the side of the square of the chart that each paper has when it comes."""
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
_TOPICS = 16
"""Of so many topics, a paper's strongest, the densest spot is its place."""
_OFFING = 6.0
"""How far from the middle of the chart, in units of the forces, papers start that have nothing in common with any."""
_GOLDEN = 2.399963229728653
_MIX = np.uint64(0x9E3779B97F4A7C15)


def paper_places(graph: nx.MultiDiGraph[str]) -> dict[str, Point]:
    """The place of every paper, x to the right and y down, in whole units, no two on one seat.

    It depends on what is said of the papers listed up to the same day, and on nothing else.
    """
    days = listed_by_day(graph)
    charted = _charted(graph, days)
    known = np.isfinite(charted[:, 0])
    near = None if known.all() else nearest_earlier(graph, days)
    x, y, seats = np.zeros(0), np.zeros(0), _Seats()
    places: dict[str, Point] = {}
    for day in days:
        first, last = len(x), len(x) + len(day)
        x, y = np.concatenate([x, charted[first:last, 0]]), np.concatenate([y, charted[first:last, 1]])
        if near is not None and not known[first:last].all():
            free, offing = ~known[first:last], _OFFING if known[:last].any() else 0.0
            _start(x, y, near, first + np.flatnonzero(free), offing)
            if offing:  # a stranger stays in the offing, wherever the others would push it
                free &= near.paper[first:last, 0] >= 0
            _settle(x, y, near, free, _STEPS if first else _FIRST_STEPS)
        room = _ROOM * math.sqrt(GROUND / last) if known[:last].any() else 0.0
        for row, paper in enumerate(day, first):
            places[paper] = seats.take(float(x[row]) * _UNIT * _WIDE, float(y[row]) * _UNIT, room)
            x[row], y[row] = places[paper][0] / (_UNIT * _WIDE), places[paper][1] / _UNIT
    return places


def listed_by_day(graph: nx.MultiDiGraph[str]) -> list[list[str]]:
    """The papers by the day on which they were first listed, the days in order, the papers of each sorted."""
    days: dict[str, list[str]] = defaultdict(list)
    for node, data in graph.nodes(data=True):
        if data["kind"] == "paper":
            days[str(data.get("first_listed", ""))].append(node)
    return [sorted(days[day]) for day in sorted(days)]


def _charted(graph: nx.MultiDiGraph[str], days: Sequence[Sequence[str]]) -> Floats:
    """For each paper, in the order of ``days``, where its topics are densest, in units of the forces, or nan."""
    chart, wordings = topic_chart(), graph.graph.get(WORDINGS, {})
    papers = [paper for day in days for paper in day]
    found = np.full((len(papers), 2), np.nan)
    for row, paper in enumerate(papers):
        topics = wordings[paper].topics if paper in wordings else {}
        best = sorted((-strength, topic) for topic, strength in topics.items() if topic in chart)[:_TOPICS]
        if best:
            at = np.array([chart[topic] for _, topic in best], dtype=np.float64)
            say = np.array([strength * strength for strength, _ in best], dtype=np.float64)
            x, y = densest(at[:, 0], at[:, 1], say / say[0])
            found[row] = x / (_UNIT * _WIDE), y / _UNIT
    return found


def spacing(places: Iterable[Point]) -> int:
    """How far apart papers lie that lie together, in units of the map: what the mean paper sees around it decides."""
    at = np.array(sorted(places), dtype=np.int64).reshape(-1, 2)
    for side in _SIDES:
        _, pixel = np.unique(at // (2 * side), axis=0, return_inverse=True)
        beside = np.bincount(pixel.ravel())
        if (beside * beside).sum() >= 3 * len(at):  # four seats are in a square that is two wide
            return side
    return _SIDES[-1]


def middle(points: Sequence[Point]) -> Point:
    """Where points are densest: the mean of those around the one that has most of the others near."""
    if len(points) == 1:
        return points[0]
    x = np.array([point[0] for point in points], dtype=np.float64) / _UNIT
    y = np.array([point[1] for point in points], dtype=np.float64) / _UNIT
    some = np.linspace(0, len(points) - 1, min(len(points), 60)).astype(np.int64)
    square = squares(x[some], y[some], x, y)
    crowd = (1 / (1 + square)).cumsum(axis=1)[:, -1]
    close = square[int(np.argmax(np.floor(crowd * 1e6)))] < 4.0
    count = int(close.sum())
    return _whole(float(x[close].cumsum()[-1]) / count * _UNIT), _whole(float(y[close].cumsum()[-1]) / count * _UNIT)


class _Seats:
    """The seats that are taken: rows of hexagons, so that a full region looks like no chequered paper.

    While there are few papers on a large ground each takes a wide seat; later ones, with narrower seats, sit between.
    """

    def __init__(self) -> None:
        self._floors = [_Floor(side) for side in _SIDES]

    def take(self, x: float, y: float, room: float) -> Point:
        """The middle of the nearest free seat, as wide as there is room. All are in units of the map."""
        size = max((size for size, side in enumerate(_SIDES) if side <= room), default=0)
        column, row = self._floors[size].nearest(x, y)
        place = self._floors[size].place(column, row)
        self._floors[size].close(column, row)
        for floor in self._floors:
            floor.close(*floor.seat(*place))
        return place


class _Floor:
    """The seats of one width. A taken one knows the next to its left and right that may be free (a union-find)."""

    def __init__(self, side: int) -> None:
        self._side = side
        self._next: dict[int, dict[int, dict[int, int]]] = {-1: defaultdict(dict), 1: defaultdict(dict)}

    def seat(self, x: float, y: float) -> Point:
        """The column and the row of the seat at a place."""
        row = _whole(y * CELL / (self._side * _FLAT))
        return self._column(x, row), row

    def place(self, column: int, row: int) -> Point:
        """The middle of a seat."""
        return column * self._side + row % 2 * (self._side // 2), row * self._side * _FLAT // CELL

    def close(self, column: int, row: int) -> None:
        """Take a seat."""
        for step, rows in self._next.items():
            rows[row].setdefault(column, column + step)

    def nearest(self, x: float, y: float) -> Point:
        """The free seat whose middle is nearest; among equals the upper, then the left one."""
        middle, high = self.seat(x, y)[1], self._side * _FLAT / CELL
        best = math.inf, 0, 0
        away = 0
        while (max(0, away - 1) * high) ** 2 <= best[0]:
            for row in {middle - away, middle + away}:
                for step in self._next:
                    column = self._free(row, self._column(x, row), step)
                    there = self.place(column, row)
                    best = min(best, ((there[0] - x) ** 2 + (there[1] - y) ** 2, row, column))
            away += 1
        return best[2], best[1]

    def _column(self, x: float, row: int) -> int:
        return _whole((x - row % 2 * (self._side // 2)) / self._side)

    def _free(self, row: int, column: int, step: int) -> int:
        """The first free column from this one on."""
        following, passed = self._next[step][row], []
        while column in following:
            passed.append(column)
            column = following[column]
        for each in passed:
            following[each] = column
        return column


def _start(x: Floats, y: Floats, near: Neighbours, rows: Ints, offing: float) -> None:
    """Write a place to start from for each of these rows, whose places are not known."""
    for row in rows.tolist():
        others, say = near.paper[row, :_VOTERS], near.weight[row, :_VOTERS]
        placed = (others >= 0) & np.isfinite(x[others])
        others, say = others[placed], say[placed]
        if len(others):
            there = densest(x[others] * _UNIT, y[others] * _UNIT, say)
            x[row], y[row] = there[0] / _UNIT, there[1] / _UNIT
        else:
            x[row], y[row] = _shore(row, offing)
        x[row] += 0.1 * (_chance(row, 1) - 0.5)
        y[row] += 0.1 * (_chance(row, 2) - 0.5)


def _shore(row: int, offing: float) -> tuple[float, float]:
    """Where a paper without neighbours starts: off the chart if there is one, else farther out the more there are."""
    steps = row % 97
    turn = steps * _GOLDEN
    turn -= 2 * 3.141592653589793 * int(turn / (2 * 3.141592653589793))
    corner, along = divmod(turn / (2 * 3.141592653589793) * 4, 1.0)  # around a square: no sine needed
    out = offing or 0.13 * float(np.sqrt(float(row) + 25.0))
    edge = out * (2 * along - 1)
    return ((edge, -out), (out, edge), (-edge, out), (-out, -edge))[int(corner)]


def _settle(x: Floats, y: Floats, near: Neighbours, free: NDArray[np.bool_], steps: int) -> None:
    """Let the free ones of the last papers find their places; all others stand still."""
    count = len(x)
    first = count - len(free)
    rows = np.repeat(np.arange(first, count), _PULLED)
    others, weight = near.paper[first:count, :_PULLED].ravel(), near.weight[first:count, :_PULLED].ravel()
    strongest = np.repeat(near.weight[first:count, 0], _PULLED)
    known = (others >= 0) & (strongest > 0)
    rows, others, weight = rows[known], others[known], (weight[known] / strongest[known])
    if count < 2:
        return
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
            axis[first:] += np.where(free, heat * np.clip(move, -8, 8), 0.0)


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


def _whole(number: float) -> int:
    return int(np.floor(number + 0.5))
