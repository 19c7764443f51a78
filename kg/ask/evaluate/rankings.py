"""How well related papers are ranked, against judgements: normalised discounted cumulative gain.

Judgements grade papers for a query paper from 0 (nothing to do with it) to 3 (the same problem). The measure is that of
Järvelin and Kekäläinen ("Cumulated gain-based evaluation of IR techniques", 2002) with gains 2^grade - 1 over the first
ten places. Papers without a grade are passed over, so that nobody is punished for finding what nobody judged; judged
papers that share nothing with the query come last, the newer ones first.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kg.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from kg.store.near import Index

DEPTH: Final = 10

Judgements = dict[str, dict[str, int]]
"""Query paper -> judged paper -> grade, all by identifier."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A query and its nDCG, from 0 to 1; ``judged`` counts the papers of the graph that have a grade."""

    query: str
    title: str
    gain: float
    judged: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The queries by identifier; ``missing`` are those that the graph does not hold, or holds no judged paper of."""

    queries: tuple[Ranked, ...]
    missing: tuple[str, ...]

    @property
    def gain(self) -> float:
        """The mean nDCG, 0 without any query."""
        return sum(each.gain for each in self.queries) / len(self.queries) if self.queries else 0.0


def read_judgements(path: Path) -> Judgements | None:
    """Judgements as one JSON object {query: {paper: grade}} or as lines {"query", "grades"}; None for another file.

    Raises:
        InputError: a grade is no number from 0 to 3.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None  # whoever reads it as something else says why it cannot be read
    try:
        whole = json.loads(text)
    except ValueError:
        whole = None
    try:
        rows = [whole] if isinstance(whole, dict) else [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        return None
    if rows and all(isinstance(row, dict) and isinstance(row.get("grades"), dict) for row in rows):
        found = {str(row["query"]): row["grades"] for row in rows}
    elif isinstance(whole, dict) and all(isinstance(grades, dict) for grades in whole.values()):
        found = whole
    else:
        return None
    return {query: _grades(query, grades, path) for query, grades in found.items()}


def _grades(query: str, grades: Mapping[str, Any], path: Path) -> dict[str, int]:
    for paper, grade in grades.items():
        if grade not in {0, 1, 2, 3}:
            raise InputError(f"the grade of {paper} for {query} is {grade}: expected 0, 1, 2 or 3", source=str(path))
    return {paper: int(grade) for paper, grade in grades.items()}


def ndcg(grades: Sequence[int], all_grades: Iterable[int]) -> float:
    """The gain of grades in their ranked order, against that of the best order of all grades."""
    best = _gain(sorted(all_grades, reverse=True))
    return _gain(grades) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


def evaluate_ranking(index: Index, judgements: Judgements) -> Ranking:
    """Rank the judged papers of every query that the graph holds, by the score of ``kg related``."""
    ranked, missing = [], []
    for query, grades in sorted(judgements.items()):
        asked = index.row(query)
        if asked is None:
            missing.append(query)
            continue
        vector = index.vector(asked)
        rows = {paper: row for paper in grades if (row := index.row(paper)) not in {None, asked}}
        scores = {
            paper: sum(vector[number] * weight for number, weight in index.vector(row).items() if number in vector)
            for paper, row in rows.items()
            if row is not None
        }
        if scores and any(grades.values()):
            order = sorted(scores, key=lambda paper: (-scores[paper], rows[paper] or 0))
            gain = ndcg([grades[paper] for paper in order], grades.values())
            ranked.append(Ranked(query, index.paper(asked).title, gain, len(scores)))
        else:
            missing.append(query)
    return Ranking(tuple(ranked), tuple(missing))
