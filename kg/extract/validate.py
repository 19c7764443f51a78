"""Judge annotated papers by weights that never saw them, and count hits as the scorer of the annotations does.

What a build resolves over the whole archive is not part of it: each paper stands alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from statistics import mean
from typing import NamedTuple

from kg.extract import company, decide, gold, hanging, listed
from kg.extract.context import Context
from kg.extract.examples import Example
from kg.extract.fit import STRENGTH, Strength, fit, fit_calibration
from kg.extract.judge import (
    BIAS,
    KINDS,
    ROLES,
    Judge,
    Table,
    best,
    doubted,
    total,
    totals,
    with_kind,
)
from kg.extract.odds import Row, probability
from kg.model import Kind, Role

FOLDS = 5
_SAMPLES = 1000
_AS_GOOD = 0.002
"""A sum of three scores that is less than this below another one is as good."""


@dataclass(frozen=True, slots=True)
class Score:
    """Hits among what was predicted and among what was wanted."""

    hits: int
    wrong: int
    wanted: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hits / max(1, self.hits + self.wrong + self.wanted)

    def __str__(self) -> str:
        precision = self.hits / max(1, self.hits + self.wrong)
        return f"P {precision:.3f} R {self.hits / max(1, self.wanted):.3f} F1 {self.f1:.3f}"


class Guess(NamedTuple):
    """What a judge makes of one group."""

    probability: float
    kinds: Row
    """What it weighs for each kind."""
    roles: tuple[Role, ...]
    """The likeliest role of a thing of each kind; none if it is kept in no case."""

    @property
    def kind(self) -> Kind:
        """The likeliest kind."""
        return KINDS[best(self.kinds)]

    @property
    def role(self) -> Role:
        """The likeliest role of a thing of that kind."""
        return self.roles[best(self.kinds)]


def guesses(example: Example, trained: Judge) -> list[Guess]:
    """The judgement of every group of a paper."""
    table = trained.table(english=example.english)
    context = Context(example.proposal)
    found = []
    for group, (by_name, by_place) in zip(example.proposal.groups, example.features, strict=True):
        by_name_alone = total(table.keep, (BIAS, *by_name))
        features = (*by_name, *by_place)
        kinds = totals(table.kind, (BIAS, *features))
        looked_at = by_name_alone >= table.floor or context.beside_number(group)
        sure = doubted(probability(by_name_alone + total(table.keep, by_place)), kinds) if looked_at else 0.0
        roles = tuple(_role(table, features, kind) for kind in KINDS) if sure >= hanging.LEAST else ()
        found.append(Guess(sure, kinds, roles))
    return found


def _role(table: Table, features: Sequence[str], kind: Kind) -> Role:
    return ROLES[best(totals(table.role, (BIAS, *with_kind(features, kind))))]


def cross_validate(
    examples: Sequence[Example], *, strength: Strength = STRENGTH, folds: int = FOLDS
) -> list[tuple[Example, list[Guess]]]:
    """Every paper judged by weights that never saw it, in the order of ``examples``."""
    order = list(range(len(examples)))
    random.Random(0).shuffle(order)  # noqa: S311 a fixed division into folds, not a secret
    judged: dict[int, list[Guess]] = {}
    for fold in range(folds):
        held = frozenset(order[fold::folds])
        trained = fit([e for at, e in enumerate(examples) if at not in held], strength=strength)
        judged |= {at: guesses(examples[at], trained) for at in held}
    return [(example, judged[at]) for at, example in enumerate(examples)]


def looks(example: Example, guessed: Sequence[Guess]) -> dict[int, company.Look]:
    """The groups of a paper that get a second look, by their index."""
    return {
        at: company.Look(group, guess.probability, guess.kinds)
        for at, (group, guess) in enumerate(zip(example.proposal.groups, guessed, strict=True))
        if guess.probability >= company.LEAST
    }


def look_again(example: Example, guessed: Sequence[Guess], trees: company.Trees) -> list[Guess]:
    """The guesses after the second look."""
    own = looks(example, guessed)
    sure = company.again(list(own.values()), decide.scene(example.proposal.text), trees)
    found = list(guessed)
    for at, sureness in zip(own, sure, strict=True):
        found[at] = found[at]._replace(probability=sureness)
    return found


def by_paper(
    judged: Iterable[tuple[Example, Sequence[Guess]]],
    thresholds: Mapping[str, float],
    calibrations: Mapping[str, tuple[float, float]],
) -> dict[str, list[Score]]:
    """Found, typed and role of what extraction makes of each paper's guesses, in order, as the scorer of the
    annotations counts them; a threshold and a calibration for each language.
    """
    found: dict[str, list[Score]] = {"found": [], "typed": [], "role": []}
    for example, guessed in judged:
        language = "en" if example.english else "ko"
        table = Table({}, {}, {}, thresholds[language], calibration=calibrations[language])
        kept = _extracted(example, guessed, table)
        wanted = sum(entity.core for entity in example.annotated.entities)
        for rule, papers in found.items():
            hits, neutral = _hits(example.annotated, kept, rule)
            papers.append(Score(hits, len(kept) - hits - neutral, wanted))
    return found


class _Kept(NamedTuple):
    """What is counted of a name that is kept."""

    labels: frozenset[str]
    kind: Kind
    role: Role


def _extracted(example: Example, guessed: Sequence[Guess], table: Table) -> list[_Kept]:
    """With what hangs on a number, and what a title tells of its name."""
    proposal = example.proposal
    starts = {section.name: start for section, start in zip(proposal.text.sections, proposal.text.starts, strict=True)}
    owners: dict[tuple[int, int], frozenset[str]] = {}
    for at in sorted(range(len(guessed)), key=lambda at: (guessed[at].probability, -at)):
        owners |= dict.fromkeys(proposal.groups[at].places, example.labels[at])
    entities = decide.conclude(
        proposal.text,
        [(group, guess.probability) for group, guess in zip(proposal.groups, guessed, strict=True)],
        lambda chosen, beside: _decided([guessed[at] for at in chosen], beside),
        table,
        example.terms,
    )
    kept = []
    for entity in entities:
        first = entity.spans[0]
        start = starts[first.section]
        kept.append(_Kept(owners[start + first.start, start + first.end], entity.kind, entity.roles[0]))
    return kept


def _decided(guessed: Sequence[Guess], beside: Sequence[Sequence[int]]) -> list[tuple[Kind, Role]]:
    kinds = listed.agreed([guess.kinds for guess in guessed], beside)
    return [(KINDS[kind], guess.roles[kind]) for guess, kind in zip(guessed, kinds, strict=True)]


def interval(papers: Sequence[Score]) -> tuple[float, float]:
    """Between which F1 95 of 100 other samples of as many papers would lie (percentile bootstrap, B. Efron 1979)."""
    draw = random.Random(0)  # noqa: S311 the same samples every time, not a secret
    sums = sorted(total_score(draw.choices(papers, k=len(papers))).f1 for _ in range(_SAMPLES))
    return sums[round(0.025 * (_SAMPLES - 1))], sums[round(0.975 * (_SAMPLES - 1))]


def total_score(papers: Iterable[Score]) -> Score:
    """Of several papers together."""
    rows = list(papers)
    return Score(sum(row.hits for row in rows), sum(row.wrong for row in rows), sum(row.wanted for row in rows))


def _hits(annotated: gold.GoldPaper, kept: Sequence[_Kept], rule: str) -> tuple[int, int]:
    used: set[int] = set()
    hits = neutral = 0
    for entity in sorted(annotated.entities, key=lambda item: not item.core):
        for at, name in enumerate(kept):
            if at not in used and not entity.normal.isdisjoint(name.labels) and _fits(name, entity, rule):
                used.add(at)
                hits += entity.core
                neutral += not entity.core
                break
    return hits, neutral


def _fits(name: _Kept, entity: gold.GoldEntity, rule: str) -> bool:
    return rule == "found" or (name.kind in entity.kinds and (rule == "typed" or name.role in entity.roles))


def verdicts(judged: Iterable[tuple[Example, Sequence[Guess]]], threshold: float) -> list[tuple[float, bool]]:
    """The probability of every kept group, and whether annotators have it, core or not, as a thing of that kind."""
    found = []
    for example, guessed in judged:
        kept = decide.choose(example.proposal.groups, [g.probability for g in guessed], threshold=threshold)
        for at, _ in kept:
            right = any(
                not entity.normal.isdisjoint(example.labels[at]) and guessed[at].kind in entity.kinds
                for entity in example.annotated.entities
            )
            found.append((guessed[at].probability, right))
    return found


def reliability(pairs: Sequence[tuple[float, bool]]) -> list[str]:
    """Said against true, a line for each tenth that some confidence lies in."""
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for said, right in pairs:
        tenths.setdefault(min(int(said * 10), 9), []).append((said, right))
    return [
        f"said {fsum(said for said, _ in own) / len(own):.2f}, true {sum(right for _, right in own) / len(own):.2f} "
        f"({len(own)} names)"
        for _, own in sorted(tenths.items())
    ]


def best_threshold(judged: Sequence[tuple[Example, Sequence[Guess]]], language: str) -> float:
    """The lowest threshold that is as good as the best, by the sum of the three scores of what extraction makes of the
    guesses, the mean over it and its neighbours: what is kept besides may be what a number hangs on.

    All papers are in that language.
    """
    steps = [number / 20 for number in range(5, 16)]
    sums = []
    for step in steps:
        calibration = fit_calibration(verdicts(judged, step))
        papers = by_paper(judged, {language: step}, {language: calibration})
        sums.append(sum(total_score(rows).f1 for rows in papers.values()))
    smooth = [mean(sums[max(0, at - 1) : at + 2]) for at in range(len(sums))]
    return next(step for step, whole in zip(steps, smooth, strict=True) if whole >= max(smooth) - _AS_GOOD)
