"""What a text is about: its nearest topics, by a small model that ships with the package.

A topic is a concept that several papers of the archive name, as the texts of these papers talk. Terms and topics are
points of one latent space (``topics.npz``, made by ``kg tune``; Deerwester et al., "Indexing by latent
semantic analysis", 1990), and the topics nearest to the sum of a text's terms say in names what it is about, even if it
names none of them: so two texts that say one thing in other words, or one in Korean and one in English, have topics in
common. All numbers are whole, so every machine finds the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from kg.graph.similarity.wording import Wording

FILE: Final = "topics.npz"
KEPT: Final = 64
"""So many topics a text has at most."""
GRAIN: Final = 16
"""A term that stands in a text once counts this much."""
_BATCH: Final = 512


@dataclass(frozen=True, slots=True)
class TopicModel:
    """Rows of ``terms`` and ``topics`` are points of the same space, small whole numbers as floats."""

    number: Mapping[str, int]
    names: Sequence[str]
    spread: Mapping[str, int]
    """How many papers of the archive have each term, and under "" how many there are."""
    terms: NDArray[np.float64]
    topics: NDArray[np.float64]
    chart: NDArray[np.int16]
    """Where on the map each topic lies: x to the right and y down, in its units (see ``chart``)."""

    def strengths(self, wordings: Sequence[Wording]) -> Iterator[dict[str, int]]:
        """For each wording its topics by strength, in thousandths of the length of all of them."""
        for first in range(0, len(wordings), _BATCH):
            batch = wordings[first : first + _BATCH]
            places = np.stack([self._place(each) for each in batch])
            near = places @ self.topics.T  # whole numbers below 2^53: exact in any order
            order = np.argsort(-near, axis=1, kind="stable")[:, :KEPT]
            for row, best in zip(near, order, strict=True):
                values = [int(value) for value in row[best] if value > 0]
                length = math.sqrt(sum(value * value for value in values))
                found = {self.names[topic]: round(1000 * value / length) for topic, value in zip(best, values)}  # noqa: B905  the negative ones are left out
                yield {name: strength for name, strength in found.items() if strength}

    def _place(self, said: Wording) -> NDArray[np.float64]:
        known = [(self.number[term], weight) for term, weight in weighted(said).items() if term in self.number]
        if not known:
            return np.zeros(self.terms.shape[1])
        rows, weights = zip(*known, strict=True)
        place: NDArray[np.float64] = np.array(weights, dtype=np.float64) @ self.terms[list(rows)]
        return place


def weighted(said: Wording) -> dict[str, int]:
    """The terms of a text as the model weighs them, in whole numbers."""
    return {term: round(GRAIN * weight) for term, weight in said.weights().items()}


@cache
def topic_model() -> TopicModel:
    """The model that ships with the package."""
    with files("kg.graph.similarity").joinpath(FILE).open("rb") as stream, np.load(stream) as stored:
        terms = bytes(stored["term"]).decode().split("\n")
        names = bytes(stored["name"]).decode().split("\n")
        places = stored["terms"].astype(np.float64), stored["topics"].astype(np.float64), stored["chart"]
        spread = dict(
            zip(("", *terms, *bytes(stored["common"]).decode().split("\n")), stored["spread"].tolist(), strict=True)
        )
    return TopicModel({term: row for row, term in enumerate(terms)}, names, spread, *places)


@cache
def topic_chart() -> dict[str, tuple[int, int]]:
    """Where on the map the topics of the shipped model lie, by name."""
    model = topic_model()
    return {name: (int(x), int(y)) for name, (x, y) in zip(model.names, model.chart, strict=True)}


def with_topics(wordings: Sequence[Wording]) -> list[Wording]:
    """The same wordings with their topics."""
    return [
        replace(said, topics=found) for said, found in zip(wordings, topic_model().strengths(wordings), strict=True)
    ]
