"""What every parser gives back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.errors import Problem
from kg.model import Digest, Entry

MOST_DIGITS = 12
"""Of a number of votes: more of them are no number that anybody counted, and no store holds it."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The digests of one file, the faults in it, and whether anything in it speaks of a digest."""

    digests: tuple[Digest, ...]
    problems: tuple[Problem, ...]
    looks_like_digest: bool


def numbered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with their places, counted from 1."""
    return tuple(
        Entry(e.identifier, e.url, e.title, place, e.votes, e.authors, e.sections, e.line)
        for place, e in enumerate(entries, start=1)
    )


def shorten(text: str, length: int = 60) -> str:
    """A text as a message quotes it."""
    return text if len(text) <= length else text[: length - 1] + "…"
