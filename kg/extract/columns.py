"""The weights for kind and role as matrices: the entities of a paper are decided together, in a few steps of numpy.

Weights count in thousandths, as the data file holds them. So sums are whole numbers: exact, and the same in whatever
order a paper's features come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat

import numpy as np

from kg.extract import listed
from kg.extract.judge import BIAS, KINDS, ROLES, SCALE, Table, thousandths
from kg.extract.packed import Matrix
from kg.model import Kind, Role

_NONE = 0
"""The row of what has no weights."""


class Columns:
    """The weights of a table for kind and role; a feature is known by the number of its row."""

    def __init__(self, table: Table) -> None:
        kind_names, by_kind = thousandths(table.kind, len(KINDS))
        names, by_role = thousandths(table.role, len(ROLES))
        parted = [_parted(feature) if "&" in feature else _WHOLE for feature in names]
        crossed = [at for at, (kind, _) in enumerate(parted) if kind]
        plain = [at for at, (kind, _) in enumerate(parted) if not kind]
        plain_names = [names[at] for at in plain]
        bases = [parted[at][1] for at in crossed]
        every = dict.fromkeys(chain(kind_names, plain_names, bases))
        self._rows = {feature: row for row, feature in enumerate(every, 1)}
        self._kind = self._matrix(kind_names, by_kind)
        self._role = self._matrix(plain_names, by_role[plain])
        self._crossed: Matrix = np.concatenate([np.zeros((1, len(ROLES)), dtype=np.int64), by_role[crossed]])
        self._at: Matrix = np.zeros((len(self._rows) + 1, len(KINDS)), dtype=np.int64)
        columns = [_COLUMNS[parted[at][0]] for at in crossed]
        self._at[[self._rows[base] for base in bases], columns] = range(1, len(crossed) + 1)
        self._of_kind = np.array([self._rows.get(f"kind={kind}", _NONE) for kind in KINDS], dtype=np.int64)
        self._bias = self._rows.get(BIAS, _NONE)

    def _matrix(self, features: Sequence[str], weights: Matrix) -> Matrix:
        matrix: Matrix = np.zeros((len(self._rows) + 1, weights.shape[1]), dtype=np.int64)
        matrix[[self._rows[feature] for feature in features]] = weights
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
    """The kind with which a feature is crossed (``judge.crossed``), and the feature by itself; both "" if it is not."""
    before, _, base = feature.partition("&")
    return (before, base) if base and before in _COLUMNS else _WHOLE


_WHOLE = ("", "")
"""A feature that is crossed with no kind."""


_COLUMNS = {str(kind): column for column, kind in enumerate(KINDS)}
