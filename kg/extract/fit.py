"""Fit the three linear models of the judge: logistic regressions with an L2 penalty, by scikit-learn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

from kg.errors import RequirementError
from kg.extract import gold
from kg.extract.examples import Example
from kg.extract.judge import BIAS, KINDS, ROLES, Judge, with_kind

_LEAST = 2
"""A feature must occur in so many groups to get a weight."""
_SMALLEST = 0.01
"""Weights nearer to zero are not kept."""
_OPTIONAL = 0.15
"""Weight of an entity that is fine to have and fine to lack, against one that a reader would miss."""
_ACCEPTED = 0.3
"""Weight of a kind or role that a judge would also accept, against the annotated one."""


class Strength(NamedTuple):
    """Inverse regularisation of the three models."""

    keep: float = 0.06
    kind: float = 0.05
    role: float = 0.1


STRENGTH = Strength()


class Row(NamedTuple):
    """One training instance."""

    features: Sequence[str]
    label: int
    weight: float


def _keep_rows(examples: Iterable[Example]) -> list[Row]:
    """Every group but the second copies: they are names all right, only not needed twice."""
    rows = []
    for example in examples:
        for index, found in enumerate(example.features):
            entity = _entity(example, index)
            weight = 1.0 if entity is None or entity.core else _OPTIONAL
            if index not in example.copies:
                rows.append(Row(found, int(entity is not None), weight))
    return rows


def _kind_rows(examples: Iterable[Example]) -> list[Row]:
    return [
        Row(found, KINDS.index(kind), _weight(entity.core, kind == entity.kinds[0]))
        for example in examples
        for found, entity in _matched(example)
        for kind in entity.kinds
    ]


def _role_rows(examples: Iterable[Example]) -> list[Row]:
    return [
        Row(with_kind(found, entity.kinds[0]), ROLES.index(role), _weight(entity.core, role == entity.roles[0]))
        for example in examples
        for found, entity in _matched(example)
        for role in entity.roles
    ]


def _weight(core: bool, best: bool) -> float:  # noqa: FBT001 two facts about one label, used above only
    return (1.0 if core else 0.6) * (1.0 if best else _ACCEPTED)


def _entity(example: Example, index: int) -> gold.GoldEntity | None:
    at = example.taken.get(index)
    return None if at is None else example.annotated.entities[at]


def _matched(example: Example) -> list[tuple[tuple[str, ...], gold.GoldEntity]]:
    return [(example.features[index], example.annotated.entities[at]) for index, at in sorted(example.taken.items())]


def fit(examples: Sequence[Example], *, strength: Strength = STRENGTH, threshold: float = 0.35) -> Judge:
    """The judge that these papers teach, without tallies."""
    keep = _fit(_keep_rows(examples), strength.keep, classes=2)
    kind = _fit(_kind_rows(examples), strength.kind, classes=len(KINDS))
    role = _fit(_role_rows(examples), strength.role, classes=len(ROLES))
    return Judge({name: row[0] for name, row in keep.items()}, kind, role, {}, frozenset(), threshold)


def require_sklearn() -> None:
    """Say at once, not after minutes of counting, that the optional library is missing.

    Raises:
        RequirementError: it is.
    """
    if find_spec("sklearn") is None:
        raise RequirementError("training needs scikit-learn: pip install 'paperkg[train]'")


def _fit(rows: Sequence[Row], strength: float, *, classes: int) -> dict[str, tuple[float, ...]]:
    """Weights by feature: one a class, or a single one for two classes."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    counts = Counter(name for row in rows for name in row.features)
    names = sorted(name for name, count in counts.items() if count >= _LEAST)
    index = {name: at for at, name in enumerate(names)}
    columns = [[index[name] for name in row.features if name in index] for row in rows]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.array([at for column in columns for at in column], dtype=np.int64)
    matrix = csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), len(names)))
    model = LogisticRegression(C=strength, max_iter=100, tol=1e-3)
    model.fit(matrix, [row.label for row in rows], sample_weight=[row.weight for row in rows])
    return _weights(model, names, classes)


def _weights(
    model: Any,  # noqa: ANN401 sklearn is untyped
    names: Sequence[str],
    classes: int,
) -> dict[str, tuple[float, ...]]:
    if classes == 2:
        rows: dict[str, tuple[float, ...]] = {
            name: (float(value),) for name, value in zip(names, model.coef_[0], strict=True)
        }
        bias: tuple[float, ...] = (float(model.intercept_[0]),)
    else:
        place = {int(label): at for at, label in enumerate(model.classes_)}
        columns = [place.get(label) for label in range(classes)]
        rows = {
            name: tuple(0.0 if at is None else float(model.coef_[at][number]) for at in columns)
            for number, name in enumerate(names)
        }
        bias = tuple(-40.0 if at is None else float(model.intercept_[at]) for at in columns)
    kept = {name: row for name, row in rows.items() if max(map(abs, row)) >= _SMALLEST}
    return {BIAS: bias, **kept}
