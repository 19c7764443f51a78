"""Which earlier papers a paper is nearest to, as it was known on the day when it was listed.

The score is a plain one (concepts by role x rarity, authors, words of the title, pivoted lengths), and what it counts,
it counts over the papers listed up to that day only. So a later day changes nothing that was found before. Then every
neighbour hands on
half of its say to its own neighbours: a paper of which little is known still finds the topic it belongs to (a walk of
two steps; Jeh and Widom, "Scaling personalized web search", 2003).

Rarities are whole thousandths and sums are taken in one fixed order, so that every processor finds the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.graph.similarity.profile import graph_profiles
from kg.graph.similarity.wording import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx
    from numpy.typing import NDArray

    from kg.graph.similarity.profile import Profile

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

KEPT = 40
"""How many neighbours a paper keeps."""
_ASKED = 12
"""How many of them hand on their say."""
_LATEST = 1500
"""Papers of one feature that are looked at, the latest: keeps the work linear, and a topic is where it now is."""
_AUTHOR, _WORD = 0.5, 0.5
_SLOPE = 0.25
_USUAL = 6000.0
"""The pivot of lengths: a constant, for the mean of all papers would join everybody's fate."""
_GRAIN = 32
"""Weights are rounded to this part of the strongest, so that a small change of one paper ends with its neighbours."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each paper (a row, in the order given) at most ``KEPT`` earlier or same-day papers.

    ``paper`` holds their rows, -1 where there are fewer; ``weight`` falls from left to right and sums to 1.
    """

    paper: Ints
    weight: Floats


@dataclass(frozen=True, slots=True)
class _Table:
    """All bags as one sparse matrix, by paper and by feature. Weights are thousandths."""

    start: Ints
    feature: Ints
    weight: Ints
    papers_start: Ints
    papers: Ints
    papers_weight: Ints

    @property
    def rows(self) -> Ints:
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))


def nearest_earlier(graph: nx.MultiDiGraph[str], days: Sequence[Sequence[str]]) -> Neighbours:
    """The neighbours of the papers of ``days`` (IRIs, the days and the papers of each in order)."""
    table = _table(_bags(graph, [paper for day in days for paper in day]))
    count = len(table.start) - 1
    found = Neighbours(np.full((count, KEPT), -1, dtype=np.int64), np.zeros((count, KEPT)))
    logarithm = _logarithms(count)
    spread = np.zeros(len(table.papers_start) - 1, dtype=np.int64)
    first, rows = 0, table.rows
    for day in days:
        last = first + len(day)
        spread += np.bincount(table.feature[table.start[first] : table.start[last]], minlength=len(spread))
        rarity = _rarity(spread, last, logarithm)
        length = _lengths(table, rows, rarity, last)
        for row in range(first, last):
            _remember(found, row, _scores(table, row, spread, rarity, length), last)
        first = last
    return found


def _bags(graph: nx.MultiDiGraph[str], papers: Sequence[str]) -> list[dict[tuple[str, str], float]]:
    """What each paper is about: concepts by role, authors, words of the title.

    Not what its concepts are kinds of: that is known of a concept only when somebody says so, perhaps years later.
    """
    profiles = dict(graph_profiles(graph))
    return [_bag(profiles[paper], graph.nodes[paper]["label"]) for paper in papers]


def _bag(profile: Profile, title: str) -> dict[tuple[str, str], float]:
    bag = {("concept", concept): weight for concept, weight in profile.concepts.items()}
    bag.update({("author", author): _AUTHOR for author in profile.authors})
    bag.update({("word", word): _WORD for word in words(title)})
    return bag


def _table(bags: Sequence[Mapping[tuple[str, str], float]]) -> _Table:
    names = {name: number for number, name in enumerate(sorted({name for bag in bags for name in bag}))}
    cells = [sorted((names[name], round(1000 * weight)) for name, weight in bag.items()) for bag in bags]
    flat = np.array([cell for row in cells for cell in row], dtype=np.int64).reshape(-1, 2)
    start = np.array([0, *np.cumsum([len(row) for row in cells], dtype=np.int64)], dtype=np.int64)
    feature, weight = flat[:, 0], flat[:, 1]
    order = np.argsort(feature, kind="stable")
    papers = np.repeat(np.arange(len(bags)), np.diff(start))[order]
    ends = np.cumsum(np.bincount(feature, minlength=len(names)))
    return _Table(start, feature, weight, np.array([0, *ends], dtype=np.int64), papers, weight[order])


def _logarithms(count: int) -> Ints:
    """Natural logarithms of 0 (as 0) to ``count`` in thousandths, in steps of half an octave.

    By exact numbers every paper would change a little whenever one name of an older paper is resolved otherwise.
    """
    halves = (round(2 * math.log2(number)) for number in range(1, count + 1))
    return np.array([0, *(round(500 * math.log(2) * half) for half in halves)], dtype=np.int64)


def _rarity(spread: Ints, count: int, logarithm: Ints) -> Ints:
    """ln((n + 1) / 2 df) in thousandths; 0 for what one paper has alone, or half of them."""
    limit, most = max(count / 2, 2.5), round(1000 * math.log((max(count, 4) + 1) / 2))
    return np.where((spread > 1) & (spread < limit), np.maximum(most - logarithm[spread], 0), 0)


def _lengths(table: _Table, rows: Ints, rarity: Ints, count: int) -> Floats:
    """The pivoted length of each paper up to ``count``; 1 for one without any feature that counts."""
    end = table.start[count]
    part = table.weight[:end] * rarity[table.feature[:end]] // 1000
    own = np.sqrt(np.bincount(rows[:end], weights=(part * part).astype(np.float64), minlength=count))
    return np.where(own > 0, (1 - _SLOPE) * _USUAL + _SLOPE * own, 1.0)


def _scores(table: _Table, row: int, spread: Ints, rarity: Ints, length: Floats) -> Floats:
    """How near each paper up to this day is to the one of this row."""
    here = slice(table.start[row], table.start[row + 1])
    counts = rarity[table.feature[here]] > 0
    feature, weight = table.feature[here][counts], table.weight[here][counts]
    many = np.minimum(spread[feature], _LATEST)
    last = table.papers_start[feature] + spread[feature]
    place = np.repeat(last - np.cumsum(many), many) + np.arange(int(many.sum()))
    part = np.repeat(weight * rarity[feature] // 1000 * rarity[feature] // 1000, many) * table.papers_weight[place]
    total = np.bincount(table.papers[place], weights=part.astype(np.float64), minlength=len(length))
    total[row] = 0.0
    scores: Floats = np.floor(total * 1e6 / (length * length[row]))
    return scores


def _remember(found: Neighbours, row: int, score: Floats, count: int) -> None:
    """Write the neighbours of a row: the nearest, and half as much what is nearest to them."""
    near = _best(score, _ASKED)
    if not len(near):
        return
    say = score[near] * np.sqrt(score[near])
    say = say / say.cumsum()[-1]
    known = found.paper[near] >= 0
    others = found.paper[near][known]
    handed = (found.weight[near] * say[:, None])[known]
    total = np.bincount(np.concatenate([near, others]), weights=np.concatenate([say, handed]), minlength=count)
    total[row] = 0.0
    best = _best(np.floor(total * 1e6), KEPT)
    weight = np.ceil(_GRAIN * total[best] / total[best[0]])
    found.paper[row, : len(best)] = best
    found.weight[row, : len(best)] = weight / weight.cumsum()[-1]


def _best(score: Floats, count: int) -> Ints:
    """The places of the highest scores above 0, the highest first, among equals the earliest."""
    some = np.flatnonzero(score > 0)
    if len(some) > 4 * count:
        least = np.partition(score[some], len(some) - count)[len(some) - count]
        some = some[score[some] >= least]
    return some[np.argsort(-score[some], kind="stable")[:count]]
