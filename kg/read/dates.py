"""Dates as headings, paths and file names write them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

_IN_TEXT = re.compile(r"(?<!\d)(\d{4})\s*(?:[-./]|년)\s*(\d{1,2})\s*(?:[-./]|월)\s*(\d{1,2})(?!\d)")
_IN_PATH = re.compile(r"(?<!\d)(\d{4})[-_./]?(\d{2})[-_./]?(\d{2})(?!\d)")


def parse_date(text: str) -> str | None:
    """The ISO date for year, month and day as digits, None if there is no such day."""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def date_in_text(text: str) -> tuple[str | None, str | None]:
    """The date a heading states: (ISO date, None), or (None, what was written) if no such day exists.

    (None, None) when nothing in the text looks like a date.
    """
    match = _IN_TEXT.search(text)
    if match is None:
        return None, None
    year, month, day = match.groups()
    date = parse_date(f"{year}-{int(month):02}-{int(day):02}")
    return (date, None) if date else (None, match[0])


def date_from_path(path: Path | None) -> str | None:
    """The date that a path ends in, such as ``2025/02/05.md``, ``2025-02-05.md`` or ``20250205.md``."""
    if path is None:
        return None
    tail = "/".join([*path.resolve().parts[-3:-1], path.stem])
    for match in reversed(list(_IN_PATH.finditer(tail))):
        date = parse_date("-".join(match.groups()))
        if date:
            return date
    return None
