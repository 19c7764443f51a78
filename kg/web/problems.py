"""Which status an error has, and problem details in JSON that tell of it (RFC 9457)."""

from __future__ import annotations

import json
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
)

if TYPE_CHECKING:
    from collections.abc import Mapping

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
