"""What a query answers, as typed rows: read from SPARQL 1.1 Query Results JSON, without any RDF library."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Term(NamedTuple):
    """One RDF term as SPARQL's JSON has it: ``kind`` is "uri", "literal", "bnode" or "triple"."""

    kind: str
    value: str
    language: str = ""
    datatype: str = ""

    def __str__(self) -> str:
        return self.value


class Answer(NamedTuple):
    """What a query answers. ``boolean`` is set for ASK alone; triples are rows of three columns."""

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    boolean: bool | None = None


def read(results: bytes) -> Answer:
    """Typed rows from SPARQL results JSON."""
    found = json.loads(results)
    if "boolean" in found:
        return Answer(boolean=found["boolean"])
    names = tuple(found["head"].get("vars", ()))
    bindings = found["results"]["bindings"]
    return Answer(names, tuple(tuple(_term(row.get(name)) for name in names) for row in bindings))


def _term(binding: dict[str, Any] | None) -> Term | None:
    if binding is None:
        return None
    value = binding["value"]
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return Term(binding["type"], text, binding.get("xml:lang", ""), binding.get("datatype", ""))


def short_forms() -> list[tuple[str, str]]:
    """Namespaces with their prefixes, the longest first."""
    from kg.ontology.terms import prefixes

    return sorted(((iri, name) for name, iri in prefixes().items()), key=lambda item: -len(item[0]))


def shown(term: Term | None, known: Iterable[tuple[str, str]]) -> str:
    """A value as people read it: an IRI by its prefix where it has one of ``short_forms``."""
    if term is None:
        return ""
    if term.kind == "uri":
        return next(
            (f"{name}:{term.value[len(iri) :]}" for iri, name in known if term.value.startswith(iri)), term.value
        )
    return f"_:{term.value}" if term.kind == "bnode" else term.value
