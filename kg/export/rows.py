"""The nodes and edges of a graph in one order, and their attributes as scalars: what all plain formats share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx


def nodes(graph: nx.MultiDiGraph[str]) -> list[tuple[str, dict[str, Any]]]:
    """Every node with its attributes, by IRI."""
    return [(node, graph.nodes[node]) for node in sorted(graph)]


def edges(graph: nx.MultiDiGraph[str]) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Every edge with its property and attributes, by source, target and property."""
    near = dict(graph.adjacency())  # plain dicts: the views of networkx take several times as long
    return [
        (source, target, relation, data)
        for source in sorted(near)
        for target in sorted(near[source])
        for relation, data in sorted(near[source][target].items())
    ]


def joined(value: object) -> str | int | float:
    """An attribute as one scalar: the texts of labels joined by " | ", their languages left out."""
    if isinstance(value, tuple):
        return " | ".join(str(item[0] if isinstance(item, tuple) else item) for item in value)
    return value if isinstance(value, int | float) else str(value)
