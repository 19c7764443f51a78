"""The Markdown digests, in every layout that stands in the archive.

A digest is a dated heading and its entries; an entry is a heading that links a paper, then votes and authors
(either may be missing), then the summary: free bullets, or bullets that open with a bold heading. The layout is
told by what stands there, entry by entry, and never by the date.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.errors import Problem
from kg.model import Digest, Entry, Section
from kg.names import slug
from kg.read.dates import date_in_text
from kg.read.identifiers import arxiv_address, arxiv_in_link, is_web_address
from kg.read.labels import authors_in, is_aside, votes_in, without_label
from kg.read.parsed import ParsedFile, numbered, shorten
from kg.read.people import PARTING, distinct
from kg.read.titles import readable

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s*(.*?)\s*#*$")
_LINK = re.compile(r"^\[(?P<title>.*)\]\(\s*<?(?P<url>[^\s<>]*?)>?(?:\s+\"[^\"]*\")?\s*\)$")
_LINK_WITHIN = re.compile(
    r"^(?:\d{1,3}[.)]\s+)?(?:\*{1,3}|_{1,3})?\[(?P<title>.*)\]\(\s*<?(?P<url>https?://[^\s<>()]+)>?\s*\)[*_]{0,3}(?P<after>.*)$"
)
_NUMBER = re.compile(r"^\d{1,3}[.)]\s+(?=\S)")
_LINK_LINE = re.compile(r"^(?:[-*+]\s+)?(?:[\w ]{1,12}:\s*)?\[?[^\]]{0,40}\]?\(?<?(https?://[^\s<>)]+)>?\)?$")
_MEDIA = re.compile(
    r"^(?:!\[[^\]]*\]\([^)]*\)|</?(?:div|video|img|p|br|iframe|source)\b.*|\[Watch Video\]\s*\(?https?://\S+\)?|https?://\S+)$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(\s*)[-*+•]\s+(.*)$")
_BOLD_OPENING = re.compile(
    r"^(\*{2,3}|_{2,3})(?P<heading>[^*_]{1,80}?)\s*(?P<inside>:?)\s*\1\s*(?P<outside>:?)\s*(?P<text>.*)$"
)
_SENTENCE_ENDS = frozenset(".!?:;)\"'*_")
_OPENERS = frozenset("#>|*_-+•`![<")
_DIGEST_WORD = re.compile(r"\bdaily\b|\bpapers?\b|\bdigest\b|논문", re.IGNORECASE)
_NO_VOTES = {"-", "–", "—", "", "n/a", "none", "?"}


@dataclass(slots=True)
class _Block:
    """The lines below one heading that may be an entry."""

    line: int
    heading: str
    lines: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    """The blocks below one dated heading."""

    title: str
    date: str | None
    blocks: list[_Block] = field(default_factory=list)


def parse_markdown(text: str, *, source: str, date: str | None = None, sha256: str = "") -> ParsedFile:
    """Read all digests of one file.

    Args:
        text: the decoded file, line feeds only.
        source: the file's name for messages.
        date: ISO date for entries that stand below no dated heading.
        sha256: of the file's bytes, kept in the digest.

    A file may hold several dated headings; those with the same date are one digest.
    """
    problems: list[Problem] = []
    parts = list(_split(text, source, problems))
    dated: dict[str, tuple[str, list[Entry]]] = {}
    undated = False
    for part in parts:
        day = part.date or date
        found = [entry for block in part.blocks if (entry := _entry(block, source, problems)) is not None]
        if found and day is None and not undated:
            undated = True
            message = "no date in heading, path or name; give one with --date YYYY-MM-DD"
            problems.append(Problem(source, part.blocks[0].line, message))
        if day is not None:
            title, entries = dated.setdefault(day, (part.title, []))
            dated[day] = (title or part.title, entries)
            entries += found
    digests = tuple(
        Digest(day, title or f"Daily Papers ({day})", numbered(entries), sha256, source)
        for day, (title, entries) in sorted(dated.items())
        if entries
    )
    looks_like = bool(digests) or undated or any(_DIGEST_WORD.search(part.title) and part.date for part in parts)
    if not looks_like:
        # Headings without links are what any other Markdown file consists of.
        problems = []
    return ParsedFile(digests, tuple(problems), looks_like)


def _split(text: str, source: str, problems: list[Problem]) -> Iterator[_Part]:
    """Cut a file at its headings: level 1 and 2 open a part, what lies below or links a paper is an entry."""
    part = _Part("", None)
    block: _Block | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        match = _HEADING.match(line)
        linked = match is not None and _links_paper(match[2])
        if match and len(match[1]) <= 2 and not linked:
            yield part
            part, block = _open_part(match[2], part.date, source, number, problems), None
        elif match and (linked or len(match[1]) == 3):
            block = _Block(number, match[2])
            part.blocks.append(block)
        elif block is not None:
            block.lines.append((number, line))
    yield part


def _linked(heading: str) -> re.Match[str] | None:
    """The link that a heading is, or that it begins with after a number."""
    return _LINK.match(heading) or _LINK_WITHIN.match(heading)


def _links_paper(heading: str) -> bool:
    """Whether a heading links a paper, and not the page of a day."""
    match = _linked(heading)
    return match is not None and (date_in_text(match["title"])[0] is None or arxiv_in_link(match["url"]) is not None)


def _open_part(heading: str, above: str | None, source: str, number: int, problems: list[Problem]) -> _Part:
    """A heading without a date ("## Vision") stands within the digest that is open above it."""
    link = _LINK.match(heading)
    heading = link["title"] if link else heading
    date, unreadable = date_in_text(heading)
    if unreadable is None:
        return _Part(heading, date or above)
    problems.append(Problem(source, number, f"there is no day {unreadable}; write the date as YYYY-MM-DD"))
    return _Part(heading, None)


def _entry(block: _Block, source: str, problems: list[Problem]) -> Entry | None:
    match = _linked(block.heading)
    title, url = (match["title"], match["url"]) if match else (_NUMBER.sub("", block.heading), "")
    url = url or _link_below(block)
    if not url:
        problems.append(Problem(source, block.line, f"the entry “{shorten(title)}” has no link to its paper"))
        return None
    if not is_web_address(url):
        message = f"the link of “{shorten(title)}” is no web address (http or https): {shorten(url)}"
        problems.append(Problem(source, block.line, message))
        return None
    title = title.strip() or url
    counted = votes_in(match.groupdict().get("after", "").strip("()[]|·–—- ")) if match else None
    votes = None if counted is None else _votes(counted, source, block.line, problems)
    authors: tuple[str, ...] = ()
    body: list[tuple[int, str]] = []
    for number, line in block.lines:
        bare = line.strip()
        if votes is None and (stated := votes_in(bare)) is not None:
            votes = _votes(stated, source, number, problems)
        elif not authors and (written := authors_in(bare)) is not None:
            authors = _authors(written)
        elif bare and not _MEDIA.match(bare) and not is_aside(bare) and not (not match and url in bare):
            body.append((number, line))
    arxiv = arxiv_in_link(url)
    sections = (Section("title", readable(title), block.line), *_sections(body))
    return Entry(arxiv or url, arxiv_address(arxiv) if arxiv else url, title, 0, votes, authors, sections, block.line)


def _link_below(block: _Block) -> str:
    """A line of its own that is nothing but a link, for entries whose heading is only a title."""
    for _, line in block.lines:
        match = _LINK_LINE.match(line.strip())
        if match and not line.lstrip().startswith("!") and arxiv_in_link(match[1]):
            return match[1]
    return ""


def _votes(written: str, source: str, number: int, problems: list[Problem]) -> int | None:
    bare = written.strip().lower()
    if bare in _NO_VOTES:
        return None
    digits = bare.replace(",", "")
    if digits.isascii() and digits.isdigit():
        return int(digits)
    problems.append(Problem(source, number, f"votes should be a number or “-”, not “{shorten(written.strip())}”"))
    return None


def _authors(written: str) -> tuple[str, ...]:
    return distinct(_listed(written.strip()))


def _listed(written: str) -> list[str]:
    if written.startswith("["):
        try:
            names = ast.literal_eval(written)
        except (ValueError, SyntaxError):
            names = None
        if isinstance(names, (list, tuple)):
            return [str(name) for name in names]
        return [name.strip().strip("'\"") for name in written.strip("[]").split(",")]
    return PARTING.split(written)


def _sections(body: list[tuple[int, str]]) -> Iterator[Section]:
    """Free lines are the section "body"; a bullet that opens with a bold heading opens one of its own."""
    texts: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    current, last = "body", 0
    for number, line in body:
        name, text = _heading_and_text(line)
        current = name or current
        held = texts.setdefault(current, [])
        if text and not name and held and number == last + 1 and _goes_on(held[-1], line):
            held[-1] += f" {text}"
        elif text:
            held.append(text)
            lines.setdefault(current, number)
        last = number
    for name, parts in texts.items():
        if parts:
            yield Section(name, "\n".join(parts), lines[name])


def _goes_on(above: str, line: str) -> bool:
    """Whether a line only goes on with the English sentence above it: its break kept lines short."""
    return (
        above[-1:].isascii()
        and above[-1:] not in _SENTENCE_ENDS
        and not _BULLET.match(line)
        and line.lstrip()[:1] not in _OPENERS
    )


def _heading_and_text(line: str) -> tuple[str, str]:
    heading = _HEADING.match(line)
    if heading:
        return slug(heading[2]), ""
    bullet = _BULLET.match(line)
    text = (bullet[2] if bullet else line).strip()
    opening = _BOLD_OPENING.match(text)
    if opening and (opening["inside"] or opening["outside"]):
        name = slug(opening["heading"])
        if name and name != "title":
            return name, opening["text"].strip()
    return "", without_label(text)
