"""Where in a Markdown file the entries of a digest stand, in whatever layout.

Usually an entry is a heading that links a paper. Where no heading does, it is an item of a list, a bold line or a row
of a table that links one, or a title with a link on a line of its own below. Line numbers stay those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from kg.errors import Problem
from kg.read.dates import date_in_text, day_within
from kg.read.identifiers import arxiv_in_link, web_address
from kg.read.labels import authors_in, votes_in

Lines = list[tuple[int, str]]
"""Lines with their numbers."""

_HEADING = re.compile(r"^ {0,3}(#{1,6})(.*)$")
_LINK = re.compile(r"^\[(?P<title>.*)\]\(\s*<?(?P<url>[^\s<>]*?)>?(?:\s+\"[^\"]*\")?\s*\)$")
_LINK_WITHIN = re.compile(
    r"^(?:\d{1,3}[.)]\s+)?(?:\*{1,3}|_{1,3})?\[(?P<title>.*)\]\(\s*<?(?P<url>https?://[^\s<>()]+)>?\s*\)[*_]{0,3}(?P<after>.*)$"
)
_LINK_ANYWHERE = re.compile(
    r"^(?P<before>.*?)(?:\[(?P<title>[^\[\]]*)\]\(\s*<?(?P<url>[^\s<>()]+)>?\s*\)"
    r"|[<(\[]{0,2}(?P<bare>https?://[^\s<>()\[\]]+|arxiv:\s?\d{4}\.\d{4,5}(?:v\d+)?)[>)\]]{0,2})(?P<after>.*)$",
    re.IGNORECASE,
)
_MAY_LINK = re.compile(r"\]\(|https?:|arxiv:", re.IGNORECASE)
_SOME_LINK = re.compile(
    r"\[[^\]]{0,60}\]\([^)\s]*\)|https?://[^\s<>()\[\]]+|arxiv:\s*\d{4}\.\d{4,5}(?:v\d+)?", re.IGNORECASE
)
_PLACE = (
    r"(?:arxiv|papers?|pdf|abs(?:tract)?|html|links?|url|page|hf|hugging ?face|alphaxiv|read|here|source|code|github"
    r"|논문|링크|원문|바로가기|보기|출처|주소|코드|전문)"
)
_SAYS_ONLY_WHERE = re.compile(rf"[\W\d_]*(?:{_PLACE}\b[\W\d_v]*)*", re.IGNORECASE)
_NUMBER = re.compile(r"^\d{1,3}[.)]\s+(?=\S)")
_ITEM = re.compile(r"^(?P<indent>\s*)(?P<mark>(?:[-*+•]|\d{1,3}[.)])\s+)?(?P<text>.*)$")
_BOLD = re.compile(r"^(?:\d{1,3}[.)]\s+)?(\*{2,3}|_{2,3})(?:\d{1,3}[.)]\s+)?(?P<title>[^*_].*?)\s*\1$")
_ROW = re.compile(r"^\s*\|(.*)\|\s*$")
_RULED = re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_UNDERLINE = re.compile(r"^ {0,3}(?:(=)=+|-{2,})\s*$")
_ANCHOR = re.compile(r"<a\s[^<>]{0,200}?href\s*=\s*[\"']?([^\"'\s<>]+)[\"']?[^<>]*>([^<]*)</a>", re.IGNORECASE)
_DEFINED = re.compile(r"^ {0,3}\[([^\]]+)\]:\s*<?(\S+?)>?(?:\s+[\"'(].*)?$")
_REFERRED = re.compile(r"\[([^\[\]]+)\]\s?\[([^\[\]]*)\]")
_DATE_LABEL = re.compile(
    r"^[-*+•]?\s*[*_]{0,3}(?:date|day|날짜|일자|발행일|게시일)?[*_]{0,3}\s*[:：]?[*_]{0,3}\s*(.{6,40})$", re.IGNORECASE
)
_ESCAPED = re.compile(r"\\([\[\]*#|~`])")
_FRONT = 40
"""Lines that the fields before a text may take."""
_NEAR = 4
"""So many lines below a title its link is looked for."""
_LONGEST = 3000
"""Characters of a heading or an item in which a link is looked for."""


class Linked(NamedTuple):
    """A link to a paper within a heading or an item, and what stands behind it."""

    title: str
    url: str
    after: str


@dataclass(slots=True)
class Block:
    """The lines below one heading that may be an entry."""

    line: int
    heading: str
    lines: Lines = field(default_factory=list)
    level: int = 0


@dataclass(slots=True)
class Part:
    """The blocks below one dated heading."""

    title: str
    date: str | None
    blocks: list[Block] = field(default_factory=list)
    opening: Lines = field(default_factory=list)
    """What stands above the first block."""


def heading_of(line: str) -> tuple[int, str] | None:
    """The level and the text of a line that is a heading."""
    match = _HEADING.match(line)
    return (len(match[1]), match[2].rstrip().rstrip("#").strip()) if match else None


def unnumbered(text: str) -> str:
    """A heading or a title without the number of its entry ("2. Title")."""
    return _NUMBER.sub("", text)


def linked(text: str) -> Linked | None:
    """The paper's link that a heading is, or that stands in it, wherever."""
    if len(text) > _LONGEST or not _MAY_LINK.search(text):
        return None
    for pattern in (_LINK, _LINK_WITHIN):
        if match := pattern.match(text):
            return Linked(_bare(match["title"]), match["url"], match.groupdict().get("after") or "")
    match = _LINK_ANYWHERE.match(text)
    url = web_address(match["url"] or match["bare"]) if match else ""
    if match is None or arxiv_in_link(url) is None:
        return None
    before = unnumbered(match["before"]).strip(" \t-–—:：|·(")
    titles = (_bare(match["title"] or ""), _bare(before))
    return Linked(next((each for each in titles if not _SAYS_ONLY_WHERE.fullmatch(each)), ""), url, match["after"])


def _bare(title: str) -> str:
    """A title without the emphasis around it and without the backslashes of Markdown. LaTeX keeps its own."""
    title = title.strip()
    emphasised = _BOLD.match(title)
    title = emphasised["title"] if emphasised else title
    return title if "$" in title else _ESCAPED.sub(r"\1", title)


def link_alone(line: str) -> str:
    """The link to a paper of arXiv, as it is written, on a line that says nothing else ("Paper: <https://…>")."""
    if len(line) > _LONGEST or not _MAY_LINK.search(line) or line.lstrip().startswith(("!", "|")):
        return ""
    links = [found[0] for found in _SOME_LINK.finditer(line)]
    paper = next((link for link in links if (match := linked(link)) and arxiv_in_link(match.url)), "")
    said = _SOME_LINK.sub(" ", line)
    if not paper or len(re.findall(r"\w+", said)) > (2 if re.search("[:：]", said) else 0):
        return ""
    return paper


def link_below(lines: Sequence[tuple[int, str]]) -> str:
    """The paper's link, as it is written, on a line of its own below a heading that is only a title."""
    return next((link for _, line in lines if (link := link_alone(line))), "")


def split(text: str, source: str, problems: list[Problem]) -> Iterator[Part]:
    """Cut a file at its headings: level 1 and 2 open a part, what lies below or links a paper is an entry."""
    lines, day = _prepared(text)
    part = Part("", day)
    block: Block | None = None
    for at, (number, line) in enumerate(lines):
        found = heading_of(line)
        if found is None:
            (part.opening if block is None else block.lines).append((number, line))
            continue
        level, heading = found
        stands_for = _links_paper(heading) or _is_title(level, heading, block, lines[at + 1 : at + 1 + _NEAR])
        if (level <= 2 and not stands_for) or (level == 3 and not stands_for and _is_day(heading)):
            yield _settled(part)
            part, block = _open_part(heading, part.date, source, number, problems), None
        elif level == 3 or stands_for:
            block = Block(number, heading, level=level)
            part.blocks.append(block)
        elif block is not None:
            block.lines.append((number, line))
    yield _settled(part)


def _links_paper(heading: str) -> bool:
    """Whether a heading links a paper, and not the page of a day."""
    match = linked(heading)
    return match is not None and (date_in_text(match.title)[0] is None or arxiv_in_link(match.url) is not None)


def _is_title(level: int, heading: str, block: Block | None, below: Lines) -> bool:
    """Whether a heading that links nothing is the title of a paper whose link stands below."""
    if _is_day(heading) or (level > 3 and block is not None and block.level < level):
        return False
    near = list(takewhile(lambda each: heading_of(each[1]) is None, below))
    return link_below(near) != "" and not _titled(near)


def _titled(lines: Lines) -> bool:
    """Whether a link among lines has a title of its own, so that the heading above is no title but a topic."""
    found = (linked(match["text"]) for _, line in lines if (match := _ITEM.match(line)))
    return any(link is not None and link.title and arxiv_in_link(link.url) for link in found)


def _is_day(heading: str) -> bool:
    return date_in_text(heading) != (None, None)


def _open_part(heading: str, above: str | None, source: str, number: int, problems: list[Problem]) -> Part:
    """A heading without a date ("## Vision") stands within the digest that is open above it."""
    link = _LINK.match(heading)
    heading = link["title"] if link else heading
    date, unreadable = date_in_text(heading)
    if unreadable is None:
        return Part(heading, date or (day_within(heading, above) if above else None) or above)
    problems.append(Problem(source, number, f"there is no day {unreadable}; write the date as YYYY-MM-DD"))
    return Part(heading, None)


def _settled(part: Part) -> Part:
    """A part with the day that a line above its entries states, and with the entries that are no headings."""
    if part.date is None:
        part.date = next((day for _, line in part.opening if (day := _day_alone(line))), None)
    if any(_links_paper(block.heading) for block in part.blocks):
        return part
    blocks = list(_listed(part.opening))
    for block in part.blocks:
        below = list(_listed(block.lines))
        several = len({link.url for each in below if (link := linked(each.heading))}) > 1
        blocks += below if several or (below and not link_below(block.lines)) else [block]
    part.blocks = blocks
    return part


def _day_alone(line: str) -> str | None:
    match = _DATE_LABEL.match(line.strip())
    day = date_in_text(match[1])[0] if match else None
    return day if match and day and len(re.findall(r"[^\W\d_]{3,}", match[1])) <= 2 else None


def _listed(lines: Lines) -> Iterator[Block]:
    """The entries among lines: items, bold lines and rows of a table that link a paper of arXiv."""
    openings = dict(_openings(lines))
    least = min((indent for indent, _ in openings.values()), default=0)
    block: Block | None = None
    columns: list[str] = []
    for at, (number, line) in enumerate(lines):
        if at in openings and openings[at][0] == least:
            if block:
                yield block
            block = Block(number, openings[at][1])
            row = _ROW.match(line)
            if row:
                block.lines = [(number, text) for text in _cells_as_lines(row[1], columns)]
            elif (link := linked(block.heading)) and votes_in(link.after.strip("()[]|·–—- ")) is None:
                block.lines = [(number, link.after.lstrip(" \t:：–—-|·"))]
        elif _ROW.match(line) and at + 1 < len(lines) and _RULED.match(lines[at + 1][1]):
            columns = _cells(line.strip().strip("|"))
        elif block is not None:
            block.lines.append((number, line))
    if block:
        yield block


def _openings(lines: Lines) -> Iterator[tuple[int, tuple[int, str]]]:
    """Where an entry begins among lines: (place, (indent, its heading))."""
    for at, (_, line) in enumerate(lines):
        if row := _ROW.match(line):
            cell = next((cell for cell in _cells(row[1]) if _is_opening(cell)), "")
            if cell:
                yield at, (0, cell)
        elif match := _ITEM.match(line):
            indent, text = len(match["indent"].expandtabs(4)), match["text"].strip()
            if _is_opening(text) and (match["mark"] or text.startswith(("[", "*", "_"))):
                yield at, (indent, text)
            elif (bold := _BOLD.match(text)) and (url := _next_link(lines[at + 1 : at + 1 + _NEAR])):
                yield at, (indent, f"[{bold['title']}]({address(url)})")


def address(link: str) -> str:
    """Where a link leads that is written in any way, an address of arXiv by its id."""
    match = linked(link)
    return match.url if match else link


def _next_link(below: Lines) -> str:
    """The link that the next line holds which is not empty, if it holds nothing else."""
    return next((link_alone(line) for _, line in below if line.strip()), "")


def _is_opening(text: str) -> bool:
    link = linked(text)
    return link is not None and link.title != "" and arxiv_in_link(link.url) is not None


def _cells(row: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)]


def _cells_as_lines(row: str, columns: list[str]) -> Iterator[str]:
    """The cells of a row but the one with the link; votes and authors with what the head of the table calls them."""
    for place, cell in enumerate(_cells(row)):
        named = f"{columns[place]}: {cell}" if place < len(columns) else ""
        if votes_in(named) is not None or authors_in(named) is not None:
            yield named
        elif not _is_opening(cell) and re.search(r"[^\W\d_]{2}", cell) and _day_alone(cell) is None:
            yield cell


def _prepared(text: str) -> tuple[Lines, str | None]:
    """The lines of a file with every way to write a heading or a link made one, and the day of its front matter."""
    lines = text.split("\n")
    defined = {match[1].lower(): match[2] for line in lines if "]:" in line and (match := _DEFINED.match(line))}
    day = _front_matter(lines)
    fenced = _fenced(lines)
    for at, written in enumerate(lines):
        if at in fenced:
            lines[at] = "" if _FENCE.match(written) else written.lstrip(" #")
            continue
        line = _ANCHOR.sub(lambda found: f"[{found[2].strip()}]({found[1]})", written) if "<" in written else written
        if defined and "][" in line.replace("] [", "]["):
            line = _REFERRED.sub(lambda found: _resolved(found, defined), line)
        under = _UNDERLINE.match(lines[at + 1]) if at + 1 < len(lines) else None
        if under and line.strip() and (under[1] or _links_paper(line.strip()) or _is_day(line)):
            lines[at : at + 2] = [line if heading_of(line) else f"{'#' if under[1] else '##'} {line.strip()}", ""]
        else:
            lines[at] = line
    if defined:
        lines = ["" if _DEFINED.match(line) else line for line in lines]
    return list(enumerate(lines, start=1)), day


def _resolved(found: re.Match[str], defined: dict[str, str]) -> str:
    url = defined.get((found[2] or found[1]).lower())
    return f"[{found[1]}]({url})" if url else found[0]


def _front_matter(lines: list[str]) -> str | None:
    """The day of the fields between two rules at the beginning; they are no text."""
    if lines[0].strip() != "---":
        return None
    end = next((at for at in range(1, min(len(lines), _FRONT)) if lines[at].strip() in ("---", "...")), 0)
    fields = lines[1:end]
    if not end or not all(not line.strip() or ":" in line or line.startswith((" ", "-", "#")) for line in fields):
        return None
    lines[: end + 1] = [""] * (end + 1)
    return next((date_in_text(line)[0] for line in fields if line.lower().startswith("date")), None)


def _fenced(lines: Iterable[str]) -> set[int]:
    """The places of lines between two fences; a fence that nothing closes opens nothing."""
    inside: set[int] = set()
    opened: tuple[int, str] | None = None
    for at, line in enumerate(lines):
        match = _FENCE.match(line)
        if match and opened is None and line[match.end() :].strip().lower() not in ("markdown", "md"):
            opened = at, match[1][:3]
        elif match and opened and match[1].startswith(opened[1]) and line.strip() == match[1]:
            inside.update(range(opened[0], at + 1))
            opened = None
    return inside
