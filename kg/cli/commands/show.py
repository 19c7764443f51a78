"""``kg show``: one paper, author or concept with what it is connected to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from kg.ask.show import Card, Item
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
        "Korean or English, an IRI, or a short form such as author:dongwon-jo.",
        EXAMPLES,
    )
    made.add_argument("thing", nargs="+", metavar="THING", help="what to show")
    common.add_graph(made)
    common.add_format(made)
    return made


def run(arguments: Namespace) -> int:
    from kg.ask.show import show  # noqa: PLC0415  after the arguments are known to be usable
    from kg.cli import output  # noqa: PLC0415
    from kg.store.disk import open_store  # noqa: PLC0415

    text = " ".join(arguments.thing)
    card = show(open_store(arguments.graph), text)
    output.emit(_output(card), arguments.format)
    if card.namesakes:
        others = ", ".join(f"{each.label} ({each.kind})" for each in card.namesakes[:5])
        output.say(f"{text!r} is also a name of: {others}")
    return 0


def _output(card: Card) -> Output:
    from kg.cli.output import Output, Table  # noqa: PLC0415  with the command

    thing = card.thing
    value = {
        "iri": thing.iri,
        "kind": thing.kind,
        "label": thing.label,
        **{name.replace(" ", "_"): text for name, text in card.facts},
        "relations": {name.replace(" ", "_"): [_item(item) for item in items] for name, items in card.groups},
    }
    connections = [(name, item) for name, items in card.groups for item in items]
    records = tuple((name, item.thing.iri, item.thing.kind, item.thing.label, item.note) for name, item in connections)
    plain = [(name, _joined(items)) for name, items in card.groups if not _noted(items)]
    rows = (("iri", thing.iri), *((name, str(text)) for name, text in card.facts), *plain)
    groups = tuple(Table((name, ""), _rows(items)) for name, items in card.groups if _noted(items))
    header = ("relation", "iri", "kind", "label", "note")
    return Output(value, header, records, (Table((thing.kind, thing.label), rows), *groups))


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


def _item(item: Item) -> dict[str, str]:
    shown = {"iri": item.thing.iri, "kind": item.thing.kind, "label": item.thing.label}
    return {**shown, "note": item.note} if item.note else shown
