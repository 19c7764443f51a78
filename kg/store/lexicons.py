"""The user's lexicon files that a graph was built with, kept so that a later build uses them without being told.

    exports/store/lexicon/{sha256}.ttl

Which of them count, and in which order, stands in the manifest: a copy that it does not name means nothing.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import GraphError, LexiconError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class LexiconFile:
    """One lexicon file and what it holds."""

    path: Path
    data: bytes


def read_lexicons(paths: Iterable[Path]) -> dict[str, LexiconFile]:
    """Lexicon files by SHA-256, in the order given; of files with one content the last counts.

    Raises:
        LexiconError: a file cannot be read, or only once (a pipe).
    """
    files: dict[str, LexiconFile] = {}
    for path in paths:
        data = _read(path)
        name = hashlib.sha256(data).hexdigest()
        files.pop(name, None)
        files[name] = LexiconFile(path, data)
    return files


def kept_lexicons(folder: Path, checksums: Iterable[str]) -> tuple[Path, ...]:
    """Where an exports folder keeps the lexicon files with these checksums.

    Raises:
        GraphError: one of them is gone.
    """
    paths = tuple(_place(folder, checksum) for checksum in checksums)
    gone = [path.name for path in paths if not path.is_file()]
    if gone:
        raise GraphError(
            f"{folder} was built with lexicon files that it does not keep any more ({', '.join(gone)}): "
            "give them again with --lexicon, or start over with --fresh and all digests"
        )
    return paths


def keep_lexicons(folder: Path, files: Mapping[str, LexiconFile]) -> None:
    """Keep copies of lexicon files, beside those that are there already."""
    for checksum, file in files.items():
        path = _place(folder, checksum)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with draft.open("wb") as stream:
            stream.write(file.data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)


def sweep_lexicons(folder: Path, checksums: Collection[str]) -> None:
    """Remove all copies but those with these checksums."""
    place = folder / "store" / "lexicon"
    if not place.is_dir():
        return
    wanted = {_place(folder, checksum) for checksum in checksums}
    for path in sorted(place.iterdir()):
        if path not in wanted:
            path.unlink()
    if not wanted:
        place.rmdir()


def _place(folder: Path, checksum: str) -> Path:
    return folder / "store" / "lexicon" / f"{checksum}.ttl"


def _read(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise LexiconError("is no regular file: a lexicon is read more than once", source=str(path))
    try:
        return path.read_bytes()
    except OSError as error:
        raise LexiconError(f"cannot read the lexicon: {error.strerror}", source=str(path)) from error
