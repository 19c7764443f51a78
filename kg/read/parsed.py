"""What every parser gives back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.errors import Problem
from kg.model import Digest, Entry, Section

MOST_DIGITS = 12
"""Of a number of votes: more of them are no number that anybody counted, and no store holds it."""

LONGEST = 50_000
"""Characters of what a digest says of one paper: more is no summary, and reading it takes ever longer."""


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


def bounded(sections: Iterable[Section], title: str, source: str, problems: list[Problem]) -> Iterator[Section]:
    """Sections as far as a summary may go, cut at a space; what is left out is told of."""
    room = LONGEST
    for section in sections:
        if len(section.text) <= room:
            yield section
        elif room > 0:
            message = f"the text of “{shorten(title)}” has more than {LONGEST:,} characters: the rest is left out"
            problems.append(Problem(source, section.line, message))
            kept = section.text[:room]
            if cut := (kept.rpartition(" ")[0] or kept).strip():
                yield Section(section.name, cut, section.line)
        room -= len(section.text)
