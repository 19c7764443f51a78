r"""Refuses updates and SERVICE before a query reaches the engine, by its tokens.

Why so careful: pyoxigraph answers SERVICE with an HTTP request from this machine, and its parser has no
tokens, so that keywords need no space around them: ``1SERVICE<…>``, ``SERVICEkg:x{…}`` and
``FILTER(?a<2)SERVICE#>`` all are SERVICE calls. The rules, in the order of ``_refusal``:

- a bare word that holds "service" (it may be glued to a number, ``true`` or another keyword);
- a prefixed name that holds "service" in a prefix that the query does not declare, or that stands before ``{``
  (after GRAPH, FROM, NAMED and DESCRIBE such a name is harmless);
- an IRI that holds "service" behind a ``)``: after an operand its ``<`` may be read as "less than";
- a bare word that only an update has.

``\uXXXX`` may stand anywhere in SPARQL and is resolved before parsing, so a query is looked at as written
and as resolved. Strings, comments, variables, other IRIs and other prefixed names are free to say what they like.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import RefusedQueryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAME_START: Final = r"[^\W\d_]"
_TOKEN: Final = (  # compiled when a query is looked at by its tokens
    rf"""(?xs)
      (?P<comment>\#[^\r\n]*)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
        | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
    | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
    | (?P<variable>[?$]\w+)
    | (?P<blank>_:[\w][\w.\-]*)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:{_NAME_START}[\w.\-]*)?:(?:[\w:]|%[0-9A-Fa-f]{{2}}|\\\S)?(?:[\w.:\-]|%[0-9A-Fa-f]{{2}}|\\\S)*)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<space>\s+)
    | (?P<sign>.)
    """
)
_ESCAPE: Final = r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})"
_UPDATES: Final = frozenset(
    ("insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with", "using")
)
_BEFORE_A_NAME: Final = frozenset(("graph", "from", "named", "describe"))
_SERVICE: Final = "service"


class Token(NamedTuple):
    """A piece of a query; ``start`` and ``end`` count characters of the query."""

    kind: str
    text: str
    start: int
    end: int


def tokens(query: str) -> tuple[Token, ...]:
    """The query in pieces, without comments and white space. Anything is a token: there are no errors."""
    return tuple(
        Token(found.lastgroup or "", found[0], found.start(), found.end())
        for found in re.finditer(_TOKEN, query)
        if found.lastgroup not in {"comment", "space"}
    )


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column (both from 1) of an offset."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def check(query: str) -> None:
    """Let a query pass that only reads this graph.

    Raises:
        RefusedQueryError: it holds an update or a SERVICE call.
    """
    for text in dict.fromkeys((query, resolve_escapes(query) if "\\" in query else query)):
        if not _may_be_refused(text):
            continue
        for token, message in _refusals(tokens(text)):
            line, column = place(text, token.start)
            raise RefusedQueryError(message, line=line, column=column)


def resolve_escapes(query: str) -> str:
    r"""The query with ``\uXXXX`` and ``\UXXXXXXXX`` replaced by what they stand for."""

    def character(found: re.Match[str]) -> str:
        code = int(found[1] or found[2], 16)
        return chr(code) if code <= 0x10FFFF else found[0]

    return re.sub(_ESCAPE, character, query)


def _may_be_refused(text: str) -> bool:
    """Whether a word of those that are refused stands anywhere: most queries need no closer look."""
    folded = text.casefold()
    return any(word in folded for word in (_SERVICE, *_UPDATES))


def _refusals(found: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    words = ["", *(token.text.casefold() for token in found), ""]
    declared = frozenset(word for before, word in pairwise(words) if before == "prefix")
    for token, before, after in zip(found, words, words[2:], strict=False):
        message = _refusal(token, declared, before=before, after=after)
        if message:
            yield token, message


def _refusal(token: Token, declared: frozenset[str], *, before: str, after: str) -> str:
    text = token.text.casefold()
    if _SERVICE in text and _calls_service(token.kind, text, declared, before=before, after=after):
        return "SERVICE is refused: a query is answered from this graph alone, without the network"
    if token.kind == "word" and text in _UPDATES:
        return f"{token.text.upper()} is refused: a graph is read here, `kg build` is what changes it"
    return ""


def _calls_service(kind: str, text: str, declared: frozenset[str], *, before: str, after: str) -> bool:
    if kind == "iri":
        return _SERVICE in text.partition(")")[2]
    prefix, colon, _ = text.partition(":")
    if kind == "name" and _SERVICE in prefix:
        known = before == "prefix" or prefix + colon in declared
        return not known or (after == "{" and before not in _BEFORE_A_NAME)
    return kind == "word"
