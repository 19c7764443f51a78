"""Header files, data files and the command that imports them."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from kg.export import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import networkx as nx

    Graph = nx.MultiDiGraph[str]
    Cells = Sequence[str | int | float]

SCRIPT: Final = "import.sh"
_SEPARATOR: Final = "\x1f"
_BREAKS: Final = re.compile(r"[\r\n]+")


def neo4j_files(graph: Graph) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Name and content of every file, in pieces."""
    schema = tomllib.loads(files("kg.export.neo4j").joinpath("schema.toml").read_text(encoding="utf-8"))
    for node in schema["node"]:
        header = ("iri:ID", *_typed(node["properties"]), ":LABEL")
        yield f"{node['file']}-header.csv", _csv([header])
        yield f"{node['file']}.csv", _csv(_nodes(graph, node))
    for relationship in schema["relationship"]:
        names = {**relationship.get("properties", {}), **dict.fromkeys(relationship.get("labels", ()), "string[]")}
        yield f"{relationship['file']}-header.csv", _csv([(":START_ID", *_typed(names), ":END_ID", ":TYPE")])
        made = _turned(graph, relationship) if "node" in relationship else _edges(graph, relationship)
        yield f"{relationship['file']}.csv", _csv(made)
    yield SCRIPT, _script(schema)


def _typed(properties: Mapping[str, str]) -> Iterator[str]:
    return (f"{name}:{kind}" for name, kind in properties.items())


def _nodes(graph: Graph, node: Mapping[str, Any]) -> Iterator[Cells]:
    for iri, data in rows.nodes(graph):
        if data["kind"] in node["kinds"]:
            own = [data["kind"].capitalize()] if len(node["kinds"]) > 1 else []
            yield iri, *_values(data, node["properties"]), _SEPARATOR.join([node["label"], *own])


def _edges(graph: Graph, relationship: Mapping[str, Any]) -> Iterator[Cells]:
    types, once = relationship["types"], relationship.get("once", False)
    for one, other, relation, data in rows.edges(graph):
        if relation in types and (one < other or not once):
            yield one, *_values(data, relationship.get("properties", {})), other, types[relation]


def _turned(graph: Graph, relationship: Mapping[str, Any]) -> Iterator[Cells]:
    """Nodes that become relationships."""
    first, second = relationship["between"]
    for node, data in rows.nodes(graph):
        if data["kind"] != relationship["node"]:
            continue
        targets: dict[str, list[str]] = {}
        for _, target, relation in sorted(graph.out_edges(node, keys=True)):
            targets.setdefault(relation, []).append(target)
        ends = targets[first] if first == second else [targets[first][0], targets[second][0]]
        shared = (
            _SEPARATOR.join(_text(graph.nodes[target]["label"]) for target in targets.get(relation, ()))
            for relation in relationship.get("labels", {}).values()
        )
        yield ends[0], *_values(data, relationship["properties"]), *shared, ends[1], relationship["type"]


def _values(data: Mapping[str, Any], properties: Iterable[str]) -> Iterator[str | int | float]:
    """Properties as cells; an empty cell is a property that is not there."""
    for name in properties:
        value = data.get(name, "")
        if isinstance(value, tuple):
            texts = (item[0] if isinstance(item, tuple) else item for item in value)
            yield _SEPARATOR.join(_text(text) for text in texts)
        else:
            yield _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    """A text in one line: whether fields may have several is an option that changed with the importer's version."""
    return _BREAKS.sub(" ", text)


def _csv(lines: Iterable[Cells]) -> Iterator[bytes]:
    page = io.StringIO(newline="")
    csv.writer(page, lineterminator="\n").writerows(lines)
    yield page.getvalue().encode("utf-8", "replace")


def _script(schema: Mapping[str, Any]) -> Iterator[bytes]:
    """A shell script, as the command is long and its options differ little between versions."""
    options = [f"--array-delimiter={schema['array_delimiter']}"]
    for option in ("node", "relationship"):
        options += [f"--{option}s={each['file']}-header.csv,{each['file']}.csv" for each in schema[option]]
    lines = ["#!/bin/sh", "# Imports these files into a new database: sh import.sh [NAME] (default: neo4j)", "set -eu"]
    lines += ['cd "$(dirname "$0")"', "neo4j-admin database import full \\", *(f"    {each} \\" for each in options)]
    yield "\n".join([*lines, '    "${1:-neo4j}"', ""]).encode()
