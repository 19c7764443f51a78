r"""Cut a text into pieces so that a Latin term and the Korean particle glued to it come apart.

``words`` says of each piece that is not white space what it is, and where a Korean word's stem ends; ``pieces``
gives all of them, white space too: joined they are the text again. Python's ``\b`` sees no boundary
between "GSM8K" and "에서"; these functions do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from kg.extract import data
from kg.extract.remembered import Remembered

_HANGUL = "ㄱ-ㆎ가-힣"
_PIECE = re.compile(
    rf"[^\W_{_HANGUL}]+(?:(?:[-–‑_.+&'’@^*]|(?<=\d),(?=\d\d\d))[^\W_{_HANGUL}]+)*(?:\+{{1,2}}(?![^\W{_HANGUL}]))?"
    rf"|[{_HANGUL}]+|\s|.",
    re.DOTALL,
)
"""A Latin word, Hangul, white space or any other sign: one of them begins at every place."""
_LATIN = re.compile(rf"[^\W_{_HANGUL}]")
_HANGUL_ONLY = re.compile(rf"[{_HANGUL}]")
_BREAKS = "\n\r\x0b\x0c\u2028\u2029\x85"
_NUMBER = re.compile(r"[\d.,×+–-]+\Z")
_VERBAL = re.compile(
    r"(?P<stem>[가-힣]{2,}?)(?:하|한|할|함|합니다|했|해|되|된|될|됨|됩니다|돼|시키|시킨|시켜|시킬|시킵|시켰|화하|화된|화한)[가-힣]*\Z"
)
_ADVERB = re.compile(
    r"적(?:으로|으로도|인|이며|이고|이면서|인지|이지만)\Z|(?:었|았|였|렸|냈|켰|했|됐|졌|있|없|으며)[가-힣]*\Z"
)
_INFLECTED = re.compile(
    r"(?:다|며|면서|여|고|지만|도록|게|는데|으나|적으로|적인|스러운|로운|히|던|는지|려는|기에|듯)\Z"
)


class Word(NamedTuple):
    """A piece that is not white space.

    ``kind``: "L" Latin or mixed with digits, "N" number, "H" Hangul, "J" a particle glued to what
    stands before, "P" any other sign, "B" line break. ``stem`` is the offset where the stem ends (``end`` for all but
    Hangul). ``tail``: "" nothing follows the stem, "j" a particle, "v" a verbal ending, "x" an
    inflected word without a noun stem. ``glued``: no white space before it.
    """

    start: int
    end: int
    text: str
    kind: str
    stem: int
    tail: str
    glued: bool

    @property
    def base(self) -> str:
        """The word without its ending."""
        return self.text[: self.stem - self.start]


def pieces(text: str, cut: Sequence[Word]) -> tuple[list[str], list[bool]]:
    """Words and "a space follows" flags, as ``spacy.tokens.Doc`` takes them; joined they are ``text`` again.

    ``cut`` are the words of ``text``; white space other than one space after a word is a piece of its own.
    """
    parts: list[str] = []
    spaces: list[bool] = []
    at = 0
    for word in cut:
        _gap(text[at : word.start], parts, spaces)
        parts.append(word.text)
        spaces.append(False)
        at = word.end
    _gap(text[at:], parts, spaces)
    return parts, spaces


def _gap(gap: str, parts: list[str], spaces: list[bool]) -> None:
    """White space between two words: the first space is a flag of what stands before it."""
    if gap[:1] == " " and parts:
        spaces[-1] = True
        gap = gap[1:]
    parts += gap
    spaces += [False] * len(gap)


def words(text: str) -> list[Word]:
    """All words of ``text`` with their kind and stem."""
    particles, new = data.particles(), tuple.__new__  # the NamedTuple's own constructor takes twice the time
    found: list[Word] = []
    glued = False
    before = ""
    end = 0
    for piece in _PIECE.findall(text):  # the pieces are the text, cut: their lengths tell where they stand
        start, end = end, end + len(piece)
        kind, stem, tail = _LOOKS[piece]
        if kind == "H":
            if glued and before in "LNP" and piece in particles:
                kind, stem, tail = "J", 0, "j"
        elif kind in "SB":
            glued = False
            if kind == "S":
                continue
        found.append(new(Word, (start, end, piece, kind, start + stem, tail, glued)))
        before = kind
        glued = kind != "B"
    return found


def _look(piece: str) -> tuple[str, int, str]:
    """Kind (S for white space other than line breaks), length of the stem, and tail of a piece that stands alone."""
    if piece.isspace():
        return ("B" if piece in _BREAKS else "S"), len(piece), ""
    if _HANGUL_ONLY.match(piece):
        return "H", *stem_of(piece)
    if _LATIN.match(piece):
        return ("N" if _NUMBER.match(piece) else "L"), len(piece), ""
    return "P", len(piece), ""


_LOOKS = Remembered(_look)


@cache
def _longest_particle() -> int:
    return max(map(len, data.particles()))


@lru_cache(maxsize=1 << 16)
def stem_of(word: str) -> tuple[int, str]:
    """Length of the noun stem of a Hangul word and what follows it ("", "j", "v" or "x").

    Words known to be nouns although they end like a particle or a verb (정확도, 이미지) keep all.
    """
    if word in data.nouns():
        return len(word), ""
    if _ADVERB.search(word):
        verbal = _VERBAL.match(word)
        return (verbal.end("stem"), "v") if verbal else (0, "x")
    particles = data.particles()
    for length in range(min(_longest_particle(), len(word) - 1), 0, -1):
        if word[-length:] in particles:
            stem = word[:-length]
            if len(stem) >= 2 or stem in data.nouns():
                verbal = _VERBAL.match(stem) if stem not in data.nouns() else None
                if verbal is None:
                    return len(stem), "j"
    verbal = _VERBAL.match(word)
    if verbal is not None:
        return verbal.end("stem"), "v"
    if _INFLECTED.search(word):
        return 0, "x"
    return len(word), ""
