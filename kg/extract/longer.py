"""A name that says less than a longer one of the same paper: "video generation" beside "text-to-video generation".

Readers seldom want both. Of two things of one kind, the one whose name the other's begins or ends with is dropped
unless it is surer than most, a task that another one ends with unless it is surer than nearly all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.model import Entity, Kind

_SURE = 0.8
"""So sure a name must be beside a longer one. In cross-validation one in three that are less sure is wanted; 0.7 to
0.85 are nearly as good."""
_SURE_TASK = 0.95
"""So sure a task must be that a longer one ends with: of those that are less sure one in four is wanted."""
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
    starts = entity.confidence < _SURE
    ends = starts or (entity.kind is Kind.TASK and entity.confidence < _SURE_TASK)
    if not ends:
        return False
    short = [form for form in own if len(form) >= _SHORTEST]
    for other in others:
        if other not in own and any(
            other.endswith(f" {form}") or (starts and other.startswith(f"{form} ")) for form in short
        ):
            return True
    return False
