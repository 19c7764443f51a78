"""Which concepts a day is the first to name.

``queries/digest-new.rq`` asks the same, and is what a page shows; the engine joins every paper of a concept with every
paper of the day that names it, which takes a second where a hub is among them. Here each concept is looked at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.ask import nodes
from kg.ask.held import remembered
from kg.ask.pages.sections import Section, filled, limited
from kg.ontology.terms import KG, PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox


def first_seen(store: ox.Store, digest: str, *, most: int) -> Section:
    """The concepts that no paper names which was first listed before this digest, those of the most papers first."""
    day = nodes.value(store, digest, PREFIXES["dcterms"] + "date")
    listings = nodes.sources(store, KG + "inDigest", digest)
    papers = {paper for each in listings for paper in nodes.values(store, each, KG + "ofPaper")}
    dates = _dates(store)
    named = {
        concept
        for paper in papers
        if dates.get(paper) == day
        for role in nodes.concept_roles()
        for concept in nodes.values(store, paper, role)
    }
    rows = [row for concept in named if (row := _row(store, concept, day, dates))]
    rows.sort(key=lambda row: (-int(row["papers"]), row["name"], row["concept"]))
    whole = Section("digest-new", filled("digest-new", this=digest), tuple(rows), len(rows))
    return limited(whole, most)


def _row(store: ox.Store, concept: str, day: str, dates: dict[str, str]) -> dict[str, str]:
    """The row of a concept, {} if an earlier day names it."""
    naming = {paper for role in nodes.concept_roles() for paper in nodes.sources(store, role, concept)}
    listed = [dates[paper] for paper in naming if paper in dates]
    if min(listed) != day:
        return {}
    classes = [iri for iri in nodes.values(store, concept, nodes.TYPE) if iri != KG + "Concept"]
    name = nodes.value(store, concept, nodes.PREF_LABEL)
    return {"concept": concept, "name": name, "class": classes[0], "papers": str(len(listed))} if name else {}


@remembered
def _dates(store: ox.Store) -> dict[str, str]:
    """The day on which each paper was first listed."""
    return dict(nodes.pairs(store, KG + "firstListed"))
