"""The socket, the start and the end of the server."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import uvicorn

from kg.ask import tasks
from kg.ask.pages.tasks import ready
from kg.ask.pool import Bounds, Pool
from kg.errors import UsageError
from kg.web.app import application
from kg.web.desk import Site
from kg.web.shield import Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PATIENCE: Final = 2
"""Seconds that requests have to end when the server is stopped."""
_CONNECTIONS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is served, where, and within which bounds."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8765
    rows: int = 100_000
    version: str = ""
    rules: Rules = field(default_factory=Rules)
    bounds: Bounds = field(default_factory=Bounds)


def serve(options: Options, *, started: Callable[[str], None]) -> None:
    """Serve until a signal comes. ``started`` is told the address once requests are answered.

    Raises:
        UsageError: nobody can listen there.
        GraphError: there is no graph in the folder.
    """
    listener = _listener(options.host, options.port)
    try:
        asyncio.run(_serve(options, listener, started))
    finally:
        listener.close()


async def _serve(options: Options, listener: socket.socket, started: Callable[[str], None]) -> None:
    warm, reading = (tasks.warm, options.folder), (ready, options.folder)
    async with Pool(options.bounds, warm=warm, ready=reading) as pool:
        there = Site(folder=options.folder, pool=pool, rules=options.rules, rows=options.rows, version=options.version)
        config = uvicorn.Config(
            application(there),
            http="h11",
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_CONNECTIONS,
            timeout_graceful_shutdown=_PATIENCE,
        )
        started(_url(listener))
        await _Server(config, pool).serve(sockets=[listener])


class _Server(uvicorn.Server):
    """Ends the workers when a signal comes, which ends the questions that run, and leaves without raising it again."""

    def __init__(self, config: uvicorn.Config, pool: Pool) -> None:
        super().__init__(config)
        self._pool = pool

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._pool.close()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


def _listener(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(f"{host} is no address of this machine ({error.strerror})") from error
    try:
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                f"port {port} is taken by another program: name another one with --port (0: any that is free)"
            ) from error
        raise UsageError(f"cannot listen on {host}, port {port}: {error.strerror}") from error
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if listener.family == socket.AF_INET6 else f"http://{host}:{port}"
