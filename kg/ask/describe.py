"""What the graph says of one thing, as triples: what a client gets that follows the thing's IRI.

Its own properties; what points at it, but for the mentions, of which a concept may have thousands; and in full what
exists only for its sake: a paper's results and listings, a digest's listings. Nothing here has blank nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.ask import nodes
from kg.errors import NotFoundError
from kg.ontology.terms import KG, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

_OWNED: Final = frozenset((KG + "reports",))
_OWNERS: Final = frozenset((KG + "ofPaper", KG + "inDigest"))
_OF_MENTIONS: Final = frozenset((PREFIXES["oa"] + "hasTarget", PREFIXES["oa"] + "hasBody"))


def describe(store: ox.Store, iri: str) -> Iterator[ox.Triple]:
    """The description of a thing, each triple at least once.

    Raises:
        NotFoundError: the graph says nothing of it.
    """
    if not nodes.exists(store, iri):
        raise NotFoundError(f"this graph says nothing of {iri}")
    thing = nodes.node(iri)
    for quad in store.quads_for_pattern(thing, None, None, ox.DefaultGraph()):
        yield quad.triple
        if quad.predicate.value in _OWNED and isinstance(quad.object, ox.NamedNode):
            yield from _properties(store, quad.object)
    for quad in store.quads_for_pattern(None, None, thing, ox.DefaultGraph()):
        if quad.predicate.value in _OF_MENTIONS:
            continue
        yield quad.triple
        if quad.predicate.value in _OWNERS and isinstance(quad.subject, ox.NamedNode):
            yield from _properties(store, quad.subject)


def _properties(store: ox.Store, node: ox.NamedNode) -> Iterator[ox.Triple]:
    return (quad.triple for quad in store.quads_for_pattern(node, None, None, ox.DefaultGraph()))
