"""``kg path``: the strongest chain of evidence between two things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from kg.ask.path import Chain
    from kg.ask.reasons import Step
    from kg.cli.output import Output, Table

EXAMPLES = (
    "kg path FastKV 2502.00299",
    "kg path 'Dongwon Jo' LongBench -k 3",
    "kg path 'KV 캐시 압축' OmniHuman-1 --avoid 'large language model' --format json",
)


def parser() -> ArgumentParser:
    made = common.command_parser(
        "path",
        "The strongest chain of evidence between two things: papers, authors or concepts, by id, link, IRI or name in\n"
        "Korean or English. The strengths of the steps multiply to that of the chain. A step is worth what its\n"
        "statement says, times how rare the things in the middle are: what everybody uses connects little.",
        EXAMPLES,
    )
    made.add_argument("one", type=common.text, metavar="A", help="from what")
    made.add_argument("other", type=common.text, metavar="B", help="to what")
    made.add_argument(
        "-k", type=common.count, default=1, metavar="N", help="how many chains, with nothing in common (default: 1)"
    )
    made.add_argument(
        "--avoid", action="append", default=[], type=common.text, metavar="THING", help="not through this; repeatable"
    )
    common.add_graph(made)
    common.add_format(made)
    return made


def run(arguments: Namespace) -> int:
    common.refuse_empty(arguments.one, arguments.other, *arguments.avoid)
    from kg.ask import held
    from kg.ask.path import path
    from kg.cli import output

    store = held.opened(arguments.graph)
    one, other, avoid = arguments.one, arguments.other, arguments.avoid
    found = path(store, one, other, k=arguments.k, avoid=avoid, folder=arguments.graph)
    if found or arguments.format != "table":
        output.emit(_output(found), arguments.format)
    if not found:
        around = f" without {', '.join(avoid)}" if avoid else ""
        output.say(f"nothing in this graph connects {one} and {other}{around}")
    return 0 if found else 1


def _output(found: Sequence[Chain]) -> Output:
    from kg.ask import values
    from kg.cli.output import Output

    header = ("chain", "chain_strength", "step", "from", "relation", "to", "strength", "worth", "rarities")
    records = tuple(
        (number, chain.strength, place, *_record(step))
        for number, chain in enumerate(found, start=1)
        for place, step in enumerate(chain.steps, start=1)
    )
    return Output(
        values.chains(found), (*header, "papers", "date", "doubted", "text"), records, tuple(map(_table, found))
    )


def _record(step: Step) -> tuple[object, ...]:
    rarities = " ".join(f"{each.thing.iri}={each.value}" for each in step.rarities)
    doubted = "yes" if step.doubted else "no"
    ends = (step.start.iri, step.relation, step.end.iri)
    return (*ends, step.strength, step.worth, rarities, " ".join(step.papers), step.date, doubted, step.text)


def _table(chain: Chain) -> Table:
    from kg.cli.output import Table

    first = chain.steps[0].start
    rows = [("", f"{first.label} ({first.kind})", "", "")]
    rows += [
        (step.relation, f"{step.end.label} ({step.end.kind})", f"{step.strength:.3f}", ". ".join(_because(step)))
        for step in chain.steps
    ]
    return Table(("", f"strength {chain.strength:.3g}", "step>", "because"), tuple(rows))


def _because(step: Step) -> Iterator[str]:
    """What says so, when and where, and how common the thing is to which the step leads."""
    if step.text:
        yield step.text.rstrip(".")
    if step.papers:
        yield f"{', '.join(step.papers)}, {step.date}" + (" (its text is doubted)" if step.doubted else "")
    for each in step.rarities:
        if each.thing == step.end and each.thing.kind != "paper":
            yield (
                f"{each.uses:,} of {each.among:,} papers" if each.counted == "papers" else f"{each.uses:,} kinds of it"
            )
