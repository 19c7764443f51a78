"""``kg stats``: what the graph holds, in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kg.ask.stats import Stats
    from kg.cli.output import Output

EXAMPLES = ("kg stats", "kg stats --top 20 --topics", "kg stats --graph archive --format json")


def parser() -> ArgumentParser:
    made = common.command_parser("stats", "What the graph holds, in numbers.", EXAMPLES)
    made.add_argument(
        "--top", type=common.count, default=5, metavar="N", help="how many concepts of each kind to name (default: 5)"
    )
    made.add_argument("--topics", action="store_true", help="name the topic communities too (slow for a large graph)")
    common.add_graph(made)
    common.add_format(made)
    return made


def run(arguments: Namespace) -> int:
    from kg.ask.stats import stats
    from kg.cli import output
    from kg.store.disk import open_store

    found = stats(open_store(arguments.graph), top=arguments.top, topics=arguments.topics)
    output.emit(_output(found), arguments.format)
    return 0


def _output(found: Stats) -> Output:
    from kg.cli.output import Output, Table

    dates = {"first": found.first_date, "last": found.last_date}
    top = {
        kind: [{"iri": each.thing.iri, "label": each.thing.label, "papers": each.papers} for each in usages]
        for kind, usages in found.top
    }
    topics = [{"name": each.name, "papers": each.papers} for each in found.communities]
    value = {
        "triples": found.triples,
        "dates": dates,
        "kinds": dict(found.kinds),
        "relations": dict(found.relations),
        "most_used": top,
        "communities": topics,
    }
    used = [(kind, each.thing.label, each.papers) for kind, usages in found.top for each in usages]
    records = (
        ("graph", "triples", found.triples),
        *(("date", *item) for item in dates.items()),
        *(("kind", *item) for item in found.kinds),
        *(("relation", *item) for item in found.relations),
        *used,
        *(("community", each.name, each.papers) for each in found.communities),
    )
    span = f"{found.first_date} to {found.last_date}, {found.triples:,} triples"
    tables = (
        Table(("kind", "count>"), tuple((name, f"{number:,}") for name, number in found.kinds), title=span),
        Table(("relation", "count>"), tuple((name, f"{number:,}") for name, number in found.relations)),
        Table(("kind", "most used", "papers>"), tuple((kind, name, f"{number:,}") for kind, name, number in used)),
        Table(("topic", "papers>"), tuple((each.name, f"{each.papers:,}") for each in found.communities)),
    )
    return Output(value, ("what", "name", "count"), records, tuple(table for table in tables if table.rows))
