"""Noun phrases and Latin names: runs of words that nothing interrupts, and the parts of a run that may be names."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from kg.extract import data
from kg.extract.candidates import Candidate
from kg.extract.screen import OPEN, Screen
from kg.extract.tokens import Word

_LONGEST = 6
"""Names of more words are sentences."""
_CONNECTORS = frozenset("-–‑·/")
_INNER = frozenset(("of", "in", "for", "to"))
"""English stop words that may stand inside a name."""
_NEVER_AN_EDGE = frozenset(("기반",))


def runs(words: Sequence[Word], *, english: bool) -> Iterator[tuple[Word, ...]]:
    """Maximal sequences of words that may belong to one name.

    In Korean text Latin words and bare Korean nouns continue a run; a particle, an ending, a stop word or
    a sign ends it. In English text stop words end it, too.
    """
    current: list[Word] = []
    for index, word in enumerate(words):
        if word.kind == "P" and current and _joins(words, index):
            continue
        if not _continues(word, english=english) or (current and not _adjacent(current[-1], words, index)):
            yield from _flush(current)
            current = []
            if not _continues(word, english=english):
                continue
        current.append(word)
        following = words[index + 1] if index + 1 < len(words) else None
        if word.tail or (following is not None and following.kind == "J"):
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


def _continues(word: Word, *, english: bool) -> bool:
    if word.kind == "H":
        return (
            word.tail != "x" and word.text not in data.korean_stopwords() and word.base not in data.korean_stopwords()
        )
    if word.kind == "L":
        lowered = word.text.lower()
        return not english or lowered not in data.english_stopwords() or lowered in _INNER
    return word.kind == "N"


def _flush(run: list[Word]) -> Iterator[tuple[Word, ...]]:
    start, end = 0, len(run)
    while start < end and _bad_edge(run[start], first=True):
        start += 1
    while start < end and _bad_edge(run[end - 1], first=False):
        end -= 1
    if start < end:
        yield tuple(run[start:end])


def _bad_edge(word: Word, *, first: bool) -> bool:
    if word.kind == "L":
        return word.text.lower() in data.english_stopwords() and (word.text.islower() or word.text.istitle())
    return (word.kind == "N" and first) or word.base in _NEVER_AN_EDGE


class Part(NamedTuple):
    """The words ``start`` to ``stop`` of a run, and the rule by which they may be a name."""

    start: int
    stop: int
    rule: str


def all_parts(run: Sequence[Word], *, english: bool) -> Iterator[Part]:
    """The parts of a run that begin and end like a name."""
    size = len(run)
    begins = [not _bad_edge(word, first=True) for word in run]
    ends = [not _bad_edge(word, first=False) and word.stem != word.start and _may_end(word) for word in run]
    latin = [0, *accumulate(word.kind in "LN" for word in run)]
    for start in range(size):
        if not begins[start]:
            continue
        for stop in range(start + 1, min(start + _LONGEST, size) + 1):
            if ends[stop - 1] and not (stop - start == 1 and run[start].kind == "N"):
                yield Part(start, stop, _rule(run, start, stop, latin[stop] - latin[start], english=english))


def _may_end(word: Word) -> bool:
    return word.kind != "N" or word.text[0].isdigit()


def parts(
    text: str, run: Sequence[Word], *, english: bool, known: Container[str], screen: Screen = OPEN
) -> Iterator[Candidate]:
    """The parts of a run that may be names and pass the screen; single Korean words only if ``known``."""
    passes = screen.over(run, english=english)
    for start, stop, rule in all_parts(run, english=english):
        if passes(start, stop, rule):
            surface = text[run[start].start : run[stop - 1].stem]
            if rule != "word" or surface in known:
                yield Candidate(run[start].start, run[stop - 1].stem, surface, rule)


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
