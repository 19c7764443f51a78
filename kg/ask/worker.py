"""A process of its own that answers questions for another one: what both sides say to each other, and the child's life.

A request is a length and a pickled (function, argument, seconds); a reply is a length, a status and the answer. The
child takes requests from standard input until that ends. It has no network where the system can cut it, no more memory
than it is allowed, and where the system has alarms it dies by itself shortly after the time of a request is up, so that
nothing stays behind when its parent was killed.
"""

from __future__ import annotations

import os
import struct
import sys
from typing import TYPE_CHECKING, BinaryIO, Final, NoReturn, TypeVar

from kg.errors import PaperkgError, QueryError, QueryMemoryError, QueryTimeoutError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")

LENGTH: Final = struct.Struct("<Q")
"""What stands before each request and each reply: how many bytes follow."""

_BYTES: Final = b"="
_VALUE: Final = b"+"
_FAILED: Final = b"-"
_LAST: Final = frozenset(b"~")
"""The end of a reply after which the child wants to be replaced, because it has grown."""
_MORE: Final = b"."

_GRACE: Final = 2.0
"""Seconds that the parent has to stop a child before the child's own alarm does."""
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_NO_MEMORY: Final = "it needed more memory than it may have: narrow it, or ask for less at once"
_ENDED: Final = "the query's process ended without an answer: it may be nested too deeply or have run out of memory"
_NESTED: Final = "it is nested too deeply or too long to be read"


def command(*, memory: int = 0) -> list[str]:
    """How to start a child that may use ``memory`` bytes (0: as many as there are)."""
    return [sys.executable, "-P", "-c", "from kg.ask import worker; worker.main()", str(memory)]


def environment() -> dict[str, str]:
    """The variables of a child, which finds the modules that this process would find."""
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)  # noqa: PTH109  a fork would inherit it
    return {**os.environ, "PYTHONPATH": path}


def request(function: Callable[[_T], object], argument: _T, *, seconds: float) -> bytes:
    """What is written to a child. ``function`` must stand at the top of a module, ``argument`` must be picklable."""
    import pickle

    body = pickle.dumps((function, argument, seconds))
    return LENGTH.pack(len(body)) + body


def answer(function: Callable[[_T], object], argument: _T) -> bytes:
    """What a function gives or raises on purpose, as the bytes of a reply."""
    try:
        value = function(argument)
        if isinstance(value, bytes):
            return _BYTES + value
        import pickle

        return _VALUE + pickle.dumps(value)
    except PaperkgError as error:
        return _failed(error)
    except MemoryError:
        return _failed(QueryMemoryError(_NO_MEMORY))
    except RecursionError:
        return _failed(QueryError(_NESTED))


def outcome(reply: bytes | memoryview) -> object:
    """The value in a reply; what was raised is raised again."""
    status, body = bytes(reply[:1]), reply[1:]
    if status == _BYTES:
        return bytes(body)
    if status not in {_VALUE, _FAILED}:
        raise QueryError(_ENDED)
    import pickle

    value = pickle.loads(body)  # noqa: S301  our own child wrote it
    if status == _FAILED:
        raise value
    return value


def is_last(reply: bytes) -> bool:
    """Whether the child that framed this reply wants to be replaced."""
    return reply[-1] in _LAST


def death(code: int | None, said: str) -> PaperkgError:
    """Why a child that nobody stopped is gone, from its exit code and the end of what it wrote to standard error."""
    if "memory allocation" in said or code == -9:
        return QueryMemoryError(_NO_MEMORY)
    if "overflowed its stack" in said or code in {-11, -7, 0xC00000FD}:  # segmentation, bus, Windows' stack overflow
        return QueryError(_NESTED)
    return WorkerError(f"the process that was to answer ended with code {code}: {said.strip()[-2000:]}")


def time_is_up(seconds: float) -> QueryTimeoutError:
    """The error for who asked."""
    return QueryTimeoutError(
        f"the query was stopped after {seconds:g} seconds: narrow it, add LIMIT, or allow more time"
    )


def _failed(error: PaperkgError) -> bytes:
    import pickle

    return _FAILED + pickle.dumps(error)


# ---------------------------------------------------------------- the child


def serve(function: Callable[[_T], object], argument: _T, out: BinaryIO) -> NoReturn:
    """The whole life of a fork that answers once; it leaves without running what the parent wants to run at exit."""
    code = 1
    try:
        out.write(answer(function, argument))
        out.close()
        code = 0
    finally:
        _show_fault()
        os._exit(code)


def main() -> NoReturn:
    """The whole life of a fresh interpreter."""
    memory = int(sys.argv[1])
    _confine(memory)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not speak in between
    code = 1
    try:
        _loop(sys.stdin.buffer, out, memory)
        code = 0
    finally:
        _show_fault()
        os._exit(code)


def _loop(requests: BinaryIO, replies: BinaryIO, memory: int) -> None:
    import pickle

    while head := requests.read(LENGTH.size):
        function, argument, seconds = pickle.loads(requests.read(LENGTH.unpack(head)[0]))  # noqa: S301  our parent's
        _set_alarm(seconds + _GRACE if seconds else 0)
        reply = answer(function, argument)
        del function, argument
        _set_alarm(0)
        tired = memory and _resident() > memory // 2
        replies.write(LENGTH.pack(len(reply) + 1))
        replies.write(reply)
        replies.write(bytes(_LAST) if tired else _MORE)
        replies.flush()


def _confine(memory: int) -> None:
    """Take away what a query must not have, as far as the system can."""
    import signal

    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's to handle
    if sys.platform == "linux":
        _cut_network()
    if memory and sys.platform != "win32":
        import resource

        # Linux counts what is really written to under DATA; ADDRESS SPACE counts what is merely reserved.
        limit = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        _, most = resource.getrlimit(limit)
        resource.setrlimit(limit, (memory if most == resource.RLIM_INFINITY else min(memory, most), most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _cut_network() -> None:
    """Move to a network namespace without interfaces: as root at once, else inside a user namespace."""
    import ctypes

    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None and unshare(_CLONE_NEWNET):
        unshare(_CLONE_NEWUSER | _CLONE_NEWNET)  # not allowed either: the guard alone keeps SERVICE out


def _set_alarm(seconds: float) -> None:
    """Let the system end this process after so many seconds, whatever it does then; 0: not at all."""
    import signal

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _resident() -> int:
    """Bytes of memory that this process holds now, 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as stream:  # noqa: PTH123  read after each request
            return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _show_fault() -> None:
    """An error that nobody expected must not die with the child; an interrupt is the parent's to tell."""
    kind, error, place = sys.exc_info()
    if kind is not None and error is not None and not issubclass(kind, KeyboardInterrupt):
        sys.excepthook(kind, error, place)
        sys.stderr.flush()


def once(data: bytes, *, seconds: float) -> bytes:
    """Start a child for one request, and give its reply ("" if it died).

    Raises:
        QueryTimeoutError: the time is up; the child is gone.
    """
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603  our own interpreter
            command(), input=data, stdout=subprocess.PIPE, timeout=seconds, check=False, env=environment()
        )
    except subprocess.TimeoutExpired:
        raise time_is_up(seconds) from None
    return done.stdout[LENGTH.size : -1]
