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
from kg.read.titles import readable

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s*(.*?)\s*#*$")
_LINK = re.compile(r"^\[(?P<title>.*)\]\(\s*<?(?P<url>[^\s<>]*?)>?(?:\s+\"[^\"]*\")?\s*\)$")
_LINK_LINE = re.compile(r"^(?:[-*+]\s+)?(?:[\w ]{1,12}:\s*)?\[?[^\]]{0,40}\]?\(?<?(https?://[^\s<>)]+)>?\)?$")
_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)|huggingface\.co/papers|alphaxiv\.org/abs)/"
    r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?",
    re.IGNORECASE,
)
_WEB_ADDRESS = re.compile(
    r"https?://[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?(?:[/?#][^\s<>\"{}|\\^`\u200e\u200f\u202a-\u202e\u2066-\u2069]*)?"
)
_VOTES = re.compile(r"^(?:[-*+]\s+)?(?:up)?votes?\s*:\s*(.*)$", re.IGNORECASE)
_AUTHORS = re.compile(r"^(?:[-*+]\s+)?authors?\s*:\s*(.*)$", re.IGNORECASE)
_MEDIA = re.compile(
    r"^(?:!\[[^\]]*\]\([^)]*\)|</?(?:div|video|img|p|br|iframe|source)\b.*|\[Watch Video\]\s*\(?https?://\S+\)?|https?://\S+)$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(\s*)[-*+•]\s+(.*)$")
_BOLD_OPENING = re.compile(
    r"^(\*{2,3}|_{2,3})(?P<heading>[^*_]{1,80}?)\s*(?P<inside>:?)\s*\1\s*(?P<outside>:?)\s*(?P<text>.*)$"
)
_DIGEST_WORD = re.compile(r"\bdaily\b|\bpapers?\b|\bdigest\b|논문", re.IGNORECASE)
_NOBODY = {"+", "", "-", "et al.", "et al", "others"}
_NO_VOTES = {"-", "–", "—", "", "n/a", "none", "?"}


@dataclass(slots=True)
class ParsedFile:
    """The digests of one file, the faults in it, and whether anything in it speaks of a digest."""

    digests: tuple[Digest, ...]
    problems: tuple[Problem, ...]
    looks_like_digest: bool


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
        Digest(day, title or f"Daily Papers ({day})", _numbered(entries), sha256, source)
        for day, (title, entries) in sorted(dated.items())
        if entries
    )
    looks_like = bool(digests) or undated or any(_DIGEST_WORD.search(part.title) and part.date for part in parts)
    if not looks_like:
        # Headings without links are what any other Markdown file consists of.
        problems = []
    return ParsedFile(digests, tuple(problems), looks_like)


def _numbered(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(
        Entry(e.identifier, e.url, e.title, place, e.votes, e.authors, e.sections, e.line)
        for place, e in enumerate(entries, start=1)
    )


def _split(text: str, source: str, problems: list[Problem]) -> Iterator[_Part]:
    """Cut a file at its headings: level 1 and 2 open a part, what lies below or links a paper is an entry."""
    part = _Part("", None)
    block: _Block | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        match = _HEADING.match(line)
        linked = match is not None and _LINK.match(match[2]) is not None
        if match and len(match[1]) <= 2 and not linked:
            yield part
            part, block = _open_part(match[2], part.date, source, number, problems), None
        elif match and (linked or len(match[1]) == 3):
            block = _Block(number, match[2])
            part.blocks.append(block)
        elif block is not None:
            block.lines.append((number, line))
    yield part


def _open_part(heading: str, above: str | None, source: str, number: int, problems: list[Problem]) -> _Part:
    """A heading without a date ("## Vision") stands within the digest that is open above it."""
    date, unreadable = date_in_text(heading)
    if unreadable is None:
        return _Part(heading, date or above)
    problems.append(Problem(source, number, f"there is no day {unreadable}; write the date as YYYY-MM-DD"))
    return _Part(heading, None)


def _entry(block: _Block, source: str, problems: list[Problem]) -> Entry | None:
    match = _LINK.match(block.heading)
    title, url = (match["title"], match["url"]) if match else (block.heading, "")
    url = url or _link_below(block)
    if not url:
        problems.append(Problem(source, block.line, f"the entry “{_shorten(title)}” has no link to its paper"))
        return None
    if not _WEB_ADDRESS.fullmatch(url):
        message = f"the link of “{_shorten(title)}” is no web address (http or https): {_shorten(url)}"
        problems.append(Problem(source, block.line, message))
        return None
    title = title.strip() or url
    votes: int | None = None
    authors: tuple[str, ...] = ()
    body: list[tuple[int, str]] = []
    for number, line in block.lines:
        bare = line.strip()
        if votes is None and (voted := _VOTES.match(bare)):
            votes = _votes(voted[1], source, number, problems)
        elif not authors and (written := _AUTHORS.match(bare)):
            authors = _authors(written[1])
        elif bare and not _MEDIA.match(bare) and not (not match and url in bare):
            body.append((number, line))
    arxiv = _ARXIV.search(url)
    identifier = arxiv[1] if arxiv else url
    sections = (Section("title", readable(title), block.line), *_sections(body))
    canonical = f"https://arxiv.org/abs/{identifier}" if arxiv else url
    return Entry(identifier, canonical, title, 0, votes, authors, sections, block.line)


def _link_below(block: _Block) -> str:
    """A line of its own that is nothing but a link, for entries whose heading is only a title."""
    for _, line in block.lines:
        match = _LINK_LINE.match(line.strip())
        if match and not line.lstrip().startswith("!") and _ARXIV.search(match[1]):
            return match[1]
    return ""


def _shorten(title: str, length: int = 60) -> str:
    return title if len(title) <= length else title[: length - 1] + "…"


def _votes(written: str, source: str, number: int, problems: list[Problem]) -> int | None:
    bare = written.strip().lower()
    if bare in _NO_VOTES:
        return None
    digits = bare.replace(",", "")
    if digits.isascii() and digits.isdigit():
        return int(digits)
    problems.append(Problem(source, number, f"votes should be a number or “-”, not “{_shorten(written.strip())}”"))
    return None


def _authors(written: str) -> tuple[str, ...]:
    """Names in order, each once. ``+`` stands for "and others" in the source and is nobody's name."""
    names = _listed(written.strip())
    cleaned = (" ".join(name.split()) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name.lower() not in _NOBODY))


def _listed(written: str) -> list[str]:
    if written.startswith("["):
        try:
            names = ast.literal_eval(written)
        except (ValueError, SyntaxError):
            names = None
        if isinstance(names, (list, tuple)):
            return [str(name) for name in names]
        return [name.strip().strip("'\"") for name in written.strip("[]").split(",")]
    return re.split(r"\s*[,;]\s*", written)


def _sections(body: list[tuple[int, str]]) -> Iterator[Section]:
    """Free lines are the section "body"; a bullet that opens with a bold heading opens one of its own."""
    texts: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    current = "body"
    for number, line in body:
        name, text = _heading_and_text(line)
        current = name or current
        if text:
            texts.setdefault(current, []).append(text)
            lines.setdefault(current, number)
    for name, parts in texts.items():
        yield Section(name, "\n".join(parts), lines[name])


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
    return "", text
