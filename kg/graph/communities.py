"""Topic communities of papers, their names, and how central things are: what views and statistics show.

Communities are found by Louvain's method on the weighted links between papers (Blondel et al., "Fast unfolding of
communities in large networks", 2008; networkx' implementation with a fixed seed on sorted input). A community
is named after its most characteristic concepts: those that add most to the relative entropy of its concepts against
those of all papers (Kullback and Leibler, "On information and sufficiency", 1951). Like class-based TF-IDF
(Grootendorst, "BERTopic", 2022) but it leaves aside what is frequent everywhere.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from kg.graph.similarity.profile import graph_profiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Scores = Mapping[str, float]

TELLING = frozenset({"task", "method", "model", "dataset", "benchmark"})
"""The kinds of concepts that tell what a paper is about."""
_SEED = 20250205
_NAME_PARTS = 2
_NAMING = {"task": 1.5, "method": 1.0, "model": 0.7, "dataset": 0.5, "benchmark": 0.5, "metric": 0.1}
"""How well a concept of each kind names a topic."""
_RECORDS = frozenset({"link", "collaboration", "listing"})  # they restate edges, so nobody is more central by them


@dataclass(frozen=True, slots=True)
class Community:
    """Papers on one topic. ``number`` counts from 0, the largest first.

    ``concepts`` are the IRIs of the concepts that characterise it, the best first. Papers without any link
    are together in a last community, for which ``linked`` is False.
    """

    number: int
    name: str
    papers: tuple[str, ...]
    concepts: tuple[str, ...]
    linked: bool = True


@dataclass(frozen=True, slots=True)
class Centrality:
    """How connected one node is: neighbours, the sum of edge weights (1 where an edge has none), and for
    papers the PageRank over the links, else 0.
    """

    degree: int
    strength: float
    pagerank: float


def paper_network(graph: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """The papers and their weighted links, nodes and edges in sorted order."""
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(sorted(node for node, data in graph.nodes(data=True) if data["kind"] == "paper"))
    network.add_weighted_edges_from(
        sorted(
            (source, target, data["weight"])
            for source, target, relation, data in graph.edges(keys=True, data=True)
            if relation == "kg:sharesTopicWith" and source < target
        )
    )
    return network


def communities(graph: nx.MultiDiGraph[str], *, resolution: float = 1.0) -> tuple[Community, ...]:
    """The topic communities of a graph's papers, the largest first (ties: the one with the smallest IRI).

    A higher ``resolution`` gives more and smaller ones. Every paper is in exactly one. The result depends on
    the content of the graph only.
    """
    network = paper_network(graph)
    alone = tuple(paper for paper in network if not network.degree(paper))
    network.remove_nodes_from(alone)
    found = nx.community.louvain_communities(network, weight="weight", resolution=resolution, seed=_SEED)
    groups = sorted((tuple(sorted(group)) for group in found), key=lambda group: (-len(group), group))
    ranked, names = characterise(graph, groups)
    named = [Community(number, names[number], group, ranked[number]) for number, group in enumerate(groups)]
    if alone:
        named.append(Community(len(groups), "Other topics", alone, (), linked=False))
    return tuple(named)


def characterise(
    graph: nx.MultiDiGraph[str], groups: Sequence[tuple[str, ...]], *, without: frozenset[str] = frozenset()
) -> tuple[list[tuple[str, ...]], list[str]]:
    """For each group of papers the concepts that characterise it, the best first, and its name, no two alike.

    The concepts of ``without`` characterise nothing.
    """
    ranked = [
        tuple(concept for concept in concepts if concept not in without) for concepts in _characteristic(graph, groups)
    ]
    return ranked, _names(graph, ranked)


def centrality(graph: nx.MultiDiGraph[str]) -> dict[str, Centrality]:
    """The centrality of every paper, author and concept, by IRI."""
    network = paper_network(graph)
    rank = page_rank(network)
    things = {node for node, data in graph.nodes(data=True) if data["kind"] not in _RECORDS}
    return {node: _centrality(graph, node, things, rank) for node in sorted(things)}


def page_rank(network: nx.Graph[str], *, damping: float = 0.85, rounds: int = 100) -> dict[str, float]:
    """PageRank by power iteration over weighted edges; networkx' own would need scipy.

    Nodes without an edge keep what the others give to everybody.
    """
    count = network.number_of_nodes()
    strength = dict(network.degree(weight="weight"))
    if not count:
        return {}
    rank = dict.fromkeys(network, 1 / count)
    for _ in range(rounds):
        loose = math.fsum(rank[node] for node in network if not strength[node])
        everybody = (1 - damping + damping * loose) / count
        given = {node: damping * rank[node] / strength[node] for node in network if strength[node]}
        latest = {
            node: everybody + math.fsum(given[other] * data["weight"] for other, data in network[node].items())
            for node in network
        }
        change = math.fsum(abs(latest[node] - rank[node]) for node in network)
        rank = latest
        if change < 1e-6:
            break
    return rank


def _centrality(graph: nx.MultiDiGraph[str], node: str, things: set[str], rank: Mapping[str, float]) -> Centrality:
    weights: dict[str, float] = {}
    for other, data in sorted(_adjacent(graph, node), key=lambda item: (item[0], item[1].get("weight", 1.0))):
        if other in things:
            weights[other] = max(weights.get(other, 0.0), data.get("weight", 1.0))
    strength = round(math.fsum(weights.values()), 6)
    return Centrality(len(weights), strength, round(rank.get(node, 0.0), 9))


def _adjacent(graph: nx.MultiDiGraph[str], node: str) -> Iterator[tuple[str, dict[str, float]]]:
    for _, other, data in graph.out_edges(node, data=True):
        yield other, data
    for other, _, data in graph.in_edges(node, data=True):
        yield other, data


def _characteristic(graph: nx.MultiDiGraph[str], groups: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """For every group its concepts, the most characteristic first."""
    profiles = dict(graph_profiles(graph))
    overall: dict[str, float] = defaultdict(float)
    for paper in sorted(profiles):
        for concept, weight in profiles[paper].concepts.items():
            overall[concept] += weight
    everything = math.fsum(overall.values())
    return [_ranked(graph, [profiles[paper].concepts for paper in group], overall, everything) for group in groups]


def _ranked(graph: nx.MultiDiGraph[str], bags: Sequence[Scores], overall: Scores, everything: float) -> tuple[str, ...]:
    """The concepts of one group, the most characteristic first, those that few of its papers name at the end."""
    inside = _sum(bags)
    papers = Counter(concept for bag in bags for concept in bag)
    enough = max(2, len(bags) / 10)
    total = math.fsum(inside.values())
    score = {
        concept: _NAMING[graph.nodes[concept]["kind"]]
        * weight
        / total
        * _lift(weight / total, overall[concept] / everything)
        for concept, weight in inside.items()
    }
    last = {concept: graph.nodes[concept]["kind"] == "metric" or papers[concept] < enough for concept in score}
    ranked = sorted(score, key=lambda concept: (last[concept], -score[concept], concept))
    return tuple(ranked[:12])


def _lift(inside: float, overall: float) -> float:
    """The logarithm of how many times its share a concept has inside a group; a bit above 0 where it is the same."""
    return math.log(inside / overall) + 0.1


def _sum(bags: Iterable[Scores]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for bag in bags:
        for concept, weight in bag.items():
            total[concept] += weight
    return total


def _names(graph: nx.MultiDiGraph[str], ranked: Sequence[tuple[str, ...]]) -> list[str]:
    """A name for each community, no two alike: its best concepts, and more of them where needed."""
    taken: set[str] = set()
    names = []
    for number, concepts in enumerate(ranked):
        name = next(
            (name for name in _candidates(graph, concepts) if name.casefold() not in taken), f"Topic {number + 1}"
        )
        taken.add(name.casefold())
        names.append(name)
    return names


def _candidates(graph: nx.MultiDiGraph[str], concepts: tuple[str, ...]) -> Iterator[str]:
    """Names to try: the best two labels that do not contain each other, then the first with each later one."""
    labels = _distinct([graph.nodes[concept]["label"] for concept in concepts])
    if len(labels) >= _NAME_PARTS:
        yield " · ".join(labels[:_NAME_PARTS])
    for label in labels[_NAME_PARTS:]:
        yield f"{labels[0]} · {label}"
    yield from labels


def _distinct(labels: Sequence[str]) -> list[str]:
    """The labels without those that contain, or are contained in, an earlier one."""
    kept: list[str] = []
    for label in labels:
        folded = label.casefold()
        if not any(folded in other.casefold() or other.casefold() in folded for other in kept):
            kept.append(label)
    return kept
