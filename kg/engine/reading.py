"""Papers in partitions: files and addresses -> digests -> one paper each, merged as on one machine.

A path of this machine must be there for every worker too; an address ("s3a://…", "hdfs://…", "file:///…") is read by
Spark's own readers, with the credentials that Spark is configured with. A file of JSON lines (.jsonl, .ndjson) is cut
into parts wherever it may be, every other file is read whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.engine.session import kept
from kg.errors import Problem, UsageError
from kg.model import Digest, merge_digests
from kg.read import Source, read_sources
from kg.read.sources import find_sources, holds_lines, promises_papers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyspark import RDD
    from pyspark.sql import SparkSession

    from kg.model import Paper

    Read = Digest | Problem

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_PLACE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:(?://[^/]*)?")
"""What stands before the path in an address, as Spark is given it and as it gives it back."""
_TOLD: Final = 20
"""Faults of one file of JSON lines that are told one by one."""


@dataclass(frozen=True, slots=True)
class _File:
    """One file to read; ``named``: the user asked for exactly this."""

    name: str
    path: Path
    named: bool
    address: str = ""
    """What Spark reads it by; "": it is a path of this machine."""


class _Line(NamedTuple):
    """A line of JSON lines, with its number from 0 on: by the day of its paper, and again if something is wrong."""

    days: tuple[tuple[str, tuple[int, str]], ...]
    faulty: tuple[tuple[int, str], ...]


def read(spark: SparkSession, paths: Sequence[str | Path], *, date: str | None) -> tuple[RDD[Read], list[Problem]]:
    """Everything that the paths name, as digests and faults, and what is not there.

    A digest of JSON lines holds the papers of one day of one file, so it is as it would be read on one machine.
    """
    files, missing = _find(spark, [str(path) for path in paths])
    whole = [file for file in files if not holds_lines(file.path)]
    found = [_whole_files(spark, whole, date)] if whole else []
    found += [_lines(spark, file, date) for file in files if holds_lines(file.path)]
    return spark.sparkContext.union(found) if found else spark.sparkContext.emptyRDD(), missing


def papers(digests: RDD[Digest], partitions: int) -> RDD[tuple[str, Paper]]:
    """The papers by identifier, each from all its listings, in so many partitions."""
    return digests.flatMap(_by_paper).groupByKey(partitions).mapPartitions(_merged, preservesPartitioning=True)


def _by_paper(digest: Digest) -> Iterator[tuple[str, Digest]]:
    return ((entry.identifier, replace(digest, entries=(entry,))) for entry in digest.entries)


def _merged(found: Iterable[tuple[str, Iterable[Digest]]]) -> Iterator[tuple[str, Paper]]:
    for identifier, digests in found:
        (paper,) = merge_digests(digests)
        yield identifier, paper


# ---------------------------------------------------------------- which files


def _find(spark: SparkSession, paths: Sequence[str]) -> tuple[list[_File], list[Problem]]:
    if "-" in paths:
        raise UsageError("--engine spark reads files and addresses, not standard input")
    sources, missing = find_sources([path for path in paths if not _ADDRESS.match(path)])
    found = {source.name: _File(source.name, source.path, source.named) for source in sources if source.path}
    for address in (path for path in paths if _ADDRESS.match(path)):
        files = _listed(spark, address)
        if not files:
            missing.append(Problem(address, 0, "no such file or folder"))
        found.update({file.name: file for file in files})
    return list(found.values()), missing


def _listed(spark: SparkSession, address: str) -> list[_File]:
    """What stands at an address, which may be a file, a folder or a glob."""
    from pyspark.errors import AnalysisException

    reader = spark.read.format("binaryFile").option("recursiveFileLookup", value=True)
    try:
        rows = reader.load(address).select("path").collect()
    except AnalysisException:  # there is no such path
        return []
    files = []
    for (name,) in rows:
        path = _path_of(name)
        named = path == _path_of(address)
        if named or promises_papers(path):
            files.append(_File(address if named else name, path, named, name))
    return sorted(files, key=lambda file: file.name)


def _path_of(address: str) -> Path:
    return Path(_PLACE.sub("", address, count=1))


# ---------------------------------------------------------------- files that are read whole


def _whole_files(spark: SparkSession, files: Sequence[_File], date: str | None) -> RDD[Read]:
    context = spark.sparkContext
    here = [Source(file.name, file.path, file.named) for file in files if not file.address]
    known = {file.address: file for file in files if file.address}
    found = context.parallelize(here, _slices(spark, len(here)))
    if known:
        reader = spark.read.format("binaryFile")
        contents = reader.load([_escaped(address) for address in known]).select("path", "content").rdd
        far = contents.map(
            lambda row: Source(known[row.path].name, known[row.path].path, known[row.path].named, bytes(row.content))
        )
        found = context.union([found, far]) if here else far
    return found.flatMap(lambda source: _read_one(source, date))


def _slices(spark: SparkSession, files: int) -> int:
    parallel: int = spark.sparkContext.defaultParallelism
    return max(1, min(files, 4 * parallel))


def _escaped(address: str) -> str:
    """An address that names one file, whatever signs of a glob or of a list are in it."""
    return re.sub(r"[\\{}\[\]*?]", r"\\\g<0>", address).replace(",", r"{\,}")


def _read_one(source: Source, date: str | None) -> Iterator[Read]:
    reading = read_sources([source], date=date)
    yield from reading.digests
    yield from reading.problems


# ---------------------------------------------------------------- JSON lines


def _lines(spark: SparkSession, file: _File, date: str | None) -> RDD[Read]:
    """Read the lines, each by itself, to know its day; then the lines of each day in their order."""
    lines = spark.sparkContext.textFile(_escaped(file.address or f"file:{file.path.resolve()}"))
    read = kept(lines.zipWithIndex().map(lambda line: _day_of(file, line, date)))
    faults = read.flatMap(lambda found: found.faulty)
    digests = read.flatMap(lambda found: found.days).groupByKey()
    first = faults.takeOrdered(_TOLD + 1)
    told = [problem for number, line in first[:_TOLD] for problem in _told(file, number, line, date)]
    if len(first) > _TOLD:
        told.append(Problem(file.name, 0, f"{faults.count() - _TOLD:,} more faults like these"))
    if digests.isEmpty():
        told.append(Problem(file.name, 0, "no paper (title, id, summary or abstract) stands in this JSON", file.named))
    whole: RDD[Read] = digests.flatMap(lambda day: _whole_day(file, day[1], date))
    problems: RDD[Read] = spark.sparkContext.parallelize([*told], 1)
    return spark.sparkContext.union([whole, problems])


def _day_of(file: _File, numbered: tuple[str, int], date: str | None) -> _Line:
    line, number = numbered
    if not line.strip():
        return _Line((), ())
    reading = read_sources([_source(file, line)], date=date)
    days = tuple((digest.date, (number, line)) for digest in reading.digests)
    return _Line(days, ((number, line),) if reading.problems else ())


def _told(file: _File, number: int, line: str, date: str | None) -> tuple[Problem, ...]:
    """What is wrong with a line, told with its number: empty lines stand for those before it."""
    problems = read_sources([_source(file, "\n" * number + f"{line}\n")], date=date).problems
    return tuple(problem._replace(line=max(problem.line, number + 1)) for problem in problems)


def _whole_day(file: _File, lines: Iterable[tuple[int, str]], date: str | None) -> tuple[Digest, ...]:
    text = "\n".join(line for _, line in sorted(lines))
    return read_sources([_source(file, text)], date=date).digests


def _source(file: _File, text: str) -> Source:
    return Source(file.name, file.path, named=True, data=text.encode())
