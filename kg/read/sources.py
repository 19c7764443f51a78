"""Where digests come from: files, folders, globs and standard input, in a stable order."""

from __future__ import annotations

import glob
import gzip
import io
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kg.errors import InputError, Problem

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_SUFFIXES = {".md", ".markdown", ".json", ".jsonl", ".ndjson"}
_LINES = {".jsonl", ".ndjson"}
_PACKED = ".gz"
_GZIP = b"\x1f\x8b"
_BLOCK = 1 << 18


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read. ``named``: the user asked for exactly this, so it must hold a digest."""

    name: str
    path: Path | None
    named: bool
    data: bytes | BinaryIO | None = None
    """What stands in for the file at ``path``: bytes, or a stream, which can be read once."""

    def blocks(self) -> Iterator[bytes]:
        """The bytes, block by block, unpacked if they are packed with gzip.

        Raises:
            InputError: the file cannot be read to its end.
        """
        blocks = self._packed()
        first = next(blocks, b"")
        joined = chain([first], blocks)
        yield from _unpacked(joined, self.name) if first.startswith(_GZIP) else joined

    def _packed(self) -> Iterator[bytes]:
        if isinstance(self.data, bytes):
            yield self.data
        elif self.data is not None:
            yield from _read(self.data)
        elif self.path is None:
            raise InputError("nothing to read", source=self.name)
        else:
            try:
                with self.path.open("rb") as stream:
                    yield from _read(stream)
            except OSError as error:
                raise InputError(f"cannot be read: {error.strerror or error}", source=self.name) from None


def _read(stream: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block


def _unpacked(packed: Iterator[bytes], name: str) -> Iterator[bytes]:
    try:
        with gzip.GzipFile(fileobj=io.BufferedReader(_Joined(packed))) as stream:
            yield from _read(stream)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise InputError(f"cannot be unpacked: {error}", source=name) from None


class _Joined(io.RawIOBase):
    """Blocks of bytes as a stream."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._held = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        self._held = self._held or memoryview(next(self._blocks, b""))
        place = memoryview(buffer)
        size = min(len(place), len(self._held))
        place[:size], self._held = self._held[:size], self._held[size:]
        return size


def find_sources(paths: Sequence[str | Path], *, stdin: BinaryIO | None = None) -> tuple[list[Source], list[Problem]]:
    """Expand what the user named; each file once, a file that was named outright counts as named."""
    found: dict[str, Source] = {}
    missing: list[Problem] = []
    for path in paths:
        if str(path) == "-":
            found.setdefault("-", Source("standard input", None, named=True, data=stdin or sys.stdin.buffer))
            continue
        sources = _expand(str(path))
        if not sources:
            missing.append(Problem(str(path), 0, "no such file or folder"))
        for source in sources:
            key = str(source.path.resolve()) if source.path else source.name
            if key not in found or source.named:
                found[key] = source
    return list(found.values()), missing


def _expand(path: str) -> list[Source]:
    place = Path(path)
    if place.is_dir():
        return [Source(str(file), file, named=False) for file in _digests_below(place)]
    if place.exists():
        return [Source(path, place, named=True)]
    sources: list[Source] = []
    for match in sorted(glob.glob(path, recursive=True)):  # noqa: PTH207  an absolute pattern needs glob.glob
        matched = Path(match)
        files = _digests_below(matched) if matched.is_dir() else [matched]
        # What a pattern happens to hit was not asked for by name.
        sources += [Source(str(file), file, named=False) for file in files]
    return sources


def _digests_below(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.rglob("*")
        if promises_papers(file)
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )


def promises_papers(file: Path) -> bool:
    """Whether a file below a folder is read: by its name, packed or not."""
    return _suffix(file) in _SUFFIXES


def holds_lines(file: Path) -> bool:
    """Whether a name promises JSON with one record a line, so that any part of it can be read by itself."""
    return _suffix(file) in _LINES


def _suffix(file: Path) -> str:
    """What kind of file a name promises, packed or not; what it is, its content says."""
    suffix = file.suffix.lower()
    return Path(file.stem).suffix.lower() if suffix == _PACKED else suffix
