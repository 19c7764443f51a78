"""What the store says of a thing, and which thing a user means.

The store is a pyoxigraph one with the triples of ``graph.nt`` (and the mentions, which are never looked at here).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg import kinds
from kg.ask import held
from kg.ask.ids import paper_id
from kg.errors import NotFoundError
from kg.ontology.terms import ARXIV, BASE, KG, NODE_CLASS, PREFIXES, last_part, prefixes

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPE: Final = PREFIXES["rdf"] + "type"
PREF_LABEL: Final = PREFIXES["skos"] + "prefLabel"
ALT_LABEL: Final = PREFIXES["skos"] + "altLabel"
HIDDEN_LABEL: Final = PREFIXES["skos"] + "hiddenLabel"
TITLE: Final = PREFIXES["dcterms"] + "title"
CREATOR: Final = PREFIXES["dcterms"] + "creator"
NAME: Final = PREFIXES["foaf"] + "name"
LABEL: Final = PREFIXES["rdfs"] + "label"
IDENTIFIER: Final = PREFIXES["dcterms"] + "identifier"

CONCEPT_KINDS: Final = kinds.CONCEPT_KINDS
KINDS: Final = kinds.NAMED_KINDS
"""What can be searched for and shown."""

_CLASS_KIND: Final = {iri: kind for kind, iri in NODE_CLASS.items()}
_LABELS: Final = (PREF_LABEL, LABEL, NAME, TITLE)


class Thing(NamedTuple):
    """A node of the graph: ``kind`` is "paper", "author", "method" …, ``label`` what people call it."""

    iri: str
    kind: str
    label: str


@lru_cache(maxsize=1 << 16)  # bounded: a server is asked for IRIs without end
def node(iri: str) -> ox.NamedNode:
    """The IRI as the engine's term.

    Raises:
        ValueError: it is no absolute IRI.
    """
    return ox.NamedNode(iri)


def values(store: ox.Store, iri: str, relation: str) -> list[str]:
    """The sorted objects of one property, as text."""
    found = store.quads_for_pattern(node(iri), node(relation), None, ox.DefaultGraph())
    return sorted(quad.object.value for quad in found if not isinstance(quad.object, ox.Triple))


def texts(store: ox.Store, iri: str, relation: str) -> list[tuple[str, str]]:
    """The sorted texts of one property, each with its language ("" for none)."""
    found = store.quads_for_pattern(node(iri), node(relation), None, ox.DefaultGraph())
    literals = (quad.object for quad in found if isinstance(quad.object, ox.Literal))
    return sorted((literal.value, literal.language or "") for literal in literals)


def value(store: ox.Store, iri: str, relation: str) -> str:
    """The first of ``values``, "" if there is none."""
    return next(iter(values(store, iri, relation)), "")


def sources(store: ox.Store, relation: str, iri: str) -> list[str]:
    """The sorted subjects that have this property with this object."""
    found = store.quads_for_pattern(None, node(relation), node(iri), ox.DefaultGraph())
    return sorted(quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode))


def relations(store: ox.Store, iri: str) -> Iterator[tuple[str, str]]:
    """Property and object of every triple with this subject whose object is an IRI."""
    for quad in store.quads_for_pattern(node(iri), None, None, ox.DefaultGraph()):
        if isinstance(quad.object, ox.NamedNode):
            yield quad.predicate.value, quad.object.value


def pairs(store: ox.Store, relation: str) -> Iterator[tuple[str, str]]:
    """Subject and object, as text, of every triple with this property."""
    for quad in store.quads_for_pattern(None, node(relation), None, ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
            yield quad.subject.value, quad.object.value


def named(store: ox.Store, relation: str, name: str) -> set[str]:
    """The things that have this very name, in English, in Korean or in no language, by this property."""
    literals = (ox.Literal(name), *(ox.Literal(name, language=language) for language in ("en", "ko")))
    quads = (store.quads_for_pattern(None, node(relation), each, ox.DefaultGraph()) for each in literals)
    return {quad.subject.value for each in quads for quad in each if isinstance(quad.subject, ox.NamedNode)}


def kind(store: ox.Store, iri: str) -> str:
    """The most specific kind that a thing is stated to be, "" if it is none of ours (or ``iri`` is "")."""
    if not iri:
        return ""
    stated = {_CLASS_KIND.get(name, "") for name in values(store, iri, TYPE)} - {""}
    return "benchmark" if "benchmark" in stated else min(stated, default="")


def label(store: ox.Store, iri: str) -> str:
    """What to call a thing: its label, name or title, else the last part of its IRI."""
    for relation in _LABELS:
        found = value(store, iri, relation)
        if found:
            return found
    return last_part(iri)


def thing(store: ox.Store, iri: str) -> Thing:
    """The node of that IRI."""
    return Thing(iri, kind(store, iri), label(store, iri))


def instances(store: ox.Store, kind_name: str) -> list[str]:
    """The sorted IRIs of one kind; a dataset that is a benchmark is no dataset here."""
    found = sources(store, TYPE, NODE_CLASS[kind_name])
    if kind_name != "dataset":
        return found
    benchmarks = set(sources(store, TYPE, NODE_CLASS["benchmark"]))
    return [iri for iri in found if iri not in benchmarks]


@held.remembered
def base(store: ox.Store) -> str:
    """The base of this graph's IRIs, read from any author, digest or concept in it."""
    for kind_name, place in (("author", "author/"), ("digest", "digest/"), *((k, "concept/") for k in CONCEPT_KINDS)):
        quads = store.quads_for_pattern(None, node(TYPE), node(NODE_CLASS[kind_name]), ox.DefaultGraph())
        found = next(iter(quads), None)
        if found is not None and isinstance(found.subject, ox.NamedNode) and f"/{place}" in found.subject.value:
            return found.subject.value.rpartition(place)[0]
    return BASE


def find_iri(store: ox.Store, text: str) -> str:
    """The IRI of what is named by id, IRI, CURIE or link and is in the graph, "" if it is not."""
    import unicodedata

    identifier = paper_id(text)
    if identifier:
        return _known(store, ARXIV + identifier)
    bare = unicodedata.normalize("NFC", text.strip()).removeprefix("<").removesuffix(">")
    if "://" in bare:
        return _known(store, bare) or _known(store, bare.rstrip("/"))
    prefix, colon, local = bare.partition(":")
    namespace = prefixes(base(store)).get(prefix, "") if colon else ""
    return _known(store, namespace + local) if namespace else ""


def paper(store: ox.Store, text: str) -> str:
    """The IRI of a paper that is named by id, link or IRI, or by its exact identifier.

    Raises:
        NotFoundError: the graph does not hold it; the message names the nearest ids.
    """
    found = find_iri(store, text) or _by_identifier(store, text.strip())
    if found and kind(store, found) == "paper":
        return found
    raise NotFoundError(f"no paper {text} in this graph{_near_ids(store, paper_id(text) or text.strip())}")


def identifier(store: ox.Store, iri: str) -> str:
    """A paper's id, as answers show it."""
    return value(store, iri, IDENTIFIER) or iri.removeprefix(ARXIV)


def exists(store: ox.Store, iri: str) -> bool:
    """Whether the graph says anything of an IRI (of what is none, it does not)."""
    try:
        subject = node(iri)
    except ValueError:
        return False
    return next(iter(store.quads_for_pattern(subject, None, None, ox.DefaultGraph())), None) is not None


def _known(store: ox.Store, iri: str) -> str:
    return iri if exists(store, iri) else ""


def _by_identifier(store: ox.Store, text: str) -> str:
    quads = store.quads_for_pattern(None, node(IDENTIFIER), ox.Literal(text), ox.DefaultGraph())
    return next((quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)), "")


def _near_ids(store: ox.Store, text: str) -> str:
    from rapidfuzz import process

    ids = [identifier(store, iri) for iri in instances(store, "paper")]
    near = sorted(process.extract(text, ids, limit=3, score_cutoff=70), key=lambda hit: (-hit[1], hit[0]))
    return f"; near it: {', '.join(hit[0] for hit in near)}" if near else "; `kg search` finds papers by title"


def concept_roles() -> tuple[str, ...]:
    """The properties from papers to concepts, most telling first."""
    return tuple(KG + name for name in kinds.CONCEPT_RELATIONS)
