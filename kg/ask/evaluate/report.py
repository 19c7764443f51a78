"""The whole evaluation of a graph."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg import names
from kg.ask import nodes
from kg.ask.evaluate.claims import MENTIONS, Prediction, numbers, predictions
from kg.ask.evaluate.errors import MadeUp, Missed, errors
from kg.ask.evaluate.gold import GoldPaper, read_gold
from kg.ask.evaluate.matching import RULES, in_role, matched, pairs, typed
from kg.ask.evaluate.reliability import Reliability, reliability
from kg.ask.evaluate.scores import Key, Score, Tally, tables
from kg.model import merge_digests
from kg.ontology.terms import ARXIV
from kg.store.digests import load_digests

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from kg.ask.evaluate.gold import Number
    from kg.ask.evaluate.matching import Accept

    Texts = Mapping[str, Mapping[str, str]]
    """Paper -> section -> text."""

_RESULTS: Final = {"results": False, "results in full": True}
_ORDER: Final = (*RULES, *_RESULTS)
_LANGUAGES: Final = {"ko": "Korean", "en": "English"}
_TITLE: Final = "title"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores over all gold papers, in total and by parts."""

    papers: int
    missing: tuple[str, ...]
    """Gold papers that the graph does not hold; their entities count as missed."""
    scores: tuple[Score, ...]
    by_type: tuple[Score, ...]
    """Typed matches: of gold's kinds the recall, of the graph's kinds the precision."""
    by_role: tuple[Score, ...]
    by_language: tuple[tuple[str, int, tuple[Score, ...]], ...]
    """Language, papers, and all scores of those papers; only where the folder keeps its digests."""
    reliability: Reliability
    """Of typed links between papers and concepts."""
    missed: tuple[Missed, ...]
    made_up: tuple[MadeUp, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """A gold paper, and what the graph says of it."""

    gold: GoldPaper
    predictions: list[Prediction]
    numbers: list[Number]
    language: str


def evaluate(store: ox.Store, gold: Iterable[Path], *, folder: Path | None = None) -> Evaluation:
    """Score the graph against files of gold annotations (JSON Lines).

    ``folder`` is that of the exports: with the digests it keeps, papers are told by language, and errors are quoted.

    Raises:
        InputError: a line is not a gold annotation, or the kept digests are damaged.
    """
    papers = [paper for path in gold for paper in read_gold(path)]
    texts = _texts(folder, {paper.identifier for paper in papers})
    cases = [
        _Case(
            paper,
            predictions(store, paper.identifier),
            numbers(store, paper.identifier),
            _language(texts.get(paper.identifier, {})),
        )
        for paper in papers
    ]
    made = tables([_tallies(case) for case in cases])
    missed, made_up = errors(((case.gold, case.predictions) for case in cases), texts)
    spoken = Counter(case.language for case in cases)
    return Evaluation(
        papers=len(papers),
        missing=tuple(paper.identifier for paper in papers if not nodes.kind(store, ARXIV + paper.identifier)),
        scores=_ordered(made.get("score", ())) or tuple(Score(name, 0, 0, 0) for name in _ORDER),
        by_type=made.get("type", ()),
        by_role=made.get("role", ()),
        by_language=tuple(
            (name, spoken[code], _ordered(made[f"language {code}"]))
            for code, name in _LANGUAGES.items()
            if f"language {code}" in made
        ),
        reliability=reliability([link for case in cases for link in _links(case)]),
        missed=missed,
        made_up=made_up,
    )


def _ordered(scores: Iterable[Score]) -> tuple[Score, ...]:
    return tuple(sorted(scores, key=lambda score: _ORDER.index(score.name)))


def _texts(folder: Path | None, wanted: set[str]) -> Texts:
    digests = load_digests(folder) if folder else ()
    papers = (paper for paper in merge_digests(digests) if paper.identifier in wanted)
    return {paper.identifier: {section.name: section.text for section in paper.sections} for paper in papers}


def _language(sections: Mapping[str, str]) -> str:
    """The language of a summary, "" where there is none: a Korean one has more Hangul than a quoted word."""
    words = [word for name, text in sections.items() if name != _TITLE for word in text.split()]
    if not words:
        return ""
    korean = sum(names.language(word) == "ko" for word in words)
    return "ko" if korean * 4 > len(words) else "en"


# ---------------------------------------------------------------- counting


def _tallies(case: _Case) -> dict[Key, Tally]:
    """What one paper adds to each row of each table."""
    whole = {name: _tally(case, accept) for name, accept in RULES.items()}
    for name, in_full in _RESULTS.items():
        right = matched(case.gold.results, case.numbers, in_full=in_full)
        whole[name] = Tally(right, len(case.numbers) - right, len(case.gold.results))
    found = {("score", name): tally for name, tally in whole.items()}
    if case.language:
        found |= {(f"language {case.language}", name): tally for name, tally in whole.items()}
    found |= {("type", name): tally for name, tally in _split(case, typed, "kind").items()}
    found |= {("role", name): tally for name, tally in _split(case, in_role, "role").items()}
    return found


def _tally(case: _Case, accept: Accept) -> Tally:
    entities = case.gold.entities
    taken = pairs(entities, case.predictions, accept)
    right = sum(entities[index].core for index in taken)
    return Tally(right, len(case.predictions) - len(taken), sum(entity.core for entity in entities))


def _split(case: _Case, accept: Accept, part: str) -> dict[str, Tally]:
    """The tally by kind or role: what is right or missed by gold's word, what is made up by the graph's."""
    entities = case.gold.entities
    taken = pairs(entities, case.predictions, accept)
    used = set(taken.values())
    right = Counter(getattr(entities[index], part) for index in taken if entities[index].core)
    wanted = Counter(getattr(entity, part) for entity in entities if entity.core)
    wrong = Counter(getattr(each, part) or MENTIONS for each in case.predictions if each.iri not in used)
    rows = sorted({*right, *wanted, *wrong})
    return {name: Tally(right[name], wrong[name], wanted[name]) for name in rows}


def _links(case: _Case) -> Sequence[tuple[float, bool]]:
    """Confidence and truth of the paper's concepts; those that only an optional entity takes are left out."""
    taken = pairs(case.gold.entities, case.predictions, typed)
    core = {iri for index, iri in taken.items() if case.gold.entities[index].core}
    optional = set(taken.values()) - core
    return [
        (each.confidence, each.iri in core)
        for each in case.predictions
        if each.confidence is not None and each.iri not in optional
    ]
