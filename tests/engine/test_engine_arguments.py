"""What ``kg build --engine spark`` says before any Spark is there."""

from __future__ import annotations

import sys

import pytest

from kg.cli import main


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


def test_without_pyspark_it_says_what_to_install(capsys, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    assert main(["build", "--engine", "spark", "a.md", "--out", str(tmp_path / "out")]) == 1
    assert "pip install 'paperkg[spark]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_without_java_it_says_what_to_install(capsys, monkeypatch, tmp_path):
    pytest.importorskip("pyspark", reason="needs PySpark (pip install 'paperkg[spark]')")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["build", "--engine", "spark", "a.md", "--out", str(tmp_path / "out")]) == 1
    assert "openjdk-17-jre-headless" in capsys.readouterr().err
