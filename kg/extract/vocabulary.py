"""Of what words the lexicon's names are made: a new name made of the same words is likelier to be one.

"차량 추적" is in no lexicon, but many tasks end in "추적". Counted are labels, each word once a concept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.extract.remembered import Remembered
from kg.model import Kind, Term

_KINDS = tuple(Kind)
_UNKNOWN_END = ("v:end=none",)
_UNKNOWN_PAIR = ("v:pair=none",)


@dataclass(frozen=True)
class Vocabulary:
    """Numbers of concepts by a word of their labels, and what the last word and the last two words speak for."""

    words: Mapping[str, int]
    ends: Mapping[str, tuple[str, ...]]
    pairs: Mapping[str, tuple[str, ...]]
    sizes: Mapping[str, int]
    """How many concepts end in a word, coarsely."""


def split(name: str) -> list[str]:
    """The words of a name: small letters, hyphens as spaces, without the plural s of Latin words."""
    return [_SINGULARS[word] for word in name.lower().replace("-", " ").split()]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


_SINGULARS = Remembered(_singular)


def vocabulary(terms: Iterable[Term], *, without: Collection[str] = ()) -> Vocabulary:
    """The words of all terms whose slug is not in ``without``."""
    words: dict[str, list[int]] = {}
    ends: dict[str, list[int]] = {}
    pairs: dict[str, list[int]] = {}
    for term in terms:
        if term.slug in without:
            continue
        kind = _KINDS.index(term.kind)
        forms = [split(name) for name in (term.name, *(label.text for label in term.names))]
        for table, keys in (
            (words, {word for form in forms for word in form}),
            (ends, {form[-1] for form in forms if len(form) > 1}),
            (pairs, {" ".join(form[-2:]) for form in forms if len(form) > 1}),
        ):
            for key in keys:
                table.setdefault(key, [0] * len(_KINDS))[kind] += 1
    return Vocabulary(
        {word: sum(row) for word, row in sorted(words.items())},
        {word: _speaks("v:end", row) for word, row in sorted(ends.items())},
        {pair: _speaks("v:pair", row) for pair, row in sorted(pairs.items())},
        {word: _level(sum(row)) for word, row in sorted(ends.items())},
    )


def affinity(name: str, known: Vocabulary) -> list[str]:
    """Features: how familiar the words of a name are, and which kind its last words speak for."""
    parts = split(name)
    if not parts:
        return []
    return [*of_familiar(*familiar(parts, known)), *of_end(*end(parts), known)]


def familiar(parts: Sequence[str], known: Vocabulary) -> tuple[int, int, int]:
    """How many words are known, how many there are, and how coarsely often the least known one is."""
    counts = [known.words.get(part, 0) for part in parts]
    size = len(parts)
    return size - counts.count(0), size, _level(min(counts))


def of_familiar(count: int, size: int, least: int) -> list[str]:
    """The features of what ``familiar`` says."""
    share = f"v:familiar={count}/{size}" if size < 5 else f"v:familiar={count * 4 // size}/many"
    return [share, f"v:least={least}"]


def end(parts: Sequence[str]) -> tuple[str, str, int]:
    """The last word but one ("" if there is none), the last one, and how many there are, up to four."""
    return parts[-2] if len(parts) > 1 else "", parts[-1], min(len(parts), 4)


def of_end(before: str, last: str, size: int, known: Vocabulary) -> list[str]:
    """The features of what ``end`` says."""
    found = [*known.ends.get(last, _UNKNOWN_END), f"v:end&size={known.sizes.get(last, 0)}&{size}"]
    if size > 1:
        found += known.pairs.get(f"{before} {last}", _UNKNOWN_PAIR)
    return found


def _speaks(field: str, row: Sequence[int]) -> tuple[str, ...]:
    total = sum(row)
    top = max(range(len(row)), key=lambda at: (row[at], -at))
    return f"{field}={_KINDS[top]}", f"{field}={_KINDS[top]}:{_level(total)}:{row[top] * 4 // total}"


def _level(count: int) -> int:
    return min(count.bit_length(), 7)
