"""The address of each thing, which gives the thing: as JSON, or as RDF in Turtle, N-Triples, RDF/XML or JSON-LD.

    /paper/2502.01068       https://arxiv.org/abs/2502.01068 (a paper without arXiv id: /paper/ and its URL, escaped)
    /concept/fastkv         {base}concept/fastkv
    /author/… /digest/2025-02-05 /result/… /listing/… /link/… /collaboration/… /mention/…
    /thing?name=…           leads to the address of whatever has that name or IRI

The form is chosen by the Accept header, or by ``?format=``. One more form of a thing is one more offer here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from kg.ask import tasks
from kg.web.addresses import SORTS, address
from kg.web.desk import ask, site
from kg.web.negotiate import GRAPHS, Chosen, Offer, content_type
from kg.web.parameters import Parameters, choice
from kg.web.problems import ProblemError
from kg.web.protocol import accept, accepted

if TYPE_CHECKING:
    from starlette.requests import Request

JSON: Final = Offer("json", "application/json")
HTML: Final = Offer("html", "text/html", ("application/xhtml+xml",))
"""What things and topics can be given as, beside RDF."""
_OFFERS: Final = (JSON, *(Offer(each.form, each.media) for each in GRAPHS), HTML)
_LONGEST: Final = 1000


async def thing(request: Request) -> Response:
    """What stands at the address of a thing."""
    sort, name = request.path_params["sort"], request.path_params["name"]
    if sort not in SORTS or not name:
        raise ProblemError(404, f"nothing stands here; things stand below {', '.join(f'/{each}/' for each in SORTS)}")
    wanted = _wanted(request)
    if wanted.form == "html":
        from kg.web import pages

        return await pages.thing(request, sort, name[:_LONGEST], alternates=_alternates(request))
    task = tasks.Page(folder=site(request).folder, sort=sort, name=name[:_LONGEST], form=wanted.form)
    return represented(request, await ask(request, tasks.page, task), wanted, alternates=_alternates(request))


async def locate(request: Request) -> Response:
    """Leads to the address of a thing that is named in any way."""
    given = Parameters.of_query(request)
    given.allow("name")
    task = tasks.Thing(folder=site(request).folder, text=given.text("name", most=_LONGEST))
    found = await ask(request, tasks.place, task)
    return RedirectResponse(address(found.iri, found.kind), status_code=303)


def represented(
    request: Request,
    served: tasks.Served,
    wanted: Chosen,
    *,
    alternates: str = "",
    vary: str = "Accept",
    mark: str = "",
) -> Response:
    """An answer that stays the same until the graph changes: with an ETag, and 304 for who has it already.

    ``mark`` names what else the answer depends on, ``vary`` the headers.
    """
    tag = f'"{served.version}-{wanted.form}{mark and "-" + mark}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": vary}
    if alternates:
        headers["Link"] = alternates
    known = request.headers.get("if-none-match", "")
    if known.strip() == "*" or tag in (each.strip().removeprefix("W/") for each in known.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(served.body, headers=headers | {"Content-Type": content_type(wanted.media)})


def _wanted(request: Request) -> Chosen:
    given = Parameters.of_query(request)
    given.allow("format", "lang", "more")
    if "format" not in given:
        return accepted(accept(request), _OFFERS)
    forms = {offer.form: offer.media for offer in _OFFERS}
    (form,) = choice("format", [given.one("format")], tuple(forms))
    return Chosen(form, forms[form])


def _alternates(request: Request) -> str:
    path = quote(request.url.path)
    return ", ".join(f'<{path}?format={each.form}>; rel="alternate"; type="{each.media}"' for each in _OFFERS)
