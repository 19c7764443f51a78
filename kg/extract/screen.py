"""A cheap look at the parts of a noun phrase: which are worth being judged at all.

A phrase of n words has n(n+1)/2 parts, and nearly all of them name nothing. Before a part becomes a candidate, a
linear model looks at its first and last word and at what stands before and after it in the phrase. The weights of a
word are summed once, so that a part costs three additions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import NamedTuple

from kg.extract import tokens
from kg.extract.remembered import Remembered
from kg.extract.tokens import Word

BIAS = "bias"
_NOTHING = "-"
"""What stands before the first and after the last word of a phrase."""


class Looks(NamedTuple):
    """The features of one word in each of the four places that it can have."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    before: str
    after: str


@lru_cache(maxsize=1 << 15)
def _looks(base: str, kind: str, mark: str) -> Looks:
    value = "<number>" if kind == "N" else base.lower()
    form = _form(base, kind)
    ending = base[-1:] if kind == "H" else value[-3:]
    return Looks(
        (f"{mark}first={value}", f"{mark}first-form={form}"),
        (f"{mark}last={value}", f"{mark}last-form={form}", f"{mark}ends={ending}"),
        f"{mark}before={value}",
        f"{mark}after={value}",
    )


def _form(base: str, kind: str) -> str:
    if kind != "L":
        return kind
    if base.islower():
        return "low"
    if base.istitle():
        return "title"
    return "capitals" if base.isupper() else "mixed"


def _mark(*, english: bool) -> str:
    """English phrases and the Latin words of Korean ones are weighed apart."""
    return "e:" if english else ""


def signs(run: Sequence[Word], start: int, stop: int, rule: str, *, english: bool) -> Iterator[str]:
    """The features of the part ``run[start:stop]`` that ``rule`` proposes."""
    mark = _mark(english=english)
    yield from _looks(run[start].base, run[start].kind, mark).first
    yield from _looks(run[stop - 1].base, run[stop - 1].kind, mark).last
    yield _looks(run[start - 1].base, run[start - 1].kind, mark).before if start else f"{mark}before={_NOTHING}"
    yield _looks(run[stop].base, run[stop].kind, mark).after if stop < len(run) else f"{mark}after={_NOTHING}"
    yield _size(rule, stop - start)


def _size(rule: str, size: int) -> str:
    return f"size={rule}:{size}"


class _Sums(NamedTuple):
    """The weights of one word in each of its four places."""

    first: float
    last: float
    before: float
    after: float


@dataclass(frozen=True)
class Screen:
    """The learned weights by feature, and the ``floor`` below which a part is dropped."""

    weights: Mapping[str, float]
    floor: float
    _sums: dict[bool, Remembered[str, _Sums]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _sizes: dict[tuple[str, int], float] = field(default_factory=dict, init=False, compare=False, repr=False)

    def over(self, run: Sequence[Word], *, english: bool) -> Callable[[int, int, str], bool]:
        """Whether the part of ``run`` from one word to another passes, which a rule proposes."""
        if not self.weights:
            return _everything
        mark = _mark(english=english)
        words = self._sums.get(english)
        if words is None:
            words = self._sums[english] = Remembered(partial(self._of, mark=mark))
        sums = [words[word.text] for word in run]
        before = self.weights.get(f"{mark}before={_NOTHING}", 0.0)
        after = self.weights.get(f"{mark}after={_NOTHING}", 0.0)
        starts = [own[0] + left for own, left in zip(sums, [before, *(each[2] for each in sums)], strict=False)]
        ends = [own[1] + right for own, right in zip(sums, [*(each[3] for each in sums[1:]), after], strict=True)]

        def passes(start: int, stop: int, rule: str) -> bool:
            return starts[start] + ends[stop - 1] + self._of_size(rule, stop - start) >= self.floor

        return passes

    def _of(self, text: str, mark: str) -> _Sums:
        """What a word weighs; its base and kind can be seen from its text."""
        (word,) = tokens.words(text)
        looks, weight = _looks(word.base, word.kind, mark), self.weights.get
        return _Sums(
            sum(weight(sign, 0.0) for sign in looks.first),
            sum(weight(sign, 0.0) for sign in looks.last),
            weight(looks.before, 0.0),
            weight(looks.after, 0.0),
        )

    def _of_size(self, rule: str, size: int) -> float:
        key = (rule, size)
        found = self._sizes.get(key)
        if found is None:
            found = self._sizes[key] = self.weights.get(BIAS, 0.0) + self.weights.get(_size(*key), 0.0)
        return found


def _everything(_start: int, _stop: int, _rule: str) -> bool:
    return True


OPEN = Screen({}, 0.0)
"""Lets everything pass."""


class Part(NamedTuple):
    """One part of a phrase to learn from: what is said of it, and whether it is a name that annotators want."""

    signs: tuple[str, ...]
    wanted: bool
    core: bool
