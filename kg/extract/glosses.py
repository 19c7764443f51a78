"""Names that a text explains in parentheses: 한국어(English; ABBR), Long Form (LF), LF(Long Form).

A gloss gives two or three names of one thing. A Latin acronym is believed only when its letters check
(``acronyms``); a Korean name before the parentheses cannot be checked that way, so its extent is bounded by
the number of English words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kg import names
from kg.extract.acronyms import is_short_form, long_form
from kg.extract.candidates import Candidate, Link
from kg.extract.spelling import name_key
from kg.extract.tokens import Word

_PARENTHESES = re.compile(r"[(（]([^()（）\n]{2,90})[)）]")
_SEPARATOR = re.compile(r"\s*[;:,/]\s*|\s+or\s+|\s*=\s*")
_TERM = re.compile(r"[^\W\d_][^\n]*|\d[A-Za-z-][^\n]*")
_PROSE = re.compile(
    r"\b(?:e\.?g|i\.?e|such as|see|https?|et al|the|is|are|등|예)\b|[.!?]\s|[가-힣]+다\b|\d%|[=<>≥≤]"
    r"|\b(?:Section|Figure|Fig\.?|Table|Chapter|Appendix)\s?\d"
)


class Gloss(NamedTuple):
    """Candidates and the links between their names that one pair of parentheses gives."""

    candidates: tuple[Candidate, ...]
    links: tuple[Link, ...]


def glosses(text: str, words: Sequence[Word], *, dictionary: Mapping[str, str]) -> Iterator[Gloss]:
    """All glosses of ``text``; ``dictionary`` (Korean to English) helps to see where a Korean name begins."""
    index_of_end = {word.end: index for index, word in enumerate(words)}
    for match in _PARENTHESES.finditer(text):
        inner = match[1].strip()
        if _PROSE.search(inner) or not _TERM.match(inner):
            continue
        before = match.start()
        if before and text[before - 1] == " ":
            before -= 1
        last = index_of_end.get(before)
        if last is not None:
            yield from _gloss(text, words, last, match.start(1), match[1], dictionary)


def _gloss(
    text: str, words: Sequence[Word], last: int, offset: int, inner: str, dictionary: Mapping[str, str]
) -> Iterator[Gloss]:
    inside = list(_inside(inner, offset))
    if not inside or words[last].kind not in "HL":
        return
    latin = [item for item in inside if names.language(item.name) == "en"]
    if words[last].kind == "L":
        yield from _latin_gloss(text, words, last, inside)
    elif latin:
        outer = _korean_name(text, words, last, latin, dictionary)
        if outer is not None and len(outer.name) > 1:
            links = [Link(outer.name, latin[0].name, "gloss")]
            links += [
                Link(latin[0].name, item.name, "acronym") for item in latin[1:] if _related(latin[0].name, item.name)
            ]
            yield Gloss((outer, *latin), tuple(links))
        else:
            yield Gloss(tuple(latin), ())


def _inside(inner: str, offset: int) -> Iterator[Candidate]:
    at = 0
    for separator in [*_SEPARATOR.finditer(inner), None]:
        end = separator.start() if separator else len(inner)
        piece = inner[at:end]
        bare = piece.strip(" '\"‘’“”`")
        start = offset + at + piece.find(bare)
        if 2 <= len(bare) <= 70 and any(char.isalpha() for char in bare) and len(bare.split()) <= 8:
            yield Candidate(start, start + len(bare), bare, "gloss")
        at = separator.end() if separator else at


def _related(name: str, other: str) -> bool:
    """Whether one is an acronym of the other."""
    for short, long in ((name, other), (other, name)):
        if is_short_form(short) and " " in long.replace("-", " "):
            found = long_form(short, long)
            if found is not None and len(found) >= len(long) - 1:
                return True
    return name_key(name) == name_key(other)


def _latin_gloss(text: str, words: Sequence[Word], last: int, inside: Sequence[Candidate]) -> Iterator[Gloss]:
    first = last
    while first > 0 and words[first - 1].kind in "LN" and not words[first].glued and last - first < 9:
        first -= 1
    outer = text[words[first].start : words[last].end]
    end = words[last].end
    for item in inside:
        if names.language(item.name) == "ko":
            yield Gloss((Candidate(words[first].start, end, outer, "gloss"), item), (Link(outer, item.name, "gloss"),))
        elif is_short_form(item.name) and (found := long_form(item.name, outer)):
            start = end - len(found)
            yield Gloss((Candidate(start, end, found, "acronym"), item), (Link(found, item.name, "acronym"),))
        elif is_short_form(words[last].text) and (found := long_form(words[last].text, item.name)):
            if len(found) < len(item.name) - 4:
                continue
            short = Candidate(words[last].start, end, words[last].text, "acronym")
            yield Gloss((short, item), (Link(short.name, item.name, "acronym"),))
        else:
            yield Gloss((item,), ())


def _korean_name(
    text: str, words: Sequence[Word], last: int, latin: Sequence[Candidate], dictionary: Mapping[str, str]
) -> Candidate | None:
    """The Korean name that ends at word ``last``; its length follows that of the English name."""
    end = words[last].stem if words[last].tail in ("", "v") else words[last].end
    if end == words[last].start:
        return None
    first = last
    while first > 0 and _inside_name(words, first) and last - first < 5:
        first -= 1
    starts = range(first, last + 1)
    english = name_key(latin[0].name)
    for start in starts:
        if name_key(dictionary.get(text[words[start].start : end], "")) == english:
            return Candidate(words[start].start, end, text[words[start].start : end], "gloss")
    long = next((item.name for item in latin if not is_short_form(item.name)), None)
    count = len(re.findall(r"\w+", long)) if long else max(sum(c.isupper() for c in latin[0].name), 1)
    start = max(first, last + 1 - count)
    return Candidate(words[start].start, end, text[words[start].start : end], "gloss")


def _inside_name(words: Sequence[Word], index: int) -> bool:
    """Whether the word before ``index`` can belong to the same Korean name."""
    before = words[index - 1]
    if before.kind == "P" or (before.kind == "H" and before.tail in ("j", "x", "v")):
        return False
    return before.kind in "HLN"
