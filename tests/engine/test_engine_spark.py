"""``kg build --engine spark`` on a real Spark: the triples of a build on one machine, every one of them."""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

import kg.sample
from kg.cli import main
from kg.engine.build import build
from kg.pipeline import build as build_here
from kg.pipeline import settings_of

pytestmark = [pytest.mark.spark, pytest.mark.usefixtures("spark")]

SAMPLE = Path(kg.sample.__file__).with_name(kg.sample.NAME)
SYNTHETIC = Path(__file__).parents[1] / "benchmarks"
TEXTS = ("graph.nt", "mentions.nt", "terms.jsonl")
BROKEN = '{"id": "2401.00001", "title": "No end", "abstract": "Never\n'
OWN = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix kg: <https://w3id.org/paperkg/ontology#> .
<https://example.org/fastkv> a kg:Model ; skos:prefLabel "FastKV"@en ; skos:altLabel "Fast KV"@en .
"""


def parts(out: Path, name: str) -> bytes:
    """What the parts say one after the other."""
    return b"".join(path.read_bytes() for path in sorted((out / name).glob("part-*")))


def assert_same(out: Path, here: Path) -> None:
    for name in TEXTS:
        found, expected = (data.splitlines() for data in (parts(out, name), (here / name).read_bytes()))
        assert sorted(set(found) ^ set(expected))[:3] == [], name
        assert found == expected, f"{name}: sorted, none twice"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Digests of six days, records of arXiv of some more, and one line that is broken."""
    folder = tmp_path_factory.mktemp("digests")
    near, far = folder / "made up, [some]", folder / "far" / "{a}, [sample]"
    far.mkdir(parents=True)
    (far / SAMPLE.name).write_bytes(SAMPLE.read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SYNTHETIC))
        from synthetic import Archive, write_digests, write_records

        write_digests(Archive(120), near / "days")
        write_records(Archive(60, seed=1, english=True), near / "arxiv.jsonl")
    with (near / "arxiv.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(BROKEN)
    lexicon = folder / "own.ttl"
    lexicon.write_text(OWN, encoding="utf-8")
    decisions = folder / "decisions.txt"
    decisions.write_text('kind "FastKV" method\n', encoding="utf-8")
    kept = {"lexicon": [lexicon], "decisions": decisions, "max_authors": 20, "min_confidence": 0.6}
    paths = [str(near / "days"), str(folder / "far"), str(near / "arxiv.jsonl"), str(near / "none.md")]
    report = build_here(paths, out=folder / "here", **kept)
    return SimpleNamespace(paths=paths, kept=kept, here=folder / "here", report=report)


def test_every_triple_of_many_days_is_that_of_one_machine(made, capsys, tmp_path):
    """A folder by its path, one by its address, JSON lines in splits, one path that is not there."""
    out = tmp_path / "out"
    paths = [made.paths[0], f"file://{made.paths[1]}", *made.paths[2:]]
    report = build(paths, out=str(out), settings=settings_of(**made.kept))
    assert_same(out, made.here)
    assert not report.complete
    assert {(problem.source, problem.line) for problem in report.problems} == {
        (problem.source, problem.line) for problem in made.report.problems
    }
    counts = json.loads((out / "engine.json").read_text(encoding="utf-8"))["counts"]
    assert counts["papers"] == len(made.report.facts.papers)
    assert counts["graph.nt"] == (made.here / "graph.nt").read_bytes().count(b"\n")
    check_tables(out / "parquet", made.here, tmp_path)
    check_answers(out, tmp_path / "together", capsys)


def check_answers(out: Path, together: Path, capsys) -> None:
    """The parts put together are a graph that the other commands ask."""
    together.mkdir()
    for name in TEXTS:
        (together / name).write_bytes(parts(out, name))
    capsys.readouterr()
    assert main(["related", "2502.01068", "--graph", str(together), "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) > 3


def check_tables(found: Path, here: Path, scratch: Path) -> None:
    """The tables hold the rows that `kg export` writes of the graph built on one machine, in the same types."""
    duckdb = pytest.importorskip("duckdb")
    assert main(["export", "--graph", str(here), "--format", "parquet", "--out", str(scratch / "tables")]) == 0
    files = sorted((scratch / "tables").glob("*.parquet"))
    assert len(files) == len([path for path in found.iterdir() if path.is_dir()]) == 14
    for file in files:
        expected, rows = (duckdb.read_parquet(str(place)) for place in (file, found / file.stem / "*.parquet"))
        assert dict(zip(rows.columns, rows.types, strict=True)) == dict(
            zip(expected.columns, expected.types, strict=True)
        ), file.stem
        assert rows.fetchall() == expected.fetchall(), file.stem


def test_a_worker_that_is_killed_changes_nothing(spark, made, tmp_path):
    extracting, done, before = threading.Event(), threading.Event(), failed_tasks(spark)

    def tell(name: str, _done: int, _total: int) -> None:
        if name == "Reading summaries":
            extracting.set()

    def kill() -> None:
        """Kill -9 a worker that is at work, and another one if it had just finished, until Spark misses one."""
        extracting.wait(60)
        while not done.is_set() and failed_tasks(spark) == before:
            with suppress(psutil.NoSuchProcess):  # one that ends while it is looked at
                for worker in busy_workers()[:1]:
                    worker.kill()
                    time.sleep(1)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        build(made.paths, out=str(tmp_path), settings=settings_of(**made.kept), progress=tell)
    finally:
        done.set()
        killer.join()
    assert failed_tasks(spark) > before, "nobody was missed"
    assert_same(tmp_path, made.here)


def busy_workers() -> list[psutil.Process]:
    """The processes that Spark's Python daemon has forked, and that have used the processor for a moment."""
    everybody = psutil.Process().children(recursive=True)
    parents = [(each, each.parent()) for each in everybody]
    workers = [each for each, parent in parents if parent and "pyspark.daemon" in " ".join(parent.cmdline())]
    spent = {worker: worker.cpu_times().user for worker in workers}
    time.sleep(0.3)
    return [each for each in workers if each.is_running() and each.cpu_times().user > spent[each] + 0.1]


def failed_tasks(spark) -> int:
    """How many tasks failed in the stages of this session that Spark still knows."""
    tracker = spark.sparkContext.statusTracker()
    jobs = filter(None, map(tracker.getJobInfo, tracker.getJobIdsForGroup(None)))
    stages = filter(None, (tracker.getStageInfo(stage) for job in jobs for stage in job.stageIds))
    return sum(stage.numFailedTasks for stage in stages)


def test_a_folder_that_holds_a_graph_is_left_alone(capsys, tmp_path):
    out = tmp_path / "out"
    for name, said in (("engine.json", "--fresh"), ("manifest.json", "on one machine")):
        out.mkdir(exist_ok=True)
        (out / name).write_text("{}", encoding="utf-8")
        assert main(["build", "--engine", "spark", str(SAMPLE), "--out", str(out)]) == 2
        assert said in capsys.readouterr().err
        assert [path.name for path in out.iterdir()] == [name]
        (out / name).unlink()


def test_an_address_that_spark_does_not_know_is_named(capsys, tmp_path):
    assert main(["build", "--engine", "spark", "nosuch://bucket/a.md", "--out", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    assert "Spark gave up" in err
    assert "nosuch" in err
    assert "Traceback" not in err


def test_nothing_to_build_is_said_and_nothing_is_lost(capsys, tmp_path):
    (tmp_path / "empty.md").write_text("", encoding="utf-8")
    kept = tmp_path / "out" / "engine.json"
    kept.parent.mkdir()
    kept.write_text("{}", encoding="utf-8")
    code = main(["build", "--engine", "spark", str(tmp_path / "empty.md"), "--out", str(kept.parent), "--fresh"])
    err = capsys.readouterr().err
    assert code == 1
    assert "empty.md:1: the file is empty" in err
    assert "nothing to build" in err
    assert kept.read_text(encoding="utf-8") == "{}"
