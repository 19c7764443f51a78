"""The named queries: SPARQL files that open with the question they answer and declare their parameters.

    # Which papers did an author write?
    # @param author  author  "Dongwon Jo"  the name as a digest writes it

A parameter is an ordinary variable of the query. It is projected in the outer SELECT and in every sub-SELECT that
uses it (and grouped by), so that an engine can also be asked with the variable bound from outside, as with
pyoxigraph's ``substitutions=``; ``NamedQuery.columns`` leaves it out again, since every row would repeat it.
``kg.ask.spelled`` writes the values into the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from kg import names
from kg.errors import InputError, UsageError
from kg.ontology import files
from kg.ontology.terms import ARXIV_ID, PREFIXES, Iris, escape_iri

if TYPE_CHECKING:
    from pathlib import Path

# Most are compiled when they are needed: whoever asks a named query waits for each.
_PARAMETER = r'# @param (?P<name>\w+) +(?P<kind>[a-z]+) +"(?P<default>[^"]*)" +(?P<help>\S.*)'
_PROJECTION = r"(?ms)^SELECT\s+(?:DISTINCT\s+)?(?P<items>.*?)\s*(?:WHERE\s*)?\{"
_A_WORD = r"(?s).*[^\W_].*"
_DATE = r"(?a)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_VERSION = r"(?a)v\d+$"
_ABSOLUTE = r"(?i)[a-z]+://"
_COLUMN = r"(?s)\(.*?\bAS\s+\?(\w+)\s*\)|\?(\w+)"


class ParameterKind(StrEnum):
    """What a parameter's value is. The first four are things: a name or an IRI is given, an IRI is bound."""

    PAPER = "paper"
    AUTHOR = "author"
    CONCEPT = "concept"
    DIGEST = "digest"
    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    MONTH = "month"

    @property
    def is_thing(self) -> bool:
        return self in _THINGS


_THINGS: Mapping[ParameterKind, tuple[Callable[[Iris, str], str], str, str]] = MappingProxyType(
    {
        ParameterKind.PAPER: (
            lambda iris, text: iris.paper(re.sub(_VERSION, "", text)),
            rf"(?a){ARXIV_ID}(v\d+)?",
            "an arXiv id such as 2502.01068, or a URL",
        ),
        ParameterKind.AUTHOR: (lambda iris, text: iris.author(names.slug(text)), _A_WORD, "a name"),
        ParameterKind.CONCEPT: (lambda iris, text: iris.concept(names.slug(text)), _A_WORD, "a name"),
        ParameterKind.DIGEST: (lambda iris, text: iris.digest(text), _DATE, "a date such as 2025-02-05"),
    }
)
_LITERALS: Mapping[ParameterKind, tuple[str, str, str]] = MappingProxyType(
    {
        ParameterKind.TEXT: ("string", r"(?s).*", "a text"),
        ParameterKind.INTEGER: ("integer", r"(?a)[+-]?\d+", "a whole number"),
        ParameterKind.DATE: ("date", _DATE, "a date such as 2025-02-05"),
        ParameterKind.MONTH: ("gYearMonth", r"(?a)\d{4}-(0[1-9]|1[0-2])", "a month such as 2025-02"),
    }
)


class Bound(NamedTuple):
    """A parameter's value as RDF: an IRI when ``datatype`` is empty, else a literal of that datatype (an IRI)."""

    value: str
    datatype: str = ""


class Parameter(NamedTuple):
    """One variable that the asker may set. ``default`` is written as the asker would write it."""

    name: str
    kind: ParameterKind
    default: str
    help: str

    def bind(self, text: str, iris: Iris) -> Bound:
        """The value of ``text`` (an IRI in full, in angle brackets or not, is taken as it is).

        Raises:
            UsageError: it is not of the parameter's kind.
        """
        text = text.strip()
        if not self.kind.is_thing:
            datatype, form, expected = _LITERALS[self.kind]
            return Bound(self._checked(text, form, expected), PREFIXES["xsd"] + datatype)
        iri = text.removeprefix("<").removesuffix(">")
        if re.match(_ABSOLUTE, iri):
            return Bound(escape_iri(iri))
        mint, form, expected = _THINGS[self.kind]
        return Bound(mint(iris, self._checked(text, form, expected)))

    def _checked(self, text: str, form: str, expected: str) -> str:
        if not re.fullmatch(form, text):
            raise UsageError(f"{self.name} must be {expected}, not {text!r}")
        return text


class NamedQuery(NamedTuple):
    """One file of ``ontology/queries``."""

    name: str
    question: str
    text: str
    parameters: tuple[Parameter, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The variables that answer the question: those projected that are not parameters."""
        found = re.search(_PROJECTION, self.text)
        items = found["items"] if found else ""
        given = {parameter.name for parameter in self.parameters}
        projected = (renamed or plain for renamed, plain in re.findall(_COLUMN, items))
        return tuple(name for name in projected if name not in given)

    def bind(self, values: Mapping[str, str] | None = None, *, iris: Iris | None = None) -> dict[str, Bound]:
        """The value of every parameter by variable name, the default where none is given.

        A thing is named by its IRI, or by its name or identifier, from which the IRI is minted; a caller that
        can look names up (an alias, a Korean label) passes the IRI it found.

        Raises:
            UsageError: a parameter that the query does not have, or a value of another kind.
        """
        given = dict(values or {})
        bound = {item.name: item.bind(given.pop(item.name, item.default), iris or Iris()) for item in self.parameters}
        if given:
            known = ", ".join(item.name for item in self.parameters) or "none"
            raise UsageError(f"the query {self.name} has no parameter {min(given)} (it has: {known})")
        return bound


@cache
def load_queries() -> Mapping[str, NamedQuery]:
    """All named queries by name, sorted.

    Raises:
        InputError: a file does not open with its question, or declares a parameter in another form.
    """
    return MappingProxyType({path.stem: read_query(path) for path in files.query_paths()})


@cache
def load_query(name: str) -> NamedQuery | None:
    """The named query, without reading the others; None if there is none of that name.

    Raises:
        InputError: as ``load_queries``.
    """
    return next((read_query(path) for path in files.query_paths() if path.stem == name), None)


def read_query(path: Path) -> NamedQuery:
    """Read one query file; see the module's description for its form."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    if not lines or not lines[0].startswith("# ") or lines[0].startswith("# @"):
        raise InputError("a query opens with the question it answers, as a comment", source=path.name, line=1)
    parameters = tuple(
        _parameter(line, path.name, number) for number, line in enumerate(lines, 1) if line.startswith("# @param")
    )
    return NamedQuery(path.stem, lines[0].removeprefix("# ").strip(), text, parameters)


def _parameter(line: str, source: str, number: int) -> Parameter:
    found = re.fullmatch(_PARAMETER, line.rstrip())
    if not found or found["kind"] not in set(ParameterKind):
        kinds = ", ".join(ParameterKind)
        raise InputError(
            f'expected: # @param NAME KIND "DEFAULT" HELP, with a KIND of {kinds}', source=source, line=number
        )
    return Parameter(found["name"], ParameterKind(found["kind"]), found["default"], found["help"])
