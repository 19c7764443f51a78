"""What a build on Spark costs as the archive grows: processor time of all its processes, peak memory, exponents.

    python tests/benchmarks/engine.py 1000 5000 10000

Each size is a made-up archive (``synthetic.py``), built by ``local[2]`` in a process of its own. Time is that of the
driver, of Java and of the Python workers together. Memory is the peak of the driver's process and that of the largest
worker; Java's is what it was given. Prints a table in Markdown, or with ``--json`` the numbers.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent))

from curves import exponent
from synthetic import Archive, write_digests

STAGES = ("Starting Spark", "Reading digests", "Reading summaries", "Resolving names", "Connecting papers", "Writing")


class Meter:
    """Processor seconds of all processes by stage, and the peaks of memory in MB."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.peak = {"driver": 0.0, "worker": 0.0}
        self._stage, self._last = STAGES[0], 0.0

    def tell(self, stage: str, *_: int) -> None:
        spent, me = 0.0, psutil.Process()
        for each in (me, *me.children(recursive=True)):
            try:
                times, peak = each.cpu_times(), peak_memory(each.pid)
                spent += sum(times[:4])  # its own and that of its children that have ended
                python = "python" in Path(each.exe()).name
            except (psutil.Error, OSError):  # it has just ended: its parent counts it
                continue
            if python:
                name = "driver" if each.pid == me.pid else "worker"
                self.peak[name] = max(self.peak[name], peak)
        self.seconds[self._stage] += max(spent - self._last, 0.0)
        self._stage, self._last = stage, max(spent, self._last)


def peak_memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = status.partition("VmHWM:")[2].split()
    return int(found[0]) / 1024 if found else 0.0  # a process that has ended has none


def measured(papers: int) -> dict[str, float]:
    from kg.engine.build import build
    from kg.pipeline import settings_of

    meter = Meter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_digests(Archive(papers), folder / "digests")
        report = build(
            [folder / "digests"],
            out=str(folder / "out"),
            settings=settings_of(),
            master="local[2]",
            progress=meter.tell,
        )
    triples = report.counts["graph.nt"] + report.counts["mentions.nt"]
    return {**meter.seconds, **meter.peak, "triples": triples}


def table(runs: dict[int, dict[str, float]]) -> str:
    sizes = sorted(runs)
    rows = [(stage.lower(), [runs[size].get(stage, 0.0) for size in sizes], "{:,.0f} s") for stage in STAGES]
    rows.append(("all", [sum(values) for values in zip(*(row[1] for row in rows), strict=True)], "{:,.0f} s"))
    rows += [
        (f"peak memory of the {name}", [runs[size][name] for size in sizes], "{:,.0f} MB")
        for name in ("driver", "worker")
    ]
    rows.append(("triples", [runs[size]["triples"] for size in sizes], "{:,.0f}"))
    head = ["stage", *(f"{size:,} papers" for size in sizes), "exponent"]
    lines = [head, ["---"] * len(head)]
    lines += [[name, *map(form.format, values), f"{exponent(sizes, values):.2f}"] for name, values, form in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="What a build on Spark costs as the archive grows.")
    parser.add_argument("papers", type=int, nargs="+")
    parser.add_argument("--json", action="store_true", help="print the numbers instead of a table")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        sys.stdout.write(json.dumps(measured(arguments.papers[0])))
        return 0
    runs = {}
    for size in arguments.papers:
        command = [sys.executable, __file__, "--one", str(size)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        runs[size] = json.loads(done.stdout)
    sys.stdout.write(json.dumps(runs, indent=1) if arguments.json else f"{table(runs)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
