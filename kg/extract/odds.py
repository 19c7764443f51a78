"""Probabilities, log-odds, and sums of weights."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

Row = Sequence[float]
"""One weight a class."""
_FURTHEST = 40.0


def probability(odds: float) -> float:
    """The logistic function of log-odds."""
    return 1.0 / (1.0 + exp(-max(-_FURTHEST, min(_FURTHEST, odds))))


def log_odds(probability: float, *, nearest: float = 1e-6) -> float:
    """The inverse of ``probability``; what is nearer to 0 or 1 than ``nearest`` counts as that far away."""
    bounded = max(nearest, min(1 - nearest, probability))
    return log(bounded / (1 - bounded))


def softmax(sums: Row) -> list[float]:
    """The probability of each class, of what its weights sum up to."""
    top = max(sums)
    parts = [exp(each - top) for each in sums]
    total = sum(parts)
    return [part / total for part in parts]
