"""Writing files so that a crash leaves the old one or the new one, never half of one."""

from __future__ import annotations

import glob
import hashlib
import os
import time
from typing import TYPE_CHECKING, Self

from kg.store.void import File

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_STALE_SECONDS = 24 * 3600


class Drafts:
    """Files of one folder that come into place together, at the end of a ``with`` block that succeeds.

    Each is written under a name of its own beside its place, flushed to the disk, and renamed. After a failure none
    has changed; after a loss of power in the middle of the renames each file is old or new as a whole.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[str] = []
        self._files: list[File] = []

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        for name in self._started:
            draft = self._draft(name)
            if failure is None:
                draft.replace(self._folder / name)
            else:
                draft.unlink(missing_ok=True)

    def write(self, name: str, pieces: Iterable[bytes]) -> File:
        """Write one file from pieces of bytes, and return what it will be."""
        digest, size = hashlib.sha256(), 0
        self._sweep(name)
        self._started.append(name)
        with self._draft(name).open("wb") as stream:
            for piece in pieces:
                stream.write(piece)
                digest.update(piece)
                size += len(piece)
            stream.flush()
            os.fsync(stream.fileno())
        file = File(name, size, digest.hexdigest())
        self._files.append(file)
        return file

    def path(self, name: str) -> Path:
        """Where a file that was written stands until all come into place."""
        return self._draft(name)

    @property
    def files(self) -> tuple[File, ...]:
        """The files written so far, by name."""
        return tuple(sorted(self._files))

    def _sweep(self, name: str) -> None:
        """Remove what killed processes left of this file; a draft of today may be somebody's who is still writing."""
        for left in sorted(self._folder.glob(f".{glob.escape(name)}.*.draft")):
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                left.unlink(missing_ok=True)

    def _draft(self, name: str) -> Path:
        return self._folder / f".{name}.{os.getpid()}.draft"
