"""``build``: digests -> papers -> extractions -> names -> parts of the graph -> files, on Spark.

In partitions: reading, merging listings into papers, extraction, what each paper says (statements, results, mentions,
wording), authors, pairs of authors, weights, partners, links, triples and tables. On the driver: which names are one
thing (``kg.resolve.facts.named``), from the entities of all papers without their texts and numbers. With the vectors
of all papers (``kg.engine.linking``), which the workers need too, that took 33 kB of memory a paper.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain
from operator import add
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.engine import linking, reading
from kg.engine.parts import (
    GRAPH,
    NOTHING,
    Choices,
    Lines,
    Part,
    Voice,
    authors_part,
    chunks,
    concepts_part,
    digests_part,
    pairs_part,
    papers_part,
    pieces,
    surest,
)
from kg.engine.session import kept, session
from kg.engine.writing import Folder
from kg.errors import InputError, Problem
from kg.extract.parallel import Terms
from kg.graph.build import part_graph
from kg.graph.confidence import surer_facts
from kg.graph.pairs import weighed
from kg.graph.similarity.profile import graph_broader
from kg.model import Digest, Extraction
from kg.ontology.lexicon import load_lexicon
from kg.ontology.terms import Iris
from kg.resolve.authors import shown
from kg.resolve.facts import named
from kg.store import serialize
from kg.store.convert import dataset_triples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pyspark import RDD, Broadcast, SparkContext
    from pyspark.sql import SparkSession

    from kg.extract import Extractor
    from kg.graph.pairs import Pair
    from kg.model import Concept, Facts, Kind, Paper
    from kg.ontology.lexicon import Lexicon
    from kg.pipeline import Progress, Settings
    from kg.resolve.facts import Placed

    Extracted = tuple[Paper, Extraction]

_PAPERS_PER_PARTITION: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineReport:
    """What a build counted, and what it could not use."""

    out: str
    counts: Mapping[str, int]
    """Rows by table and lines by file; the concepts by kind too."""
    problems: tuple[Problem, ...]

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for is in the graph."""
        return not any(problem.fatal for problem in self.problems)


def build(
    paths: Sequence[str | Path],
    *,
    out: str,
    settings: Settings,
    master: str | None = None,
    options: Mapping[str, str] | None = None,
    date: str | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
) -> EngineReport:
    """Build the graph of all digests at ``paths``, as ``kg.pipeline.build`` does into an empty folder.

    Args:
        paths: files, folders and globs that every worker sees, and addresses that Spark reads ("s3a://…").
        out: a folder or an address; ``kg.engine.writing`` says what is in it then.
        settings: the options of the build.
        master: Spark's address of a cluster, or ``local[N]``.
        options: Spark's own options by name.
        date: ISO date for digests that carry none.
        fresh: replace what an earlier build left at ``out``.
        progress: told about every stage.

    Raises:
        RequirementError: PySpark or Java is not installed.
        UsageError: ``out`` holds something already.
        InputError: nothing that could be read.
        LexiconError, DecisionError: as ``kg.pipeline.build``.
        WorkerError: Spark gave up.
    """
    tell = progress or _silent
    lexicon = load_lexicon(*settings.lexicon)
    tell("Starting Spark", 0, 1)
    with session(master, options) as spark:
        folder = Folder(spark, out)
        folder.check(fresh=fresh)
        tell("Reading digests", 0, 1)
        read, missing = reading.read(spark, paths, date=date)
        read = kept(read)
        told = read.map(_outline).collect()
        problems = (*missing, *sorted(each for each in told if isinstance(each, Problem)))
        found = [each for each in told if isinstance(each, _Outline)]
        if not found:
            faults = "\n".join(str(problem) for problem in problems)
            raise InputError(f"{faults}\nnothing to build: no digest could be read".lstrip())
        lines, kinds = _lines(spark, read.flatMap(_digests), found, lexicon, settings, tell)
        counts = {**folder.write(lines, tell), **kinds}
        tell("Done", 1, 1)
        folder.finish({"counts": counts, "digests": sorted({digest.date for digest in found})})
    return EngineReport(out=out, counts=counts, problems=problems)


class _Outline(NamedTuple):
    """A digest without what it lists."""

    date: str
    title: str
    entries: int


def _outline(found: Digest | Problem) -> _Outline | Problem:
    return found if isinstance(found, Problem) else _Outline(found.date, found.title, len(found.entries))


def _digests(found: Digest | Problem) -> Iterator[Digest]:
    if isinstance(found, Digest):
        yield found


def _lines(
    spark: SparkSession,
    digests: RDD[Digest],
    found: Sequence[_Outline],
    lexicon: Lexicon,
    settings: Settings,
    tell: Progress,
) -> tuple[RDD[Lines], dict[str, int]]:
    """Everything that is written, and how many concepts of each kind there are."""
    context = spark.sparkContext
    entries = sum(digest.entries for digest in found)
    partitions = max(context.defaultParallelism, -(-entries // _PAPERS_PER_PARTITION))
    spark.conf.set("spark.sql.shuffle.partitions", str(partitions))
    choices = Choices(base=settings.base, max_authors=settings.max_authors, min_confidence=settings.min_confidence)
    tell("Reading summaries", 0, 1)
    terms = context.broadcast(Terms(dict(lexicon.terms)))
    papers = reading.papers(digests, partitions)
    extracted = kept(papers.mapPartitions(lambda part: _extracted(part, terms), preservesPartitioning=True))
    names = extracted.map(lambda each: replace(each[1][1], findings=(), doubt="")).collect()
    tell("Resolving names", 0, 1)
    ((placed, concepts),) = named(names, lexicon, [settings.decisions])
    del names
    tell("Connecting papers", 0, 1)
    parts = kept(_parts(extracted, placed, concepts, choices, partitions))
    concepts = _sure(parts, concepts, settings.min_confidence)
    whole = part_graph(replace(NOTHING, concepts=concepts), base=settings.base)
    known = kept(parts.flatMap(lambda part: part.known))
    days = [Digest(digest.date, digest.title, ()) for digest in found]
    central = [
        *digests_part(days, settings.base),
        *concepts_part(concepts, settings.base),
        *_dataset({digest.date for digest in days}, settings.base),
    ]
    lines = [
        parts.flatMap(lambda part: part.lines),
        _authors(parts, settings.base, partitions),
        _pairs(parts, settings.base, partitions),
        linking.links(known, graph_broader(whole), settings.base, partitions=partitions),
        context.parallelize(central, 1),
    ]
    kinds = Counter(concept.kind.value for concept in concepts)
    return context.union(lines), dict(kinds)


# ---------------------------------------------------------------- papers

_extractors: dict[int, Extractor] = {}
"""The extractor of a worker's process: it takes a second to make."""


def _extracted(
    papers: Iterable[tuple[str, Paper]], terms: Broadcast[Terms]
) -> Iterator[tuple[str, tuple[Paper, Extraction]]]:
    from kg.extract import Extractor

    key = id(terms.value)
    if key not in _extractors:
        _extractors.clear()
        _extractors[key] = Extractor(terms.value)
    for identifier, paper in papers:
        yield identifier, (paper, _extractors[key].extract(paper))


def _parts(
    extracted: RDD[tuple[str, Extracted]],
    placed: Sequence[Placed],
    concepts: Sequence[Concept],
    choices: Choices,
    partitions: int,
) -> RDD[Part]:
    """What the papers say, now that their names are known."""
    context: SparkContext = extracted.context
    by_paper: dict[str, list[Placed]] = {}
    for use, slug in placed:
        by_paper.setdefault(use.paper, []).append((use, slug))
    kinds = context.broadcast({concept.slug: concept.kind for concept in concepts})
    meant = context.parallelize(list(by_paper.items()), partitions)
    voices = extracted.leftOuterJoin(meant, partitions).values()
    return voices.mapPartitions(lambda part: _stated(part, kinds, choices))


def _stated(
    voices: Iterable[tuple[Extracted, list[Placed] | None]], kinds: Broadcast[dict[str, Kind]], choices: Choices
) -> Iterator[Part]:
    for chunk in chunks(voices):
        yield papers_part([Voice(*each, tuple(placed or ())) for each, placed in chunk], kinds.value, choices)


def _sure(parts: RDD[Part], concepts: tuple[Concept, ...], least: float) -> tuple[Concept, ...]:
    """The concepts without those that no paper is sure enough of."""
    if least <= 0:
        return concepts
    statements = parts.flatMap(lambda part: part.surest.values()).collect()
    facts: Facts = replace(NOTHING, concepts=concepts, statements=tuple(surest(statements).values()))
    return surer_facts(facts, least).concepts


# ---------------------------------------------------------------- authors and digests


def _authors(parts: RDD[Part], base: str, partitions: int) -> RDD[Lines]:
    spelt = parts.flatMap(lambda part: part.authors.items()).reduceByKey(add, partitions)
    forms = spelt.map(lambda item: (item[0][0], (item[0][1], item[1]))).groupByKey(partitions)
    authors = forms.map(lambda item: shown(item[0], dict(item[1])))
    return authors.mapPartitions(
        lambda part: chain.from_iterable(authors_part(chunk, base) for chunk in chunks(part, 4096))
    )


def _pairs(parts: RDD[Part], base: str, partitions: int) -> RDD[Lines]:
    """Pairs of authors: what papers add is summed in the order of their identifiers, so that the sum is the same."""
    together = parts.flatMap(lambda part: part.shares).groupByKey(partitions)
    pairs = together.map(lambda item: _weighed(item[0], sorted(item[1])))
    return pairs.mapPartitions(
        lambda part: chain.from_iterable(pairs_part(chunk, base) for chunk in chunks(part, 4096))
    )


def _weighed(pair: tuple[str, str], shares: list[tuple[str, float]]) -> Pair:
    return weighed(pair, len(shares), sum(share for _, share in shares))


def _dataset(days: Iterable[str], base: str) -> Iterator[Lines]:
    iris = Iris(base)
    return pieces(GRAPH, serialize.ntriples(dataset_triples([iris.digest(day) for day in days], iris)))


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Progress for nobody."""
