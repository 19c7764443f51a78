"""Profiles of papers as vectors of whole numbers: the score of two papers is their dot product, in millionths.

Four voices speak, each in features of its own, and each paper's part of a voice has about unit length times the square
root of the voice's share (``shares.json``, learned from judged pairs by ``kg tune``). So every shared feature adds a
part of its own to the score: that part is the reason, and the parts sum to the score exactly.

- concepts: role x rarity. Rarity is the inverse document frequency (Sparck Jones, "A statistical interpretation of term
  specificity and its application in retrieval", 1972) against half of the papers, ln((n + 1) / 2 df): what half of them
  have says nothing. A concept counts for those directly above it too, with less weight: a variant of LoRA is about
  LoRA. Lengths are pivoted (Singhal, Buckley and Mitra, "Pivoted document length normalization", 1996): a paper of
  which we know one concept is not thereby the nearest one to everybody who shares it.
- text: terms by 1 + ln(count) and inverse document frequency (Salton and Buckley, "Term-weighting approaches in
  automatic text retrieval", 1988), those of the title more; the strongest ones. The archive that the topic model was
  made from counts as so many papers more (``archive``): a word that is common there says little, though of fifty
  papers two have it.
- topics: by the strengths that ``topics`` gives, as they are.
- authors: each as much as one of so many.
"""

from __future__ import annotations

import json
import math
from array import array
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from operator import mul, neg
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import networkx as nx

    from kg.graph.similarity.profile import Profile

    Feature = tuple[str, str]

_GRAIN: Final = 1000
"""Weights are thousandths, so parts of a score are millionths."""

VECTORS: Final = "vectors"
"""The attribute of a graph that holds the vectors by which its papers were linked."""
VOICES: Final = ("author", "concept", "text", "topic")


@cache
def learned_shares() -> Mapping[str, float]:
    """What a perfect match in each voice would give; they sum to 1."""
    text = files("kg.graph.similarity").joinpath("shares.json").read_text(encoding="utf-8")
    return {str(voice): float(share) for voice, share in json.loads(text).items()}


@dataclass(frozen=True, slots=True)
class Tuning:
    """The constants of the score."""

    shares: Mapping[str, float] = field(default_factory=learned_shares)
    broader: float = 0.6
    """How much of a concept's weight goes to the broader concepts directly above it."""
    slope: float = 0.25
    """Of the pivoted length: 0 ignores a paper's own length, 1 is the plain cosine."""
    terms: int = 128
    """So many terms of a text count, the strongest."""
    common: float = 0.3
    """What a larger part of the papers say is left out of a text."""
    faint: float = 0.08
    """Below this two papers are not linked, and not related if any others are: of the judged pairs below it one in
    fourteen has anything to do with each other, of those above it two in three."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What was counted over all papers: how many there are, how many have each feature, how long concepts are."""

    papers: int
    having: Mapping[Feature, int]
    pivot: float
    """The mean length of papers in concepts."""
    archive: Mapping[str, int] = field(default_factory=dict)
    """How many papers of the archive have each term, and under "" how many there are."""
    _told: dict[float, dict[str, float]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What ``telling`` said: most terms stand in many papers."""

    def rarity(self, concept: str) -> float:
        """How much a concept says; 0 for one that a single paper has, or half of them."""
        count = self.having.get(("concept", concept), 0)
        # Of two to four papers, two that share something are no hub yet.
        if not 1 < count < max(self.papers / 2, 2.5):
            return 0.0
        return math.log((max(self.papers, 4) + 1) / (2 * count))

    def telling(self, term: str, common: float) -> float:
        """How much a term of a text says; 0 for one that a single paper has, or that is ``common``."""
        count = self.having.get(("text", term), 0)
        papers, having = self.papers + self.archive.get("", 0), count + self.archive.get(term, 0)
        if count < 2 or having > max(common * papers, 2.5):
            return 0.0
        return math.log((1 + papers) / (1 + having)) + 1

    def vector(self, profile: Profile, broader: Mapping[str, Iterable[str]], tuning: Tuning) -> dict[Feature, int]:
        """The weights of a paper, or of a text that is none, in thousandths."""
        voices = {
            "concept": self._concepts(profile.concepts, broader, tuning),
            "text": self._text(profile, tuning),
            "topic": {topic: strength / _GRAIN for topic, strength in profile.wording.topics.items()},
            "author": dict.fromkeys(profile.authors, 1 / math.sqrt(len(profile.authors) or 1)),
        }
        found: dict[Feature, int] = {}
        for voice, weights in voices.items():
            scale = _GRAIN * math.sqrt(tuning.shares[voice])
            for key, weight in weights.items():
                whole = round(weight * scale)
                if whole:
                    found[voice, key] = whole
        return found

    def _concepts(
        self, concepts: Mapping[str, float], broader: Mapping[str, Iterable[str]], tuning: Tuning
    ) -> dict[str, float]:
        weights = _by_rarity(with_broader(concepts, broader, tuning.broader), self)
        length = _length(weights)
        scale = (1 - tuning.slope) * self.pivot + tuning.slope * length
        return {concept: weight / scale for concept, weight in weights.items()} if length else {}

    def _text(self, profile: Profile, tuning: Tuning) -> dict[str, float]:
        told = self._told.setdefault(tuning.common, {})
        weights: dict[str, float] = {}
        for term, weight in profile.wording.weights().items():
            telling = told.get(term)
            if telling is None:
                telling = told[term] = self.telling(term, tuning.common)
            if telling:
                weights[term] = telling * weight
        length = _length(weights)
        strongest = sorted(zip(map(neg, weights.values()), weights, strict=True))[: tuning.terms]
        return {term: -weight / length for weight, term in strongest}

    def length(self, profile: Profile, broader: Mapping[str, Iterable[str]], tuning: Tuning) -> float:
        """How long a paper is in concepts, by their rarity."""
        return _length(_by_rarity(with_broader(profile.concepts, broader, tuning.broader), self))


def with_broader(
    concepts: Mapping[str, float], broader: Mapping[str, Iterable[str]], part: float
) -> Mapping[str, float]:
    """Concepts with those directly above them, which get a part of their weight."""
    weights = dict(concepts)
    for concept, weight in concepts.items():
        for above in broader.get(concept, ()):
            weights[above] = max(weights.get(above, 0.0), weight * part)
    return weights


def _by_rarity(concepts: Mapping[str, float], measures: Measures) -> dict[str, float]:
    rarities = ((concept, weight, measures.rarity(concept)) for concept, weight in concepts.items())
    return {concept: weight * rarity for concept, weight, rarity in rarities if weight and rarity}


def _length(weights: Mapping[str, float]) -> float:
    return math.sqrt(math.fsum(map(mul, weights.values(), weights.values())))


def measure(
    profiles: Iterable[Profile],
    broader: Mapping[str, Iterable[str]],
    tuning: Tuning,
    archive: Mapping[str, int] | None = None,
) -> Measures:
    """Count over all papers."""
    known = archive or {}
    kept = list(profiles)
    having: Counter[Feature] = Counter()
    terms: Counter[str] = Counter()
    for profile in kept:
        having.update(_counted_concepts(profile, broader, tuning))
        terms.update(profile.wording.terms.keys())
    having.update({("text", term): count for term, count in terms.items()})
    first = Measures(len(kept), having, 0.0, known)
    return replace(first, pivot=pivot(first.length(profile, broader, tuning) for profile in kept))


def counted(profile: Profile, broader: Mapping[str, Iterable[str]], tuning: Tuning) -> Iterator[Feature]:
    """The features of which it is counted how many papers have them."""
    yield from _counted_concepts(profile, broader, tuning)
    yield from (("text", term) for term in profile.wording.terms)


def _counted_concepts(profile: Profile, broader: Mapping[str, Iterable[str]], tuning: Tuning) -> Iterator[Feature]:
    return (("concept", concept) for concept in with_broader(profile.concepts, broader, tuning.broader))


def pivot(lengths: Iterable[float]) -> float:
    """The mean length of the papers that have one, the same in every order."""
    some = [length for length in lengths if length]
    return math.fsum(some) / len(some) if some else 1.0


def in_rows(papers: Iterable[tuple[str, str]]) -> list[str]:
    """Papers, each given with its date, in the order of their rows."""
    by_iri = sorted(papers, key=lambda each: each[1])
    return [paper for _, paper in sorted(by_iri, key=lambda each: each[0], reverse=True)]


def shared(spread: Mapping[Feature, int]) -> list[Feature]:
    """The features that two papers have at least, sorted; ``spread`` says how many have each."""
    return sorted(name for name, count in spread.items() if count > 1)


def cells(vector: Mapping[Feature, int], number: Mapping[Feature, int]) -> tuple[array[int], array[int]]:
    """The numbers of a paper's features that others share, in order, and their weights."""
    found = sorted((number[name], weight) for name, weight in vector.items() if name in number)
    return array("i", [feature for feature, _ in found]), array("i", [weight for _, weight in found])


class Vectors:
    """The vectors of all papers, in rows: the newest paper first, those of a day by IRI, so that ties go to the newer.

    ``features`` are sorted; row ``r`` has the features ``feature[start[r]:start[r + 1]]`` with as many weights.
    """

    def __init__(
        self,
        profiles: Mapping[str, Profile],
        *,
        broader: Mapping[str, Iterable[str]] | None = None,
        tuning: Tuning | None = None,
        archive: Mapping[str, int] | None = None,
    ) -> None:
        """``broader`` maps a concept to those directly above it; ``archive`` is as ``Measures`` has it."""
        self.tuning = tuning or Tuning()
        self.broader = broader or {}
        self.measures = measure(profiles.values(), self.broader, self.tuning, archive)
        papers = in_rows((profile.date, paper) for paper, profile in profiles.items())
        met: dict[Feature, int] = {}
        features, weights, lengths = array("i"), array("i"), []
        for paper in papers:
            vector = self.measures.vector(profiles[paper], self.broader, self.tuning)
            features.extend([met.setdefault(name, len(met)) for name in vector])
            weights.extend(vector.values())
            lengths.append(len(vector))
        self._fill(papers, list(met), features, weights, lengths)

    def _fill(
        self,
        papers: Sequence[str],
        names: Sequence[Feature],
        features: array[int],
        weights: array[int],
        lengths: Sequence[int],
    ) -> None:
        """``begin`` and ``add`` for all rows, whose features are numbered as they were met."""
        import numpy as np

        met, weight = np.frombuffer(features, dtype=np.int32), np.frombuffer(weights, dtype=np.int32)
        spread = np.bincount(met, minlength=len(names))
        self.begin(papers, shared(dict(zip(names, spread.tolist(), strict=True))))
        number = np.array([self.number.get(name, -1) for name in names], dtype=np.int32)[met]
        row = np.repeat(np.arange(len(papers)), np.array(lengths, dtype=np.int64))
        row, number, weight = row[number >= 0], number[number >= 0], weight[number >= 0]
        order = np.lexsort((number, row))
        self.feature.frombytes(number[order].tobytes())
        self.weight.frombytes(weight[order].tobytes())
        self.start.extend(np.cumsum(np.bincount(row, minlength=len(papers))).tolist())

    def begin(self, papers: Sequence[str], features: list[Feature]) -> None:
        """Make ready for the rows of papers (``in_rows``) with features that are ``shared``."""
        self.papers = papers
        self.row = {paper: row for row, paper in enumerate(papers)}
        self.features = features
        self.number = {name: number for number, name in enumerate(features)}
        self.start, self.feature, self.weight = array("q", [0]), array("i"), array("i")

    def add(self, feature: array[int], weight: array[int]) -> None:
        """Add the next row, by its ``cells``."""
        self.feature.extend(feature)
        self.weight.extend(weight)
        self.start.append(len(self.feature))

    @classmethod
    def assembled(
        cls,
        measures: Measures,
        papers: Sequence[str],
        features: list[Feature],
        rows: Iterable[tuple[array[int], array[int]]],
        *,
        broader: Mapping[str, Iterable[str]],
    ) -> Vectors:
        """Vectors that were made one by one: the papers as ``in_rows`` has them, the features that are ``shared``, and
        the ``cells`` of each row.
        """
        vectors = cls.__new__(cls)
        vectors.tuning, vectors.broader, vectors.measures = Tuning(), broader, measures
        vectors.begin(papers, features)
        for feature, weight in rows:
            vectors.add(feature, weight)
        return vectors

    @classmethod
    def of_graph(cls, graph: nx.MultiDiGraph[str], *, tuning: Tuning | None = None) -> Vectors:
        """The vectors of the papers of a graph as ``kg.graph.build`` lays it out."""
        from kg.graph.similarity.profile import graph_broader, graph_profiles
        from kg.graph.similarity.topics import topic_model

        profiles = dict(graph_profiles(graph))
        return cls(profiles, broader=graph_broader(graph), tuning=tuning, archive=topic_model().spread)

    def vector(self, paper: str) -> dict[int, int]:
        """The weights of a paper by the numbers of its features."""
        row = self.row[paper]
        here = slice(self.start[row], self.start[row + 1])
        return dict(zip(self.feature[here], self.weight[here], strict=True))

    def parts(self, one: str, other: str) -> dict[Feature, int]:
        """What each shared feature adds to the score of two papers, in millionths."""
        first, second = self.vector(one), self.vector(other)
        return {self.features[number]: first[number] * second[number] for number in first if number in second}

    def __eq__(self, other: object) -> bool:
        """Whether all papers have the same weights."""
        return isinstance(other, Vectors) and all(
            getattr(self, name) == getattr(other, name) for name in ("papers", "features", "start", "feature", "weight")
        )

    __hash__ = None  # type: ignore[assignment]
