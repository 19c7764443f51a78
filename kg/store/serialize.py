"""Triples as bytes: Turtle to read, N-Triples to compare, JSON-LD and RDF/XML for other programs.

The same triples give the same bytes. Nothing here knows what the triples mean, but for JSON-LD's context.
"""

from __future__ import annotations

import json
import re
from itertools import groupby, starmap
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.ontology.context import context
from kg.ontology.terms import expand, prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Term = ox.NamedNode | ox.Literal
    Statement = tuple[ox.NamedNode, ox.NamedNode, Term]
    """A triple taken apart: the parts of one that is whole are copied whenever they are asked for."""

_PREFIXES = re.compile(rb"(?:@[^\n]*\n)*")
_NEW_SUBJECT = re.compile(rb"\n(?=[^\t@\n])")
_STRING = expand("xsd:string")
_TYPE = expand("rdf:type")
_UNDERSTOOD = frozenset({"@id", "@type", "@language"})  # a term defined with more is left alone


def parts(triples: Iterable[ox.Triple | Statement], *, least: int = 1 << 14) -> Iterator[list[Statement]]:
    """The triples, taken apart, in lists of at least so many (but for the last), which never part those of one subject.

    A million triples at once take half a gigabyte: what is written part by part needs a few megabytes.
    """
    part: list[Statement] = []
    for _, group in groupby(map(tuple, triples), key=_subject):
        part += group
        if len(part) >= least:
            yield part
            part = []
    if part:
        yield part


_subject, _predicate, _object = map(itemgetter, range(3))


def turtle(triples: Iterable[ox.Triple], *, base: str) -> bytes:
    """Turtle in the order of the triples, one block a subject, a line a property."""
    text = Turtle(base)
    return b"".join(text.piece(whole(part)) for part in parts(triples))


def whole(part: Iterable[Statement]) -> list[ox.Triple]:
    """Triples of their parts."""
    return list(starmap(ox.Triple, part))


class Turtle:
    """Turtle in pieces, one for each part of the triples."""

    def __init__(self, base: str) -> None:
        self._table = prefixes(base)
        self._head = b""

    def piece(self, part: Iterable[ox.Triple]) -> bytes:
        """What comes next; the prefixes come first."""
        plain = _serialize(part, ox.RdfFormat.TURTLE, self._table)
        if not self._head:
            self._head = _PREFIXES.match(plain)[0]  # type: ignore[index]  # it matches every text
            return _NEW_SUBJECT.sub(b"\n\n", plain)
        return _NEW_SUBJECT.sub(b"\n\n", b"\n" + plain.removeprefix(self._head))[1:]


def ntriples(triples: Iterable[ox.Triple | Statement]) -> bytes:
    """N-Triples in UTF-8, the lines sorted, none twice."""
    lines = Lines()
    for part in parts(triples):
        lines.add(whole(part))
    return b"".join(lines.pieces())


class Lines:
    """N-Triples in UTF-8, which come sorted, none twice, when all have been added."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []

    def add(self, part: Iterable[ox.Triple]) -> None:
        """Add some triples; of one kind in the order of their subjects, they are sorted the sooner."""
        self._lines += sorted(_serialize(part, ox.RdfFormat.N_TRIPLES, {}).splitlines(keepends=True))

    def pieces(self) -> Iterator[bytes]:
        """All lines in pieces of the file; they are gone then."""
        lines, self._lines = self._lines, []
        lines.sort()
        last = b""
        for at in range(0, len(lines), _BLOCK):
            block = lines[at : at + _BLOCK]
            lines[at : at + _BLOCK] = [b""] * len(block)  # a large graph need not be there twice
            yield b"".join([line for line, before in zip(block, [last, *block], strict=False) if line != before])
            last = block[-1]


_BLOCK = 1 << 13
"""So many lines are written at once."""


def rdf_xml(triples: Iterable[ox.Triple], *, base: str) -> bytes:
    """RDF/XML in the order of the triples."""
    return _serialize(triples, ox.RdfFormat.RDF_XML, prefixes(base))


def _serialize(triples: Iterable[ox.Triple], form: ox.RdfFormat, table: Mapping[str, str]) -> bytes:
    return ox.serialize(triples, format=form, prefixes=dict(sorted(table.items()))) or b""


def json_ld(triples: Iterable[ox.Triple], *, base: str) -> Iterator[str]:
    """JSON-LD 1.1 with the project's context inlined: pieces of text, one line a subject.

    Terms of the context are used where they say exactly what the triple says; everything else is written out.
    """
    text = JsonLd(base)
    yield text.head
    yield from map(text.piece, parts(triples))
    yield text.end


class JsonLd:
    """JSON-LD in pieces: ``head``, then a ``piece`` for each part of the triples, then ``end``."""

    def __init__(self, base: str) -> None:
        terms = context(base)
        self._compact = _Compactor(terms, base)
        self._separator = ""
        self.head = '{"@context":' + _dumps(terms) + ',\n"@graph":[\n'
        self.end = "\n]}\n"

    def piece(self, part: Iterable[Statement]) -> str:
        """What comes next."""
        nodes = [_dumps(self._compact.node(subject.value, group)) for subject, group in groupby(part, key=_subject)]
        text = self._separator + ",\n".join(nodes)
        self._separator = ",\n"
        return text


_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _append(properties: dict[str, Any], key: str, value: object) -> None:
    """Add a value: alone it stands for itself, with others in a list."""
    if key not in properties:
        properties[key] = value
    elif isinstance(properties[key], list):
        properties[key].append(value)
    else:
        properties[key] = [properties[key], value]


class _Shortened(dict[str, str]):
    """IRIs with the longest prefix of a table that fits, each found once."""

    def __init__(self, table: Mapping[str, str]) -> None:
        super().__init__()
        self._spaces = sorted(((iri, name) for name, iri in table.items()), key=lambda pair: (-len(pair[0]), pair))

    def __missing__(self, iri: str) -> str:
        fits = (each for each in self._spaces if iri.startswith(each[0]) and not iri.startswith("//", len(each[0])))
        space, name = next(fits, ("", ""))
        self[iri] = f"{name}:{iri[len(space) :]}" if space else iri
        return self[iri]


class _Compactor:
    """Writes terms with a context: JSON-LD's compaction, for triples without blank nodes, lists and graphs."""

    def __init__(self, terms: Mapping[str, Any], base: str) -> None:
        self._terms = terms
        self._table = {name: iri for name, iri in prefixes(base).items() if terms.get(name) == iri}
        self._short = _Shortened(self._table)
        self._names = dict(self._coercions())
        self._maps = {
            self._expanded(str(definition["@id"])): name
            for name, definition in sorted(terms.items())
            if isinstance(definition, dict) and definition.keys() == {"@id", "@container"}
            if definition["@container"] == "@language"
        }
        self._bare = "@language" not in terms

    def node(self, iri: str, triples: Iterable[Statement]) -> dict[str, Any]:
        """One subject with all its properties, in the order of the triples."""
        properties: dict[str, Any] = {}
        for node, group in groupby(triples, key=_predicate):
            predicate, values = node.value, list(map(_object, group))
            name = None if predicate == _TYPE else self._names.get((predicate, "@id"))
            if name and all(isinstance(value, ox.NamedNode) for value in values):  # most triples
                short = [self._short[value.value] for value in values]
                if name in properties or len(short) > 1:
                    for each in short:
                        _append(properties, name, each)
                else:
                    properties[name] = short[0]
            else:
                for value in values:
                    self._state(properties, predicate, value)
        return {"@id": self._short[iri], **properties}

    def _state(self, properties: dict[str, Any], predicate: str, value: object) -> None:
        if not isinstance(value, ox.NamedNode | ox.Literal):
            raise TypeError(f"only IRIs and literals can be written: {value}")
        by_language = self._maps.get(predicate)
        if by_language and isinstance(value, ox.Literal) and value.language:
            _append(properties.setdefault(by_language, {}), value.language, value.value)
        else:
            _append(properties, *self._property(predicate, value))

    def _coercions(self) -> Iterator[tuple[tuple[str, str], str]]:
        """What each usable term stands for: property and "@id", a datatype, "@" with a language, or "" for none."""
        for name, definition in sorted(self._terms.items()):
            full = definition if isinstance(definition, dict) else {"@id": definition}
            iri = str(full.get("@id", name))
            if name in self._table or name.startswith("@") or iri.startswith("@") or full.keys() - _UNDERSTOOD:
                continue
            language = full.get("@language")
            coercion = f"@{language}" if language else self._expanded(str(full.get("@type", "")))
            yield (self._expanded(iri), coercion), name

    def _expanded(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        return self._table[prefix] + local if prefix in self._table else name

    def _key(self, predicate: str) -> str:
        """The property by itself, under a name that the context does not give another meaning."""
        short = self._short[predicate]
        return predicate if short in self._terms else short

    def _property(self, predicate: str, value: Term) -> tuple[str, object]:
        if predicate == _TYPE:
            return "@type", self._names.get((value.value, ""), self._short[value.value])
        if isinstance(value, ox.Literal):
            return self._literal(predicate, value)
        name = self._names.get((predicate, "@id"))
        short = self._short[value.value]
        return (name, short) if name else (self._key(predicate), {"@id": short})

    def _literal(self, predicate: str, value: ox.Literal) -> tuple[str, object]:
        datatype = value.datatype.value
        plain = datatype == _STRING
        coercion = f"@{value.language}" if value.language else "" if plain else datatype
        name = self._names.get((predicate, coercion))
        if name and (self._bare or not plain):
            return name, value.value
        if value.language:
            return self._key(predicate), {"@value": value.value, "@language": value.language}
        marked = {"@value": value.value, **({} if plain else {"@type": self._short[datatype]})}
        return self._key(predicate), value.value if plain and self._bare else marked
