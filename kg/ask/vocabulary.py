"""What a query can say: prefixes, and the classes and properties of the ontology and of the graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.ask import nodes
from kg.ontology import files
from kg.ontology.terms import KG, PREFIXES, prefixes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_OWL: Final = PREFIXES["owl"]
_VOID: Final = PREFIXES["void"]
_SORTS: Final = {
    f"{_OWL}Class": "class",
    f"{_OWL}ObjectProperty": "property",
    f"{_OWL}DatatypeProperty": "property",
}
_USES: Final = (("class", "class", "entities"), ("property", "property", "triples"))
"""Sort of term, the property of VoID that names it, and the one that counts it."""


@dataclass(frozen=True, slots=True, order=True)
class Word:
    """A class or property; ``labels`` and ``comments`` by language, ``uses`` as the graph's description counts them.

    A class is used by its instances, a property by its triples; 0: not at all, or nothing counts it.
    """

    name: str
    iri: str
    sort: str
    labels: Mapping[str, str] = field(default_factory=dict, compare=False)
    comments: Mapping[str, str] = field(default_factory=dict, compare=False)
    uses: int = 0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All prefixes that queries know, and all classes and properties by name."""

    prefixes: Mapping[str, str]
    words: tuple[Word, ...]


def vocabulary(store: ox.Store, folder: Path) -> Vocabulary:
    """The vocabulary of the graph in ``folder``, which has ``store``: the ontology's, and what else the graph uses."""
    known = prefixes(nodes.base(store))
    described, counted = _described(), _counted(folder)
    found = []
    for iri, sort in sorted({iri: sort for iri, (sort, _) in {**counted, **described}.items()}.items()):
        labels, comments = described.get(iri, ("", ({}, {})))[1]
        found.append(Word(_short(iri, known), iri, sort, labels, comments, counted.get(iri, ("", 0))[1]))
    return Vocabulary(known, tuple(sorted(found)))


_Texts = tuple[dict[str, str], dict[str, str]]


@cache
def _described() -> dict[str, tuple[str, _Texts]]:
    """The terms of the ontology itself: sort, labels, comments."""
    triples = [quad.triple for quad in ox.parse(path=str(files.ontology_path()), format=ox.RdfFormat.TURTLE)]
    sorts = {
        each.subject.value: _SORTS[each.object.value]
        for each in triples
        if isinstance(each.subject, ox.NamedNode)
        and each.subject.value.startswith(KG)
        and isinstance(each.object, ox.NamedNode)
        and each.predicate.value == nodes.TYPE
        and each.object.value in _SORTS
    }
    found: dict[str, tuple[str, _Texts]] = {iri: (sort, ({}, {})) for iri, sort in sorts.items()}
    places = {nodes.LABEL: 0, PREFIXES["rdfs"] + "comment": 1}
    for each in triples:
        if (
            isinstance(each.subject, ox.NamedNode)
            and each.subject.value in found
            and each.predicate.value in places
            and isinstance(each.object, ox.Literal)
        ):
            found[each.subject.value][1][places[each.predicate.value]][each.object.language or "en"] = each.object.value
    return found


def _counted(folder: Path) -> dict[str, tuple[str, int]]:
    """What the graph's description in VoID counts, () where there is none: sort and number by IRI."""
    store = ox.Store()
    try:
        store.load(path=str(folder / "void.ttl"), format=ox.RdfFormat.TURTLE)
    except (OSError, SyntaxError):
        return {}
    found = {}
    for sort, naming, counting in _USES:
        for part in store.quads_for_pattern(None, ox.NamedNode(_VOID + naming), None):
            (counted,) = store.quads_for_pattern(part.subject, ox.NamedNode(_VOID + counting), None)
            if isinstance(part.object, ox.NamedNode) and isinstance(counted.object, ox.Literal):
                found[part.object.value] = (sort, int(counted.object.value))
    return found


def _short(iri: str, known: Mapping[str, str]) -> str:
    name = next((name for name, start in known.items() if iri.startswith(start)), "")
    return f"{name}:{iri.removeprefix(known[name])}" if name else f"<{iri}>"
