"""Runs a function in a process of its own that is killed when its time is up.

pyoxigraph can neither limit nor cancel a query, and a thread that evaluates one cannot be stopped. So the
query runs in a child. Where it is safe, the child is a fork (about 1 ms): nothing else may run in this process,
no thread and no store whose threads a fork would leave behind. Otherwise it is a fresh interpreter.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, BinaryIO, NoReturn, TypeVar

from kg.errors import PaperkgError, QueryError, QueryTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")
_DONE = b"+"
_FAILED = b"-"


def run(function: Callable[[_T], bytes], argument: _T, *, seconds: float) -> bytes:
    """What ``function(argument)`` gives, or raises, within ``seconds``.

    ``function`` must stand at the top of a module, and ``argument`` must be picklable.

    Raises:
        QueryTimeoutError: the time is up; the child is gone.
        QueryError: the child died, for instance because memory ran out.
    """
    reply = _forked(function, argument, seconds) if _can_fork() else _spawned(function, argument, seconds)
    if reply[:1] == _DONE:
        return reply[1:]
    if reply[:1] == _FAILED:
        import pickle

        raise pickle.loads(reply[1:])  # noqa: S301  our own child wrote it
    raise QueryError("the query's process ended without an answer: it may have run out of memory")


def _can_fork() -> bool:
    if not hasattr(os, "fork") or sys.platform == "darwin" or "pyoxigraph" in sys.modules:
        return False
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1


def _forked(function: Callable[[_T], bytes], argument: _T, seconds: float) -> bytes:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _serve(function, argument, os.fdopen(writer, "wb"))
    os.close(writer)
    try:
        return _read(reader, seconds)
    finally:
        os.close(reader)
        os.kill(child, 9)  # it has ended, or must
        os.waitpid(child, 0)


def _serve(function: Callable[[_T], bytes], argument: _T, out: BinaryIO) -> NoReturn:
    """The child's whole life; it leaves without running what the parent wants to run at exit."""
    code = 1
    try:
        out.write(_reply(function, argument))
        out.close()
        code = 0
    finally:
        _show_fault()
        os._exit(code)


def _show_fault() -> None:
    """An error that nobody expected must not die with the child; an interrupt is the parent's to tell."""
    kind, error, place = sys.exc_info()
    if kind is not None and error is not None and not issubclass(kind, KeyboardInterrupt):
        sys.excepthook(kind, error, place)
        sys.stderr.flush()


def _reply(function: Callable[[_T], bytes], argument: _T) -> bytes:
    try:
        return _DONE + function(argument)
    except PaperkgError as error:
        import pickle

        return _FAILED + pickle.dumps(error)


def _read(reader: int, seconds: float) -> bytes:
    import select

    deadline = time.monotonic() + seconds
    parts: list[bytes] = []
    while select.select([reader], [], [], max(0.0, deadline - time.monotonic()))[0]:
        part = os.read(reader, 1 << 20)
        if not part:
            return b"".join(parts)
        parts.append(part)
    raise _time_is_up(seconds)


def _spawned(function: Callable[[_T], bytes], argument: _T, seconds: float) -> bytes:
    import pickle
    import subprocess

    command = [sys.executable, "-c", "from kg.ask import limit; limit.child()"]
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)  # noqa: PTH109  a fork would inherit it
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter
            command,
            input=pickle.dumps((function, argument)),
            stdout=subprocess.PIPE,
            timeout=seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": path},
        )
    except subprocess.TimeoutExpired:
        raise _time_is_up(seconds) from None
    return done.stdout


def child() -> NoReturn:
    """The fresh interpreter's side of ``run``."""
    import pickle

    function, argument = pickle.load(sys.stdin.buffer)  # noqa: S301  our own parent wrote it
    _serve(function, argument, sys.stdout.buffer)


def _time_is_up(seconds: float) -> QueryTimeoutError:
    return QueryTimeoutError(
        f"the query was stopped after {seconds:g} seconds: narrow it, add LIMIT, or allow more time"
    )
