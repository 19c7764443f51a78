"""The graph as two tables (CSV) and as the node-link JSON that d3 and networkx read."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from kg.export import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import networkx as nx


def nodes_csv(graph: nx.MultiDiGraph[str]) -> Iterator[bytes]:
    """A line a node: id, kind, label, then every other attribute that some node has."""
    return _csv(("id", "kind", "label"), [{"id": node, **data} for node, data in rows.nodes(graph)])


def edges_csv(graph: nx.MultiDiGraph[str]) -> Iterator[bytes]:
    """A line an edge: source, target, kind, then every other attribute that some edge has."""
    lines = [{"source": one, "target": other, "kind": key, **data} for one, other, key, data in rows.edges(graph)]
    return _csv(("source", "target", "kind"), lines)


def node_link(graph: nx.MultiDiGraph[str]) -> Iterator[bytes]:
    """Node-link JSON: ``networkx.node_link_graph(json.load(file), edges="links")`` reads it."""
    nodes = [{"id": node, **data} for node, data in rows.nodes(graph)]
    links = [{"source": one, "target": other, "key": key, **data} for one, other, key, data in rows.edges(graph)]
    head = {"directed": True, "multigraph": True, "graph": {"base": graph.graph["base"]}}
    yield json.dumps(head, ensure_ascii=False)[:-1].encode()
    for name, table in (("nodes", nodes), ("links", links)):
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in table)
        yield f',\n"{name}": [\n{lines}\n]'.encode()
    yield b"}\n"


def _csv(first: tuple[str, ...], table: Sequence[Mapping[str, object]]) -> Iterator[bytes]:
    others = sorted({name for row in table for name in row} - set(first))
    page = io.StringIO(newline="")
    writer = csv.DictWriter(page, [*first, *others], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: rows.joined(value) for name, value in row.items()} for row in table)
    yield page.getvalue().encode()
