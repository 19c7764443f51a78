"""Where weighted points of the map are densest.

Only elementwise IEEE operations and sums in a fixed order are used, so that every processor finds the same spot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NEAR: Final = 50.0
"""Within this distance, in units of the map, points stand together."""


def densest(x: Floats, y: Floats, say: Floats) -> tuple[float, float]:
    """The middle of the points around the one that has most say near it."""
    square = squares(x, y, x, y) / (NEAR * NEAR)
    vote = (say[None, :] / (1 + square)).cumsum(axis=1)[:, -1]
    close = square[int(np.argmax(np.floor(vote * 1e6)))] < 4
    weight = say[close]
    total = weight.cumsum()[-1]
    return float((x[close] * weight).cumsum()[-1] / total), float((y[close] * weight).cumsum()[-1] / total)


def squares(x: Floats, y: Floats, other_x: Floats, other_y: Floats) -> Floats:
    """The squares of all distances, a row for each of the first points."""
    dx, dy = x[:, None] - other_x[None, :], y[:, None] - other_y[None, :]
    found: Floats = dx * dx + dy * dy
    return found
