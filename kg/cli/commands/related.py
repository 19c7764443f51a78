"""``kg related``: papers near one paper, near several, or near a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.cli import arguments as common
from kg.errors import UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from kg.ask.related import RelatedPaper
    from kg.cli.output import Output

EXAMPLES = (
    "kg related 2502.01068",
    "kg related https://arxiv.org/abs/2502.01068v1 arXiv:2502.00299 -k 5",
    "kg related 2502.01068 --since 2025 --kind method --kind task",
    "kg related --text 'compressing the KV cache of long contexts' --format json",
    "kg related --text - -k 20 < abstract.txt",
)

_IN_A_CELL: Final = 4
_TELLING: Final = 0.0005
"""The least weight that three decimals show."""
_VOICE: Final = {"topic": "topics: ", "text": "words: "}
_SHOWN_SENTENCES: Final = 2
_DIFFERS: Final = {
    "introduces": "introduces",
    "addresses": "works on",
    "uses": "uses",
    "evaluatesOn": "is evaluated on",
    "comparesWith": "compares with",
}


def parser() -> ArgumentParser:
    made = common.command_parser(
        "related",
        "Papers related to one paper, near to all of several, or to a text, best first. Each comes with its reasons:\n"
        "shared concepts and authors, topics and words, whose weights sum to the score. JSON and CSV have all of\n"
        "them, the table the strongest, with what is different about each paper; --why adds the sentences that name\n"
        "what is shared.",
        EXAMPLES,
    )
    made.add_argument(
        "papers", nargs="*", type=common.text, metavar="PAPER", help="arXiv id, arXiv:id, link, or URL of a paper"
    )
    made.add_argument(
        "--text", type=common.text, metavar="TEXT", help="a text, such as an abstract (- for standard input)"
    )
    made.add_argument(
        "--since", type=common.text, default="", metavar="DATE", help="only papers listed since a day, month or year"
    )
    made.add_argument(
        "--kind",
        action="append",
        default=[],
        type=common.text,
        metavar="KIND",
        help="only reasons of a kind count: method, model, dataset, benchmark, metric, task, author, topic, text; "
        "repeatable",
    )
    made.add_argument("-k", type=common.count, default=10, metavar="N", help="how many (default: 10)")
    made.add_argument("--why", action="store_true", help="show the sentences that name what is shared")
    common.add_graph(made)
    common.add_format(made)
    return made


def run(arguments: Namespace) -> int:
    if bool(arguments.papers) == (arguments.text is not None):
        raise UsageError("name one or more papers, or give --text TEXT")
    common.refuse_empty(*arguments.papers, *([] if arguments.text is None else [arguments.text]))
    from kg.ask.related import Wanted, related, related_to_text
    from kg.cli import output
    from kg.store.near import open_index

    wanted = Wanted(arguments.k, arguments.since, tuple(arguments.kind))
    index = open_index(arguments.graph)
    if arguments.papers:
        found = related(index, arguments.papers, wanted, folder=arguments.graph)
    else:
        text = common.text_file("-") if arguments.text == "-" else arguments.text
        common.refuse_empty(text)
        found = related_to_text(index, text, wanted)
    if not found and arguments.format == "table":
        output.say("no paper has anything of that in common with it")
        return 0
    output.emit(_output(found, why=arguments.why), arguments.format)
    return 0


def _output(found: Sequence[RelatedPaper], *, why: bool) -> Output:
    from kg.ask import values
    from kg.cli.output import Output, Table

    records = tuple(
        (each.paper, each.title, f"{each.score:.6f}", each.date, kind, name, f"{weight:.6f}")
        for each in found
        for kind, name, weight in _parts(each)
    )
    rows = tuple((f"{each.score:.3f}", each.paper, each.date, each.title, _because(each, why=why)) for each in found)
    header = ("paper", "title", "score", "date", "reason", "name", "weight")
    table = Table(("score>", "paper", "date", "title", "because of"), rows)
    return Output(values.related(found), header, records, (table,))


def _parts(paper: RelatedPaper) -> Iterator[tuple[str, str, float]]:
    """Every part of the score: each concept, author, topic and word."""
    for reason in paper.reasons:
        if reason.terms:
            yield from ((reason.kind, name, weight) for name, weight in reason.terms)
        else:
            yield reason.kind, reason.name, reason.weight


def _because(paper: RelatedPaper, *, why: bool) -> str:
    """The strongest reasons, what is different about the paper, and sentences if wanted."""
    telling = [reason for reason in paper.reasons if reason.weight >= _TELLING] or paper.reasons[:1]
    shown = [f"{_VOICE.get(reason.kind, '')}{reason.name} {reason.weight:.3f}" for reason in telling[:_IN_A_CELL]]
    more = len(telling) - len(shown)
    lines = ["; ".join(shown) + (f"; {more} more" if more else "")]
    if paper.differs:
        differs = "; ".join(f"{_DIFFERS[role]} {', '.join(names)}" for role, names in paper.differs[:_SHOWN_SENTENCES])
        lines.append(f"this one {differs}")
    if why:
        quoted = [reason for reason in paper.reasons if reason.sentences][:_SHOWN_SENTENCES]
        lines += [
            f"{sentence.paper} ({sentence.section}): {sentence.text}"
            for reason in quoted
            for sentence in reason.sentences
        ]
    return "\n".join(lines)
