"""GraphML for Gephi, yEd and networkx: scalar attributes only, nodes and edges sorted.

Several labels become one text, joined by " | ". An edge's property is its ``kind``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

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
_NUMBERS = frozenset({int, float})
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
    names = {node: escape(node) for node, _ in nodes}
    for first in range(0, len(nodes), _TOGETHER):
        some = nodes[first : first + _TOGETHER]
        yield "".join([_node(names[node], data, node_keys) for node, data in some]).encode()
    shape = _Shapes(edge_keys)
    for first in range(0, len(edges), _TOGETHER):
        part = enumerate(edges[first : first + _TOGETHER], first)
        lines = [shape.edge(number, names[one], names[two], kind, data) for number, (one, two, kind, data) in part]
        yield "".join(lines).encode()
    yield b"</graph>\n</graphml>\n"


_TOGETHER: Final = 1 << 12
"""So many nodes or edges are written at once."""


def _node(name: str, data: Mapping[str, Any], known: Mapping[str, tuple[str, str]]) -> str:
    """The line of a node; ``name`` is escaped."""
    cells = [f'<data key="{known[name][0]}">{_text(data[name])}</data>' for name in sorted(data)]
    return f'<node id="{name}">{"".join(cells)}</node>\n'


class _Shapes:
    """What edges with one property and attributes of the same names have in common: there are many of few shapes."""

    def __init__(self, known: Mapping[str, tuple[str, str]]) -> None:
        self._known = known
        self._shapes: dict[tuple[str, ...], tuple[tuple[str, ...], str]] = {}

    def edge(self, number: int, source: str, target: str, relation: str, data: Mapping[str, Any]) -> str:
        """The line of an edge; the names of its ends are escaped."""
        sort = (relation, *data)
        names, shape = self._shapes.get(sort) or self._shapes.setdefault(sort, self._shape(relation, data))
        return shape % (number, source, target, *[_text(data[name]) for name in names])

    def _shape(self, relation: str, data: Iterable[str]) -> tuple[tuple[str, ...], str]:
        """The names of the attributes in order, and the line with gaps for the number, the ends, and their values."""
        names = sorted(data)
        texts = {"kind": escape(relation).replace("%", "%%"), **dict.fromkeys(names, "%s")}
        cells = [f'<data key="{self._known[name][0]}">{texts[name]}</data>' for name in sorted(texts)]
        return tuple(names), f'<edge id="%d" source="%s" target="%s">{"".join(cells)}</edge>\n'


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


def _text(value: object) -> str:
    return str(value) if type(value) in _NUMBERS else escape(str(rows.joined(value)))


@lru_cache(maxsize=1 << 16)
def escape(text: str) -> str:
    """A text as XML carries it, between tags and in attributes."""
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], clean(text))
