"""The routes, and what stands in front of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kg.errors import PaperkgError
from kg.web import api, atlas, faults, pages, protocol, query, things
from kg.web.desk import site
from kg.web.problems import ProblemError
from kg.web.shield import Shield

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.web.desk import Site


def application(served: Site) -> Shield:
    """The whole site as one ASGI application; its pool must be running."""
    routes = [
        Route("/sparql", protocol.sparql, methods=["GET", "POST"]),
        Route("/.well-known/void", _void),
        Route("/api/health", api.health),
        Route("/api/openapi.json", api.description),
        Route("/api/search", api.search),
        Route("/api/node", api.node),
        Route("/api/related", api.related, methods=["GET", "POST"]),
        Route("/api/path", api.path),
        Route("/api/queries", api.queries),
        Route("/api/queries/{name}", api.query),
        Route("/api/vocabulary", api.vocabulary),
        Route("/", pages.home),
        Route("/query", query.page),
        Route("/search", pages.search),
        Route("/trends", pages.trends),
        Route("/path", pages.path),
        Route("/map", atlas.page),
        Route("/topic/{name}", pages.topic),
        Route("/thing", things.locate),
        Mount("/static", StaticFiles(directory=pages.STATIC)),
        Route("/{sort}/{name:path}", things.thing),
    ]
    inner = Starlette(
        routes=routes,
        exception_handlers={
            PaperkgError: faults.of_paperkg,
            HTTPException: faults.of_http,
            ClientDisconnect: _nobody,
            Exception: faults.unexpected,
        },
    )
    inner.router.redirect_slashes = False  # an address is right or wrong
    inner.state.site = served
    return Shield(inner, served.rules)


async def _void(request: Request) -> Response:
    """What the graph holds, in numbers (VoID)."""
    try:
        text = (site(request).folder / "void.ttl").read_text(encoding="utf-8")
    except OSError:
        raise ProblemError(404, "this graph has no description in VoID") from None
    return await protocol.document(request, text, "")


async def _nobody(_: Request, __: Exception) -> Response:
    """An answer for who has left."""
    return Response(status_code=400)
