"""Which prediction is which gold entity, and which number which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.ask.evaluate.claims import Prediction
    from kg.ask.evaluate.gold import GoldEntity, Number

Accept: TypeAlias = Callable[["GoldEntity", "Prediction"], bool]
"""Whether a prediction that has one of an entity's names is good enough."""


def found(_gold: GoldEntity, _prediction: Prediction) -> bool:
    """Whatever it is said to be."""
    return True


def typed(gold: GoldEntity, prediction: Prediction) -> bool:
    """Of an accepted kind."""
    return bool(gold.kinds & prediction.kinds)


def in_role(gold: GoldEntity, prediction: Prediction) -> bool:
    """Of an accepted kind, and in accepted roles only."""
    return typed(gold, prediction) and bool(prediction.roles) and gold.roles.issuperset(prediction.roles)


RULES: Final[Mapping[str, Accept]] = MappingProxyType({"found": found, "typed": typed, "role": in_role})


def pairs(entities: Sequence[GoldEntity], predictions: Sequence[Prediction], accept: Accept) -> dict[int, str]:
    """Which prediction each entity takes, by the entity's index; core entities choose first."""
    free = {prediction.iri: prediction for prediction in predictions}
    taken: dict[int, str] = {}
    for index, entity in sorted(enumerate(entities), key=lambda item: not item[1].core):
        fitting = (iri for iri, each in free.items() if entity.names & each.labels and accept(entity, each))
        choice = next(fitting, None)
        if choice is not None:
            taken[index] = choice
            del free[choice]
    return taken


def matched(gold: Sequence[Number | None], reported: Sequence[Number], *, in_full: bool) -> int:
    """How many gold numbers are reported, each reported one counted once."""
    free = list(reported)
    right = 0
    for number in gold:
        hit = next((index for index, have in enumerate(free) if number and _same(number, have, in_full=in_full)), None)
        if hit is not None:
            right += 1
            del free[hit]
    return right


def _same(gold: Number, have: Number, *, in_full: bool) -> bool:
    """Signs do not count: a drop of 3 % may be written -3."""
    if abs(abs(gold.value) - abs(have.value)) >= 1e-9 or gold.unit != have.unit:
        return False
    return not in_full or all(names & have.places.get(place, frozenset()) for place, names in gold.places.items())
