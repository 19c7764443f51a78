"""The named regions of the map: where something is talked about more than elsewhere, there a topic has its centre.

A centre is the spot at which one concept adds most to the relative entropy of the papers around it against all papers
(the measure by which ``kg.graph.communities`` names topics); the next one lies a region's width away at least. Every
paper belongs to the nearest centre. Counts on a raster are smoothed by sums of whole numbers, so they are exact.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.graph.communities import TELLING, characterise
from kg.graph.layout import CELL, middle, spacing
from kg.graph.leaving import leaving

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx
    from numpy.typing import NDArray

    from kg.graph.layout import Point

    Ints = NDArray[np.int64]

HUB = 0.08
"""A concept that more than this share of the papers names tells nobody where a paper belongs."""
_PIXEL = 4 * CELL
"""How wide a pixel of the raster is, at least; where papers lie farther apart it is as wide as that."""
_FEWEST = 3
"""Papers around a centre that name its concept, at least."""
_APART = 0.8
"""How far apart centres are, next to the side of a square of the mean area of a region."""


@dataclass(frozen=True, slots=True)
class Region:
    """Papers that lie together. ``concepts`` characterise it, the best first; ``place`` is where most of them lie."""

    name: str
    papers: tuple[str, ...]
    concepts: tuple[str, ...]
    place: Point


def regions(graph: nx.MultiDiGraph[str], places: Mapping[str, Point]) -> tuple[Region, ...]:
    """The regions of papers that lie at ``places``, the largest first; about half the root of the papers' number."""
    if not places:
        return ()
    papers = sorted(places)
    at = np.array([places[paper] for paper in papers], dtype=np.int64)
    centres = _centres(at, _named(graph, papers), max(1, round(0.5 * math.sqrt(len(papers)))))
    nearest = ((at[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    groups: dict[int, list[str]] = defaultdict(list)
    for paper, centre in zip(papers, nearest.tolist(), strict=True):
        groups[centre].append(paper)
    parts = sorted((tuple(group) for group in groups.values()), key=lambda group: (-len(group), group))
    ranked, names = characterise(graph, parts, without=hubs(graph))
    return tuple(
        Region(name, part, concepts, middle([places[paper] for paper in part]))
        for name, part, concepts in zip(names, parts, ranked, strict=True)
    )


def hubs(graph: nx.MultiDiGraph[str]) -> frozenset[str]:
    """The concepts that more than ``HUB`` of the papers name, if there are more than a few papers."""
    papers = [node for node, data in graph.nodes(data=True) if data["kind"] == "paper"]
    most = max(HUB * len(papers), 4)
    return frozenset(concept for concept, named_by in _named(graph, papers).items() if len(named_by) > most)


def _named(graph: nx.MultiDiGraph[str], papers: Sequence[str]) -> dict[str, list[int]]:
    """Concept -> the numbers of the papers that name it."""
    found: dict[str, list[int]] = defaultdict(list)
    near = leaving(graph)
    telling = {node for node, data in graph.nodes(data=True) if data["kind"] in TELLING}
    for number, paper in enumerate(papers):
        for other in telling.intersection(near[paper]):
            found[other].append(number)
    return dict(sorted(found.items()))


def _centres(at: Ints, named: Mapping[str, Sequence[int]], wanted: int) -> Ints:
    """At most ``wanted`` centres; the middle of everything where no concept is at home anywhere."""
    low = at.min(axis=0)
    side = max(_PIXEL, spacing(map(tuple, at.tolist())))
    pixel = (at - low) // side
    shape = (int(pixel[:, 1].max()) + 1, int(pixel[:, 0].max()) + 1)
    flat = pixel[:, 1] * shape[1] + pixel[:, 0]
    width = math.sqrt(len(set(flat.tolist())) / wanted)
    blur = max(1, round(width / 4))
    everything = _smooth(np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape), blur)
    peaks = []
    for concept, papers in named.items():
        if _FEWEST <= len(papers) <= max(_FEWEST, HUB * len(at)):
            own = _smooth(np.bincount(flat[list(papers)], minlength=everything.size).reshape(shape), blur)
            peaks += _peaks(own, everything, len(papers) / len(at), concept)
    chosen: list[tuple[int, int]] = []
    for _, _, row, column in sorted(peaks):
        if all((row - r) ** 2 + (column - c) ** 2 >= (_APART * width) ** 2 for r, c in chosen):
            chosen.append((row, column))
        if len(chosen) == wanted:
            break
    found = [(low[0] + (column + 0.5) * side, low[1] + (row + 0.5) * side) for row, column in chosen]
    return np.array(found or [at.mean(axis=0)]).astype(np.int64)


def _peaks(own: Ints, everything: Ints, share: float, concept: str) -> list[tuple[int, str, int, int]]:
    """The best spots of a concept: (minus its score, its IRI, row, column), at most one for each 8 x 8 pixels."""
    here = np.argwhere(own * 2 > own.max())
    best: dict[tuple[int, int], tuple[int, str, int, int]] = {}
    for row, column in here.tolist():
        count, total = int(own[row, column]), int(everything[row, column])
        score = round(1000 * count * max(0.0, math.log(count / total / share)))
        key, entry = (row // 8, column // 8), (-score, concept, row, column)
        best[key] = min(best.get(key, entry), entry)
    return list(best.values())


def _smooth(raster: Ints, reach: int) -> Ints:
    """Sums over squares of ``2 * reach + 1`` pixels, twice: a pyramid around each count."""
    for axis in (0, 1, 0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (reach + 1, reach)
        total = np.cumsum(np.pad(raster, pad), axis=axis, dtype=np.int64)
        length = raster.shape[axis]
        span = 2 * reach + 1
        raster = np.take(total, range(span, span + length), axis=axis) - np.take(total, range(length), axis=axis)
    return raster
