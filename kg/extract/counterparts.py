"""What the text calls by another name than the title: its translation word for word, or the title's initials.

A title says "Physical Concept Understanding" and the Korean text 물리적 개념 이해, without parentheses that explain it;
or a title spells out what the text only calls by its initials. The words are paired by what the glosses of the
archive and the labels of the lexicon say: names of as many words in both languages pair them by position.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from kg.extract.candidates import Candidate, Link

Pairs = Mapping[str, frozenset[str]]
"""Korean word -> the English words that stand for it."""

_LEAST = 2
"""So many names must pair two words …"""
_SHARE = 8
"""… and one in so many of the names with the Korean word."""
_SHORTEST = 3
"""Two letters are the initials of too much."""
_SKIPPED = frozenset(("a", "and", "by", "for", "from", "in", "of", "on", "the", "to", "via", "with"))
"""Words that initials may leave out."""


def word_pairs(translations: Iterable[tuple[str, str]]) -> Pairs:
    """Pairs of words that (Korean, English) names of equally many words tell."""
    counts: dict[str, dict[str, int]] = {}
    for korean, english in translations:
        left = korean.split()
        for right in _cuts(english):
            if len(left) == len(right):
                for word, meaning in zip(left, right, strict=True):
                    row = counts.setdefault(word, {})
                    row[meaning] = row.get(meaning, 0) + 1
    found = {word: _common(row) for word, row in counts.items()}
    return {word: meanings for word, meanings in found.items() if meanings}


def _common(row: Mapping[str, int]) -> frozenset[str]:
    total = sum(row.values())
    return frozenset(word for word, count in row.items() if count >= _LEAST and count * _SHARE >= total)


def counterparts(candidates: Iterable[Candidate], title_end: int, pairs: Pairs, known: Collection[Link]) -> list[Link]:
    """Links from what the title calls by several Latin words to its other names in the text.

    ``known`` are links that the text states: an acronym that it explains in Latin words needs no initials of the title;
    one that it explains in Korean only may have both.
    """
    everything: set[str] = set()
    opening: set[str] = set()
    for start, _, name, _, _ in candidates:
        everything.add(name)
        if start < title_end:
            opening.add(name)
    titled = sorted(filter(_spells_out, opening))
    if not titled:
        return []
    return sorted((*_translated(titled, everything, pairs), *_abbreviated(titled, everything, known)))


def _spells_out(name: str) -> bool:
    return name.isascii() and (" " in name or "-" in name)


def _translated(titled: Iterable[str], others: Iterable[str], pairs: Pairs) -> Iterator[Link]:
    by_first: dict[str, list[tuple[list[str], str]]] = {}
    for name in titled:
        for words in _cuts(name):
            by_first.setdefault(words[0], []).append((words, name))
    for other in others:
        if " " not in other or other.isascii():
            continue
        parts = other.split()
        for first in sorted(pairs.get(parts[0], frozenset((parts[0].lower(),)))):
            for words, name in by_first.get(first, ()):
                if len(words) == len(parts) > 1 and all(map(_means, parts, words, (pairs,) * len(parts))):
                    yield Link(other, name, "words")


def _means(korean: str, english: str, pairs: Pairs) -> bool:
    """Whether one word stands for the other; Latin words in a Korean name stand for themselves."""
    return english in pairs.get(korean, ()) or korean.lower() == english


def _abbreviated(titled: Iterable[str], others: Iterable[str], known: Iterable[Link]) -> Iterator[Link]:
    explained = {
        name for link in known if link.rule == "acronym" and (link.name + link.other).isascii() for name in link[:2]
    }
    by_initials: dict[str, str] = {}
    for name in titled:
        for initials in _initials(name):
            by_initials.setdefault(initials, name)
    for other in others:
        short = other.removesuffix("s")
        told = len(short) >= _SHORTEST and short[0].isupper() and short[-1].isupper() and other not in explained
        if told and short.lower() in by_initials:
            yield Link(by_initials[short.lower()], other, "acronym")


def _initials(name: str) -> set[str]:
    """The initials of all words, and of those that count."""
    words = name.lower().replace("-", " ").split()
    return {"".join(word[0] for word in words), "".join(word[0] for word in words if word not in _SKIPPED)}


def _cuts(english: str) -> list[list[str]]:
    """The words in small letters and singular, with hyphens as parts of words and as spaces."""
    lowered = english.lower().strip(" -")
    cuts = [[_singular(word) for word in text.split()] for text in (lowered, lowered.replace("-", " "))]
    return cuts[:1] if cuts[0] == cuts[1] else cuts


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word
