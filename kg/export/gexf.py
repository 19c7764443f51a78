"""GEXF 1.2 for Gephi and Gephi Lite: typed attributes, weights, and the day from which each paper is there.

Gephi's time line uses the days. Several labels become one text, joined by " | "; an edge's property is its ``kind``.
The schema is http://gexf.net/1.2/; networkx and Gephi read that version, and later ones add nothing needed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.export import rows
from kg.export.graphml import escape, keys, scalars

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import networkx as nx

_HEAD: Final = (
    "<?xml version='1.0' encoding='utf-8'?>\n"
    '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    '<graph defaultedgetype="directed" mode="dynamic" timeformat="date">\n'
)
_START: Final = ("first_listed", "date")
"""The attributes that say from which day on a node is there."""


def gexf(graph: nx.MultiDiGraph[str]) -> Iterator[bytes]:
    """The graph as GEXF, in pieces."""
    nodes = [(node, scalars(data)) for node, data in rows.nodes(graph)]
    edges = [(one, other, scalars({"kind": relation, **data})) for one, other, relation, data in rows.edges(graph)]
    node_keys = keys("n", (data for _, data in nodes))
    edge_keys = keys("e", (data for *_, data in edges))
    yield _HEAD.encode()
    for domain, known in (("node", node_keys), ("edge", edge_keys)):
        yield f'<attributes class="{domain}" mode="static">\n'.encode()
        for name, (key, kind) in known.items():
            yield f'<attribute id="{key}" title="{escape(name)}" type="{kind}"/>\n'.encode()
        yield b"</attributes>\n"
    yield b"<nodes>\n"
    for node, data in nodes:
        start = next((f' start="{data[name]}"' for name in _START if name in data), "")
        ends = f'id="{escape(node)}" label="{escape(str(data["label"]))}"{start}'
        yield f"<node {ends}>{_values(data, node_keys)}</node>\n".encode()
    yield b"</nodes>\n<edges>\n"
    for number, (source, target, data) in enumerate(edges):
        weight = f' weight="{data["weight"]}"' if data.get("weight", 0) else ""  # Gephi takes none of 0
        ends = f'id="{number}" source="{escape(source)}" target="{escape(target)}"{weight}'
        yield f"<edge {ends}>{_values(data, edge_keys)}</edge>\n".encode()
    yield b"</edges>\n</graph>\n</gexf>\n"


def _values(data: Mapping[str, str | int | float], known: Mapping[str, tuple[str, str]]) -> str:
    cells = (f'<attvalue for="{known[name][0]}" value="{escape(str(value))}"/>' for name, value in data.items())
    return f"<attvalues>{''.join(cells)}</attvalues>"
