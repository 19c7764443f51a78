"""Learns the topic model from the texts of an archive.

It is latent semantic analysis (see ``topics``) of the terms of all papers; a topic lies where the papers that name its
concept lie in the mean, by role. Both are rounded to a few bits, which costs no quality and makes the arithmetic exact.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.errors import InputError
from kg.graph.similarity.chart import chart
from kg.graph.similarity.topics import TopicModel, weighted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, BinaryIO

    from numpy.typing import NDArray

    from kg.graph.similarity.profile import Profile

    Floats = NDArray[np.float64]

_DIMENSIONS: Final = 300
_LEAST_PAPERS: Final = 4
"""A term or concept that fewer papers have is left out."""
_COMMON_TERM, _COMMON_CONCEPT = 0.3, 0.05
_STEPS: Final = 31
"""Coordinates are whole numbers from minus to plus this: six bits."""
_SEED: Final = 0
_NOISE: Final = 1e-3


def fit_topics(profiles: Mapping[str, Profile], labels: Mapping[str, str], out: BinaryIO) -> tuple[int, int]:
    """Write the topic model of some papers; how many terms and topics it has.

    ``labels`` name the concepts. Needs scikit-learn and scipy (``pip install 'paperkg[train]'``).

    Raises:
        InputError: there are too few papers.
    """
    from scipy import sparse
    from sklearn.utils.extmath import randomized_svd

    papers = sorted(profiles)
    bags = [weighted(profiles[paper].wording) for paper in papers]
    spread = Counter(term for bag in bags for term in bag)
    most = _COMMON_TERM * len(papers)
    terms = sorted(term for term, count in spread.items() if _LEAST_PAPERS <= count <= most)
    number = {term: row for row, term in enumerate(terms)}
    telling = np.array([math.log((1 + len(papers)) / (1 + spread[term])) + 1 for term in terms])
    said = _table(
        sparse, [{number[term]: weight for term, weight in bag.items() if term in number} for bag in bags], len(terms)
    )
    weights = said @ sparse.diags(telling)
    _, sizes, axes = randomized_svd(_unit(sparse, weights), _DIMENSIONS, random_state=_SEED, n_iter=6)
    real = sizes > _NOISE * sizes[0]  # few papers span fewer dimensions: the rest is rounding, blown up by its root
    places = _whole(telling[:, None] * axes[real].T / np.sqrt(sizes[real]))
    here = said @ places.astype(np.float64)
    here /= np.maximum(np.linalg.norm(here, axis=1, keepdims=True), 1e-12)
    naming: dict[str, dict[int, float]] = defaultdict(dict)
    for row, paper in enumerate(papers):
        for concept, weight in profiles[paper].concepts.items():
            naming[concept][row] = weight
    kept = {
        labels[concept]: rows
        for concept, rows in naming.items()
        if _LEAST_PAPERS <= len(rows) <= _COMMON_CONCEPT * len(papers)
    }
    names = sorted(kept)
    if not names:
        raise InputError(
            f"{len(papers)} papers are too few to learn topics from: no concept is named by enough of them"
        )
    middle = _table(sparse, [kept[name] for name in names], len(papers)) @ here
    middle /= np.maximum(np.linalg.norm(middle, axis=1, keepdims=True), 1e-12)
    common = sorted(term for term, count in spread.items() if count > most)
    counts = np.array([len(papers), *(spread[term] for term in (*terms, *common))], dtype=np.int32)
    spaces = places.astype(np.float64), _whole(middle)
    model = TopicModel(number, names, {}, spaces[0], spaces[1].astype(np.float64), np.zeros((len(names), 2), np.int16))
    strengths = list(model.strengths([profiles[paper].wording for paper in papers]))
    np.savez_compressed(
        out,
        term=_letters(terms),
        common=_letters(common),
        spread=counts,
        name=_letters(names),
        terms=places,
        topics=spaces[1],
        chart=chart(strengths, names),
    )
    return len(terms), len(names)


def _table(sparse: Any, rows: Sequence[Mapping[int, float]], width: int) -> Any:  # noqa: ANN401  scipy has no types
    cells = [(row, column, weight) for row, found in enumerate(rows) for column, weight in sorted(found.items())]
    at, columns, weights = zip(*cells, strict=True)
    return sparse.csr_matrix((np.array(weights, dtype=np.float64), (at, columns)), shape=(len(rows), width))


def _unit(sparse: Any, table: Any) -> Any:  # noqa: ANN401
    length = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(length, 1e-12)) @ table


def _whole(places: Floats) -> NDArray[np.int8]:
    scale = np.percentile(np.abs(places), 99.9)
    whole: NDArray[np.int8] = np.clip(np.round(places / scale * _STEPS), -_STEPS, _STEPS).astype(np.int8)
    return whole


def _letters(names: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), dtype=np.uint8)
