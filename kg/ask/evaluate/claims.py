"""What a graph says of one paper, as predictions: its concepts with their mentions, and its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.ask import nodes
from kg.ask.evaluate.gold import PLACES, Number, unit
from kg.extract.gold import normal
from kg.ontology.terms import ARXIV, KG, PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

MENTIONS: Final = "mentions"
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TARGET: Final = PREFIXES["oa"] + "hasTarget"
_BODY: Final = PREFIXES["oa"] + "hasBody"
_EXACT: Final = PREFIXES["oa"] + "exact"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One mention: where it stands, its text, and how sure the graph is of it."""

    section: str
    start: int
    end: int
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """A concept that a paper names. ``roles`` are those of gold files, best first, without the bare mention."""

    iri: str
    label: str
    labels: frozenset[str]
    kinds: frozenset[str]
    roles: tuple[str, ...]
    places: tuple[Place, ...] = ()

    @property
    def kind(self) -> str:
        return min(self.kinds, default="")

    @property
    def role(self) -> str:
        """The most telling role."""
        return self.roles[0] if self.roles else MENTIONS

    @property
    def confidence(self) -> float | None:
        """That of the surest mention; None if the graph holds no mention."""
        return max((place.confidence for place in self.places), default=None)


def predictions(store: ox.Store, paper: str) -> list[Prediction]:
    """The concepts of the paper with that arXiv id, by IRI."""
    roles: dict[str, list[str]] = {}
    for relation in nodes.concept_roles():
        for concept in nodes.values(store, ARXIV + paper, relation):
            role = _CAPITAL.sub("_", relation.removeprefix(KG)).lower()
            roles.setdefault(concept, []).extend([] if role == MENTIONS else [role])
    places = _places(store, paper)
    return [
        Prediction(
            iri=iri,
            label=nodes.label(store, iri),
            labels=_labels(store, iri),
            kinds=frozenset((nodes.kind(store, iri),)) - {""},
            roles=tuple(found),
            places=tuple(sorted(places.get(iri, ()))),
        )
        for iri, found in sorted(roles.items())
    ]


def numbers(store: ox.Store, paper: str) -> list[Number]:
    """The results that the paper reports."""

    def places(result: str) -> dict[str, frozenset[str]]:
        found = (
            (place, nodes.value(store, result, KG + ("evaluatedOn" if place == "on" else place))) for place in PLACES
        )
        return {place: _labels(store, concept) for place, concept in found if concept}

    return [
        Number(float(nodes.value(store, iri, KG + "value")), unit(nodes.value(store, iri, KG + "unit")), places(iri))
        for iri in nodes.values(store, ARXIV + paper, KG + "reports")
    ]


def _labels(store: ox.Store, concept: str) -> frozenset[str]:
    relations = (nodes.PREF_LABEL, nodes.ALT_LABEL, nodes.HIDDEN_LABEL)
    return frozenset(normal(name) for relation in relations for name in nodes.values(store, concept, relation)) - {""}


def _places(store: ox.Store, paper: str) -> dict[str, list[Place]]:
    """The mentions in a paper, by the concept that they name."""
    found: dict[str, list[Place]] = {}
    for mention in nodes.sources(store, _TARGET, ARXIV + paper):
        section, start, end, confidence = (
            nodes.value(store, mention, KG + name) for name in ("section", "start", "end", "confidence")
        )
        place = Place(section, int(start), int(end), nodes.value(store, mention, _EXACT), float(confidence))
        found.setdefault(nodes.value(store, mention, _BODY), []).append(place)
    return found
