"""What several rooms' tests need: the project's root and the shared archive, which is not part of the repository."""

from __future__ import annotations

import os
import runpy
import shutil
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest

from kg.graph.build import build_graph
from kg.model import Digest, Entry, Section
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
