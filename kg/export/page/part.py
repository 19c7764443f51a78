"""Which part of a graph a page shows, and what of it is visible before anybody asks for more.

A page carries some hundreds to two thousand nodes: all papers, authors and concepts of a graph that is no larger. Of a
larger graph it shows the papers with the strongest links and what connects them. At first sight it shows all its
papers, the concepts and authors that connect two or more of them, and each paper's own contribution; a concept that a
large share of the papers name connects nobody.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.graph.leaving import edges_from, leaving

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import networkx as nx

CONCEPT_KINDS = ("method", "model", "task", "benchmark", "dataset", "metric")
ROLES = (
    "kg:introduces",
    "kg:uses",
    "kg:evaluatesOn",
    "kg:comparesWith",
    "kg:addresses",
    "kg:measures",
    "kg:mentions",
)
CREATOR = "dcterms:creator"
HIERARCHY = frozenset({"skos:broader", "skos:related"})
_HUB_SHARE = 0.08
_HUB_PAPERS = 5
_PAPER_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Part:
    """The IRIs that a page shows. ``total`` counts the papers, authors and concepts of the whole graph.

    ``papers`` come most voted first, the other two by the number of the shown papers they belong to. ``first`` is what
    is visible before anybody asks for more, ``hubs`` are the concepts left out of it as too common. A concept that no
    paper names, because it only stands above others, belongs to no paper in ``papers_of``; ``beside`` gives the papers
    of the nearest concepts.
    """

    papers: tuple[str, ...]
    concepts: tuple[str, ...]
    authors: tuple[str, ...]
    first: frozenset[str]
    hubs: frozenset[str]
    papers_of: Mapping[str, tuple[str, ...]]
    beside: Mapping[str, tuple[str, ...]]
    total: int
    total_papers: int

    @property
    def size(self) -> int:
        return len(self.papers) + len(self.concepts) + len(self.authors)


def choose(graph: nx.MultiDiGraph[str], *, max_nodes: int) -> Part:
    """The part of the graph to show, at most ``max_nodes`` papers, authors and concepts."""
    kinds: dict[str, str] = {node: data["kind"] for node, data in graph.nodes(data=True)}
    everything = [node for node, kind in kinds.items() if kind in {"paper", "author", *CONCEPT_KINDS}]
    every_paper = [node for node in everything if kinds[node] == "paper"]
    whole = len(everything) <= max_nodes
    limit = len(every_paper) if whole else max(1, int(max_nodes * _PAPER_SHARE))
    papers = _strongest(graph, every_paper, limit)
    papers_of = _memberships(graph, papers)
    unnamed = sorted(set(everything).difference(papers_of, papers)) if whole else []
    beside = {node: _beside(graph, node, papers_of) for node in unnamed}
    papers_of |= dict.fromkeys(unnamed, ())
    own = _contributions(graph, papers)
    ranked = sorted(papers_of, key=lambda node: (-_merit(node, papers_of, own), node))
    kept = ranked[: max(0, max_nodes - len(papers))]
    hub = max(_HUB_PAPERS, len(papers) * _HUB_SHARE)
    hubs = frozenset(node for node in kept if kinds[node] != "author" and len(papers_of[node]) > hub)
    teams = _representatives((node for node in kept if kinds[node] == "author"), papers_of)
    first = frozenset(
        node
        for node in kept
        if node not in hubs
        and (node in own or (len(papers_of[node]) > 1 and (kinds[node] != "author" or node in teams)))
    )
    return Part(
        papers=tuple(papers),
        concepts=tuple(node for node in kept if kinds[node] != "author"),
        authors=tuple(node for node in kept if kinds[node] == "author"),
        first=first.union(papers),
        hubs=hubs,
        papers_of={node: papers_of[node] for node in kept},
        beside=beside,
        total=len(everything),
        total_papers=len(every_paper),
    )


def _strongest(graph: nx.MultiDiGraph[str], papers: Iterable[str], limit: int) -> list[str]:
    """The papers with the strongest links, most voted first."""
    strength = dict.fromkeys(papers, 0.0)
    if limit < len(strength):
        near = leaving(graph)
        for paper in strength:
            for relations in near[paper].values():
                if "kg:sharesTopicWith" in relations:
                    strength[paper] += relations["kg:sharesTopicWith"].get("weight", 0.0)
    best = sorted(strength, key=lambda paper: (-round(strength[paper], 6), paper))[:limit]
    return sorted(best, key=lambda paper: (-graph.nodes[paper].get("votes", 0), paper))


def _memberships(graph: nx.MultiDiGraph[str], papers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Concept or author -> its papers among those given, sorted."""
    found: dict[str, set[str]] = defaultdict(set)
    near = leaving(graph)
    for paper in papers:
        for other, relation, _ in edges_from(near, paper):
            if relation == CREATOR or relation in ROLES:
                found[other].add(paper)
    return {node: tuple(sorted(members)) for node, members in found.items()}


def _beside(graph: nx.MultiDiGraph[str], concept: str, papers_of: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The papers of the nearest concepts that papers name, by steps to broader, narrower and related ones."""
    seen, frontier = {concept}, [concept]
    while frontier:
        found = {paper for node in frontier for paper in papers_of.get(node, ())}
        if found:
            return tuple(sorted(found))
        frontier = sorted({other for node in frontier for other in _akin(graph, node)} - seen)
        seen.update(frontier)
    return ()


def _akin(graph: nx.MultiDiGraph[str], concept: str) -> Iterator[str]:
    for one, other, relation in (*graph.out_edges(concept, keys=True), *graph.in_edges(concept, keys=True)):
        if relation in HIERARCHY:
            yield other if one == concept else one


def _contributions(graph: nx.MultiDiGraph[str], papers: Iterable[str]) -> frozenset[str]:
    """Each paper's main own contribution: the most prominent in its title, else the surest."""
    chosen: set[str] = set()
    for paper in papers:
        title = graph.nodes[paper]["label"]
        ranked = sorted(
            (_prominence(graph, concept, title), -data.get("confidence", 0.0), concept)
            for _, concept, relation, data in graph.out_edges(paper, keys=True, data=True)
            if relation == "kg:introduces"
        )
        chosen.update(concept for _, _, concept in ranked[:1])
    return frozenset(chosen)


def _prominence(graph: nx.MultiDiGraph[str], concept: str, title: str) -> tuple[int, bool, int]:
    """Smaller for a name more likely coined in the title.

    First what the title opens with or what stands alone before its colon, then what stands before the colon, then
    what stands anywhere, then the rest; among equals a name with a capital or a digit inside before a plain word.
    """
    head = title.partition(":")[0]
    label = graph.nodes[concept]["label"]
    names = [label, *(text for text, _ in graph.nodes[concept].get("alt_labels", ()))]
    places = [found.start() for name in names if (found := _whole(name).search(title))]
    place = min(places, default=len(title))
    rank = 3 if not places else 0 if place == 0 else 1 if place < len(head) < len(title) else 2
    return rank, not any(char.isupper() or char.isdigit() for char in label[1:]), place


def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)


def _representatives(authors: Iterable[str], papers_of: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The first author for every set of papers: a team that wrote the same papers connects them once."""
    found: dict[tuple[str, ...], str] = {}
    for author in authors:
        found.setdefault(papers_of[author], author)
    return frozenset(found.values())


def _merit(node: str, papers_of: Mapping[str, tuple[str, ...]], own: frozenset[str]) -> float:
    """What is kept first when not everything can be: connections, then own contributions, then the rest."""
    members = len(papers_of[node])
    return members if members != 1 else 1.5 if node in own else 1.0
