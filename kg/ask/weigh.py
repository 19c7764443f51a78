"""How strong a connection between two things of the graph is: read from the store around one thing at a time.

A connection is worth what it says: a role of a concept in a paper, an authorship, a broader concept, a number that was
measured on something, papers that two authors wrote together. A thing that one passes through is worth the less the
more it is connected with: 1 - ln n / ln (N + 1) for n connections among N that are possible, so that what has a single
one is worth 1, and what everything is connected with next to nothing. (This is the inverse document frequency of Sparck
Jones, 1972, scaled to its greatest value.)
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from kg.ask import nodes
from kg.ask.nodes import CREATOR
from kg.graph.similarity.profile import ROLE_WEIGHTS
from kg.ontology.terms import KG, NODE_CLASS, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BROADER: Final = PREFIXES["skos"] + "broader"
MEASURED: Final = KG + "evaluatedOn"
TOGETHER: Final = KG + "coAuthorOf"

WORTH: Final[Mapping[str, float]] = {
    **{KG + role: weight for role, weight in ROLE_WEIGHTS.items()},
    CREATOR: 0.5,
    BROADER: 0.6,
    MEASURED: 0.8,
}
"""What a statement with this property says at most of how near its subject and its object are."""

DOUBT: Final = 0.25
"""What is left of a role that a text gives which seems not to be about its paper."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A connection of one thing with ``other``: the property it rests on, and what it is worth (0 to 1).

    ``forward`` says whether the thing is the subject; ``basis`` are the IRIs that say so: the papers that two authors
    share, the numbers that were measured. ``doubted``: the text that says so seems not to be about its paper.
    """

    other: str
    relation: str
    worth: float
    forward: bool = True
    basis: tuple[str, ...] = ()
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A thing's ties, the best one with each other thing, by IRI; ``uses`` of ``among`` tells how common it is.

    ``uses`` are the papers of a concept (its narrower concepts, if these are more; at least 1) or of an author, or the
    authors and concepts of a paper; ``among`` are all papers, or all authors and concepts.
    """

    kind: str
    ties: Mapping[str, Tie]
    uses: int
    among: int
    counted: str = "papers"
    """What ``uses`` counts: "papers", "narrower concepts", or a paper's "authors and concepts"."""

    @property
    def rarity(self) -> float:
        """What is left of a connection that comes or goes through this thing, in six decimals."""
        return rarity(self.uses, self.among)


def rarity(uses: int, among: int) -> float:
    """1 - ln n / ln (N + 1), in six decimals: 1 for what is there once, nearly 0 for what is everywhere."""
    return round(1 - math.log(max(uses, 1)) / math.log(max(uses, among, 1) + 1), 6)


class Ground:
    """The graph as far as it has been looked at: each thing is read when it is asked for, once."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._read: dict[str, Surroundings] = {}
        self._papers: dict[str, tuple[dict[str, Tie], list[str]]] = {}

    def around(self, iri: str) -> Surroundings:
        """The surroundings of a paper, an author or a concept."""
        if iri not in self._read:
            self._read[iri] = self._look(iri)
        return self._read[iri]

    @cached_property
    def papers(self) -> int:
        """How many papers there are."""
        return _count(self._store, "paper")

    @cached_property
    def _others(self) -> int:
        """How many authors and concepts there are: what a paper may be connected with."""
        return sum(_count(self._store, kind) for kind in ("author", *nodes.CONCEPT_KINDS))

    def _look(self, iri: str) -> Surroundings:
        kind = nodes.kind(self._store, iri)
        if kind == "paper":
            concepts, authors = self._paper(iri)
            ties = concepts | {author: Tie(author, CREATOR, WORTH[CREATOR]) for author in authors}
            return Surroundings(kind, ties, len(ties), self._others, "authors and concepts")
        if kind == "author":
            return self._author(iri)
        return self._concept(iri, kind)

    def _paper(self, iri: str) -> tuple[dict[str, Tie], list[str]]:
        """The concepts of a paper, each with its best role, and its authors."""
        if iri not in self._papers:
            doubted = iri in self._doubtful
            concepts: dict[str, Tie] = {}
            for role in nodes.concept_roles():
                for concept in nodes.values(self._store, iri, role):
                    _keep(concepts, Tie(concept, role, _worth(role, doubted=doubted), doubted=doubted))
            self._papers[iri] = concepts, nodes.values(self._store, iri, CREATOR)
        return self._papers[iri]

    def _author(self, iri: str) -> Surroundings:
        papers = nodes.sources(self._store, CREATOR, iri)
        ties = {paper: Tie(paper, CREATOR, WORTH[CREATOR], forward=False) for paper in papers}
        shared: dict[str, list[str]] = defaultdict(list)
        for paper in papers:
            for author in self._paper(paper)[1]:
                shared[author].append(paper)
        for author, common in sorted(shared.items()):
            if author != iri and len(common) > 1:
                ties[author] = Tie(author, TOGETHER, self._together(common), basis=tuple(common))
        return Surroundings("author", ties, len(papers), self.papers)

    def _together(self, papers: list[str]) -> float:
        """What several papers of two authors are worth together: any of them connects the two."""
        apart = 1.0
        for paper in papers:
            concepts, authors = self._paper(paper)
            apart *= 1 - (WORTH[CREATOR] * rarity(len(concepts) + len(authors), self._others)) ** 2
        return round(1 - apart, 6)

    def _concept(self, iri: str, kind: str) -> Surroundings:
        ties: dict[str, Tie] = {}
        for role in nodes.concept_roles():
            for paper in nodes.sources(self._store, role, iri):
                doubted = paper in self._doubtful
                _keep(ties, Tie(paper, role, _worth(role, doubted=doubted), forward=False, doubted=doubted))
        papers = len(ties)
        narrower = nodes.sources(self._store, BROADER, iri)
        for other in nodes.values(self._store, iri, BROADER):
            _keep(ties, Tie(other, BROADER, WORTH[BROADER]))
        for other in narrower:
            _keep(ties, Tie(other, BROADER, WORTH[BROADER], forward=False))
        for tie in self._measured(iri):
            _keep(ties, tie)
        counted = "papers" if papers >= len(narrower) else "narrower concepts"
        return Surroundings(kind, ties, max(papers, len(narrower), 1), self.papers, counted)

    def _measured(self, concept: str) -> Iterator[Tie]:
        """What numbers connect a concept with: a method with a benchmark; those of doubtful papers do not count."""
        for near, far, forward in (("subject", "evaluatedOn", True), ("evaluatedOn", "subject", False)):
            results: dict[str, list[str]] = defaultdict(list)
            for result in nodes.sources(self._store, KG + near, concept):
                for other in nodes.values(self._store, result, KG + far):
                    results[other].append(result)
            for other, found in sorted(results.items()):
                sound = tuple(result for result in found if not self._is_doubted(result))
                if sound and other != concept:
                    yield Tie(other, MEASURED, WORTH[MEASURED], forward, sound)

    def _is_doubted(self, result: str) -> bool:
        return not self._doubtful.isdisjoint(nodes.sources(self._store, KG + "reports", result))

    @cached_property
    def _doubtful(self) -> frozenset[str]:
        """The papers whose texts are doubted."""
        return frozenset(subject for subject, _ in nodes.pairs(self._store, KG + "trust"))


def _worth(role: str, *, doubted: bool) -> float:
    return WORTH[role] * (DOUBT if doubted else 1)


def _keep(ties: dict[str, Tie], tie: Tie) -> None:
    """Keep the better of two ties with one thing; of equals the first."""
    if tie.other not in ties or tie.worth > ties[tie.other].worth:
        ties[tie.other] = tie


def _count(store: ox.Store, kind: str) -> int:
    """By a query, which counts without reading."""
    found = store.query(f"SELECT (COUNT(*) AS ?count) {{ ?thing a <{NODE_CLASS[kind]}> }}")
    (row,) = cast("ox.QuerySolutions", found)
    return int(cast("ox.Literal", row["count"]).value)
