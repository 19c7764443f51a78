"""Things, a search and the start as pages for people: one more form of what stands at an address.

The templates escape everything; a page has no script, and its style is a file of its own, as the policy wants it.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from kg.ask import tasks
from kg.web.addresses import address
from kg.web.desk import ask, site
from kg.web.negotiate import GRAPHS
from kg.web.parameters import Parameters

if TYPE_CHECKING:
    from starlette.requests import Request

STATIC: Final = Path(__file__).parent / "static"
_TEMPLATES: Final = Path(__file__).parent / "templates"
_ITEMS: Final = 300
"""Connections of one sort that a page shows; it says how many there are."""
_FOUND: Final = 50
_NAME: Final = 500
_OWN: Final = frozenset(("iri", "kind", "label", "relations", "trust", "trust_reason"))
_NAMES: Final = {"json": "JSON", "turtle": "Turtle", "ntriples": "N-Triples", "rdfxml": "RDF/XML", "jsonld": "JSON-LD"}
_FORMS: Final = tuple(
    {"form": form, "media": media, "name": _NAMES[form]}
    for form, media in (("json", "application/json"), *((each.form, each.media) for each in GRAPHS))
)


async def page(card: bytes, path: str) -> bytes:
    """The page of a thing, from its JSON."""
    return await run_in_threadpool(_page, card, path)


async def home(request: Request) -> Response:
    """The days, and the questions that are answered already."""
    from kg.ontology.queries import load_queries

    there = site(request)
    Parameters.of_query(request).allow()
    served = await ask(request, tasks.sparql, tasks.Sparql(folder=there.folder, text=_days(), graph=""))
    rows = json.loads(served.body)["results"]["bindings"]
    days = [{name: term["value"] for name, term in row.items()} for row in rows]
    return HTMLResponse(await run_in_threadpool(_render, "home", days=days, queries=tuple(load_queries().values())))


async def search(request: Request) -> Response:
    """What a search finds."""
    given = Parameters.of_query(request)
    given.allow("q")
    text = given.text("q", most=_NAME)
    task = tasks.Search(folder=site(request).folder, text=text, limit=_FOUND)
    hits = json.loads((await ask(request, tasks.search, task)).body)
    return HTMLResponse(await run_in_threadpool(_render, "search", text=text, hits=hits, limit=_FOUND))


def _page(card: bytes, path: str) -> bytes:
    thing = json.loads(card)
    facts = [(_words(name), value) for name, value in thing.items() if name not in _OWN]
    groups = [(_words(name), items) for name, items in thing.get("relations", {}).items()]
    more = {"trust": "", "trust_reason": ""}
    return _render(
        "thing", thing=more | thing, facts=facts, groups=groups, path=path, forms=_FORMS, most=_ITEMS
    ).encode()


def _render(name: str, **values: Any) -> str:  # noqa: ANN401  whatever a template shows
    return _environment().get_template(f"{name}.html.jinja").render(values)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    made.filters["address"] = lambda thing: address(thing["iri"], thing["kind"])
    made.filters["details"] = _details
    return made


def _details(item: dict[str, Any]) -> list[tuple[str, object]]:
    plain = ((name, value) for name, value in item.items() if name not in _OWN)
    return [(_words(name), ", ".join(map(str, value)) if isinstance(value, list) else value) for name, value in plain]


def _words(name: str) -> str:
    return name.replace("_", " ")


@cache
def _days() -> str:
    return (files("kg.web") / "data" / "days.rq").read_text(encoding="utf-8")
