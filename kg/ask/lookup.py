"""Which of many names a few letters can mean, best first, without looking at every name: for answers while one types.

The names lie in the order of their worth, so that who wants nine answers reads no further than the ninth. Their
comparison forms stand one below the other in long texts, in which letters are looked for by the machine's own
search; the line in which they are found tells the name.

A Hangul syllable changes while it is typed: on the way to "지식" stand "지", "짓" and "지시". ``unfinished`` finds the
names that a text can still become.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.store.register import Column, Forms

ANYWHERE: Final = 3
"""Letters from which on they are looked for inside words, too."""

_SINGLE: Final = 2
"""A space and a letter: too many words begin with it."""
_LAST: Final = "\U0010ffff"

# The arithmetic of Hangul syllables: The Unicode Standard, section 3.12.
_FIRST: Final = ord("가")
_FINALS: Final = 28
_BEFORE_FINALS: Final = ord("ᆨ") - 1
_VOWELS: Final = 21
_GROWN: Final = {8: 3, 13: 3, 18: 1}
"""How many of the next vowels begin with one: of ㅗ the ㅘ ㅙ ㅚ, of ㅜ the ㅝ ㅞ ㅟ, of ㅡ the ㅢ."""
_INITIALS: Final = "ᄀᄁᄂᄃᄄᄅᄆᄇᄈᄉᄊᄋᄌᄍᄎᄏᄐᄑᄒ"
# For each final consonant: the one that stays when a vowel follows (" ": none), and the initial of the next syllable.
_MOVES: Final = (
    "", " ᄀ", " ᄁ", "ᆨᄉ", " ᄂ", "ᆫᄌ", "ᆫᄒ", " ᄃ", " ᄅ", "ᆯᄀ", "ᆯᄆ", "ᆯᄇ", "ᆯᄉ", "ᆯᄐ", "ᆯᄑ", "ᆯᄒ",
    " ᄆ", " ᄇ", "ᆸᄉ", " ᄉ", " ᄊ", " ᄋ", " ᄌ", " ᄎ", " ᄏ", " ᄐ", " ᄑ", " ᄒ",
)  # fmt: skip


class Lookup:
    """Names, the worthiest first; what is found are their numbers."""

    def __init__(self, forms: Forms) -> None:
        self._keys, self._words, self._initials = Lines(forms.keys), Lines(forms.words), Lines(forms.initials)
        self._order, self._mains = forms.order, forms.mains

    def matches(self, key: str, wanted: Sequence[str]) -> Iterator[tuple[str, int]]:
        """How (as ``search.MATCHES`` says) and what a key or words (each with a space before it) match, best first.

        A name comes once for each way in which it matches.
        """
        if not key:
            return
        for number in self._between(key, key):
            yield ("exact" if number < self._mains else "alias"), number
        if len(key) > 1:
            yield from (("acronym", number) for number in self._initials.all_of([f"\n{key}\n"]))
        yield from (("prefix", number) for number in self._between(key, key + _LAST))
        yield from (("word", number) for number in self._words.all_of(wanted))
        if len(key) >= ANYWHERE:
            yield from (("part", number) for number in self._keys.all_of([key]))

    def unfinished(self, key: str, wanted: Sequence[str]) -> Iterator[int]:
        """Names that match what a text becomes when its last Hangul syllable is typed on; ``wanted`` as in ``matches``.

        First those that begin so, then those of which a word does.
        """
        for start, end in continued(key):
            yield from self._between(start, end + _LAST)
        whole = wanted[:-1]
        for start, end in continued(wanted[-1] if wanted else ""):
            if whole or len(start) > _SINGLE:
                yield from self._words.all_of(whole, (start, end))

    def _between(self, start: str, end: str) -> list[int]:
        """The names whose keys lie between two texts."""
        first = bisect_left(self._order, start, key=self._keys.line)
        return sorted(self._order[first : bisect_right(self._order, end, lo=first, key=self._keys.line)])

    @cached_property
    def by_length(self) -> ByLength:
        """All keys in the order of their lengths."""
        keys = self._keys.texts()
        numbers = sorted(range(len(keys)), key=lambda number: len(keys[number]))
        return ByLength(numbers, [keys[number] for number in numbers], [len(keys[number]) for number in numbers])


class ByLength(NamedTuple):
    """Names by the lengths of their keys, the worthiest first among equals."""

    numbers: Sequence[int]
    keys: Sequence[str]
    lengths: Sequence[int]

    def between(self, shortest: float, longest: float) -> tuple[Sequence[int], Sequence[str]]:
        """The names with keys of these lengths, and their keys."""
        part = slice(bisect_left(self.lengths, shortest), bisect_right(self.lengths, longest))
        return self.numbers[part], self.keys[part]


def continued(key: str) -> Iterator[tuple[str, str]]:
    """The spans of beginnings that a key may become while its last Hangul letter is typed on: first and last of each.

    "하" becomes "학" … "핳", "호" also "화" and "회"; "ᄒ" any syllable that starts so; "짓" may be "지시" as
    well, "넋" "넉시", "업" "없".
    """
    before, last = key[:-1], key[-1:]
    place = ord(last) - _FIRST if last else -1
    if last and last in _INITIALS:
        yield _spanned(before, last)
    elif 0 <= place < len(_INITIALS) * _VOWELS * _FINALS:
        final = place % _FINALS
        if not final:
            vowels = _GROWN.get(place // _FINALS % _VOWELS, 0)
            yield before + last, before + chr(ord(last) + vowels * _FINALS + _FINALS - 1)
        else:
            kept, moved = _MOVES[final][0], _MOVES[final][1]
            stem = chr(ord(last) - final + (0 if kept == " " else ord(kept) - _BEFORE_FINALS))
            yield _spanned(before + stem, moved)
            grown = [number for number, move in enumerate(_MOVES) if move.startswith(chr(_BEFORE_FINALS + final))]
            if grown:
                yield before + chr(ord(last) - final + grown[0]), before + chr(ord(last) - final + grown[-1])


def _spanned(before: str, initial: str) -> tuple[str, str]:
    start = _FIRST + _INITIALS.index(initial) * _VOWELS * _FINALS
    return before + chr(start), before + chr(start + _VOWELS * _FINALS - 1)


class Lines:
    """Texts without line ends, one below the other, each with a line end on both sides."""

    def __init__(self, column: Column) -> None:
        self._text, self._starts = column

    def line(self, number: int) -> str:
        """One of them."""
        return self._text[self._starts[number] : self._starts[number + 1] - 1]

    def texts(self) -> list[str]:
        """All of them."""
        return self._text[1:-1].split("\n")

    def all_of(self, pieces: Sequence[str], span: tuple[str, str] | None = None) -> Iterator[int]:
        """The lines in which all pieces stand (none of which may be empty), in order, each once.

        And where a span is given, a piece that is like both of its ends but for the last letter, which lies between.
        """
        pattern = re.compile(f"{re.escape(span[0][:-1])}[{span[0][-1]}-{span[1][-1]}]") if span else None
        lines = self._holding(max(pieces, key=len)) if pieces else self._like(pattern) if pattern else ()
        for line in lines:
            text = self._text[self._starts[line] - 1 : self._starts[line + 1]]
            if all(piece in text for piece in pieces) and (pattern is None or pattern.search(text)):
                yield line

    def _holding(self, piece: str) -> Iterator[int]:
        text, starts = self._text, self._starts
        place = text.find(piece)
        while place >= 0:
            line = bisect_right(starts, place + piece.startswith("\n")) - 1
            yield line
            place = text.find(piece, starts[line + 1] - 1)

    def _like(self, pattern: re.Pattern[str]) -> Iterator[int]:
        found = pattern.search(self._text)
        while found:
            line = bisect_right(self._starts, found.start()) - 1
            yield line
            found = pattern.search(self._text, self._starts[line + 1] - 1)
