"""Concepts that are used in the same company: beside the same methods, tasks, benchmarks and by the same people.

Each concept is the vector of its companions, weighted by how much more often than by chance they are named together
(``census.association``) and by what kind they are. Two concepts are as similar as the cosine of their vectors, of which
each shared companion is a part: that part is the reason. A companion counts where at least two papers say so, so that
two concepts of a single paper do not resemble each other for that; and a concept that few papers name is believed less:
its score is multiplied by n / (n + 2) for n papers.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.ask import nodes, search
from kg.ask.census import Census

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import pyoxigraph as ox

    from kg.ask.nodes import Thing

WEIGHTS: Final[Mapping[str, float]] = {
    "task": 1.0,
    "benchmark": 1.0,
    "dataset": 1.0,
    "method": 1.0,
    "model": 0.7,
    "metric": 0.5,
    "author": 0.3,
}
"""How much a companion of that kind tells of what a concept is used for."""

_BELIEF: Final = 2


@dataclass(frozen=True, slots=True)
class Company:
    """A companion that two concepts share, and its part of their score.

    ``papers`` name it, ``with_one`` of them with the first concept, ``with_other`` with the second.
    """

    thing: Thing
    weight: float
    papers: int
    with_one: int
    with_other: int


@dataclass(frozen=True, slots=True)
class Similar:
    """A concept that is used in the same company; the weights of ``company`` sum to ``score`` in their six decimals.

    A weight is w^2 * a(with_one, papers_one, papers) * a(with_other, papers_other, papers) * ``scale``, where w is that
    of the companion's kind, a the association among ``among`` papers, and ``scale`` is n / (n + 2) for the other
    concept's n papers, divided by the lengths of both vectors.
    """

    thing: Thing
    score: float
    papers_one: int
    papers_other: int
    together: int
    among: int
    scale: float
    company: tuple[Company, ...]


def similar(store: ox.Store, text: str, *, kinds: Collection[str] = (), k: int = 10) -> tuple[Similar, ...]:
    """The ``k`` concepts nearest to the one that ``text`` names; broader and narrower ones are left out.

    ``kinds`` are the kinds that may answer, by default the concept's own.

    Raises:
        NotFoundError: ``text`` names no concept, or several.
    """
    concept = search.find(store, text, kinds=nodes.CONCEPT_KINDS)
    vectors = _Vectors(Census(store, authors=True))
    wanted = frozenset(kinds or (concept.kind,))
    found = sorted(vectors.nearest(concept.iri, wanted), key=lambda each: (-each[0], each[1]))[:k]
    return tuple(_named(store, vectors, concept.iri, other, parts) for _, other, parts in found)


_Part = tuple[float, str, int, int]
"""Weight, companion, papers with the one, papers with the other."""


class _Vectors:
    def __init__(self, census: Census) -> None:
        self.census = census
        self._made: dict[str, tuple[Counter[str], dict[str, float], float]] = {}

    def of(self, concept: str) -> tuple[Counter[str], dict[str, float], float]:
        """The companions of a concept with their counts, with their weights where above 0, and the vector's length."""
        if concept not in self._made:
            census, counts = self.census, self.census.beside(concept)
            own = census.uses(concept)
            weights = {
                other: WEIGHTS[census.kinds.get(other, "author")] * said
                for other, together in counts.items()
                if (said := census.association(together, own, census.uses(other)))
            }
            length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
            self._made[concept] = counts, weights, length
        return self._made[concept]

    def scale(self, one: str, other: str) -> float:
        """What the products of weights are multiplied by."""
        lengths = self.of(one)[2] * self.of(other)[2]
        uses = self.census.uses(other)
        return uses / (uses + _BELIEF) / lengths if lengths else 0.0

    def nearest(self, concept: str, kinds: Collection[str]) -> Iterator[tuple[float, str, list[_Part]]]:
        """Score, concept and parts of all that share company with a concept."""
        for other in self._candidates(concept, kinds):
            parts = self._parts(concept, other)
            score = round(math.fsum(weight for weight, *_ in parts), 6)
            if score:
                yield score, other, parts

    def _candidates(self, concept: str, kinds: Collection[str]) -> set[str]:
        census = self.census
        papers = set().union(*(census.papers[each] for each in self.of(concept)[1]))
        found = {other for paper in papers for other in census.named[paper] if census.kinds.get(other) in kinds}
        return {other for other in found if other != concept and not census.kin(concept, other)}

    def _parts(self, one: str, other: str) -> list[_Part]:
        (counts, weights, _), (others, other_weights, _) = self.of(one), self.of(other)
        scale = self.scale(one, other)
        parts = []
        for companion in weights.keys() & other_weights.keys():
            weight = round(weights[companion] * other_weights[companion] * scale, 6)
            if weight and self._is_said_twice(one, other, companion):
                parts.append((weight, companion, counts[companion], others[companion]))
        return sorted(parts, key=lambda part: (-part[0], part[1]))

    def _is_said_twice(self, one: str, other: str, companion: str) -> bool:
        if max(self.of(one)[0][companion], self.of(other)[0][companion]) > 1:
            return True
        papers = self.census.papers
        return papers[companion].isdisjoint(papers[one] & papers[other])


def _named(store: ox.Store, vectors: _Vectors, one: str, other: str, parts: list[_Part]) -> Similar:
    census = vectors.census
    company = tuple(
        Company(nodes.thing(store, companion), weight, census.uses(companion), with_one, with_other)
        for weight, companion, with_one, with_other in parts
    )
    return Similar(
        thing=nodes.thing(store, other),
        score=round(math.fsum(weight for weight, *_ in parts), 6),
        papers_one=census.uses(one),
        papers_other=census.uses(other),
        together=len(census.papers[one] & census.papers[other]),
        among=len(census.dates),
        scale=vectors.scale(one, other),
        company=company,
    )
