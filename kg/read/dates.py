"""Dates as headings, paths and file names write them."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

_IN_TEXT = re.compile(r"(?<!\d)(\d{4})\s*(?:[-./]|년)\s*(\d{1,2})\s*(?:[-./]|월)\s*(\d{1,2})(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_IN_ENGLISH = (
    re.compile(rf"\b{_MONTH} +(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<year>\d{{4}})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? +(?:of +)?{_MONTH},? +(?P<year>\d{{4}})\b", re.IGNORECASE),
)
_COMPACT = re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_YEAR_LAST = re.compile(r"(?<![\d./-])(\d{1,2})([-./])(\d{1,2})\2(20\d{2})(?!\d)")
_WITHOUT_YEAR = re.compile(r"(?<!\d)(\d{1,2})월\s*(\d{1,2})일")
_WIDE = str.maketrans("０１２３４５６７８９－．／–—‐‑−", "0123456789-./-----")
_IN_PATH = re.compile(r"(?<!\d)(\d{4})[-_./]?(\d{2})[-_./]?(\d{2})(?!\d)")

_AT_START = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_MAIL_IN_GMT = re.compile(r"[A-Z][a-z]{2}, (\d{1,2} [A-Z][a-z]{2} \d{4}) [\d:]+ GMT")


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
    written = text if text.isascii() else text.translate(_WIDE)
    match = _IN_TEXT.search(written)
    if match:
        year, month, day = match.groups()
    elif match := next((found for pattern in _IN_ENGLISH if (found := pattern.search(written))), None):
        year, month, day = match["year"], str(_MONTHS.index(match["month"].lower()) + 1), match["day"]
    elif match := _COMPACT.search(written):
        year, month, day = match.groups()
    elif match := _YEAR_LAST.search(written):
        return _year_last(match)
    else:
        return None, None
    date = parse_date(f"{year}-{int(month):02}-{int(day):02}")
    return (date, None) if date else (None, match[0])


def _year_last(match: re.Match[str]) -> tuple[str | None, str | None]:
    """Some write the day first and some the month: only where one of them is no month it is known which."""
    one, _, other, year = match.groups()
    readings = {parse_date(f"{year}-{int(a):02}-{int(b):02}") for a, b in ((one, other), (other, one))} - {None}
    return (readings.pop(), None) if len(readings) == 1 else (None, match[0])


def day_within(text: str, before: str) -> str | None:
    """The ISO date of a month and day without a year ("2월 6일") that follow on the ISO date ``before``."""
    match = _WITHOUT_YEAR.search(text)
    if match is None:
        return None
    year, month = int(before[:4]), int(match[1])
    return parse_date(f"{year + (int(before[5:7]) == 12 and month == 1)}-{month:02}-{int(match[2]):02}")


def day_of(moment: object) -> str | None:
    """The ISO date of a moment as data states it: ISO 8601 ("2025-02-05T00:12:00Z") or as mail has it
    ("Mon, 2 Apr 2007 19:18:42 GMT", in UTC). None for anything else.
    """
    if not isinstance(moment, str):
        return None
    text = moment.strip()
    if _AT_START.match(text):
        return parse_date(text[:10])
    in_gmt = _MAIL_IN_GMT.fullmatch(text)
    return _mail_day(f"{in_gmt[1]} 00:00:00 +0000" if in_gmt else text)


@lru_cache(maxsize=1 << 10)
def _mail_day(text: str) -> str | None:
    """As ``day_of``: one day's papers mostly come together, and such dates are slow to read."""
    try:
        moment = parsedate_to_datetime(text)
        return (moment.astimezone(dt.UTC) if moment.tzinfo else moment).date().isoformat()
    except (ValueError, OverflowError):
        return None


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
