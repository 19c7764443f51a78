"""What a title says that its paper presents: "Finch: A Benchmark for Seed Sorting" is a benchmark, whatever its name.

Only the noun before the first preposition counts: "Finch: A System for Making Datasets" presents a system.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from kg.model import Entity, Kind, Role, Section

_SUBTITLE = re.compile(r"\s*:\s+(?P<said>\S.*)", re.DOTALL)
_MORE = re.compile(
    r"\b(?:for|of|with|on|in|to|from|via|towards?|under|over|that|across|by|through|at)\b", re.IGNORECASE
)
_TESTS = re.compile(r"(?:Towards?\s+)?(?:\w+\s+){0,2}?(?:Benchmarking|Evaluating|Measuring)\b", re.IGNORECASE)
_NOUNS = (
    (Kind.BENCHMARK, re.compile(r"\b(?:benchmarks?|test\s?suite|testbed|leaderboard|challenge)\b", re.IGNORECASE)),
    (Kind.DATASET, re.compile(r"\b(?:datasets?|data\s+sets?|corpus|corpora)\b", re.IGNORECASE)),
)
_MISTAKEN = frozenset({Kind.METHOD, Kind.MODEL})
"""What new data is mistaken for."""


def told(entities: Iterable[Entity], title: Section) -> list[Entity]:
    """The entities; the one that opens the title is a benchmark or a data set if the title says so."""
    return [_told(entity, title) for entity in entities]


def _told(entity: Entity, title: Section) -> Entity:
    if entity.kind not in _MISTAKEN or Role.INTRODUCES not in entity.roles:
        return entity
    for span in entity.spans:
        if span.section == title.name and span.start == 0:
            kind = announced(title.text, span.end)
            return entity if kind is None else replace(entity, kind=kind)
    return entity


def announced(title: str, end: int) -> Kind | None:
    """``Kind.BENCHMARK`` or ``Kind.DATASET`` if that is what the subtitle calls the name that ends there."""
    subtitle = _SUBTITLE.match(title, end)
    if subtitle is None:
        return None
    said = subtitle["said"]
    if _TESTS.match(said):
        return Kind.BENCHMARK
    noun = _MORE.split(said, maxsplit=1)[0]
    return next((kind for kind, pattern in _NOUNS if pattern.search(noun)), None)
