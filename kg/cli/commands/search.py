"""``kg search``: papers, authors and concepts by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from kg.ask.search import Hit
    from kg.cli.output import Output

EXAMPLES = (
    "kg search FastKV",
    "kg search 'KV 캐시'",
    "kg search GQA --kind method",
    "kg search 'Dongwon Jo' --kind author --format json",
)
_KINDS = ("paper", "author", "method", "model", "dataset", "benchmark", "metric", "task")


def parser() -> ArgumentParser:
    made = common.command_parser(
        "search",
        "Papers, authors and concepts by name, in Korean or English: whole names, acronyms, beginnings, words,\n"
        "parts of words and near misses, best first.",
        EXAMPLES,
    )
    made.add_argument(
        "text", nargs="+", type=common.text, metavar="TEXT", help="a name, part of one, an acronym, a paper's id"
    )
    made.add_argument("--kind", action="append", choices=_KINDS, help="only this kind; repeatable")
    made.add_argument("-k", type=common.count, default=20, metavar="N", help="how many at most (default: 20)")
    common.add_graph(made)
    common.add_format(made)
    return made


def run(arguments: Namespace) -> int:
    text = " ".join(arguments.text)
    common.refuse_empty(text)
    from kg.ask import held
    from kg.ask.search import search
    from kg.cli import output

    store = held.opened(arguments.graph)
    hits = search(store, text, kinds=arguments.kind or _KINDS, limit=arguments.k)
    output.emit(_output(hits), arguments.format)
    return 0


def _output(hits: Sequence[Hit]) -> Output:
    from kg.ask import values
    from kg.cli.output import Output, Table

    value = values.hits(hits)
    records = tuple(tuple(row.values()) for row in value)
    rows = tuple((hit.thing.kind, hit.thing.label, _how(hit), _short(hit.thing.iri)) for hit in hits)
    header = ("iri", "kind", "label", "matched", "match")
    return Output(value, header, records, (Table(("kind", "name", "found by", "ask for it as"), rows),))


def _how(hit: Hit) -> str:
    return hit.match if hit.matched == hit.thing.label else f"{hit.match}: {hit.matched}"


def _short(iri: str) -> str:
    """What to type to get just this thing: a paper's id, else a CURIE, else the IRI."""
    from kg.ontology.terms import ARXIV, prefixes

    if iri.startswith(ARXIV):
        return iri.removeprefix(ARXIV)
    known = {name: namespace for name, namespace in prefixes().items() if iri.startswith(namespace)}
    name = max(known, key=lambda each: len(known[each]), default="")
    return f"{name}:{iri[len(known[name]) :]}" if name else iri
