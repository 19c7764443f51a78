"""The strongest chain of evidence between two things, each step with what it is worth and why.

A chain is worth the product of its steps. A step is worth what its statement says (``weigh.WORTH``), times the rarity
of what it comes from and of what it goes to, where the chain passes through them: so a thing in the middle counts from
both sides, and a hub such as a model that everybody uses is weak evidence. The two ends are given and cost nothing.

The strongest chain is the shortest one on the negated logarithms: Dijkstra, "A note on two problems in connexion with
graphs", 1959, from both ends (Pohl, "Bi-directional search", 1971), which reads only what lies near one of them. The
costs are whole numbers, so that the same graph gives the same chain on every machine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final

from kg.ask import search
from kg.ask.reasons import Reasons, six_figures
from kg.ask.weigh import Ground
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    import pyoxigraph as ox

    from kg.ask.nodes import Thing
    from kg.ask.reasons import Step

_UNIT: Final = 10**9
"""Costs are counted in billionths of a unit of the natural logarithm."""
_NEVER: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Chain:
    """A way from the first thing to the last; the strengths of its steps multiply to its own (in six figures)."""

    strength: float
    steps: tuple[Step, ...]

    @property
    def things(self) -> tuple[Thing, ...]:
        """Everything on the way, both ends included."""
        return (self.steps[0].start, *(step.end for step in self.steps))


def path(
    store: ox.Store, one: str, other: str, *, k: int = 1, avoid: Iterable[str] = (), folder: Path | None = None
) -> tuple[Chain, ...]:
    """The ``k`` strongest chains between two things, named as for ``search.find``; none if nothing connects them.

    Each is the strongest that passes through nothing in ``avoid`` and nothing that a chain before it passes through.
    ``folder`` is where the texts are kept, for the sentences that name a concept.

    Raises:
        NotFoundError: one of the names is in the graph nowhere, or several times.
        UsageError: both names mean the same thing, or an end is to be avoided.
    """
    ends = search.find(store, one), search.find(store, other)
    if ends[0] == ends[1]:
        raise UsageError(f"{one!r} and {other!r} are the same {ends[0].kind}, {ends[0].label}: name two things")
    avoided = [search.find(store, text) for text in avoid]
    for thing in avoided:
        if thing in ends:
            raise UsageError(f"a chain cannot avoid {thing.label}, from which or to which it is to lead")
    ground = Ground(store)
    ways = _ways(ground, ends[0].iri, ends[1].iri, k=k, avoided={thing.iri for thing in avoided})
    reasons = Reasons(store, ground, folder)
    return tuple(_chain(reasons.steps(way)) for way in ways)


def _chain(steps: tuple[Step, ...]) -> Chain:
    return Chain(six_figures(math.prod(step.strength for step in steps)), steps)


def _ways(ground: Ground, one: str, other: str, *, k: int, avoided: set[str]) -> list[tuple[str, ...]]:
    """The strongest ways, no two of which have a thing in the middle in common."""
    ways: list[tuple[str, ...]] = []
    closed, direct = set(avoided), True
    while len(ways) < k:
        way = strongest(ground, one, other, closed=closed, direct=direct)
        if not way:
            break
        ways.append(way)
        closed.update(way[1:-1])
        direct = direct and len(way) > 2
    return ways


class _Side:
    """The search from one end: what it costs to get to a thing from there, not to pass through it."""

    def __init__(self, start: str) -> None:
        self.start = start
        self.costs = {start: 0}
        self.came: dict[str, str] = {}
        self.heap: list[tuple[int, str, bool]] = [(0, start, True)]
        """Cost, thing, and whether passing through it is paid for."""

    @property
    def next(self) -> int:
        return self.heap[0][0] if self.heap else _NEVER

    def way(self, thing: str) -> list[str]:
        """From a thing back to the start."""
        found = [thing]
        while found[-1] in self.came:
            found.append(self.came[found[-1]])
        return found


def strongest(
    ground: Ground, one: str, other: str, *, closed: Collection[str] = (), direct: bool = True
) -> tuple[str, ...]:
    """The strongest way from one thing to another that leads through no closed thing, () if there is none.

    ``direct`` says whether a single step may do.
    """
    here, there = _Side(one), _Side(other)
    best, middle = _NEVER, ""
    while here.next + there.next < best and here.heap and there.heap:
        first = (len(here.heap), here.next) <= (len(there.heap), there.next)  # the side with less around it
        side, opposite = (here, there) if first else (there, here)
        for thing in _advance(ground, side, closed, None if direct else opposite.start):
            if thing in opposite.costs:
                total = side.costs[thing] + opposite.costs[thing] + _passing(ground, thing, (one, other))
                best, middle = min((best, middle), (total, thing))
    return (*reversed(here.way(middle)), *there.way(middle)[1:]) if middle else ()


def _advance(ground: Ground, side: _Side, closed: Collection[str], refused: str | None) -> list[str]:
    """Look at the next thing; what became nearer by it. ``refused`` is what the start may not lead to at once."""
    cost, thing, paid = heappop(side.heap)
    if cost > side.costs[thing] and not paid:
        return []
    if not paid:
        heappush(side.heap, (cost + _cost(ground.around(thing).rarity, 2), thing, True))
        return []
    nearer = []
    for other, tie in sorted(ground.around(thing).ties.items()):
        total = cost + _cost(tie.worth)
        if other in closed or total >= side.costs.get(other, _NEVER) or (thing == side.start and other == refused):
            continue
        side.costs[other], side.came[other] = total, thing
        heappush(side.heap, (total, other, False))
        nearer.append(other)
    return nearer


def _passing(ground: Ground, thing: str, ends: tuple[str, str]) -> int:
    return 0 if thing in ends else _cost(ground.around(thing).rarity, 2)


def _cost(worth: float, times: int = 1) -> int:
    """What ``times`` factors of that worth cost; more than everything else together if it is worth nothing."""
    return round(-math.log(worth) * _UNIT) * times if worth > 0 else 1 << 50
