"""Which roles a kind of concept can play.

A role is read in one paper, a kind is decided over the archive, so the two can disagree: a paper "addresses" what the
archive knows as a method. The kind stands, and the role gives way to the nearest one that fits it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kg.model import Kind, Role

_TESTED_ON: Final = frozenset({Kind.DATASET, Kind.BENCHMARK, Kind.TASK})
_FITS: Final = {
    Role.ADDRESSES: frozenset({Kind.TASK}),
    Role.MEASURES: frozenset({Kind.METRIC}),
    Role.EVALUATES_ON: _TESTED_ON,
    Role.INTRODUCES: frozenset(Kind) - {Kind.TASK},
}
"""Roles that only some kinds can play; the other roles are open to all."""
_ALL: Final = frozenset(Kind)
_NEAREST: Final = {Kind.TASK: Role.ADDRESSES, Kind.METRIC: Role.MEASURES}
"""What a paper does with a task or a metric when nothing else fits; with the other kinds it is "uses"."""


def fitting(roles: Iterable[Role], kind: Kind) -> tuple[Role, ...]:
    """The roles with those that the kind cannot play replaced, in order, each once."""
    fitted = (role if kind in _FITS.get(role, _ALL) else _NEAREST.get(kind, Role.USES) for role in roles)
    return tuple(dict.fromkeys(fitted))


def can_be_metric(kind: Kind) -> bool:
    """Whether a result can be measured in it."""
    return kind is Kind.METRIC


def can_be_place(kind: Kind) -> bool:
    """Whether a result can be reported on it: what papers are tested on, or the model in which a method was tried."""
    return kind in _TESTED_ON or kind is Kind.MODEL
