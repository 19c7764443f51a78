"""The closed lists that every room shares: what a concept is, what a paper does with it, how a number is meant.

Apart from ``kg.model`` so that a command which only asks need not load the rest of the nouns.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a concept is; the value is the name that nodes, tables and JSON use."""

    METHOD = "method"
    MODEL = "model"
    DATASET = "dataset"
    BENCHMARK = "benchmark"
    METRIC = "metric"
    TASK = "task"


class Role(StrEnum):
    """What a paper does with a concept; the value is the local name of the ``kg:`` property."""

    INTRODUCES = "introduces"
    USES = "uses"
    EVALUATES_ON = "evaluatesOn"
    COMPARES_WITH = "comparesWith"
    ADDRESSES = "addresses"
    MEASURES = "measures"


class ResultKind(StrEnum):
    """How a reported number is meant."""

    ABSOLUTE = "absolute"
    IMPROVEMENT = "improvement"
    COST = "cost"
