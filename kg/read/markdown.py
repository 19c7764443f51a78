"""The Markdown digests, in every layout that stands in the archive.

A digest is a dated heading and its entries; an entry is a heading that links a paper, then votes and authors
(either may be missing), then the summary: free bullets, or bullets that open with a bold heading. The layout is
told by what stands there, entry by entry, and never by the date.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from kg.errors import Problem
from kg.model import Digest, Entry, Section
from kg.names import slug
from kg.read.blocks import Block, address, heading_of, link_below, linked, split, unnumbered
from kg.read.identifiers import arxiv_address, arxiv_in_link, is_web_address, web_address
from kg.read.labels import authors_in, is_aside, votes_in, without_label
from kg.read.parsed import MOST_DIGITS, ParsedFile, bounded, numbered, shorten
from kg.read.people import distinct, parted
from kg.read.titles import readable

_MEDIA = re.compile(
    r"^(?:!\[[^\]]*\]\([^)]*\)|\[Watch Video\]\s*\(?https?://\S+\)?|https?://\S+|(?:[-*_]\s?){3,}|\|(?:\s*:?-+:?\s*\|)+)$",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_BESIDE = re.compile(r"(?<=\s)[|·](?=\s)")
_BULLET = re.compile(r"^(\s*)[-*+•]\s+(.*)$")
_BOLD_OPENING = re.compile(
    r"^(\*{2,3}|_{2,3})(?P<heading>[^*_]{1,80}?)\s*(?P<inside>[:：]?)\s*\1\s*(?P<outside>[:：]?)\s*(?P<text>.*)$"
)
_SENTENCE_ENDS = frozenset(".!?:;)\"'*_")
_OPENERS = frozenset("#>|*_-+•`![<")
_DIGEST_WORD = re.compile(r"\bdaily\b|\bpapers?\b|\bdigest\b|논문", re.IGNORECASE)
_LONGEST_NAMES = 400
_NO_VOTES = {"-", "–", "—", "", "n/a", "none", "?"}


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
    parts = list(split(text, source, problems))
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


def _entry(block: Block, source: str, problems: list[Problem]) -> Entry | None:
    link = linked(block.heading)
    title, url = (link.title, link.url) if link else (unnumbered(block.heading), "")
    below = "" if url else link_below(block.lines)
    url = web_address(url) if url else address(below)
    if not url:
        problems.append(Problem(source, block.line, f"the entry “{shorten(title)}” has no link to its paper"))
        return None
    if not is_web_address(url):
        message = f"the link of “{shorten(title)}” is no web address (http or https): {shorten(url)}"
        problems.append(Problem(source, block.line, message))
        return None
    title = title.strip() or url
    counted = votes_in(link.after.strip("()[]|·–—- ")) if link else None
    votes = None if counted is None else _votes(counted, source, block.line, problems)
    authors: tuple[str, ...] = ()
    naming = False
    body: list[tuple[int, str]] = []
    for number, line in _single(block.lines):
        bare = line.strip()
        names = _listed_below(bare) if naming else None
        naming = naming and (names is not None or (not bare and not authors))
        if names is not None:
            authors = distinct((*authors, *names))
        elif votes is None and (stated := votes_in(bare)) is not None:
            votes = _votes(stated, source, number, problems)
        elif not authors and (written := authors_in(bare)) is not None:
            authors, naming = _authors(written), not written.strip()
        elif bare and not _is_media(bare) and not is_aside(bare) and not (below and below in bare):
            body.append((number, line))
    arxiv = arxiv_in_link(url)
    said = bounded(_sections(body), title, source, problems)
    sections = (Section("title", readable(title), block.line), *said)
    return Entry(arxiv or url, arxiv_address(arxiv) if arxiv else url, title, 0, votes, authors, sections, block.line)


def _single(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Lines, of which one that states several things ("Votes: 3 | Authors: A B") is as many."""
    for number, line in lines:
        said = [each.strip() for each in _BESIDE.split(line)] if "|" in line or "·" in line else []
        if len(said) > 1 and all(votes_in(each) or authors_in(each) or is_aside(each) for each in said):
            yield from ((number, each) for each in said)
        else:
            yield number, line


def _is_media(line: str) -> bool:
    """Whether a line is pictures, films, rules and tags and no text."""
    return _MEDIA.match(line) is not None or ("<" in line and not _TAG.sub("", line).strip())


def _listed_below(line: str) -> list[str] | None:
    """The names on a line below "Authors:", None if it is no such line."""
    bullet = _BULLET.match(line)
    text = bullet[2] if bullet else line
    if not text or len(text) > _LONGEST_NAMES or text[-1] in _SENTENCE_ENDS or ":" in text or "：" in text:
        return None
    return parted(text)


def _votes(written: str, source: str, number: int, problems: list[Problem]) -> int | None:
    bare = written.strip().lower()
    if bare in _NO_VOTES:
        return None
    digits = bare.replace(",", "")
    if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS:
        return int(digits)
    problems.append(Problem(source, number, f"votes should be a number or “-”, not “{shorten(written.strip())}”"))
    return None


def _authors(written: str) -> tuple[str, ...]:
    return distinct(_listed(written.strip()))


def _listed(written: str) -> list[str]:
    if written.startswith("[") and "](" not in written:
        try:
            names = ast.literal_eval(written)
        except (ValueError, SyntaxError):
            names = None
        if isinstance(names, (list, tuple)):
            return [str(name) for name in names]
        return [name.strip().strip("'\"") for name in written.strip("[]").split(",")]
    return parted(written)


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
    heading = heading_of(line)
    if heading:
        return slug(heading[1]), ""
    bullet = _BULLET.match(line)
    text = (bullet[2] if bullet else line).strip()
    opening = _BOLD_OPENING.match(text)
    if opening and (opening["inside"] or opening["outside"]):
        name = slug(opening["heading"])
        if name and name != "title":
            return name, opening["text"].strip()
    return "", without_label(text)
