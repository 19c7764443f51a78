"""``kg export``: one more file from a built graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli import arguments as common
from kg.errors import UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

EXAMPLES = (
    "kg export --format rdfxml --out graph.rdf",
    "kg export --format nodes > nodes.csv",
    "kg export --format graphml --min-confidence 0.8 --out sure.graphml",
    "kg export --format parquet --out tables",
    "kg export --format neo4j --graph archive --out neo4j",
    "kg export --format graphml --graph archive --out archive.graphml",
)


def parser() -> ArgumentParser:
    from kg.export.formats import FOLDERS, FORMATS

    made = common.command_parser(
        "export",
        "One more export of a built graph. csv, parquet and neo4j are several files: name a folder with --out.",
        EXAMPLES,
    )
    known = {name: each.description for name, each in FORMATS.items()}
    known |= {name: each.description for name, each in FOLDERS.items()}
    listed = "; ".join(f"{name}: {description}" for name, description in known.items())
    made.add_argument("--format", required=True, choices=tuple(known), metavar="F", help=listed)
    made.add_argument("--out", default="-", metavar="FILE", help="where to (default: -, standard output)")
    made.add_argument(
        "--min-confidence",
        type=common.probability,
        default=0.0,
        metavar="P",
        help="leave out concepts and results that are less sure, from 0 to 1 (default: 0, none)",
    )
    common.add_graph(made)
    return made


def run(arguments: Namespace) -> int:
    from kg.cli import output
    from kg.export.formats import FOLDERS, FORMATS, export_folder, export_one
    from kg.graph.confidence import surer_graph
    from kg.store.convert import from_store
    from kg.store.disk import open_store
    from kg.store.drafts import Drafts
    from kg.store.mentions import read_mentions
    from kg.store.terms import load_terms

    name, least = arguments.format, arguments.min_confidence
    if name in FOLDERS and arguments.out == "-":
        raise UsageError(f"{name} is several files: name a folder with --out")
    store = open_store(arguments.graph)
    graph = surer_graph(from_store(store, load_terms(arguments.graph)), least)
    path = Path(arguments.out)
    if name in FOLDERS:
        files = export_folder(graph, read_mentions(store, min_confidence=least), name, path)
        output.say(f"{path}: {len(files)} files, {sum(file.size for file in files):,} bytes")
    elif arguments.out == "-":
        with output.binary() as stream:
            export_one(graph, name, stream)
    else:
        with Drafts(path.parent) as drafts:
            written = drafts.write(path.name, FORMATS[name].write(graph))
        output.say(f"{path}: {written.size:,} bytes")
    return 0
