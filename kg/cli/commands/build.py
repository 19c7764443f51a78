"""``kg build``: digests to a graph and its exports."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli import arguments as common
from kg.errors import UsageError
from kg.model import Kind, Role

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable

    from kg.cli.output import Table
    from kg.pipeline import BuildReport

EXAMPLES = (
    "kg build",
    "kg build digests/2025/02/05.md",
    "kg build digests/2025 'digests/2024/1*/*.md' --out archive",
    "kg build today.md --date 2025-02-05 --lexicon my-field.ttl",
    "kg build daily-papers.json arxiv-metadata.jsonl.gz",
    "kg build - --date 2025-02-05",
    "kg build --replace corrected/2025-02-05.md --out archive",
    "kg build --remove 2025-02-05 --out archive",
    "kg build --engine spark --master spark://head:7077 s3a://papers/arxiv.jsonl --out s3a://papers/graph",
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+[/#]")


def parser() -> ArgumentParser:
    made = common.command_parser(
        "build",
        "Read digests, build or update the graph, write the exports. Digests that the folder was built from before\n"
        "are kept, so new ones are added to them; so are --base, --max-authors, --min-confidence, --lexicon and\n"
        "--decisions, until they are given anew. Without PATH: the bundled sample of fifty papers.\n\n"
        "A file is a digest in Markdown, a list of papers as the daily-papers API gives it (JSON), or arXiv's\n"
        "metadata (JSON, one record a line; the papers of a day are one digest). Its content tells which; gzip is\n"
        "unpacked. A folder is searched for .md, .markdown, .json, .jsonl and .ndjson, each also with .gz.",
        EXAMPLES,
    )
    made.add_argument("paths", nargs="*", metavar="PATH", help="files, folders, globs, or - for standard input")
    made.add_argument("--out", default="exports", metavar="DIR", help="where to (default: exports)")
    made.add_argument(
        "--lexicon",
        action="append",
        default=[],
        metavar="FILE",
        help="terms of your own (SKOS in Turtle); repeatable; replaces the files given before",
    )
    made.add_argument(
        "--decisions",
        type=Path,
        metavar="FILE",
        help="merges, splits, kinds and names that you decide (see `kg decisions --help`); replaces the file before",
    )
    made.add_argument("--date", metavar="D", help="the date (2025-02-05) of digests that carry none")
    made.add_argument("--base", metavar="IRI", help="the IRI below which authors and concepts live, ending in / or #")
    made.add_argument("--fresh", action="store_true", help="forget what the folder was built from and how")
    made.add_argument(
        "--replace",
        action="store_true",
        help="corrected digests: those given take the place of those kept of the same days, instead of joining them",
    )
    made.add_argument(
        "--remove", action="append", default=[], metavar="D", help="forget the digests of that day; repeatable"
    )
    made.add_argument(
        "--max-authors",
        type=common.count,
        metavar="N",
        help="a paper with more authors states no co-author pairs (at first: 50)",
    )
    made.add_argument(
        "--min-confidence",
        type=common.probability,
        metavar="P",
        help="leave out concepts, mentions and results that are less sure, from 0 to 1 (at first: 0, none)",
    )
    made.add_argument(
        "--jobs", type=common.count, metavar="N", help="processes that read papers (default: as many as pay)"
    )
    made.add_argument(
        "--engine",
        choices=("spark",),
        help="build on Apache Spark instead, for archives too large for one machine: PATH and DIR may be addresses "
        "(s3a://…, hdfs://…) too; writes N-Triples and Parquet in parts (pip install 'paperkg[spark]')",
    )
    made.add_argument(
        "--master", metavar="URL", help="with --engine: Spark's cluster, or local[N] (default: as Spark is configured)"
    )
    made.add_argument(
        "--spark-conf",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="with --engine: an option of Spark's own, such as spark.executor.memory=8g; repeatable",
    )
    return made


def run(arguments: Namespace) -> int:
    _check(arguments)
    if arguments.engine:
        return _run_engine(arguments)
    from kg.cli import output, progress
    from kg.pipeline import build

    with progress.bar() as tell:
        report = build(
            arguments.paths,
            out=arguments.out,
            date=arguments.date,
            lexicon=arguments.lexicon,
            decisions=arguments.decisions,
            base=arguments.base,
            max_authors=arguments.max_authors,
            min_confidence=arguments.min_confidence,
            fresh=arguments.fresh,
            replace=arguments.replace,
            remove=arguments.remove,
            jobs=arguments.jobs,
            progress=tell,
        )
    output.write_tables([_summary(report)])
    sys.stdout.flush()
    for note in report.notes:
        output.say(note)
    for problem in report.problems:
        output.say(str(problem) if problem.fatal else f"{problem} (passed over)")
    print()
    print("\n".join(_next_steps(report)))
    return 0 if report.complete else 1


def _run_engine(arguments: Namespace) -> int:
    from kg.cli import output, progress
    from kg.engine.build import build
    from kg.pipeline import settings_of

    settings = settings_of(
        lexicon=arguments.lexicon,
        decisions=arguments.decisions,
        base=arguments.base,
        max_authors=arguments.max_authors,
        min_confidence=arguments.min_confidence,
    )
    with progress.bar() as tell:
        report = build(
            arguments.paths,
            out=arguments.out,
            settings=settings,
            master=arguments.master,
            options=dict(each.split("=", 1) for each in arguments.spark_conf),
            date=arguments.date,
            fresh=arguments.fresh,
            progress=tell,
        )
    kinds = [(_plural(kind), report.counts[kind]) for kind in sorted(Kind) if kind in report.counts]
    tables = [(name, report.counts.get(table, 0)) for name, table in _COUNTED]
    output.write_tables([_table([*tables[:3], *kinds, *tables[3:]])])
    sys.stdout.flush()
    for problem in report.problems:
        output.say(str(problem) if problem.fatal else f"{problem} (passed over)")
    return 0 if report.complete else 1


_COUNTED = (
    ("digests", "digests"),
    ("papers", "papers"),
    ("authors", "authors"),
    ("results", "results"),
    ("mentions", "mentions"),
    ("co-author pairs", "coauthors"),
    ("links between papers", "links"),
)
"""What the summary of a build calls the rows of each table."""


def _check(arguments: Namespace) -> None:
    given = [("--date", arguments.date)] if arguments.date is not None else []
    for option, text in (*given, *(("--remove", each) for each in arguments.remove)):
        if not _is_date(text):
            raise UsageError(f"{option} must be a date such as 2025-02-05, not {text!r}")
    if arguments.replace and not arguments.paths:
        raise UsageError("--replace needs the digests that are to take the place of others: name their files")
    if arguments.engine:
        _check_engine(arguments)
    elif arguments.master or arguments.spark_conf:
        raise UsageError("--master and --spark-conf go with --engine spark")
    if arguments.base is not None and not _IRI.fullmatch(arguments.base):
        raise UsageError(f"--base must be an http(s) IRI that ends in / or #, not {arguments.base!r}")


def _check_engine(arguments: Namespace) -> None:
    given = {"--replace": arguments.replace, "--remove": arguments.remove, "--jobs": arguments.jobs}
    for option in (name for name, value in given.items() if value):
        raise UsageError(f"{option} does not go with --engine spark, which builds anew from all digests it is given")
    if not arguments.paths:
        raise UsageError("--engine spark needs the digests: name files, folders or addresses")
    for each in arguments.spark_conf:
        if not each.partition("=")[1]:
            raise UsageError(f"--spark-conf must be NAME=VALUE, not {each!r}")


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return bool(_DATE.fullmatch(text))


def _summary(report: BuildReport) -> Table:
    facts = report.facts
    kinds: dict[str, int] = {}
    for concept in facts.concepts:
        kinds[concept.kind.value] = kinds.get(concept.kind.value, 0) + 1
    edges = [key for _, _, key in report.graph.edges(keys=True)]
    rows = [
        ("digests", len(facts.digests)),
        ("papers", len(facts.papers)),
        ("authors", len(facts.authors)),
        *((_plural(kind), kinds[kind]) for kind in sorted(kinds)),
        ("results", len(facts.results)),
        ("mentions", len(facts.mentions)),
        ("co-author pairs", edges.count("kg:coAuthorOf") // 2),
        ("links between papers", edges.count("kg:sharesTopicWith") // 2),
    ]
    return _table(rows)


def _table(rows: Iterable[tuple[str, int]]) -> Table:
    from kg.cli.output import Table

    return Table(("in the graph", "count>"), tuple((name, f"{number:,}") for name, number in rows))


def _plural(kind: str) -> str:
    return f"{kind}s"


def _next_steps(report: BuildReport) -> list[str]:
    """Where the page and the map are, and three questions that this graph can answer."""
    place = "" if str(report.folder) == "exports" else f" --graph {_quoted(str(report.folder))}"
    paper = min(report.facts.papers, key=lambda each: (-(each.votes or 0), each.identifier), default=None)
    lines = [f"The page: {report.folder / 'graph.html'}", f"The map of everything: {report.folder / 'atlas.html'}"]
    if report.sample:
        lines[0] += " (the bundled sample; `kg build FOLDER` takes digests of your own)"
    if paper is not None:
        concept = _concept(report, paper.identifier)
        lines += [
            "Try next:",
            f"  kg related {_quoted(paper.identifier)}{place}",
            f"  kg show {_quoted(concept)}{place}",
            f"  kg sparql most-used-benchmarks{place}",
        ]
    return lines


def _concept(report: BuildReport, paper: str) -> str:
    """What a paper introduces, else what most papers name."""
    facts = report.facts
    introduced = [each.concept for each in facts.statements if each.paper == paper and Role.INTRODUCES in each.roles]
    named = Counter(each.concept for each in facts.statements)
    slug = min(introduced or named, key=lambda each: (-named[each], each), default="")
    return next((each.name for each in facts.concepts if each.slug == slug), "LoRA")


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)
