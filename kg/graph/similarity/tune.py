"""Learns the shares of the voices from judged pairs of papers.

The shares make the judged papers of a query rank as they are judged: a softmax over their scores comes as near as it
can to their gains 2^grade - 1 (ListNet: Cao et al., "Learning to rank: from pairwise approach to listwise approach",
2007). With four weights there is little to learn by heart; cross-validation over queries says how little.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from kg.graph.similarity.partners import MICRO
from kg.graph.similarity.topics import topic_model
from kg.graph.similarity.vectors import VOICES, Tuning, Vectors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from kg.graph.similarity.profile import Profile

    Floats = NDArray[np.float64]

_DEPTH: Final = 10
_SHARPNESS: Final = 0.001
_START: Final = 5.0
"""All voices begin with this weight."""
_FOLDS: Final = 5


class Example(NamedTuple):
    """A query: what each voice says of its judged papers (a row a paper, a column a voice), and their grades."""

    said: Floats
    grades: Floats


def examples(
    profiles: Mapping[str, Profile], broader: Mapping[str, Sequence[str]], judged: Mapping[str, Mapping[str, int]]
) -> dict[str, Example]:
    """The queries with what each voice alone says; papers that are not there, or are the query, are left out."""
    equal = Tuning(shares=dict.fromkeys(VOICES, 1.0))
    vectors = Vectors(profiles, broader=broader, tuning=equal, archive=topic_model().spread)
    column = {voice: place for place, voice in enumerate(VOICES)}
    found = {}
    for query, grades in sorted(judged.items()):
        others = [paper for paper in sorted(grades) if paper in profiles and paper != query]
        if query not in profiles or not any(grades[paper] for paper in others):
            continue
        table = np.zeros((len(others), len(VOICES)))
        for row, paper in enumerate(others):
            for (voice, _), part in vectors.parts(query, paper).items():
                table[row, column[voice]] += part / MICRO
        found[query] = Example(table, np.array([grades[paper] for paper in others], dtype=np.float64))
    return found


def fit_shares(found: Sequence[Example], without: str = "") -> dict[str, float]:
    """The shares of the voices, which sum to 1; ``without`` is a voice that is silent."""
    from scipy.optimize import minimize

    speaking = np.array([voice != without for voice in VOICES])

    def loss(logs: Floats) -> tuple[float, Floats]:
        weights = np.exp(logs) * speaking
        total, slope = 0.0, np.zeros(len(weights))
        for said, grades in found:
            wanted = 2**grades - 1
            wanted /= wanted.sum()
            scores = said @ weights
            given = np.exp(scores - scores.max())
            given /= given.sum()
            total -= wanted @ np.log(given + 1e-12)
            slope -= (wanted - given) @ said
        many = len(found)
        slack = _SHARPNESS / 10
        return total / many + slack * (weights @ weights), slope / many * weights + 2 * slack * weights**2

    start = np.full(len(VOICES), math.log(_START))
    best = np.exp(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(-6, 6)] * len(start)).x) * speaking
    return {voice: float(share) for voice, share in zip(VOICES, best / best.sum(), strict=True)}


def gain(shares: Mapping[str, float], example: Example) -> float:
    """The nDCG@10 of a query that is ranked with these shares."""
    weights = np.array([shares[voice] for voice in VOICES])
    order = np.argsort(-(example.said @ weights), kind="stable")
    best = np.sort(example.grades)[::-1]
    return _gain(example.grades[order]) / _gain(best)


def _gain(grades: Floats) -> float:
    first = grades[:_DEPTH]
    return float(((2**first - 1) / np.log2(np.arange(2, len(first) + 2))).sum())


def cross_validated(found: Mapping[str, Example], *, without: str = "", folds: int = _FOLDS) -> float:
    """The mean nDCG@10 over queries, each ranked with shares learned from the other folds.

    With as many folds as queries each is left out once.
    """
    queries = sorted(found)
    gains = []
    for fold in range(min(folds, len(queries))):
        held = queries[fold::folds]
        learned = fit_shares([found[query] for query in queries if query not in held], without)
        gains += [gain(learned, found[query]) for query in held]
    return sum(gains) / len(gains)
