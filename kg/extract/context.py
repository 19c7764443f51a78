"""One paper's words and candidates, prepared for looking around a place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.extract import hanging
from kg.extract.merge import Group
from kg.extract.propose import Proposal
from kg.extract.remembered import Remembered
from kg.extract.tokens import Word, words

_DIGIT = re.compile(r"\d")
_SURE = frozenset(("lexicon", "gloss", "acronym", "coined"))
"""Rules that seldom propose what is no name."""


@dataclass(slots=True)
class Cover:
    """How many candidates contain a place and lie inside it, and whether sure ones do."""

    outer: int = 0
    inner: int = 0
    sure_outer: bool = False
    sure_inner: bool = False
    crossing: bool = False
    """Whether a candidate overlaps the place without containing it or lying inside."""


class Context:
    """What is looked up again and again while a paper's groups are judged."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.words: Sequence[Word] = proposal.text.words
        self.shown = [_SHOWN[word.text] if word.kind != "J" else word.text[:4].lower() for word in self.words]
        self._starts = [word.start for word in self.words]
        self.size = max(len(proposal.text.text), 1)
        self.title_end = len(proposal.text.sections[0].text)
        self.plain = len(proposal.text.sections) <= 2
        self.cover = _covers(
            {place: not _SURE.isdisjoint(rules) for group in proposal.groups for place, rules in group.places.items()}
        )
        self.next_break = _next_breaks(self.words)
        self._digits = [match.start() for match in _DIGIT.finditer(proposal.text.text)]
        self._stands: dict[tuple[int, int], hanging.Stand | None] = {}

    def beside_number(self, group: Group) -> bool:
        """Whether a place of the group stands to a number as a metric or a place does (``hanging``)."""
        return bool(self._digits) and any(self.stand(place) is not None for place in group.places)

    def stand(self, place: tuple[int, int]) -> hanging.Stand | None:
        """How what stands there stands to a number beside it."""
        start, end = place
        nearest = bisect_left(self._digits, start - hanging.BEFORE)
        if nearest == len(self._digits) or self._digits[nearest] >= end + hanging.AFTER:
            return None
        if place not in self._stands:
            self._stands[place] = hanging.stand(self.proposal.text.text, start, end)
        return self._stands[place]

    def word_at(self, offset: int) -> int:
        """Index of the word in which ``offset`` lies (or the one before it)."""
        return bisect_right(self._starts, offset) - 1

    def left(self, first: int) -> range:
        """Indices of up to six words of the line before word ``first``, the nearest first."""
        last = max(first - 7, -1)
        for index in range(first - 1, last, -1):
            if self.words[index].kind == "B":
                return range(first - 1, index, -1)
        return range(first - 1, last, -1)

    def right(self, at: int) -> range:
        """Indices of up to thirty words from ``at`` to the end of the line or sentence."""
        if at >= len(self.words):
            return range(at, at)
        stop = self.next_break[at]
        if stop == at and self.words[at].text == ".":  # the dot of an abbreviation right behind a name ends nothing
            stop = self.next_break[at + 1] if at + 1 < len(self.words) else len(self.words)
        return range(at, min(stop, at + 30, len(self.words)))


def _next_breaks(words: Sequence[Word]) -> list[int]:
    """For each word the index of the first one from it on that ends a line or a sentence."""
    found = [len(words)] * len(words)
    after = len(words)
    for index in range(len(words) - 1, -1, -1):
        if words[index].kind == "B" or words[index].text == ".":
            after = index
        found[index] = after
    return found


def _covers(places: Mapping[tuple[int, int], bool]) -> dict[tuple[int, int], Cover]:
    """What every place contains and is contained in; ``places`` says which are sure."""
    ordered = sorted(places)
    found = {place: Cover() for place in ordered}
    for index, place in enumerate(ordered):
        start, end = place
        for other in ordered[index + 1 :]:
            if other[0] >= end:
                break
            if other[1] <= end:
                _nest(found, places, outer=place, inner=other)
            elif other[0] == start:
                _nest(found, places, outer=other, inner=place)
            else:
                found[place].crossing = found[other].crossing = True
    return found


def _nest(
    found: Mapping[tuple[int, int], Cover],
    sure: Mapping[tuple[int, int], bool],
    *,
    outer: tuple[int, int],
    inner: tuple[int, int],
) -> None:
    found[outer].inner += 1
    found[inner].outer += 1
    found[outer].sure_inner |= sure[inner]
    found[inner].sure_outer |= sure[outer]


def _show(text: str) -> str:
    """A word as features name it; a particle by itself is not one of these."""
    (word,) = words(text) or (None,)
    if word is None or word.kind == "N":
        return "<number>" if word else text
    return (word.base or text[:4]).lower()


_SHOWN = Remembered(_show)
