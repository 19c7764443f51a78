"""One paper as data describes it, in either shape that daily lists and arXiv itself give.

daily    {"paper": {"id", "title", "summary", "authors": [{"name"}], "upvotes", "publishedAt", "submittedOnDailyAt"},
         "publishedAt", …}, or the same fields without the inner object
arXiv    {"id", "title", "abstract", "authors_parsed": [["Last", "First", "Jr"]], "authors", "categories",
         "versions": [{"version": "v1", "created"}], "update_date"}

What else an object holds is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kg.errors import Problem
from kg.model import Entry, Section
from kg.read.dates import day_of
from kg.read.identifiers import arxiv_address, arxiv_id, is_web_address
from kg.read.parsed import MOST_DIGITS, bounded, shorten
from kg.read.people import authors_of
from kg.read.text import clean, unwrapped
from kg.read.titles import readable

_SNAPSHOT = {"versions", "authors_parsed", "update_date"}
"""Keys that only arXiv's own records have."""
_TELLING = _SNAPSHOT | {"authors", "upvotes", "discussionId", "submittedOnDailyAt"}
"""Beside a title and a text, a key that makes an object a paper and not any other article."""
_TEXTS = ("summary", "abstract")
_EXPECTED: dict[str, Any] = {"summary": str, "abstract": str, "authors": list | str, "authors_parsed": list}
_CALLED: dict[Any, str] = {str: "a text", list | str: "a list", list: "a list"}
_ADDRESSES = ("id", "arxiv_id", "url", "link")


@dataclass(frozen=True, slots=True)
class Days:
    """What a record says of its day, from the day of the list it stood in to that on which the paper appeared."""

    listed: str | None
    posted: str | None
    appeared: str | None

    def settle(self, path: str | None, given: str | None) -> str | None:
        """The day of the digest. A file is named after the day of its list; what it was told comes last but one.

        ``posted`` comes after the path: some lists have the day of the paper there, not their own.
        """
        return self.listed or path or self.posted or given or self.appeared


@dataclass(frozen=True, slots=True)
class Record:
    """One paper, not placed yet. ``submission``: it stood in no list but was handed in to arXiv on its day."""

    entry: Entry
    days: Days
    submission: bool


def is_paper(value: object) -> bool:
    """Whether a value of JSON can be meant as a paper."""
    if not isinstance(value, dict):
        return False
    inner = value.get("paper")
    if isinstance(inner, dict):
        return "id" in inner or "title" in inner
    return "title" in value and any(key in value for key in _TEXTS) and not _TELLING.isdisjoint(value)


def papers_within(value: object) -> tuple[list[dict[str, Any]], str | None]:
    """The paper that an object is, or those in its lists ({"date": …, "papers": […]}, {"2025-02-05": […]}); and the day
    that the object states for those that say none.
    """
    if not isinstance(value, dict):
        return [], None
    if is_paper(value):
        return [value], None
    found: list[dict[str, Any]] = []
    for key, held in value.items():
        for each in held if isinstance(held, list) else ():
            if is_paper(each):
                day = day_of(key)
                found.append({**each, "submittedOnDailyAt": day} if day else each)
    return found, day_of(value.get("date"))


def read_record(raw: dict[str, Any], *, source: str, line: int, problems: list[Problem]) -> Record | None:
    """The paper that an object describes; None, and a problem, if it has no title or nothing to know it by."""
    inner = raw.get("paper")
    fields = {**raw, **inner} if isinstance(inner, dict) else raw
    title = _title(fields) or _title(raw)
    identifier = next((known for key in _ADDRESSES if (known := _identifier(fields.get(key)))), None)
    if not title:
        problems.append(Problem(source, line, f"the entry {_quoted(identifier or fields.get('id'))} has no title"))
        return None
    if not identifier:
        message = f"“{shorten(title)}” has no arXiv id or web address: “id” is {_quoted(fields.get('id'))}"
        problems.append(Problem(source, line, message))
        return None
    submission = inner is None and not _SNAPSHOT.isdisjoint(raw)
    sections = [Section("title", readable(title) or title, line)]
    if text := _text(fields) or _text(raw):
        sections += bounded([Section("body", text, line)], title, source, problems)
    for key, expected in _EXPECTED.items():
        if not isinstance(fields.get(key), expected | None):
            message = f"“{key}” of “{shorten(title)}” should be {_CALLED[expected]}, not {_quoted(fields[key])}"
            problems.append(Problem(source, line, message))
    entry = Entry(
        identifier,
        identifier if is_web_address(identifier) else arxiv_address(identifier),
        title,
        0,
        None if submission else _votes(fields.get("upvotes"), source, line, problems),
        authors_of(fields.get("authors_parsed")) or authors_of(fields.get("authors")),
        tuple(sections),
        line,
    )
    return Record(entry, _days_of_submission(raw) if submission else _days_of_listing(raw, fields), submission)


def _title(fields: dict[str, Any]) -> str:
    title = fields.get("title")
    return " ".join(clean(title).split()) if isinstance(title, str) else ""


def _text(fields: dict[str, Any]) -> str:
    return next((unwrapped(clean(text)) for key in _TEXTS if isinstance(text := fields.get(key), str)), "")


def _identifier(written: object) -> str | None:
    """The arXiv id without version, else the web address. A number is neither: it has lost its zeros."""
    if not isinstance(written, str):
        return None
    bare = written.strip()
    return arxiv_id(bare) or (bare if is_web_address(bare) else None)


def _days_of_submission(raw: dict[str, Any]) -> Days:
    """A paper's day is that of its first version; later ones, and corrections of the record, come after it."""
    versions = raw.get("versions")
    first = versions[0] if isinstance(versions, list) and versions else None
    created = first.get("created") if isinstance(first, dict) else None
    return Days(day_of(created) or day_of(raw.get("update_date")), None, None)


def _days_of_listing(raw: dict[str, Any], fields: dict[str, Any]) -> Days:
    return Days(
        day_of(fields.get("submittedOnDailyAt")), day_of(raw.get("publishedAt")), day_of(fields.get("publishedAt"))
    )


def _votes(written: object, source: str, line: int, problems: list[Problem]) -> int | None:
    if written is None:
        return None
    bare = written.strip() if isinstance(written, str) else ""
    if bare.isascii() and bare.isdigit() and len(bare) <= MOST_DIGITS:
        return int(bare)
    if (
        isinstance(written, int | float)
        and not isinstance(written, bool)
        and 0 <= written < 10**MOST_DIGITS
        and written % 1 == 0
    ):
        return int(written)
    problems.append(Problem(source, line, f"“upvotes” should be a number or null, not {_quoted(written)}"))
    return None


def _quoted(value: object) -> str:
    return "missing" if value is None else f"“{shorten(clean(str(value)))}”"
