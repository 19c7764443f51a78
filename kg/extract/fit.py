"""Fit the linear models of the judge and of the screen: logistic regressions with an L2 penalty, by scikit-learn.

Korean and English papers learn from each other: every feature has one weight for both languages and one for each, as in
H. Daumé III, "Frustratingly easy domain adaptation", ACL 2007. What is kept is the sum for each language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

from kg.errors import RequirementError
from kg.extract import gold, screen
from kg.extract.examples import Example, Features
from kg.extract.judge import BIAS, KINDS, LANGUAGES, ROLES, Judge, Table, total, with_kind
from kg.extract.odds import Row, log_odds

_LEAST = 2
"""A feature must occur in so many groups to get a weight."""
_SMALLEST = 0.01
"""Weights nearer to zero are not kept."""
_OPTIONAL = 0.15
"""Weight of an entity that is fine to have and fine to lack, against one that a reader would miss."""
_ACCEPTED = 0.3
"""Weight of a kind or role that a judge would also accept, against the annotated one."""
_LEADING = 2.0
"""Weight of a paper whose annotators set the manner that the others follow."""
_SCREENED = 0.01
"""The share of wanted names that the screen may cost."""
_UNLOOKED = 0.005
"""The share of kept groups that the floor of names may cost."""
_SCREEN_STRENGTH = 0.3
_THRESHOLD = 0.4
_AT_FIRST = 0.3
"""So likely at first sight is nearly all that is kept."""
_ROUNDING = 0.01
"""So much a sum of weights may change when they are written down."""
_CERTAIN = 4.0
"""The log-odds of what is true of everything seen."""


class Strength(NamedTuple):
    """Inverse regularisation of the three models."""

    keep: float = 0.06
    kind: float = 0.05
    role: float = 0.1


STRENGTH = Strength()


class _Instance(NamedTuple):
    """One training instance."""

    features: Sequence[str]
    label: int
    weight: float
    english: bool


def _keep_rows(examples: Iterable[Example]) -> list[_Instance]:
    """Every group but the second copies: they are names all right, only not needed twice."""
    rows = []
    for example in examples:
        for index, found in enumerate(example.features):
            entity = _entity(example, index)
            weight = times(example) * (1.0 if entity is None or entity.core else _OPTIONAL)
            if index not in example.copies:
                rows.append(_Instance(_joined(found), int(entity is not None), weight, example.english))
    return rows


def _kind_rows(examples: Iterable[Example]) -> list[_Instance]:
    return [
        _Instance(
            _joined(found),
            KINDS.index(kind),
            times(example) * _weight(entity.core, kind == entity.kinds[0]),
            example.english,
        )
        for example in examples
        for found, entity in _matched(example)
        for kind in entity.kinds
    ]


def _role_rows(examples: Iterable[Example]) -> list[_Instance]:
    return [
        _Instance(
            with_kind(_joined(found), entity.kinds[0]),
            ROLES.index(role),
            times(example) * _weight(entity.core, role == entity.roles[0]),
            example.english,
        )
        for example in examples
        for found, entity in _matched(example)
        for role in entity.roles
    ]


def _joined(found: Features) -> tuple[str, ...]:
    return (*found.names, *found.places)


def times(example: Example) -> float:
    """How often a paper counts when weights are learnt."""
    return _LEADING if example.leading else 1.0


def _weight(core: bool, best: bool) -> float:  # noqa: FBT001 two facts about one label, used above only
    return (1.0 if core else 0.6) * (1.0 if best else _ACCEPTED)


def _entity(example: Example, index: int) -> gold.GoldEntity | None:
    at = example.taken.get(index)
    return None if at is None else example.annotated.entities[at]


def _matched(example: Example) -> list[tuple[Features, gold.GoldEntity]]:
    return [(example.features[index], example.annotated.entities[at]) for index, at in sorted(example.taken.items())]


def fit(
    examples: Sequence[Example], *, strength: Strength = STRENGTH, thresholds: Mapping[str, float] | None = None
) -> Judge:
    """The judge that these papers teach, without tallies and screen."""
    keep = _fit(_keep_rows(examples), strength.keep, classes=2)
    kind = _fit(_kind_rows(examples), strength.kind, classes=len(KINDS))
    role = _fit(_role_rows(examples), strength.role, classes=len(ROLES))
    tables = {}
    for language in LANGUAGES:
        weights = {name: row[0] for name, row in keep[language].items()}
        threshold = (thresholds or {}).get(language, _THRESHOLD)
        own = [example for example in examples if example.english == (language == "en")]
        floor = _floor(weights, own)
        tables[language] = Table(weights, kind[language], role[language], threshold, floor)
    return Judge(tables, {}, frozenset())


def _floor(keep: Mapping[str, float], examples: Iterable[Example]) -> float:
    """What the names of nearly all groups that are kept weigh at least."""
    least = log_odds(_AT_FIRST)
    kept = []
    for found in (found for example in examples for found in example.features):
        by_name = total(keep, (BIAS, *found.names))
        if by_name + total(keep, found.places) >= least:
            kept.append(by_name)
    return round(sorted(kept)[int(len(kept) * _UNLOOKED)] - _ROUNDING, 3) if kept else float("-inf")


def fit_screen(parts: Iterable[screen.Part]) -> screen.Screen:
    """The screen that drops most parts of phrases and few wanted names."""
    found = list(parts)
    if not any(part.core for part in found) or all(part.wanted for part in found):
        return screen.OPEN
    rows = [
        _Instance(part.signs, int(part.wanted), 1.0 if part.core or not part.wanted else _ACCEPTED, english=False)
        for part in found
    ]
    weights = {name: row[0] for name, row in _fit(rows, _SCREEN_STRENGTH, classes=2)["ko"].items()}
    scores = sorted(total(weights, (BIAS, *part.signs)) for part in found if part.core)
    return screen.Screen(weights, round(scores[int(len(scores) * _SCREENED)] - _ROUNDING, 3))


def fit_calibration(kept: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and intercept that make of probabilities the share of what is right among groups of that probability.

    As in J. Platt, "Probabilistic outputs for support vector machines", 1999: a logistic regression on the log-odds.
    ``kept`` are pairs of a probability, judged by weights that never saw the paper, and whether it was right.
    """
    from sklearn.linear_model import LogisticRegression

    right = [right for _, right in kept]
    if len(set(right)) < 2:
        return 1.0, 0.0
    odds = [[log_odds(said)] for said, _ in kept]
    model = LogisticRegression(C=1.0).fit(odds, right)
    return round(max(float(model.coef_[0][0]), 0.05), 3), round(float(model.intercept_[0]), 3)


def require_sklearn() -> None:
    """Say at once, not after minutes of counting, that the optional library is missing.

    Raises:
        RequirementError: it is.
    """
    if find_spec("sklearn") is None:
        raise RequirementError("training needs scikit-learn: pip install 'paperkg[train]'")


def _fit(rows: Sequence[_Instance], strength: float, *, classes: int) -> dict[str, dict[str, Row]]:
    """Weights by feature for each language: one a class, or a single one for two classes.

    A single class in a handful of papers teaches nothing but itself.
    """
    seen = {row.label for row in rows}
    if len(seen) < 2:
        only = (_CERTAIN,) if classes == 2 else tuple(0.0 if at in seen else -40.0 for at in range(classes))
        return {language: {BIAS: only if 0 not in seen or classes > 2 else (-_CERTAIN,)} for language in LANGUAGES}
    import numpy as np
    from scipy.sparse import csr_matrix, diags, hstack
    from sklearn.linear_model import LogisticRegression

    counts = Counter(name for row in rows for name in row.features)
    names = sorted(name for name, count in counts.items() if count >= _LEAST)
    index = {name: at for at, name in enumerate(names)}
    columns = [[index[name] for name in row.features if name in index] for row in rows]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.array([at for column in columns for at in column], dtype=np.int64)
    both = csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), len(names)))
    english = np.array([float(row.english) for row in rows])
    if 0 < english.sum() < len(rows):
        matrix = hstack([both, diags(1 - english) @ both, diags(english) @ both], format="csr")
    else:
        matrix = both
    model = LogisticRegression(C=strength, max_iter=100, tol=1e-3)
    model.fit(matrix, [row.label for row in rows], sample_weight=[row.weight for row in rows])
    width, shared = len(names), matrix.shape[1] == len(names)
    found = {}
    for number, language in enumerate(LANGUAGES, 1):
        own = 0 if shared else model.coef_[:, number * width : (number + 1) * width]
        found[language] = _weights(model.coef_[:, :width] + own, model, names, classes)
    return found


def _weights(
    coefficients: Any,  # noqa: ANN401 numpy and sklearn are imported by the function above only
    model: Any,  # noqa: ANN401 as above
    names: Sequence[str],
    classes: int,
) -> dict[str, Row]:
    if classes == 2:
        rows: dict[str, Row] = {name: (float(value),) for name, value in zip(names, coefficients[0], strict=True)}
        bias: Row = (float(model.intercept_[0]),)
    else:
        place = {int(label): at for at, label in enumerate(model.classes_)}
        columns = [place.get(label) for label in range(classes)]
        rows = {
            name: tuple(0.0 if at is None else float(coefficients[at][number]) for at in columns)
            for number, name in enumerate(names)
        }
        bias = tuple(-40.0 if at is None else float(model.intercept_[at]) for at in columns)
    kept = {name: row for name, row in rows.items() if max(map(abs, row)) >= _SMALLEST}
    return {BIAS: bias, **kept}
