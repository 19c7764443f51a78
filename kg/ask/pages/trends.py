"""Which concepts rise and fade: the papers of the recent days against those before.

How sure a change is: Dunning's likelihood ratio, "Accurate methods for the statistics of surprise and coincidence",
1993. Of R papers that are recent and B before, r and b name the concept, and (r + b) / (R + B) of each would if nothing
changed. How large it is: (r + 1) / (e + 1), where e = b R / B, as in ``gaps``. Papers with doubted texts do not count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kg.ask import nodes, search
from kg.ask.census import Census
from kg.ask.gaps import Window, window
from kg.ask.held import remembered
from kg.ask.pages.sections import MORE, section

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

_FEWEST: Final = 5
"""Papers that a concept needs in all."""
_SHOWN: Final = 15
_DRAWN: Final = 5
KINDS: Final = ("method", "model", "task", "dataset", "benchmark", "metric")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: the first recent day ("": a quarter of all days), one kind ("": all but metrics), the
    concepts to draw (none: those that rise most), and a benchmark whose results to show.
    """

    since: str = ""
    kind: str = ""
    concepts: tuple[str, ...] = ()
    benchmark: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """How the papers of a concept changed; ``surprise`` is negative where it fades."""

    iri: str
    papers: int
    before: int
    rise: float
    surprise: float


@remembered
def census(store: ox.Store) -> Census:
    """Who is named where; read once."""
    return Census(store)


def changes(known: Census, days: Window, kinds: Sequence[str]) -> list[Change]:
    """Every concept of some kinds, what rises most surely first, what fades most surely last."""
    found = []
    for concept, papers in known.papers.items():
        if known.kinds.get(concept) in kinds and len(papers) >= _FEWEST:
            late = sum(known.dates[paper] >= days.since for paper in papers)
            found.append(change(concept, late, len(papers) - late, days))
    return sorted(found, key=lambda each: (-each.surprise, each.iri))


def change(concept: str, late: int, early: int, days: Window) -> Change:
    """From the counts of one concept."""
    expected = early * days.papers / days.before
    rise = (late + 1) / (expected + 1)
    share = (late + early) / (days.papers + days.before)
    ratio = 2 * (_term(late, share * days.papers) + _term(early, share * days.before))
    return Change(concept, late, early, round(rise, 3), round(math.copysign(ratio, late - expected), 3))


def _term(seen: int, expected: float) -> float:
    return seen * math.log(seen / expected) if seen else 0.0


def trends(store: ox.Store, wanted: Wanted) -> dict[str, Any]:
    """What the page of trends shows; papers of one day show nothing that rises or fades.

    Raises:
        NotFoundError: a concept is not in the graph.
        UsageError: ``since`` is no day with papers on both sides.
    """
    known = census(store)
    told: dict[str, Any] = {"since": "", "all": all_months(known), "months": {}}
    rising: list[str] = []
    if len(set(known.dates.values())) > 1:
        told |= _changed(store, known, wanted)
        rising = [row["concept"] for row in told["rising"]["rows"][:_DRAWN]]
    named = [search.find(store, text, kinds=nodes.CONCEPT_KINDS).iri for text in wanted.concepts]
    drawn = list(dict.fromkeys(named)) or rising
    told["drawn"] = section(store, "concepts-months", name="drawn", these=drawn, most=MORE).value()
    if wanted.benchmark:
        concept = search.find(store, wanted.benchmark, kinds=nodes.CONCEPT_KINDS)
        told["benchmark"] = {"iri": concept.iri, "kind": concept.kind, "label": concept.label}
        told["results"] = section(store, "concept-results", name="results", this=concept.iri, most=MORE).value()
    return told


def _changed(store: ox.Store, known: Census, wanted: Wanted) -> dict[str, Any]:
    """What rises and what fades."""
    days = window(known, wanted.since)
    ranked = changes(known, days, (wanted.kind,) if wanted.kind else KINDS[:-1])
    rising = [each for each in ranked if each.rise > 1][:_SHOWN]
    fading = [each for each in reversed(ranked) if each.rise < 1][:_SHOWN]
    return {
        "since": days.since,
        "papers": days.papers,
        "before": days.before,
        "first": min(known.dates.values()),
        "last": max(known.dates.values()),
        "rising": _table(store, "rising", rising, days.since),
        "fading": _table(store, "fading", fading, days.since),
        "months": months(store, [each.iri for each in (*rising, *fading)]),
    }


def _table(store: ox.Store, name: str, found: Sequence[Change], since: str) -> dict[str, Any]:
    """The rows of concepts in the order of their changes."""
    iris = [each.iri for each in found]
    told = section(store, "trend", name=name, these=iris, since=since).value()
    rows = {row["concept"]: row for row in told["rows"]}
    told["rows"] = [rows[each.iri] | {"rise": each.rise} for each in found]
    return told


def months(store: ox.Store, concepts: Sequence[str]) -> dict[str, dict[str, int]]:
    """Concept -> month -> how many papers name it, for small pictures beside the numbers."""
    known = census(store)
    found: dict[str, dict[str, int]] = {}
    for concept in concepts:
        counts: dict[str, int] = {}
        for paper in known.papers[concept]:
            month = known.dates[paper][:7]
            counts[month] = counts.get(month, 0) + 1
        found[concept] = dict(sorted(counts.items()))
    return found


def all_months(known: Census) -> dict[str, int]:
    """Month -> how many papers count, so that shares can be told."""
    counts: dict[str, int] = {}
    for date in known.dates.values():
        counts[date[:7]] = counts.get(date[:7], 0) + 1
    return dict(sorted(counts.items()))
