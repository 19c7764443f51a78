"""The whole map: where every node of the part stands, how large it is, and the named regions around the papers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.export.page.layout import Box, place
from kg.export.page.satellites import Raster, centre
from kg.export.page.territory import Seed, Territory, territory
from kg.export.page.text import shorten, width, wrap
from kg.graph.communities import communities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import networkx as nx

    from kg.export.page.part import Part
    from kg.graph.communities import Community

    Point = tuple[float, float]

LABEL_SIZE = 13
LABEL_LIMIT = 40
SMALLEST = 4.2
"""The radius of a concept or author of one paper."""
TINTS = 6
"""How many tints tell neighbouring regions apart; one more, the last, is that of papers without a topic."""
_LINE = 15.0
_NAME_SIZE = 12
_NAME_LIMIT = 44
_NAME_HEIGHT = 28.0
_GAP_X, _GAP_Y = 16.0, 15.0
_REACH = 78.0


@dataclass(frozen=True, slots=True)
class Region:
    """A topic with the place of its name; regions with a common border differ in ``tint``."""

    name: str
    papers: tuple[str, ...]
    x: float
    y: float
    tint: int


@dataclass(frozen=True, slots=True)
class Atlas:
    """``place`` and ``radius`` are by IRI; ``lines`` are the short labels of the papers."""

    place: Mapping[str, Point]
    radius: Mapping[str, float]
    lines: Mapping[str, tuple[str, ...]]
    regions: tuple[Region, ...]
    territory: Territory


@dataclass(frozen=True, slots=True)
class _Sign:
    """The symbol and the label of a paper."""

    lines: tuple[str, ...]
    radius: float
    group: int

    @property
    def text_width(self) -> float:
        return max(width(line, size=LABEL_SIZE) for line in self.lines)

    @property
    def text_height(self) -> float:
        return _LINE * len(self.lines)

    @property
    def box(self) -> Box:
        height = 2 * self.radius + 4 + self.text_height
        return Box(max(self.text_width, 2 * self.radius) + _GAP_X, height + _GAP_Y, self.group)

    def symbol(self, middle: Point) -> Point:
        """Where the symbol stands when the middle of the box is here."""
        top = middle[1] - (self.box.height - _GAP_Y) / 2
        return float(round(middle[0])), float(round(top + self.radius))


def draw(graph: nx.MultiDiGraph[str], part: Part) -> Atlas:
    """Lay the part out, in pixels around the origin."""
    topics = communities(graph.subgraph((*part.papers, *part.concepts, *part.authors)).copy())
    group = {paper: topic.number for topic in topics for paper in topic.papers}
    signs = {paper: _sign(graph, paper, group[paper]) for paper in part.papers}
    names = [shorten(topic.name, limit=_NAME_LIMIT) for topic in topics]
    boxes = [sign.box for sign in signs.values()] + [_name_box(name, number) for number, name in enumerate(names)]
    middles = place(boxes, _links(graph, part.papers))
    places = {paper: sign.symbol(middle) for (paper, sign), middle in zip(signs.items(), middles, strict=False)}
    raster = Raster()
    for sign, symbol in zip(signs.values(), places.values(), strict=True):
        _block(raster, sign, symbol)
    titles = middles[len(places) :]
    for name, (x, y) in zip(names, titles, strict=True):
        half = width(name, size=_NAME_SIZE) / 2
        raster.block(x - half, y - 9, x + half, y + 9)
    radius = {paper: sign.radius for paper, sign in signs.items()}
    _seat_others(part, raster, places, radius)
    land = territory(
        [seed for box, middle in zip(boxes, middles, strict=True) for seed in _seeds(box, middle)], reach=_REACH
    )
    return Atlas(
        places,
        radius,
        {paper: sign.lines for paper, sign in signs.items()},
        _regions(topics, names, titles, land),
        land,
    )


def _sign(graph: nx.MultiDiGraph[str], paper: str, group: int) -> _Sign:
    data = graph.nodes[paper]
    lines = wrap(shorten(data["label"], limit=LABEL_LIMIT), size=LABEL_SIZE)
    return _Sign(lines, round(min(13.0, 6.0 + math.sqrt(max(0, data.get("votes", 0))) * 0.6), 1), group)


def _name_box(name: str, group: int) -> Box:
    return Box(width(name, size=_NAME_SIZE) * 1.1 + _GAP_X, _NAME_HEIGHT, group)


def _links(graph: nx.MultiDiGraph[str], papers: Sequence[str]) -> dict[tuple[int, int], float]:
    number = {paper: place for place, paper in enumerate(papers)}
    return {
        (number[paper], number[other]): float(weight)
        for paper in papers
        for _, other, relation, weight in graph.out_edges(paper, keys=True, data="weight", default=0.0)
        if relation == "kg:sharesTopicWith" and other in number and number[paper] < number[other]
    }


def _seeds(box: Box, middle: Point) -> Iterator[Seed]:
    """Three points along a label, so that its whole width lies in its region."""
    for share in (-0.36, 0.0, 0.36):
        yield Seed(middle[0] + share * box.width, middle[1], box.group)


def _block(raster: Raster, sign: _Sign, symbol: Point) -> None:
    """Keep other symbols away from a paper's symbol and from its text; beside the symbol there is room."""
    x, y = symbol
    reach, half = sign.radius + 3, sign.text_width / 2
    raster.block(x - reach, y - reach, x + reach, y + reach)
    raster.block(x - half, y + sign.radius + 2, x + half, y + sign.radius + 5 + sign.text_height)


def _seat_others(part: Part, raster: Raster, places: dict[str, Point], radius: dict[str, float]) -> None:
    """Give every concept and author a place, those visible at first before the others."""
    nodes = (*part.concepts, *part.authors)
    for node in sorted(nodes, key=lambda node: node not in part.first):
        members = part.papers_of[node]
        papers = members or part.beside[node] or part.papers
        radius[node] = round(min(10.0, SMALLEST + 1.3 * math.sqrt(max(0, len(members) - 1))), 1)
        start = 0.0 if len(papers) > 1 else 22.0
        target = centre([places[paper] for paper in papers]) if papers else (0.0, 0.0)
        places[node] = raster.seat(target, radius=radius[node] + 2, start=start)


def _regions(
    topics: Sequence[Community], names: Sequence[str], titles: Sequence[Point], land: Territory
) -> tuple[Region, ...]:
    tints: list[int] = []
    for topic in topics:
        beside = {tints[other] for other in land.beside(topic.number) if other < len(tints)}
        free = [tint for tint in range(TINTS) if tint not in beside]
        used = {tint: tints.count(tint) for tint in free}
        tints.append(min(free, key=lambda tint: (used[tint], tint), default=0) if topic.linked else TINTS)
    return tuple(
        Region(name, topic.papers, float(round(x)), float(round(y)), tint)
        for topic, name, (x, y), tint in zip(topics, names, titles, tints, strict=True)
    )
