"""From groups to entities: weigh each, keep the likely ones, give a place to one of the names that overlap there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg import names
from kg.extract import hanging, presented
from kg.extract.context import Context
from kg.extract.evidence import Evidence
from kg.extract.judge import (
    BIAS,
    KINDS,
    ROLES,
    Row,
    Table,
    best,
    confidence,
    crossed,
    probability,
    total,
    totals,
    with_kind,
)
from kg.extract.merge import Group
from kg.extract.naming import main_name, of_names, of_word, words
from kg.extract.placing import of_places
from kg.extract.propose import Proposal, Text, group_names
from kg.model import Entity, Kind, Name, Role, Span, Term

_REMEMBERED = 1 << 17
"""So many words, and so many names, are remembered with what they weigh."""


class Verdict(NamedTuple):
    """A group, the weight of its names alone, the features of its places (none if it was not looked at), and the
    probability that it is a named thing which belongs in the graph.
    """

    group: Group
    by_name: float
    places: tuple[str, ...] | None
    probability: float


class _Sums(NamedTuple):
    """What some features weigh: for keeping, for each kind, and for each role."""

    keep: float
    kind: Row
    role: Row


@dataclass(slots=True)
class _Choices:
    """What the names of a kept group weigh: for each kind, and for each role without and with a kind."""

    features: tuple[str, ...]
    kind: Row
    role: Row
    roles: dict[Kind, Row] = field(default_factory=dict)


class Scales:
    """Weighs groups by one table of weights; remembers what words and names weigh, whatever the paper."""

    def __init__(self, evidence: Evidence, table: Table) -> None:
        self.evidence = evidence
        self.table = table
        self._words: dict[str, _Sums] = {}
        self._names: dict[tuple[object, ...], float] = {}
        self._chosen: dict[tuple[object, ...], _Choices] = {}

    def verdicts(self, proposal: Proposal) -> list[Verdict]:
        """Every group with its probability."""
        context = Context(proposal)
        return [self._verdict(group, context) for group in proposal.groups]

    def _verdict(self, group: Group, context: Context) -> Verdict:
        by_name = self._by_name(group)
        if by_name < self.table.floor and not _beside_number(group, context.proposal.text):
            return Verdict(group, by_name, None, 0.0)
        places = of_places(group, context)
        return Verdict(group, by_name, tuple(places), probability(by_name + total(self.table.keep, places)))

    def _by_name(self, group: Group) -> float:
        key = _identity(group)
        found = self._names.get(key)
        if found is None:
            if len(self._names) >= _REMEMBERED:
                self._names.clear()
            found = total(self.table.keep, (BIAS, *of_names(group, self.evidence)))
            found += sum(self._word(word).keep for word in words(group))
            self._names[key] = found
        return found

    def _word(self, word: str) -> _Sums:
        found = self._words.get(word)
        if found is None:
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            own, table = of_word(word), self.table
            found = _Sums(total(table.keep, own), totals(table.kind, own), totals(table.role, own))
            self._words[word] = found
        return found

    def kind_and_role(self, verdict: Verdict) -> tuple[Kind, Role]:
        """The likeliest kind, and the likeliest role of a thing of that kind."""
        table, places = self.table, verdict.places or ()
        by_name = self._choices(verdict.group)
        kind = KINDS[best(by_name.kind, totals(table.kind, places))]
        role = by_name.roles.get(kind)
        if role is None:
            role = by_name.roles[kind] = totals(table.role, with_kind(by_name.features, kind))
        return kind, ROLES[best(by_name.role, role, totals(table.role, (*places, *crossed(places, kind))))]

    def _choices(self, group: Group) -> _Choices:
        key = _identity(group)
        found = self._chosen.get(key)
        if found is None:
            if len(self._chosen) >= _REMEMBERED:
                self._chosen.clear()
            own = tuple(of_names(group, self.evidence))
            by_word = [self._word(word) for word in words(group)]
            kind = tuple(
                map(sum, zip(totals(self.table.kind, (BIAS, *own)), *(each.kind for each in by_word), strict=True))
            )
            role = tuple(map(sum, zip(totals(self.table.role, (BIAS,)), *(each.role for each in by_word), strict=True)))
            found = self._chosen[key] = _Choices(own, kind, role)
        return found


def _identity(group: Group) -> tuple[object, ...]:
    """All that the features of a group's names depend on."""
    return group.names, group.english, group.concept, group.links, group.rules


def choose(
    groups: Sequence[Group], probabilities: Sequence[float], *, threshold: float
) -> list[tuple[int, list[tuple[int, int]]]]:
    """Index and places of the groups to keep, the likeliest first.

    A place goes to the likeliest group that overlaps it (of equals the longest); a group without a place
    left is dropped.
    """
    order = sorted(
        (index for index, probability in enumerate(probabilities) if probability >= threshold),
        key=lambda index: (-probabilities[index], -max(end - start for start, end in groups[index].places), index),
    )
    taken: list[tuple[int, int]] = []
    kept = []
    for index in order:
        free = [place for place in sorted(groups[index].places) if not _overlaps(place, taken)]
        free = _apart(free)
        if free:
            taken += free
            kept.append((index, free))
    return kept


def _overlaps(place: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    start, end = place
    return any(start < after and before < end for before, after in taken)


def _apart(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places without overlaps among themselves, longest first."""
    if len(places) < 2:
        return list(places)
    chosen: list[tuple[int, int]] = []
    for place in sorted(places, key=lambda item: (item[0] - item[1], item)):
        if not _overlaps(place, chosen):
            chosen.append(place)
    return sorted(chosen)


def entities(verdicts: Sequence[Verdict], text: Text, scales: Scales) -> tuple[Entity, ...]:
    """The kept groups as entities, and those that a reported number hangs on, in the order of their first mention."""
    least = scales.table.threshold
    probabilities = [v.probability if v.probability >= least or _hangs(v, text) else 0.0 for v in verdicts]
    chosen = choose([v.group for v in verdicts], probabilities, threshold=hanging.LEAST)
    made = [_entity(verdicts[index], places, text, scales) for index, places in chosen]
    kept = sum(verdicts[index].probability >= least for index, _ in chosen)  # the likeliest come first
    return hanging.complete(text.sections, presented.told(made[:kept], text.sections[0]), made[kept:])


def _hangs(verdict: Verdict, text: Text) -> bool:
    return verdict.probability >= hanging.LEAST and _beside_number(verdict.group, text)


def _beside_number(group: Group, text: Text) -> bool:
    return any(hanging.stand(text.text, start, end) for start, end in group.places)


def _entity(verdict: Verdict, places: Sequence[tuple[int, int]], text: Text, scales: Scales) -> Entity:
    group = verdict.group
    terms: Mapping[str, Term] = scales.evidence.terms
    sure = round(confidence(verdict.probability, scales.table.calibration), 4)
    kind, role = scales.kind_and_role(verdict)
    name = main_name(group, terms.get(group.concept))
    forms = dict.fromkeys((name, *group_names(group)))
    return Entity(
        name=name,
        kind=kind,
        roles=(role,),
        names=tuple(sorted(Name(form, names.language(form)) for form in forms)),
        spans=tuple(_span(group, place, text, sure) for place in places),
        confidence=sure,
        concept=group.concept or None,
    )


def _span(group: Group, place: tuple[int, int], text: Text, sure: float) -> Span:
    index = text.section_at(place[0])
    section, offset = text.sections[index], text.starts[index]
    start, end = place[0] - offset, place[1] - offset
    return Span(section.name, start, end, section.text[start:end], group.places[place][0], sure)
