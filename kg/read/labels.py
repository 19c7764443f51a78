"""What stands around a summary in Markdown: votes, authors, and labels with dates, links and codes behind them."""

from __future__ import annotations

import re

_ITEM = r"^(?:[-*+•]\s+)?"
_VOTES = re.compile(
    rf"{_ITEM}[*_]{{0,3}}(?:up)?votes?[*_]{{0,3}}\s*:\s*[*_]{{0,3}}\s*(?P<count>[^|·]*?)\s*(?:[|·].*)?$", re.IGNORECASE
)
_COUNTED = re.compile(rf"{_ITEM}(?:\W{{1,3}}\s*)?(?P<count>\d[\d,]*)\s+(?:up)?votes?$", re.IGNORECASE)
_ARROW = re.compile(rf"{_ITEM}(?:⬆|🔼|👍|▲|⇧)\ufe0f?\s*(?P<count>\d[\d,]*)$")
_AUTHORS = re.compile(rf"{_ITEM}[*_]{{0,3}}authors?[*_]{{0,3}}\s*:\s*[*_]{{0,3}}\s*(.*)$", re.IGNORECASE)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_FACT = (
    r"(?>\[[^\]]*\]\([^)\s]*\)|<?https?://[^\s>]+>?|arxiv:\S+|\d{4}\.\d{4,5}(?:v\d+)?"
    rf"|\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}(?:T[\d:.]+Z?)?|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH} \d{{4}}"
    r"|[a-z-]+\.[A-Z]{2}|\d[\d,]*)"
)
_LABEL = (
    r"(?:[a-z]+ ){0,2}(?:(?:published|submitted|updated)(?: on)?|date|arxiv|pdf|html|doi|code|github|page|links?|url"
    r"|paper|categor(?:y|ies)|subjects?|comments?|id)"
)
_ASIDE = re.compile(
    rf"{_ITEM}[*_]{{0,3}}{_LABEL}[*_]{{0,3}}(?:\s*:\s*|\s+(?:on\s+)?)[*_]{{0,3}}\s*{_FACT}(?:[\s,;|·]+{_FACT})*\W*$",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(r"^(?:abstract|summary)\s*:\s*(?=\S)", re.IGNORECASE)


def votes_in(line: str) -> str | None:
    """What a line states as votes ("Upvotes: 12", "**Votes:** 3 | Comments: 2", "👍 12"), None if it states none."""
    match = _VOTES.match(line) or _COUNTED.match(line) or _ARROW.match(line)
    return match["count"] if match else None


def authors_in(line: str) -> str | None:
    """What a line states as authors, None if it states none."""
    match = _AUTHORS.match(line)
    return match[1] if match else None


def is_aside(line: str) -> bool:
    """Whether a line is nothing but a label and a date, links, ids or codes ("Published: 2025-02-28")."""
    return _ASIDE.match(line) is not None


def without_label(text: str) -> str:
    """A text without the "Abstract:" that it may begin with."""
    return _ABSTRACT.sub("", text)
