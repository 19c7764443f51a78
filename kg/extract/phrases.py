"""Noun phrases and Latin names: runs of words that nothing interrupts, and the parts of a run that may be names."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import NamedTuple

from kg.extract import data, tokens
from kg.extract.candidates import Candidate
from kg.extract.remembered import Remembered
from kg.extract.screen import OPEN, Screen
from kg.extract.tokens import Word

_LONGEST = 6
"""Names of more words are sentences."""
_CONNECTORS = frozenset("-–‑·/")
_INNER = frozenset(("of", "in", "for", "to"))
"""English stop words that may stand inside a name."""
_NEVER_AN_EDGE = frozenset(("기반",))
_MEASURE = re.compile(r"\d[\d.,]*(?:ms|fps|dB|k|[kMG]?Hz|[KMGT]i?B|[x×][\d.,]*)", re.IGNORECASE)
"""A number with its unit, or a size: measured, not named."""


def runs(words: Sequence[Word], *, english: bool) -> Iterator[tuple[Word, ...]]:
    """Maximal sequences of words that may belong to one name.

    In Korean text Latin words and bare Korean nouns continue a run; a particle, an ending, a stop word or
    a sign ends it. In English text stop words end it, too.
    """
    belongs = _BELONGS_IN_ENGLISH if english else _BELONGS
    current: list[Word] = []
    last = len(words) - 1
    for index, word in enumerate(words):
        kind = word.kind
        if kind == "P" and current and _joins(words, index):
            continue
        wanted = kind in "HLN" and belongs[word.text]
        if current and (not wanted or not _adjacent(current[-1], words, index)):
            yield from _flush(current)
            current = []
        if wanted:
            current.append(word)
            if word.tail or (index < last and words[index + 1].kind == "J"):
                yield from _flush(current)
                current = []
    yield from _flush(current)


def _joins(words: Sequence[Word], index: int) -> bool:
    word = words[index]
    after = words[index + 1] if index + 1 < len(words) else None
    return word.text in _CONNECTORS and word.glued and after is not None and after.glued and after.kind in "HL"


def _adjacent(before: Word, words: Sequence[Word], index: int) -> bool:
    previous = words[index - 1]
    return previous is before or (previous.kind == "P" and previous.text in _CONNECTORS)


def _belongs(text: str, *, english: bool = False) -> bool:
    """Whether a word can belong to a name; what kind of word it is can be seen from its text."""
    (word,) = tokens.words(text)
    if word.kind == "H":
        stopwords = data.korean_stopwords()
        return word.tail != "x" and text not in stopwords and word.base not in stopwords
    if word.kind == "L":
        lowered = text.lower()
        return not english or lowered not in data.english_stopwords() or lowered in _INNER
    return word.kind == "N"


_BELONGS = Remembered(_belongs)
_BELONGS_IN_ENGLISH = Remembered(partial(_belongs, english=True))


def _flush(run: list[Word]) -> Iterator[tuple[Word, ...]]:
    start, end = 0, len(run)
    while start < end and _BAD_STARTS[run[start].text]:
        start += 1
    while start < end and _BAD_ENDS[run[end - 1].text]:
        end -= 1
    if start < end:
        yield tuple(run[start:end])


def _bad_edge(text: str, *, first: bool) -> bool:
    (word,) = tokens.words(text)
    if word.kind == "L":
        return text.lower() in data.english_stopwords() and (text.islower() or text.istitle())
    return (word.kind == "N" and first) or word.base in _NEVER_AN_EDGE


_BAD_STARTS = Remembered(partial(_bad_edge, first=True))
_BAD_ENDS = Remembered(partial(_bad_edge, first=False))


class Part(NamedTuple):
    """The words ``start`` to ``stop`` of a run, and the rule by which they may be a name."""

    start: int
    stop: int
    rule: str


def all_parts(run: Sequence[Word], *, english: bool) -> Iterator[Part]:
    """The parts of a run that begin and end like a name."""
    ends = [stop for stop, word in enumerate(run, 1) if _MAY_END[word.text]]
    latin = [0, *accumulate([word.kind != "H" for word in run])]
    for start, word in enumerate(run):
        if _BAD_STARTS[word.text]:
            continue
        for stop in ends:
            if start < stop <= start + _LONGEST and not (stop - start == 1 and _NO_NAMES[word.text]):
                yield Part(start, stop, _rule(run, start, stop, latin[stop] - latin[start], english=english))


def _may_end(text: str) -> bool:
    (word,) = tokens.words(text)
    return not _BAD_ENDS[text] and word.stem != word.start and (word.kind != "N" or text[0].isdigit())


_MAY_END = Remembered(_may_end)


def _no_name(text: str) -> bool:
    """Whether a word by itself names nothing."""
    (word,) = tokens.words(text)
    return word.kind == "N" or _MEASURE.fullmatch(text) is not None


_NO_NAMES = Remembered(_no_name)


class Finder:
    """Finds the parts of runs that may be names and pass the screen; single Korean words only if ``known``.

    Half of an archive's runs are there more than once: what was found is remembered by the text of the run.
    """

    def __init__(self, known: Container[str], screen: Screen = OPEN, *, most: int = 1 << 17) -> None:
        self._known = known
        self._screen = screen
        self._most = most
        self._found: dict[tuple[str, bool], list[tuple[int, int, str, str]]] = {}

    def parts(self, text: str, run: Sequence[Word], *, english: bool) -> list[Candidate]:
        """Those of one run of ``text``."""
        offset = run[0].start
        key = text[offset : run[-1].end], english
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= self._most:
                self._found.clear()
            found = self._found[key] = list(self._parts(key[0], run, english=english))
        new = tuple.__new__  # the NamedTuple's own constructor takes twice the time
        return [new(Candidate, (offset + start, offset + end, name, rule, "")) for start, end, name, rule in found]

    def _parts(self, text: str, run: Sequence[Word], *, english: bool) -> Iterator[tuple[int, int, str, str]]:
        """Offsets in the text of the run, name and rule."""
        passes = self._screen.over(run, english=english)
        offset = run[0].start
        for start, stop, rule in all_parts(run, english=english):
            if passes(start, stop, rule):
                begin, end = run[start].start - offset, run[stop - 1].stem - offset
                name = text[begin:end]
                if rule != "word" or name in self._known:
                    yield begin, end, name, rule


def parts(
    text: str, run: Sequence[Word], *, english: bool, known: Container[str], screen: Screen = OPEN
) -> list[Candidate]:
    """The parts of a run that may be names and pass the screen; single Korean words only if ``known``."""
    return Finder(known, screen).parts(text, run, english=english)


def _rule(run: Sequence[Word], start: int, stop: int, latin: int, *, english: bool) -> str:
    """The name of the rule; ``latin`` of the words are Latin or numbers."""
    size = stop - start
    if latin == size:
        whole = (start == 0 or run[start - 1].kind == "H") and (stop == len(run) or run[stop].kind == "H")
        return ("phrase" if english else "chain") + ("" if whole else "-part")
    if size == 1:
        return "word"
    whole = start == 0 and stop == len(run)
    return ("mixed" if latin else "korean") + ("" if whole else "-tail" if stop == len(run) else "-part")
