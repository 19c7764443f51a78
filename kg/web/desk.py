"""One question to the workers, for as long as the client waits for the answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from starlette.requests import ClientDisconnect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.requests import Request

    from kg.ask.pool import Pool
    from kg.web.shield import Rules

_T = TypeVar("_T")
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is served: the graph in ``folder``, asked through ``pool``, at most ``rows`` rows
    and ``size`` bytes an answer; ``version`` is that of paperkg.
    """

    folder: Path
    pool: Pool
    rules: Rules
    rows: int = 100_000
    size: int = 64 << 20
    version: str = ""


def site(request: Request) -> Site:
    """The site that a request is for."""
    found: Site = request.app.state.site
    return found


async def ask(request: Request, function: Callable[[_T], _V], argument: _T, *, long: bool = False) -> _V:
    """What ``function(argument)`` gives in a worker.

    Raises:
        ClientDisconnect: the client has left.
        PaperkgError: as ``Pool.run``.
    """
    answer = asyncio.ensure_future(site(request).pool.run(function, argument, long=long))
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            gone.result()  # raises what was wrong with the rest of the body
            raise ClientDisconnect
        return answer.result()
    finally:
        answer.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    """Wait until the client leaves."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
