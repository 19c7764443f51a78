"""``kg show``: one paper, author or concept with what it is connected to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from kg.ask.show import Card, Fact, Item
    from kg.cli.output import Output

EXAMPLES = (
    "kg show 2502.01068",
    "kg show FastKV",
    "kg show 'Dongwon Jo' --format json",
    "kg show concept:kv-cache-compression",
    "kg show 'KV 캐시 압축'",
)

_IN_A_CELL = 50
_IN_A_TABLE = 20


def parser() -> ArgumentParser:
    made = common.command_parser(
        "show",
        "One paper, author or concept with what it is connected to. THING is an arXiv id or link, a name or alias in\n"
        "Korean or English, an IRI, or a short form such as author:dongwon-jo. A paper comes with its stored links;\n"
        "`kg related` scores all papers anew, by title words and broader concepts too.",
        EXAMPLES,
    )
    made.add_argument("thing", nargs="+", type=common.text, metavar="THING", help="what to show")
    common.add_graph(made)
    common.add_format(made)
    return made


def run(arguments: Namespace) -> int:
    text = " ".join(arguments.thing)
    common.refuse_empty(text)
    from kg.ask import held
    from kg.ask.show import show
    from kg.cli import output

    card = show(held.opened(arguments.graph), text)
    output.emit(_output(card), arguments.format)
    if card.namesakes:
        others = ", ".join(f"{each.label} ({each.kind})" for each in card.namesakes[:5])
        output.say(f"{text!r} is also a name of: {others}")
    return 0


def _output(card: Card) -> Output:
    from kg.ask import values
    from kg.cli.output import Output, Table

    thing = card.thing
    connections = [(name, item) for name, items in card.groups for item in items]
    records = tuple((name, item.thing.iri, item.thing.kind, item.thing.label, item.note) for name, item in connections)
    plain = [(name, _joined(items)) for name, items in card.groups if not _noted(items)]
    rows = (("iri", thing.iri), *((name, _line(fact)) for name, fact in card.facts), *plain)
    groups = tuple(Table(_heading(card, name), _rows(items)) for name, items in card.groups if _noted(items))
    header = ("relation", "iri", "kind", "label", "note")
    return Output(values.card(card), header, records, (Table((thing.kind, thing.label), rows), *groups))


def _heading(card: Card, group: str) -> tuple[str, str]:
    """What stands above a group; the stored links name the command that scores all papers."""
    from kg.ask.show import LINKED

    identifier = dict(card.facts).get("id", "")
    return group, f"weight: shared (more: kg related {identifier})" if group == LINKED else ""


def _line(fact: Fact) -> str:
    return ", ".join(fact) if isinstance(fact, tuple) else str(fact)


def _noted(items: Sequence[Item]) -> bool:
    return any(item.note for item in items)


def _joined(items: Sequence[Item]) -> str:
    shown = ", ".join(item.thing.label for item in items[:_IN_A_CELL])
    return shown + (f" {_more(len(items) - _IN_A_CELL)}" if len(items) > _IN_A_CELL else "")


def _rows(items: Sequence[Item]) -> tuple[tuple[str, str], ...]:
    rows = tuple((item.thing.label, item.note) for item in items[:_IN_A_TABLE])
    return (*rows, (_more(len(items) - _IN_A_TABLE), "")) if len(items) > _IN_A_TABLE else rows


def _more(count: int) -> str:
    return f"… and {count:,} more (--format json or csv shows all)"
