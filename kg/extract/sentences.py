"""The sentences of a paper that may report something, with the names and the measurements in each.

Sentences without a digit are not looked at: they report nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.extract.numbers import Number, at_end, cues, find_numbers
from kg.model import Entity, Kind, Role, Section
from kg.names import language

SUBJECTS = frozenset({Kind.METHOD, Kind.MODEL})
"""What can score."""
PLACES = frozenset({Kind.BENCHMARK, Kind.DATASET})
"""What one scores on."""

_END = re.compile(r"[.!?。]\s+|\n+")
_SHORT_FORMS = ("e.g.", "i.e.", "vs.", "al.", "Fig.")
"""A full stop after one of these ends no sentence."""
_LETTER = re.compile(r"\w")
_DIGIT = re.compile(r"\d")
_BEFORE = 60
"""So many code points before a name are looked at."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a sentence; offsets count from the start of the sentence."""

    start: int
    end: int
    index: int
    kind: Kind
    baseline: bool = False
    """Words beside it say that something is compared with it."""
    subject: bool = False
    """Words beside it say that the sentence is about it."""


@dataclass(frozen=True)
class Sentence:
    """A sentence; ``places`` are start, end and index of the ``entities`` in it, ``previous`` is the one before it."""

    section: str
    start: int
    text: str
    places: tuple[tuple[int, int, int], ...]
    entities: Sequence[Entity]
    previous: Sentence | None = None

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The names."""
        return tuple(_mention(self.text, start, end, index, self.entities[index]) for start, end, index in self.places)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The measurements."""
        names = [(start, end) for start, end, _ in self.places]
        metrics = [(start, end) for start, end, index in self.places if self.entities[index].kind is Kind.METRIC]
        return find_numbers(self.text, names, metrics)

    @cached_property
    def korean(self) -> bool:
        """Whether it holds a Hangul letter."""
        return language(self.text) == "ko"

    def of(self, *kinds: Kind) -> tuple[Mention, ...]:
        """The names of these kinds."""
        return tuple(mention for mention in self.mentions if mention.kind in kinds)

    def before(self) -> Iterator[Sentence]:
        """The sentences of its section before it, the nearest first."""
        sentence = self.previous
        while sentence is not None:
            yield sentence
            sentence = sentence.previous


def is_actor(entity: Entity) -> bool:
    """Whether it can be what scored: a method or model, or something new that was taken for a task."""
    return entity.kind in SUBJECTS or (entity.kind is Kind.TASK and Role.INTRODUCES in entity.roles)


def sentences(section: Section, entities: Sequence[Entity]) -> Iterator[Sentence]:
    """The sentences of a section that hold a digit, in order."""
    if not _DIGIT.search(section.text):
        return
    spans = sorted(
        (span.start, span.end, index)
        for index, entity in enumerate(entities)
        for span in entity.spans
        if span.section == section.name
    )
    previous: Sentence | None = None
    for start, text in cut(section.text):
        inside = _outermost(
            (a - start, b - start, index) for a, b, index in spans if start <= a and b <= start + len(text)
        )
        previous = Sentence(section.name, start, text, tuple(inside), entities, previous)
        if _DIGIT.search(text):
            yield previous


def cut(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text with their starts, without the white space between them."""
    start = 0
    for match in _END.finditer(text):
        end = match.start() if text[match.start()] == "\n" else match.start() + 1
        if text.endswith(_SHORT_FORMS, start, end) and end > match.start():
            continue
        if end > start:
            yield start, text[start:end]
        start = match.end()
    if start < len(text):
        yield start, text[start:]


def _outermost(spans: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The places that lie in no longer one: "Llama3-8B" inside "Psycho-Llama3-8B" is not meant."""
    kept: list[tuple[int, int, int]] = []
    for start, end, index in sorted(spans, key=lambda span: (span[0], -span[1], span[2])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end, index))
    return kept


def _mention(text: str, start: int, end: int, index: int, entity: Entity) -> Mention:
    rival = _is_rival(text, start, end)
    if not is_actor(entity):
        trained = entity.kind in PLACES and not rival and bool(cues()["marker.trained"].match(text, end))
        return Mention(start, end, index, entity.kind, baseline=rival, subject=trained)
    if Role.INTRODUCES not in entity.roles and cues()["marker.place"].match(text, end):
        return Mention(start, end, index, Kind.BENCHMARK, baseline=rival)
    kind = entity.kind if entity.kind in SUBJECTS else Kind.METHOD
    topic = bool(cues()["marker.subject"].match(text, end) or cues()["marker.trained"].match(text, end))
    topic = topic or (Role.INTRODUCES in entity.roles and _heads(text, start, end))
    return Mention(start, end, index, kind, baseline=rival, subject=topic and not rival)


def _heads(text: str, start: int, end: int) -> bool:
    """Whether it opens the sentence, but for signs, and a colon follows: "SAS-Net (Segmentation Network): …"."""
    return not _LETTER.search(text, 0, start) and bool(cues()["marker.headed"].match(text, end))


def _is_rival(text: str, start: int, end: int) -> bool:
    if cues()["marker.baseline"].match(text, end):
        return True
    return bool(at_end("marker.baseline_before").search(text, max(0, start - _BEFORE), start))


def attached(sentence: Sentence, number: Number, mentions: Iterable[Mention]) -> int | None:
    """The name right before the parenthesis in which the number stands: "GPT-4o(37.5%)"."""
    for mention in mentions:
        if mention.end <= number.start and cues()["link.attached"].fullmatch(sentence.text, mention.end, number.start):
            return mention.index
    return None
