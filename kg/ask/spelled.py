"""A named query with the values of its parameters written into it: SPARQL that stands on its own.

So it is asked here, by other engines that hold the graph, and by people who go on from it by hand. Each place of a
parameter's variable gets the value as a term, and the lists that can only hold variables (SELECT, GROUP BY, ORDER BY)
lose it; the answer has the query's ``columns``. A value is a term already and is written as one, escaped: it never gets
out of its place. An engine plans with what it reads: a variable that is bound only while it answers
(``substitutions=``) costs it up to two hundred times as much.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kg.ask import guard
from kg.errors import UsageError
from kg.ontology.terms import BASE, prefixes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.ontology.queries import Bound, NamedQuery

_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?", re.ASCII)
_DECLARED: Final = re.compile(r"^PREFIX\s+(\S*):", re.MULTILINE)
_START: Final = re.compile(r"^(?:PREFIX|SELECT)\b", re.MULTILINE)
_PARAMETER: Final = re.compile(r"^# @param .*\n", re.MULTILINE)
_IRI: Final = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*""")
_NO_GROUP: Final = re.compile(r"^GROUP BY *\n", re.MULTILINE)
_ESCAPES: Final = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_LISTS: Final = frozenset(("select", "group", "order"))
"""The words that open a list of variables."""
_ENDS: Final = frozenset(("where", "from", "having", "limit", "offset", "values"))


def spelled(query: NamedQuery, values: Mapping[str, Bound], *, base: str = BASE) -> str:
    """The text of the query, each of ``values`` (all of its parameters, by name) in its places.

    Raises:
        UsageError: a value that is to be an IRI is none.
    """
    known = prefixes(base)
    terms = {name: _term(value, known) for name, value in values.items()}
    pieces, end = _around(query.text, frozenset(terms))
    found = "".join([part for text, name in pieces for part in (text, terms[name][0] if name else "")] + [end])
    return _declared(_NO_GROUP.sub("", found), sorted({prefix for _, prefix in terms.values() if prefix}), known)


@lru_cache(maxsize=64)  # there are fewer named queries
def _around(query: str, names: frozenset[str]) -> tuple[tuple[tuple[str, str], ...], str]:
    """A query cut at these variables: each piece with the variable to write behind it ("": none), and the end."""
    text = _PARAMETER.sub("", query)
    pieces, last = [], 0
    for token, listed in _tokens(text):
        name = token.text[1:] if token.kind == "variable" else ""
        if name not in names:
            continue
        before = text[last : token.start]
        pieces.append((before.rstrip(" "), "") if listed else (before, name))
        last = token.end
    return tuple(pieces), text[last:]


def _tokens(text: str) -> Iterator[tuple[guard.Token, bool]]:
    """The tokens of a query, and whether each stands by itself in a list of variables."""
    listing, depth = False, 0
    for token in guard.tokens(text):
        word = token.text.lower() if token.kind == "word" else token.text
        if word in _LISTS:
            listing, depth = True, 0
        elif word in _ENDS or word in {"{", "}"}:
            listing = False
        depth += {"(": 1, ")": -1}.get(word, 0)
        yield token, listing and depth == 0


def _term(value: Bound, known: Mapping[str, str]) -> tuple[str, str]:
    """A value as SPARQL, and the prefix that it uses ("": none)."""
    if value.datatype:
        return _literal(value, known)
    if not _IRI.fullmatch(value.value):
        raise UsageError(f"{value.value!r} is no IRI")
    for prefix, iri in known.items():
        local = value.value.removeprefix(iri)
        if local != value.value and _LOCAL.fullmatch(local):
            return f"{prefix}:{local}", prefix
    return f"<{value.value}>", ""


def _literal(value: Bound, known: Mapping[str, str]) -> tuple[str, str]:
    if value.datatype.endswith("#integer") and value.value.isascii() and value.value.isdecimal():
        return value.value, ""
    text = f'"{value.value.translate(_ESCAPES)}"'
    if value.datatype.endswith("#string"):
        return text, ""
    return f"{text}^^xsd:{value.datatype.removeprefix(known['xsd'])}", "xsd"


def _declared(text: str, used: list[str], known: Mapping[str, str]) -> str:
    """The query with the prefixes declared that it has come to use."""
    there = set(_DECLARED.findall(text))
    lines = "".join(f"PREFIX {prefix}: <{known[prefix]}>\n" for prefix in used if prefix not in there)
    place = _START.search(text)
    return text[: place.start()] + lines + text[place.start() :] if place else lines + text
