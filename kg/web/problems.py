"""Errors as answers: problem details in JSON (RFC 9457). What went wrong inside is for the log."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from kg.errors import (
    BusyError,
    FormatError,
    GraphError,
    NotFoundError,
    PaperkgError,
    QueryError,
    QueryMemoryError,
    QueryTimeoutError,
    UsageError,
    WorkerError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

_LOG: Final = logging.getLogger(__name__)

_STATUSES: Final[tuple[tuple[type[PaperkgError], int], ...]] = (
    (QueryTimeoutError, 504),
    (QueryMemoryError, 507),
    (QueryError, 400),
    (FormatError, 406),
    (UsageError, 400),
    (NotFoundError, 404),
    (BusyError, 503),
    (GraphError, 503),
)
_RETRY: Final = {"Retry-After": "1"}
_NOTHING: Final = "nothing stands at this address: /api/openapi.json tells what does"
_INSIDE: Final = "something went wrong inside: the log of the server says what"


class ProblemError(HTTPException):
    """A request that is answered with a status and a reason."""


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: object) -> Response:
    """The answer that tells of an error; ``more`` are members beside title, status and detail."""
    told: dict[str, Any] = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    told |= {name: value for name, value in more.items() if value is not None}
    body = json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    return Response(body, status, headers, media_type="application/problem+json")


def status_of(error: Exception) -> int:
    """The status that tells of what paperkg raised on purpose; 500 for a fault inside."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


async def of_paperkg(_: Request, error: Exception) -> Response:
    """What paperkg raised on purpose."""
    status = status_of(error)
    if status == 500:
        if not isinstance(error, WorkerError):  # that one was logged where it happened
            _LOG.error("%s: %s", type(error).__name__, error)
        return problem(500, _INSIDE)
    if isinstance(error, QueryError):
        return problem(status, str(error), line=error.line, column=error.column)
    return problem(status, str(error), headers=_RETRY if status == 503 else None)


async def of_http(request: Request, error: Exception) -> Response:
    """What the HTTP side refuses: no such path, another method …"""
    assert isinstance(error, HTTPException)  # noqa: S101  registered for this one only
    headers = dict(error.headers or {})
    if error.status_code == 405:  # Starlette's come as a set
        headers["Allow"] = ", ".join(sorted(headers.get("Allow", "").split(", ")))
        return problem(405, f"{request.method} is not for this address: {headers['Allow']}", headers=headers)
    detail = _NOTHING if error.status_code == 404 and error.detail == "Not Found" else error.detail
    return problem(error.status_code, detail, headers=headers)


async def unexpected(_: Request, __: Exception) -> Response:
    """What nobody expected; the server logs it."""
    return problem(500, _INSIDE)
