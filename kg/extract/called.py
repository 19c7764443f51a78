"""What the text calls a name beside it: "벤치마크인 Finch" and "Finch, the first benchmark" name a benchmark.

A name that nobody saw before looks like that of a method. Only what is called a benchmark or a data set is told here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg.extract.merge import looks_named
from kg.model import Entity, Kind, Role, Section

_BENCHMARK = r"벤치마크|평가\s?셋|benchmark\b|test\s?suite\b|testbed\b|leaderboard\b"
_DATASET = r"데이터\s?셋|데이터\s?세트|말뭉치|코퍼스|dataset\b|corpus\b|corpora\b"
_NO_WORK = r"(?!\s*(?:에서|을\s*위한|증류|압축|응축|구축|생성|선별|정제|오염|분석))"
"""Behind the noun: "데이터셋 증류" is what is done to a data set, as is "dataset distillation"."""
_NO_NOUN = (
    r"(?=\s*(?:[^\w\s-]|\Z)|\s+(?:that|which|where|for|of|with|to|in|on|from|by|and|we|it|based|built|called|named"
    r"|(?:aim|collect|creat|curat|deriv|design|tailor)ed|(?:compris|contain|consist|cover|featur|includ|span+)(?:es|s|ing))\b)"
)
_QUOTE = r"['\"‘’“”`]?"
_ASIDE = r"(?:\s*\([^()\n]{0,60}\))?"
_WORDS = r"(?:(?!and\b|or\b|with\b|that\b|which\b|on\b|from\b|for\b|of\b|to\b|in\b)[\w-]+\s+)"
_AFTER = tuple(
    (
        kind,
        re.compile(
            rf"{_QUOTE}{_ASIDE}{_QUOTE}(?:"
            rf"(?:이?라는|이?란|이?라고\s+(?:하는|불리는))\s+(?:[가-힣\d\w-]+\s+){{0,4}}?(?:{noun}){_NO_WORK}"
            rf"|(?:,|\s+is|\s+are|:|\s+-)\s+(?:a|an|the|our)\s+{_WORDS}{{0,6}}?(?:{noun}|{plural}){_NO_NOUN}"
            r")",
            re.IGNORECASE,
        ),
    )
    for kind, noun, plural in (
        (Kind.BENCHMARK, _BENCHMARK, r"benchmarks\b"),
        (Kind.DATASET, _DATASET, r"datasets\b"),
    )
)
_BEFORE = tuple(
    (kind, re.compile(rf"(?:{noun}){_ASIDE}인?\s+{_QUOTE}\Z", re.IGNORECASE))
    for kind, noun in ((Kind.BENCHMARK, _BENCHMARK), (Kind.DATASET, _DATASET))
)
_NEAR = 80
"""So many code points around a name are looked at."""
_MISTAKEN = frozenset({Kind.METHOD, Kind.MODEL})
"""What data is mistaken for."""
_ROLES = {
    Kind.BENCHMARK: {Role.USES: Role.EVALUATES_ON, Role.COMPARES_WITH: Role.EVALUATES_ON},
    Kind.DATASET: {Role.COMPARES_WITH: Role.USES},
}


def named(entities: Iterable[Entity], sections: Sequence[Section]) -> list[Entity]:
    """The entities; new names that the text calls a benchmark or a data set are one."""
    texts = {section.name: section.text for section in sections}
    return [_named(entity, texts) for entity in entities]


def _named(entity: Entity, texts: Mapping[str, str]) -> Entity:
    if entity.kind not in _MISTAKEN or entity.concept is not None:
        return entity
    for span in entity.spans:
        if looks_named(span.text):
            kind = called(texts[span.section], span.start, span.end)
            if kind is not None:
                roles = dict.fromkeys(_ROLES[kind].get(role, role) for role in entity.roles)
                return replace(entity, kind=kind, roles=tuple(roles))
    return entity


def called(text: str, start: int, end: int) -> Kind | None:
    """What the words beside ``text[start:end]`` call it: a benchmark, a data set, or none of these."""
    for kind, pattern in _AFTER:
        if pattern.match(text, end, end + _NEAR):
            return kind
    for kind, pattern in _BEFORE:
        if pattern.search(text, max(0, start - _NEAR), start):
            return kind
    return None
