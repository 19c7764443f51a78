"""What a decision touches: the difference that it makes to the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.model import Concept, Facts
from kg.resolve.decisions import Decision


@dataclass(frozen=True, slots=True)
class Touch:
    """One decision and what it changes, given those that are carried out before it."""

    decision: Decision
    concepts: tuple[str, ...]
    """What is new, gone, renamed, or has other labels or another kind, as "name (kind)"."""
    labels: tuple[str, ...]
    """Names and labels that a concept gains or loses, as "+text" or "-text", the concept's slug before it."""
    papers: tuple[str, ...]
    """Papers that stand to another concept than before, or to one with another name or kind."""
    mentions: int
    """Places in their texts that do."""

    @property
    def nothing(self) -> bool:
        return not (self.concepts or self.labels or self.papers or self.mentions)


def touched(decision: Decision, before: Facts, after: Facts) -> Touch:
    """What one more decision has changed."""
    old, new = ({concept.slug: concept for concept in facts.concepts} for facts in (before, after))
    slugs = sorted(slug for slug in old.keys() | new.keys() if _face(old.get(slug)) != _face(new.get(slug)))
    # A slug that is renamed moves every mention of its concept, so a name that changes its slug needs no care here.
    renewed = {slug for slug in old.keys() & new.keys() if _face(old[slug])[:2] != _face(new[slug])[:2]}
    places = [
        {(item.paper, item.section, item.start, item.end): item.concept for item in facts.mentions}
        for facts in (before, after)
    ]
    moved = {
        place
        for place in places[0].keys() | places[1].keys()
        if places[0].get(place) != places[1].get(place) or places[1].get(place) in renewed
    }
    stated = [_stated(facts) for facts in (before, after)]
    changed = {
        paper
        for paper in stated[0].keys() | stated[1].keys()
        if stated[0].get(paper) != stated[1].get(paper) or any(each in renewed for each in stated[1].get(paper, ()))
    }
    return Touch(
        decision,
        tuple(dict.fromkeys(_shown(each) for slug in slugs for each in (old.get(slug), new.get(slug)) if each)),
        tuple(_labels(slugs, old, new)),
        tuple(sorted(changed | {place[0] for place in moved})),
        len(moved),
    )


def _face(concept: Concept | None) -> tuple[object, ...]:
    return (concept.name, concept.kind, concept.labels) if concept else ()


def _shown(concept: Concept) -> str:
    return f"{concept.name} ({concept.kind.value})"


def _stated(facts: Facts) -> Mapping[str, list[object]]:
    found: dict[str, list[object]] = defaultdict(list)
    for statement in facts.statements:
        found[statement.paper] += [statement.concept, statement]
    for result in facts.results:
        found[result.paper].append(result)
    return found


def _labels(slugs: Iterable[str], old: Mapping[str, Concept], new: Mapping[str, Concept]) -> Iterable[str]:
    for slug in slugs:
        was, now = _texts(old.get(slug)), _texts(new.get(slug))
        yield from (f"{slug} +{text}" for text in sorted(now - was))
        yield from (f"{slug} -{text}" for text in sorted(was - now))


def _texts(concept: Concept | None) -> frozenset[str]:
    return frozenset((concept.name, *(label.text for label in concept.labels))) if concept else frozenset()
