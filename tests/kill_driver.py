"""Builds that are killed: a process that imports everything once, then forks a child for each build.

Reads a JSON object a line from standard input and answers with one: ``{"delay": seconds}`` kills the child so long
after its start, ``{"step": n}`` lets it kill itself at its n-th step that changes the disk (a flush, a rename, a
removal), ``{}`` lets it be. The answer says whether it was killed, its exit code, and how long it ran.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from itertools import count
from pathlib import Path

from kg import pipeline
from kg.export.atlas import render_atlas
from kg.export.page import render_page
from kg.read import read_paths
from kg.revision import join
from kg.store.digests import load_digests

COMPOSED: list = []
STEPS = ((os, "fsync"), (Path, "replace"), (Path, "rename"), (Path, "unlink"), (shutil, "rmtree"))


def kill_at(step: int) -> None:
    """Let this process die before its n-th step."""
    numbers = count(1)

    def counted(original):
        def called(*arguments, **options):
            if next(numbers) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*arguments, **options)

        return called

    for place, name in STEPS:
        setattr(place, name, counted(getattr(place, name)))


def run(order: dict, file: str, out: str) -> dict:
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if "step" in order:
                pipeline.compose = lambda *_, **__: COMPOSED[0]  # which changes nothing on the disk
                kill_at(order["step"])
            pipeline.build([file], out=out)
            code = 0
        finally:
            os._exit(code)
    if "delay" in order:
        time.sleep(order["delay"])
        os.kill(child, signal.SIGKILL)  # a child that has ended stays a zombie until it is waited for
    _, status = os.waitpid(child, 0)
    return {
        "killed": os.WIFSIGNALED(status),
        "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status),
        "seconds": time.perf_counter() - start,
    }


def warm(file: str, out: str) -> None:
    """Do before the first fork what is done once in a process, and compose what children at "step" write.

    The store on disk is left out: its threads would not live on in a child.
    """
    composed = pipeline.compose(join(load_digests(Path(out)), read_paths([file]).digests))
    render_page(composed[1], title="")
    render_atlas(composed[1], title="")
    COMPOSED.append(composed)


def main() -> None:
    file, out = sys.argv[1:]
    warm(file, out)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(json.loads(line), file, out)) + "\n")
        sys.stdout.flush()


main()
