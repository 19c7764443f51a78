"""From judged groups to entities: which to keep, and which of two overlapping names a place belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg import names
from kg.extract.features import Context, Evidence, features, main_name
from kg.extract.judge import Judge
from kg.extract.merge import Group
from kg.extract.propose import Proposal, Text, group_names
from kg.model import Entity, Name, Span, Term


class Verdict(NamedTuple):
    """A group with the features it was judged by and the probability of keeping it."""

    group: Group
    features: tuple[str, ...]
    probability: float


def judge_all(proposal: Proposal, evidence: Evidence, judge: Judge) -> list[Verdict]:
    """Every group with its probability."""
    context = Context(proposal)
    verdicts = []
    for group in proposal.groups:
        found = features(group, context, evidence)
        verdicts.append(Verdict(group, tuple(found), judge.probability(found)))
    return verdicts


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


def _overlaps(place: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in taken)


def _apart(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places without overlaps among themselves, longest first."""
    chosen: list[tuple[int, int]] = []
    for place in sorted(places, key=lambda item: (item[0] - item[1], item)):
        if not _overlaps(place, chosen):
            chosen.append(place)
    return sorted(chosen)


def entities(verdicts: Sequence[Verdict], text: Text, judge: Judge, terms: Mapping[str, Term]) -> tuple[Entity, ...]:
    """The kept groups as entities, in the order of their first mention."""
    kept = choose([v.group for v in verdicts], [v.probability for v in verdicts], threshold=judge.threshold)
    made = [_entity(verdicts[index], places, text, judge, terms) for index, places in kept]
    first = {section.name: number for number, section in enumerate(text.sections)}
    return tuple(sorted(made, key=lambda entity: (first[entity.spans[0].section], entity.spans[0].start, entity)))


def _entity(
    verdict: Verdict, places: Sequence[tuple[int, int]], text: Text, judge: Judge, terms: Mapping[str, Term]
) -> Entity:
    group = verdict.group
    confidence = round(verdict.probability, 4)
    kind = judge.kind_of(verdict.features)
    name = main_name(group, terms.get(group.concept))
    forms = dict.fromkeys((name, *group_names(group)))
    return Entity(
        name=name,
        kind=kind,
        roles=(judge.role_of(verdict.features, kind),),
        names=tuple(sorted(Name(form, names.language(form)) for form in forms)),
        spans=tuple(_span(group, place, text, confidence) for place in places),
        confidence=confidence,
        concept=group.concept or None,
    )


def _span(group: Group, place: tuple[int, int], text: Text, confidence: float) -> Span:
    index = text.section_at(place[0])
    section, offset = text.sections[index], text.starts[index]
    start, end = place[0] - offset, place[1] - offset
    return Span(section.name, start, end, section.text[start:end], group.places[place][0], confidence)
