"""The learned decision: is a group a named thing, of which kind, and what does the paper do with it?

Three linear models over the features of ``features``: a logistic regression that keeps or drops, and two
multinomial ones for kind and role. Their weights are a data file that ``kg train`` writes.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from kg.extract.features import Tally
from kg.model import Kind, Role

KINDS = tuple(Kind)
ROLES = (Role.INTRODUCES, Role.USES, Role.EVALUATES_ON, Role.COMPARES_WITH, Role.ADDRESSES, Role.MEASURES)
BIAS = "bias"
_SCALE = 1000
_CROSSED = frozenset(
    ("P", "V1", "VP", "R1", "L1", "title-name", "head", "section", "seen-role", "VN", "link", "lex", "df", "PR")
)
"""Fields whose features mean something else for a model than for a benchmark: crossed with the kind when
the role is decided."""


@dataclass(frozen=True)
class Judge:
    """Weights by feature, annotators' tallies by name key, and the threshold of keeping.

    ``learned`` are the slugs of lexicon concepts that stem from the annotations themselves.
    """

    keep: Mapping[str, float]
    kind: Mapping[str, Sequence[float]]
    role: Mapping[str, Sequence[float]]
    tallies: Mapping[str, Tally]
    learned: frozenset[str]
    threshold: float

    def probability(self, features: Sequence[str]) -> float:
        """That the group is a named thing which belongs in the graph."""
        weight = self.keep.get
        score = weight(BIAS, 0.0)
        for feature in features:
            score += weight(feature, 0.0)
        return 1.0 / (1.0 + exp(-max(-40.0, min(40.0, score))))

    def kind_of(self, features: Sequence[str]) -> Kind:
        """The likeliest kind."""
        return KINDS[_best(_scores(self.kind, features))]

    def role_of(self, features: Sequence[str], kind: Kind) -> Role:
        """The likeliest role of a thing of that kind."""
        return ROLES[_best(_scores(self.role, with_kind(features, kind)))]


def with_kind(features: Sequence[str], kind: str) -> list[str]:
    """The features by which a role is decided: those of the group, its kind, and both together."""
    crossed = [f"{kind}&{feature}" for feature in features if feature.partition("=")[0] in _CROSSED]
    return [*features, f"kind={kind}", *crossed]


def _scores(weights: Mapping[str, Sequence[float]], features: Sequence[str]) -> tuple[float, ...]:
    """The sums of six columns, written out: this is the inner loop of kind and role."""
    a, b, c, d, e, f = weights.get(BIAS, (0.0,) * 6)
    for row in filter(None, map(weights.get, features)):
        a += row[0]
        b += row[1]
        c += row[2]
        d += row[3]
        e += row[4]
        f += row[5]
    return a, b, c, d, e, f


def _best(scores: Sequence[float]) -> int:
    return max(range(len(scores)), key=lambda index: (scores[index], -index))


def dump(judge: Judge) -> bytes:
    """The judge as gzipped JSON, sorted and rounded, without a timestamp."""
    content = {
        "keep": {feature: round(weight * _SCALE) for feature, weight in sorted(judge.keep.items())},
        "kind": {feature: [round(w * _SCALE) for w in row] for feature, row in sorted(judge.kind.items())},
        "role": {feature: [round(w * _SCALE) for w in row] for feature, row in sorted(judge.role.items())},
        "tallies": {
            key: [t.core, t.optional, t.spurious, *t.kinds, *t.roles] for key, t in sorted(judge.tallies.items())
        },
        "learned": sorted(judge.learned),
        "threshold": judge.threshold,
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), mtime=0)


def parse(raw: bytes) -> Judge:
    """The judge that ``dump`` wrote."""
    content = json.loads(gzip.decompress(raw))
    return Judge(
        keep={feature: weight / _SCALE for feature, weight in content["keep"].items()},
        kind={feature: tuple(w / _SCALE for w in row) for feature, row in content["kind"].items()},
        role={feature: tuple(w / _SCALE for w in row) for feature, row in content["role"].items()},
        tallies={
            key: Tally(row[0], row[1], row[2], tuple(row[3:9]), tuple(row[9:15]))
            for key, row in content["tallies"].items()
        },
        learned=frozenset(content["learned"]),
        threshold=content["threshold"],
    )


@cache
def shipped() -> Judge:
    """The weights that lie beside this module."""
    return parse(files("kg.extract.data").joinpath("weights.json.gz").read_bytes())
