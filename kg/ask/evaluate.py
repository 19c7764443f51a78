"""How well a built graph agrees with gold annotations: precision, recall, F1.

Every concept that a gold paper names in any role is a prediction. It matches a gold entity when one of its labels
has the normal form of one of the entity's names; each gold entity takes one prediction at most, core entities
first, and a prediction that only an optional entity takes counts neither for nor against.

    found   recall over core entities, precision over predictions
    typed   … and the concept's class is one that the entity accepts
    role    … and the paper states at least one role for it, and only accepted ones
    results a number of the paper with the gold value and unit
    results in full  … and subject, metric and place agree wherever gold names them
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.ask import nodes
from kg.errors import InputError
from kg.extract.gold import normal
from kg.ontology.terms import ARXIV, KG

if TYPE_CHECKING:
    import pyoxigraph as ox

_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_NUMBER: Final = re.compile(r"[^0-9.+-]")
_UNITS: Final = {"percent": "%", "×": "x", "배": "x", "point": "points"}
_PLACES: Final = ("subject", "metric", "on")


@dataclass(frozen=True, slots=True)
class Score:
    """Right and made-up predictions against ``wanted`` gold ones."""

    name: str
    right: int
    wrong: int
    wanted: int

    @property
    def precision(self) -> float:
        made = self.right + self.wrong
        return self.right / made if made else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores over all gold papers; recall by type and by role counts core entities only."""

    papers: int
    missing: tuple[str, ...]
    """Gold papers that the graph does not hold; their entities count as missed."""
    scores: tuple[Score, ...]
    by_type: tuple[Score, ...]
    by_role: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class _Gold:
    names: frozenset[str]
    kind: str
    kinds: frozenset[str]
    role: str
    roles: frozenset[str]
    core: bool


@dataclass(frozen=True, slots=True)
class _Number:
    value: float
    unit: str
    places: dict[str, frozenset[str]] = field(default_factory=dict)
    """Normal forms of what stands at "subject", "metric" and "on"; only places that are named."""


@dataclass(frozen=True, slots=True)
class _GoldPaper:
    identifier: str
    entities: tuple[_Gold, ...]
    results: tuple[_Number | None, ...]
    """None for a value that is no number: nothing can match it."""


@dataclass(frozen=True, slots=True)
class _Prediction:
    iri: str
    labels: frozenset[str]
    kinds: frozenset[str]
    roles: frozenset[str]


_Accept = Callable[[_Gold, _Prediction], bool]


def evaluate(store: ox.Store, gold: Iterable[Path]) -> Evaluation:
    """Score the graph against files of gold annotations (JSON Lines).

    Raises:
        InputError: a line is not a gold annotation.
    """
    papers = [paper for path in gold for paper in read_gold(path)]
    predictions = [_predictions(store, paper.identifier) for paper in papers]
    made = list(zip(papers, predictions, strict=True))
    numbers = [(paper.results, _numbers(store, paper.identifier)) for paper in papers]
    scores = [_concept_score(name, made, accept) for name, accept in _RULES.items()]
    scores += [
        _result_score("results", numbers, in_full=False),
        _result_score("results in full", numbers, in_full=True),
    ]
    return Evaluation(
        papers=len(papers),
        missing=tuple(paper.identifier for paper in papers if not nodes.kind(store, ARXIV + paper.identifier)),
        scores=tuple(scores),
        by_type=_recall_by(made, _typed, lambda entity: entity.kind),
        by_role=_recall_by(made, _in_role, lambda entity: entity.role),
    )


# ---------------------------------------------------------------- gold


def read_gold(path: Path) -> tuple[_GoldPaper, ...]:
    """The annotations of one file.

    Raises:
        InputError: the file cannot be read, or a line has another form.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", source=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 (byte {error.start + 1})", source=str(path)) from error
    return tuple(_gold_paper(line, str(path), number) for number, line in enumerate(lines, 1) if line.strip())


def _gold_paper(line: str, source: str, number: int) -> _GoldPaper:
    try:
        found = json.loads(line)
        entities = tuple(map(_gold_entity, found["entities"]))
        names = {item["name"]: frozenset(map(normal, item["names"])) for item in found["entities"]}
        results = tuple(_gold_number(item, names) for item in found.get("results", ()))
        return _GoldPaper(found["arxiv"], entities, results)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f'expected {{"arxiv", "entities", "results"}} as in the gold files ({type(error).__name__}: {error})'
        raise InputError(message, source=source, line=number) from error


def _gold_entity(item: dict[str, Any]) -> _Gold:
    return _Gold(
        names=frozenset(map(normal, item["names"])) - {""},
        kind=item["type"],
        kinds=frozenset(item.get("types", [item["type"]])),
        role=item["role"],
        roles=frozenset(item.get("roles", [item["role"]])),
        core=bool(item["core"]),
    )


def _gold_number(item: dict[str, Any], names: dict[str, frozenset[str]]) -> _Number | None:
    try:
        value = float(_NOT_NUMBER.sub("", item["value"]))
    except ValueError:
        return None
    places = {place: names.get(item[place], frozenset((normal(item[place]),))) for place in _PLACES if item.get(place)}
    return _Number(value, _unit(item["unit"]), places)


# ---------------------------------------------------------------- the graph


def _predictions(store: ox.Store, paper: str) -> list[_Prediction]:
    roles: dict[str, set[str]] = {}
    for relation in nodes.concept_roles():
        for concept in nodes.values(store, ARXIV + paper, relation):
            role = _CAPITAL.sub("_", relation.removeprefix(KG)).lower()
            roles.setdefault(concept, set()).update({role} - {"mentions"})
    return [
        _Prediction(iri, _labels(store, iri), frozenset((nodes.kind(store, iri),)) - {""}, frozenset(found))
        for iri, found in sorted(roles.items())
    ]


def _labels(store: ox.Store, concept: str) -> frozenset[str]:
    relations = (nodes.PREF_LABEL, nodes.ALT_LABEL, nodes.HIDDEN_LABEL)
    return frozenset(normal(name) for relation in relations for name in nodes.values(store, concept, relation)) - {""}


def _numbers(store: ox.Store, paper: str) -> list[_Number]:
    def places(result: str) -> dict[str, frozenset[str]]:
        found = (
            (place, nodes.value(store, result, KG + ("evaluatedOn" if place == "on" else place))) for place in _PLACES
        )
        return {place: _labels(store, concept) for place, concept in found if concept}

    return [
        _Number(float(nodes.value(store, iri, KG + "value")), _unit(nodes.value(store, iri, KG + "unit")), places(iri))
        for iri in nodes.values(store, ARXIV + paper, KG + "reports")
    ]


# ---------------------------------------------------------------- scores


def _found(_gold: _Gold, _prediction: _Prediction) -> bool:
    return True


def _typed(gold: _Gold, prediction: _Prediction) -> bool:
    return bool(gold.kinds & prediction.kinds)


def _in_role(gold: _Gold, prediction: _Prediction) -> bool:
    return _typed(gold, prediction) and bool(prediction.roles) and prediction.roles <= gold.roles


_RULES: Final[dict[str, _Accept]] = {"found": _found, "typed": _typed, "role": _in_role}
_Made = Sequence[tuple[_GoldPaper, list[_Prediction]]]


def _pairs(entities: Sequence[_Gold], predictions: Sequence[_Prediction], accept: _Accept) -> dict[int, str]:
    """Which prediction each entity takes, by the entity's index; core entities choose first."""
    free = {prediction.iri: prediction for prediction in predictions}
    taken: dict[int, str] = {}
    for index, entity in sorted(enumerate(entities), key=lambda item: not item[1].core):
        fitting = (iri for iri, each in free.items() if entity.names & each.labels and accept(entity, each))
        choice = next(fitting, None)
        if choice is not None:
            taken[index] = choice
            del free[choice]
    return taken


def _concept_score(name: str, made: _Made, accept: _Accept) -> Score:
    right = wrong = wanted = 0
    for paper, predictions in made:
        taken = _pairs(paper.entities, predictions, accept)
        right += sum(paper.entities[index].core for index in taken)
        wrong += len(predictions) - len(taken)
        wanted += sum(entity.core for entity in paper.entities)
    return Score(name, right, wrong, wanted)


def _recall_by(made: _Made, accept: _Accept, group: Callable[[_Gold], str]) -> tuple[Score, ...]:
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for paper, predictions in made:
        taken = _pairs(paper.entities, predictions, accept)
        for index, entity in enumerate(paper.entities):
            if entity.core:
                wanted[group(entity)] += 1
                right[group(entity)] += index in taken
    return tuple(Score(name, right[name], 0, wanted[name]) for name in sorted(wanted))


def _result_score(name: str, made: Sequence[tuple[Sequence[_Number | None], list[_Number]]], *, in_full: bool) -> Score:
    right = total = wanted = 0
    for gold, reported in made:
        free = list(reported)
        wanted += len(gold)
        total += len(reported)
        for number in gold:
            hit = next(
                (index for index, have in enumerate(free) if number and _same(number, have, in_full=in_full)), None
            )
            if hit is not None:
                right += 1
                del free[hit]
    return Score(name, right, total - right, wanted)


def _same(gold: _Number, have: _Number, *, in_full: bool) -> bool:
    """Signs do not count: a drop of 3 % may be written -3."""
    if abs(abs(gold.value) - abs(have.value)) >= 1e-9 or gold.unit != have.unit:
        return False
    return not in_full or all(names & have.places.get(place, frozenset()) for place, names in gold.places.items())


def _unit(unit: str) -> str:
    spelt = _UNITS.get(unit, unit)
    return spelt if spelt in {"%", "x", "points"} else ""
