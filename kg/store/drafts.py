"""Writing files so that a crash leaves the old ones or the new ones, never half of one and never some of each.

Each file is written under a name of its own beside its place, flushed to the disk, and renamed. Renaming several files
is no single step for the system, so a build first records what it is about to rename:

    exports/store/.commit

Whoever is killed before that record stands has changed nothing. Whoever is killed behind it has written everything:
``settle`` and the next build finish the renames. (The redo log of databases, as in Gray and Reuter, Transaction
Processing, 1993, chapter 10, with whole files for pages.)
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from kg.errors import GraphError
from kg.store.current import RECORD, unsettled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_STALE_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True, order=True)
class File:
    """One written file."""

    name: str
    size: int
    sha256: str


class Drafts:
    """Files of one folder that come into place together, at the end of a ``with`` block that succeeds.

    After a failure none has changed. With ``recorded`` that also holds when the process is killed among the renames;
    the folder is then an exports folder whose lock the caller holds, and what killed builds left is removed.
    """

    def __init__(self, folder: Path, *, recorded: bool = False) -> None:
        self._folder = folder
        self._recorded = recorded
        self._started: list[str] = []
        self._files: list[File] = []

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        if failure is None:
            try:
                self._commit()
            except OSError:
                if not (self._folder / RECORD).is_file():  # nothing is in place yet
                    self._discard()
                raise
        else:
            self._discard()

    def write(self, name: str, pieces: Iterable[bytes]) -> File:
        """Write one file from pieces of bytes, and return what it will be. ``name`` may lie in a folder below."""
        digest, size = hashlib.sha256(), 0
        place = self._folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        self._sweep(place)
        self._started.append(name)
        with self.draft(name).open("wb") as stream:
            for piece in pieces:
                stream.write(piece)
                digest.update(piece)
                size += len(piece)
            stream.flush()
            os.fsync(stream.fileno())
        file = File(name, size, digest.hexdigest())
        self._files.append(file)
        return file

    def draft(self, name: str) -> Path:
        """Where a file is until it comes into place."""
        return _draft(self._folder, name, os.getpid())

    @property
    def files(self) -> tuple[File, ...]:
        """The files written so far, by name."""
        return tuple(sorted(self._files))

    def _commit(self) -> None:
        if self._recorded:
            record = self._folder / RECORD
            draft = record.with_name(f"{record.name}.{os.getpid()}")
            with draft.open("wb") as stream:
                stream.write(json.dumps({"process": os.getpid(), "files": self._started}).encode())
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(record)
            _sync(record.parent)
            finish(self._folder)
        else:
            for name in self._started:
                self.draft(name).replace(self._folder / name)

    def _discard(self) -> None:
        for name in self._started:
            self.draft(name).unlink(missing_ok=True)

    def _sweep(self, place: Path) -> None:
        """Remove what killed processes left of this file; without a lock, a draft of today may be somebody's."""
        for left in sorted(place.parent.glob(f".{glob.escape(place.name)}.*.draft")):
            if self._recorded or time.time() - left.stat().st_mtime > _STALE_SECONDS:
                left.unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Bring into place what a killed build had written whole, unless a build is at work or nothing can be written.

    Raises:
        GraphError: the record of that build is damaged.
    """
    if not unsettled(folder):
        return
    from kg.store.lock import writing_if_free

    with suppress(OSError), writing_if_free(folder) as free:
        if free:
            finish(folder)


def finish(folder: Path) -> None:
    """As ``settle``, for a caller who holds the folder's lock.

    Raises:
        GraphError: the record is damaged.
        OSError: the folder cannot be written.
    """
    record = folder / RECORD
    try:
        found = json.loads(record.read_bytes())
        process, names = int(found["process"]), [_below(name) for name in found["files"]]
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError) as error:
        raise GraphError(f"{record} is damaged ({error}): delete it and build again") from error
    for name in names:
        with suppress(FileNotFoundError):  # renamed before the build was killed
            _draft(folder, name, process).replace(folder / name)
    for parent in sorted({(folder / name).parent for name in names}):
        _sync(parent)
    record.unlink()


def _below(name: Any) -> str:  # noqa: ANN401  from a file that anybody may have written
    """A name that stays in its folder."""
    if not isinstance(name, str) or "\\" in name or {"", ".", ".."} & set(name.split("/")):
        raise ValueError(f"{name!r} is no name of a file below")
    return name


def _draft(folder: Path, name: str, process: int) -> Path:
    place = folder / name
    return place.with_name(f".{place.name}.{process}.draft")


def _sync(folder: Path) -> None:
    """Make the names in a folder last, where the system can."""
    if os.name == "nt":  # a folder cannot be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
