"""What ``kg build --engine spark`` says before any Spark is there."""

from __future__ import annotations

import sys

import pytest

from kg.cli import main
from kg.engine.session import cause


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--engine", "spark"], "needs the digests"),
        (["--engine", "spark", "a.md", "--replace"], "--replace does not go with --engine spark"),
        (["--engine", "spark", "a.md", "--remove", "2025-02-05"], "--remove does not go with --engine spark"),
        (["--engine", "spark", "a.md", "--jobs", "2"], "--jobs does not go with --engine spark"),
        (["--engine", "spark", "a.md", "--spark-conf", "spark.x"], "must be NAME=VALUE"),
        (["a.md", "--master", "local[2]"], "go with --engine spark"),
    ],
)
def test_what_does_not_go_together_is_refused(capsys, words, said):
    assert main(["build", *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (
            "An error occurred while calling o1.load.\n: org.x.NoScheme$Exception: No FileSystem\n\tat y",
            "Exception: No FileSystem",
        ),
        ("Job aborted\nTraceback:\nkg.errors.InputError: mend its link\nCaused by: java.Error: E", "mend its link"),
        ("nothing known\nof it", "nothing known"),
    ],
)
def test_a_failure_of_spark_is_told_in_one_line(report, said):
    assert cause(report).endswith(said)
    assert "\n" not in cause(report)


def test_without_pyspark_it_says_what_to_install(capsys, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "py4j.protocol", None)
    assert main(["build", "--engine", "spark", "a.md", "--out", str(tmp_path / "out")]) == 1
    assert "pip install 'paperkg[spark]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_without_java_it_says_what_to_install(capsys, monkeypatch, tmp_path):
    pytest.importorskip("pyspark", reason="needs PySpark (pip install 'paperkg[spark]')")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["build", "--engine", "spark", "a.md", "--out", str(tmp_path / "out")]) == 1
    assert "openjdk-17-jre-headless" in capsys.readouterr().err
