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
_PUSH_STEPS = 2000
_FILL = 0.62
"""The share of the map that label boxes may cover: above it, pushing them apart seldom ends."""
_COHESION = 0.35
"""How strongly two papers of one topic attract each other, next to 1 for the strongest link."""
_EPSILON = 1e-9


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
        placed, free = _separate(_spread(position, extent, size), size=size, extent=extent, groups=groups)
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
    """The positions over a rectangle around the origin: half by distance, half by rank, so no corner stays empty."""
    low, high = position.min(axis=1, keepdims=True), position.max(axis=1, keepdims=True)
    linear = (position - low) / np.maximum(high - low, _EPSILON)
    order = np.argsort(np.argsort(position, axis=1, kind="stable"), axis=1, kind="stable")
    rank = order / max(1, position.shape[1] - 1)
    spread: Array = (0.4 * linear + 0.6 * rank - 0.5) * (extent - size)
    return spread


def _separate(position: Array, *, size: Array, extent: Array, groups: NDArray[np.int_]) -> tuple[Array, bool]:
    """Push overlapping boxes apart along the axis of least overlap, topics held together for the first half."""
    need = (size[:, :, None] + size[:, None, :]) / 2
    order = np.arange(position.shape[1])
    side = np.where(order[:, None] < order[None, :], 1.0, -1.0)
    same = np.where(groups[:, None] == groups[None, :], 1.0, 0.0)
    members = same.sum(axis=0)
    limit = (extent - size) / 2
    for step in range(_PUSH_STEPS):
        delta = position[:, None, :] - position[:, :, None]
        overlap = need - np.abs(delta)
        touching = (overlap[0] > 0) & (overlap[1] > 0)
        np.fill_diagonal(touching, val=False)
        if not (touching & (overlap.min(axis=0) > 0.01)).any():
            return position, True
        sideways = overlap[0] * need[1] < overlap[1] * need[0]
        along = np.stack(
            [np.where(touching & sideways, overlap[0], 0.0), np.where(touching & ~sideways, overlap[1], 0.0)]
        )
        sign = np.where(delta > 0, 1.0, np.where(delta < 0, -1.0, side))
        position = position + (along * sign).sum(axis=1) * 0.52
        if step < _PUSH_STEPS // 2:
            centre = (position[:, :, None] * same).sum(axis=1) / members
            position = position + (centre - position) * 0.02
        position = np.clip(position, -limit, limit)
    return position, False
