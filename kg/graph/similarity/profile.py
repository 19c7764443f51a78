"""What the score knows of a paper: its concepts by role, its authors, its wording, and its day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kg.graph.leaving import edges_from, leaving
from kg.graph.similarity.wording import Wording

if TYPE_CHECKING:
    import networkx as nx

ROLE_WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
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

WORDINGS: Final = "wordings"
"""The attribute of a graph that maps each paper's IRI to its ``Wording``."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the score knows of a paper.

    ``concepts`` maps each concept's IRI to the weight of the paper's role, ``date`` is the ISO date of its first
    digest.
    """

    concepts: Mapping[str, float] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    wording: Wording = field(default_factory=Wording)
    date: str = ""


def graph_profiles(graph: nx.MultiDiGraph[str]) -> Iterator[tuple[str, Profile]]:
    """Each paper's profile, read from a graph as ``kg.graph.build`` lays it out."""
    wordings: Mapping[str, Wording] = graph.graph.get(WORDINGS, {})
    nothing, near = Wording(), leaving(graph)
    for paper, attributes in graph.nodes(data=True):
        if attributes.get("kind") != "paper":
            continue
        concepts: dict[str, float] = {}
        authors = []
        for target, relation, _ in edges_from(near, paper):
            role = relation.removeprefix("kg:")
            if relation == "dcterms:creator":
                authors.append(target)
            elif role in ROLE_WEIGHTS:
                concepts[target] = max(concepts.get(target, 0.0), ROLE_WEIGHTS[role])
        date = str(attributes.get("first_listed", ""))
        yield paper, Profile(concepts, tuple(sorted(authors)), wordings.get(paper, nothing), date)


def graph_broader(graph: nx.MultiDiGraph[str]) -> dict[str, tuple[str, ...]]:
    """The concepts directly above each concept of a graph."""
    above: dict[str, list[str]] = {}
    for concept, others in graph.adjacency():
        for wider, relations in others.items():
            if "skos:broader" in relations:
                above.setdefault(concept, []).append(wider)
    return {concept: tuple(sorted(wider)) for concept, wider in above.items()}
