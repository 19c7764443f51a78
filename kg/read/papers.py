"""Papers as JSON: daily lists and arXiv's records, as an array, as one object a line, or as one object alone.

Read as a stream: of a file there is never more in memory than a block, one paper and what becomes of the papers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.errors import Problem
from kg.model import Digest, Entry
from kg.read.parsed import ParsedFile, numbered
from kg.read.records import is_paper, papers_within, read_record
from kg.read.values import Broken, values

_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*(?:["}]|\Z)|(?:\[\s*)+(?:\{|\Z)|\[\s*\]\s*\Z)')
_SPEAKS = re.compile(r'"(?:paper|summary|abstract|upvotes|authors_parsed)"\s*:')
_TOLD = 20
"""Faults of one file that are told one by one; of the others, how many they are."""


def looks_like_json(head: bytes) -> bool:
    """Whether a file that begins so is JSON: an object, or an array of objects. A Markdown link is neither."""
    return _JSON.match(head) is not None


def parse_json(
    blocks: Iterable[bytes], *, source: str, path_date: str | None = None, date: str | None = None
) -> ParsedFile:
    """Read all digests of one file: a day's papers are one digest.

    Args:
        blocks: the file's bytes, in any cut.
        source: the file's name for messages.
        path_date: ISO date that the file's path states.
        date: ISO date for papers without any other.

    Papers from lists keep their order; those that were handed in to arXiv on one day are in that of their ids.
    """
    hashed = _Hashed(blocks)
    problems = _Problems(source)
    days: dict[str, tuple[list[Entry], list[Entry]]] = {}
    seen = undated = False
    for found in values(hashed, wanted=is_paper):
        if isinstance(found, Broken):
            problems.append(Problem(source, found.line, found.message))
            seen = seen or _SPEAKS.search(found.excerpt) is not None
            continue
        papers, stated = papers_within(found.value)
        for paper in papers:
            seen = True
            record = read_record(paper, source=source, line=found.line, problems=problems)
            day = record.days.settle(stated or path_date, date) if record else None
            if record and day:
                days.setdefault(day, ([], []))[record.submission].append(record.entry)
            elif record and not undated:
                undated = True
                message = "no date in the entry, path or name; give one with --date YYYY-MM-DD"
                problems.append(Problem(source, found.line, message))
        if not papers:
            problems.append(Problem(source, found.line, "this is no paper: it has no title with a summary or abstract"))
    if not seen:
        return ParsedFile((), (), looks_like_digest=False)
    sha256 = hashed.hexdigest()
    digests = tuple(_digest(day, *days.pop(day), sha256, source) for day in sorted(days))
    return ParsedFile(digests, tuple(problems.told()), looks_like_digest=True)


def _digest(day: str, listed: list[Entry], handed_in: list[Entry], sha256: str, source: str) -> Digest:
    title = f"Daily Papers ({day})" if listed else f"arXiv ({day})"
    entries = [*_with_votes(listed), *sorted(handed_in, key=_submission_order)]
    return Digest(day, title, numbered(entries), sha256, source)


def _with_votes(entries: list[Entry]) -> Iterable[Entry]:
    """A list in which nobody has a vote was made without counting: nothing is known of the votes in it."""
    return entries if any(entry.votes for entry in entries) else (replace(entry, votes=None) for entry in entries)


def _submission_order(entry: Entry) -> tuple[object, ...]:
    return entry.identifier, entry.title, entry.authors, entry.sections


class _Hashed:
    """Blocks of bytes that are hashed as they go by."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._sha256 = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            self._sha256.update(block)
            yield block

    def hexdigest(self) -> str:
        """The SHA-256 of all blocks."""
        return self._sha256.hexdigest()


class _Problems(list[Problem]):
    """Problems of one file, of which no more are kept than anybody reads."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self._source = source
        self._untold = 0

    def append(self, problem: Problem) -> None:
        if len(self) < _TOLD:
            super().append(problem)
        else:
            self._untold += 1

    def told(self) -> Iterator[Problem]:
        """The problems, and how many more there are."""
        yield from self
        if self._untold:
            yield Problem(self._source, 0, f"{self._untold:,} more faults like these")
