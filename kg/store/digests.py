"""The digests that a graph was built from, kept beside its store so that a later build can add to them.

One JSON document a line: a header, then the digests in order. The same digests give the same bytes.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from kg.errors import InputError
from kg.model import Digest, Entry, Section
from kg.store.drafts import Drafts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

DIGESTS: Final = "store/digests.jsonl"
_FORMAT = "paperkg digests"
_VERSION = 1
_DATE = re.compile(rb'\{"date":"([^"\\]*)"')
"""How the line of a digest begins: its keys are sorted."""
_BLOCK = 1 << 16
"""So many bytes are read at once to find where a line starts."""


def digests_path(folder: Path) -> Path:
    """Where an exports folder keeps its digests."""
    return folder / DIGESTS


def digest_lines(digests: Iterable[Digest], *, sample: bool = False) -> Iterator[bytes]:
    """The file in which digests are kept, line by line; ``sample`` as for ``save_digests``."""
    header = {"format": _FORMAT, "version": _VERSION, "sample": sample}
    for line in chain([header], map(_record, sorted(digests, key=_order))):
        text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield text.encode("utf-8", "surrogatepass") + b"\n"


def save_digests(folder: Path, digests: Iterable[Digest], *, sample: bool = False) -> None:
    """Keep the digests of an exports folder, replacing those kept before, all or nothing.

    ``sample`` says that they are the ones which ship with the package, so that a first real build replaces them.
    """
    with Drafts(folder) as drafts:
        drafts.write(DIGESTS, digest_lines(digests, sample=sample))


def load_digests(folder: Path) -> tuple[Digest, ...]:
    """The digests that an exports folder keeps, in order; none if it keeps none.

    Raises:
        InputError: a line is damaged or of an unknown version; it names file and line.
    """
    return tuple(_digest(path, number, record) for path, number, record in islice(_records(folder), 1, None))


def load_day(folder: Path, date: str) -> tuple[Digest, ...]:
    """The digests of one date, found by bisection, since the lines are sorted by date: the others are not read.

    Raises:
        InputError: as ``load_digests``, for a line that was looked at; it names the file.
    """
    path = digests_path(folder)
    if not path.is_file():
        return ()
    with path.open("rb") as stream:
        _check_header(path, _parsed(path, 1, stream.readline()))
        _seek(path, stream, date)
        found = []
        for line in stream:
            if _date(path, line) != date.encode():
                break
            found.append(_digest(path, None, _parsed(path, None, line)))
    return tuple(found)


def _seek(path: Path, stream: BinaryIO, date: str) -> None:
    """Go from the first digest to the first one that is not before a date, or to the end."""
    low, high = stream.tell(), stream.seek(0, os.SEEK_END)  # low is where a line starts; from high on none is before
    while low < high:
        middle = (low + high) // 2
        start = _start_of_line(stream, middle, low)
        line = stream.readline()
        if _date(path, line) < date.encode():
            low = start + len(line)
        else:
            high = start
    stream.seek(low)


def _start_of_line(stream: BinaryIO, position: int, least: int) -> int:
    """Where the line starts in which a position lies, not before ``least``; the stream is left there."""
    end = position
    while end > least:
        start = max(least, end - _BLOCK)
        stream.seek(start)
        found = stream.read(end - start).rfind(b"\n")
        if found >= 0:
            return stream.seek(start + found + 1)
        end = start
    return stream.seek(least)


def _date(path: Path, line: bytes) -> bytes:
    found = _DATE.match(line)
    if found is None:
        raise _damaged(path, None, "expected a digest that begins with its date")
    return found[1]


def holds_sample(folder: Path) -> bool:
    """Whether the kept digests are those that ship with the package.

    Raises:
        InputError: as ``load_digests``.
    """
    header = next(_records(folder), None)
    return bool(header and header[2]["sample"])


def _record(digest: Digest) -> dict[str, Any]:
    record = asdict(digest)
    del record["source"]  # where the file lay is nobody's business
    return record


def _order(digest: Digest) -> tuple[str, str, str, list[str]]:
    return digest.date, digest.sha256, digest.title, [entry.identifier for entry in digest.entries]


def _records(folder: Path) -> Iterator[tuple[Path, int, dict[str, Any]]]:
    """The lines one by one, with their numbers: there may be more of them than fit into memory twice."""
    path = digests_path(folder)
    if not path.is_file():
        return
    with path.open("rb") as stream:
        for number, line in enumerate(stream if path.stat().st_size else [b""], start=1):
            record = _parsed(path, number, line)
            if number == 1:
                _check_header(path, record)
            yield path, number, record


def _check_header(path: Path, header: dict[str, Any]) -> None:
    written = header.get("version")
    if header.get("format") == _FORMAT and isinstance(written, int) and written > _VERSION:
        raise InputError(
            f"written by a newer paperkg (version {written} of the file; this one knows {_VERSION}): upgrade with "
            "`pip install --upgrade paperkg`, or build into another folder from all digests",
            source=str(path),
            line=1,
        )
    if header.get("format") != _FORMAT or header.get("version") != _VERSION or "sample" not in header:
        raise _damaged(path, 1, f"expected the header of {_FORMAT!r}, version {_VERSION}")


def _parsed(path: Path, number: int | None, line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise _damaged(path, number, "expected one JSON document") from error
    if not isinstance(record, dict):
        raise _damaged(path, number, "expected a JSON object")
    return record


def _digest(path: Path, number: int | None, record: dict[str, Any]) -> Digest:
    try:
        return Digest(**{**record, "entries": tuple(map(_entry, record["entries"]))})
    except (TypeError, KeyError) as error:
        raise _damaged(path, number, f"expected a digest ({error})") from error


def _entry(record: dict[str, Any]) -> Entry:
    sections = tuple(Section(**section) for section in record["sections"])
    return Entry(**{**record, "authors": tuple(record["authors"]), "sections": sections})


def _damaged(path: Path, number: int | None, expectation: str) -> InputError:
    advice = "delete the file and build again from all digests"
    return InputError(f"damaged: {expectation}; {advice}", source=str(path), line=number)
