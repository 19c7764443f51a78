"""``/api``: JSON for programs, as ``data/openapi.json`` describes it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import JSONResponse, Response

from kg.ask import tasks
from kg.ask.related import KINDS as REASON_KINDS
from kg.web import parameters
from kg.web.desk import ask, site
from kg.web.negotiate import QUERY, RESULTS, Chosen
from kg.web.parameters import Parameters, choice, several
from kg.web.problems import ProblemError
from kg.web.protocol import accept, accepted, answer
from kg.web.things import represented

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

KINDS: Final = ("paper", "author", "method", "model", "dataset", "benchmark", "metric", "task", "result")
_JSON: Final = Chosen("json", "application/json")
_NAME: Final = 500
_TEXT: Final = 20_000
_MOST: Final = 100
_PAPERS: Final = 50
_CHAINS: Final = 10
_AVOIDED: Final = 20


async def health(request: Request) -> Response:
    """That the server is there, without asking a worker: it answers however many wait."""
    there = site(request)
    state = {"status": "ok", "version": there.version, "graph": tasks.version(there.folder)}
    return JSONResponse(state, headers={"Cache-Control": "no-store"})


async def description(request: Request) -> Response:
    """The OpenAPI description of all this."""
    described = _openapi()
    return JSONResponse(described | {"info": described["info"] | {"version": site(request).version}})


async def search(request: Request) -> Response:
    """Papers, authors and concepts by name."""
    given = Parameters.of_query(request)
    given.allow("q", "kind", "limit")
    task = tasks.Search(
        folder=site(request).folder,
        text=given.text("q", most=_NAME),
        kinds=choice("kind", given.all("kind"), KINDS),
        limit=given.count("limit", 20, most=_MOST),
    )
    return represented(request, await ask(request, tasks.search, task), _JSON)


async def node(request: Request) -> Response:
    """One thing with what it is connected to."""
    given = Parameters.of_query(request)
    given.allow("thing")
    task = tasks.Thing(folder=site(request).folder, text=given.text("thing", most=_NAME))
    return represented(request, await ask(request, tasks.thing, task), _JSON)


async def related(request: Request) -> Response:
    """Papers near papers, or near a text, with reasons."""
    folder = site(request).folder
    if request.method == "POST":
        task = tasks.Near(folder=folder, **await _posted(request))
    else:
        given = Parameters.of_query(request)
        given.allow("paper", "text", "limit", "since", "kind")
        task = tasks.Near(
            folder=folder,
            papers=several("paper", given.all("paper"), count=_PAPERS, most=_NAME),
            text=given.text("text", most=_TEXT) if "text" in given else "",
            limit=given.count("limit", 10, most=_MOST),
            since=given.text("since", most=_NAME) if "since" in given else "",
            kinds=several("kind", given.all("kind"), count=len(REASON_KINDS), most=_NAME),
        )
    if bool(task.papers) == bool(task.text):
        raise ProblemError(400, "name one or more papers, or give a text")
    return represented(request, await ask(request, tasks.near, task), _JSON)


async def path(request: Request) -> Response:
    """The strongest chains of evidence between two things."""
    given = Parameters.of_query(request)
    given.allow("from", "to", "avoid", "limit")
    return represented(request, await ask(request, tasks.ways, ways(given, site(request).folder), long=True), _JSON)


def ways(given: Parameters, folder: Path) -> tasks.Ways:
    """What parameters ask for chains."""
    return tasks.Ways(
        folder=folder,
        one=given.text("from", most=_NAME),
        other=given.text("to", most=_NAME),
        avoid=several("avoid", given.all("avoid"), count=_AVOIDED, most=_NAME),
        limit=given.count("limit", 1, most=_CHAINS),
    )


async def queries(_: Request) -> Response:
    """The named queries."""
    return JSONResponse(_queries())


async def vocabulary(request: Request) -> Response:
    """The prefixes, classes and properties that a query can use."""
    return represented(request, await ask(request, tasks.vocabulary, site(request).folder), _JSON)


async def query(request: Request) -> Response:
    """What a named query answers, as SPARQL results; or the query itself, its parameters written into it."""
    wanted = accepted(accept(request), (*RESULTS, QUERY))
    there = site(request)
    given = dict(Parameters.of_query(request).items())
    task = tasks.Named(
        folder=there.folder,
        name=request.path_params["name"][:_NAME],
        parameters=given,
        results=wanted.form,
        rows=there.rows,
        size=there.size,
    )
    if wanted.form == QUERY.form:
        return answer(await ask(request, tasks.spelled, task), wanted.media)
    return answer(await ask(request, tasks.named, task, long=True), wanted.media)


async def _posted(request: Request) -> dict[str, Any]:
    found = await parameters.members(request, "papers", "text", "limit", "since", "kinds")
    given: dict[str, Any] = {}
    if "papers" in found:
        given["papers"] = parameters.texts("papers", found["papers"], count=_PAPERS, most=_NAME)
    if "text" in found:
        given["text"] = parameters.member_text("text", found["text"], most=_TEXT)
    if "limit" in found:
        given["limit"] = parameters.member_count("limit", found["limit"], most=_MOST)
    if "since" in found:
        given["since"] = parameters.member_text("since", found["since"], most=_NAME)
    if "kinds" in found:
        given["kinds"] = parameters.texts("kinds", found["kinds"], count=len(REASON_KINDS), most=_NAME)
    return given


@cache
def _queries() -> list[dict[str, Any]]:
    from kg.ask import values
    from kg.ontology.queries import load_queries

    return values.queries(load_queries().values())


@cache
def _openapi() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("kg.web") / "data" / "openapi.json").read_text(encoding="utf-8"))
    return found
