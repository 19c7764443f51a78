"""``kg export``: one more file from a built graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

EXAMPLES = (
    "kg export --format rdfxml --out graph.rdf",
    "kg export --format nodes > nodes.csv",
    "kg export --format graphml --min-confidence 0.8 --out sure.graphml",
    "kg export --format graphml --graph archive --out archive.graphml",
)


def parser() -> ArgumentParser:
    from kg.export.formats import FORMATS

    made = common.command_parser("export", "One more export of a built graph.", EXAMPLES)
    listed = "; ".join(f"{name}: {each.description}" for name, each in FORMATS.items())
    made.add_argument("--format", required=True, choices=tuple(FORMATS), metavar="F", help=listed)
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
    from kg.export.drafts import Drafts
    from kg.export.formats import FORMATS, export_one
    from kg.graph.confidence import surer_graph
    from kg.store.convert import from_store
    from kg.store.disk import open_store
    from kg.store.terms import load_terms

    graph = surer_graph(from_store(open_store(arguments.graph), load_terms(arguments.graph)), arguments.min_confidence)
    if arguments.out == "-":
        with output.binary() as stream:
            export_one(graph, arguments.format, stream)
        return 0
    path = Path(arguments.out)
    with Drafts(path.parent) as drafts:
        written = drafts.write(path.name, FORMATS[arguments.format].write(graph))
    output.say(f"{path}: {written.size:,} bytes")
    return 0
