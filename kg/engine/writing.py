"""What an engine's build leaves in its folder, which may be an address.

graph.nt/part-*         N-Triples; the parts one after the other are the graph.nt of a build on one machine
mentions.nt/part-*      … and its mentions.nt
terms.jsonl/part-*      … and its terms.jsonl
parquet/TABLE/part-*    the tables of ``kg export --format parquet``, sorted by their keys
engine.json             what the build counted, written last: a folder without it is not finished
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from kg.engine.parts import GRAPH, MENTIONS
from kg.errors import GraphError, UsageError
from kg.export.manifest import MANIFEST
from kg.export.relational.schema import tables
from kg.store.terms import TERMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark import RDD
    from pyspark.sql import DataFrame, SparkSession

    from kg.engine.parts import Lines
    from kg.export.relational.schema import Table

DONE: Final = "engine.json"
PARQUET: Final = "parquet"
TEXTS: Final = (GRAPH, MENTIONS, TERMS)
_TYPES: Final = {"string": "string", "integer": "bigint", "number": "double", "date": "date"}


_PIECE: Final = 1_000_000
"""So many lines make a part."""


class Folder:
    """Where a build writes to, by the file system that Spark has for it."""

    def __init__(self, spark: SparkSession, out: str) -> None:
        self._spark, self.out = spark, out.rstrip("/")
        virtual = spark.sparkContext._jvm  # noqa: SLF001  the only way to Hadoop's file systems
        if virtual is None:
            raise GraphError("the Spark session has no Java of its own (Spark Connect): name a --master")
        self._path = virtual.org.apache.hadoop.fs.Path
        place = self._path(self.out)
        self._files = place.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())  # noqa: SLF001
        self._files.setWriteChecksum(False)  # or each file of this machine gets a hidden one beside it
        self._place = self._files.makeQualified(place).toString()

    def check(self, *, fresh: bool) -> None:
        """Whether a build may write here.

        Raises:
            UsageError: it is no folder, or a graph is there already that may not be replaced.
        """
        if self._files.isFile(self._path(self._place)):
            raise UsageError(f"{self.out} is not a folder: name a folder for the exports with --out")
        if any(self._files.isFile(self._at(name)) for name in (MANIFEST, *TEXTS)):
            raise UsageError(f"{self.out} holds a graph that was built on one machine: name another folder with --out")
        if self._files.exists(self._at(DONE)) and not fresh:
            raise UsageError(
                f"{self.out} holds a graph already, to which --engine spark adds nothing: give --fresh and all digests "
                "to replace it, or name another folder with --out"
            )

    def _at(self, name: str) -> Any:  # noqa: ANN401  a path of Hadoop
        return self._path(f"{self._place}/{name}")

    def write(self, lines: RDD[Lines], tell: Callable[[str, int, int], None]) -> dict[str, int]:
        """Write all files, and count the lines of each; what was there goes when everything is computed."""
        schema = "file string, number bigint, text string"
        frame = self._spark.createDataFrame(lines, schema, verifySchema=False).cache()
        counts = {row["file"]: row["sum(number)"] for row in frame.groupBy("file").sum("number").collect()}
        for name in (DONE, *TEXTS, PARQUET):  # the last file first, so that what is left is known to be unfinished
            self._files.delete(self._at(name), True)
        todo: list[str | Table] = [*TEXTS, *tables()]
        for done, each in enumerate(todo):
            tell("Writing", done, len(todo))
            name = each if isinstance(each, str) else each.name
            pieces = 1 + counts.get(name, 0) // _PIECE
            if isinstance(each, str):
                _write_text(_rows(frame, name), pieces, f"{self._place}/{name}")
            else:
                _write_table(_rows(frame, name), each, pieces, f"{self._place}/{PARQUET}/{name}")
        frame.unpersist()
        return counts

    def finish(self, content: Mapping[str, Any]) -> None:
        """Write the last file."""
        stream = self._files.create(self._at(DONE), True)
        stream.write(bytearray(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"))
        stream.close()


def _rows(frame: DataFrame, file: str) -> DataFrame:
    """The lines of one file, one a row; the splitting needs no Python."""
    from pyspark.sql import functions as sql

    wanted = frame.where(sql.col("file") == file)
    return wanted.select(sql.explode(sql.split("text", "\n")).alias("value"))


def _write_text(rows: DataFrame, pieces: int, place: str) -> None:
    """Lines sorted by their bytes from the first part to the last, none twice."""
    ordered = rows.repartitionByRange(pieces, "value").dropDuplicates(["value"]).sortWithinPartitions("value")
    ordered.write.mode("overwrite").text(place)


def _write_table(rows: DataFrame, table: Table, pieces: int, place: str) -> None:
    from pyspark.sql import functions as sql

    schema = ", ".join(f"{column.name} {_TYPES[column.type]}" for column in table.columns)
    found = rows.select(sql.from_json("value", schema, {"mode": "FAILFAST"}).alias("row")).select("row.*")
    ordered = found.repartitionByRange(pieces, *table.key).sortWithinPartitions(*table.key)
    ordered.write.mode("overwrite").parquet(place, compression="zstd")
