"""``kg eval``: a built graph against gold annotations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kg.ask.evaluate import Evaluation, Score
    from kg.cli.output import Output

EXAMPLES = ("kg eval gold.jsonl", "kg eval dev.jsonl held-out.jsonl --graph archive --format json")


def parser() -> ArgumentParser:
    made = common.command_parser(
        "eval",
        "Precision, recall and F1 of a built graph against gold annotations: JSON Lines, one paper a line, with its\n"
        "entities (name, names, type, role, core) and results.",
        EXAMPLES,
    )
    made.add_argument("gold", nargs="+", type=Path, metavar="GOLD.jsonl", help="files of gold annotations")
    common.add_graph(made)
    common.add_format(made)
    return made


def run(arguments: Namespace) -> int:
    from kg.ask.evaluate import evaluate
    from kg.cli import output
    from kg.store.disk import open_store

    found = evaluate(open_store(arguments.graph), arguments.gold)
    output.emit(_output(found), arguments.format)
    if found.missing:
        shown = ", ".join(found.missing[:5]) + (" …" if len(found.missing) > 5 else "")
        output.say(f"kg: {len(found.missing)} of {found.papers} gold papers are not in the graph: {shown}")
    return 1 if found.missing else 0


def _output(found: Evaluation) -> Output:
    from kg.cli.output import Output, Table

    value = {
        "papers": found.papers,
        "missing": list(found.missing),
        "scores": {each.name: _numbers(each) for each in found.scores},
        "recall_by_type": {each.name: _recall(each) for each in found.by_type},
        "recall_by_role": {each.name: _recall(each) for each in found.by_role},
    }
    groups = (("score", found.scores), ("recall by type", found.by_type), ("recall by role", found.by_role))
    records = tuple((group, each.name, *_record(each, group)) for group, scores in groups for each in scores)
    tables = (
        Table(
            ("score", "precision>", "recall>", "F1>", "right>", "made up>", "gold>"),
            tuple(
                (each.name, *map("{:.3f}".format, (each.precision, each.recall, each.f1)), *_counts(each))
                for each in found.scores
            ),
            title=f"{found.papers} gold papers",
        ),
        *(
            Table((name, "recall>", "right>", "gold>"), tuple(_recall_row(each) for each in scores))
            for name, scores in (("type (typed)", found.by_type), ("role (role)", found.by_role))
        ),
    )
    header = ("table", "name", "precision", "recall", "f1", "right", "made_up", "gold")
    return Output(value, header, records, tables)


def _numbers(score: Score) -> dict[str, float | int]:
    return {
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
        "right": score.right,
        "made_up": score.wrong,
        "gold": score.wanted,
    }


def _recall(score: Score) -> dict[str, float | int]:
    return {"recall": score.recall, "right": score.right, "gold": score.wanted}


def _record(score: Score, group: str) -> tuple[object, ...]:
    if group == "score":
        return tuple(_numbers(score).values())
    return ("", score.recall, "", score.right, "", score.wanted)


def _counts(score: Score) -> tuple[str, str, str]:
    return f"{score.right:,}", f"{score.wrong:,}", f"{score.wanted:,}"


def _recall_row(score: Score) -> tuple[str, ...]:
    return score.name, f"{score.recall:.3f}", f"{score.right:,}", f"{score.wanted:,}"
