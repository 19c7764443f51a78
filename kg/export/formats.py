"""Single formats of a graph, for ``kg export``."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Final

from kg.errors import UsageError
from kg.export.gexf import gexf
from kg.export.graphml import graphml
from kg.export.neo4j import neo4j_files
from kg.export.relational.write import csv_files, parquet_files
from kg.export.tables import edges_csv, node_link, nodes_csv
from kg.store import serialize
from kg.store.convert import to_triples
from kg.store.drafts import Drafts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    import networkx as nx

    from kg.store.drafts import File
    from kg.store.mentions import StoredMention

    Writer = Callable[[nx.MultiDiGraph[str]], Iterator[bytes]]
    FilesWriter = Callable[[nx.MultiDiGraph[str], Iterable[StoredMention]], Iterator[tuple[str, Iterator[bytes]]]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is, how its files end, and what writes it in pieces."""

    description: str
    suffix: str
    write: Writer


@dataclass(frozen=True, slots=True)
class FolderFormat:
    """One format of several files: what it is, and what writes each file's name and pieces.

    The writer takes the graph and, as that has none, the mentions.
    """

    description: str
    write: FilesWriter


def _turtle(graph: nx.MultiDiGraph[str]) -> Iterator[bytes]:
    yield serialize.turtle(to_triples(graph), base=graph.graph["base"])


def _ntriples(graph: nx.MultiDiGraph[str]) -> Iterator[bytes]:
    yield serialize.ntriples(to_triples(graph))


def _json_ld(graph: nx.MultiDiGraph[str]) -> Iterator[bytes]:
    return (piece.encode() for piece in serialize.json_ld(to_triples(graph), base=graph.graph["base"]))


def _rdf_xml(graph: nx.MultiDiGraph[str]) -> Iterator[bytes]:
    yield serialize.rdf_xml(to_triples(graph), base=graph.graph["base"])


def _html(graph: nx.MultiDiGraph[str]) -> Iterator[bytes]:
    from kg.export.page import render_page

    yield render_page(graph, title="paperkg").encode("utf-8", "replace")


def _atlas(graph: nx.MultiDiGraph[str]) -> Iterator[bytes]:
    from kg.export.atlas import render_atlas

    yield render_atlas(graph, title="paperkg").encode("utf-8", "replace")


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "ttl": Format("Turtle, RDF to read", ".ttl", _turtle),
        "nt": Format("N-Triples, a sorted line a triple", ".nt", _ntriples),
        "jsonld": Format("JSON-LD", ".jsonld", _json_ld),
        "rdfxml": Format("RDF/XML", ".rdf", _rdf_xml),
        "graphml": Format("GraphML for Gephi, yEd, networkx", ".graphml", graphml),
        "gexf": Format("GEXF with days, for Gephi's time line", ".gexf", gexf),
        "json": Format("node-link JSON for d3, networkx", ".json", node_link),
        "nodes": Format("CSV, a line a node", ".csv", nodes_csv),
        "edges": Format("CSV, a line an edge", ".csv", edges_csv),
        "html": Format("the interactive page", ".html", _html),
        "atlas": Format("the map of everything, one page", ".html", _atlas),
    }
)
"""What ``export_one`` can write, by name."""

FOLDERS: Final[Mapping[str, FolderFormat]] = MappingProxyType(
    {
        "csv": FolderFormat("tables that join, as CSV", csv_files),
        "parquet": FolderFormat("the same tables as Parquet, for DuckDB, Polars", parquet_files),
        "neo4j": FolderFormat("files for neo4j-admin database import", lambda graph, _: neo4j_files(graph)),
    }
)
"""What ``export_folder`` can write, by name."""


def export_one(graph: nx.MultiDiGraph[str], name: str, out: BinaryIO) -> None:
    """Write the graph to a binary stream in the format of that name.

    Raises:
        UsageError: there is no such format; the message lists those that there are.
    """
    if name not in FORMATS:
        raise UsageError(f"unknown format {name!r}: choose one of {', '.join(FORMATS)}")
    out.writelines(FORMATS[name].write(graph))


def export_folder(
    graph: nx.MultiDiGraph[str], mentions: Iterable[StoredMention], name: str, folder: Path
) -> tuple[File, ...]:
    """Write the graph into a folder in the format of that name, all files or none; other files there stay.

    Raises:
        UsageError: there is no such format, or the folder is none.
        RequirementError: the format needs a library that is not installed.
    """
    if name not in FOLDERS:
        raise UsageError(f"unknown format {name!r}: choose one of {', '.join(FOLDERS)}")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is not a folder, and {name} is several files: name a folder with --out")
    with Drafts(folder) as drafts:
        for file, pieces in FOLDERS[name].write(graph, mentions):
            drafts.write(file, pieces)
    return drafts.files
