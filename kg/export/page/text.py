"""Labels for a map: cut by grapheme, wrapped to two lines, with an estimate of their width.

A grapheme is approximated by the rules of Unicode Annex 29 that matter in titles: marks and joiners stay with
the letter before them, Hangul Jamo form syllables, two regional indicators form a flag.
"""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_ELLIPSIS = "…"
_NARROW = frozenset("iIljtfr.,:;'|!()[]{}/\\` -’‘")
_WIDE = frozenset("mwMW@%&—…")


def graphemes(text: str) -> list[str]:
    """The text in pieces that a reader sees as one character each."""
    pieces: list[str] = []
    for char in text:
        if pieces and _extends(pieces[-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def shorten(text: str, *, limit: int) -> str:
    """At most ``limit`` graphemes, the last of them an ellipsis if something was cut, at a word if one ends near."""
    clean = " ".join(text.split())
    pieces = graphemes(clean)
    if len(pieces) <= limit:
        return clean
    kept = "".join(pieces[: limit - 1])
    word = kept.rfind(" ")
    if pieces[limit - 1] != " " and word > len(kept) * 0.7:
        kept = kept[:word]
    return kept.rstrip(" ,;:–—-") + _ELLIPSIS


def wrap(text: str, *, size: float) -> tuple[str, ...]:
    """One line, or two of nearly the same width when the text has a space to break at and is not short."""
    if width(text, size=size) <= size * 8:
        return (text,)
    breaks = [place for place, char in enumerate(text) if char == " "]
    if not breaks:
        return (text,)
    best = min(breaks, key=lambda place: (_longest(text, place, size), place))
    return text[:best], text[best + 1 :]


def width(text: str, *, size: float) -> float:
    """The estimated width in pixels at a font size, a little above that of common sans-serif fonts."""
    return sum(_em(piece[0]) for piece in graphemes(text)) * size


def _longest(text: str, place: int, size: float) -> float:
    return max(width(text[:place], size=size), width(text[place + 1 :], size=size))


def _em(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in _NARROW:
        return 0.35
    if char in _WIDE:
        return 0.92
    return 0.7 if char.isupper() else 0.6


def _extends(piece: str, char: str) -> bool:
    """Whether the character belongs to the grapheme before it."""
    last = piece[-1]
    if unicodedata.category(char) in {"Mn", "Me", "Mc"} or char == _JOINER or "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    if last == _JOINER:
        return not char.isspace()
    if _regional(char):
        return len(piece) == 1 and _regional(last)
    return _jamo(last, char)


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _jamo(last: str, char: str) -> bool:
    leading, vowel, trailing = "\u1100" <= char <= "\u115f", "\u1160" <= char <= "\u11a7", "\u11a8" <= char <= "\u11ff"
    after_leading, after_other = "\u1100" <= last <= "\u115f", "\u1160" <= last <= "\u11ff" or "가" <= last <= "힣"
    return (after_leading and (leading or vowel)) or (after_other and (vowel or trailing))
