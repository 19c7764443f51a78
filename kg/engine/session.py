"""A Spark session for one build, and what to install where there is none."""

from __future__ import annotations

import os
import re
import shutil
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from kg.errors import RequirementError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyspark import RDD
    from pyspark.sql import SparkSession

T = TypeVar("T")

LOCAL: Final = "local[*]"
_LOCAL = re.compile(r"local(?:\[(\d+|\*)\])?")
_REASON = re.compile(r"^(?:: |Caused by: )?([\w.$]+(?:Error|Exception)): (.+)$", re.MULTILINE)
_TRIES: Final = 4
"""So often a partition may fail, as on a cluster: locally Spark gives up at once unless it is told otherwise."""
_SETTINGS: Final = {
    "spark.driver.maxResultSize": "0",  # names and vectors of all papers come together on the driver
    "spark.ui.showConsoleProgress": "false",
}
_LOCAL_SETTINGS: Final = {"spark.ui.enabled": "false", "spark.driver.memory": "4g"}


@contextmanager
def session(master: str | None = None, settings: Mapping[str, str] | None = None) -> Iterator[SparkSession]:
    """A session at ``master``; a session that is running already is used, and goes on.

    Args:
        master: Spark's address of a cluster, or ``local[N]``; none: what Spark is configured with, else all
            processors of this machine.
        settings: Spark's own options by name.

    Raises:
        RequirementError: PySpark or Java is not installed, or Spark does not start.
        WorkerError: a job failed, as often as it was tried.
    """
    try:
        from py4j.protocol import Py4JJavaError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise RequirementError("--engine spark needs PySpark: pip install 'paperkg[spark]'") from error
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise RequirementError(
            "--engine spark needs Java 17 or later: install it (Debian: apt-get install openjdk-17-jre-headless), "
            "or name its folder in JAVA_HOME"
        )
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    running = SparkSession.getActiveSession()
    try:
        spark = running or _started(master, settings or {})
    except PySparkException as error:
        raise RequirementError(f"Spark did not start: {error}; it needs Java 17 or later") from error
    spark.sparkContext.environment["PYTHONHASHSEED"] = "0"  # all workers put a key into the same partition
    try:
        yield spark
    except (PySparkException, Py4JJavaError) as error:
        raise WorkerError(f"Spark gave up: {cause(str(error))}") from error
    finally:
        if running is None:
            spark.stop()


def cause(report: str) -> str:
    """What a report of a failure, with the traces of Java and Python in it, gives as the reason: our own if it can."""
    found = _REASON.findall(report)
    own = [said for name, said in found if name.startswith("kg.")]
    return next(iter(own or [f"{name.rpartition('.')[2]}: {said}" for name, said in found]), report.partition("\n")[0])


def kept(data: RDD[T]) -> RDD[T]:
    """The same data, which is computed once; what finds no room in memory goes to the disk."""
    from pyspark import StorageLevel

    return data.persist(StorageLevel.MEMORY_AND_DISK)


def _started(master: str | None, settings: Mapping[str, str]) -> SparkSession:
    from pyspark.sql import SparkSession

    place = master or os.environ.get("MASTER", LOCAL)
    local = _LOCAL.fullmatch(place)
    if local is not None:
        place = f"local[{local[1] or 1},{_TRIES}]"
    builder = SparkSession.builder.appName("paperkg").master(place)
    for name, value in {**_SETTINGS, **(_LOCAL_SETTINGS if place.startswith("local") else {}), **settings}.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark
