"""A way through the graph as steps with their reasons: what each is worth, in which words, and since when."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from kg.ask import nodes, show
from kg.ask.evidence import Evidence
from kg.ask.nodes import CREATOR
from kg.ask.weigh import BROADER, MEASURED, TOGETHER
from kg.extract.quotes import telling
from kg.ontology.terms import KG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from kg.ask.nodes import Thing
    from kg.ask.weigh import Ground, Tie

WORDS: Final = {
    **{KG + role: (does, done) for role, does, done in show.ROLES},
    CREATOR: ("written by", "author of"),
    BROADER: ("a kind of", "has the kind"),
    MEASURED: ("measured on", "measured with"),
    TOGETHER: ("co-author of", "co-author of"),
}
"""What a step is called along its property and against it."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """What it costs to come or go through a thing: ``uses`` and ``among`` as ``weigh.Surroundings`` counts them."""

    thing: Thing
    uses: int
    among: int
    counted: str
    value: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain; ``strength`` (in six figures) is ``worth`` times the values of ``rarities``.

    ``text`` is what says so, where anything does: the sentence of the paper that names the concept, or a number's line
    with its quote. ``papers`` are the ids of the papers it stands in, ``date`` the day on which the first was listed.
    """

    start: Thing
    end: Thing
    relation: str
    worth: float
    rarities: tuple[Rarity, ...]
    strength: float
    text: str
    papers: tuple[str, ...]
    date: str
    doubted: bool


class Reasons:
    """Puts the steps of ways into words."""

    def __init__(self, store: ox.Store, ground: Ground, folder: Path | None) -> None:
        self._store, self._ground = store, ground
        self._evidence = Evidence(store, folder)

    def steps(self, way: Sequence[str]) -> tuple[Step, ...]:
        """The steps of a way, given by the IRIs of all that it leads through."""
        middle = frozenset(way[1:-1])
        return tuple(self._step(one, other, middle) for one, other in pairwise(way))

    def _step(self, one: str, other: str, middle: frozenset[str]) -> Step:
        tie = self._ground.around(one).ties[other]
        rarities = tuple(self._rarity(iri) for iri in (one, other) if iri in middle)
        papers = self._papers(one, tie)
        dates = sorted(nodes.value(self._store, paper, KG + "firstListed") for paper in papers)
        strength = tie.worth * math.prod(each.value for each in rarities)
        return Step(
            start=nodes.thing(self._store, one),
            end=nodes.thing(self._store, other),
            relation=WORDS[tie.relation][0 if tie.forward else 1],
            worth=tie.worth,
            rarities=rarities,
            strength=six_figures(strength),
            text=self._text(one, tie),
            papers=tuple(nodes.identifier(self._store, paper) for paper in papers),
            date=dates[0] if dates else "",
            doubted=tie.doubted,
        )

    def _rarity(self, iri: str) -> Rarity:
        around = self._ground.around(iri)
        return Rarity(nodes.thing(self._store, iri), around.uses, around.among, around.counted, around.rarity)

    def _papers(self, one: str, tie: Tie) -> list[str]:
        """The papers that a step rests on."""
        if tie.relation == BROADER:
            return []
        if tie.relation == TOGETHER:
            return list(tie.basis)
        if tie.relation == MEASURED:
            return sorted(
                {paper for result in tie.basis for paper in nodes.sources(self._store, KG + "reports", result)}
            )
        return [one if tie.forward else tie.other]

    def _text(self, one: str, tie: Tie) -> str:
        if tie.relation == MEASURED:
            result = show.result(self._store, tie.basis[0])
            return f"{result.text}: {result.quote}"
        if tie.relation in {BROADER, TOGETHER, CREATOR}:
            return ""
        paper, concept = (one, tie.other) if tie.forward else (tie.other, one)
        sentence = telling(self._evidence.sentences(paper, concept))
        return sentence.text if sentence else ""


def six_figures(number: float) -> float:
    """A number as answers state it."""
    return float(f"{number:.6g}")
