"""Names that count because a reported number hangs on them.

Whether "inference cost" belongs in the graph cannot be told from the name: it does where a paper cuts it by 90%. So a
name that was judged too unlikely is kept after all if it stands where the metric or the place of a number stands, and
one that stands where only a metric can is taken for a metric.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache
from importlib import resources

from kg.extract.numbers import cues
from kg.model import Entity, Kind, Role, Section

LEAST = 0.02
"""A name that is less likely than this is kept in no case."""
_LEAST_PLACE = 0.2
"""The same where a number was measured: what stands there is more often no name."""
BEFORE, AFTER = 40, 48
"""So many code points around a name are looked at."""

_LEAST_SCORER = 0.15
"""The same for what scores on new data."""

_PLACES = frozenset({Kind.BENCHMARK, Kind.DATASET, Kind.TASK})
_MISTAKEN = frozenset({Kind.METHOD, Kind.TASK})
"""What a metric is mistaken for."""
_DATA = frozenset({Kind.BENCHMARK, Kind.DATASET})
_ACTORS = frozenset({Kind.METHOD, Kind.MODEL})
_MEASURED = re.compile(r"\d\s*(?:%|percent|points?\b|x\b|×)")
_DIGIT = re.compile(r"\d")


class Stand(StrEnum):
    """How a name stands to a number beside it; the value is the table of the data file."""

    METRIC = "metric"
    """As only a metric does."""
    MEASURED = "measured"
    """As a metric does, or what was measured."""
    PLACE = "place"
    """As the benchmark or task does."""


_METRICS = frozenset({Stand.METRIC, Stand.MEASURED})


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """The patterns of the data file by "table.name"; those of what stands before or ends a name match at the end."""
    text = resources.files("kg.extract").joinpath("data", "hanging.toml").read_text("utf-8")
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    parts = {f"<{name}>": f"(?:{'|'.join(items)})" for name, items in tables.pop("parts").items()}
    found = {}
    for table, entries in tables.items():
        for name, items in entries.items():
            pattern = f"(?:{'|'.join(items)})"
            for part, meaning in parts.items():
                pattern = pattern.replace(part, meaning)
            at_end = r"\Z" if name == "before" or table == "name" else ""
            found[f"{table}.{name}"] = re.compile(pattern + at_end, re.IGNORECASE)
    return found


def stand(text: str, start: int, end: int) -> Stand | None:
    """How ``text[start:end]`` stands to a number beside it; None if it does in no way that makes it count."""
    near_end = min(len(text), end + AFTER)
    if _DIGIT.search(text, end, near_end):
        for way, pattern in _after():
            if pattern.match(text, end, near_end):
                return way
    near_start = max(0, start - BEFORE)
    if _DIGIT.search(text, near_start, start):
        for way, pattern in _before():
            if pattern.search(text, near_start, start):
                return way
    return None


@cache
def _after() -> tuple[tuple[Stand, re.Pattern[str]], ...]:
    """What stands right after a name that hangs on a number."""
    return tuple((way, _patterns()[f"{way}.after"]) for way in Stand)


@cache
def _before() -> tuple[tuple[Stand, re.Pattern[str]], ...]:
    """What stands right before one."""
    return tuple((way, _patterns()[f"{way}.before"]) for way in (Stand.METRIC, Stand.PLACE))


def complete(sections: Sequence[Section], kept: Sequence[Entity], lesser: Iterable[Entity]) -> tuple[Entity, ...]:
    """The kept entities, metrics told from what they were mistaken for, and those of ``lesser`` that a number needs.

    In the order of their first mention. ``lesser`` are likely enough by ``LEAST`` and lie apart from the kept ones;
    the title is not looked at.
    """
    texts = {section.name: section.text for section in sections[1:]}
    found = [_as_metric(entity) if _is_mistaken(entity, texts) else entity for entity in kept]
    lesser = list(lesser)
    for entity in lesser:
        stands = _stands(entity, texts)
        if _is_metric(entity, stands):
            found.append(_as_metric(entity))
        elif Stand.PLACE in stands and entity.kind in _PLACES and entity.confidence >= _LEAST_PLACE:
            found.append(entity)
    if _is_about_data(kept, sections) or any(cues()["marker.at_large"].search(text) for text in texts.values()):
        found += _scorer(kept, lesser, texts.values())
    first = {section.name: number for number, section in enumerate(sections)}
    return tuple(sorted(found, key=lambda entity: (first[entity.spans[0].section], entity.spans[0].start, entity)))


def may_score(name: str, sure: float) -> bool:
    """Whether a name that is so likely is that of what scores on new data: "LLMs", "coding agents"."""
    return sure >= _LEAST_SCORER and bool(_patterns()["name.scorer"].search(name))


def is_comparison(name: str) -> bool:
    """Whether what stands beside a number says how much, and no name: "lower cost", where "cost" is one."""
    return bool(_patterns()["name.compared"].search(name))


def is_at_large(entity: Entity) -> bool:
    """Whether it is models or agents at large, none of their own name: "large language model", "coding agents"."""
    own = Role.INTRODUCES in entity.roles
    return entity.kind in _ACTORS and not own and _ends_like("scorer", entity)


def _is_about_data(kept: Iterable[Entity], sections: Sequence[Section]) -> bool:
    """Whether a benchmark or data set is all that the paper introduces in its title."""
    titled = [
        entity.kind
        for entity in kept
        if Role.INTRODUCES in entity.roles and any(span.section == sections[0].name for span in entity.spans)
    ]
    return not _DATA.isdisjoint(titled) and _ACTORS.isdisjoint(titled)


def _scorer(kept: Sequence[Entity], lesser: Iterable[Entity], texts: Iterable[str]) -> Iterator[Entity]:
    """The likeliest model or agent at large that numbers on new data can be about, unless one is kept."""
    if not any(_MEASURED.search(text) for text in texts):
        return
    if any(map(is_at_large, kept)):
        return
    able = [e for e in lesser if e.kind in _ACTORS and may_score(e.name, e.confidence)]
    yield from able[:1]


def _stands(entity: Entity, texts: Mapping[str, str]) -> frozenset[Stand]:
    ways = (stand(texts[span.section], span.start, span.end) for span in entity.spans if span.section in texts)
    return frozenset(way for way in ways if way is not None)


def _is_mistaken(entity: Entity, texts: Mapping[str, str]) -> bool:
    """Whether what was taken for a method or task is a metric: it stands like one, and its name allows it."""
    if entity.kind not in _MISTAKEN or Role.COMPARES_WITH in entity.roles:
        return False
    if any(span.section not in texts for span in entity.spans):
        return False
    stands = _stands(entity, texts)
    if _ends_like("metric", entity):
        return not stands.isdisjoint(_METRICS)
    return Stand.METRIC in stands and entity.concept is None


def _is_metric(entity: Entity, stands: frozenset[Stand]) -> bool:
    """Whether an unlikely name is a metric: it stands like one, and was taken for one or is named like one."""
    if not stands or _ends_like("no_metric", entity):
        return False
    named = _ends_like("metric", entity)
    if stands.isdisjoint(_METRICS):
        return named and entity.kind is Kind.METRIC
    return named or entity.kind is Kind.METRIC


def _ends_like(name: str, entity: Entity) -> bool:
    return bool(_patterns()[f"name.{name}"].search(entity.name))


def _as_metric(entity: Entity) -> Entity:
    return replace(entity, kind=Kind.METRIC, roles=(Role.MEASURES,))
