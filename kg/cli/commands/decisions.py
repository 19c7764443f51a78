"""``kg decisions``: what the lines of a file of decisions would touch, before a build follows them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from kg.cli.output import Output
    from kg.resolve.preview import Touch

ABOUT = """\
What each line of a file of decisions would touch: concepts, labels, papers and mentions. Nothing is written;
`kg build --decisions FILE` follows the file, and every later build does so again. Deleting a line undoes it.

One decision a line; # begins a comment; the order of the lines makes no difference:
  merge "RFT" = "reinforcement fine-tuning"       the left one joins the right one
  split "VQA" from "visual question answering"    this spelling is a concept of its own
  kind "GSM8K" benchmark                          method, model, dataset, benchmark, metric or task
  rename "kv cache" to "KV cache"

A name is any spelling of a concept in the graph without decisions. Splits are followed first, then merges, kinds and
names; a line is told with what it adds to those before it."""
EXAMPLES = ("kg decisions my.txt", "kg decisions my.txt --graph archive --format json")
_SHOWN = 6
"""How many papers or labels a table names; JSON has all of them."""


def parser() -> ArgumentParser:
    made = common.command_parser("decisions", ABOUT, EXAMPLES)
    made.add_argument("file", type=Path, metavar="FILE", help="a file of decisions")
    common.add_graph(made)
    common.add_format(made)
    made.add_argument(
        "--jobs", type=common.count, metavar="N", help="processes that read papers (default: as many as pay)"
    )
    return made


def run(arguments: Namespace) -> int:
    from kg.cli import output
    from kg.pipeline import preview

    output.emit(_output(preview(arguments.graph, arguments.file, jobs=arguments.jobs)), arguments.format)
    return 0


def _output(touches: Sequence[Touch]) -> Output:
    from kg.cli.output import Output, Table

    value = [
        {
            "line": touch.decision.line,
            "decision": str(touch.decision),
            "concepts": list(touch.concepts),
            "labels": list(touch.labels),
            "papers": list(touch.papers),
            "mentions": touch.mentions,
        }
        for touch in touches
    ]
    header = ("line", "decision", "concepts", "labels", "papers", "mentions")
    records = tuple(
        (
            touch.decision.line,
            str(touch.decision),
            "; ".join(touch.concepts),
            "; ".join(touch.labels),
            "; ".join(touch.papers),
            touch.mentions,
        )
        for touch in touches
    )
    tables = tuple(
        Table(("touches", "what"), tuple(_rows(touch)), title=f"line {touch.decision.line}: {touch.decision}")
        for touch in touches
    )
    return Output(value, header, records, tables or (Table(("touches", "what"), (("nothing", "no decision"),)),))


def _rows(touch: Touch) -> list[tuple[str, str]]:
    if touch.nothing:
        return [("nothing", "no concept is changed by it")]
    rows = [("concepts", touch.concepts), ("labels", touch.labels), ("papers", touch.papers)]
    counted = [(f"{name}: {len(found)}", _listed(found)) for name, found in rows if found]
    return [*counted, (f"mentions: {touch.mentions}", "")]


def _listed(found: Sequence[str]) -> str:
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return "; ".join(found[:_SHOWN]) + more
