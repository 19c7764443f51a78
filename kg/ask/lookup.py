"""Which of many names a few letters can mean, best first, without looking at every name: for answers while one types.

The names lie in the order of their worth, so that who wants nine answers reads no further than the ninth. Their
comparison forms stand one below the other in two long texts, in which letters are looked for by the machine's own
search; the line in which they are found tells the name. ``search`` judges every name by the same rules where no lookup
is held, so both ways give the same answers.

A Hangul syllable changes while it is typed: on the way to "지식" stand "지", "짓" and "지시". ``unfinished`` finds the
names that a text can still become.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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


class Form(NamedTuple):
    """A name as it is compared; ``words`` has a space before each word, ``main`` says whether it is a thing's own."""

    key: str
    words: str
    initials: str
    main: bool


class Lookup:
    """Names, the worthiest first; what is found are their numbers."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._forms = tuple(forms)
        self._same: dict[str, list[int]] = defaultdict(list)
        self._initials: dict[str, list[int]] = defaultdict(list)
        for number, form in enumerate(self._forms):
            self._same[form.key].append(number)
            self._initials[form.initials].append(number)
        self._sorted = sorted(self._same)
        self._keys, self._words = Lines([form.key for form in self._forms]), Lines([form.words for form in self._forms])

    def matches(self, key: str, wanted: Sequence[str]) -> Iterator[tuple[str, int]]:
        """How (as ``search.MATCHES`` says) and what a key or words (each with a space before it) match, best first.

        A name comes once for each way in which it matches.
        """
        if not key:
            return
        same = self._same.get(key, ())
        yield from (("exact", number) for number in same if self._forms[number].main)
        yield from (("alias", number) for number in same if not self._forms[number].main)
        if len(key) > 1:
            yield from (("acronym", number) for number in self._initials.get(key, ()))
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
        places = self._sorted[bisect_left(self._sorted, start) : bisect_right(self._sorted, end)]
        return sorted(number for place in places for number in self._same[place])


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
    """Texts without line ends, joined by line ends."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._text = "\n" + "\n".join(texts) + "\n"
        self._starts = array("L", accumulate((len(text) + 1 for text in texts[:-1]), initial=1))

    def all_of(self, pieces: Sequence[str], span: tuple[str, str] | None = None) -> Iterator[int]:
        """The lines in which all pieces stand (none of which may be empty), in order, each once.

        And where a span is given, a piece that is like both of its ends but for the last letter, which lies between.
        """
        pattern = re.compile(f"{re.escape(span[0][:-1])}[{span[0][-1]}-{span[1][-1]}]") if span else None
        lines = self._holding(max(pieces, key=len)) if pieces else self._like(pattern) if pattern else ()
        for line in lines:
            text = self._texts[line]
            if all(piece in text for piece in pieces) and (pattern is None or pattern.search(text)):
                yield line

    def _holding(self, piece: str) -> Iterator[int]:
        text, starts = self._text, self._starts
        place = text.find(piece)
        while place >= 0:
            yield bisect_right(starts, place) - 1
            place = text.find(piece, text.index("\n", place))

    def _like(self, pattern: re.Pattern[str]) -> Iterator[int]:
        found = pattern.search(self._text)
        while found:
            yield bisect_right(self._starts, found.start()) - 1
            found = pattern.search(self._text, self._text.index("\n", found.start()))
