"""The user's files that a graph was built with, kept so that a later build uses them without being told.

    exports/store/lexicon/{sha256}.ttl
    exports/store/decisions/{sha256}.txt

Which of them count, and in which order, stands in the manifest: a copy that it does not name means nothing.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.errors import DecisionError, GraphError, InputError, LexiconError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file and what it holds."""

    path: Path
    data: bytes


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where files of one sort are kept, called as the option that gives them, and the error for those that are bad."""

    name: str
    suffix: str
    error: type[InputError]

    def read(self, paths: Iterable[Path]) -> dict[str, KeptFile]:
        """Files by SHA-256, in the order given; of files with one content the last counts.

        Raises:
            LexiconError, DecisionError: a file cannot be read, or only once (a pipe).
        """
        files: dict[str, KeptFile] = {}
        for path in paths:
            data = self._read(path)
            name = hashlib.sha256(data).hexdigest()
            files.pop(name, None)
            files[name] = KeptFile(path, data)
        return files

    def kept(self, folder: Path, checksums: Iterable[str]) -> tuple[Path, ...]:
        """Where an exports folder keeps the files with these checksums.

        Raises:
            GraphError: one of them is gone.
        """
        paths = tuple(self._place(folder, checksum) for checksum in checksums)
        gone = [path.name for path in paths if not path.is_file()]
        if gone:
            raise GraphError(
                f"{folder} was built with {self.name} files that it does not keep any more ({', '.join(gone)}): "
                f"give them again with --{self.name}, or start over with --fresh and all digests"
            )
        return paths

    def keep(self, folder: Path, files: Mapping[str, KeptFile]) -> None:
        """Keep copies of files, beside those that are there already."""
        for checksum, file in files.items():
            path = self._place(folder, checksum)
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{path.name}.{os.getpid()}")
            with draft.open("wb") as stream:
                stream.write(file.data)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)

    def sweep(self, folder: Path, checksums: Collection[str]) -> None:
        """Remove all copies but those with these checksums."""
        place = folder / "store" / self.name
        if not place.is_dir():
            return
        wanted = {self._place(folder, checksum) for checksum in checksums}
        for path in sorted(place.iterdir()):
            if path not in wanted:
                path.unlink()
        if not wanted:
            place.rmdir()

    def _place(self, folder: Path, checksum: str) -> Path:
        return folder / "store" / self.name / f"{checksum}{self.suffix}"

    def _read(self, path: Path) -> bytes:
        if path.exists() and not path.is_file():
            raise self.error("is no regular file: it is read more than once", source=str(path))
        try:
            return path.read_bytes()
        except OSError as error:
            raise self.error(f"cannot read the {self.name}: {error.strerror}", source=str(path)) from error


LEXICON: Final = Shelf("lexicon", ".ttl", LexiconError)
DECISIONS: Final = Shelf("decisions", ".txt", DecisionError)
