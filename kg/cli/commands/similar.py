"""``kg similar``: concepts that are used in the same company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from kg.ask.similar import Similar
    from kg.cli.output import Output

EXAMPLES = (
    "kg similar FastKV",
    "kg similar 'KV 캐시 압축' -k 5",
    "kg similar GSM8K --kind benchmark --kind dataset --format json",
)
_KINDS = ("method", "model", "dataset", "benchmark", "metric", "task")
_IN_A_CELL = 6
_HEADER = (
    *("iri", "kind", "label", "score", "papers_one", "papers_other", "together", "among", "scale"),
    *("companion", "companion_kind", "companion_label", "weight", "papers", "with_one", "with_other"),
)


def parser() -> ArgumentParser:
    made = common.command_parser(
        "similar",
        "Concepts that are used in the same company as one: beside the same methods, tasks, benchmarks, by the same\n"
        "people. The weights of the company that they share sum to the score. Broader and narrower ones are left out.",
        EXAMPLES,
    )
    made.add_argument(
        "concept",
        nargs="+",
        type=common.text,
        metavar="CONCEPT",
        help="a concept, by name or IRI, in Korean or English",
    )
    made.add_argument(
        "--kind", action="append", choices=_KINDS, help="what may answer; repeatable (default: the concept's own kind)"
    )
    made.add_argument("-k", type=common.count, default=10, metavar="N", help="how many (default: 10)")
    common.add_graph(made)
    common.add_format(made)
    return made


def run(arguments: Namespace) -> int:
    text = " ".join(arguments.concept)
    common.refuse_empty(text)
    from kg.ask import held
    from kg.ask.similar import similar
    from kg.cli import output

    found = similar(held.opened(arguments.graph), text, kinds=arguments.kind or (), k=arguments.k)
    if not found and arguments.format == "table":
        output.say(f"nothing is used in the same company as {text}")
        return 0
    output.emit(_output(found), arguments.format)
    return 0


def _output(found: Sequence[Similar]) -> Output:
    from kg.cli.output import Output, Table

    value = [{**_facts(each), "company": _company(each)} for each in found]
    records = tuple((*_facts(each).values(), *part.values()) for each in found for part in _company(each))
    rows = tuple((f"{each.score:.3f}", each.thing.label, f"{each.papers_other:,}", _shared(each)) for each in found)
    return Output(value, _HEADER, records, (Table(("score>", "concept", "papers>", "in the company of"), rows),))


def _facts(each: Similar) -> dict[str, object]:
    return {
        "iri": each.thing.iri,
        "kind": each.thing.kind,
        "label": each.thing.label,
        "score": each.score,
        "papers_one": each.papers_one,
        "papers_other": each.papers_other,
        "together": each.together,
        "among": each.among,
        "scale": each.scale,
    }


def _company(each: Similar) -> list[dict[str, object]]:
    return [
        {
            "iri": part.thing.iri,
            "kind": part.thing.kind,
            "label": part.thing.label,
            "weight": part.weight,
            "papers": part.papers,
            "with_one": part.with_one,
            "with_other": part.with_other,
        }
        for part in each.company
    ]


def _shared(each: Similar) -> str:
    """The companions that weigh most."""
    shown = ", ".join(f"{part.thing.label} {part.weight:.3f}" for part in each.company[:_IN_A_CELL])
    more = len(each.company) - _IN_A_CELL
    return shown + (f", {more} more" if more > 0 else "")
