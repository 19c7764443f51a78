"""What is on the map, numbered: papers by day, then concepts and authors in the order in which papers name them.

A paper's first mention of a concept or author is "the next new one", so that the columns of edges are mostly zeros.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.export.atlas.topics import slugs
from kg.export.page.payload import ARXIV, other_names
from kg.graph.layout import listed_by_day, middle, paper_places
from kg.graph.leaving import edges_from, leaving
from kg.graph.regions import hubs, regions
from kg.kinds import Kind, ResultKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import networkx as nx

    from kg.graph.layout import Point
    from kg.graph.leaving import Leaving
    from kg.graph.regions import Region

    Columns = dict[str, Sequence[int] | Sequence[str]]

KINDS = ("paper", *(kind.value for kind in Kind), "author")
ROLES = (*(role.value for role in Role), "mentions")
_ROLE = {f"kg:{role}": number for number, role in enumerate(ROLES)}
_RESULT = [kind.value for kind in ResultKind]
TINTS = 6
_BESIDE = 6


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything on the map. ``number`` numbers papers, concepts and authors, each from 0."""

    papers: tuple[str, ...]
    concepts: tuple[str, ...]
    authors: tuple[str, ...]
    number: Mapping[str, int]
    near: Leaving
    named: Mapping[str, tuple[tuple[int, str], ...]]
    """Paper -> (role, concept), each concept once a role."""
    written: Mapping[str, tuple[str, ...]]
    places: Mapping[str, Point]
    regions: tuple[Region, ...]


def contents(graph: nx.MultiDiGraph[str]) -> Contents:
    """Number and place what is on the map; concepts that no paper names stand below those that one does."""
    places, near = paper_places(graph), leaving(graph)
    papers = tuple(paper for day in listed_by_day(graph) for paper in day)
    named = {paper: tuple(sorted(_named(near, paper))) for paper in papers}
    written = {paper: tuple(author for _, author in sorted(_written(near, paper))) for paper in papers}
    concepts = dict.fromkeys(concept for paper in papers for _, concept in named[paper])
    kinds = {kind.value for kind in Kind}
    others = sorted(node for node, data in graph.nodes(data=True) if data["kind"] in kinds and node not in concepts)
    authors = dict.fromkeys(author for paper in papers for author in written[paper])
    rooms = (papers, (*concepts, *others), tuple(authors))
    number = {node: place for room in rooms for place, node in enumerate(room)}
    return Contents(*rooms, number, near, named, written, places, regions(graph, places))


def columns(graph: nx.MultiDiGraph[str], found: Contents) -> Columns:
    """The columns that ``js/data.js`` reads. An absent number is 0 and others are one more."""
    days = sorted({_day(graph, paper) for paper in found.papers})
    day = {date: place for place, date in enumerate(days)}
    topic = {paper: place for place, region in enumerate(found.regions) for paper in region.papers}
    from kg.export.atlas.columns import steps, zigzag

    return {
        "days": days,
        "titles": _labels(graph, found.papers),
        "ids": [str(graph.nodes[paper].get("identifier", paper)) for paper in found.papers],
        "urls": [_url(graph, paper) for paper in found.papers],
        "doubts": [str(graph.nodes[paper].get("trust_reason", "")) for paper in found.papers],
        "day": steps(day[_day(graph, paper)] for paper in found.papers),
        "votes": [_votes(graph, paper) for paper in found.papers],
        "x": zigzag(found.places[paper][0] for paper in found.papers),
        "y": zigzag(found.places[paper][1] for paper in found.papers),
        "topic": [topic[paper] for paper in found.papers],
        "concepts": _labels(graph, found.concepts),
        "aliases": ["\t".join(other_names(graph, concept, "alt_labels")) for concept in found.concepts],
        "kind": [KINDS.index(graph.nodes[concept]["kind"]) for concept in found.concepts],
        "concept_keys": _keys(graph, found.concepts, "concept"),
        "hubs": sorted(found.number[hub] for hub in hubs(graph)),
        "authors": _labels(graph, found.authors),
        "author_keys": _keys(graph, found.authors, "author"),
        "named": list(_edges(found)),
        "written": list(_creators(found)),
        "middles": zigzag(_middles(found)),
        "links": list(_links(graph, found)),
        "broader": list(_broader(found)),
        "results": list(_results(graph, found)),
        "values": _values(graph, found),
    }


def head(graph: nx.MultiDiGraph[str], found: Contents) -> dict[str, object]:
    """What is no column: names of kinds and roles, and the regions."""
    return {
        "base": str(graph.graph.get("base", "")),
        "kinds": KINDS,
        "roles": ROLES,
        "results": _RESULT,
        "regions": [
            {
                "id": slug,
                "name": region.name,
                "x": region.place[0],
                "y": region.place[1],
                "tint": tint,
                "papers": len(region.papers),
            }
            for slug, region, tint in zip(slugs(found.regions), found.regions, tints(found.regions), strict=True)
        ],
    }


def tints(found: Sequence[Region]) -> list[int]:
    """A tint for each region, another than those of the regions nearest to it."""
    chosen: list[int] = []
    for number, region in enumerate(found):
        far = sorted((_squared(region.place, found[other].place), other) for other in range(number))
        beside = {chosen[other] for _, other in far[: _BESIDE - 1]}
        free = [tint for tint in range(TINTS) if tint not in beside] or list(range(TINTS))
        chosen.append(min(free, key=lambda tint: (chosen.count(tint), tint)))
    return chosen


def _squared(one: Point, other: Point) -> int:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _named(near: Leaving, paper: str) -> Iterator[tuple[int, str]]:
    for concept, relation, _ in edges_from(near, paper):
        if relation in _ROLE:
            yield _ROLE[relation], concept


def _written(near: Leaving, paper: str) -> Iterator[tuple[int, str]]:
    for author, relation, data in edges_from(near, paper):
        if relation == "dcterms:creator":
            yield data.get("position", 0), author


def _day(graph: nx.MultiDiGraph[str], paper: str) -> str:
    return str(graph.nodes[paper].get("first_listed", ""))


def _votes(graph: nx.MultiDiGraph[str], paper: str) -> int:
    votes = graph.nodes[paper].get("votes")
    return 0 if votes is None else 1 + max(0, int(votes))


def _labels(graph: nx.MultiDiGraph[str], nodes: Sequence[str]) -> list[str]:
    return [str(graph.nodes[node]["label"]) for node in nodes]


def _url(graph: nx.MultiDiGraph[str], paper: str) -> str:
    """The address, if the identifier does not tell it."""
    data = graph.nodes[paper]
    url = str(data.get("url", paper))
    return "" if url == f"{ARXIV}{data.get('identifier')}" else url


def _keys(graph: nx.MultiDiGraph[str], nodes: Sequence[str], room: str) -> list[str]:
    """What stands behind the room in each IRI; "" where the script derives it from the label."""
    base = f"{graph.graph.get('base', '')}{room}/"
    found = []
    for node in nodes:
        key, label = node.removeprefix(base), str(graph.nodes[node]["label"])
        derived = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") if label.isascii() else None
        found.append("" if key == derived else key)
    return found


def _edges(found: Contents) -> Iterator[int]:
    """Paper by paper: how many, then role and concept for each; concept 0 is the next new one."""
    fresh = 0
    for paper in found.papers:
        yield len(found.named[paper])
        for role, concept in found.named[paper]:
            number = found.number[concept]
            yield role
            yield 0 if number == fresh else fresh - number
            fresh = max(fresh, number + 1)


def _creators(found: Contents) -> Iterator[int]:
    """Paper by paper: how many authors, then each; 0 is the next new one."""
    fresh = 0
    for paper in found.papers:
        yield len(found.written[paper])
        for author in found.written[paper]:
            number = found.number[author]
            yield 0 if number == fresh else fresh - number
            fresh = max(fresh, number + 1)


def _middles(found: Contents) -> Iterator[int]:
    """X and y of every concept, then author, that two papers or more have; the others lie beside their paper."""
    papers: dict[str, dict[str, None]] = {}
    for paper in found.papers:
        for other in (*(concept for _, concept in found.named[paper]), *found.written[paper]):
            papers.setdefault(other, {})[paper] = None
    for node in (*found.concepts, *found.authors):
        if len(papers.get(node, ())) > 1:
            yield from middle([found.places[paper] for paper in papers[node]])


def _links(graph: nx.MultiDiGraph[str], found: Contents) -> Iterator[int]:
    """Paper by paper: how many links to earlier ones; each: how much earlier, weight, reasons.

    Weights are thousandths. Before the reasons stands how many they are. A reason is the place of a concept among those
    of the paper, doubled, or of an author, doubled and one more; then its part of the weight in hundredths.
    """
    rows: dict[int, list[tuple[int, str]]] = {}
    for link, data in graph.nodes(data=True):
        if data["kind"] == "link":
            ends = sorted({found.number[other] for other, keys in found.near[link].items() if "kg:between" in keys})
            if len(ends) == 2:
                rows.setdefault(ends[1], []).append((ends[0], link))
    for own, paper in enumerate(found.papers):
        yield len(rows.get(own, ()))
        for other, link in sorted(rows.get(own, ())):
            yield own - other
            yield from _reasons(graph, found, paper, link)


def _reasons(graph: nx.MultiDiGraph[str], found: Contents, paper: str, link: str) -> Iterator[int]:
    weight = float(graph.nodes[link].get("weight", 0.0))
    place = {concept: 2 * number for number, (_, concept) in reversed(list(enumerate(found.named[paper])))}
    place |= {author: 2 * number + 1 for number, author in enumerate(found.written[paper])}
    reasons = sorted(
        (-float(data.get("weight", 0.0)), place[other])
        for other, key, data in edges_from(found.near, link)
        if key in {"kg:sharedConcept", "kg:sharedAuthor"} and other in place
    )
    yield round(1000 * weight)
    yield len(reasons)
    for part, other in reasons:
        yield other
        yield round(-100 * part / weight) if weight else 0


def _broader(found: Contents) -> Iterator[int]:
    for concept in found.concepts:
        for other, keys in sorted(found.near[concept].items()):
            if "skos:broader" in keys and other in found.number:
                yield found.number[concept]
                yield found.number[other]


def _measured(graph: nx.MultiDiGraph[str], found: Contents, paper: str) -> list[str]:
    reported = [node for node, keys in found.near[paper].items() if "kg:reports" in keys]
    return sorted(reported, key=lambda node: (graph.nodes[node].get("number", 0), node))


def _results(graph: nx.MultiDiGraph[str], found: Contents) -> Iterator[int]:
    """Each reported number: its paper (as a step), kind, subject, metric, where, baseline (a concept and 1, or 0)."""
    last = 0
    for own, paper in enumerate(found.papers):
        for result in _measured(graph, found, paper):
            parts = {key: found.number[other] + 1 for other, key, _ in edges_from(found.near, result)}
            yield own - last
            yield _RESULT.index(graph.nodes[result]["result_kind"])
            yield from (parts.get(f"kg:{name}", 0) for name in ("subject", "metric", "evaluatedOn", "baseline"))
            last = own


def _values(graph: nx.MultiDiGraph[str], found: Contents) -> list[str]:
    return [
        f"{graph.nodes[result]['value']}\t{graph.nodes[result].get('unit', '')}"
        for paper in found.papers
        for result in _measured(graph, found, paper)
    ]
