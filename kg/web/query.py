"""``/query``: the page on which queries are written.

    /query                                  an empty page
    /query?query=SELECT…                    a query to go on from; with scripts the page asks it at once
    /query?query=SELECT…&plain=1            its answer as part of the page, for a browser without scripts
    /query?name=leaderboard&metric=F1       a named query, the values of its parameters written into it

The page's scripts lie in ``static/query`` as they are. The editor proper is made when paperkg is built
(``kg.web.editor``); where it was left out, the text field of the form stays.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from kg.ask import tasks
from kg.errors import NotFoundError, QueryError, UsageError
from kg.ontology.terms import ARXIV
from kg.web import language, pages, problems
from kg.web.addresses import SORTS
from kg.web.desk import ask, site
from kg.web.parameters import Parameters
from kg.web.problems import ProblemError
from kg.web.shield import policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

EDITOR: Final = pages.STATIC / "editor" / "editor.js"
_WORDS: Final = pages.STATIC / "query" / "words.json"
_LONGEST: Final = 50_000
_NAME: Final = 500
_ROWS: Final = 1000
"""Rows that the page shows without scripts."""
_SIZE: Final = 4 << 20
_START: Final = """SELECT ?title ?votes WHERE {
  ?paper a kg:Paper ; rdfs:label ?title ; kg:votes ?votes .
}
ORDER BY DESC(?votes)
LIMIT 20
"""
"""The query of an empty page."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the page shows without scripts: a table, one word (ASK), or triples; ``cut`` as in ``tasks.Served``."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[dict[str, str] | None, ...], ...] = ()
    boolean: bool | None = None
    triples: str = ""
    cut: int = 0


async def page(request: Request) -> Response:
    """The page, with what its address asks for."""
    given = Parameters.of_query(request)
    name, chosen = given.one("name"), {}
    if name:
        chosen = {key: value for key, value in given.items() if key not in {"name", language.PARAMETER}}
    else:
        given.allow("query", "plain", language.PARAMETER)
    told = language.words(request)
    text = given.one("query") if not name else ""
    if len(text) > _LONGEST:
        raise ProblemError(400, f"the query has more than {_LONGEST} characters: post it to /sparql")
    answered, error = None, None
    try:
        if name:
            text = await _named(request, name, chosen)
        elif text.strip() and "plain" in given:
            answered = await _answered(request, text)
    except (QueryError, NotFoundError, UsageError) as fault:
        error = fault
    nonce = secrets.token_urlsafe(16)
    values = {
        "code": text or _START,
        "chosen": {"name": name, "values": chosen},
        "answered": answered,
        "error": error,
        "line": getattr(error, "line", None),
        "nonce": nonce,
        "has_editor": EDITOR.is_file(),
    }
    body = await run_in_threadpool(_rendered, told.language, pages.frame(request) | values)
    status = problems.status_of(error) if error else 200
    headers = {"Content-Security-Policy": policy(nonce), "Cache-Control": "no-store", "Vary": language.VARY}
    response = HTMLResponse(body, status, headers)
    language.keep(request, response, told)
    return response


async def _named(request: Request, name: str, chosen: Mapping[str, str]) -> str:
    task = tasks.Named(folder=site(request).folder, name=name[:_NAME], parameters=chosen)
    return (await ask(request, tasks.spelled, task)).body.decode()


async def _answered(request: Request, text: str) -> Answered:
    there = site(request)
    task = tasks.Sparql(
        folder=there.folder, text=text, results="json", graph="turtle", rows=min(there.rows, _ROWS), size=_SIZE
    )
    served = await ask(request, tasks.sparql, task, long=True)
    if served.form == "turtle":
        return Answered(triples=served.body.decode(), cut=served.cut)
    found = json.loads(served.body)
    if "boolean" in found:
        return Answered(boolean=found["boolean"])
    known = json.loads((await ask(request, tasks.vocabulary, there.folder)).body)["prefixes"]
    names = tuple(found["head"].get("vars", ()))
    rows = tuple(tuple(_cell(row.get(each), known) for each in names) for row in found["results"]["bindings"])
    return Answered(names, rows, cut=served.cut)


def _cell(term: Mapping[str, Any] | None, known: Mapping[str, str]) -> dict[str, str] | None:
    """A value as the table shows it, and the address that it links to ("": none)."""
    if term is None:
        return None
    value = term["value"] if isinstance(term["value"], str) else json.dumps(term["value"], ensure_ascii=False)
    if term["type"] != "uri":
        return {"text": value, "link": ""}
    short = next((f"{name}:{value[len(iri) :]}" for name, iri in known.items() if value.startswith(iri)), value)
    return {"text": short, "link": _link(value, known)}


def _link(iri: str, known: Mapping[str, str]) -> str:
    """Where this server tells of a thing; the thing's own address if it is not one of ours."""
    if iri.startswith(ARXIV):
        return f"/paper/{quote(iri.removeprefix(ARXIV), safe='')}"
    for sort in SORTS:
        start = known.get(sort)
        if start and iri.startswith(start):
            return f"/{sort}/{quote(iri.removeprefix(start))}"
    return iri if iri.startswith(("http://", "https://")) else ""


def _rendered(spoken: str, values: Mapping[str, Any]) -> str:
    from kg.ontology.queries import load_queries

    queries = tuple(load_queries().values())
    name = values["chosen"]["name"]
    return pages.render(
        "query",
        words={"askedFor": {}, "givenAs": {}} | _words()[spoken],
        queries=queries,
        named=next((query for query in queries if query.name == name), None),
        **values,
    )


@cache
def _words() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(_WORDS.read_text(encoding="utf-8"))
    return found
