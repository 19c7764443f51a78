"""Builds that are killed, run out of disk, or may not write: the graph before or the one after, and nothing between.

PAPERKG_KILLS says at how many random moments builds are killed (8; 200 by hand).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import kg
from kg.ask.validate import validate
from kg.cli import main
from kg.errors import GraphError
from kg.export.files import EXPORTS
from kg.pipeline import build
from kg.store.digests import digests_path, load_digests
from kg.store.disk import open_store
from kg.store.drafts import Drafts, finish, settle, unsettled
from kg.store.lock import writing
from kg.store.version import FORMAT

pytestmark = pytest.mark.usefixtures("one_reader")
KILLS = int(os.environ.get("PAPERKG_KILLS", "8"))
PAGE = 4096
"""What a file takes on a small file system is a multiple of this."""
POSIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9")
PAPER = """\
## Daily Papers (2025-04-0{day})

### [Sturdy Adapters {day}](https://arxiv.org/abs/2504.0000{day})

Vote: {day}

Authors: Ada Lovelace, Alan Turing, Author {day}

- ***What's New***: SturdyNet{day}는 LoRA로 대형 언어 모델(LLM)을 미세 조정합니다.
- ***Performance Highlights***: GSM8K에서 정확도 71.{day}%를 얻었습니다.
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """Two digests, the folder built from the first one, and that built from both."""
    made = tmp_path_factory.mktemp("killed")
    for day in (1, 2):
        (made / f"day-{day}.md").write_text(PAPER.format(day=day), encoding="utf-8")
    build([made / "day-1.md"], out=made / "before")
    shutil.copytree(made / "before", made / "after")
    build([made / "day-2.md"], out=made / "after")
    return made


@pytest.fixture
def out(place, tmp_path) -> Path:
    shutil.copytree(place / "before", tmp_path / "out")
    return tmp_path / "out"


def contents(folder: Path) -> dict[str, bytes]:
    found = {name: (folder / name).read_bytes() for name in EXPORTS}
    return {**found, "digests": digests_path(folder).read_bytes()}


def names(folder: Path) -> set[str]:
    """Every file and folder but the inside of stores."""
    return {path.name for path in (*folder.iterdir(), *(folder / "store").iterdir())}


def triples(folder: Path) -> int:
    return sum((folder / name).read_bytes().count(b"\n") for name in ("graph.nt", "mentions.nt"))


def state(place: Path, folder: Path) -> str:
    """Which graph a folder holds, as its readers see it: the one "before" or the one "after"."""
    store = open_store(folder)
    found = contents(folder)
    for name in ("before", "after"):
        if found == contents(place / name):
            assert len(store) == triples(place / name)
            assert len(load_digests(folder)) == (1 if name == "before" else 2)
            return name
    different = [name for name, data in found.items() if data != contents(place / "before")[name]]
    raise AssertionError(f"neither the graph before nor the one after: {different} are new")


class Driver:
    """A running ``kill_driver``."""

    def __init__(self, place: Path, folder: Path) -> None:
        script = Path(__file__).parent / "kill_driver.py"
        command = [sys.executable, str(script), str(place / "day-2.md"), str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def build(self, **order) -> dict:
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the driver ended"
        return json.loads(line)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


@pytest.fixture
def driver(place, out):
    made = Driver(place, out)
    yield made
    made.close()


def restore(place: Path, out: Path) -> None:
    shutil.rmtree(out)
    shutil.copytree(place / "before", out)


# ---------------------------------------------------------------- kill -9


@POSIX
def test_builds_killed_at_random_moments(place, out, driver):
    whole = driver.build()["seconds"]
    assert state(place, out) == "after"
    restore(place, out)
    draw = random.Random(6)
    seen = []
    for number in range(KILLS):
        # Over the whole duration in turn, so that few kills spread as well as many.
        found = driver.build(delay=whole * 1.1 * (number + draw.random()) / KILLS)
        seen.append(state(place, out))
        assert found["killed"] or seen[-1] == "after"
        if seen[-1] == "after":
            restore(place, out)
    assert "before" in seen
    assert driver.build()["code"] == 0  # and the next build needs no repair
    assert state(place, out) == "after"
    assert names(out) == names(place / "after")


@POSIX
def test_builds_killed_at_every_step_on_the_disk(place, out, driver):
    """Every flush, rename and removal of a build, the store's switch among them."""
    seen, left = [], []
    for step in range(1, 500):
        found = driver.build(step=step)
        left.append(unsettled(out))
        seen.append(state(place, out))
        assert not unsettled(out)
        if not found["killed"]:
            assert found["code"] == 0
            break
        restore(place, out)  # without what was left behind, so that a step is the same in every build
    else:
        raise AssertionError("the build never ended")
    assert seen == sorted(seen, reverse=True), "from one step on it is the one after"
    assert left.count(True) >= len(EXPORTS), "kills among the renames, which the first reader finished"
    assert names(out) == names(place / "after")


def cut(place: Path, out: Path, renamed: int) -> None:
    """Make a folder as a build leaves it that was killed behind so many renames."""
    after = place / "after"
    files = [
        *(name for name in EXPORTS if name != "manifest.json"),
        "store/CURRENT",
        "store/digests.jsonl",
        "store/readings.jsonl",
        "store/wordings.json",
    ]
    files.append("manifest.json")
    (new,) = [path for path in (after / "store").iterdir() if path.is_dir() and len(path.name) == 16]
    shutil.copytree(new, out / "store" / new.name)
    for number, name in enumerate(files):
        target = out / name
        draft = target.with_name(f".{target.name}.4711.draft")
        shutil.copyfile(after / name, target if number < renamed else draft)
    (out / "store" / ".commit").write_text(json.dumps({"process": 4711, "files": files}))


@pytest.mark.parametrize("renamed", [0, 2, 7, 9, 11])
def test_whoever_comes_next_finishes_the_renames(place, tmp_path, renamed):
    readers = {
        "open": lambda folder: kg.open(folder).papers,
        "sparql": lambda folder: main(["sparql", "ASK {}", "--graph", str(folder)]),
        "validate": lambda folder: validate(folder).conforms,
        "build": lambda folder: build([place / "day-1.md"], out=folder),
    }
    for name, read in readers.items():
        folder = tmp_path / name
        shutil.copytree(place / "before", folder)
        cut(place, folder, renamed)
        read(folder)
        assert contents(folder) == contents(place / "after"), name
        assert not unsettled(folder)


def test_where_nothing_can_be_written_the_store_in_use_is_read(place, out, monkeypatch):
    cut(place, out, 3)

    def refuse(*_, **__):
        raise PermissionError("read-only")

    monkeypatch.setattr("kg.store.lock._taken", refuse)
    assert len(open_store(out)) == triples(place / "before")
    cut_again = out / "store" / "CURRENT"
    shutil.copyfile(place / "after" / "store" / "CURRENT", cut_again)
    assert len(open_store(out)) == triples(place / "after")


def test_while_a_build_is_at_work_nobody_else_renames(place, out):
    cut(place, out, 3)
    with writing(out):
        settle(out)
        assert unsettled(out)
    settle(out)
    assert contents(out) == contents(place / "after")


@pytest.mark.parametrize("files", [["../outside"], ["/etc/outside"], ["a//b"], ["..\\x"], [""], [7], "x", None])
def test_a_damaged_record_is_named_and_moves_nothing(out, files):
    before = contents(out)
    (out / "store" / ".commit").write_text(json.dumps({"process": 1, "files": files}))
    (out.parent / ".outside.1.draft").write_text("moved")
    if files == "x":
        (out / "store" / ".commit").write_text("{")
    with pytest.raises(GraphError, match=r"\.commit is damaged .*delete it and build again"):
        finish(out)
    assert contents(out) == before
    assert not (out.parent / "outside").exists()


def test_a_crash_among_the_renames_is_finished_later(place, out, monkeypatch):
    """Not only kill -9: a rename may fail."""
    renamed = []

    def fail(self, target, original=Path.replace):
        if ".draft" in self.name:
            renamed.append(target)
            if len(renamed) == 4:
                raise OSError(5, "Input/output error")
        return original(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="Input/output"):
        build([place / "day-2.md"], out=out)
    monkeypatch.undo()
    assert unsettled(out)
    assert state(place, out) == "after"


# ---------------------------------------------------------------- full disks, folders that may not be written


def limited(place: Path, out: Path, code: str = "", before: tuple[str, ...] = ()) -> subprocess.CompletedProcess:
    """Build day 2 in a process that first runs some code, started by another program or not."""
    script = f"{code}\nimport sys\nfrom kg.cli import main\nsys.exit(main(sys.argv[1:]))"
    command = [*before, sys.executable, "-c", script, "build", str(place / "day-2.md"), "--out", str(out)]
    # Where files may not grow, Python would leave half a compiled module of a fresh checkout behind.
    own = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, env=own)


SIZES = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"


@POSIX
@pytest.mark.parametrize("most", [500, 70_000])
def test_files_that_may_not_grow_leave_the_graph_before(place, out, most):
    """As on a full disk, a write fails in the middle: of a small file, of a large one, within the store."""
    done = limited(place, out, SIZES.format(most))
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("kg: ")
    assert state(place, out) == "before"
    assert names(out) <= names(place / "before") | {".lock"}
    assert limited(place, out).returncode == 0
    assert state(place, out) == "after"


@POSIX
@pytest.mark.parametrize("kilobytes", [64, 1400])
def test_a_full_disk_leaves_the_graph_before(place, tmp_path, kilobytes):
    """A file system of that much space beside the graph before, where one may be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    files = [path.stat().st_size for path in (place / "before").rglob("*") if path.is_file()]
    used = sum(-(-size // PAGE) * PAGE for size in files) // 1024
    size = f"size={used + kilobytes}k"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(disk)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("may not mount a small file system (needs root and CAP_SYS_ADMIN)")
    try:
        shutil.copytree(place / "before", disk / "out")
        done = limited(place, disk / "out")
        assert "Traceback" not in done.stderr
        if done.returncode:
            assert done.stderr.startswith("kg: ")
        assert state(place, disk / "out") == ("before" if done.returncode else "after")
        if kilobytes == 64:
            assert done.returncode == 1
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        assert limited(place, disk / "out").returncode == 0
        assert state(place, disk / "out") == "after"
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def plain() -> tuple[str, ...]:
    """What starts a program that keeps to the permissions of files: nothing; for root, what gives its privilege up."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere: needs setpriv to give that up (Debian: apt-get install util-linux)")
    return "setpriv", "--bounding-set=-dac_override,-dac_read_search"


def permit(folder: Path, *, writing: bool) -> None:
    """Let a folder and all below be written, or not."""
    for path in (folder, *folder.rglob("*")):
        path.chmod((0o755 if writing else 0o555) if path.is_dir() else 0o644 if writing else 0o444)


@POSIX
def test_a_folder_that_may_not_be_written_is_named_and_can_be_read(place, out, plain):
    before = contents(out)
    question = [*plain, sys.executable, "-m", "kg", "stats", "--graph", str(out)]
    expected = subprocess.run(question, capture_output=True, check=True, timeout=120).stdout
    permit(out, writing=False)
    try:
        done = limited(place, out, before=plain)
        assert done.returncode == 2, done.stderr
        assert f"cannot write to {out}" in done.stderr
        assert "--out" in done.stderr
        assert contents(out) == before
        assert subprocess.run(question, capture_output=True, check=True, timeout=120).stdout == expected
        permit(out, writing=True)
        (out / "store" / "CURRENT").unlink()  # without a store it is read into memory
        permit(out, writing=False)
        assert subprocess.run(question, capture_output=True, check=True, timeout=120).stdout == expected
        assert not (out / "store" / "CURRENT").exists()
    finally:
        permit(out, writing=True)
    assert limited(place, out, before=plain).returncode == 0
    assert state(place, out) == "after"


# ---------------------------------------------------------------- readers


def test_readers_read_on_during_builds(place, out, capsys):
    """An open graph keeps its own answers; a new question gets the graph before or the one after."""
    held = kg.open(out)
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    sizes = {str(triples(place / name)) for name in ("before", "after")}
    wrong, seen, done = [], set(), threading.Event()

    def ask() -> None:
        while not done.is_set():
            (row,) = held.sparql(query)
            if row["n"] != str(triples(place / "before")):
                wrong.append(row)
            (new,) = kg.open(out).sparql(query)
            seen.add(new["n"])

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        command = [sys.executable, "-m", "kg", "build", str(place / "day-2.md"), "--out", str(out)]
        building = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while building.poll() is None:
            assert main(["sparql", query, "--graph", str(out), "--format", "csv"]) == 0
            seen.add(capsys.readouterr().out.split()[1])
        assert building.returncode == 0
    finally:
        done.set()
        thread.join()
    assert wrong == []
    assert seen <= sizes
    assert str(triples(place / "before")) in seen
    (row,) = held.sparql("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a kg:Paper ; ?q ?o }")
    assert row["n"] == "1"
    assert len(kg.open(out).papers) == 2


# ---------------------------------------------------------------- formats


def set_format(folder: Path, line: str) -> None:
    path = folder / "store" / "CURRENT"
    path.write_text(path.read_text().split("\n")[0] + f"\n{line}")


def test_a_build_says_its_format(place):
    assert (place / "after" / "store" / "CURRENT").read_text().split("\n")[1] == f"format {FORMAT}"


def test_the_first_format_is_read_and_the_next_build_writes_the_newest(place, out):
    set_format(out, "")
    assert len(open_store(out)) == triples(place / "before")
    build([place / "day-2.md"], out=out)
    assert state(place, out) == "after"
    assert f"format {FORMAT}" in (out / "store" / "CURRENT").read_text()


def test_a_newer_format_is_refused_with_what_helps(place, out, capsys):
    set_format(out, f"format {FORMAT + 1}\n")
    before = contents(out)
    for words in (["stats", "--graph", str(out)], ["build", str(place / "day-2.md"), "--out", str(out)]):
        assert main(words) == 1
        said = capsys.readouterr().err
        assert f"{out} was written by a newer paperkg (format {FORMAT + 1}; this one knows up to {FORMAT})" in said
        assert "pip install --upgrade paperkg" in said
    assert contents(out) == before
    assert main(["build", str(place / "day-2.md"), "--out", str(out), "--fresh"]) == 0
    assert len(load_digests(out)) == 1


def test_a_format_that_is_too_old_is_refused_with_what_helps_and_that_helps(place, out, capsys, monkeypatch):
    monkeypatch.setattr("kg.store.version.OLDEST", 2)  # as it will be one day
    set_format(out, "")
    assert main(["stats", "--graph", str(out)]) == 1
    said = capsys.readouterr().err
    assert "(format 1; this one reads 2 and later)" in said
    assert f"`kg build --out {out}` renews it from the digests that it keeps" in said
    assert main(["build", "--out", str(out)]) == 0
    assert main(["stats", "--graph", str(out)]) == 0
    assert state(place, out) == "before"


def test_drafts_without_a_record_are_renamed_all_the_same(tmp_path):
    with Drafts(tmp_path) as drafts:
        drafts.write("a/b.txt", [b"x"])
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"x"
    assert [path.name for path in tmp_path.rglob("*")] == ["a", "b.txt"]
