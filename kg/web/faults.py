"""Errors as answers: a page for who reads pages, problem details (RFC 9457) for programs, in the language of either."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from kg.errors import QueryError, WorkerError
from kg.web import language, pages
from kg.web.messages import said
from kg.web.negotiate import Offer, choose
from kg.web.problems import ProblemError, problem, status_of
from kg.web.things import HTML

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

_LOG: Final = logging.getLogger(__name__)
_RETRY: Final = {"Retry-After": "1"}
_NOTHING: Final = "nothing stands at this address: /api/openapi.json tells what does"
_INSIDE: Final = "something went wrong inside: the log of the server says what"
_OFFERS: Final = (Offer("problem", "application/problem+json", ("application/json",)), HTML)


async def of_paperkg(request: Request, error: Exception) -> Response:
    """What paperkg raised on purpose."""
    status = status_of(error)
    if status == 500:
        if not isinstance(error, WorkerError):  # that one was logged where it happened
            _LOG.error("%s: %s", type(error).__name__, error)
        return await _told(request, 500, _INSIDE)
    if isinstance(error, QueryError):
        return await _told(request, status, str(error), line=error.line, column=error.column)
    return await _told(request, status, str(error), headers=_RETRY if status == 503 else None)


async def of_http(request: Request, error: Exception) -> Response:
    """What the HTTP side refuses: no such path, another method …"""
    assert isinstance(error, HTTPException)  # noqa: S101  registered for this one only
    headers = dict(error.headers or {})
    if error.status_code == 405:  # Starlette's come as a set
        headers["Allow"] = ", ".join(sorted(headers.get("Allow", "").split(", ")))
        return await _told(
            request, 405, f"{request.method} is not for this address: {headers['Allow']}", headers=headers
        )
    detail = _NOTHING if error.status_code == 404 and error.detail == "Not Found" else error.detail
    return await _told(request, error.status_code, detail, headers=headers)


async def unexpected(_: Request, __: Exception) -> Response:
    """What nobody expected; the server logs it."""
    return problem(500, _INSIDE)


async def _told(
    request: Request, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: object
) -> Response:
    words = _words(request)
    detail = said(detail, words.language)
    wanted = choose(request.headers.get("accept"), _OFFERS)
    if wanted is None or wanted.form != HTML.form or request.method not in {"GET", "HEAD"}:
        response = problem(status, detail, headers=headers, **more)
        response.headers["Vary"] = language.VARY
        response.headers["Content-Language"] = words.language
        return response
    return await pages.fault(request, words, status, detail, headers=headers)


def _words(request: Request) -> language.Words:
    """The words of a request, English where it asks for a language that there is not."""
    try:
        return language.words(request)
    except ProblemError:
        return language.Words(language.LANGUAGES[0])
