"""The map's regions as a picture for the start: discs where the map has its topics, with the names that fit.

Names are placed for two sizes of letters, those of a wide window and those of a phone; none covers another, the largest
topics come first, and the list beside the picture has them all.
"""

from __future__ import annotations

import math
import statistics
import unicodedata
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH, HEIGHT = 1000, 460
WIDE, NARROW = 15, 38
"""Height of letters in units of the picture, which is as wide as the page."""
_EDGE: Final = 40
_LARGEST: Final = 52
_FAR: Final = 2.0
"""Standard deviations from the middle at which a topic that lies far out is drawn."""
_LINE: Final = 1.2
_FIRST: Final = 1.25
"""Where the first line stands, and what lies between two, in heights of letters."""
_ROUND: Final = 0.65
"""What of a box lies above and below its lines."""
_LETTER: Final = 0.6
_ROOM: Final = 6


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    @property
    def inside(self) -> bool:
        return self.left >= 0 and self.top >= 0 and self.right <= WIDTH and self.bottom <= HEIGHT


def regions(topics: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A disc for each topic (``number``, ``name``, ``papers``, ``place``), the largest first.

    ``wide`` and ``narrow`` are the lines of its name and where their middles stand, none where there is no room.
    """
    if not topics:
        return []
    most = max(topic["papers"] for topic in topics)
    xs, ys = (_spread([topic["place"][axis] for topic in topics], size) for axis, size in ((0, WIDTH), (1, HEIGHT)))
    discs = [
        {
            "number": topic["number"],
            "name": topic["name"],
            "papers": topic["papers"],
            "x": x,
            "y": y,
            "r": round(_LARGEST * math.sqrt(topic["papers"] / most), 1),
        }
        for topic, x, y in zip(topics, xs, ys, strict=True)
    ]
    discs.sort(key=lambda disc: (-disc["papers"], disc["number"]))
    for name, size, lines in (("wide", WIDE, 2), ("narrow", NARROW, 1)):
        taken: list[_Box] = []
        for disc in discs:
            disc[name] = _named(disc, size, lines, taken) or _named(disc, size, 1, taken)
    return discs


def _spread(values: Sequence[int], size: int) -> list[float]:
    """Places along one side of the picture; what lies far from the others is drawn at its edge."""
    middle, spread = statistics.fmean(values), statistics.pstdev(values)
    kept = [min(max(value, middle - _FAR * spread), middle + _FAR * spread) for value in values]
    low, high = min(kept), max(kept)
    step = (size - 2 * _EDGE) / (high - low) if high > low else 0.0
    return [round(_EDGE + (value - low) * step if step else size / 2, 1) for value in kept]


def _named(disc: Mapping[str, Any], size: int, most: int, taken: list[_Box]) -> list[dict[str, Any]]:
    lines = disc["name"].split(" · ")[:most]
    wide = max(map(_width, lines)) * size + _ROOM
    high = (len(lines) * _LINE + _ROUND) * size
    x = min(max(disc["x"], wide / 2), WIDTH - wide / 2)  # near an edge a name moves inwards
    box = _Box(x - wide / 2, disc["y"] - high / 2, x + wide / 2, disc["y"] + high / 2)
    if not box.inside or any(box.meets(other) for other in taken):
        return []
    taken.append(box)
    first = box.top + size * _FIRST
    return [
        {"text": text, "x": round(x, 1), "y": round(first + number * size * _LINE, 1)}
        for number, text in enumerate(lines)
    ]


def _width(text: str) -> float:
    """How wide a text is, in heights of its letters, rather too wide than too narrow."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else _LETTER for letter in text)
