"""Things, a search, trends, paths and the start as pages for people: one more form of what stands at an address.

The templates escape everything. A page works without scripts; those it has are files of its own, as the policy wants
them, and so is its style.
"""

from __future__ import annotations

import json
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from kg.ask import tasks
from kg.ask.pages import tasks as sheets
from kg.errors import NotFoundError, UsageError
from kg.web import atlas, charts, language, regions
from kg.web.addresses import address
from kg.web.api import KINDS, ways
from kg.web.desk import ask, site
from kg.web.negotiate import GRAPHS, Chosen
from kg.web.parameters import Parameters, choice
from kg.web.protocol import accept, accepted
from kg.web.things import HTML, JSON, represented

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from starlette.requests import Request


STATIC: Final = Path(__file__).parent / "static"
_TEMPLATES: Final = Path(__file__).parent / "templates"
_ITEMS: Final = 300
"""Connections of one sort that a page without sections shows; it says how many there are."""
_FOUND: Final = 50
_NAME: Final = 500
_DRAWN: Final = 6
_LONGEST_LINK: Final = 6000
"""Characters of a query that fits into an address."""
_HTML: Final = Chosen("html", "text/html")
_OWN: Final = frozenset(("iri", "kind", "label", "relations", "trust", "trust_reason"))
_NAMES: Final = {"json": "JSON", "turtle": "Turtle", "ntriples": "N-Triples", "rdfxml": "RDF/XML", "jsonld": "JSON-LD"}
_FORMS: Final = tuple(
    {"form": form, "media": media, "name": _NAMES[form]}
    for form, media in (("json", "application/json"), *((each.form, each.media) for each in GRAPHS))
)
_TREND_KINDS: Final = ("method", "model", "task", "dataset", "benchmark", "metric")


async def thing(request: Request, sort: str, name: str, *, alternates: str = "") -> Response:
    """The page of a thing."""
    given = Parameters.of_query(request)
    given.allow("format", "more", language.PARAMETER)
    task = sheets.Sheet(folder=site(request).folder, sort=sort, name=name, more=given.one("more")[:_NAME])
    served = await ask(request, sheets.sheet, task)
    sheet = _told(served)
    template = _template(sheet)
    page = await _page(
        request, template, sheet=sheet, **_prepared(sheet), forms=_FORMS if sort != "topic" else _FORMS[:1]
    )
    told = language.words(request)
    mark = f"{site(request).version}-{told.language}"
    body = tasks.Served(bytes(page.body), "html", served.version)
    response = represented(request, body, _HTML, alternates=alternates, vary=language.VARY, mark=mark)
    language.keep(request, response, told)
    return response


async def topic(request: Request) -> Response:
    """The page of a region of the map, or the same as JSON."""
    given = Parameters.of_query(request)
    given.allow("format", "more", language.PARAMETER)
    name = request.path_params["name"]
    if "format" in given:
        (form,) = choice("format", [given.one("format")], ("json", "html"))
    else:
        form = accepted(accept(request), (JSON, HTML)).form
    if form == "json":
        task = sheets.Sheet(folder=site(request).folder, sort="topic", name=name[:_NAME])
        return represented(request, await ask(request, sheets.sheet, task), Chosen(form, JSON.media))
    return await thing(request, "topic", name[:_NAME])


async def home(request: Request) -> Response:
    """The search, the ways in, the topics and the days."""
    from kg.ontology.queries import load_queries

    Parameters.of_query(request).allow(language.PARAMETER)
    folder = site(request).folder
    told = _told(await ask(request, sheets.overview, folder))
    days = told["days"]["rows"]
    queries = tuple(load_queries().values())
    drawn = regions.regions(told["topics"])
    return await _page(request, "home", told=told, drawn=drawn, months=_by_month(days), queries=queries)


async def search(request: Request) -> Response:
    """What a search finds."""
    given = Parameters.of_query(request)
    given.allow("q", language.PARAMETER)
    text = given.text("q", most=_NAME)
    task = tasks.Search(folder=site(request).folder, text=text, kinds=KINDS, limit=_FOUND)
    hits = _told(await ask(request, tasks.search, task))
    return await _page(request, "search", text=text, hits=hits, limit=_FOUND)


async def trends(request: Request) -> Response:
    """What rises and fades, and the results of a benchmark."""
    given = Parameters.of_query(request)
    given.allow("since", "kind", "concepts", "benchmark", language.PARAMETER)
    kind = given.one("kind")
    named = [text.strip() for text in given.one("concepts")[: _NAME * _DRAWN].split(";") if text.strip()]
    task = sheets.Trends(
        folder=site(request).folder,
        since=given.one("since")[:_NAME],
        kind=choice("kind", [kind], _TREND_KINDS)[0] if kind else "",
        concepts=tuple(text[:_NAME] for text in named[:_DRAWN]),
        benchmark=given.one("benchmark")[:_NAME].strip(),
    )
    status, fault = 200, ""
    told = _Told()
    try:
        told = _told(await ask(request, sheets.changes, task))
    except (NotFoundError, UsageError) as error:
        status, fault = 404 if isinstance(error, NotFoundError) else 400, str(error)
    drawn: dict[str, Any] = {"lines": charts.shares(told["drawn"]["rows"], told["all"])} if told else {}
    if told:
        span = (min(told["all"]), max(told["all"])) if told["all"] else None
        drawn["sparks"] = {concept: charts.bars(own, span=span) for concept, own in told["months"].items()}
        drawn["points"] = charts.points(told["results"]["rows"]) if "results" in told else []
    return await _page(
        request, "trends", status=status, told=told, asked=task, fault=fault, charts=drawn, kinds=_TREND_KINDS
    )


async def path(request: Request) -> Response:
    """The strongest chains between two things."""
    given = Parameters.of_query(request)
    given.allow("from", "to", "avoid", "limit", language.PARAMETER)
    status, fault, chains = 200, "", None
    asked = {name: given.one(name)[:_NAME] for name in ("from", "to", "avoid")} | {"limit": given.one("limit", "1")}
    if asked["from"].strip() and asked["to"].strip():
        try:
            task = ways(_without_blanks(given), site(request).folder)
            chains = _told(await ask(request, tasks.ways, task, long=True))
        except (NotFoundError, UsageError) as error:
            status, fault = 404 if isinstance(error, NotFoundError) else 400, str(error)
    return await _page(request, "path", status=status, asked=asked, chains=chains, fault=fault)


async def fault(
    request: Request, told: language.Words, status: int, detail: str, *, headers: Mapping[str, str] | None = None
) -> Response:
    """What went wrong, as a page; ``detail`` is in its language already."""
    title = told(f"status.{status}") if told.known(f"status.{status}") else HTTPStatus(status).phrase
    values = frame(request, told) | {"status": status, "title": title, "detail": detail}
    text = await run_in_threadpool(render, "fault", **values)
    own = {"Cache-Control": "no-cache", "Vary": language.VARY, "Content-Language": told.language}
    return HTMLResponse(text, status, headers={**(headers or {}), **own})


class _Told(dict[str, Any]):
    """What a worker told; what it left out is "" to a template."""

    def __missing__(self, key: str) -> str:
        return ""


def _told(served: tasks.Served) -> Any:  # noqa: ANN401  any JSON
    return json.loads(served.body, object_hook=_Told)


def _without_blanks(given: Parameters) -> Parameters:
    """What a form sends that was not filled in is not given."""
    pairs = [(name, text) for name in ("from", "to", "avoid", "limit") for text in given.all(name) if text.strip()]
    return Parameters(pairs)


async def _page(request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """A page with what all of them show."""
    text = await run_in_threadpool(render, name, **(frame(request) | values))
    response = HTMLResponse(text, status, headers={"Cache-Control": "no-cache", "Vary": language.VARY})
    language.keep(request, response, language.words(request))
    return response


def frame(request: Request, told: language.Words | None = None) -> dict[str, Any]:
    """What the frame of every page shows: its language (by default the request's), and the ways to the other pages."""
    told = told or language.words(request)
    return {
        "t": told,
        "language": told.language,
        "switched": language.switched(request, told),
        "path": quote(request.url.path),
        "editor": _editor(request),
        "map": atlas.there_is_one(site(request).folder),
        "kinds_told": json.dumps(told.all("kind."), ensure_ascii=False),
        "matches_told": json.dumps(told.all("match."), ensure_ascii=False),
        "text": "",
    }


def _editor(request: Request) -> str:
    """Where a query is shown and run: the editor, if this server has one, else the endpoint itself."""
    paths = {getattr(route, "path", "") for route in request.app.routes}
    return "/query" if "/query" in paths else "/sparql"


def _template(sheet: dict[str, Any]) -> str:
    if "sections" not in sheet:
        return "thing"
    return sheet["kind"] if sheet["kind"] in {"paper", "author", "digest", "topic"} else "concept"


def _prepared(sheet: dict[str, Any]) -> dict[str, Any]:
    """What templates need beside the sheet itself."""
    if "sections" not in sheet:
        facts = [(_words(name), value) for name, value in sheet.items() if name not in _OWN]
        groups = [(_words(name), items) for name, items in sheet.get("relations", {}).items()]
        return {"facts": facts, "groups": groups, "most": _ITEMS}
    sections = _Told({each["name"]: each for each in sheet["sections"]})
    found = next((sections[name] for name in ("concept-months", "topic-months") if name in sections), None)
    return {
        "sections": sections,
        "months": charts.bars({row["month"]: int(row["papers"]) for row in found["rows"]}) if found else None,
        "years": _grid(sections["author-topics"]["rows"]) if "author-topics" in sections else None,
    }


def _grid(rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Concepts by years."""
    years = sorted({row["year"] for row in rows})
    concepts: dict[str, dict[str, Any]] = {}
    for row in rows:
        own = concepts.setdefault(row["concept"], {"name": row["name"], "class": row["class"], "counts": {}, "all": 0})
        own["counts"][row["year"]] = int(row["papers"])
        own["all"] += int(row["papers"])
    ordered = sorted(concepts.items(), key=lambda item: (-item[1]["all"], item[1]["name"]))
    most = max((count for _, own in ordered for count in own["counts"].values()), default=0)
    return {"years": years, "concepts": ordered, "most": most}


def _by_month(days: Sequence[dict[str, str]]) -> list[tuple[str, list[dict[str, str]]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for day in days:
        found.setdefault(day["date"][:7], []).append(day)
    return list(found.items())


def render(name: str, **values: Any) -> str:  # noqa: ANN401  whatever a template shows
    """A template, filled in: with what ``frame`` gives, and with what it shows itself."""
    return _environment().get_template(f"{name}.html.jinja").render(values)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["address"] = lambda thing: address(thing["iri"], thing["kind"])
    made.filters["details"] = _details
    made.filters["kind"] = lambda iri: iri.rpartition("#")[2].lower()
    made.filters["place"] = address
    made.filters["marked"] = _marked
    made.filters["number"] = language.number
    made.globals["longest"] = _LONGEST_LINK
    return made


def _marked(sentence: dict[str, Any]) -> Markup:
    """A sentence with the names in it marked."""
    return Markup("").join(_pieces(sentence["text"], sentence["places"]))


def _pieces(text: str, places: Sequence[Sequence[int]]) -> Iterator[Markup]:
    done = 0
    for start, end in sorted(map(tuple, places)):
        if start >= done:
            yield escape(text[done:start])
            yield Markup("<mark>{}</mark>").format(text[start:end])
            done = end
    yield escape(text[done:])


def _details(item: dict[str, Any]) -> list[tuple[str, object]]:
    plain = ((name, value) for name, value in item.items() if name not in _OWN)
    return [(_words(name), ", ".join(map(str, value)) if isinstance(value, list) else value) for name, value in plain]


def _words(name: str) -> str:
    return name.replace("_", " ")
