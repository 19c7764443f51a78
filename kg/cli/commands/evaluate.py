"""``kg eval``: a built graph against gold annotations."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli import arguments as common
from kg.errors import UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from kg.ask.evaluate import Evaluation, Interval, MadeUp, Missed, Ranking, Reliability, Score
    from kg.cli.output import Output, Table

EXAMPLES = (
    "kg eval gold.jsonl",
    "kg eval gold.jsonl --errors 20",
    "kg eval dev.jsonl held-out.jsonl --graph archive --format json",
    "kg eval judged-pairs.json --graph archive",
)
_HEADER = (
    *("table", "name", "precision", "recall", "f1", "f1_low", "f1_high", "right", "made_up", "gold"),
    *("said", "true", "paper", "kind", "role", "why", "text"),
)
"""The columns of CSV: those of scores, of reliability, of errors."""


def parser() -> ArgumentParser:
    made = common.command_parser(
        "eval",
        "Precision, recall and F1 of a built graph against gold annotations: JSON Lines, one paper a line, with its\n"
        "entities (name, names, type, role, core) and results. In brackets stands where 95 of 100 other samples of as\n"
        "many papers would lie. Reliability compares the confidence of typed concepts with the share that is right.\n"
        "\n"
        "Given judged pairs of papers instead (JSON: query to paper to grade, 0 to 3), how well `kg related` ranks\n"
        "them: nDCG over the first ten, papers without a grade passed over.",
        EXAMPLES,
    )
    made.add_argument(
        "gold", nargs="+", type=Path, metavar="GOLD.jsonl", help="files of gold annotations, or of judged pairs"
    )
    made.add_argument(
        "--errors",
        type=_number,
        default=0,
        metavar="N",
        help="show the N worst missed and the N worst made-up entities with their text (default: none)",
    )
    common.add_graph(made)
    common.add_format(made)
    return made


def run(arguments: Namespace) -> int:
    from kg.ask.evaluate import evaluate, evaluate_ranking, read_judgements
    from kg.cli import output
    from kg.store.disk import open_store
    from kg.store.near import open_index

    judged = [read_judgements(path) for path in arguments.gold]
    if all(judged):
        pairs = {query: grades for each in judged if each for query, grades in each.items()}
        ranking = evaluate_ranking(open_index(arguments.graph), pairs)
        output.emit(_ranking(ranking), arguments.format)
        return _tell_missing(ranking.missing, len(pairs), "queries")
    if any(judged):
        raise UsageError("give files of gold annotations or files of judged pairs, not both")
    found = evaluate(open_store(arguments.graph), arguments.gold, folder=arguments.graph)
    output.emit(_output(found, arguments.errors), arguments.format)
    return _tell_missing(found.missing, found.papers, "gold papers")


def _tell_missing(missing: Sequence[str], asked: int, what: str) -> int:
    """Name the first papers that could not be judged; the exit code."""
    from kg.cli import output

    if missing:
        shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        output.say(f"kg: {len(missing)} of {asked} {what} are not in the graph: {shown}")
    return 1 if missing else 0


def _ranking(found: Ranking) -> Output:
    from kg.cli.output import Output, Table

    value = {
        "ndcg_at_10": found.gain,
        "queries": [asdict(each) for each in found.queries],
        "missing": list(found.missing),
    }
    records = tuple((each.query, each.title, each.gain, each.judged) for each in found.queries)
    rows = tuple((each.query, f"{each.gain:.3f}", str(each.judged), each.title) for each in found.queries)
    title = f"nDCG@10 {found.gain:.3f} over {len(found.queries)} queries"
    table = Table(("query", "nDCG@10>", "judged>", "title"), rows, title=title)
    return Output(value, ("query", "title", "ndcg_at_10", "judged"), records, (table,))


def _number(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return number


def _output(found: Evaluation, errors: int) -> Output:
    from kg.cli.output import Output

    missed, made_up = found.missed[:errors], found.made_up[:errors]
    value = {
        "papers": found.papers,
        "missing": list(found.missing),
        "scores": _values(found.scores),
        "by_type": _values(found.by_type),
        "by_role": _values(found.by_role),
        "by_language": {
            name: {"papers": papers, "scores": _values(scores)} for name, papers, scores in found.by_language
        },
        "reliability": {
            "links": found.reliability.count,
            "expected_calibration_error": found.reliability.error,
            "bins": [asdict(each) for each in found.reliability.bins],
        },
        "errors": {"missed": [asdict(each) for each in missed], "made_up": [asdict(each) for each in made_up]},
    }
    tables = [*_score_tables(found), *_reliability_tables(found.reliability)]
    tables += _error_tables(found, missed, made_up) if errors else []
    return Output(value, _HEADER, tuple(_records(found, missed, made_up)), tuple(tables))


def _values(scores: Sequence[Score]) -> dict[str, dict[str, object]]:
    return {each.name: _score(each) for each in scores}


def _score(score: Score) -> dict[str, object]:
    values: dict[str, object] = {
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
        "right": score.right,
        "made_up": score.wrong,
        "gold": score.wanted,
    }
    if score.intervals:
        names = ("precision", "recall", "f1")
        values["intervals"] = {name: list(each) for name, each in zip(names, score.intervals, strict=True)}
    return values


# ---------------------------------------------------------------- tables


def _score_tables(found: Evaluation) -> Iterator[Table]:
    yield _score_table("score", found.scores, title=f"{found.papers} gold papers")
    if len(found.by_language) > 1:
        for name, papers, scores in found.by_language:
            yield _score_table(name, scores, title=f"{papers} of them in {name}")
    yield _score_table("type (typed)", found.by_type)
    yield _score_table("role (role)", found.by_role)


def _score_table(name: str, scores: Sequence[Score], *, title: str = "") -> Table:
    from kg.cli.output import Table

    columns = (name, "precision>", "recall>", "F1>", "right>", "made up>", "gold>")
    return Table(columns, tuple(map(_row, scores)), title=title)


def _row(score: Score) -> tuple[str, ...]:
    rates = (score.precision, score.recall, score.f1)
    spans = score.intervals or (None,) * len(rates)
    shown = (_rate(rate, span) for rate, span in zip(rates, spans, strict=True))
    return score.name, *shown, *(f"{count:,}" for count in _counts(score))


def _rate(rate: float, span: Interval | None) -> str:
    """A rate with its interval: "0.742 (.70–.78)"."""
    if span is None:
        return f"{rate:.3f}"
    low, high = (f"{end:.2f}".removeprefix("0") for end in span)
    return f"{rate:.3f} ({low}–{high})"


def _reliability_tables(found: Reliability) -> Iterator[Table]:
    from kg.cli.output import Table

    if found.bins:
        rows = tuple(
            (f"{each.low:.1f} to {each.high:.1f}", f"{each.count:,}", f"{each.said:.3f}", f"{each.true:.3f}")
            for each in found.bins
        )
        title = f"Reliability of {found.count:,} typed links, expected calibration error {found.error:.3f}"
        yield Table(("confidence", "links>", "said>", "true>"), rows, title=title)


def _error_tables(found: Evaluation, missed: Sequence[Missed], made_up: Sequence[MadeUp]) -> Iterator[Table]:
    from kg.cli.output import Table

    yield Table(
        ("paper", "missed", "what it is", "text"),
        tuple((each.paper, each.name, f"{each.kind}, {each.role}: {each.why}", each.text) for each in missed),
        title=f"Missed: {len(missed):,} of {len(found.missed):,}",
    )
    yield Table(
        ("paper", "made up", "what it is said to be", "text"),
        tuple(
            (each.paper, each.name, f"{each.kind}, {each.role}{_sure(each)}: {each.why}", each.text) for each in made_up
        ),
        title=f"Made up: {len(made_up):,} of {len(found.made_up):,}",
    )


def _sure(error: MadeUp) -> str:
    return "" if error.confidence is None else f", {error.confidence:.2f}"


# ---------------------------------------------------------------- CSV


def _records(found: Evaluation, missed: Sequence[Missed], made_up: Sequence[MadeUp]) -> Iterator[tuple[object, ...]]:
    groups = [("score", found.scores), ("type", found.by_type), ("role", found.by_role)]
    groups += [(f"score {name}", scores) for name, _, scores in found.by_language]
    for table, scores in groups:
        for each in scores:
            rates = (each.precision, each.recall, each.f1)
            yield _record(
                table, each.name, *rates, *(each.intervals[2] if each.intervals else ("", "")), *_counts(each)
            )
    for part in found.reliability.bins:
        yield _record("reliability", f"{part.low:.1f}-{part.high:.1f}", *[""] * 7, part.count, part.said, part.true)
    for lost in missed:
        yield _record("missed", lost.name, *[""] * 10, *_facts(lost))
    for error in made_up:
        said = "" if error.confidence is None else error.confidence
        yield _record("made up", error.name, *[""] * 8, said, "", *_facts(error))


def _facts(error: Missed | MadeUp) -> tuple[str, ...]:
    return error.paper, error.kind, error.role, error.why, error.text


def _counts(score: Score) -> tuple[int, int, int]:
    return score.right, score.wrong, score.wanted


def _record(*cells: object) -> tuple[object, ...]:
    """The cells of a row, filled up to the header."""
    return (*cells, *[""] * (len(_HEADER) - len(cells)))
