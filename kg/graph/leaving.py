"""What leaves the nodes of a graph, as plain dicts: the views of networkx take several times as long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import networkx as nx

    Leaving = Mapping[str, Mapping[str, Mapping[str, dict[str, Any]]]]


def leaving(graph: nx.MultiDiGraph[str]) -> Leaving:
    """Node -> node at the other end -> property -> attributes. It is the graph itself: not to be changed."""
    return dict(graph.adjacency())


def edges_from(near: Leaving, node: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The edges that leave a node, as ``out_edges`` has them: the other end, the property, the attributes."""
    for other, relations in near[node].items():
        for relation, attributes in relations.items():
            yield other, relation, attributes
