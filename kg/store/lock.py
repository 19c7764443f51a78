"""One writer at a time in an exports folder: builds wait for each other, questions never wait.

The lock is the system's, on ``store/.lock``: whoever dies gives it back, and the empty file that stays means nothing.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from filelock import BaseFileLock

_LOG = logging.getLogger(__name__)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Be the only one who writes to an exports folder, which is made where it is missing; waits for another build.

    That it waits is logged as a warning, which Python shows on standard error unless a program says otherwise.

    Raises:
        UsageError: the folder cannot be made or written, or is none.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is not a folder: name a folder for the exports with --out")
    try:
        lock = _taken(folder)
        if lock is None:
            _LOG.warning("another build is writing to %s: waiting", folder)
            lock = _taken(folder, patience=-1)
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"cannot write to {folder} ({reason}): name another folder with --out") from error
    with _released(lock):
        yield


@contextmanager
def writing_if_free(folder: Path) -> Iterator[bool]:
    """As ``writing``, but without waiting: False says that somebody else writes there now.

    Raises:
        OSError: the folder cannot be written.
    """
    lock = _taken(folder)
    with _released(lock):
        yield lock is not None


def _taken(folder: Path, *, patience: float = 0) -> BaseFileLock | None:
    """The lock of a folder once it is ours, None if it is not within so many seconds (-1: wait for ever)."""
    from filelock import FileLock, Timeout

    (folder / "store").mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "store" / ".lock")
    try:
        lock.acquire(timeout=patience)
    except Timeout:
        return None
    return lock


@contextmanager
def _released(lock: BaseFileLock | None) -> Iterator[None]:
    try:
        yield
    finally:
        if lock is not None:
            lock.release()
