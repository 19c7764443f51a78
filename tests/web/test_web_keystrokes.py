"""What a keystroke in the search box costs over HTTP, in answers that ask no worker; ``-s`` shows the numbers.

Each beginning of some texts is asked for, Hangul letter by letter; the fastest of three times counts, because workers
read their names after the start, and others use the machine.
"""

from __future__ import annotations

import http.client
import statistics
import time
import unicodedata
from urllib.parse import urlencode

import pytest

TEXTS = (
    "diffusion model", "longbench", "gpt-4o", "reinforcement learning", "wei wang", "kv cache compression", "llm",
    "zhang", "mixture of experts", "attention is all", "no such name", "강화 학습", "지식 편집", "추론",
)  # fmt: skip
KINDS = ("paper", "author", "method", "model", "dataset", "benchmark", "metric", "task", "result")
BOUND = 50
"""Bare answers that 95 of 100 keystrokes may take."""


def states(text: str) -> list[str]:
    """What stands in the box after each key."""
    letters = unicodedata.normalize("NFD", text)
    found = (unicodedata.normalize("NFC", letters[: end + 1]) for end in range(len(letters)))
    return [state for state in found if state == state.strip()]


def milliseconds(connection: http.client.HTTPConnection, path: str) -> float:
    began = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200
    return 1000 * (time.perf_counter() - began)


def measured(running) -> float:
    """Print what keystrokes take; 95 of 100 of them against a bare answer."""
    connection = http.client.HTTPConnection(running.host, running.port, timeout=60)
    paths = [
        "/api/search?" + urlencode([("q", text), ("limit", 9), *(("kind", kind) for kind in KINDS)])
        for each in TEXTS
        for text in states(each)
    ]
    bare = statistics.median(milliseconds(connection, "/api/health") for _ in range(50))
    rounds = [[milliseconds(connection, path) for path in paths] for _ in range(3)]
    taken = sorted(map(min, zip(*rounds, strict=True)))
    slow = taken[int(len(taken) * 0.95)]
    print(  # noqa: T201
        f"{len(taken)} keystrokes: median {statistics.median(taken):.1f} ms, 95 of 100 below {slow:.1f}, "
        f"all below {taken[-1]:.1f}; a bare answer {bare:.2f}"
    )
    connection.close()
    return slow / bare


def test_the_states_of_a_text():
    assert states("지식 편") == ["ᄌ", "지", "지ᄉ", "지시", "지식", "지식 ᄑ", "지식 펴", "지식 편"]


@pytest.mark.alone
def test_a_keystroke_in_the_sample(server):
    assert measured(server) < BOUND


@pytest.mark.alone
@pytest.mark.corpus
def test_a_keystroke_in_the_archive(archive, web):
    with web.serving(archive) as running:
        assert measured(running) < BOUND
