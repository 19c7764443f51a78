"""``/sparql``: the SPARQL 1.1 Protocol for a service that only reads, and its service description.

https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from kg.ask import tasks
from kg.web import parameters
from kg.web.desk import ask, site
from kg.web.negotiate import GRAPHS, RESULTS, Chosen, choose, content_type
from kg.web.parameters import Parameters
from kg.web.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from kg.web.negotiate import Offer

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_READ_ONLY: Final = "updates are refused: this service only reads, `kg build` is what changes the graph"
_DEFAULT: Final = "urn:x-rdflib:default"
"""What rdflib calls a default graph, which has no name."""
_OTHER_GRAPHS: Final = ("named-graph-uri", "using-graph-uri", "using-named-graph-uri")
_NO_GRAPHS: Final = (
    "there is one graph here, the default one, and it has no name: leave out default-graph-uri and named-graph-uri"
)
_NO_QUERY: Final = "the query is missing: give it as ?query=, as a form, or as the body (application/sparql-query)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The forms in which either sort of answer is accepted; None: not at all."""

    results: Chosen | None
    graph: Chosen | None

    @classmethod
    def of(cls, header: str | None) -> Wanted:
        """What an Accept header wants; one that accepts neither sort is no use.

        Raises:
            ProblemError: it accepts nothing that is on offer.
        """
        found = cls(choose(header, RESULTS), choose(header, GRAPHS))
        if found.results is None and found.graph is None:
            raise ProblemError(406, f"nothing that the Accept header names is on offer; on offer are {_OFFERED}")
        return found

    def media(self, form: str) -> str:
        """The media type of an answer in one of these forms."""
        return next(each.media for each in (self.results, self.graph) if each is not None and each.form == form)


_OFFERED: Final = ", ".join(offer.media for offer in (*RESULTS, *GRAPHS))


async def sparql(request: Request) -> Response:
    """Any request to the endpoint."""
    if request.method != "POST":
        given = Parameters.of_query(request)
        if not given:
            return await document(request, _description(), "/")
        query = _query(given)
    else:
        query = await _posted(request)
    wanted = Wanted.of(accept(request))
    there = site(request)
    task = tasks.Sparql(
        folder=there.folder,
        text=query,
        results=wanted.results.form if wanted.results else "",
        graph=wanted.graph.form if wanted.graph else "",
        rows=there.rows,
        size=there.size,
    )
    served = await ask(request, tasks.sparql, task, long=True)
    return answer(served, wanted.media(served.form))


def answer(served: tasks.Served, media: str) -> Response:
    """An answer of SPARQL as a response; one that was cut says so and after how many rows."""
    headers = {"Cache-Control": "no-cache", "Vary": "Accept"}
    if served.cut:
        headers["X-SPARQL-MaxRows"] = str(served.cut)
    return Response(served.body, headers=headers | {"Content-Type": content_type(media)})


async def document(request: Request, text: str, base: str) -> Response:
    """An RDF document (in Turtle, its relative IRIs below ``base`` on this server) in the form that is wanted."""
    wanted = accepted(accept(request), GRAPHS)
    if wanted.form == "turtle" and base == "":
        body = text.encode()
    else:
        task = tasks.Document(text=text, iri=f"{request.url.scheme}://{request.url.netloc}{base}", form=wanted.form)
        body = await ask(request, tasks.rewritten, task)
    headers = {"Cache-Control": "no-cache", "Vary": "Accept", "Content-Type": content_type(wanted.media)}
    return Response(body, headers=headers)


def accept(request: Request) -> str:
    """The Accept header, which may stand in several lines."""
    return ", ".join(request.headers.getlist("accept"))


def accepted(header: str | None, offers: Sequence[Offer]) -> Chosen:
    """The form that an Accept header wants.

    Raises:
        ProblemError: it accepts none.
    """
    found = choose(header, offers)
    if found is None:
        offered = ", ".join(offer.media for offer in offers)
        raise ProblemError(406, f"nothing that the Accept header names is on offer; on offer are {offered}")
    return found


async def _posted(request: Request) -> str:
    media = parameters.media_type(request)
    in_url = Parameters.of_query(request)
    if media == _FORM:
        if "query" in in_url or "update" in in_url:
            raise ProblemError(400, "the parameters of a form belong into the body, not into the URL")
        return _query(await parameters.form(request))
    if media == _QUERY:
        if "query" in in_url:
            raise ProblemError(400, "the query is given twice: in the URL and as the body")
        _check_dataset(in_url)
        return _checked(parameters.utf8(await parameters.body(request)))
    if media == _UPDATE:
        raise ProblemError(403, _READ_ONLY)
    raise ProblemError(415, f"a POST is {_FORM} or {_QUERY}, not {media or 'without a type'}")


def _query(given: Parameters) -> str:
    """The query among parameters; those that are not of the protocol are what clients add for other servers."""
    if "update" in given:
        raise ProblemError(403, _READ_ONLY)
    _check_dataset(given)
    return _checked(given.one("query"))


def _check_dataset(given: Parameters) -> None:
    """Refuse any graph but the one there is.

    Raises:
        ProblemError: another one is named.
    """
    if set(given.all("default-graph-uri")) - {_DEFAULT} or any(name in given for name in _OTHER_GRAPHS):
        raise ProblemError(400, _NO_GRAPHS)


def _checked(query: str) -> str:
    if not query.strip():
        raise ProblemError(400, _NO_QUERY)
    return query


@cache
def _description() -> str:
    return (files("kg.web") / "data" / "service.ttl").read_text(encoding="utf-8")
