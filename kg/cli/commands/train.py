"""``kg train``: learn the extraction model anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

EXAMPLES = ("kg train gold/train.jsonl",)


def parser() -> ArgumentParser:
    made = common.command_parser("train", "Learn the extraction model anew from gold annotations.", EXAMPLES)
    made.add_argument("gold", nargs="+", metavar="GOLD.jsonl", help="files of gold annotations")
    return made


def run(arguments: Namespace) -> int:
    raise NotImplementedError(arguments)
