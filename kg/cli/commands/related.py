"""``kg related``: papers near one paper, near several, or near a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli import arguments as common
from kg.errors import UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from kg.ask.related import NamedReason, RelatedPaper
    from kg.cli.output import Output

EXAMPLES = (
    "kg related 2502.01068",
    "kg related https://arxiv.org/abs/2502.01068v1 arXiv:2502.00299 -k 5",
    "kg related --text 'compressing the KV cache of long contexts' --format json",
    "kg related --text - -k 20 < abstract.txt",
)

_TELLING = 0.0005
"""The least weight that three decimals show."""
_IN_A_CELL = 5


def parser() -> ArgumentParser:
    made = common.command_parser(
        "related",
        "Papers related to one paper, to several, or to a text, best first. Each comes with its reasons: shared\n"
        "concepts, authors and title words, whose weights sum to the score (a table leaves out what rounds to 0.000).",
        EXAMPLES,
    )
    made.add_argument(
        "papers", nargs="*", type=common.text, metavar="PAPER", help="arXiv id, arXiv:id, link, or URL of a paper"
    )
    made.add_argument(
        "--text", type=common.text, metavar="TEXT", help="a text, such as an abstract (- for standard input)"
    )
    made.add_argument("-k", type=common.count, default=10, metavar="N", help="how many (default: 10)")
    common.add_graph(made)
    common.add_format(made)
    return made


def run(arguments: Namespace) -> int:
    if bool(arguments.papers) == (arguments.text is not None):
        raise UsageError("name one or more papers, or give --text TEXT")
    common.refuse_empty(*arguments.papers, *([] if arguments.text is None else [arguments.text]))
    from kg.ask import related
    from kg.cli import output
    from kg.store.disk import open_store

    store = open_store(arguments.graph)
    if arguments.papers:
        found = related.related(store, arguments.papers, k=arguments.k)
    else:
        text = common.text_file("-") if arguments.text == "-" else arguments.text
        common.refuse_empty(text)
        found = related.related_to_text(store, text, k=arguments.k)
    if not found and arguments.format == "table":
        output.say("no paper shares a concept or an author with it")
        return 0
    output.emit(_output(found), arguments.format)
    return 0


def _output(found: Sequence[RelatedPaper]) -> Output:
    from kg.ask import values
    from kg.cli.output import Output, Table

    records = tuple(
        (each.paper, each.title, f"{each.score:.6f}", each.date, item.kind, item.name, f"{item.weight:.6f}")
        for each in found
        for item in each.reasons
    )
    rows = tuple((f"{each.score:.3f}", each.paper, each.date, each.title, _reasons(each)) for each in found)
    header = ("paper", "title", "score", "date", "reason", "name", "weight")
    table = Table(("score>", "paper", "date", "title", "because of"), rows)
    return Output(values.related(found), header, records, (table,))


def _reasons(paper: RelatedPaper) -> str:
    """The strongest reasons; what rounds to nothing is left to JSON and CSV."""
    telling = [item for item in paper.reasons if item.weight >= _TELLING] or paper.reasons[:1]
    parts = [f"{_name(item)} {item.weight:.3f}" for item in telling[:_IN_A_CELL]]
    more = len(telling) - len(parts)
    return ", ".join(parts) + (f", {more} more" if more else "")


def _name(reason: NamedReason) -> str:
    return f'title words "{reason.name}"' if reason.kind == "text" else reason.name
