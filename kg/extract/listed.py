"""Names side by side in a list are mostly of one kind: among "CIDEr, BLEU, OryxScore" the new one is a metric, too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from math import log

from kg.extract.odds import Row, softmax

_JOINED = re.compile(
    r"['\"’”)]{0,2}[은는이가을를의와과]?\s*(?:\([^()\n]{0,40}\))?"
    r"\s*(?:,\s*(?:and|or|그리고)|,|/|·|&|와|과|및|그리고|또는|and|or)\s*(?:the\s+)?['\"‘“(]{0,2}"
)
"""What stands between two names of a list."""
_LONGEST = 60
"""What is longer joins nothing."""
_WEIGHT = 0.5
"""How much the neighbours count against the name itself. In cross-validation 0.3 to 0.6 are as good."""
_LEAST = 0.05
"""So likely is every kind after neighbours that are of another one."""

Place = tuple[int, int]


def neighbours(text: str, placed: Sequence[Iterable[Place]]) -> list[tuple[int, ...]]:
    """For each name, given by its places in ``text``, the others that stand in a list with it."""
    places = sorted((start, end, index) for index, own in enumerate(placed) for start, end in own)
    found: list[set[int]] = [set() for _ in placed]
    for run in _runs(text, places):
        for index in run:
            found[index].update(run)
    return [tuple(sorted(each - {index})) for index, each in enumerate(found)]


def _runs(text: str, places: Iterable[tuple[int, int, int]]) -> Iterator[list[int]]:
    run: list[int] = []
    last = 0
    for start, end, index in places:
        if run and not (last <= start <= last + _LONGEST and _JOINED.fullmatch(text, last, start)):
            yield run
            run = []
        run.append(index)
        last = end
    if run:
        yield run


def agreed(sums: Sequence[Row], beside: Sequence[Sequence[int]]) -> list[int]:
    """The class of each name, by its own weights for each class and those of its neighbours; of equals the first."""
    shares = {index: softmax(sums[index]) for index in {at for near in beside for at in near}}
    found = []
    for own, near in zip(sums, beside, strict=True):
        score: Iterable[float] = own
        if near:
            said = [sum(column) / len(near) for column in zip(*map(shares.__getitem__, near), strict=True)]
            score = [weight + _WEIGHT * log(share + _LEAST) for weight, share in zip(own, said, strict=True)]
        ranked = list(score)
        found.append(ranked.index(max(ranked)))
    return found
