"""What several rooms' tests need: the project's root and the shared archive, which is not part of the repository."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from filelock import FileLock

from kg import extract
from kg.graph.build import build_graph
from kg.model import Digest, Entry, Section
from kg.ontology import lexicon
from kg.ontology.lexicon import Lexicon
from kg.pipeline import BuildReport, build
from kg.store.digests import save_digests
from kg.store.disk import open_store

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("PAPERKG_SHARED", ROOT.parent / "shared"))

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


# ---------------------------------------------------------------- two processes

WORKERS = 2
"""Processes that share the tests when all of them run."""
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two where all tests run; one file of them, or what is printed (-s), is for a reader, in one process."""
    everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return WORKERS if everything and config.option.capture != "no" else 0


def together(base: Path) -> Path:
    """The folder that the processes of a run share, ``base`` being the one that a process has for itself."""
    return base.parent if WORKER else base


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item):
    """A test marked ``alone`` runs while no other process runs one, fixtures included: it bounds what time is taken.

    Each process holds a lock of its own during a test, and one who is alone all of them. Whoever starts passes the
    door, which one who is alone keeps shut, so that the others' next tests do not come before it.
    """
    if not WORKER:
        return (yield)
    folder = together(item.config._tmp_path_factory.getbasetemp())  # noqa: SLF001  what the fixture of that name is
    everybody = [f"gw{number}" for number in range(int(os.environ["PYTEST_XDIST_WORKER_COUNT"]))]
    with ExitStack() as held:
        with FileLock(folder / "door.lock"):
            for name in everybody if item.get_closest_marker("alone") else [WORKER]:
                held.enter_context(FileLock(folder / f"{name}.lock"))
        return (yield)


@pytest.fixture(scope="session")
def once(tmp_path_factory) -> Callable[[str, Callable[[Path], object]], Path]:
    """``once(name, make)``: a folder that ``make`` fills for all processes of a run. Only for reading: copy it."""
    base = together(tmp_path_factory.getbasetemp())

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder = base / f"once-{name}"
        with FileLock(base / f"once-{name}.lock"):
            if not folder.exists():
                draft = base / f"draft-{name}"
                shutil.rmtree(draft, ignore_errors=True)  # of one that failed
                draft.mkdir()
                make(draft)
                draft.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def sample_built(once) -> Path:
    """What the command `kg build` makes of the bundled sample. Only for reading."""

    def make(folder: Path) -> None:
        command = [sys.executable, "-m", "kg", "build", "--out", folder / "exports"]
        subprocess.run(command, check=True, capture_output=True)

    return once("sample", make) / "exports"


@pytest.fixture(scope="session")
def sample_report(tmp_path_factory) -> BuildReport:
    """What a build of the bundled sample in this process says, its graph among it. Only for reading."""
    return build(out=tmp_path_factory.mktemp("sample"))


class Readers:
    """One extractor for each lexicon, as a build of many papers has it."""

    def __init__(self) -> None:
        self._made: dict[int, extract.Extractor] = {}
        self._new = extract.Extractor

    def __call__(self, terms: Lexicon) -> extract.Extractor:
        """The extractor of a lexicon; it holds the lexicon, so that no other one gets its number."""
        return self._made.setdefault(id(terms), self._new(terms))


@pytest.fixture(scope="module")
def one_reader():
    """Builds in this process share the shipped lexicon and its extractor, which take longer to make than small builds.

    For tests of what becomes of extractions: that an extractor says the same of a paper whatever it read before is
    tested in tests/extract. A lexicon with a user's files on top is read as ever.
    """
    real, shipped, readers = lexicon.load_lexicon, cache(lexicon.load_lexicon), Readers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexicon, "load_lexicon", lambda *extra: real(*extra) if extra else shipped())
        patch.setattr("kg.extract.parallel.Extractor", readers)
        yield


# ---------------------------------------------------------------- what they read


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    if not (SHARED / "corpus").is_dir():
        pytest.skip(f"needs the archive of digests, looked for in {SHARED}; set PAPERKG_SHARED to its folder")
    return SHARED


@pytest.fixture(scope="session")
def corpus(shared: Path) -> list[Path]:
    """The year folders of the Korean archive."""
    return sorted((shared / "corpus").glob("20*"))


@pytest.fixture(scope="session")
def hand_made(tmp_path_factory) -> Path:
    """A small graph made by hand (tests/ask/data/graph.ttl) as an exports folder with a store."""
    made = tmp_path_factory.mktemp("graph")
    turtle = Path(__file__).parent / "ask" / "data" / "graph.ttl"
    triples = ox.parse(path=str(turtle), format=ox.RdfFormat.TURTLE)
    lines = sorted(ox.serialize([quad.triple], format=ox.RdfFormat.N_TRIPLES) for quad in triples)
    (made / "graph.nt").write_bytes(b"".join(lines))
    title = (Section("title", "FastKV"),)
    entry = Entry("2502.01068", "https://arxiv.org/abs/2502.01068", "FastKV", 18, 14, ("Dongwon Jo",), title, 205)
    save_digests(made, [Digest("2025-02-05", "Daily Papers (2025-02-05)", (entry,), "0" * 64)])
    open_store(made)
    return made


@pytest.fixture(scope="session")
def small():
    """What tests/graph/small.py makes: facts with one of everything."""
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "graph" / "small.py")))


@pytest.fixture
def facts(small):
    return small.facts()


@pytest.fixture
def graph(facts):
    return build_graph(facts)


def chromium():
    """The browser's path; a test that needs it is skipped without one, or fails where it is required."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("PAPERKG_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path and Path(path).exists():
        return path
    message = "needs Chromium (Debian: apt-get install chromium) or its path in PAPERKG_CHROMIUM"
    if "chromium" in os.environ.get("PAPERKG_REQUIRE", ""):
        pytest.fail(message)
    return pytest.skip(message)


@pytest.fixture(scope="session")
def browser():
    path = chromium()
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()
