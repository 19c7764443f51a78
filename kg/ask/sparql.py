"""SPARQL over a built graph: SELECT, ASK, CONSTRUCT and DESCRIBE, with all prefixes predeclared.

A query passes ``guard.check`` before the engine sees it. ``written`` makes bytes of what is found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.ask import guard, written
from kg.errors import FormatError, QueryError
from kg.ontology.terms import BASE, prefixes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.ask.answers import Answer

FORMATS: Final = ("json", "csv", "xml", "turtle")
"""What an answer can be written as; "turtle" is for triples only."""

_PADDING: Final = "\n" * 32  # longer than any keyword, which the engine's parser may point behind
# What the engine says of a fault; compiled when there is one.
_PLACE: Final = r"error at (\d+):(\d+): expected (?:one of )?"
_QUOTED: Final = r'"((?:[^"\\]|\\.)*)"'
_SENTENCE: Final = r"(?<![\"\w])(?:The |IRI |language |Duplicated |Prefix )[^,\[\]]*"

Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
"""What the engine finds, not yet read to its end."""


def answer(store: ox.Store, query: str, *, base: str = BASE) -> Answer:
    """Ask the store.

    Raises:
        RefusedQueryError: an update or SERVICE.
        QueryError: it cannot be parsed or evaluated.
    """
    from kg.ask.answers import read

    return read(serialised(store, query, form="json", base=base))


def serialised(store: ox.Store, query: str, *, form: str, base: str = BASE, ready: bool = False) -> bytes:
    """The answer in one of ``FORMATS``: SPARQL 1.1 results as JSON, CSV or XML, or triples as Turtle.

    ``ready`` as in ``evaluate``.

    Raises:
        QueryError: as ``answer``.
        UsageError: the query does not answer in that format.
    """
    found = evaluate(store, query, base=base, ready=ready)
    try:
        if isinstance(found, ox.QueryTriples):
            triples = written.in_order(found)
            return written.graph(triples, form, base=base) if form == "turtle" else written.rows(triples, form)
        if form == "turtle":
            raise FormatError("only CONSTRUCT and DESCRIBE answer in Turtle: choose table, json, csv or xml")
        return written.results(found, form).body
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be evaluated: {error}") from error


def evaluate(store: ox.Store, query: str, *, base: str = BASE, ready: bool = False) -> Found:
    """What the store finds; it goes on evaluating while that is read.

    ``ready``: the guard has let the query pass, and it declares its prefixes, as ``questions.spelled_out`` gives it.

    Raises:
        RefusedQueryError: an update or SERVICE.
        QueryError: it cannot be parsed or evaluated.
    """
    if not ready:
        guard.check(query)
    known = {} if ready else prefixes(base)
    try:
        return store.query(query, prefixes=known)
    except SyntaxError as error:
        raise fault(query, str(error), known) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be evaluated: {error}") from error


# ---------------------------------------------------------------- faults


def fault(query: str, message: str, known: Mapping[str, str]) -> QueryError:
    """The engine's syntax error in the user's words, at the token that is at fault.

    The engine's own column is where its parser gave up, up to a keyword's length too far; the first token
    that cannot follow what stands before it is found by bisection over prefixes of the query.
    """
    pieces = guard.tokens(query)
    index = _first_bad(query, pieces, dict(known))
    token = pieces[index] if index < len(pieces) else None
    start = token.start if token else max((piece.end for piece in pieces), default=0)
    line, column = guard.place(query, start)
    reason = _reason(message, token) or f"{_unexpected(token)}{_expected(query[:start], known, first=index == 0)}"
    text = f"{reason}\n{_excerpt(query, line, column)}"
    return QueryError(text, line=line, column=column)


def _first_bad(query: str, pieces: Sequence[guard.Token], known: dict[str, str]) -> int:
    empty = ox.Store()
    low, high = 0, len(pieces)  # the first ``low`` tokens can begin a query
    while low < high:
        middle = (low + high + 1) // 2
        if _can_begin(empty, query[: pieces[middle - 1].end], known):
            low = middle
        else:
            high = middle - 1
    return low


def _can_begin(empty: ox.Store, start: str, known: dict[str, str]) -> bool:
    text = start + _PADDING
    try:
        empty.query(text, prefixes=known)
    except SyntaxError as error:
        found = re.match(_PLACE, str(error))
        return bool(found) and int(found[1]) > text.count("\n")  # type: ignore[index]
    return True


def _reason(message: str, token: guard.Token | None) -> str:
    """What the engine states in words, or what the token itself shows; "" if neither."""
    if token and token.kind == "name" and "Prefix not found" in message:
        return f"the prefix of {token.text} is not declared"
    if token and token.text in {'"', "'"}:
        return "a string is not closed"
    stated = re.search(_SENTENCE, message)
    if not stated or stated[0].startswith("Prefix"):
        return ""
    return stated[0].strip() + (f", before {token.text}" if token else "")


def _unexpected(token: guard.Token | None) -> str:
    return f"{token.text} cannot stand here" if token else "the query ends too early"


def _expected(start: str, known: Mapping[str, str], *, first: bool) -> str:
    """What could stand behind the good part of the query, where that is short to say."""
    if first:
        return ": a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE (or PREFIX)"
    try:
        ox.Store().query(start.rstrip() + " ", prefixes=dict(known))
    except SyntaxError as error:
        wanted = sorted(set(re.findall(_QUOTED, str(error).partition("expected")[2])))
        if "?" in wanted:
            return ": a variable is expected" if "<" not in wanted else ": a variable or a value is expected"
        signs = [sign for sign in wanted if re.fullmatch(r"[^\\\w]{1,2}", sign)]
        return f": {' or '.join(signs)} is expected" if 0 < len(signs) <= 4 else ""
    return ""


def _excerpt(query: str, line: int, column: int) -> str:
    lines = query.splitlines() or [""]
    text = lines[min(line, len(lines)) - 1].replace("\t", " ")
    first = max(0, column - 60)
    return f"  {text[first : first + 100]}\n  {' ' * (column - 1 - first)}^"
