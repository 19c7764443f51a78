"""``kg export``: one more file from a built graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

EXAMPLES = ("kg export --format ttl --out graph.ttl", "kg export --format graphml --graph archive")


def parser() -> ArgumentParser:
    made = common.command_parser("export", "One more export of a built graph.", EXAMPLES)
    made.add_argument("--format", required=True, metavar="F", help="what to write")
    made.add_argument("--out", default="-", metavar="FILE", help="where to (default: standard output)")
    common.add_graph(made)
    return made


def run(arguments: Namespace) -> int:
    raise NotImplementedError(arguments)
