"""An entity that holds two things: a known concept, and what a paper made of it.

Extraction joins "Mentor-KD" with knowledge distillation, because the paper explains the one by the other. Broader is
not equal: a name of its own that the lexicon does not have becomes a thing of its own below the known concept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from kg import names
from kg.model import Entity, Name, Role, Term
from kg.resolve import forms

_COINED: Final = "coined"
"""The rule that finds the name which a title gives to what the paper presents."""


class Division(NamedTuple):
    """``own`` is what the paper made of the known concept, ``known`` what is left of it; each with its index."""

    own: tuple[int, Entity]
    known: tuple[int, Entity] | None


def divide(index: int, entity: Entity, term: Term, known: tuple[str, ...]) -> Division | None:
    """Take a name of its own, with its places in the text, out of an entity recognised as ``term``.

    ``known`` are ``labels_of`` the term. The index of the entity, by which findings name it, goes to the thing that the
    paper introduces, else to the known concept; the other part has an index below zero. None if there is nothing to
    divide.
    """
    own = _own_names(entity, known)
    spans = tuple(span for span in entity.spans if forms.key(span.text) in own)
    if not spans:
        return None
    rest = tuple(span for span in entity.spans if forms.key(span.text) not in own)
    new = Role.INTRODUCES in entity.roles
    here = tuple(name for name in entity.names if forms.key(name.text) in own)
    text = min((name.text for name in here), key=lambda text: (forms.abbreviates(text, term.name), len(text), text))
    part = replace(entity, name=text, names=here, spans=spans, concept=None)
    if not rest:
        return Division((index, part), None)
    left = replace(entity, name=term.name, names=_without(entity, own), spans=rest, roles=_lesser(entity.roles))
    return Division((index if new else ~index, part), (~index if new else index, left))


def labels_of(term: Term) -> tuple[str, ...]:
    """The English spellings that the lexicon has for a concept."""
    others = (label.text for label in term.names if names.language(label.text) == "en")
    return (term.name, *others)


def _own_names(entity: Entity, known: tuple[str, ...]) -> frozenset[str]:
    """Keys of the names that are a thing of its own: the one found most often, and what abbreviates or explains it."""
    odd = {name.text for name in entity.names if not name.garbled and _is_odd(name.text, known)}
    if not odd:
        return frozenset()
    coined = {forms.key(span.text) for span in entity.spans if span.rule == _COINED}
    places: dict[str, int] = defaultdict(int)
    for span in entity.spans:
        places[forms.key(span.text)] += 1
    own = {text for text in odd if forms.key(text) in coined or _is_given(text, known)}
    found = sorted((text for text in own if forms.key(text) in places), key=lambda t: (-places[forms.key(t)], t))
    if not found:
        return frozenset()
    best = found[0]
    kin = {text for text in odd if forms.abbreviates(text, best) or forms.abbreviates(best, text)}
    kin |= {name.text for name in entity.names if name.text.startswith(f"{best} ")}
    return frozenset(forms.key(text) for text in (best, *kin))


@lru_cache(maxsize=1 << 17)  # papers write the same names of the same concepts
def _is_odd(text: str, known: tuple[str, ...]) -> bool:
    """Whether a Latin name is no way to write a known label, and no part of one."""
    if names.language(text) == "ko" or forms.is_common(text) or forms.is_measure(text) or forms.is_part(text, known):
        return False
    return forms.adds(text, known) or not forms.varies(text, known)


def _is_given(text: str, known: Sequence[str]) -> bool:
    """Whether it looks like a name that somebody gave: "pDPO", "Infini-attention", "Asymmetric LoRA"."""
    head, _, last = text.rpartition(" ")
    if head:
        return forms.is_short(last) and last in known
    if forms.is_proper(text):
        return True
    first, _, noun = text.rpartition("-")
    return first[:1].isupper() and forms.is_part(noun, known)


def _without(entity: Entity, own: frozenset[str]) -> tuple[Name, ...]:
    return tuple(name for name in entity.names if forms.key(name.text) not in own)


def _lesser(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    """Who introduces a variant of a known thing uses the known thing."""
    return tuple(dict.fromkeys(Role.USES if role is Role.INTRODUCES else role for role in roles))
