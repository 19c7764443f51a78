"""A second look at a paper's likelier names, in the company of each other.

By itself each name is judged as if it stood alone. But how many things a reader takes out of a text hardly depends on
how many it names: where much is likely, more of it is passed over. So the likelier names are judged anew by how likely
they are, of which kind, and how they compare with the others. Boosted trees decide (J. Friedman, "Greedy function
approximation: a gradient boosting machine", Annals of Statistics 2001): what counts here is how the signs go together,
which a sum of weights does not see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kg import names
from kg.extract.merge import Group
from kg.extract.odds import Row, log_odds, probability, softmax
from kg.extract.packed import Matrix
from kg.model import Kind

LEAST = 0.1
"""What is less likely at first sight gets no second look."""
_LIKELY = 0.4
"""So likely is what counts as one of the paper's things."""
_KINDS = len(Kind)
SCALE = 1000
LEAF = -1
"""What stands for the column of a node that asks nothing."""
_NEAREST = 1e-4
"""What is nearer to certain is not told apart."""


@dataclass(frozen=True)
class Trees:
    """Decision trees whose leaves are summed up, in thousandths of log-odds; without trees the first look stands.

    A node goes left if the sign in the column ``column`` is at most ``limit``; a leaf has ``LEAF`` there and its value
    as the limit. ``left`` is the number of the left node, the right one is the next. ``roots`` are the first nodes.
    """

    base: int = 0
    roots: tuple[int, ...] = ()
    column: tuple[int, ...] = ()
    limit: tuple[int, ...] = ()
    left: tuple[int, ...] = ()

    @cached_property
    def _arrays(self) -> tuple[Matrix, Matrix, Matrix]:
        column, limit, left = (np.array(each, dtype=np.int64) for each in (self.column, self.limit, self.left))
        return column, limit, left

    def sums(self, rows: Sequence[Sequence[int]]) -> list[int]:
        """What the leaves that each row comes to say together."""
        column, limit, left = self._arrays
        signs = np.array(rows, dtype=np.int64)
        at = np.tile(np.array(self.roots, dtype=np.int64), (len(signs), 1))
        across = np.arange(len(signs))[:, None]
        while True:
            asked = column[at]
            inner = asked != LEAF
            if not inner.any():
                break
            right = signs[across, np.maximum(asked, 0)] > limit[at]
            at = np.where(inner, left[at] + right, at)
        found: list[int] = (limit[at].sum(axis=1) + self.base).tolist()
        return found


NONE = Trees()
"""No second look."""


def dump(trees: Trees) -> dict[str, Any]:
    """The trees as JSON takes them."""
    return asdict(trees)


def parse(content: Mapping[str, Any]) -> Trees:
    """The trees that ``dump`` wrote."""
    rows = {name: tuple(content[name]) for name in ("roots", "column", "limit", "left")}
    return Trees(content["base"], **rows)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the signs of all names of a paper depend on: how long its text and its title are, and its language."""

    size: int
    title: int
    sections: int
    english: bool


@dataclass(frozen=True, slots=True)
class Look:
    """A group after the first look: its probability, and what it weighs for each kind."""

    group: Group
    probability: float
    kinds: Row


def again(looks: Sequence[Look], scene: Scene, trees: Trees) -> list[float]:
    """The probabilities after the second look, in the order of ``looks``: the groups of one paper from ``LEAST`` on."""
    if not looks or not trees.roots:
        return [look.probability for look in looks]
    return [probability(total / SCALE) for total in trees.sums(signs(looks, scene))]


def signs(looks: Sequence[Look], scene: Scene) -> list[list[int]]:
    """The signs of each, numbers in thousandths of whatever they count, so that no tree hangs on a last digit."""
    shares = [softmax(look.kinds) for look in looks]
    kinds = [share.index(max(share)) for share in shares]
    odds = [log_odds(look.probability, nearest=_NEAREST) for look in looks]
    expected = sum(look.probability for look in looks)
    likely = [each for each, look in zip(odds, looks, strict=True) if look.probability >= _LIKELY]
    of_kind, sure_of_kind = [0.0] * _KINDS, [0] * _KINDS
    for look, kind in zip(looks, kinds, strict=True):
        of_kind[kind] += look.probability
        sure_of_kind[kind] += look.probability >= _LIKELY
    order = sorted(range(len(looks)), key=lambda at: -looks[at].probability)
    rank = dict(zip(order, range(len(order)), strict=True))
    shared = (
        len(likely),
        expected,
        1000 * expected / max(scene.size, 1),
        scene.size,
        sum(likely) / max(len(likely), 1),
        scene.sections,
        scene.english,
    )
    over, holding, held = _overlapping(looks), *_holding(looks)
    return [
        _whole(odds[at], *shares[at], *shared, rank[at], of_kind[kinds[at]], sure_of_kind[kinds[at]])
        + _whole(over[at], holding[at], held[at], *_own(look.group, scene))
        for at, look in enumerate(looks)
    ]


def _overlapping(looks: Sequence[Look]) -> list[float]:
    """For each the probability of the likeliest other one that overlaps a place of it; 0 if none does."""
    found = [0.0] * len(looks)
    places = sorted((*place, at) for at, look in enumerate(looks) for place in look.group.places)
    for number, (_, end, at) in enumerate(places):
        for start, _, other in places[number + 1 :]:
            if start >= end:
                break
            if other != at:
                found[at] = max(found[at], looks[other].probability)
                found[other] = max(found[other], looks[at].probability)
    return found


def _holding(looks: Sequence[Look]) -> tuple[list[float], list[float]]:
    """For each the probability of the likeliest name that its own begins or ends, and of the likeliest that begins or
    ends its own.
    """
    longer, shorter = [0.0] * len(looks), [0.0] * len(looks)
    forms = [(at, name.lower().replace("-", " ")) for at, look in enumerate(looks) for name in look.group.names]
    whole = [(at, form, looks[at].probability) for at, form in forms if " " in form]
    for at, form in forms:
        first, last = f"{form} ", f" {form}"
        for other, around, sure in whole:
            if other != at and (around.endswith(last) or around.startswith(first)):
                longer[at] = max(longer[at], sure)
                shorter[other] = max(shorter[other], looks[at].probability)
    return longer, shorter


def _own(group: Group, scene: Scene) -> tuple[float, ...]:
    """Where a group stands and how it is called."""
    starts = [start for start, _ in group.places]
    return (
        min(starts) < scene.title,
        min(starts) / max(scene.size, 1),
        len(starts),
        len(group.names),
        bool(group.concept),
        min(map(len, group.names)),
        group.names[0].count(" "),
        "acronym" in group.links,
        names.language(group.names[0]) == "ko",
    )


def _whole(*numbers: float) -> list[int]:
    return [round(SCALE * number) for number in numbers]
