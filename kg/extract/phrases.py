"""Noun phrases and Latin names: runs of words that nothing interrupts, and the parts of a run that may be names."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from kg.extract import data
from kg.extract.candidates import Candidate
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


def parts(text: str, run: Sequence[Word], *, english: bool, known: Container[str]) -> Iterator[Candidate]:
    """The parts of a run that may be names: all that begin and end like one, single Korean words only if ``known``."""
    size = len(run)
    for start in range(size):
        if _bad_edge(run[start], first=True):
            continue
        for stop in range(start + 1, min(start + _LONGEST, size) + 1):
            last = run[stop - 1]
            if _bad_edge(last, first=False) or last.stem == last.start:
                continue
            if last.kind == "N" and (stop - start == 1 or not last.text[0].isdigit()):
                continue
            surface = text[run[start].start : last.stem]
            rule = _rule(run, start, stop, english=english)
            if rule == "word" and surface not in known:
                continue
            yield Candidate(run[start].start, last.stem, surface, rule)


def _rule(run: Sequence[Word], start: int, stop: int, *, english: bool) -> str:
    part = run[start:stop]
    latin = all(word.kind in "LN" for word in part)
    whole = (
        (start == 0 or run[start - 1].kind == "H") and (stop == len(run) or run[stop].kind == "H")
        if latin
        else (start == 0 and stop == len(run))
    )
    if latin:
        return ("phrase" if english else "chain") + ("" if whole else "-part")
    if len(part) == 1:
        return "word"
    mixed = any(word.kind in "LN" for word in part)
    return ("mixed" if mixed else "korean") + ("" if whole else "-tail" if stop == len(run) else "-part")
