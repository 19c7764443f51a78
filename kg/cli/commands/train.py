"""``kg train``: learn the extraction's weights anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from kg.model import Paper

ABOUT = """\
Learn from annotated papers which names to keep, of which kind and in which role; needs scikit-learn
(pip install 'paperkg[train]'). Prints a cross-validation. The same input gives the same bytes.

A gold file holds one annotated paper a line:
  {"arxiv": "2502.00299", "entities": [{"name": "KV cache", "names": ["KV cache", "KV 캐시"],
   "type": "method", "role": "uses", "core": true}, ...]}
types: method, model, dataset, benchmark, metric, task
roles: introduces, uses, evaluates_on, compares_with, addresses, measures
Optional "types" and "roles" list what a fair judge would accept, too; "core" is false for what may be missing.

Written are weights.json.gz, archive.json.gz and titles.json.gz (they belong into kg/extract/data/) and learned.ttl and
taught-labels.ttl (into ontology/lexicon/); the five belong together."""
EXAMPLES = (
    "kg train gold ontology/annotations --digests corpus",
    "kg train ko.jsonl en.jsonl --digests digests/2024 --digests abstracts --held-out test.jsonl --out new",
)


def parser() -> ArgumentParser:
    made = common.command_parser("train", ABOUT, EXAMPLES)
    made.add_argument(
        "gold",
        nargs="+",
        type=Path,
        metavar="GOLD",
        help="files of gold annotations, or folders: their train*.jsonl is learnt from, dev*.jsonl and test*.jsonl "
        "are held out; where several are given, the papers of the first one count double",
    )
    made.add_argument(
        "--digests",
        action="append",
        required=True,
        metavar="PATH",
        help="files or folders with the texts of the annotated papers, and of others to count names in: whatever "
        "`kg build` reads; repeatable",
    )
    made.add_argument(
        "--out", type=Path, default=Path("weights"), metavar="DIR", help="where to write (default: %(default)s)"
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
    from kg.cli import output
    from kg.extract.gold import find_gold, read_gold
    from kg.extract.taught import GENERATED
    from kg.extract.train import train
    from kg.ontology.files import lexicon_paths
    from kg.ontology.lexicon import read_lexicon

    learn, look_away = find_gold(arguments.gold)
    papers, unreadable = _papers(arguments.digests)
    by_hand = [path for path in lexicon_paths() if path.name not in GENERATED]
    train(
        learn,
        papers,
        read_lexicon(by_hand).terms,
        out=arguments.out,
        leading=find_gold(arguments.gold[:1])[0] if len(arguments.gold) > 1 else (),
        held_out=frozenset(paper.paper for path in (*look_away, *arguments.held_out) for paper in read_gold(path)),
        report=print,
    )
    output.say(f"weights written to {arguments.out}")
    return int(unreadable)


def _papers(paths: Sequence[str]) -> tuple[tuple[Paper, ...], bool]:
    """All papers that the digests hold, and whether a file could not be read."""
    from kg.cli import output
    from kg.model import merge_digests
    from kg.read import read_paths

    reading = read_paths(paths)
    for problem in reading.problems:
        output.say(str(problem))
    return merge_digests(reading.digests), any(problem.fatal for problem in reading.problems)
