"""What a graph holds, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.ask import nodes
from kg.ask.nodes import Thing
from kg.ontology.terms import KG, NODE_CLASS, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

_RELATIONS: Final = (
    *(f"kg:{role.removeprefix(KG)}" for role in nodes.concept_roles()),
    "dcterms:creator",
    "kg:coAuthorOf",
    "kg:sharesTopicWith",
    "kg:reports",
    "skos:broader",
    "skos:related",
)


@dataclass(frozen=True, slots=True)
class Usage:
    """A concept and how many papers name it."""

    thing: Thing
    papers: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic community and how many papers are in it."""

    name: str
    papers: int


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts by kind and by property (CURIE), dates, the most named concepts of each kind, and the topics."""

    triples: int
    kinds: tuple[tuple[str, int], ...]
    relations: tuple[tuple[str, int], ...]
    first_date: str
    last_date: str
    top: tuple[tuple[str, tuple[Usage, ...]], ...]
    communities: tuple[Topic, ...]


def stats(store: ox.Store, *, top: int = 5, topics: bool = False) -> Stats:
    """Count; ``top`` is how many concepts of each kind are named, ``topics`` looks for communities (slow if large)."""
    kinds = ((kind, len(nodes.instances(store, kind))) for kind in NODE_CLASS)
    relations = ((name, _count(store, _expanded(name))) for name in _RELATIONS)
    dates = sorted(nodes.value(store, iri, PREFIXES["dcterms"] + "date") for iri in nodes.instances(store, "digest"))
    return Stats(
        triples=len(store),
        kinds=tuple(kinds),
        relations=tuple(relations),
        first_date=dates[0] if dates else "",
        last_date=dates[-1] if dates else "",
        top=tuple((kind, _top(store, usage, top)) for kind, usage in _usage(store).items()),
        communities=_communities(store) if topics else (),
    )


def _expanded(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def _count(store: ox.Store, relation: str) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, nodes.node(relation), None, ox.DefaultGraph()))


def _usage(store: ox.Store) -> dict[str, Counter[str]]:
    """How many papers stand in any role to each concept, by kind."""
    papers: dict[str, set[str]] = {}
    for relation in nodes.concept_roles():
        for quad in store.quads_for_pattern(None, nodes.node(relation), None, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                papers.setdefault(quad.object.value, set()).add(quad.subject.value)
    return {
        kind: Counter({iri: len(papers[iri]) for iri in nodes.instances(store, kind) if iri in papers})
        for kind in nodes.CONCEPT_KINDS
    }


def _top(store: ox.Store, usage: Counter[str], count: int) -> tuple[Usage, ...]:
    ordered: Iterable[tuple[str, int]] = sorted(usage.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Usage(nodes.thing(store, iri), papers) for iri, papers in list(ordered)[:count])


def _communities(store: ox.Store) -> tuple[Topic, ...]:
    from kg.graph.communities import communities
    from kg.store.convert import from_store

    return tuple(Topic(found.name, len(found.papers)) for found in communities(from_store(store)))
