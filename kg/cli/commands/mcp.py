"""``kg mcp``: the graph for language-model agents, over standard input and output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

EXAMPLES = ("kg mcp", "kg mcp --graph /data/exports --timeout 60")


def parser() -> ArgumentParser:
    made = common.command_parser(
        "mcp",
        "A server of the Model Context Protocol on standard input and output, for programs that let a language model\n"
        "use tools: search, show, related papers with reasons, and read-only SPARQL, each answer with its sources.\n"
        "Such a program starts it itself; tell it the command `kg mcp --graph DIR` with the full path of the folder.\n"
        "Needs the extra: pip install 'paperkg[mcp]'",
        EXAMPLES,
    )
    made.add_argument(
        "--timeout",
        type=common.seconds,
        default=30.0,
        metavar="S",
        help="stop a question after S seconds (default: 30)",
    )
    common.add_graph(made)
    return made


def run(arguments: Namespace) -> int:
    from kg.ask.pool import Bounds
    from kg.errors import RequirementError

    folder = common.built(arguments.graph)
    try:
        from kg.cli.arguments import installed_version
        from kg.mcp.server import run as serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"mcp", "mcp_types"}:
            raise
        raise RequirementError("the protocol's library is not installed: pip install 'paperkg[mcp]'") from error
    serve(folder, Bounds(workers=2, seconds=arguments.timeout), version=installed_version())
    return 0
