"""A build while it serves: picked up by itself, and never half."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

COUNTS = (
    "SELECT (COUNT(DISTINCT ?d) AS ?days) (COUNT(?l) AS ?papers) "
    "{ ?l kg:inDigest ?d ; kg:ofPaper ?p . ?p rdfs:label ?t }"
)
PER_DAY = 3


def digest(folder: Path, day: int) -> Path:
    path = folder / f"2025-03-{day:02}.md"
    papers = "\n\n".join(
        f"### [ToyNet{day}{number}: A Toy of Day {day}](https://arxiv.org/abs/2503.{day:02}{number:03})\n\n"
        f"- ToyNet{day}{number} is compared with FastKV on LongBench."
        for number in range(PER_DAY)
    )
    path.write_text(f"## Daily Papers (2025-03-{day:02})\n\n{papers}\n", encoding="utf-8")
    return path


def build(path: Path, out: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "kg", "build", str(path), "--out", str(out)],
        check=True,
        capture_output=True,
        timeout=300,
    )


def test_a_build_is_picked_up_whole(tmp_path, web):
    out = tmp_path / "exports"
    build(digest(tmp_path, 1), out)
    seen, wrong, done = set(), [], threading.Event()

    def watch(server):
        while not done.is_set():
            answer = server.query(COUNTS)
            if answer.status != 200:
                wrong.append(answer.text)
                continue
            (row,) = answer.json()["results"]["bindings"]
            seen.add((int(row["days"]["value"]), int(row["papers"]["value"])))
            page = server.ask("/digest/2025-03-01")
            if page.status != 200 or len(page.json()["relations"]["papers"]) != PER_DAY:
                wrong.append(page.text)
            time.sleep(0.05)  # leave the build some of the processors

    with web.serving(out, "--workers", "3") as server:
        before = server.ask("/digest/2025-03-01").headers["etag"]
        watching = [threading.Thread(target=watch, args=(server,)) for _ in range(2)]
        for thread in watching:
            thread.start()
        build(digest(tmp_path, 2), out)
        answer = server.ask("/digest/2025-03-02")
        done.set()
        for thread in watching:
            thread.join()
        assert answer.status == 200
        assert server.ask("/digest/2025-03-01").headers["etag"] != before
        assert server.ask("/api/health").json()["graph"] in answer.headers["etag"]
    assert not wrong
    assert seen <= {(days, days * PER_DAY) for days in (1, 2)}
    assert (1, PER_DAY) in seen
    assert len(seen) > 1
