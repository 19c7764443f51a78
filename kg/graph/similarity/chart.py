"""Learns where on the map each topic lies, from the papers of an archive.

The papers are laid out in the plane by what they are about (t-SNE over the strengths of their topics; van der Maaten
and Hinton, "Visualizing data using t-SNE", 2008); a topic lies where most of the papers that it is strongest in lie.
``kg.graph.layout`` puts a paper among its topics, so papers that nobody had seen find their place, too, and no paper
moves another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from kg.graph.dense import densest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

WIDTH: Final = 1400
"""How wide the chart is, in the units of the map; it is drawn wider than high, as windows are."""
_WIDE: Final = 1.3
GROUND: Final = 0.78 * WIDTH * WIDTH / _WIDE
"""The area of the chart, about an ellipse, in squares of that unit."""
_AXES: Final = 50
_PERPLEXITY: Final = 40
_SEED: Final = 0
_STRONGEST: Final = 40
"""A topic lies where most of so many papers lie, those it is strongest in."""


def chart(strengths: Sequence[Mapping[str, int]], names: Sequence[str]) -> NDArray[np.int16]:
    """The place (x to the right, y down) of each topic of ``names``; ``strengths`` are those of each paper's topics.

    A topic that no paper has lies in the middle. Needs scikit-learn and scipy.
    """
    from scipy import sparse
    from sklearn.decomposition import TruncatedSVD
    from sklearn.manifold import TSNE

    number = {name: column for column, name in enumerate(names)}
    cells = [(row, number[name], value) for row, found in enumerate(strengths) for name, value in sorted(found.items())]
    rows, columns, values = (np.array(part) for part in zip(*cells, strict=True))
    table = sparse.csr_matrix((values.astype(np.float64), (rows, columns)), shape=(len(strengths), len(names)))
    axes = TruncatedSVD(min(_AXES, *(size - 1 for size in table.shape)), random_state=_SEED).fit_transform(table)
    axes /= np.maximum(np.linalg.norm(axes, axis=1, keepdims=True), 1e-12)
    perplexity = min(_PERPLEXITY, (len(strengths) - 1) / 3)
    plane = TSNE(2, perplexity=perplexity, init="pca", random_state=_SEED).fit_transform(axes)
    places = _fitted(plane.astype(np.float64))
    by_topic = table.tocsc()
    return np.array([_place(by_topic, column, places) for column in range(len(names))], dtype=np.int16)


def _fitted(plane: NDArray[np.float64]) -> NDArray[np.float64]:
    """The plane in units of the map: its middle in the middle, nearly all of it within ``WIDTH``."""
    low, high = np.percentile(plane, [1, 99], axis=0)
    fitted: NDArray[np.float64] = (plane - (low + high) / 2) / np.maximum(high - low, 1e-9) * WIDTH
    return fitted * (1, 1 / _WIDE)


def _place(table: Any, column: int, places: NDArray[np.float64]) -> tuple[int, int]:  # noqa: ANN401  scipy has no types
    there = slice(table.indptr[column], table.indptr[column + 1])
    best = np.argsort(-table.data[there], kind="stable")[:_STRONGEST]
    papers, say = table.indices[there][best], table.data[there][best] ** 2
    if not len(papers):
        return 0, 0
    x, y = densest(places[papers, 0], places[papers, 1], say / say.max())
    return round(x), round(y)
