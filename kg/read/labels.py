"""What stands around a summary in Markdown: votes, authors, and labels with dates, links and codes behind them."""

from __future__ import annotations

import re

_ITEM = r"^(?:[-*+•]\s+)?(?:[^\w\s*_\[\](){}<>\"'`|.,-]{1,3}\s*)?"
_MARKS = r"[*_]{0,3}"
_KOREAN_VOTES = r"(?:추천|좋아요|투표|득표|업보트)(?:\s?수)?"
_UNIT = r"(?:\s?(?:개|명|표|회|점))?"
_BEHIND = r"(?:\s*[|·•]\s.*)?"
_VOTES = re.compile(
    rf"{_ITEM}{_MARKS}(?:up)?votes?{_MARKS}\s*:\s*{_MARKS}\s*(?P<count>[^|·]*?)\s*(?:[|·].*)?$", re.IGNORECASE
)
_KOREAN = re.compile(
    rf"{_ITEM}{_MARKS}(?:{_KOREAN_VOTES}|likes?|upvotes?){_MARKS}\s*:?\s*{_MARKS}\s*(?P<count>\d[\d,]*|-(?=\s*$)){_UNIT}{_MARKS}{_BEHIND}$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"{_ITEM}(?:\W{{1,3}}\s*)?{_MARKS}(?P<count>\d[\d,]*){_MARKS}(?:\s+(?:(?:up)?votes?|likes?)|\s*(?:추천|표|좋아요))$",
    re.IGNORECASE,
)
_ARROW = re.compile(
    rf"^(?:[-*+•]\s+)?{_MARKS}(?:⬆|🔼|👍|▲|△|🔺|⇧|↑|❤|♥)\ufe0f?{_MARKS}\s*:?\s*(?P<count>\d[\d,]*){_UNIT}{_MARKS}{_BEHIND}$"
)
_AUTHOR = r"(?:authors?|저자(?:들|명)?|글쓴이|지은이|작성자|연구진|연구자|by(?=\s*:))"
_AUTHORS = re.compile(
    rf"{_ITEM}(?:{_MARKS}{_AUTHOR}{_MARKS}\s*:{_MARKS}|[*_]{{2,3}}{_AUTHOR}[*_]{{2,3}}\s)\s*(.*)$", re.IGNORECASE
)
_LONGEST = 600
"""Characters of a line of votes, dates or links."""
_WIDE = str.maketrans("０１２３４５６７８９：，｜", "0123456789:,|")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_FACT = (
    r"(?>\[[^\]]*\]\([^)\s]*\)|<?https?://[^\s>]+>?|arxiv:\S+|\d{4}\.\d{4,5}(?:v\d+)?"
    rf"|\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}(?:T[\d:.]+Z?)?|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH} \d{{4}}"
    r"|[a-z-]+\.[A-Z]{2}|\d[\d,]*)"
)
_LABEL = (
    r"(?:[a-z]+ ){0,2}(?:(?:published|submitted|updated)(?: on)?|date|arxiv|pdf|html|doi|code|github|page|links?|url"
    r"|paper|categor(?:y|ies)|subjects?|comments?|id)"
    r"|(?:논문\s?|원문\s?|프로젝트\s?)?(?:게시일|발행일|제출일|발표일|등록일|날짜|일자|링크|주소|코드|페이지|논문|원문|분류|카테고리|댓글|깃허브)(?:\s?수)?"
)
_ASIDE = re.compile(
    rf"{_ITEM}[*_]{{0,3}}(?:{_LABEL})[*_]{{0,3}}(?:\s*:\s*|\s+(?:on\s+)?)[*_]{{0,3}}\s*{_FACT}(?:[\s,;|·]+{_FACT})*\W*$",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(r"^(?:abstract|summary|tl;?dr|요약|초록|개요)\s*[:：]\s*(?=\S)", re.IGNORECASE)


def _plain(line: str) -> str:
    """A line without the wide digits and signs that Korean and Japanese keyboards also give."""
    return line if line.isascii() else line.translate(_WIDE)


def votes_in(line: str) -> str | None:
    """What a line states as votes ("Upvotes: 12", "**Votes:** 3 | Comments: 2", "👍 12"), None if it states none."""
    line = _plain(line[:_LONGEST])
    match = _VOTES.match(line) or _KOREAN.match(line) or _COUNTED.match(line) or _ARROW.match(line)
    return match["count"] if match else None


def authors_in(line: str) -> str | None:
    """What a line states as authors, None if it states none."""
    match = _AUTHORS.match(_plain(line))
    return match[1] if match else None


def is_aside(line: str) -> bool:
    """Whether a line is nothing but a label and a date, links, ids or codes ("Published: 2025-02-28")."""
    return len(line) <= _LONGEST and _ASIDE.match(_plain(line)) is not None


def without_label(text: str) -> str:
    """A text without the "Abstract:" that it may begin with."""
    return _ABSTRACT.sub("", text)
