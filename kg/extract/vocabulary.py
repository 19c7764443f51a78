"""Of what words the lexicon's names are made: a new name made of the same words is likelier to be one.

"차량 추적" is in no lexicon, but many tasks end in "추적". Counted are labels, each word once a concept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.model import Kind, Term

_KINDS = tuple(Kind)
Row = tuple[int, ...]
"""Number of concepts by kind."""


@dataclass(frozen=True)
class Vocabulary:
    """Concepts by a word of their labels, by the last word, and by the last two words."""

    words: Mapping[str, Row]
    ends: Mapping[str, Row]
    pairs: Mapping[str, Row]


def split(name: str) -> list[str]:
    """The words of a name: small letters, hyphens as spaces, without the plural s of Latin words."""
    return [_singular(word) for word in name.lower().replace("-", " ").split()]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


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
    return Vocabulary(_frozen(words), _frozen(ends), _frozen(pairs))


def _frozen(table: Mapping[str, list[int]]) -> dict[str, Row]:
    return {key: tuple(row) for key, row in sorted(table.items())}


def affinity(name: str, known: Vocabulary) -> Iterator[str]:
    """Features: how familiar the words of a name are, and which kind its last words speak for."""
    parts = split(name)
    if not parts:
        return
    counts = [sum(known.words.get(part, ())) for part in parts]
    familiar = sum(count > 0 for count in counts)
    yield f"v:familiar={familiar}/{len(parts)}" if len(parts) < 5 else f"v:familiar={familiar * 4 // len(parts)}/many"
    yield f"v:least={_level(min(counts))}"
    yield from _speaks("v:end", known.ends.get(parts[-1]))
    yield f"v:end&size={_level(sum(known.ends.get(parts[-1], ())))}&{min(len(parts), 4)}"
    if len(parts) > 1:
        yield from _speaks("v:pair", known.pairs.get(" ".join(parts[-2:])))


def _speaks(field: str, row: Row | None) -> Iterator[str]:
    if row is None:
        yield f"{field}=none"
        return
    total = sum(row)
    top = max(range(len(row)), key=lambda at: (row[at], -at))
    yield f"{field}={_KINDS[top]}"
    yield f"{field}={_KINDS[top]}:{_level(total)}:{row[top] * 4 // total}"


def _level(count: int) -> int:
    return min(count.bit_length(), 7)
