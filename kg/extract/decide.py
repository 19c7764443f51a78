"""From groups to entities: weigh each, keep the likely ones, give a place to one of the names that overlap there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import NamedTuple

from kg import names
from kg.extract import called, company, hanging, listed, longer, naming, presented, rivals, vocabulary
from kg.extract.archive import Counts
from kg.extract.columns import Columns
from kg.extract.context import Context
from kg.extract.evidence import Evidence, Tally
from kg.extract.judge import BIAS, SCALE, Table, confidence, doubted, whole_weights
from kg.extract.merge import Group
from kg.extract.naming import main_name, of_names, of_word, words
from kg.extract.odds import probability
from kg.extract.placing import of_places
from kg.extract.propose import Proposal, Text, group_names
from kg.extract.remembered import Remembered
from kg.model import Entity, Kind, Name, Role, Span, Term

_REMEMBERED = 1 << 17
"""So many words, and so many names, are remembered with what they weigh."""


class Verdict(NamedTuple):
    """A group, the weight of its names alone, the features of its places (none if it was not looked at), and the
    probability that it is a named thing which belongs in the graph, less if its kind is doubtful.

    ``alone`` is the probability before the second look, in the company of the paper's other names.
    """

    group: Group
    by_name: float
    places: tuple[str, ...] | None
    probability: float
    numbers: Sequence[int] | None = None
    """The numbers of all its features, if they were looked up already."""
    alone: float | None = None
    """None where there was no second look."""


class Scales:
    """Weighs groups by one table of weights; remembers what names and their parts weigh, whatever the paper.

    It counts in thousandths, as the weights are written, so that a sum does not depend on the order of its parts.
    """

    def __init__(self, evidence: Evidence, table: Table, trees: company.Trees = company.NONE) -> None:
        self.evidence = evidence
        self.table = table
        self.trees = trees
        self._keep = whole_weights(table.keep)
        self._names: dict[tuple[object, ...], int] = {}
        self._numbers: dict[tuple[object, ...], list[int]] = {}
        self._rules = Remembered[frozenset[str], int](lambda rules: self._sum((BIAS, *naming.of_rules(rules))))
        self._tongues = Remembered[tuple[int, str], int](lambda said: self._sum(naming.of_count(*said)))
        self._counts = Remembered[Counts | None, int](lambda counts: self._sum(naming.of_counts(counts)))
        self._tallies = Remembered[Tally | None, int](lambda tally: self._sum(naming.of_tally(tally)))
        self._words = Remembered[str, int](lambda word: self._sum(of_word(word)), most=_REMEMBERED)
        self._builds = Remembered[tuple[str, bool, int, int], int](lambda build: self._sum(naming.of_build(*build)))
        self._firsts = Remembered[str, int](lambda word: self._sum(naming.of_first(word)))
        self._lasts = Remembered[str, int](lambda word: self._sum(naming.of_last(word)))
        self._familiar = Remembered[tuple[int, int, int], int](
            lambda said: self._sum(vocabulary.of_familiar(*said)),
        )
        self._ends = Remembered[tuple[str, str, int], int](
            lambda end: self._sum(vocabulary.of_end(*end, evidence.vocabulary)), most=_REMEMBERED
        )
        self._numbers_of_words = Remembered[str, list[int]](lambda word: self._columns.numbers(of_word(word)))

    @cached_property
    def _columns(self) -> Columns:
        return Columns(self.table)

    def _sum(self, features: Iterable[str]) -> int:
        return sum(map(self._keep.get, features, repeat(0)))

    def verdicts(self, proposal: Proposal) -> list[Verdict]:
        """Every group with its probability."""
        context = Context(proposal)
        found = [self._verdict(group, context) for group in proposal.groups]
        likely = [at for at, verdict in enumerate(found) if verdict.probability >= company.LEAST]
        rows = self._numbered(found[at] for at in likely)
        looks: dict[int, company.Look] = {}
        for at, row, kinds in zip(likely, rows, self._columns.kinds(rows), strict=True):
            sure = doubted(found[at].probability, kinds)
            found[at] = found[at]._replace(probability=sure, numbers=row)
            if sure >= company.LEAST:
                looks[at] = company.Look(found[at].group, sure, kinds)
        again = company.again(list(looks.values()), scene(proposal.text), self.trees)
        for (at, look), sure in zip(looks.items(), again, strict=True):
            found[at] = found[at]._replace(probability=sure, alone=look.probability)
        return found

    def _verdict(self, group: Group, context: Context) -> Verdict:
        weight = self._rules[group.rules] + self._by_name(group)
        by_name = weight / SCALE
        if by_name < self.table.floor and not context.beside_number(group):
            return Verdict(group, by_name, None, 0.0)
        places = of_places(group, context)
        return Verdict(group, by_name, tuple(places), probability((weight + self._sum(places)) / SCALE))

    def _by_name(self, group: Group) -> int:
        """What a group's names weigh, without the rules that found it."""
        key = (group.names, group.english, group.concept, group.links)
        found = self._names.get(key)
        if found is None:
            if len(self._names) >= _REMEMBERED:
                self._names.clear()
            found = self._names[key] = self._weighed(group)
        return found

    def _weighed(self, group: Group) -> int:
        """The sum over ``naming.of_names``, but for the rules, and over the words."""
        counts, tally = naming.known(group, self.evidence)
        forms = naming.forms(group)
        total = self._tongues[len(group.names), naming.languages(group.names)]
        total += self._counts[counts] + self._tallies[tally] + self._builds[naming.build(main_name(group))]
        total += sum(map(self._of_form, forms)) + sum(map(self._resemblance, naming.resembling(group)))
        term = self.evidence.terms.get(group.concept) if group.concept else None
        signs = naming.of_term(term, self.evidence)
        for link in group.links:
            signs += naming.of_link(link)
        of_words = words(group) if len(forms) > 1 else dict.fromkeys(naming.split(forms[0]))
        return total + self._sum(signs) + sum(map(self._words.__getitem__, of_words))

    def _of_form(self, form: str) -> int:
        """The sum over ``naming.of_ends``."""
        parts = naming.split(form)
        if not parts:
            return 0
        total = self._firsts[parts[0]] + self._lasts[parts[-1]]
        if len(parts) > 1:
            total += self._sum(naming.of_last_two(parts[-2], parts[-1]))
        return total + self._sum(naming.of_korean(form)) if names.language(form) == "ko" else total

    def _resemblance(self, form: str) -> int:
        """The sum over ``vocabulary.affinity``."""
        parts = vocabulary.split(form)
        if not parts:
            return 0
        known = self.evidence.vocabulary
        return self._familiar[vocabulary.familiar(parts, known)] + self._ends[vocabulary.end(parts)]

    def kinds_and_roles(
        self, verdicts: Iterable[Verdict], beside: Sequence[Sequence[int]] = ()
    ) -> list[tuple[Kind, Role]]:
        """The likeliest kind of each, and the likeliest role of a thing of that kind.

        ``beside`` says with which of the others each is listed.
        """
        return self._columns.decide(self._numbered(verdicts), beside)

    def _numbered(self, verdicts: Iterable[Verdict]) -> list[Sequence[int]]:
        """The numbers of the features of each."""
        numbers = self._columns.numbers
        return [
            [*self._of_names(each.group), *numbers(each.places or ())] if each.numbers is None else each.numbers
            for each in verdicts
        ]

    def _of_names(self, group: Group) -> list[int]:
        """The numbers of the features of a group's names and their words."""
        key = _identity(group)
        found = self._numbers.get(key)
        if found is None:
            if len(self._numbers) >= _REMEMBERED:
                self._numbers.clear()
            found = self._columns.numbers(of_names(group, self.evidence))
            for word in words(group):
                found += self._numbers_of_words[word]
            self._numbers[key] = found
        return found


def scene(text: Text) -> company.Scene:
    """What the second look asks of a text."""
    return company.Scene(len(text.text), len(text.sections[0].text), len(text.sections), text.english)


def _identity(group: Group) -> tuple[object, ...]:
    """All that the features of a group's names depend on."""
    return group.names, group.english, group.concept, group.links, group.rules


def choose(
    groups: Sequence[Group], probabilities: Sequence[float], *, threshold: float
) -> list[tuple[int, list[tuple[int, int]]]]:
    """Index and places of the groups to keep, the likeliest first.

    A place goes to the likeliest group that overlaps it (of equals the longest), but to a name in a longer name only if
    that one is much less likely; a group without a place left is dropped.
    """
    order = sorted(
        (index for index, probability in enumerate(probabilities) if probability >= threshold),
        key=lambda index: (-probabilities[index], -max(end - start for start, end in groups[index].places), index),
    )
    held = _held([(*place, probabilities[index]) for index in order for place in groups[index].places])
    taken: list[tuple[int, int]] = []
    kept = []
    for index in order:
        least = _NEARLY * probabilities[index]
        own = [place for place in sorted(groups[index].places) if held.get(place, 0.0) < least]
        free = _apart([place for place in own if not _overlaps(place, taken)])
        if free:
            taken += free
            kept.append((index, free))
    return kept


_NEARLY = 0.85
"""From this part of a name's probability on, a longer name takes the places where it holds that name. In
cross-validation anything from 0.8 to 0.95 is as good: a longer name that is right says more than what it is made of."""


def _held(places: Iterable[tuple[int, int, float]]) -> dict[tuple[int, int], float]:
    """For each place in a longer one the probability of the likeliest such; places come with their probabilities."""
    found: dict[tuple[int, int], float] = {}
    before: list[tuple[int, int, float]] = []
    for start, end, sure in sorted(places, key=lambda each: (each[0], -each[1])):
        before = [each for each in before if each[1] > start]
        for first, last, around in before:
            if last >= end and last - first > end - start:
                found[start, end] = max(around, found.get((start, end), 0.0))
        before.append((start, end, sure))
    return found


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
    return conclude(
        text,
        [(verdict.group, verdict.probability) for verdict in verdicts],
        lambda chosen, beside: scales.kinds_and_roles((verdicts[index] for index in chosen), beside),
        scales.table,
        scales.evidence.terms,
    )


def conclude(
    text: Text,
    judged: Sequence[tuple[Group, float]],
    decide: Callable[[Sequence[int], Sequence[Sequence[int]]], Sequence[tuple[Kind, Role]]],
    table: Table,
    terms: Mapping[str, Term],
) -> tuple[Entity, ...]:
    """The same of groups with their probabilities.

    ``decide`` gives the kinds and roles of groups, by their indices and which of them each is listed with.
    """
    least = table.threshold
    groups = [group for group, _ in judged]
    likely = [sure if sure >= least or _hangs(group, sure, text) else 0.0 for group, sure in judged]
    chosen = choose(groups, likely, threshold=hanging.LEAST)
    beside = listed.neighbours(text.text, [places for _, places in chosen])
    decided = decide([index for index, _ in chosen], beside)
    made = [
        _entity(groups[index], places, text, terms, (*decision, confidence(judged[index][1], table.calibration)))
        for (index, places), decision in zip(chosen, decided, strict=True)
    ]
    kept = sum(judged[index][1] >= least for index, _ in chosen)  # the likeliest come first
    told = called.named(presented.told(made[:kept], text.sections[0]), text.sections)
    named = rivals.compared(longer.without_less(told), text.sections)
    return hanging.complete(text.sections, named, made[kept:])


def _hangs(group: Group, sure: float, text: Text) -> bool:
    if sure < hanging.LEAST:
        return False
    name = main_name(group)
    if hanging.is_comparison(name):
        return False
    return hanging.may_score(name, sure) or any(
        hanging.stand(text.text, start, end) is not None for start, end in group.places
    )


def _entity(
    group: Group,
    places: Sequence[tuple[int, int]],
    text: Text,
    terms: Mapping[str, Term],
    decision: tuple[Kind, Role, float],
) -> Entity:
    kind, role, sure = decision
    sure = round(sure, 4)
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
