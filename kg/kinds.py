"""The closed lists that every room shares: what a concept is, what a paper does with it, how a number is meant.

Apart from ``kg.model`` so that a command which only asks need not load the rest of the nouns.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a concept is; the value is the name that nodes, tables and JSON use."""

    METHOD = "method"
    MODEL = "model"
    DATASET = "dataset"
    BENCHMARK = "benchmark"
    METRIC = "metric"
    TASK = "task"


CONCEPT_KINDS: Final = tuple(kind.value for kind in Kind)
NAMED_KINDS: Final = ("paper", "author", *CONCEPT_KINDS)
"""What has names by which it can be searched for, in the order in which equals are shown."""


class Role(StrEnum):
    """What a paper does with a concept; the value is the local name of the ``kg:`` property."""

    INTRODUCES = "introduces"
    USES = "uses"
    EVALUATES_ON = "evaluatesOn"
    COMPARES_WITH = "comparesWith"
    ADDRESSES = "addresses"
    MEASURES = "measures"


CONCEPT_RELATIONS: Final = ("introduces", "addresses", "uses", "evaluatesOn", "comparesWith", "measures", "mentions")
"""Local names of the properties from papers to concepts, the most telling first."""


class ResultKind(StrEnum):
    """How a reported number is meant."""

    ABSOLUTE = "absolute"
    IMPROVEMENT = "improvement"
    COST = "cost"
