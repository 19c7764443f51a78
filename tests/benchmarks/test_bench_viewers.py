"""The map beside sigma.js 3 and pyvis: the same nodes and edges in the same places, in one browser, in one run.

Run with PAPERKG_BENCH=viewers and ``-s``; PAPERKG_CORPUS_GRAPH names the exports folder of a graph (by default the
sample). sigma.js comes from the npm registry of this machine, through npm, and nothing of it stays. Its page shows the
map alone, without panel, filters and a list for who has no JavaScript.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import statistics
import subprocess
import time
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

import kg
from kg.export.atlas import render_atlas
from kg.export.atlas.contents import KINDS, contents
from kg.graph.layout import middle

pytestmark = [
    pytest.mark.alone,
    pytest.mark.chromium,
    pytest.mark.skipif(os.environ.get("PAPERKG_BENCH") != "viewers", reason="PAPERKG_BENCH=viewers runs it"),
]
PAGES = Path(__file__).parent / "viewers"
READER = Path(kg.__file__).parent / "export" / "atlas" / "js" / "data.js"
PACKAGES = ("sigma@3.0.3", "graphology@0.26.0", "esbuild@0.25.0")
LIMIT = 300_000
"""Milliseconds that a viewer may take to its first picture."""
PANS = 24
QUERIES = ("d", "diff", "reinforcement learning")
SIGMA = """<!DOCTYPE html><meta charset="utf-8"><style>html, body, #map {{ margin: 0; height: 100% }}</style>
<div id="map"></div><script type="text/plain" id="data">{data}</script><script>{script}</script>"""
MAP = """() => { window.viewer = { ...paperkg.marks, find: (query) => paperkg.time("find", query),
  choose: (key) => paperkg.time("choose", key), filter: (votes) => paperkg.time("filter", votes) }; }"""


class Shape(NamedTuple):
    """What every viewer draws; ``edges`` are pairs of numbers of ``labels``."""

    labels: list[str]
    keys: list[str]
    kinds: list[int]
    places: list[tuple[int, int]]
    sizes: list[float]
    edges: list[tuple[int, int]]


@dataclass
class Costs:
    """Megabytes, seconds and milliseconds of one viewer."""

    file: float
    ink: float
    ready: float
    heap: float
    frame: float
    burnt: float
    """Milliseconds of all processes of the browser for each picture: without a GPU, another one than the page draws."""
    rate: float
    """Pictures a second while it is dragged: where there is no GPU, a picture may wait for what stands in for one."""
    find: float
    choose: float
    filter: float


def shape_of(graph) -> Shape:
    """The papers, concepts and authors of the map, and which paper names or has which."""
    found = contents(graph)
    nodes = [*found.papers, *found.concepts, *found.authors]
    number = {node: place for place, node in enumerate(nodes)}
    edges = sorted(
        {
            (number[paper], number[other])
            for paper in found.papers
            for other in (*(concept for _, concept in found.named[paper]), *found.written[paper])
        }
    )
    around: dict[int, list[tuple[int, int]]] = {}
    for paper, other in edges:
        around.setdefault(other, []).append(found.places[nodes[paper]])
    places = [found.places.get(node) or middle(around.get(number[node], [(0, 0)])) for node in nodes]
    sizes = [
        2 + min(graph.nodes[node].get("votes") or 0, 200) ** 0.5 / 3 if node in found.places else 1.5 for node in nodes
    ]
    labels = [str(graph.nodes[node]["label"]) for node in nodes]
    keys = [str(graph.nodes[node].get("identifier", node)) for node in nodes]
    return Shape(labels, keys, [KINDS.index(graph.nodes[node]["kind"]) for node in nodes], places, sizes, edges)


def sigma_page(atlas: str, folder: Path) -> str:
    """One file with sigma.js in it, and the data of the map."""
    npm = shutil.which("npm") or pytest.skip("needs npm")
    for script in (PAGES / "sigma.js", READER):
        shutil.copy2(script, folder)
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund", *PACKAGES], cwd=folder, check=True)
    esbuild = folder / "node_modules" / ".bin" / "esbuild"
    bundled = subprocess.run(
        [esbuild, "sigma.js", "--bundle", "--minify", "--format=iife"], cwd=folder, check=True, capture_output=True
    )
    data = re.search(r'id="data">([^<]*)<', atlas)[1]
    script = bundled.stdout.decode().replace("</script", "<\\/script")
    return SIGMA.format(data=data, script=script)


def pyvis_page(shape: Shape) -> str:
    """What pyvis writes, with places given and physics off: its fastest way."""
    from pyvis.network import Network

    network = Network(height="900px", width="100%", cdn_resources="in_line")
    network.toggle_physics(False)
    rows = zip(shape.labels, shape.kinds, shape.places, shape.sizes, strict=True)
    network.nodes = [
        {"id": number, "label": label, "group": kind, "x": 10 * x, "y": 10 * y, "size": round(size, 1), "shape": "dot"}
        for number, (label, kind, (x, y), size) in enumerate(rows)
    ]
    network.edges = [{"from": one, "to": other} for one, other in shape.edges]
    asked = (PAGES / "pyvis.js").read_text(encoding="utf-8")
    return network.generate_html(notebook=False).replace("</body>", f"<script>{asked}</script></body>")


def measured(browser, path: Path, chosen: list[object], *, own: bool = False) -> Costs:
    """What a page costs, opened in a window of its own; choices and filters are made in turn, the middle one counts."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(LIMIT)
    page.goto(path.as_uri(), wait_until="commit", timeout=LIMIT)
    wait_for(page, "() => Boolean(window.paperkg)" if own else "() => Boolean(window.viewer)")
    if own:
        page.evaluate(MAP)
    session = context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    frame, burnt, rate = pan(page, session)
    ask = "([name, value]) => viewer[name](value)"
    finds = [page.evaluate(ask, ["find", query]) for query in QUERIES for _ in range(5)]
    chose = [page.evaluate(ask, ["choose", each]) for each in (*chosen, *chosen)]
    filtered = [page.evaluate(ask, ["filter", votes]) for votes in (3, 0, 4)]
    ink, ready = page.evaluate("[viewer.ink, viewer.ready]")
    context.close()
    return Costs(
        path.stat().st_size / 1e6,
        ink / 1e3,
        ready / 1e3,
        heap / 1e6,
        frame,
        burnt,
        rate,
        *map(statistics.median, (finds, chose, filtered)),
    )


def wait_for(page, asked: str) -> None:
    """Ask until it is so. Playwright's own waiting evaluates text in the page, which the map's policy forbids."""
    until = time.monotonic() + LIMIT / 1000
    while not page.evaluate(asked):
        assert time.monotonic() < until, asked
        time.sleep(0.02)


def pan(page, session) -> tuple[float, float, float]:
    """Milliseconds of the main thread and of all processes for each picture of a dragged map, and pictures a second."""
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.evaluate(
        "() => { window.frames_ = 0; const count = () => { frames_ += 1; requestAnimationFrame(count); }; count(); }"
    )
    page.mouse.move(720, 450)
    page.mouse.down()
    before, spent, first, began = busy(session), processor(), page.evaluate("frames_"), time.monotonic()
    for step in range(PANS):
        page.mouse.move(720 + 8 * step, 450 + 3 * step)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    after, pictures, took = busy(session), page.evaluate("frames_") - first, time.monotonic() - began
    burnt = processor() - spent
    page.mouse.up()
    return 1000 * (after - before) / max(1, pictures), 1000 * burnt / max(1, pictures), pictures / took


def processor() -> float:
    """Processor seconds that the processes of the browser have taken."""
    found = 0.0
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if "chrom" in process.name():
                found += sum(process.cpu_times()[:2])
    return found


def busy(session) -> float:
    return next(
        each["value"] for each in session.send("Performance.getMetrics")["metrics"] if each["name"] == "TaskDuration"
    )


def test_the_map_beside_other_viewers(browser, root, tmp_path):
    there = Path(os.environ.get("PAPERKG_CORPUS_GRAPH", ""))
    graph = kg.open(there if (there / "graph.nt").is_file() else root / "exports").networkx()
    shape = shape_of(graph)
    atlas = render_atlas(graph, title="Papers")
    pages = {
        "atlas.html": atlas,
        "sigma.html": sigma_page(atlas, tmp_path),
        "pyvis.html": pyvis_page(shape),
    }
    del graph
    best = sorted(range(len(shape.keys)), key=lambda place: (-shape.sizes[place], place))[:2]
    print(f"\n{len(shape.labels):,} nodes, {len(shape.edges):,} edges, load {os.getloadavg()[0]:.1f}")  # noqa: T201
    print("page         file MB      ink s    ready s    heap MB   frame ms     all ms   frames/s", end="")  # noqa: T201
    print("    find ms  choose ms  filter ms")  # noqa: T201
    costs = {}
    for name, text in pages.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        own = name == "atlas.html"
        costs[name] = measured(browser, path, [shape.keys[each] for each in best] if own else [*best], own=own)
        numbers = "  ".join(f"{value:9.2f}" for value in astuple(costs[name]))
        print(f"{name:11}{numbers}", flush=True)  # noqa: T201
    ours, *others = costs.values()
    for other in others if len(shape.labels) > 10_000 else ():  # what every viewer draws at once tells little
        assert ours.file < other.file
        assert ours.ink < other.ink
        assert ours.burnt < other.burnt
        assert ours.rate > other.rate
        assert ours.ready < other.ready
        assert ours.heap < other.heap
        assert ours.find < other.find
        assert ours.choose < other.choose
        assert ours.filter < other.filter
    if len(shape.labels) > 40_000:
        assert ours.file < 1.7
        assert ours.heap < 15
        assert ours.frame < 20
        assert ours.find < 30
        assert max(ours.choose, ours.filter) < 100
