"""``kg validate``: the graph against its SHACL shapes, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kg.ask.validate import Validation
    from kg.cli.output import Output

EXAMPLES = ("kg validate", "kg validate --graph archive --format json")


def parser() -> ArgumentParser:
    made = common.command_parser(
        "validate",
        "Check every triple of graph.nt and mentions.nt against the SHACL shapes, together with the ontology. Says\n"
        "how many nodes each shape looked at, and of each violation what is wrong, and which digest entry to blame.",
        EXAMPLES,
    )
    common.add_graph(made)
    common.add_format(made)
    return made


def run(arguments: Namespace) -> int:
    from kg.ask.validate import validate
    from kg.cli import output, progress

    with progress.stages() as tell:
        found = validate(arguments.graph, progress=tell)
    output.emit(_output(found), arguments.format)
    if arguments.format == "table":
        print()
        print(_verdict(found))
    return 0 if found.conforms else 1


def _verdict(found: Validation) -> str:
    if found.conforms:
        return f"The graph conforms: {found.triples:,} triples checked, no violation."
    return f"The graph does not conform: {len(found.violations):,} violations in {found.triples:,} triples."


def _output(found: Validation) -> Output:
    from kg.cli.output import Output, Table

    violations = [
        {
            "iri": each.iri,
            "label": each.label,
            "path": each.path,
            "message": each.message,
            "value": each.value,
            "entry": each.entry,
        }
        for each in found.violations
    ]
    value = {
        "conforms": found.conforms,
        "triples": found.triples,
        "looked_at": dict(found.looked_at),
        "violations": violations,
    }
    header = ("iri", "label", "path", "message", "value", "entry")
    looked_at = Table(("shape", "nodes looked at>"), tuple((name, f"{count:,}") for name, count in found.looked_at))
    wrong = Table(
        ("what", "where", "what is wrong", "from"),
        tuple((each.label, each.path, _wrong(each.message, each.value), each.entry) for each in found.violations),
    )
    records = tuple(tuple(each.values()) for each in violations)
    return Output(value, header, records, tuple(table for table in (looked_at, wrong) if table.rows))


def _wrong(message: str, value: str) -> str:
    return f"{message} (found: {value})" if value and value not in message else message
