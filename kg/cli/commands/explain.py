"""``kg explain``: what was found in a paper's text by which rule and weight, and what was dropped and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from kg.cli.output import Output
    from kg.extract.explain import Look, Sentence
    from kg.model import Paper

EXAMPLES = ("kg explain 2502.01068", "kg explain 2502.01068 --dropped", "kg explain 2502.01068 --format json")


def parser() -> ArgumentParser:
    made = common.command_parser(
        "explain",
        "Why the graph holds what it holds of one paper: sentence by sentence the names that were found, by which\n"
        "rules, how sure each is (calibrated: right as often as said), as what, and the features that weighed most.\n"
        "What resolution over all papers decides afterwards (one name and one kind for each concept) is told by\n"
        "`kg show`.",
        EXAMPLES,
    )
    made.add_argument("paper", type=common.text, metavar="PAPER", help="an arXiv id or link")
    made.add_argument("--dropped", action="store_true", help="tell what was dropped, too, and why")
    common.add_graph(made)
    common.add_format(made)
    return made


def run(arguments: Namespace) -> int:
    from kg.cli import output
    from kg.export.manifest import read_manifest
    from kg.extract.pipeline import Extractor
    from kg.ontology.lexicon import load_lexicon
    from kg.store.shelves import LEXICON

    paper = _paper(arguments)
    past = read_manifest(arguments.graph)
    lexicon = load_lexicon(*(LEXICON.kept(arguments.graph, past.lexicon) if past else ()))
    output.emit(_output(paper, Extractor(lexicon).explain(paper), dropped=arguments.dropped), arguments.format)
    return 0


def _paper(arguments: Namespace) -> Paper:
    """The paper with its text, as the folder keeps it.

    Raises:
        NotFoundError: no digest of the folder lists it.
    """
    from kg.ask.ids import paper_id
    from kg.errors import NotFoundError
    from kg.model import merge_digests
    from kg.store.digests import load_digests

    wanted = paper_id(arguments.paper) or arguments.paper.strip()
    for paper in merge_digests(load_digests(arguments.graph)):
        if paper.identifier == wanted:
            return paper
    raise NotFoundError(
        f"no digest of {arguments.graph} lists a paper {arguments.paper!r}; `kg search` finds ids by title"
    )


def _output(paper: Paper, sentences: Sequence[Sentence], *, dropped: bool) -> Output:
    from kg.cli.output import Output, Table

    shown = [
        (sentence, [look for look in sentence.looks if look.kept or dropped])
        for sentence in sentences
        if dropped or any(look.kept for look in sentence.looks)
    ]
    value = {
        "paper": paper.identifier,
        "title": paper.label,
        "sentences": [
            {
                "section": sentence.section,
                "start": sentence.start,
                "text": sentence.text,
                "found": [_value(look) for look in looks],
            }
            for sentence, looks in shown
        ],
    }
    records = tuple(
        (sentence.section, look.start, look.end, look.text, *_cells(look))
        for sentence, looks in shown
        for look in looks
    )
    tables = tuple(
        Table(
            ("name", "as", "sure>", "found by", "weighed most"),
            tuple(_cells(look) for look in looks),
            title=f"{sentence.section}: {sentence.text}",
        )
        for sentence, looks in shown
    )
    header = ("section", "start", "end", "text", "name", "as", "sure", "found_by", "weighed_most")
    return Output(value, header, records, tables)


def _value(look: Look) -> dict[str, object]:
    return {
        "start": look.start,
        "end": look.end,
        "text": look.text,
        "name": look.name,
        "kept": look.kept,
        "reason": look.reason,
        "kind": look.kind.value,
        "role": look.role.value,
        "confidence": look.confidence,
        "rules": list(look.rules),
        "weights": dict(look.weights),
    }


def _cells(look: Look) -> tuple[str, ...]:
    verdict = f"{look.kind.value}, {look.role.value.replace('_', ' ')}" if look.kept else f"dropped: {look.reason}"
    weights = ", ".join(f"{sign} {weight:+.2f}" for sign, weight in look.weights)
    return look.name, verdict, f"{look.confidence:.2f}", ", ".join(look.rules), weights
