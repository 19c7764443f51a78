"""How near two papers are, and why: rarity-weighted shared concepts, authors and (if wanted) title words.

Every paper is one sparse vector. A feature's weight is role x rarity, scaled so that each field (concepts,
authors, words) has about unit length and carries its share of the score; the score of two papers is the
dot product, so each shared feature contributes a part of its own: that part is the reason.

- Rarity is the inverse document frequency (Sparck Jones, "A statistical interpretation of term specificity and its
  application in retrieval", 1972) against half of the papers, ln((N + 1) / 2 df): what half of them have links nobody,
  and what nearly half have hardly does. It enters from both sides, so it counts squared.
- A concept counts for the broader concepts above it too, with less weight: a variant of LoRA is about LoRA.
- Lengths are pivoted: Singhal, Buckley and Mitra, "Pivoted document length normalization", 1996. A paper of
  which we know one concept is not thereby the nearest one to everybody who shares it.

Parts are whole millionths, so that they sum to the score exactly. Plain Python, no library: a command that
only asks for related papers need not load networkx.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from heapq import nsmallest
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg.errors import NotFoundError
from kg.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import networkx as nx

_MICRO = 1_000_000
_WORD = re.compile(r"[^\W_]+")

ROLE_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "introduces": 1.0,
        "addresses": 1.0,
        "uses": 0.8,
        "evaluatesOn": 0.5,
        "comparesWith": 0.5,
        "mentions": 0.4,
        "measures": 0.3,
    }
)
"""How much a role says about what a paper is about, by the local name of its property."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """The constants of the score. The three shares are what a perfect match of that field would give."""

    concepts: float = 0.8
    authors: float = 0.2
    words: float = 0.2
    broader: float = 0.6
    """How much of a concept's weight goes to the broader concepts directly above it; 0 leaves them out."""
    slope: float = 0.25
    """Of the pivoted length: 0 ignores a paper's own length, 1 is the plain cosine."""
    faint: float = 0.02
    """Below this two papers are not linked, and not related if any others are: what they share is a hub, no topic."""
    candidates: int = 100
    """Papers a feature proposes as link partners at most: its strongest. Keeps the work linear."""


LINKS = Tuning(words=0.0, broader=0.0)
"""For the links of a graph: their reasons are authors and concepts that both papers have themselves."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the score knows of a paper. ``concepts`` maps concept to role weight."""

    concepts: Mapping[str, float] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score. ``kind`` is "concept", "author" or "text"; ``key`` is the IRI, or the shared words."""

    kind: str
    key: str
    weight: float


@dataclass(frozen=True, slots=True)
class Related:
    """A paper, its score and the reasons, which sum to the score; the strongest first."""

    paper: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Two papers, ``first < second``, joined by the parts of their score."""

    first: str
    second: str
    weight: float
    reasons: tuple[Reason, ...]


Feature = tuple[str, str]
Vector = dict[Feature, float]


def words(text: str) -> tuple[str, ...]:
    """The distinct words of a title or text as they stand there, folded, without function words and single letters."""
    found = dict.fromkeys(_WORD.findall(fold(text)))
    return tuple(word for word in found if len(word) > 1 and word not in _function_words())


@cache
def _function_words() -> frozenset[str]:
    return frozenset(files("kg.graph").joinpath("stopwords.txt").read_text(encoding="utf-8").split())


def role_weight(properties: Iterable[str]) -> float:
    """The weight of the strongest of some roles, given by local names; that of a bare mention if there is none."""
    return max((ROLE_WEIGHTS[name] for name in properties), default=ROLE_WEIGHTS["mentions"])


class TopicIndex:
    """Profiles of papers, made ready to be compared."""

    def __init__(
        self,
        profiles: Mapping[str, Profile],
        *,
        broader: Mapping[str, Iterable[str]] | None = None,
        tuning: Tuning | None = None,
    ) -> None:
        """``broader`` maps a concept to those directly above it."""
        self._tuning = tuning or Tuning()
        self._least = self._tuning.faint * _MICRO
        self._broader = broader or {}
        self._count = len(profiles)
        bags = {paper: list(self._bag(profiles[paper])) for paper in sorted(profiles)}
        self._rarity = self._rarities(bags)
        self._pivots = self._mean_lengths(bags)
        self._vectors = {paper: self._vector(bag) for paper, bag in bags.items()}
        self._postings: dict[Feature, list[str]] = defaultdict(list)
        for paper, vector in self._vectors.items():
            for feature in vector:
                self._postings[feature].append(paper)

    @classmethod
    def of_graph(cls, graph: nx.MultiDiGraph[str], *, tuning: Tuning | None = None) -> TopicIndex:
        """The index of the papers of a graph as ``kg.graph.build`` lays it out."""
        broader: dict[str, list[str]] = defaultdict(list)
        for concept, above, relation in graph.edges(keys=True):
            if relation == "skos:broader":
                broader[concept].append(above)
        return cls(dict(graph_profiles(graph)), broader=broader, tuning=tuning)

    def related(self, paper: str, *others: str, k: int = 10) -> tuple[Related, ...]:
        """The ``k`` papers nearest to one paper, or to the middle of several, which are left out of the answer.

        The faint ones (``Tuning.faint``) are left out too, unless all are.

        Raises:
            NotFoundError: one of them is not in the index.
        """
        wanted = sorted({paper, *others})
        middle: Vector = defaultdict(float)
        for each in wanted:
            if each not in self._vectors:
                raise NotFoundError(f"no such paper: {each}")
            for feature, weight in self._vectors[each].items():
                middle[feature] += weight / len(wanted)
        return self._nearest(middle, k=k, without=frozenset(wanted))

    def related_to(
        self, concepts: Mapping[str, float], *, authors: Iterable[str] = (), text: str = "", k: int = 10
    ) -> tuple[Related, ...]:
        """The ``k`` papers nearest to a bag of concepts (IRI to role weight), authors and words of a text.

        What the index does not know is passed over.
        """
        profile = Profile(concepts, tuple(sorted(set(authors))), words(text) if self._tuning.words else ())
        return self._nearest(self._vector(list(self._bag(profile))), k=k)

    def links(self, *, per_paper: int = 10) -> tuple[Link, ...]:
        """The best partners of every paper, both sides united, sorted.

        Each feature proposes its strongest papers only (``Tuning.candidates``), so the work grows with the
        number of papers and not with its square; the proposed ones are then scored in full.
        """
        champions = self._champions()
        pairs = {
            (min(paper, other), max(paper, other))
            for paper, vector in self._vectors.items()
            for other in self._partners(paper, vector, champions, per_paper)
        }
        return tuple(self.link(first, second) for first, second in sorted(pairs))

    def link(self, first: str, second: str) -> Link:
        """The score of one pair of papers, whether or not either is among the other's best."""
        parts = self._parts(self._vectors[first], self._vectors[second])
        return Link(first, second, sum(parts.values()) / _MICRO, _reasons(parts))

    def _bag(self, profile: Profile) -> Iterator[tuple[Feature, float]]:
        for concept, weight in sorted(self._with_broader(profile.concepts).items()):
            yield ("concept", concept), weight
        for author in sorted(profile.authors):
            yield ("author", author), 1.0
        if self._tuning.words:
            for word in sorted(profile.words):
                yield ("text", word), 1.0

    def _with_broader(self, concepts: Mapping[str, float]) -> Mapping[str, float]:
        if not self._tuning.broader:
            return concepts
        weights = dict(concepts)
        for concept, weight in concepts.items():
            for above in self._broader.get(concept, ()):
                weights[above] = max(weights.get(above, 0.0), weight * self._tuning.broader)
        return weights

    def _rarities(self, bags: Mapping[str, list[tuple[Feature, float]]]) -> dict[Feature, float]:
        papers_with: dict[Feature, int] = defaultdict(int)
        for bag in bags.values():
            for feature, _ in bag:
                papers_with[feature] += 1
        # Of two to four papers, two that share something are no hub yet.
        limit, many = max(self._count / 2, 2.5), max(self._count, 4) + 1
        return {feature: math.log(many / (2 * count)) for feature, count in papers_with.items() if 1 < count < limit}

    def _mean_lengths(self, bags: Mapping[str, list[tuple[Feature, float]]]) -> dict[str, float]:
        total: dict[str, float] = defaultdict(float)
        having: dict[str, int] = defaultdict(int)
        for bag in bags.values():
            for kind, length in self._lengths(bag).items():
                total[kind] += length
                having[kind] += 1
        return {kind: total[kind] / having[kind] for kind in total}

    def _lengths(self, bag: Iterable[tuple[Feature, float]]) -> dict[str, float]:
        squares: dict[str, float] = defaultdict(float)
        for feature, weight in bag:
            if feature in self._rarity:
                squares[feature[0]] += (weight * self._rarity[feature]) ** 2
        return {kind: math.sqrt(square) for kind, square in squares.items() if square}

    def _vector(self, bag: list[tuple[Feature, float]]) -> Vector:
        slope = self._tuning.slope
        shares = {"concept": self._tuning.concepts, "author": self._tuning.authors, "text": self._tuning.words}
        scale = {
            kind: math.sqrt(shares[kind]) / ((1 - slope) * self._pivots[kind] + slope * length)
            for kind, length in self._lengths(bag).items()
        }
        return {
            feature: weight * self._rarity[feature] * scale[feature[0]]
            for feature, weight in bag
            if weight and feature in self._rarity
        }

    def _nearest(self, query: Vector, *, k: int, without: frozenset[str] = frozenset()) -> tuple[Related, ...]:
        found = {paper for feature in query for paper in self._postings.get(feature, ()) if paper not in without}
        scored = ((paper, self._parts(query, self._vectors[paper])) for paper in found)
        ranked = [(-sum(parts.values()), paper, parts) for paper, parts in scored if parts]
        best = nsmallest(k, ranked, key=lambda item: item[:2])
        telling = [item for item in best if -item[0] > self._least]
        return tuple(Related(paper, -score / _MICRO, _reasons(parts)) for score, paper, parts in telling or best)

    def _parts(self, one: Vector, other: Vector) -> dict[Feature, int]:
        """What each shared feature adds, in millionths; the words of a text are one feature."""
        parts: dict[Feature, int] = {}
        small, large = (one, other) if len(one) < len(other) else (other, one)
        for feature in sorted(small.keys() & large.keys()):
            part = round(small[feature] * large[feature] * _MICRO)
            if part:
                parts[feature] = part
        return parts

    def _champions(self) -> dict[Feature, list[tuple[str, float]]]:
        limit = self._tuning.candidates
        return {
            feature: nsmallest(
                limit,
                ((paper, self._vectors[paper][feature]) for paper in papers),
                key=lambda item: (-item[1], item[0]),
            )
            for feature, papers in self._postings.items()
        }

    def _partners(
        self, paper: str, vector: Vector, champions: Mapping[Feature, list[tuple[str, float]]], count: int
    ) -> list[str]:
        proposed: dict[str, float] = defaultdict(float)
        for feature, weight in vector.items():
            for other, strength in champions[feature]:
                proposed[other] += weight * strength
        proposed.pop(paper, None)
        finalists = nsmallest(4 * count, proposed, key=lambda other: (-proposed[other], other))
        scores = {other: sum(self._parts(vector, self._vectors[other]).values()) for other in finalists}
        return nsmallest(
            count, (other for other in scores if scores[other] > self._least), key=lambda other: (-scores[other], other)
        )


def graph_profiles(graph: nx.MultiDiGraph[str]) -> Iterator[tuple[str, Profile]]:
    """Each paper's profile, read from the edges of the graph."""
    for paper, attributes in graph.nodes(data=True):
        if attributes["kind"] != "paper":
            continue
        concepts: dict[str, float] = {}
        authors = []
        for _, target, relation in graph.out_edges(paper, keys=True):
            role = relation.removeprefix("kg:")
            if relation == "dcterms:creator":
                authors.append(target)
            elif role in ROLE_WEIGHTS:
                concepts[target] = max(concepts.get(target, 0.0), ROLE_WEIGHTS[role])
        yield paper, Profile(concepts, tuple(sorted(authors)), words(attributes["label"]))


def _reasons(parts: Mapping[Feature, int]) -> tuple[Reason, ...]:
    """The parts as reasons, strongest first; all words of a text together make one."""
    ordered = sorted(parts.items(), key=lambda item: (-item[1], item[0]))
    reasons = [(kind, key, part) for (kind, key), part in ordered if kind != "text"]
    shared = [(key, part) for (kind, key), part in ordered if kind == "text"]
    if shared:
        reasons.append(("text", " ".join(key for key, _ in shared), sum(part for _, part in shared)))
        reasons.sort(key=lambda reason: (-reason[2], reason[:2]))
    return tuple(Reason(kind, key, part / _MICRO) for kind, key, part in reasons)
