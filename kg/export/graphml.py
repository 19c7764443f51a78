"""GraphML for Gephi, yEd and networkx: scalar attributes only, nodes and edges sorted.

Several labels become one text, joined by " | ". An edge's property is its ``kind``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from kg.export import rows
from kg.graph.naming import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import networkx as nx

_HEAD = (
    "<?xml version='1.0' encoding='utf-8'?>\n"
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
    'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)
_TYPES = {str: "string", int: "long", float: "double"}
_SPECIAL = re.compile('[&<>"\t\n\r]')
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def graphml(graph: nx.MultiDiGraph[str]) -> Iterator[bytes]:
    """The graph as GraphML, in pieces."""
    nodes, edges = rows.nodes(graph), rows.edges(graph)
    node_keys = keys("n", (data for _, data in nodes))
    edge_keys = keys("e", chain((data for *_, data in edges), ({"kind": relation} for *_, relation, _ in edges[:1])))
    yield _HEAD.encode()
    for domain, known in (("node", node_keys), ("edge", edge_keys)):
        for name, (key, kind) in known.items():
            yield f'<key id="{key}" for="{domain}" attr.name="{escape(name)}" attr.type="{kind}"/>\n'.encode()
    yield b'<graph edgedefault="directed">\n'
    for node, data in nodes:
        yield f'<node id="{escape(node)}">{_data(data, node_keys)}</node>\n'.encode()
    for number, (source, target, relation, data) in enumerate(edges):
        ends = f'source="{escape(source)}" target="{escape(target)}"'
        yield f'<edge id="{number}" {ends}>{_data({"kind": relation, **data}, edge_keys)}</edge>\n'.encode()
    yield b"</graph>\n</graphml>\n"


def scalars(data: Mapping[str, object]) -> dict[str, str | int | float]:
    """Attributes as scalars, by name."""
    return {name: rows.joined(value) for name, value in sorted(data.items())}


def keys(prefix: str, table: Iterable[Mapping[str, object]]) -> dict[str, tuple[str, str]]:
    """For every attribute its id and type, sorted by name; one with values of several types is text."""
    types = {(name, type(value)) for row in table for name, value in row.items()}
    found: dict[str, set[str]] = {}
    for name, kind in types:
        found.setdefault(name, set()).add("string" if kind is tuple else _TYPES[kind])
    return {
        name: (f"{prefix}{number}", kinds.copy().pop() if len(kinds) == 1 else "string")
        for number, (name, kinds) in enumerate(sorted(found.items()))
    }


def _data(data: Mapping[str, object], known: Mapping[str, tuple[str, str]]) -> str:
    return "".join(
        [f'<data key="{known[name][0]}">{escape(str(rows.joined(data[name])))}</data>' for name in sorted(data)]
    )


@lru_cache(maxsize=1 << 16)
def escape(text: str) -> str:
    """A text as XML carries it, between tags and in attributes."""
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], clean(text))
