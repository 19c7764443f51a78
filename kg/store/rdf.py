"""The graph as an rdflib Graph, for programs that know rdflib better than SPARQL on a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib

from kg.ontology.terms import BASE, prefixes
from kg.store.convert import base_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def to_rdflib(triples: ox.Store | Iterable[ox.Triple], *, base: str | None = None) -> rdflib.Graph:
    """Triples, or all that a store holds, in an rdflib Graph with all prefixes bound; every literal keeps its form.

    ``base`` is that of the prefixes; a store knows its own.
    """
    known = base_of(triples) if isinstance(triples, ox.Store) else BASE
    graph = rdflib.Graph(bind_namespaces="none")
    for name, iri in sorted(prefixes(base or known).items()):
        graph.bind(name, iri)
    terms: dict[object, rdflib.URIRef | rdflib.Literal] = {}
    for triple in triples:
        one, two, three = (
            terms.get(term) or terms.setdefault(term, _term(term))
            for term in (triple.subject, triple.predicate, triple.object)
        )
        graph.add((one, two, three))
    return graph


def _term(term: object) -> rdflib.URIRef | rdflib.Literal:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if not isinstance(term, ox.Literal):
        raise TypeError(f"only IRIs and literals are in a graph: {term}")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype == _STRING:
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


_STRING = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")
