"""``kg train``: learn the extraction's weights anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

EXAMPLES = (
    "kg train gold.jsonl --digests archive --out weights",
    "kg train ko.jsonl en.jsonl --digests archive --held-out test.jsonl --out weights --learned weights/learned.ttl",
)


def parser() -> ArgumentParser:
    made = common.command_parser(
        "train",
        "Learn from annotated papers which names to keep, of which kind and in which role; needs scikit-learn\n"
        "(pip install 'paperkg[train]'). Reports a cross-validation. The same input gives the same weights.",
        EXAMPLES,
    )
    made.add_argument("gold", nargs="+", type=Path, metavar="GOLD.jsonl", help="files of gold annotations")
    made.add_argument(
        "--digests",
        action="append",
        required=True,
        metavar="PATH",
        help="files or folders with the texts of the annotated papers, and of others to count names in; repeatable",
    )
    made.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write the weights")
    made.add_argument(
        "--learned", type=Path, metavar="FILE", help="write the names that the annotations teach (Turtle)"
    )
    made.add_argument(
        "--held-out",
        action="append",
        type=Path,
        default=[],
        metavar="GOLD.jsonl",
        help="annotated papers to look away from; repeatable",
    )
    return made


def run(arguments: Namespace) -> int:
    from kg.cli import output  # noqa: PLC0415  after the arguments are known to be usable
    from kg.extract.gold import read_gold  # noqa: PLC0415
    from kg.extract.train import train  # noqa: PLC0415
    from kg.model import merge_digests  # noqa: PLC0415
    from kg.ontology.files import lexicon_paths  # noqa: PLC0415
    from kg.ontology.lexicon import read_lexicon  # noqa: PLC0415
    from kg.read import read_paths  # noqa: PLC0415

    reading = read_paths(arguments.digests)
    for problem in reading.problems:
        output.say(str(problem))
    by_hand = [path for path in lexicon_paths() if path.name != "learned.ttl"]
    train(
        arguments.gold,
        merge_digests(reading.digests),
        read_lexicon(by_hand).terms,
        out=arguments.out,
        learned=arguments.learned,
        held_out=frozenset(paper.paper for path in arguments.held_out for paper in read_gold(path)),
        report=print,
    )
    output.say(f"weights written to {arguments.out}")
    return 1 if any(problem.fatal for problem in reading.problems) else 0
