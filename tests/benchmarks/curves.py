"""What each stage of a build costs as the archive grows: processor time, peak memory, and the fitted exponents.

    python tests/benchmarks/curves.py 1000 2000 5000

Each size is a made-up archive (``synthetic.py``), built in a process of its own without parallel workers. Time is that
of the processor, so that a busy machine changes little. An exponent is the slope of a straight line through the
logarithms (least squares): 1 means twice the time for twice the papers. Memory is the largest so far, so a stage shows
only what it adds. Prints a table in Markdown, or with ``--json`` the numbers.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from synthetic import Archive, write_digests


def measured(papers: int) -> dict[str, tuple[float, float]]:
    """Seconds of the processor and the peak of memory in MB behind each stage, of this process."""
    from kg.export.atlas import render_atlas
    from kg.export.graphml import graphml
    from kg.export.page import render_page
    from kg.extract import extract_all
    from kg.graph.build import build_graph
    from kg.model import merge_digests
    from kg.ontology.lexicon import load_lexicon
    from kg.ontology.terms import Iris
    from kg.read import read_paths
    from kg.resolve import resolve
    from kg.store import serialize
    from kg.store.convert import to_triples
    from kg.store.disk import write_store
    from kg.store.spots import Spots

    found: dict[str, tuple[float, float]] = {}

    def stage(name: str, action: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = action()
        spent = time.process_time() - start
        found[name] = spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return result

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_digests(Archive(papers), folder / "digests")
        terms = load_lexicon()
        digests = stage("read", lambda: read_paths([folder / "digests"])).digests
        merged = merge_digests(digests)
        extractions = stage("extract", lambda: extract_all(merged, terms, jobs=1))
        facts = stage("resolve", lambda: resolve(merged, extractions, terms, digests))
        graph = stage("graph and links", lambda: build_graph(facts))
        triples = list(to_triples(graph))
        base = graph.graph["base"]
        lines = stage("N-Triples", lambda: serialize.ntriples(triples))
        (folder / "graph.nt").write_bytes(lines)
        mentions = stage("mentions", lambda: b"".join(Spots(facts.mentions, facts.papers, Iris()).pieces()))
        (folder / "mentions.nt").write_bytes(mentions)
        stage("Turtle", lambda: serialize.turtle(triples, base=base))
        stage("JSON-LD", lambda: sum(map(len, serialize.json_ld(triples, base=base))))
        stage("GraphML", lambda: sum(map(len, graphml(graph))))
        stage("page", lambda: render_page(graph, title=""))
        stage("map", lambda: render_atlas(graph, title=""))
        (folder / "store").mkdir()
        stage("store", lambda: write_store(folder))
        found["triples"] = len(triples) + mentions.count(b"\n"), 0.0
    return found


def exponent(sizes: list[int], values: list[float]) -> float:
    """The slope of log(value) over log(size)."""
    xs, ys = [math.log(size) for size in sizes], [math.log(max(value, 1e-6)) for value in values]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def table(runs: dict[int, dict[str, tuple[float, float]]]) -> str:
    sizes = sorted(runs)
    stages = [name for name in runs[sizes[0]] if name != "triples"]
    head = ["stage", *(f"{size:,} papers" for size in sizes), "exponent"]
    lines = [head, ["---"] * len(head)]
    for name in stages:
        seconds = [runs[size][name][0] for size in sizes]
        lines.append([name, *(f"{value:.2f} s" for value in seconds), f"{exponent(sizes, seconds):.2f}"])
    total = [sum(runs[size][name][0] for name in stages) for size in sizes]
    lines.append(["all", *(f"{value:.0f} s" for value in total), f"{exponent(sizes, total):.2f}"])
    for name in ("extract", "resolve", "graph and links", stages[-1]):
        peaks = [runs[size][name][1] for size in sizes]
        lines.append(
            [f"peak memory, to {name}", *(f"{peak:,.0f} MB" for peak in peaks), f"{exponent(sizes, peaks):.2f}"]
        )
    counts = [runs[size]["triples"][0] for size in sizes]
    lines.append(["triples", *(f"{int(count):,}" for count in counts), f"{exponent(sizes, counts):.2f}"])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="Cost curves of a build.")
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        sys.stdout.write(json.dumps(measured(arguments.sizes[0])))
        return 0
    runs = {}
    for size in sorted(arguments.sizes):
        done = subprocess.run(
            [sys.executable, __file__, str(size), "--one"], capture_output=True, text=True, check=True
        )
        runs[size] = {name: tuple(value) for name, value in json.loads(done.stdout).items()}
        sys.stderr.write(f"{size:,} papers measured\n")
    machine = f"Python {platform.python_version()}, {platform.machine()}"
    sys.stdout.write(json.dumps(runs) if arguments.json else f"{table(runs)}\n\n{machine}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
