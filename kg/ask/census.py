"""Who keeps company with whom: the papers of all concepts and authors, and how often two go together.

The store is read once. Papers whose texts are doubted do not count: they would put concepts beside each other
that have nothing in common.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final

from kg.ask import nodes
from kg.ontology.terms import KG, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyoxigraph as ox

_NEARER: Final = (PREFIXES["skos"] + "broader", PREFIXES["skos"] + "related")


class Census:
    """The papers of things and the things of papers, by IRI; what a paper does with a concept makes no difference."""

    def __init__(self, store: ox.Store, *, authors: bool = False) -> None:
        doubtful = {paper for paper, _ in nodes.pairs(store, KG + "trust")}
        self._store = store
        self.dates: dict[str, str] = {
            paper: date for paper, date in nodes.pairs(store, KG + "firstListed") if paper not in doubtful
        }
        """The day on which each paper that counts was first listed."""
        papers: dict[str, set[str]] = defaultdict(set)
        named: dict[str, set[str]] = defaultdict(set)
        for relation in (*nodes.concept_roles(), *((nodes.CREATOR,) if authors else ())):
            for paper, thing in nodes.pairs(store, relation):
                if paper in self.dates:
                    papers[thing].add(paper)
                    named[paper].add(thing)
        self.papers: Mapping[str, set[str]] = papers
        self.named: Mapping[str, set[str]] = named

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of every concept; an author has none here."""
        return {iri: kind for kind in nodes.CONCEPT_KINDS for iri in nodes.instances(self._store, kind)}

    def uses(self, thing: str) -> int:
        """How many papers name a thing."""
        return len(self.papers.get(thing, ()))

    def beside(self, thing: str) -> Counter[str]:
        """Everything that is named in the papers of a thing, with the number of these papers."""
        found = Counter(other for paper in self.papers.get(thing, ()) for other in self.named[paper])
        del found[thing]
        return found

    def association(self, together: int, one: int, other: int) -> float:
        """How much more often two things are named together than by chance (see ``association``)."""
        return association(together, one, other, len(self.dates))

    @cached_property
    def _broader(self) -> dict[str, set[str]]:
        above: dict[str, set[str]] = defaultdict(set)
        for concept, wider in nodes.pairs(self._store, _NEARER[0]):
            above[concept].add(wider)
        return above

    @cached_property
    def _narrower(self) -> dict[str, set[str]]:
        below: dict[str, set[str]] = defaultdict(set)
        for concept, above in self._broader.items():
            for wider in above:
                below[wider].add(concept)
        return below

    @cached_property
    def _related(self) -> set[frozenset[str]]:
        return {frozenset(pair) for pair in nodes.pairs(self._store, _NEARER[1])}

    def within(self, concept: str) -> set[str]:
        """The concept and everything narrower, however deep."""
        return _closure(concept, self._narrower)

    def kin(self, one: str, other: str) -> bool:
        """Whether one concept lies in the other, or the lexicon calls them related."""
        return (
            other in _closure(one, self._broader)
            or one in _closure(other, self._broader)
            or frozenset((one, other)) in self._related
        )

    def papers_within(self, concept: str) -> set[str]:
        """The papers that name a concept or a narrower one."""
        return set().union(*(self.papers.get(each, ()) for each in self.within(concept)))


def association(together: int, one: int, other: int, among: int) -> float:
    """Positive pointwise mutual information, discounted for small counts, of things named ``together`` so often.

    max(0, ln(k N / (n m))) * k / (k + 1) * min(n, m) / (min(n, m) + 1): Pantel and Lin, "Discovering word senses from
    text", 2002. What is named everywhere is associated with nothing.
    """
    if not together:
        return 0.0
    least = min(one, other)
    mutual = math.log(together * among / (one * other))
    return max(0.0, mutual) * together / (together + 1) * least / (least + 1)


def _closure(start: str, steps: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        further = steps.get(waiting.pop(), set()) - found
        found |= further
        waiting += further
    return found
