"""From paths to digests: tell Markdown from JSON, decode, find the date, parse, and name what is wrong and where."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError, Problem
from kg.model import Digest
from kg.read.dates import date_from_path
from kg.read.markdown import parse_markdown
from kg.read.papers import looks_like_json, parse_json
from kg.read.parsed import ParsedFile
from kg.read.sources import Source, find_sources
from kg.read.text import clean


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, sorted by date and content, and what could not be."""

    digests: tuple[Digest, ...]
    problems: tuple[Problem, ...]

    @property
    def entries(self) -> int:
        """How many entries all digests list together."""
        return sum(len(digest.entries) for digest in self.digests)


def read_paths(
    paths: Sequence[str | Path],
    *,
    date: str | None = None,
    stdin: BinaryIO | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """Read every digest that the paths name.

    Args:
        paths: files, folders (searched recursively for Markdown and JSON), globs, or "-" for standard input.
        date: ISO date for digests that carry none in their heading, path or name.
        stdin: where "-" reads from.
        progress: called with (files done, files in all).

    A path that does not exist is a fatal problem, not an exception: the others are still read.
    """
    sources, missing = find_sources(paths, stdin=stdin)
    reading = read_sources(sources, date=date, progress=progress)
    return Reading(reading.digests, tuple(missing) + reading.problems)


def read_sources(
    sources: Iterable[Source],
    *,
    date: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """As ``read_paths``, for sources that were found already. A source with the same bytes is read once."""
    digests: dict[tuple[str, str], Digest] = {}
    problems: list[Problem] = []
    todo = list(sources)
    for done, source in enumerate(todo, start=1):
        try:
            found, faults = _read_one(source, date=date)
        except InputError as error:
            problems.append(Problem(error.source, error.line or 0, error.message))
        else:
            problems += faults
            for digest in found:
                digests.setdefault((digest.date, digest.sha256), digest)
        if progress is not None:
            progress(done, len(todo))
    return Reading(tuple(digests[key] for key in sorted(digests)), tuple(problems))


def _read_one(source: Source, *, date: str | None) -> tuple[Sequence[Digest], list[Problem]]:
    blocks = source.blocks()
    head = next(blocks, b"")
    path_date = date_from_path(source.path)
    if looks_like_json(head):
        parsed = parse_json(chain([head], blocks), source=source.name, path_date=path_date, date=date)
        return _judged(parsed, source, missing="no paper (title, id, summary or abstract) stands in this JSON")
    data = head + b"".join(blocks)
    text = _decode(data, source)
    if text is None:
        return [], [Problem(source.name, 0, "not UTF-8 text, and no digest as far as can be told", fatal=False)]
    sha256 = hashlib.sha256(data).hexdigest()
    parsed = parse_markdown(text, source=source.name, date=path_date or date, sha256=sha256)
    missing = "no digest entry (### [title](link)) and no JSON list of papers stands in it"
    return _judged(parsed, source, missing=missing if text.strip() else "the file is empty")


def _judged(parsed: ParsedFile, source: Source, *, missing: str) -> tuple[Sequence[Digest], list[Problem]]:
    """What was parsed; where it is nothing, this is a fault in a file that was named, and else worth a note."""
    problems = list(parsed.problems)
    if parsed.looks_like_digest:
        if not parsed.digests and not any(problem.fatal for problem in problems):
            problems.append(Problem(source.name, 0, "the digest holds no entry", fatal=source.named))
    else:
        problems.append(Problem(source.name, int(source.named), missing, fatal=source.named))
    return parsed.digests, problems


def _decode(data: bytes, source: Source) -> str | None:
    """UTF-8 text with line feeds only, composed (NFC), without control characters.

    None for a file that is not UTF-8, was not named by the user and shows no sign of a digest.

    Raises:
        InputError: a digest that is not UTF-8; it names the line of the first bad byte.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not source.named and not _speaks_of_papers(data):
            return None
        line = data.count(b"\n", 0, error.start) + 1
        message = f"not UTF-8 (byte 0x{data[error.start]:02x}){_perhaps(data)}; save the file as UTF-8"
        raise InputError(message, source=source.name, line=line) from None
    return clean(text)


def _perhaps(data: bytes) -> str:
    """What a text that is no UTF-8 may be: what Windows and Korean programs save it as."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ", perhaps UTF-16"
    try:
        data.decode("cp949")
    except UnicodeDecodeError:
        return ""
    return ", perhaps CP949"


def _speaks_of_papers(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 look like a digest all the same, in UTF-16 too."""
    plain = data.replace(b"\x00", b"")
    return any(sign in plain for sign in (b"arxiv.org", b"\n### ", b'"summary"', b'"abstract"'))
