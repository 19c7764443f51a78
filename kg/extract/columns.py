"""The weights for kind and role as matrices: the entities of a paper are decided together, in a few steps of numpy.

Weights count in thousandths, as the data file holds them. So sums are whole numbers: exact, and the same in whatever
order a paper's features come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from kg.extract import listed
from kg.extract.judge import BIAS, KINDS, ROLES, SCALE, Table, thousandths
from kg.model import Kind, Role

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix: TypeAlias = NDArray[np.int64]

_NONE = 0
"""The row of what has no weights."""


class Columns:
    """The weights of a table for kind and role; a feature is known by the number of its row."""

    def __init__(self, table: Table) -> None:
        by_kind, by_role = thousandths(table.kind), thousandths(table.role)
        plain = {feature: row for feature, row in by_role.items() if "&" not in feature or not _parted(feature)[0]}
        crossed = [(*_parted(feature), row) for feature, row in by_role.items() if feature not in plain]
        bases = dict.fromkeys(base for _, base, _ in crossed)
        self._rows = {feature: row for row, feature in enumerate({**by_kind, **plain, **bases}, 1)}
        self._kind = self._matrix(by_kind, len(KINDS))
        self._role = self._matrix(plain, len(ROLES))
        self._crossed: Matrix = np.array([[0] * len(ROLES), *(row for *_, row in crossed)], dtype=np.int64)
        self._at: Matrix = np.zeros((len(self._rows) + 1, len(KINDS)), dtype=np.int64)
        if crossed:
            columns = [_COLUMNS[kind] for kind, *_ in crossed]
            self._at[[self._rows[base] for _, base, _ in crossed], columns] = range(1, len(crossed) + 1)
        self._of_kind = np.array([self._rows.get(f"kind={kind}", _NONE) for kind in KINDS], dtype=np.int64)
        self._bias = self._rows.get(BIAS, _NONE)

    def _matrix(self, weights: Mapping[str, Sequence[int]], width: int) -> Matrix:
        matrix: Matrix = np.zeros((len(self._rows) + 1, width), dtype=np.int64)
        if weights:
            matrix[list(map(self._rows.__getitem__, weights))] = list(weights.values())
        return matrix

    def numbers(self, features: Iterable[str]) -> list[int]:
        """The rows of features, in their order; what weighs nothing has none."""
        return list(filter(None, map(self._rows.get, features, repeat(_NONE))))

    def kinds(self, things: Sequence[Sequence[int]]) -> list[list[float]]:
        """What the features of each thing weigh together for each kind."""
        if not things:
            return []
        flat, starts, _ = self._laid_out(things)
        rows: list[list[float]] = (np.add.reduceat(self._kind[flat], starts) / SCALE).tolist()
        return rows

    def _laid_out(self, things: Sequence[Sequence[int]]) -> tuple[Matrix, Matrix, list[int]]:
        """The rows of all things one behind the other, where each begins, and how many each has."""
        sizes = [len(numbers) + 1 for numbers in things]
        flat = np.fromiter(
            chain.from_iterable((self._bias, *numbers) for numbers in things), dtype=np.int64, count=sum(sizes)
        )
        return flat, np.cumsum([0, *sizes[:-1]]), sizes

    def decide(self, things: Sequence[Sequence[int]], beside: Sequence[Sequence[int]] = ()) -> list[tuple[Kind, Role]]:
        """The likeliest kind of each thing, and the likeliest role of a thing of that kind; of equals the first.

        A thing is given by the ``numbers`` of its features; ``beside`` says which others it is listed with.
        """
        if not things:
            return []
        flat, starts, sizes = self._laid_out(things)
        sums = np.add.reduceat(self._kind[flat], starts)
        kinds = np.array(listed.agreed((sums / SCALE).tolist(), beside)) if any(beside) else sums.argmax(axis=1)
        crossed = self._crossed[self._at[flat, np.repeat(kinds, sizes)]]
        roles = np.add.reduceat(self._role[flat] + crossed, starts) + self._role[self._of_kind[kinds]]
        pairs = zip(kinds.tolist(), roles.argmax(axis=1).tolist(), strict=True)
        return [(KINDS[kind], ROLES[role]) for kind, role in pairs]


def _parted(feature: str) -> tuple[str, str]:
    """The kind with which a feature is crossed (``judge.crossed``; "" if it is not), and the feature by itself."""
    before, _, base = feature.partition("&")
    return (before, base) if base and before in _COLUMNS else ("", feature)


_COLUMNS = {str(kind): column for column, kind in enumerate(KINDS)}
