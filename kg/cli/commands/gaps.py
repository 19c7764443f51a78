"""``kg gaps``: methods and tasks that nobody has combined, though both are rising."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable, Sequence

    from kg.ask.gaps import Gap, Neighbour, Side, Window
    from kg.cli.output import Output, Table

EXAMPLES = (
    "kg gaps",
    "kg gaps --task 'mathematical reasoning' -k 5",
    "kg gaps --method GRPO --with benchmark --since 2026-01-01 --format json",
)
_IN_A_CELL = 4


def parser() -> ArgumentParser:
    made = common.command_parser(
        "gaps",
        "Methods and tasks that no paper of this graph names together, though both are rising and their neighbours\n"
        "are combined. A row says how many papers name each side in the recent days and before, which neighbours are\n"
        "combined in how many papers, and how many would combine the two if they did as their neighbours do.",
        EXAMPLES,
    )
    made.add_argument("--task", type=common.text, default="", metavar="NAME", help="only for this task (or benchmark)")
    made.add_argument("--method", type=common.text, default="", metavar="NAME", help="only for this method")
    made.add_argument(
        "--with",
        dest="against",
        choices=("task", "benchmark"),
        default="task",
        help="what methods are to be combined with (default: task)",
    )
    made.add_argument(
        "--since",
        default="",
        metavar="DATE",
        help="the first of the recent days (default: the last quarter of all days)",
    )
    made.add_argument("-k", type=common.count, default=10, metavar="N", help="how many (default: 10)")
    common.add_graph(made)
    common.add_format(made)
    return made


def run(arguments: Namespace) -> int:
    from kg.ask import held
    from kg.ask.gaps import Wanted, gaps
    from kg.cli import output

    asked = Wanted(method=arguments.method, task=arguments.task, since=arguments.since, against=arguments.against)
    days, found = gaps(held.opened(arguments.graph), asked, k=arguments.k)
    if not found and arguments.format == "table":
        output.say(f"nothing that rises in the {days.days} days since {days.since} leaves a gap beside its neighbours")
        return 0
    output.emit(_output(days, found, arguments.against), arguments.format)
    return 0


def _output(days: Window, found: Sequence[Gap], against: str) -> Output:
    from kg.cli.output import Output

    value = {
        "since": days.since,
        "days": days.days,
        "papers": days.papers,
        "days_before": days.days_before,
        "before": days.before,
        "gaps": [_value(gap) for gap in found],
    }
    sides = (f"{side}_{name}" for side in ("method", "task") for name in _SIDE)
    header = ("score", "expected", "observed", *sides, "near_tasks", "near_methods")
    return Output(value, header, tuple(map(_record, found)), (_table(days, found, against),))


def _record(gap: Gap) -> tuple[object, ...]:
    sides = (*_side(gap.method).values(), *_side(gap.task).values())
    return (gap.score, gap.expected, 0, *sides, _near(gap.near_tasks), _near(gap.near_methods))


_SIDE = ("iri", "label", "papers", "before", "rise", "expected")


def _side(side: Side) -> dict[str, object]:
    thing = side.thing
    return dict(zip(_SIDE, (thing.iri, thing.label, side.papers, side.before, side.rise, side.expected), strict=True))


def _value(gap: Gap) -> dict[str, object]:
    return {
        "score": gap.score,
        "expected": gap.expected,
        "observed": 0,
        "method": _side(gap.method),
        "task": _side(gap.task),
        "near_tasks": [_neighbour(each) for each in gap.near_tasks],
        "near_methods": [_neighbour(each) for each in gap.near_methods],
    }


def _neighbour(each: Neighbour) -> dict[str, object]:
    return {
        "iri": each.thing.iri,
        "label": each.thing.label,
        "association": each.association,
        "papers": each.papers,
        "combined": each.combined,
    }


def _near(neighbours: Iterable[Neighbour]) -> str:
    return "; ".join(f"{each.thing.label} {each.association} {each.combined}/{each.papers}" for each in neighbours)


def _table(days: Window, found: Sequence[Gap], against: str) -> Table:
    from kg.cli.output import Table

    title = (
        f"{days.papers:,} papers in {days.days} days since {days.since}, "
        f"{days.before:,} in {days.days_before} days before; a side shows its papers before → since"
    )
    rows = tuple(
        (f"{gap.score:.2f}", _counted(gap.method), _counted(gap.task), f"{gap.expected:.1f}", _because(gap))
        for gap in found
    )
    return Table(("score>", "method", against, "expected>", "neighbours combined in papers"), rows, title)


def _counted(side: Side) -> str:
    return f"{side.thing.label} {side.before:,} → {side.papers:,}"


def _because(gap: Gap) -> str:
    """The neighbours that are combined: tasks with this method, methods with this task."""
    return "; ".join(
        f"{what}: " + ", ".join(f"{each.thing.label} {each.combined}" for each in combined[:_IN_A_CELL])
        for what, near in (("with it", gap.near_tasks), ("for it", gap.near_methods))
        if (combined := [each for each in near if each.combined])
    )
