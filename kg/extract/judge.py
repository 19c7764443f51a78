"""The learned decision: is a group a named thing, of which kind, and what does the paper do with it?

Three linear models over the features of ``naming`` and ``placing``, apart for Korean and English texts: a logistic
regression that keeps or drops, and two multinomial ones for kind and role. The likelier groups get a second look
(``company``). All weights are a data file that ``kg train`` writes.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

import numpy as np

from kg.extract import company
from kg.extract.evidence import Tally
from kg.extract.odds import Row, log_odds, probability
from kg.extract.packed import Matrix, Packed, pack, unpack
from kg.extract.screen import OPEN, Screen
from kg.model import Kind, Role

KINDS = tuple(Kind)
ROLES = (Role.INTRODUCES, Role.USES, Role.EVALUATES_ON, Role.COMPARES_WITH, Role.ADDRESSES, Role.MEASURES)
BIAS = "bias"
LANGUAGES = ("ko", "en")
SCALE = 1000
"""Weights are written in thousandths."""
_DOUBT = 1.25
"""How much the log of the likeliest kind's probability counts in the log-odds of keeping.

In cross-validation a logistic regression on both gives it about twice the weight of the log-odds; a half more than they
have is best for what is found, too."""
_CROSSED = frozenset(
    ("P", "V1", "VP", "R1", "L1", "title-name", "head", "section", "seen-role", "VN", "link", "lex", "df", "PR")
)
"""Fields whose features mean something else for a model than for a benchmark: crossed with the kind when
the role is decided."""


@dataclass(frozen=True)
class Table:
    """Weights by feature for texts of one language.

    ``threshold`` is the least probability of a group that is kept. A group whose names alone weigh less than ``floor``
    has no chance wherever it stands, unless beside a number: its places are not looked at. ``calibration`` (slope and
    intercept, in log-odds) makes of the probability of being kept that of being a name of the right kind.
    """

    keep: Mapping[str, float]
    kind: Mapping[str, Row]
    role: Mapping[str, Row]
    threshold: float
    floor: float = float("-inf")
    calibration: tuple[float, float] = (1.0, 0.0)


@dataclass(frozen=True)
class Judge:
    """A table for each language, annotators' tallies by name key, and the screen of phrase parts.

    ``learned`` are the slugs of lexicon concepts that stem from the annotations themselves.
    """

    tables: Mapping[str, Table]
    tallies: Mapping[str, Tally]
    learned: frozenset[str]
    screen: Screen = OPEN
    trees: company.Trees = company.NONE
    """Those of the second look."""

    def table(self, *, english: bool) -> Table:
        return self.tables["en" if english else "ko"]


def confidence(probability_of_keeping: float, calibration: tuple[float, float]) -> float:
    """How sure it is that a kept group is a named thing of the kind that was found, as measured on unseen papers."""
    slope, intercept = calibration
    return probability(slope * log_odds(probability_of_keeping) + intercept)


def total(weights: Mapping[str, float], features: Iterable[str]) -> float:
    """The sum of the features' weights."""
    weight = weights.get
    score = 0.0
    for feature in features:
        score += weight(feature, 0.0)
    return score


def totals(weights: Mapping[str, Row], features: Iterable[str]) -> Row:
    """The sums of six columns, written out: this is the inner loop of kind and role."""
    a = b = c = d = e = f = 0.0
    for row in filter(None, map(weights.get, features)):
        a += row[0]
        b += row[1]
        c += row[2]
        d += row[3]
        e += row[4]
        f += row[5]
    return a, b, c, d, e, f


def crossed(features: Iterable[str], kind: str) -> list[str]:
    """The features whose meaning for a role depends on the kind, each together with it."""
    return [f"{kind}&{feature}" for feature in features if feature.partition("=")[0] in _CROSSED]


def with_kind(features: Sequence[str], kind: str) -> list[str]:
    """The features by which a role is decided: those of the group, its kind, and both together."""
    return [*features, f"kind={kind}", *crossed(features, kind)]


def doubted(probability_of_keeping: float, *kinds: Row) -> float:
    """The probability of keeping, lower where no kind is likely: what is kept as the wrong kind is half a mistake.

    ``kinds`` are sums of weights by kind, to be added up; their softmax gives the probability of the likeliest one.
    """
    sums = [sum(column) for column in zip(*kinds, strict=True)]
    top = max(sums)
    certainty = 1 / sum(exp(each - top) for each in sums)
    odds = probability_of_keeping * float(certainty**_DOUBT)
    return odds / (odds + 1 - probability_of_keeping)


def best(*scores: Row) -> int:
    """The class with the largest sum, the first of equals."""
    sums = [sum(column) for column in zip(*scores, strict=True)]
    return max(range(len(sums)), key=lambda index: (sums[index], -index))


def dump(judge: Judge) -> bytes:
    """The judge as gzipped JSON, sorted and rounded, without a timestamp."""
    tallies = {key: [t.core, t.optional, t.spurious, *t.kinds, *t.roles] for key, t in judge.tallies.items()}
    content = {
        "tables": {language: _table_out(table) for language, table in sorted(judge.tables.items())},
        "tallies": pack(tallies, 3 + len(KINDS) + len(ROLES)),
        "learned": sorted(judge.learned),
        "screen": {"weights": _scaled(judge.screen.weights), "floor": judge.screen.floor},
        "trees": company.dump(judge.trees),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), mtime=0)


def _table_out(table: Table) -> dict[str, Any]:
    return {
        "keep": _scaled(table.keep),
        "kind": pack(_thousandths(table.kind), len(KINDS)),
        "role": pack(_thousandths(table.role), len(ROLES)),
        "threshold": table.threshold,
        "floor": table.floor,
        "calibration": list(table.calibration),
    }


def _scaled(weights: Mapping[str, float]) -> dict[str, Any]:
    return pack({feature: [round(weight * SCALE)] for feature, weight in weights.items()}, 1)


def _thousandths(rows: Mapping[str, Row]) -> dict[str, list[int]]:
    return {feature: [round(weight * SCALE) for weight in row] for feature, row in rows.items()}


def thousandths(rows: Mapping[str, Row], width: int) -> tuple[Sequence[str], Matrix]:
    """Weights in thousandths: the features, and a row for each, shape (features, width)."""
    if isinstance(rows, Packed):
        return rows.names, rows.matrix()
    whole = _thousandths(rows)
    return list(whole), np.array(list(whole.values()), dtype=np.int64).reshape(-1, width)


def whole_weights(weights: Mapping[str, float]) -> dict[str, int]:
    """Weights by feature in thousandths."""
    if isinstance(weights, Packed):
        return dict(zip(weights.names, weights.matrix()[:, 0].tolist(), strict=True))
    return {feature: round(weight * SCALE) for feature, weight in weights.items()}


def parse(raw: bytes) -> Judge:
    """The judge that ``dump`` wrote."""
    content = json.loads(gzip.decompress(raw))
    screen = content["screen"]
    return Judge(
        tables={language: _table_in(table) for language, table in content["tables"].items()},
        tallies=unpack(content["tallies"], _tally),
        learned=frozenset(content["learned"]),
        screen=Screen(unpack(screen["weights"], _weight), screen["floor"]),
        trees=company.parse(content["trees"]),
    )


def _table_in(content: Mapping[str, Any]) -> Table:
    return Table(
        keep=unpack(content["keep"], _weight),
        kind=unpack(content["kind"], _row),
        role=unpack(content["role"], _row),
        threshold=content["threshold"],
        floor=content["floor"],
        calibration=(content["calibration"][0], content["calibration"][1]),
    )


def _weight(thousandths: Sequence[int]) -> float:
    return thousandths[0] / SCALE


def _row(thousandths: Sequence[int]) -> Row:
    return tuple([weight / SCALE for weight in thousandths])


def _tally(row: Sequence[int]) -> Tally:
    return Tally(row[0], row[1], row[2], tuple(row[3:9]), tuple(row[9:15]))


@cache
def shipped() -> Judge:
    """The weights that lie beside this module."""
    return parse(files("kg.extract.data").joinpath("weights.json.gz").read_bytes())
