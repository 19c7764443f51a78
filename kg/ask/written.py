"""What a query found as bytes: results as JSON, XML, CSV or TSV, triples as Turtle, N-Triples, RDF/XML or JSON-LD.

Triples come sorted and without duplicates; blank nodes in them get canonical names (RDFC 1.0), so that the same
question has the same answer. An answer can be cut at a number of rows and of bytes, and says whether it was.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple, cast

import pyoxigraph as ox

from kg.errors import FormatError, QueryMemoryError
from kg.ontology.terms import prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable

RESULTS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
"""What SELECT and ASK can be written as."""

GRAPHS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
"""What CONSTRUCT and DESCRIBE can be written as."""

_TRIPLE: Final = ("subject", "predicate", "object")


class Limit(NamedTuple):
    """Where an answer is cut: after so many rows or triples, and before so many bytes of them."""

    rows: int
    size: int


class Written(NamedTuple):
    """An answer in ``form``; ``cut`` says after how many rows, as there are more than the limit allows (0: all)."""

    body: bytes
    form: str
    cut: int = 0


def results(found: ox.QuerySolutions | ox.QueryBoolean, form: str, *, limit: Limit | None = None) -> Written:
    """Solutions or a truth value as one of ``RESULTS``.

    Raises:
        FormatError: XML cannot carry a character of the answer.
        QueryMemoryError: a single row is larger than the limit.
    """
    if limit is None or isinstance(found, ox.QueryBoolean):
        return Written(_sound(found.serialize(format=RESULTS[form]) or b"", form), form)
    if not found.variables:  # rows of nothing, which no text format can count
        empty: list[dict[str, Any]] = [{} for _ in islice(found, limit.rows + 1)]
        body = _sparql_json((), empty[: limit.rows])
        return Written(convert(body, form=form), form, cut=limit.rows if len(empty) > limit.rows else 0)
    lines = _Lines(limit)
    with suppress(_FullError):
        found.serialize(cast("IO[bytes]", lines), format=ox.QueryResultsFormat.TSV)
    text, kept = lines.text()
    return Written(convert(text, form=form, source="tsv"), form, cut=kept if lines.full else 0)


def convert(text: bytes, *, form: str, source: str = "json") -> bytes:
    """SPARQL results in another of ``RESULTS``.

    Raises:
        FormatError: XML cannot carry a character of the answer.
    """
    if form == source:
        return text
    return _sound(ox.parse_query_results(text, format=RESULTS[source]).serialize(format=RESULTS[form]) or b"", form)


def in_order(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Triples sorted, none twice, blank nodes by canonical names."""
    return sorted(_canonical(triples), key=str)


def cut(triples: Iterable[ox.Triple], limit: Limit) -> tuple[list[ox.Triple], int]:
    """The first different triples that the limit allows, in order, and how many if there are more (0: all)."""
    kept: dict[ox.Triple, None] = {}
    for triple in triples:
        if triple not in kept and len(kept) == limit.rows:
            return in_order(kept), limit.rows
        kept[triple] = None
    return in_order(kept), 0


def graph(triples: Iterable[ox.Triple], form: str, *, base: str) -> bytes:
    """Triples, in the order given, as one of ``GRAPHS``. Turtle and RDF/XML declare the prefixes that they use.

    Raises:
        FormatError: RDF/XML cannot write a property or a character of them.
    """
    from kg.store import serialize

    kept = list(triples)
    if form == "jsonld" and not any(isinstance(part, ox.BlankNode | ox.Triple) for each in kept for part in each):
        return "".join(serialize.json_ld(kept, base=base)).encode()
    if form == "ntriples":
        return serialize.ntriples(kept)
    used = {} if form == "jsonld" else {name: iri for name, iri in prefixes(base).items() if _uses(kept, iri)}
    try:
        return _sound(ox.serialize(kept, format=GRAPHS[form], prefixes=used) or b"", form)
    except ValueError as error:
        raise FormatError(f"the answer cannot be written as {form}: {error}") from error


def rows(triples: Iterable[ox.Triple], form: str) -> bytes:
    """Triples as SPARQL results with the columns subject, predicate and object."""
    found = [dict(zip(_TRIPLE, map(_json_term, triple), strict=True)) for triple in triples]
    return convert(_sparql_json(_TRIPLE, found), form=form)


def _sparql_json(variables: Iterable[str], bindings: list[dict[str, Any]]) -> bytes:
    import json

    found = {"head": {"vars": list(variables)}, "results": {"bindings": bindings}}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _canonical(triples: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
    unique = dict.fromkeys(triples)
    if not any(isinstance(term, ox.BlankNode) for triple in unique for term in triple):
        return unique
    dataset = ox.Dataset(ox.Quad(*triple) for triple in unique)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in dataset]


def _uses(triples: Iterable[ox.Triple], namespace: str) -> bool:
    return any(
        isinstance(term, ox.NamedNode) and term.value.startswith(namespace) for triple in triples for term in triple
    )


def _json_term(term: object) -> dict[str, Any]:
    match term:
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": term.value}
        case ox.Literal():
            return {"type": "literal", "value": term.value} | _literal_type(term)
        case ox.Triple():
            parts = dict(zip(_TRIPLE, map(_json_term, term), strict=True))
            return {"type": "triple", "value": parts}
    raise TypeError(f"not an RDF term: {term!r}")


def _literal_type(term: ox.Literal) -> dict[str, str]:
    if term.language:
        return {"xml:lang": term.language}
    datatype = term.datatype.value
    return {} if datatype.endswith("#string") else {"datatype": datatype}


def _sound(body: bytes, form: str) -> bytes:
    """The body, if it is XML only where it is well-formed: the engine writes what XML cannot carry all the same."""
    if form in {"xml", "rdfxml"}:
        import xml.parsers.expat

        try:
            xml.parsers.expat.ParserCreate(namespace_separator=" ").Parse(body, True)
        except xml.parsers.expat.ExpatError as error:
            raise FormatError(f"XML cannot carry this answer ({error}): ask for another format") from error
    return body


class _FullError(Exception):
    """The limit is reached."""


class _Lines:
    """Takes TSV, in which a row is a line, until there are as many as the limit allows."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._rows = -1  # the first line is the header
        self._size = 0
        self.full = False

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self._rows += data.count(b"\n")
        self._size += len(data)
        if self._rows > self._limit.rows or self._size > self._limit.size:
            self.full = True
            raise _FullError
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def text(self) -> tuple[bytes, int]:
        """The header and all rows that are whole and within the limit, and how many they are.

        Raises:
            QueryMemoryError: none is.
        """
        data = b"".join(self._parts)
        if not self.full:
            return data, self._rows
        lines = data[: self._limit.size].split(b"\n", self._limit.rows + 1)
        whole = lines[: self._limit.rows + 1] if len(lines) > self._limit.rows + 1 else lines[:-1]
        if len(whole) < 2:
            raise QueryMemoryError("a single row of the answer is larger than an answer may be")
        return b"\n".join(whole) + b"\n", len(whole) - 1
