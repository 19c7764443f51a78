"""Grow the trees of the second look (``company``) from guesses of the first, by scikit-learn.

They are grown from guesses that weights made which never saw the paper: what is guessed on papers that were learnt from
is surer than it will be on any other.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from math import floor
from typing import TYPE_CHECKING, Any

from kg.extract import company, decide
from kg.extract.examples import Example
from kg.extract.fit import times
from kg.extract.odds import log_odds
from kg.extract.validate import FOLDS, Guess, look_again, looks

if TYPE_CHECKING:
    Judged = Sequence[tuple[Example, list[Guess]]]

_SETTINGS = {"n_estimators": 80, "learning_rate": 0.1, "max_depth": 4, "max_leaf_nodes": 8, "min_samples_leaf": 40}
"""In cross-validation twice as many trees, or deeper ones, are as good."""


def judge_again(judged: Judged, *, folds: int = FOLDS) -> list[tuple[Example, list[Guess]]]:
    """Every paper looked at again by trees that never saw it, in the order of ``judged``."""
    order = list(range(len(judged)))
    random.Random(1).shuffle(order)  # noqa: S311 a fixed division into folds, not a secret
    found: dict[int, list[Guess]] = {}
    for fold in range(folds):
        held = frozenset(order[fold::folds])
        trees = grow(pair for at, pair in enumerate(judged) if at not in held)
        found |= {at: look_again(*judged[at], trees) for at in held}
    return [(example, found[at]) for at, (example, _) in enumerate(judged)]


def grow(judged: Iterable[tuple[Example, Sequence[Guess]]]) -> company.Trees:
    """The trees that these guesses teach; none if there are too few to learn anything from."""
    from sklearn.ensemble import GradientBoostingClassifier

    rows: list[list[int]] = []
    wanted: list[bool] = []
    weights: list[float] = []
    for example, guessed in judged:
        own = looks(example, guessed)
        found = company.signs(list(own.values()), decide.scene(example.proposal.text)) if own else []
        for at, row in zip(own, found, strict=True):
            right = _is_wanted(example, at)
            if right is not None:
                rows.append(row)
                wanted.append(right)
                weights.append(times(example))
    if len(set(wanted)) < 2 or len(rows) < 2 * _SETTINGS["min_samples_leaf"]:
        return company.NONE
    model = GradientBoostingClassifier(**_SETTINGS, random_state=0)
    model.fit(rows, wanted, sample_weight=weights)
    return trees_of(model)


def _is_wanted(example: Example, at: int) -> bool | None:
    """Whether a reader would miss the group; None if it is as well to have it as not, or if it is a second copy: that
    is a name all right, only not needed twice.
    """
    if at in example.copies:
        return None
    entity = example.taken.get(at)
    if entity is None:
        return False
    return True if example.annotated.entities[entity].core else None


def trees_of(model: Any) -> company.Trees:  # noqa: ANN401 sklearn is imported above only
    """The trees of a fitted ``GradientBoostingClassifier``; the two nodes below one stand side by side."""
    rate, base = model.learning_rate, log_odds(float(model.init_.class_prior_[1]))
    roots: list[int] = []
    nodes: list[tuple[int, int, int]] = []
    for tree in (each.tree_ for each in model.estimators_[:, 0]):
        roots.append(len(nodes))
        waiting = [0]  # sklearn's numbers of the nodes, in the order of ours
        for node in waiting:  # grows on the way
            if tree.children_left[node] < 0:
                value = rate * float(tree.value[node].item())
                nodes.append((company.LEAF, round(company.SCALE * value), 0))
            else:  # signs are whole numbers: a limit between two of them is as good as the lower one
                nodes.append((int(tree.feature[node]), floor(tree.threshold[node]), roots[-1] + len(waiting)))
                waiting += [int(tree.children_left[node]), int(tree.children_right[node])]
    column, limit, left = zip(*nodes, strict=True)
    return company.Trees(round(company.SCALE * base), tuple(roots), column, limit, left)
