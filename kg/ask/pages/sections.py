"""A section of a page: the rows of a SPARQL query, with the query as somebody can run it elsewhere.

A file in ``queries/`` is a whole query, the first line of which says in words what it asks. ``?this`` stands for the
thing of the page, ``?role`` for a property, ``?these`` for several things, ``?since`` for a day. They are replaced, so
that the text which is shown needs nothing besides itself. An IRI cannot end its own brackets: the engine takes none
that could.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.ask import nodes
from kg.ask.sparql import evaluate
from kg.errors import QueryError
from kg.ontology.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PLACES: Final = re.compile(r"\?(this|role|these|since)\b")
_DATE: Final = ox.NamedNode(PREFIXES["xsd"] + "date")
SHOWN: Final = 50
"""Rows of a section that a page shows at first."""
MORE: Final = 1000
"""Rows of the section that a reader wants to see in full."""


@dataclass(frozen=True, slots=True)
class Section:
    """The first of ``total`` rows, and the query that gives just these; a row has no empty cells."""

    name: str
    query: str
    rows: tuple[Mapping[str, str], ...]
    total: int

    def value(self) -> dict[str, Any]:
        """For JSON."""
        return {"name": self.name, "query": self.query, "rows": [dict(row) for row in self.rows], "total": self.total}


def section(
    store: ox.Store,
    query: str,
    *,
    name: str = "",
    this: str = "",
    role: str = "",
    these: Sequence[str] = (),
    since: str = "",
    most: int = SHOWN,
) -> Section:
    """The rows of a query in ``queries/``, at most so many; ``name`` is the section's, if not the query's.

    A question about no things at all has no rows, and needs no query.

    Raises:
        QueryError: it cannot be evaluated.
    """
    text = filled(query, this=this, role=role, these=these, since=since)
    if "?these" in text:
        return Section(name or query, "", (), 0)
    found = evaluate(store, text, base=nodes.base(store))
    if not isinstance(found, ox.QuerySolutions):
        raise QueryError(f"{query} must be a SELECT")
    columns = [variable.value for variable in found.variables]
    rows, total = [], 0
    for total, solution in enumerate(found, start=1):
        if total <= most:
            rows.append({name: _text(solution[name]) for name in columns if solution[name] is not None})
    return limited(Section(name or query, text, tuple(rows), total), most)


def limited(found: Section, most: int) -> Section:
    """The first rows of a section, with the query that gives no more."""
    if found.total <= most:
        return found
    return Section(found.name, f"{found.query}LIMIT {most}\n", found.rows[:most], found.total)


def filled(query: str, *, this: str = "", role: str = "", these: Sequence[str] = (), since: str = "") -> str:
    """The text of a query for these things."""
    values = {
        "this": _iri(this) if this else "",
        "role": _iri(role) if role else "",
        "these": " ".join(map(_iri, these)),
        "since": str(ox.Literal(dt.date.fromisoformat(since).isoformat(), datatype=_DATE)) if since else "",
    }
    return _PLACES.sub(lambda place: values[place[1]] or place[0], _query(query))


def _iri(iri: str) -> str:
    return str(nodes.node(iri))  # refuses what is none


def _text(term: Any) -> str:  # noqa: ANN401  whatever the engine knows
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else str(term)


@cache
def _query(name: str) -> str:
    return (files("kg.ask.pages") / "queries" / f"{name}.rq").read_text(encoding="utf-8")
