"""GraphML for Gephi, yEd and networkx: scalar attributes only, nodes and edges sorted.

Several labels become one text, joined by " | ". An edge's property is its ``kind``.
"""

from __future__ import annotations

import re
from functools import lru_cache
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
    nodes = [(node, _flat(data)) for node, data in rows.nodes(graph)]
    edges = [(one, other, _flat({"kind": relation, **data})) for one, other, relation, data in rows.edges(graph)]
    node_keys = _keys("n", (data for _, data in nodes))
    edge_keys = _keys("e", (data for *_, data in edges))
    yield _HEAD.encode()
    for domain, keys in (("node", node_keys), ("edge", edge_keys)):
        for name, (key, kind) in keys.items():
            yield f'<key id="{key}" for="{domain}" attr.name="{_escape(name)}" attr.type="{kind}"/>\n'.encode()
    yield b'<graph edgedefault="directed">\n'
    for node, data in nodes:
        yield f'<node id="{_escape(node)}">{_data(data, node_keys)}</node>\n'.encode()
    for number, (source, target, data) in enumerate(edges):
        ends = f'source="{_escape(source)}" target="{_escape(target)}"'
        yield f'<edge id="{number}" {ends}>{_data(data, edge_keys)}</edge>\n'.encode()
    yield b"</graph>\n</graphml>\n"


def _flat(data: Mapping[str, object]) -> dict[str, str | int | float]:
    return {name: rows.joined(value) for name, value in sorted(data.items())}


def _keys(prefix: str, table: Iterable[Mapping[str, str | int | float]]) -> dict[str, tuple[str, str]]:
    """For every attribute its id and type, sorted by name; one with values of several types is text."""
    types: dict[str, set[str]] = {}
    for row in table:
        for name, value in row.items():
            types.setdefault(name, set()).add(_TYPES[type(value)])
    return {
        name: (f"{prefix}{number}", found.copy().pop() if len(found) == 1 else "string")
        for number, (name, found) in enumerate(sorted(types.items()))
    }


def _data(data: Mapping[str, str | int | float], keys: Mapping[str, tuple[str, str]]) -> str:
    return "".join(f'<data key="{keys[name][0]}">{_escape(str(value))}</data>' for name, value in data.items())


@lru_cache(maxsize=1 << 16)
def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], clean(text))
