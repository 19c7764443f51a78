"""Reported numbers and the entities that they are about.

``numbers`` finds the measurements; here each gets its parts from the entities named in the same sentence: by the
particle or preposition beside the name, by nearness, and, where several numbers stand side by side, by aligning
them with as many coordinated names ("A와 B에서 각각 61%, 64%").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from kg import names
from kg.extract.numbers import Number, cues, find_numbers
from kg.model import Entity, Finding, Kind, Paper, ResultKind, Role, Section

_LIMIT = 8
"""At most so many results a paper: the first ones. A careful reader picks six; some lists have two more."""
_NEXT = 4
"""A number may borrow what is said of one of so many numbers after it."""
_QUOTE = 160
"""The longest quotation, in code points."""

_SENTENCE = re.compile(r"(?<=[.!?。])(?<!e\.g\.)(?<!i\.e\.)(?<!vs\.)(?<!al\.)(?<!Fig\.)\s+|\n+")
_CLAUSE = re.compile(r"(?:[,;:]|며|고|지만|으나|면서)\s+")
_SIDE_BY_SIDE = re.compile(r"\s*(?:[,/·]|와|과|및|그리고|and|&|,\s*and)\s*(?:약\s*|각각\s*|about\s+)?")

_SUBJECTS = frozenset({Kind.METHOD, Kind.MODEL})
_PLACES = frozenset({Kind.BENCHMARK, Kind.DATASET})


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name in a sentence; offsets count from the start of the sentence."""

    start: int
    end: int
    index: int
    kind: Kind
    baseline: bool = False
    """Words beside it say that something is compared with it."""
    subject: bool = False
    """Words beside it say that the sentence is about it."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    section: str
    start: int
    text: str
    mentions: tuple[_Mention, ...]
    numbers: tuple[Number, ...]

    def of(self, *kinds: Kind) -> tuple[_Mention, ...]:
        return tuple(mention for mention in self.mentions if mention.kind in kinds)


def find_results(paper: Paper, entities: Sequence[Entity]) -> tuple[Finding, ...]:
    """The reported numbers of a paper, in the order of its text; at most eight.

    ``subject``, ``metric``, ``evaluated_on`` and ``baseline`` of a finding index ``entities``. The title is not
    read. ``sections[…].text[start:end]`` is the quote.
    """
    background = _background(paper, entities)
    found: list[Finding] = []
    for section in paper.sections[1:]:
        place: int | None = None
        for sentence in _sentences(section, entities):
            known = {(finding.value, finding.unit) for finding in found}
            new = _findings(sentence, background if place is None else replace(background, place=place))
            fresh = (finding for finding in new if (finding.value, finding.unit) not in known)
            found.extend(islice(fresh, _LIMIT - len(found)))
            if len(found) == _LIMIT:
                return tuple(found)
            place = _last_place(sentence, place)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Background:
    """What the whole paper says where a sentence is silent."""

    subject: int | None
    """The method or model that it introduces: in the title, or first named."""
    place: int | None
    """Its own or its only benchmark."""
    task: int | None
    """The task that it works on, if that is the only one or in the title."""
    speed: int | None
    """Its only metric of speed."""


def _background(paper: Paper, entities: Sequence[Entity]) -> _Background:
    own = [index for index, entity in enumerate(entities) if Role.INTRODUCES in entity.roles]
    actors = [index for index, entity in enumerate(entities) if _is_actor(entity) and _standing(paper, entity) < 3]
    places = [index for index in own if entities[index].kind in _PLACES] or [
        index for index, entity in enumerate(entities) if Role.EVALUATES_ON in entity.roles
    ]
    speeds = [index for index, entity in enumerate(entities) if _is_speed(entity)]
    tasks = [
        index for index, entity in enumerate(entities) if Role.ADDRESSES in entity.roles and entity.kind is Kind.TASK
    ]
    titled = [index for index in tasks if not _prominence(paper, entities[index])[0]]
    return _Background(
        min(actors, key=lambda index: _rank(paper, entities[index]), default=None),
        places[0] if len(places) == 1 else None,
        next((found[0] for found in (tasks, titled) if len(found) == 1), None),
        speeds[0] if len(speeds) == 1 else None,
    )


def _is_speed(entity: Entity) -> bool:
    return entity.kind is Kind.METRIC and bool(cues()["cue.speed_name"].search(entity.name))


def _is_actor(entity: Entity) -> bool:
    """Whether it can be what scored: a method or model, or something new that was taken for a task."""
    return entity.kind in _SUBJECTS or (entity.kind is Kind.TASK and Role.INTRODUCES in entity.roles)


def _standing(paper: Paper, entity: Entity) -> int:
    """How likely the paper is about it: introduced and in the title, introduced, opening the title, none of these."""
    if Role.INTRODUCES in entity.roles:
        return int(_prominence(paper, entity)[0])
    opens = any(span.section == paper.sections[0].name and span.start == 0 for span in entity.spans)
    return 2 if opens else 3


def _rank(paper: Paper, entity: Entity) -> tuple[int, tuple[bool, int, int, float]]:
    return _standing(paper, entity), _prominence(paper, entity)


def _prominence(paper: Paper, entity: Entity) -> tuple[bool, int, int, float]:
    """In the title first, then by the first place in the text."""
    order = {section.name: index for index, section in enumerate(paper.sections)}
    places = sorted((order.get(span.section, len(order)), span.start) for span in entity.spans)
    section, start = places[0] if places else (len(order), 0)
    return section > 0, section, start, -entity.confidence


def _last_place(sentence: _Sentence, place: int | None) -> int | None:
    places = sentence.of(*_PLACES)
    return places[-1].index if places else place


# ---------------------------------------------------------------- sentences


def _sentences(section: Section, entities: Sequence[Entity]) -> Iterator[_Sentence]:
    spans = sorted(
        (span.start, span.end, index)
        for index, entity in enumerate(entities)
        for span in entity.spans
        if span.section == section.name
    )
    for start, text in _cut(section.text):
        inside = _outermost(
            (a - start, b - start, index) for a, b, index in spans if start <= a and b <= start + len(text)
        )
        mentions = tuple(_mention(text, a, b, index, entities[index]) for a, b, index in inside)
        metrics = [(mention.start, mention.end) for mention in mentions if mention.kind is Kind.METRIC]
        numbers = find_numbers(text, [(a, b) for a, b, _ in inside], metrics)
        yield _Sentence(section.name, start, text, mentions, numbers)


def _outermost(spans: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The places that lie in no longer one: "Llama3-8B" inside "Psycho-Llama3-8B" is not meant."""
    kept: list[tuple[int, int, int]] = []
    for start, end, index in sorted(spans, key=lambda span: (span[0], -span[1], span[2])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end, index))
    return kept


def _cut(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for match in _SENTENCE.finditer(text):
        if match.start() > start:
            yield start, text[start : match.start()]
        start = match.end()
    if start < len(text):
        yield start, text[start:]


def _mention(text: str, start: int, end: int, index: int, entity: Entity) -> _Mention:
    if not _is_actor(entity):
        return _Mention(start, end, index, entity.kind)
    kind = entity.kind if entity.kind in _SUBJECTS else Kind.METHOD
    before, after = text[max(0, start - 60) : start], text[end:]
    rival = bool(cues()["marker.baseline"].match(after)) or bool(_at_end("marker.baseline_before").search(before))
    topic = bool(cues()["marker.subject"].match(after))
    return _Mention(start, end, index, kind, baseline=rival, subject=topic and not rival)


@cache
def _at_end(name: str) -> re.Pattern[str]:
    return re.compile(cues()[name].pattern + r"\s*\Z", re.IGNORECASE)


# ---------------------------------------------------------------- findings


def _findings(sentence: _Sentence, background: _Background) -> Iterator[Finding]:
    for group in _groups(sentence):
        lists = _aligned(sentence, group)
        for rank, number in enumerate(group):
            given = {slot: row[rank] for slot, row in lists.items()}
            kind = _kind(sentence, group, number)
            for on in _spread(sentence, group) or (given.get("on"),):
                parts = given if on is None else {**given, "on": on}
                yield _finding(sentence, number, parts, kind=kind, background=background)


def _spread(sentence: _Sentence, group: Sequence[Number]) -> tuple[int, ...]:
    """The places of which each has this one number: "A와 B 모두에서 16.5%"."""
    if len(group) > 1:
        return ()
    for run in _lists(sentence):
        before = run[-1].end <= group[0].start
        if (
            len(run) > 1
            and _slot(run) == "on"
            and before
            and cues()["link.each"].search(sentence.text, run[-1].end, group[0].start)
        ):
            return tuple(mention.index for mention in run)
    return ()


def _finding(
    sentence: _Sentence,
    number: Number,
    given: Mapping[str, int],
    *,
    kind: ResultKind,
    background: _Background,
) -> Finding:
    baseline = given.get("baseline", _baseline(sentence, number))
    subject = given.get("subject", _subject(sentence, number, background.subject))
    metric = given.get("metric", _metric(sentence, number, background.speed))
    on = given.get("on", _place(sentence, number, background))
    start, end = _quote(sentence, number)
    return Finding(
        sentence.section,
        sentence.start + start,
        sentence.start + end,
        number.value,
        _unit(number, kind),
        kind,
        sentence.text[start:end],
        subject=subject,
        metric=metric,
        evaluated_on=None if on == subject else on,
        baseline=None if baseline == subject else baseline,
    )


def _groups(sentence: _Sentence) -> Iterator[tuple[Number, ...]]:
    """Runs of numbers with nothing but commas and conjunctions between them."""
    run: list[Number] = []
    for number in sentence.numbers:
        if run and not _SIDE_BY_SIDE.fullmatch(sentence.text, run[-1].end, number.start):
            yield tuple(run)
            run = []
        run.append(number)
    if run:
        yield tuple(run)


def _aligned(sentence: _Sentence, group: Sequence[Number]) -> dict[str, tuple[int, ...]]:
    """Slot -> one entity a number, for the coordinated lists that are as long as a run of numbers."""
    if len(group) < 2:
        return {}
    found: dict[str, tuple[int, tuple[int, ...]]] = {}
    for run in _lists(sentence):
        slot = _slot(run)
        if len(run) != len(group) or slot is None:
            continue
        distance = (
            group[0].start - run[-1].end if run[-1].end <= group[0].start else run[0].start - group[-1].end + 1000
        )
        if distance >= 0 and (slot not in found or distance < found[slot][0]):
            found[slot] = distance, tuple(mention.index for mention in run)
    return {slot: row for slot, (_, row) in found.items()}


def _lists(sentence: _Sentence) -> Iterator[tuple[_Mention, ...]]:
    """Runs of names of one kind joined by commas and conjunctions."""
    run: list[_Mention] = []
    for mention in sentence.mentions:
        joined = run and cues()["link.names"].fullmatch(sentence.text, run[-1].end, mention.start)
        if run and not (joined and _family(mention.kind) == _family(run[-1].kind)):
            yield tuple(run)
            run = []
        run.append(mention)
    if run:
        yield tuple(run)


def _family(kind: Kind) -> str:
    if kind is Kind.METRIC:
        return "metric"
    return "subject" if kind in _SUBJECTS else "on"


def _slot(run: Sequence[_Mention]) -> str | None:
    if len({mention.index for mention in run}) < len(run):
        return None
    family = _family(run[0].kind)
    return "baseline" if family == "subject" and any(mention.baseline for mention in run) else family


# ---------------------------------------------------------------- parts


def _metric(sentence: _Sentence, number: Number, speed: int | None) -> int | None:
    """The metric beside the number, else the nearest one before it, else the next one after it.

    "2.95배 빠르고" names none: it is the paper's only speed.
    """
    metrics = sentence.of(Kind.METRIC)
    for mention in metrics:
        if number.start < mention.end and mention.start < number.end:
            return mention.index
        if mention.start >= number.end and cues()["link.of"].fullmatch(sentence.text, number.end, mention.start):
            return mention.index
    if speed is not None and number.form == "times" and cues()["cue.speed"].match(sentence.text, number.end):
        return speed
    return _nearest(metrics, number)


def _place(sentence: _Sentence, number: Number, background: _Background) -> int | None:
    """Where it was measured: what stands right beside the number, else a benchmark or data set in the sentence,
    else the last one before it or what the paper works on.
    """
    beside = _attached(sentence, number, sentence.of(*_PLACES, Kind.TASK))
    beside = _beside(sentence, number) if beside is None else beside
    if beside is not None:
        return beside
    nearest = _nearest(sentence.of(*_PLACES), number)
    if nearest is not None:
        return nearest
    tasks = sentence.of(Kind.TASK)
    named = [mention for mention in tasks if cues()["marker.where"].match(sentence.text, mention.end)]
    for choice in (_nearest(named, number), background.place, _nearest(tasks, number)):
        if choice is not None:
            return choice
    return background.task


def _beside(sentence: _Sentence, number: Number) -> int | None:
    """The name beside the number, as in "GSM8K에서 최대 61%" and "61% on GSM8K": a model can be a place too."""
    for mention in sentence.mentions:
        if mention.kind is Kind.METRIC:
            continue
        if mention.end <= number.start and cues()["link.where"].fullmatch(sentence.text, mention.end, number.start):
            return mention.index
    for mention in sentence.of(*_PLACES, Kind.TASK):
        if mention.start >= number.end and cues()["link.on"].fullmatch(sentence.text, number.end, mention.start):
            return mention.index
    return None


def _subject(sentence: _Sentence, number: Number, main: int | None) -> int | None:
    """The name that the number stands behind in parentheses, the last topic before it, else the paper's own thing."""
    actors = sentence.of(*_SUBJECTS)
    attached = _attached(sentence, number, actors)
    if attached is not None:
        return attached
    before = [mention for mention in actors if mention.end <= number.start and not mention.baseline]
    topics = [mention for mention in before if mention.subject]
    if topics:
        return topics[-1].index
    if main is not None:
        return main
    rest = before or [mention for mention in actors if not mention.baseline]
    return rest[-1].index if rest else None


def _baseline(sentence: _Sentence, number: Number) -> int | None:
    """The nearest rival before the number, or after it if no other number stands between them."""
    following = min(
        (other.start for other in sentence.numbers if other.start >= number.end), default=len(sentence.text)
    )
    rivals = [mention for mention in sentence.of(*_SUBJECTS) if mention.baseline and mention.start < following]
    return _nearest(rivals, number)


def _attached(sentence: _Sentence, number: Number, mentions: Iterable[_Mention]) -> int | None:
    """The name right before the parenthesis in which the number stands: "GPT-4o(37.5%)"."""
    for mention in mentions:
        if mention.end <= number.start and cues()["link.attached"].fullmatch(sentence.text, mention.end, number.start):
            return mention.index
    return None


def _nearest(mentions: Sequence[_Mention], number: Number) -> int | None:
    before = [mention for mention in mentions if mention.end <= number.start]
    after = [mention for mention in mentions if mention.start >= number.end]
    if before:
        return before[-1].index
    return after[0].index if after else None


# ---------------------------------------------------------------- kind, unit, quote


def _kind(sentence: _Sentence, group: Sequence[Number], number: Number) -> ResultKind:
    """What the words beside the number say; in a list without a verb of its own, those of the next number."""
    if number.form in {"time", "money"} or cues()["marker.cost"].match(sentence.text, number.end):
        return ResultKind.COST
    if number.form in {"times", "points"} or (number.signed and not number.value.startswith("-")):
        return ResultKind.IMPROVEMENT
    if _attached(sentence, number, sentence.mentions) is not None:
        return ResultKind.ABSOLUTE
    read = _said if names.language(sentence.text) == "ko" else _said_in_english
    start, end = group[0].start, group[-1].end
    for following in islice((other for other in sentence.numbers if other.start >= end), _NEXT):
        said = read(sentence.text[max(0, start - 60) : start], sentence.text[end : following.start])
        if said is not None:
            return said
        start, end = following.start, following.end
    return read(sentence.text[max(0, start - 60) : start], sentence.text[end:]) or ResultKind.ABSOLUTE


def _said(before: str, after: str) -> ResultKind | None:
    if cues()["marker.reached"].match(after):
        return ResultKind.ABSOLUTE
    if cues()["cue.gain_beside"].match(after) or _at_end("marker.by").search(before):
        return ResultKind.IMPROVEMENT
    gain, reached = cues()["cue.gain"].search(after), cues()["cue.reached"].search(after)
    if gain is not None and (reached is None or gain.start() < reached.start()):
        return ResultKind.IMPROVEMENT
    if reached is not None:
        return ResultKind.ABSOLUTE
    return ResultKind.IMPROVEMENT if _at_end("marker.than").search(before) else None


def _said_in_english(before: str, after: str) -> ResultKind:
    """English says it before the number ("by") or right after it ("fewer steps")."""
    gained = _at_end("marker.by").search(before) or cues()["cue.gain_after"].match(after)
    return ResultKind.IMPROVEMENT if gained else ResultKind.ABSOLUTE


def _unit(number: Number, kind: ResultKind) -> str:
    """A difference in a score without unit is in points; a score is just a number."""
    if kind is ResultKind.IMPROVEMENT and (number.form == "score" or (number.form == "plain" and number.signed)):
        return "points"
    return number.unit


def _quote(sentence: _Sentence, number: Number) -> tuple[int, int]:
    """The clause around the number up to the next number; its end grows with each number of a sentence."""
    after = [other.start for other in sentence.numbers if other.start >= number.end]
    end = after[0] if after else len(sentence.text)
    starts = [0, *(match.end() for match in _CLAUSE.finditer(sentence.text, 0, number.start))]
    start = starts[0] if number.end - starts[0] <= _QUOTE * 3 // 4 else starts[-1]
    start = max(start, number.end - _QUOTE)
    return _trimmed(sentence.text, start, max(number.end, min(end, start + _QUOTE)), number)


def _trimmed(text: str, start: int, end: int, number: Number) -> tuple[int, int]:
    """Cut at spaces, not inside a word, and never into the number."""
    if 0 < start < number.start and not text[start - 1].isspace():
        space = text.find(" ", start, number.start)
        start = space + 1 if space >= 0 else number.start
    if end < len(text) and not text[end].isspace() and not text[end - 1].isspace():
        end = max(number.end, text.rfind(" ", number.end, end))
    while end > number.end and text[end - 1] in " ,(/·":
        end -= 1
    while start < number.start and text[start].isspace():
        start += 1
    return start, end
