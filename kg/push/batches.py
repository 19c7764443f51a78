"""The N-Triples of an exports folder as batches, from any place on.

Two files follow each other: graph.nt, and mentions.nt where it is wanted. Their lines are sorted and none comes twice,
so a place in them is all that a later run must know of an earlier one.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Self

from kg.errors import GraphError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a batch starts: which file, at which byte, and how many triples lie before it in all files."""

    file: int = 0
    offset: int = 0
    triples: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Some lines of N-Triples, and the place behind them."""

    data: bytes
    end: Place


class Triples:
    """Files of N-Triples, kept open: a build that replaces them meanwhile changes nothing here.

    Raises:
        GraphError: a file is not there.
    """

    def __init__(self, folder: Path, names: tuple[str, ...]) -> None:
        self._files = ExitStack()
        self._streams: list[BinaryIO] = []
        digest, count = hashlib.sha256(), 0
        with ExitStack() as opening:
            for name in names:
                stream = opening.enter_context(_opened(folder, name))
                digest.update(name.encode() + b"\n")
                count += _read_through(stream, digest)
                self._streams.append(stream)
            self._files = opening.pop_all()
        self.count = count
        """How many triples there are."""
        self.content = digest.hexdigest()
        """Names what the files hold."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def batches(self, size: int, start: Place) -> Iterator[Batch]:
        """At most ``size`` triples at a time, from a place on; no batch reaches across files."""
        place = start
        for number in range(start.file, len(self._streams)):
            stream = self._streams[number]
            stream.seek(place.offset)
            while lines := _lines(stream, size):
                place = Place(number, stream.tell(), place.triples + len(lines))
                yield Batch(b"".join(lines), place)
            place = Place(number + 1, 0, place.triples)


def _lines(stream: BinaryIO, most: int) -> list[bytes]:
    lines: list[bytes] = []
    while len(lines) < most and (line := stream.readline()):
        lines.append(line)
    return lines


def _opened(folder: Path, name: str) -> BinaryIO:
    try:
        return (folder / name).open("rb")
    except FileNotFoundError as error:
        raise GraphError(f"{folder / name} is not there: run `kg build PATH --out {folder}`") from error


def _read_through(stream: BinaryIO, digest: hashlib._Hash) -> int:
    """Hash a file to its end; how many lines it has."""
    count = 0
    while block := stream.read(_BLOCK):
        digest.update(block)
        count += block.count(b"\n")
    return count
