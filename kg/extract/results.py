"""Reported numbers and the entities that they are about.

``numbers`` finds the measurements; here each gets its parts from the entities named in the same sentence: by the
particle or preposition beside the name, by nearness, and, where several numbers stand side by side, by aligning
them with as many coordinated names ("A와 B에서 각각 61%, 64%"). The second number of "66.1 vs. 65.9" is the rival's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from kg.extract.hanging import is_at_large
from kg.extract.numbers import Number, at_end, cues
from kg.extract.sentences import PLACES, SUBJECTS, Mention, Sentence, attached, is_actor, sentences
from kg.extract.wording import kind_of, quote, unit_of
from kg.model import Entity, Finding, Kind, Paper, ResultKind, Role

_LIMIT = 8
"""At most so many results a paper: the first ones. A careful reader picks six; some lists have two more."""

_SIDE_BY_SIDE = re.compile(r"\s*(?:[,/·]|와|과|및|그리고|and|&|,\s*and)\s*(?:약\s*|각각\s*|about\s+)?")


def find_results(paper: Paper, entities: Sequence[Entity]) -> tuple[Finding, ...]:
    """The reported numbers of a paper, in the order of its text; at most eight.

    ``subject``, ``metric``, ``evaluated_on`` and ``baseline`` of a finding index ``entities``. The title is not
    read. ``sections[…].text[start:end]`` is the quote.
    """
    background: _Background | None = None
    found: list[Finding] = []
    for section in paper.sections[1:]:
        for sentence in sentences(section, entities):
            if not sentence.numbers:
                continue
            background = background or _background(paper, entities)
            known = {(finding.value, finding.unit) for finding in found}
            new = _findings(sentence, _so_far(background, sentence))
            fresh = (finding for finding in new if (finding.value, finding.unit) not in known)
            found.extend(islice(fresh, _LIMIT - len(found)))
            if len(found) == _LIMIT:
                return tuple(found)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Background:
    """What the whole paper says where a sentence is silent."""

    subject: int | None
    """The method or model that it introduces: in the title, or first named."""
    actor: int | None
    """The most prominent method or model that it does not compare with, else the data that it introduces."""
    place: int | None
    """Its own or its only benchmark."""
    task: int | None
    """The task that it works on: the only one, or the only one in the title, else the one that it names most often."""
    speed: int | None
    """Its only metric of speed."""
    scorer: int | None
    """The models or agents at large that it names first, as "LLMs"."""


def _background(paper: Paper, entities: Sequence[Entity]) -> _Background:
    own = [index for index, entity in enumerate(entities) if Role.INTRODUCES in entity.roles]
    others = [
        index for index, entity in enumerate(entities) if is_actor(entity) and Role.COMPARES_WITH not in entity.roles
    ]
    actors = [index for index, entity in enumerate(entities) if is_actor(entity) and _standing(paper, entity) < 3]
    places = [index for index in own if entities[index].kind in PLACES] or [
        index for index, entity in enumerate(entities) if Role.EVALUATES_ON in entity.roles
    ]
    speeds = [index for index, entity in enumerate(entities) if _is_speed(entity)]
    tasks = [
        index for index, entity in enumerate(entities) if Role.ADDRESSES in entity.roles and entity.kind is Kind.TASK
    ]
    titled = [index for index in tasks if not _prominence(paper, entities[index])[0]]
    most = max(tasks, key=lambda index: (len(entities[index].spans), -index), default=None)

    if _is_about_data(paper, entities):
        actors = []
        others = [index for index in others if Role.INTRODUCES not in entities[index].roles] or others
        models = [index for index in others if entities[index].kind is Kind.MODEL]
        others = models or others

    def rank(index: int) -> tuple[int, tuple[bool, int, int, float]]:
        return _rank(paper, entities[index])

    return _Background(
        min(actors, key=rank, default=None),
        min(others, key=rank, default=next((index for index in own if entities[index].kind in PLACES), None)),
        places[0] if len(places) == 1 else None,
        next((found[0] for found in (tasks, titled) if len(found) == 1), most),
        speeds[0] if len(speeds) == 1 else None,
        next((index for index in others if is_at_large(entities[index])), None),
    )


def _is_about_data(paper: Paper, entities: Sequence[Entity]) -> bool:
    """Whether a benchmark or data set is what the paper introduces in its title, and no method or model: what scores
    on it is not the paper's own.
    """
    titled = [entity for entity in entities if Role.INTRODUCES in entity.roles and not _prominence(paper, entity)[0]]
    return any(entity.kind in PLACES for entity in titled) and not any(map(is_actor, titled))


def _is_speed(entity: Entity) -> bool:
    return entity.kind is Kind.METRIC and bool(cues()["cue.speed_name"].search(entity.name))


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


def _so_far(background: _Background, sentence: Sentence) -> _Background:
    """The background with the last place that the section names before the sentence."""
    for earlier in sentence.before():
        if not any(sentence.entities[index].kind in PLACES for _, _, index in earlier.places):
            continue  # names need not be looked at
        for mention in reversed(earlier.of(*PLACES)):
            if not mention.baseline:
                return replace(background, place=mention.index)
    return background


# ---------------------------------------------------------------- findings


def _findings(sentence: Sentence, background: _Background) -> Iterator[Finding]:
    for group in _groups(sentence):
        lists = _aligned(sentence, group)
        compared = _is_compared(sentence, group)
        old = not compared and _is_old(sentence, group)
        owner = attached(sentence, group[0], sentence.of(*SUBJECTS)) if len(group) > 1 else None
        for rank, number in enumerate(group):
            given: dict[str, int | None] = {slot: row[rank] for slot, row in lists.items()}
            if owner is not None:
                given.setdefault("subject", owner)
            if compared:
                rival = given.get("baseline", _baseline(sentence, group[0]))
                if rival is None:
                    continue  # whose it is, nobody says
                given["subject"] = rival
            if old and "subject" not in given:
                given["subject"] = _former(sentence, group[0])
            kind = kind_of(sentence, group, number)
            for on in _spread(sentence, group) or (given.get("on"),):
                parts = given if on is None else {**given, "on": on}
                run = _Run(group[-1].end, frozenset(lists.get("subject", ())) | frozenset(lists.get("baseline", ())))
                yield _finding(sentence, number, parts, kind=kind, background=background, run=run)


def _is_compared(sentence: Sentence, group: Sequence[Number]) -> bool:
    """Whether the run is what something else scored: 65.9 in "66.1 vs. 65.9"."""
    before = [number.end for number in sentence.numbers if number.end <= group[0].start]
    return bool(before) and bool(cues()["link.versus"].fullmatch(sentence.text, before[-1], group[0].start))


def _is_old(sentence: Sentence, group: Sequence[Number]) -> bool:
    """Whether an English sentence says from what the number after it rose or fell: 24.5 in "from 24.5% to 1.7%"."""
    after = next((number.start for number in sentence.numbers if number.start >= group[-1].end), None)
    if sentence.korean or after is None:
        return False
    if cues()["link.arrow"].fullmatch(sentence.text, group[-1].end, after):
        return True
    to = cues()["link.rising"].fullmatch(sentence.text, group[-1].end, after)
    return bool(to and at_end("marker.rising").search(sentence.text, 0, group[0].start))


def _former(sentence: Sentence, number: Number) -> int | None:
    """What scored the old value: the name beside it, what is said to be improved, or the rival named last before it.

    None if nobody says: it is what the subject scored no more.
    """
    actors = sentence.of(*SUBJECTS)
    beside = attached(sentence, number, actors)
    if beside is not None:
        return beside
    before = [mention for mention in actors if mention.end <= number.start]
    for mention in reversed(before):
        if at_end("marker.improved").search(sentence.text, 0, mention.start):
            return mention.index
    return before[-1].index if before and before[-1].baseline else None


class _Run(NamedTuple):
    """Numbers side by side: where the last one ends, and the entities that are aligned with them as what scored."""

    end: int
    actors: frozenset[int]


def _spread(sentence: Sentence, group: Sequence[Number]) -> tuple[int, ...]:
    """The places of which each has this one number: "A와 B 모두에서 16.5%"."""
    if len(group) > 1:
        return ()
    for run in _lists(sentence):
        before = run[-1].end <= group[0].start
        if any(run[-1].end <= number.start < group[0].start for number in sentence.numbers):
            continue  # it is those numbers' places
        if (
            len(run) > 1
            and _slot(sentence, run) == "on"
            and before
            and cues()["link.each"].search(sentence.text, run[-1].end, group[0].start)
        ):
            return tuple(mention.index for mention in run)
    return ()


def _finding(
    sentence: Sentence,
    number: Number,
    given: Mapping[str, int | None],
    *,
    kind: ResultKind,
    background: _Background,
    run: _Run,
) -> Finding:
    baseline = given.get("baseline", _baseline(sentence, number))
    subject = given.get("subject", _subject(sentence, number, background))
    metric = given.get("metric", _metric(sentence, number, background.speed, run.end))
    on = given.get("on", _place(sentence, number, background, run.actors | {subject}))
    start, end = quote(sentence, number)
    return Finding(
        sentence.section,
        sentence.start + start,
        sentence.start + end,
        number.value,
        unit_of(number, kind),
        kind,
        sentence.text[start:end],
        subject=subject,
        metric=metric,
        evaluated_on=None if on == subject else on,
        baseline=None if baseline == subject else baseline,
    )


def _groups(sentence: Sentence) -> Iterator[tuple[Number, ...]]:
    """Runs of numbers with nothing but commas and conjunctions between them."""
    run: list[Number] = []
    for number in sentence.numbers:
        if run and not _SIDE_BY_SIDE.fullmatch(sentence.text, run[-1].end, number.start):
            yield tuple(run)
            run = []
        run.append(number)
    if run:
        yield tuple(run)


def _aligned(sentence: Sentence, group: Sequence[Number]) -> dict[str, tuple[int, ...]]:
    """Slot -> one entity a number, for the coordinated lists that are as long as a run of numbers."""
    if len(group) < 2:
        return {}
    found: dict[str, tuple[int, tuple[int, ...]]] = {}
    for run in _lists(sentence):
        slot = _slot(sentence, run)
        if len(run) != len(group) or slot is None:
            continue
        distance = (
            group[0].start - run[-1].end if run[-1].end <= group[0].start else run[0].start - group[-1].end + 1000
        )
        if distance >= 0 and (slot not in found or distance < found[slot][0]):
            found[slot] = distance, tuple(mention.index for mention in run)
    return {slot: row for slot, (_, row) in found.items()}


def _lists(sentence: Sentence) -> Iterator[tuple[Mention, ...]]:
    """Runs of names of one kind joined by commas and conjunctions."""
    run: list[Mention] = []
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
    return "subject" if kind in SUBJECTS else "on"


def _slot(sentence: Sentence, run: Sequence[Mention]) -> str | None:
    if len({mention.index for mention in run}) < len(run):
        return None
    family = _family(run[0].kind)
    if family == "subject" and cues()["marker.scene"].match(sentence.text, run[-1].end):
        return "on"  # whatever it was taken for
    return "baseline" if family == "subject" and any(mention.baseline for mention in run) else family


# ---------------------------------------------------------------- parts


def _metric(sentence: Sentence, number: Number, speed: int | None, end: int) -> int | None:
    """The metric beside the number or behind the run of numbers that ends at ``end``, else the nearest one before it,
    else the next one after it, else the last one of the sentence before.

    "2.95배 빠르고" names none: it is the paper's only speed.
    """
    metrics = sentence.of(Kind.METRIC)
    for mention in metrics:
        if number.start < mention.end and mention.start < number.end:
            return mention.index
        if mention.start >= end and cues()["link.of"].fullmatch(sentence.text, end, mention.start):
            return mention.index
    for mention in metrics:
        if mention.end <= number.start and cues()["link.object"].fullmatch(sentence.text, mention.end, number.start):
            return mention.index
    if speed is not None and number.form == "times" and cues()["cue.speed"].match(sentence.text, number.end):
        return speed
    nearest = _nearest(metrics, number)
    if nearest is None and sentence.previous is not None:
        said = sentence.previous.of(Kind.METRIC)
        return said[-1].index if said else None
    return nearest


def _place(sentence: Sentence, number: Number, background: _Background, actors: frozenset[int | None]) -> int | None:
    """Where it was measured (not on what scored): what stands right beside the number, else a benchmark or data set in
    the sentence, else the last one before it or what the paper works on.
    """
    beside = attached(sentence, number, sentence.of(*PLACES, Kind.TASK))
    beside = _bracketed(sentence, number, sentence.of(*PLACES, Kind.TASK)) if beside is None else beside
    beside = _beside(sentence, number) if beside is None else beside
    if beside is not None:
        return beside
    nearest = _nearest([mention for mention in sentence.of(*PLACES) if not mention.baseline], number)
    if nearest is not None:
        return nearest
    tasks = sentence.of(Kind.TASK)
    named = _nearest([mention for mention in tasks if _is_where(sentence, mention)], number)
    models = [
        mention
        for mention in sentence.of(Kind.MODEL)
        if mention.index not in actors and not mention.baseline and _is_where(sentence, mention)
    ]
    for choice in (named, background.place, _nearest(tasks, number), _nearest(models, number)):
        if choice is not None:
            return choice
    return background.task


def _bracketed(sentence: Sentence, number: Number, mentions: Sequence[Mention]) -> int | None:
    """The name that alone stands in parentheses behind the number: "9.9%(GSM8K)"."""
    for mention in mentions:
        if (
            mention.start >= number.end
            and cues()["link.bracket"].fullmatch(sentence.text, number.end, mention.start)
            and sentence.text.startswith(")", mention.end)
        ):
            return mention.index
    return None


def _is_where(sentence: Sentence, mention: Mention) -> bool:
    return bool(cues()["marker.where"].match(sentence.text, mention.end))


def _beside(sentence: Sentence, number: Number) -> int | None:
    """The name beside the number, as in "GSM8K에서 최대 61%" and "61% on GSM8K": a model can be a place too."""
    for mention in sentence.of(*PLACES, Kind.TASK, Kind.MODEL):
        if mention.end <= number.start and cues()["link.where"].fullmatch(sentence.text, mention.end, number.start):
            return mention.index
    for mention in sentence.of(*PLACES, Kind.TASK):
        if mention.start >= number.end and cues()["link.on"].fullmatch(sentence.text, number.end, mention.start):
            return mention.index
    return None


def _subject(sentence: Sentence, number: Number, background: _Background) -> int | None:
    """The name that the number stands behind in parentheses, the last topic before it, in Korean also that of the
    sentence before, else the paper's own thing.
    """
    actors = sentence.of(*SUBJECTS)
    behind = attached(sentence, number, actors)
    behind = _bracketed(sentence, number, actors) if behind is None else behind
    if behind is not None:
        return behind
    before = [mention for mention in actors if mention.end <= number.start and not mention.baseline]
    topics = [mention for mention in sentence.mentions if mention.subject and mention.end <= number.start]
    if topics:
        return topics[-1].index
    if sentence.previous is not None and sentence.korean:
        topics = [
            mention
            for mention in sentence.previous.mentions
            if mention.subject and (mention.index == background.subject or not _is_part(sentence.previous, mention))
        ]
        if topics:
            return topics[-1].index
    if background.scorer is not None and _is_at_large(sentence, number):
        return background.scorer
    if background.subject is not None:
        return background.subject
    rest = before or [mention for mention in actors if not mention.baseline]
    return rest[-1].index if rest else background.actor


def _is_at_large(sentence: Sentence, number: Number) -> bool:
    """Whether the words before the number say that models at large scored: "the strongest models reach"."""
    return bool(cues()["marker.at_large"].search(sentence.text, 0, number.start))


def _is_part(sentence: Sentence, mention: Mention) -> bool:
    """Whether the sentence proposes it: what is not the paper's own thing is then a part of that."""
    return bool(cues()["marker.proposed"].match(sentence.text, mention.end))


def _baseline(sentence: Sentence, number: Number) -> int | None:
    """The nearest rival before the number, or after it if no other number stands between them."""
    following = min(
        (other.start for other in sentence.numbers if other.start >= number.end), default=len(sentence.text)
    )
    rivals = [mention for mention in sentence.of(*SUBJECTS) if mention.baseline and mention.start < following]
    return _nearest(rivals, number)


def _nearest(mentions: Sequence[Mention], number: Number) -> int | None:
    before = [mention for mention in mentions if mention.end <= number.start]
    after = [mention for mention in mentions if mention.start >= number.end]
    if before:
        return before[-1].index
    return after[0].index if after else None
