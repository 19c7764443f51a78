"""Runs a function in a process of its own that is killed when its time is up.

pyoxigraph can neither limit nor cancel a query, and a thread that evaluates one cannot be stopped. So the
query runs in a child. Where it is safe, the child is a fork (about 1 ms): nothing else may run in this process,
no thread and no store whose threads a fork would leave behind. Otherwise it is a fresh interpreter.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import TYPE_CHECKING, TypeVar

from kg.ask import worker

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")
_V = TypeVar("_V")


def run(
    function: Callable[[_T], _V], argument: _T, *, seconds: float, meanwhile: Callable[[], object] | None = None
) -> _V:
    """What ``function(argument)`` gives, or raises, within ``seconds``.

    ``function`` must stand at the top of a module, ``argument`` and what it gives must be picklable. ``meanwhile`` is
    done here while a fork works; it must not take long.

    Raises:
        QueryTimeoutError: the time is up; the child is gone.
        QueryError: the child died, for instance because memory ran out.
    """
    if _can_fork():
        reply = _forked(function, argument, seconds, meanwhile)
    else:
        reply = worker.once(worker.request(function, argument, seconds=seconds), seconds=seconds)
    return worker.outcome(reply)  # type: ignore[return-value]  # it is what the function gave


def _can_fork() -> bool:
    if not hasattr(os, "fork") or sys.platform == "darwin" or "pyoxigraph" in sys.modules:
        return False
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1


def _forked(
    function: Callable[[_T], object], argument: _T, seconds: float, meanwhile: Callable[[], object] | None
) -> bytes:
    deadline = time.monotonic() + seconds
    gc.freeze()  # whoever collects garbage writes to every object: the fork would copy all that it shares
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        worker.serve(function, argument, os.fdopen(writer, "wb"))
    os.close(writer)
    try:
        if meanwhile:
            meanwhile()
        return _read(reader, seconds, deadline)
    finally:
        os.close(reader)
        os.kill(child, 9)  # it has ended, or must
        os.waitpid(child, 0)
        gc.unfreeze()


def _read(reader: int, seconds: float, deadline: float) -> bytes:
    import select

    parts: list[bytes] = []
    while select.select([reader], [], [], max(0.0, deadline - time.monotonic()))[0]:
        part = os.read(reader, 1 << 20)
        if not part:
            return b"".join(parts)
        parts.append(part)
    raise worker.time_is_up(seconds)
