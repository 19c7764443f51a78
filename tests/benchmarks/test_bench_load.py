"""The server under load: many clients with mixed questions, for a few seconds (PAPERKG_LOAD says how many, 60 by hand).

Nothing fails, the slowest answers are not much slower than the others, and the memory of server and workers stays.
Run with ``-s`` to see the numbers.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from itertools import count
from urllib.parse import quote

import psutil
import pytest

pytestmark = pytest.mark.alone
SECONDS = float(os.environ.get("PAPERKG_LOAD", "4"))
CLIENTS = 32
QUERIES = (
    "ASK { ?p a kg:Paper }",
    "SELECT ?p ?t { ?p a kg:Paper ; dcterms:title ?t } LIMIT 20",
    "SELECT ?b (COUNT(?p) AS ?n) { ?p kg:evaluatesOn ?b } GROUP BY ?b ORDER BY DESC(?n)",
    "CONSTRUCT { ?p kg:introduces ?m } WHERE { ?p kg:introduces ?m } LIMIT 50",
    "SELECT ?a ?b { ?a kg:coAuthorOf ?b . ?b kg:coAuthorOf ?c } LIMIT 100",
)
PATHS = (
    *(f"/sparql?query={quote(query, safe='')}" for query in QUERIES),
    "/paper/2502.01068",
    "/concept/fastkv?format=turtle",
    "/digest/2025-02-05",
    "/api/search?q=FastKV",
    "/api/node?thing=FastKV",
    "/api/queries/most-used-benchmarks",
    "/api/health",
)


@pytest.fixture
def server(root, tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in ("graph.nt", "mentions.nt", "manifest.json"):
        shutil.copy2(root / "exports" / name, folder / name)
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--graph", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    line = process.stdout.readline()
    yield process.pid, int(line.partition("http://127.0.0.1:")[2].partition(" ")[0])
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)


def memory(pid: int) -> int:
    """Bytes that the server and its workers hold by themselves."""
    server = psutil.Process(pid)
    return sum(process.memory_full_info().uss for process in (server, *server.children(recursive=True)))


def ask(port: int, first: int, until: float, taken: list[float], statuses: Counter[int]) -> None:
    """One client, which goes through the questions again and again on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for number in count(first):
        began = time.perf_counter()
        if began >= until:
            break
        connection.request("GET", PATHS[number % len(PATHS)])
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - began)
        statuses[answer.status] += 1
    connection.close()


def load(port: int, seconds: float) -> tuple[list[float], Counter[int]]:
    taken: list[list[float]] = [[] for _ in range(CLIENTS)]
    statuses: list[Counter[int]] = [Counter() for _ in range(CLIENTS)]
    until = time.perf_counter() + seconds
    clients = [
        threading.Thread(target=ask, args=(port, number, until, taken[number], statuses[number]))
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sorted(second for each in taken for second in each), sum(statuses, Counter())


def test_many_clients_at_once(server):
    pid, port = server
    load(port, max(4.0, SECONDS / 4))  # what is loaded once is loaded before
    before = memory(pid)
    taken, statuses = load(port, SECONDS)
    after = memory(pid)
    median, slow = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    print(  # noqa: T201
        f"{len(taken)} answers in {SECONDS:g} s, statuses {dict(statuses)}, p99 / p50: {slow / median:.1f} (bound 10), "
        f"memory after / before: {after / before:.2f} (bound 1.2), {after / 1e6:.0f} MB"
    )
    assert set(statuses) == {200}
    assert slow / median < 10
    assert after / before < 1.2
