"""Why a paper's text says what the graph holds: every name that was looked at, kept or dropped, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract import decide
from kg.extract.decide import Scales, Verdict
from kg.extract.judge import BIAS, confidence
from kg.extract.naming import main_name, of_names, of_word, words
from kg.extract.odds import log_odds
from kg.extract.propose import Proposal, Text
from kg.extract.sentences import cut
from kg.model import Entity, Kind, Role

_STRONGEST = 3
"""How many weights are told for each name."""
_COMPANY = "company"
"""What the second look, beside the paper's other names, adds to the log-odds."""


@dataclass(frozen=True, slots=True)
class Look:
    """One name at one place of a sentence.

    ``confidence`` is how sure it is that this is a name of that kind: calibrated, the same number that a kept mention
    has in the graph; 0 where the names alone decided. ``weights`` are the features that weighed most, for (above zero)
    or against keeping. ``reason`` says why it was dropped; it is empty for what was kept.
    """

    start: int
    end: int
    text: str
    name: str
    rules: tuple[str, ...]
    confidence: float
    kind: Kind
    role: Role
    reason: str
    weights: tuple[tuple[str, float], ...]

    @property
    def kept(self) -> bool:
        return not self.reason


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a section, and the names in it by place; offsets of ``looks`` count from the section's start."""

    section: str
    start: int
    text: str
    looks: tuple[Look, ...]


def explain(proposal: Proposal, scales: Scales) -> tuple[Sentence, ...]:
    """Every sentence of a paper with what was found in it."""
    text = proposal.text
    verdicts = scales.verdicts(proposal)
    kept = _Kept(decide.entities(verdicts, text, scales), text)
    placed = [
        (text.section_at(start), _look(verdict, (start, end), scales, kept))
        for verdict in verdicts
        for start, end in sorted(verdict.group.places)
    ]
    return tuple(_sentences(text, placed))


class _Kept:
    """The entities of a paper by place in the joined text."""

    def __init__(self, entities: Sequence[Entity], text: Text) -> None:
        self.text = text
        self.names = frozenset(entity.name for entity in entities)
        offsets = {section.name: start for section, start in zip(text.sections, text.starts, strict=True)}
        self._at = {
            (offsets[span.section] + span.start, offsets[span.section] + span.end): entity
            for entity in entities
            for span in entity.spans
        }

    def of(self, place: tuple[int, int], name: str) -> Entity | None:
        """The entity of that name which was kept at a place."""
        found = self._at.get(place)
        return found if found is not None and found.name == name else None

    def winner(self, place: tuple[int, int]) -> str:
        """The name of what was kept at a place that overlaps this one, "" if nothing was."""
        over = (
            entity.name for other, entity in sorted(self._at.items()) if place[0] < other[1] and other[0] < place[1]
        )
        return next(over, "")


def _look(verdict: Verdict, place: tuple[int, int], scales: Scales, kept: _Kept) -> Look:
    start, end = place
    offset = kept.text.starts[kept.text.section_at(start)]
    name = main_name(verdict.group, scales.evidence.terms.get(verdict.group.concept))
    entity = kept.of(place, name)
    kind, role = (entity.kind, entity.roles[0]) if entity else scales.kinds_and_roles((verdict,))[0]
    return Look(
        start - offset,
        end - offset,
        kept.text.text[start:end],
        name,
        verdict.group.places[place],
        _sure(verdict, scales),
        kind,
        role,
        "" if entity else _reason(verdict, name, place, scales, kept),
        _strongest(verdict, scales),
    )


def _sure(verdict: Verdict, scales: Scales) -> float:
    """The calibrated probability, rounded as that of an entity is."""
    return 0.0 if verdict.places is None else round(confidence(verdict.probability, scales.table.calibration), 4)


def _reason(verdict: Verdict, name: str, place: tuple[int, int], scales: Scales, kept: _Kept) -> str:
    """Why the name was dropped at a place."""
    if verdict.places is None:
        return f"its name alone weighs {verdict.by_name:.1f}, below {scales.table.floor:.1f}"
    if verdict.probability < scales.table.threshold:
        least = confidence(scales.table.threshold, scales.table.calibration)
        return f"{_sure(verdict, scales):.3f} is below {least:.3f}"
    winner = kept.winner(place)
    if winner:
        return f"“{winner}” is likelier there"
    return (
        "another place of it stands for this one"
        if name in kept.names
        else "a longer name says more, or another one stands for it"
    )


def _strongest(verdict: Verdict, scales: Scales) -> tuple[tuple[str, float], ...]:
    """The features with the largest weights, each once; what the company of other names changed is one of them."""
    group, weigh = verdict.group, scales.table.keep.get
    own = (*of_names(group, scales.evidence), *(sign for word in words(group) for sign in of_word(word)))
    found = {sign: round(weigh(sign, 0.0), 3) for sign in (*own, *(verdict.places or ())) if sign != BIAS}
    if verdict.alone is not None:
        found[_COMPANY] = round(log_odds(verdict.probability) - log_odds(verdict.alone), 3)
    ordered = sorted(found.items(), key=lambda item: (-abs(item[1]), item[0]))
    return tuple(item for item in ordered[:_STRONGEST] if item[1])


def _sentences(text: Text, placed: Sequence[tuple[int, Look]]) -> Iterator[Sentence]:
    for index, section in enumerate(text.sections):
        own = sorted(
            (look for number, look in placed if number == index), key=lambda each: (each.start, -each.end, each.name)
        )
        for start, sentence in cut(section.text):
            looks = tuple(look for look in own if start <= look.start < start + len(sentence))
            if sentence.strip():
                yield Sentence(section.name, start, sentence.strip(), looks)
