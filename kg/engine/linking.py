"""Links between papers: what is counted over all of them, and each paper's partners, in partitions.

Of the counts and vectors only what is short comes together on the driver, and goes back to every worker: how many
papers have each feature that two of them have, and each paper's vector, 2 kB in the mean (8 bytes a feature). The best
partners of a paper are found by the champions of all features, so a worker that looks for them needs all vectors.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import add
from typing import TYPE_CHECKING

from kg.engine.parts import Lines, chunks, links_part
from kg.engine.session import kept
from kg.graph.build import LINKS_PER_PAPER
from kg.graph.similarity.links import Champions, champions, link, linked
from kg.graph.similarity.topics import topic_model
from kg.graph.similarity.vectors import Measures, Tuning, Vectors, cells, counted, in_rows, pivot, shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyspark import RDD, Broadcast, SparkContext

    from kg.engine.parts import Known
    from kg.graph.similarity.vectors import Feature

    Broader = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Counts:
    """What a worker needs to weigh a paper."""

    papers: int
    having: Mapping[Feature, int]
    pivot: float
    broader: Broader

    def measures(self) -> Measures:
        return Measures(self.papers, self.having, self.pivot, topic_model().spread)


@dataclass
class _All:
    """All vectors, as a worker needs them to find partners."""

    vectors: Vectors
    identifiers: Mapping[str, str]

    @cached_property
    def champions(self) -> Champions:
        return champions(self.vectors)


def links(known: RDD[Known], broader: Broader, base: str, *, partitions: int) -> RDD[Lines]:
    """All links as lines; ``known`` is gone through four times, so it should be kept."""
    context = known.context
    tuning = Tuning()
    every = known.map(lambda each: (each.profile.date, each.iri, each.identifier)).collect()
    having = _spread(known.flatMap(lambda each: counted(each.profile, broader, tuning)))
    first = context.broadcast(_Counts(len(every), having, 0.0, broader))
    lengths = known.map(lambda each: first.value.measures().length(each.profile, broader, tuning)).collect()
    counts = context.broadcast(_Counts(len(every), having, pivot(lengths), broader))
    weighed = kept(known.mapPartitions(lambda papers: _weighed(papers, counts, tuning)))
    features = shared(_spread(weighed.flatMap(lambda each: each[1].keys())))
    number = context.broadcast({name: place for place, name in enumerate(features)})
    rows = dict(weighed.map(lambda each: (each[0], cells(each[1], number.value))).collect())
    weighed.unpersist()
    papers = in_rows((date, iri) for date, iri, _ in every)
    vectors = Vectors.assembled(
        Measures(len(papers), {}, counts.value.pivot), papers, features, (rows[paper] for paper in papers), broader={}
    )
    whole = context.broadcast(_All(vectors, {iri: identifier for _, iri, identifier in every}))
    return _linked(context, whole, len(papers), base, partitions)


def _spread(features: RDD[Feature]) -> dict[Feature, int]:
    """How often each feature comes, of those that come more than once: of the others nothing is asked."""
    found = features.mapPartitions(lambda part: Counter(part).items()).reduceByKey(add)
    return dict(found.filter(lambda item: item[1] > 1).collect())


def _weighed(
    papers: Iterable[Known], counts: Broadcast[_Counts], tuning: Tuning
) -> Iterator[tuple[str, dict[Feature, int]]]:
    measures = counts.value.measures()
    return ((each.iri, measures.vector(each.profile, counts.value.broader, tuning)) for each in papers)


def _linked(context: SparkContext, whole: Broadcast[_All], papers: int, base: str, partitions: int) -> RDD[Lines]:
    step = max(1, -(-papers // partitions))
    ranges = [range(start, min(start + step, papers)) for start in range(0, papers, step)]
    pairs = context.parallelize(ranges, max(1, len(ranges))).flatMap(
        lambda rows: linked(whole.value.vectors, whole.value.champions, rows, per_paper=LINKS_PER_PAPER)
    )
    return pairs.distinct(partitions).mapPartitions(lambda part: _stated(part, whole.value, base))


def _stated(pairs: Iterable[tuple[str, str]], whole: _All, base: str) -> Iterator[Lines]:
    made = (
        links_part([link(whole.vectors, one, other) for one, other in chunk], whole.identifiers, base)
        for chunk in chunks(pairs, 4096)
    )
    return chain.from_iterable(made)
