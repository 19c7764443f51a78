"""A real Spark on this machine, with two Python workers."""

from __future__ import annotations

import importlib.util
import os
import shutil
import warnings

import pytest


@pytest.fixture(scope="session")
def spark():
    """One session for all tests, which a build finds running; without Spark they are skipped, or fail if required."""
    lacks = []
    if importlib.util.find_spec("pyspark") is None:
        lacks.append("PySpark (pip install 'paperkg[spark]')")
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        lacks.append("Java 17 (Debian: apt-get install openjdk-17-jre-headless)")
    if lacks:
        reason = f"needs {' and '.join(lacks)}"
        if "spark" in os.environ.get("PAPERKG_REQUIRE", ""):
            pytest.fail(reason)
        pytest.skip(reason)
    from kg.engine.session import session

    quick = {"spark.driver.memory": "1g", "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
    with warnings.catch_warnings(), session("local[2]", quick) as running:
        yield running
