"""Where papers stand on the map: papers first, by how much they share, every label with room of its own.

Forces first (Fruchterman and Reingold, "Graph drawing by force-directed placement", 1991), drawn together by topic;
then the picture is spread over a rectangle and overlapping label boxes are pushed apart. Only elementwise IEEE
operations and row-by-row sums are used, no BLAS and no transcendental function of an array, so that every processor
computes the same coordinates.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ASPECT = 1.5
"""Width by height of the map: a desktop window less its side rail."""
_SEED = 20250205
_FORCE_STEPS = 260
_PUSH_STEPS = 1500
_SPREAD_STEPS = 700
_FILL = 0.62
"""The share of the map that label boxes may cover: above it, pushing them apart seldom ends."""
_SWELL = 1.14
"""How much larger than they are the boxes are pushed at first, so that they fill the whole map."""
_HOLD = 0.02
_PUSH, _SLIDE = 0.52, 0.06
"""How far two overlapping boxes move, by the depth: along the axis of least overlap, and along the other one, so that a
row too long for the map gives way."""
_COHESION = 0.6
"""How strongly two papers of one topic attract each other, next to 1 for the strongest link."""
_EPSILON = 1e-9
_TOLERANCE = 0.01
_MARGIN = 40.0
_REFRESH = 10
"""Pairs farther apart than the margin are looked at again only after so many steps."""


@dataclass(frozen=True, slots=True)
class Box:
    """The room one label needs, in pixels at scale 1, and the number of the topic it belongs to."""

    width: float
    height: float
    group: int


def place(boxes: Sequence[Box], links: Mapping[tuple[int, int], float]) -> list[tuple[float, float]]:
    """The centre of every box, none overlapping another; ``links`` weighs pairs of boxes, i < j.

    The map is centred on the origin. It grows until the boxes fit.
    """
    if not boxes:
        return []
    groups = np.array([box.group for box in boxes])
    size = np.array([[box.width for box in boxes], [box.height for box in boxes]])
    position = _forces(_attraction(groups, links))
    area = float(sum(box.width * box.height for box in boxes)) / _FILL
    for _ in range(30):
        extent = np.array([[math.sqrt(area * ASPECT)], [math.sqrt(area / ASPECT)]])
        extent = np.maximum(extent, size.max(axis=1, keepdims=True))
        start = _spread(position, extent, size)
        roomy, _ = _separate(start, size=size * _SWELL, extent=extent, groups=groups, steps=_SPREAD_STEPS)
        placed, free = _separate(roomy, size=size, extent=extent, groups=None, steps=_PUSH_STEPS)
        if free:
            break
        area *= 1.05
    return [(float(x), float(y)) for x, y in placed.T]


def _attraction(groups: NDArray[np.int_], links: Mapping[tuple[int, int], float]) -> Array:
    """A symmetric matrix: link weights by the strongest one, and a constant within a topic."""
    matrix: Array = np.where(groups[:, None] == groups[None, :], _COHESION, 0.0)
    strongest = max(links.values(), default=1.0)
    for (one, other), weight in sorted(links.items()):
        matrix[one, other] += weight / strongest
        matrix[other, one] += weight / strongest
    np.fill_diagonal(matrix, 0.0)
    return matrix


def _forces(attraction: Array) -> Array:
    """Positions (2 rows) after a fixed number of cooling steps from a seeded start."""
    count = len(attraction)
    chance = random.Random(_SEED)  # noqa: S311  (a seeded start, no secret)
    position = np.array([[chance.random() for _ in range(count)] for _ in range(2)])
    ideal = 1 / math.sqrt(count)
    for step in range(_FORCE_STEPS):
        delta = position[:, None, :] - position[:, :, None]
        distance = np.maximum(np.sqrt((delta * delta).sum(axis=0)), _EPSILON)
        pull = attraction * distance / ideal - ideal * ideal / (distance * distance)
        move = -(delta * pull).sum(axis=1) - (position - 0.5) * 0.1
        length = np.maximum(np.sqrt((move * move).sum(axis=0)), _EPSILON)
        heat = 0.1 * (1 - step / _FORCE_STEPS)
        position = position + move * np.minimum(length, heat) / length
    return position


def _spread(position: Array, extent: Array, size: Array) -> Array:
    """The positions over a rectangle around the origin, evenly dense, neighbours still neighbours.

    The boxes are halved again and again, and the rectangle with them across its longer side; each box goes to the
    middle of what is left for it.
    """
    spread: Array = np.empty_like(position)
    area = size[0] * size[1]
    width, height = float(extent[0, 0]), float(extent[1, 0])
    tasks = [(np.arange(position.shape[1]), (-width / 2, -height / 2), (width, height))]
    while tasks:
        boxes, corner, sides = tasks.pop()
        if len(boxes) == 1:
            spread[:, boxes[0]] = corner[0] + sides[0] / 2, corner[1] + sides[1] / 2
            continue
        across = int(sides[1] > sides[0])
        boxes = boxes[np.argsort(position[across, boxes], kind="stable")]
        half = len(boxes) // 2
        share = sides[across] * float(area[boxes[:half]].cumsum()[-1] / area[boxes].cumsum()[-1])
        for part, start, length in ((boxes[:half], 0.0, share), (boxes[half:], share, sides[across] - share)):
            place = [corner[0], corner[1]]
            room = [sides[0], sides[1]]
            place[across] += start
            room[across] = length
            tasks.append((part, (place[0], place[1]), (room[0], room[1])))
    return spread


def _separate(
    position: Array, *, size: Array, extent: Array, groups: NDArray[np.int_] | None, steps: int
) -> tuple[Array, bool]:
    """Push overlapping boxes apart along the axis of least overlap; ``groups`` are held together for the first half."""
    limit = np.maximum(extent - size, 0.0) / 2
    close = _close(position, size, _MARGIN)
    for step in range(steps):
        push, deepest = _pushes(position, size, close)
        if deepest <= _TOLERANCE:
            close = _close(position, size, _MARGIN)
            push, deepest = _pushes(position, size, close)
            if deepest <= _TOLERANCE:
                return position, True
        position = position + push
        if groups is not None and step < steps // 2:
            position = position + (_centres(position, groups) - position) * _HOLD
        position = np.clip(position, -limit, limit)
        if step % _REFRESH == 0:
            close = _close(position, size, _MARGIN)
    return position, False


def _centres(position: Array, groups: NDArray[np.int_]) -> Array:
    """For every box the barycentre of its group."""
    sums = np.stack([np.bincount(groups, weights=axis)[groups] for axis in position])
    centres: Array = sums / np.bincount(groups)[groups]
    return centres


def _close(position: Array, size: Array, margin: float) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """The pairs of boxes, i < j, that overlap or come within ``margin`` pixels of it."""
    near = np.ones((position.shape[1], position.shape[1]), dtype=bool)
    for axis, length in zip(position, size, strict=True):
        near &= np.abs(axis[:, None] - axis[None, :]) < (length[:, None] + length[None, :]) / 2 + margin
    first, second = np.nonzero(np.triu(near, 1))
    return first, second


def _pushes(position: Array, size: Array, pairs: tuple[NDArray[np.int_], NDArray[np.int_]]) -> tuple[Array, float]:
    """By how much each box should move, and the depth of the deepest overlap."""
    first, second = pairs
    need = (size[:, first] + size[:, second]) / 2
    delta = position[:, second] - position[:, first]
    overlap = need - np.abs(delta)
    depth = np.maximum(overlap.min(axis=0), 0.0)
    sideways = overlap[0] * need[1] < overlap[1] * need[0]
    main = np.where(np.stack([sideways, ~sideways]), _PUSH, _SLIDE)
    along = np.where(depth > 0, depth * main, 0.0) * np.where(delta < 0, -1.0, 1.0)
    count = position.shape[1]
    push = [
        np.bincount(second, weights=axis, minlength=count) - np.bincount(first, weights=axis, minlength=count)
        for axis in along
    ]
    return np.stack(push), float(depth.max(initial=0.0))
