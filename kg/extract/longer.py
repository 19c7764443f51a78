"""A name that says less than a longer one of the same paper: "video generation" beside "text-to-video generation".

Readers seldom want both. Of two things of one kind, the one whose name the other's begins or ends with is dropped: a task
that another one ends with in any case, everything else unless it is surer than most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.model import Entity, Kind

_SURE = 0.8
"""So sure a name must be beside a longer one. In cross-validation one in three that are less sure is wanted, and as many
tasks that a longer one ends with, however sure they are; .7 to .85 are nearly as good."""
_SHORTEST = 4
"""What is shorter is an acronym or version: part of another name, not what it is about."""


def without_less(entities: Sequence[Entity]) -> list[Entity]:
    """The entities, without those that a longer name of the same kind makes superfluous."""
    forms = [tuple(sorted({name.text.lower().replace("-", " ") for name in entity.names})) for entity in entities]
    longer: dict[Kind, list[str]] = {}
    for entity, own in zip(entities, forms, strict=True):
        longer.setdefault(entity.kind, []).extend(form for form in own if " " in form)
    return [
        entity for entity, own in zip(entities, forms, strict=True) if not _says_less(entity, own, longer[entity.kind])
    ]


def _says_less(entity: Entity, own: Sequence[str], others: Iterable[str]) -> bool:
    unsure = entity.confidence < _SURE
    if not unsure and entity.kind is not Kind.TASK:
        return False
    short = [form for form in own if len(form) >= _SHORTEST]
    for other in others:
        if other not in own and any(
            other.endswith(f" {form}") or (unsure and other.startswith(f"{form} ")) for form in short
        ):
            return True
    return False
