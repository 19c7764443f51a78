"""What runs too long, needs too much or comes too often is stopped, and others are answered meanwhile."""

from __future__ import annotations

import http.client
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


def workers(server):
    return {child.pid for child in psutil.Process(server.process.pid).children(recursive=True)}


@pytest.fixture(scope="module")
def brief(sample, web):
    """A server with little time and few workers."""
    with web.serving(sample, "--timeout", "3", "--workers", "2") as server:
        yield server


def test_a_runaway_query_is_stopped_and_others_are_answered_meanwhile(brief):
    answers = []
    asking = [threading.Thread(target=lambda: answers.append(brief.query(RUNAWAY))) for _ in range(4)]
    for thread in asking:
        thread.start()
    meanwhile = 0
    while any(thread.is_alive() for thread in asking):
        assert brief.ask("/api/search?q=FastKV").status == 200
        assert brief.ask("/paper/2502.01068").status == 200
        meanwhile += 1
    assert {answer.status for answer in answers} <= {504, 503}
    assert any(answer.status == 504 for answer in answers)
    assert meanwhile > 5
    assert brief.query("ASK {}").status == 200
    assert "3 seconds" in next(answer for answer in answers if answer.status == 504).json()["detail"]


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on memory there")
def test_a_query_that_needs_too_much_memory_is_stopped(sample, web):
    with web.serving(sample, "--timeout", "120", "--workers", "2", "--memory", "300") as server:
        answer = server.query("SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f", timeout=150)
        assert answer.status == 507
        assert "memory" in answer.json()["detail"]
        assert server.query("ASK {}").status == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
        "SELECT * " + "{" * 20_000 + "}" * 20_000,
        "SELECT * { FILTER(" + "!" * 50_000 + "1) }",
        "SELECT * { ?s " + "(" * 20_000 + "<a:a>" + ")*" * 20_000 + " ?o }",
        "SELECT * { {}" + "UNION{}" * 20_000 + " }",
    ],
)
def test_a_query_that_is_nested_too_deeply_is_a_bad_request(brief, query):
    answer = brief.direct(query)
    assert answer.status == 400
    assert "nested too deeply" in answer.json()["detail"]
    assert brief.query("ASK {}").status == 200


def test_too_many_at_once_are_told_to_come_later(brief):
    statuses, lock = [], threading.Lock()

    def ask():
        answer = brief.query(RUNAWAY)
        with lock:
            statuses.append((answer.status, answer.headers.get("retry-after")))

    asking = [threading.Thread(target=ask) for _ in range(80)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert {status for status, _ in statuses} <= {503, 504}
    assert all(retry == "1" for status, retry in statuses if status == 503)
    assert sum(status == 503 for status, _ in statuses) > 10
    assert brief.query("ASK {}").status == 200


def test_who_leaves_does_not_keep_a_worker(sample, web):
    with web.serving(sample, "--timeout", "60", "--workers", "2") as server:
        before = workers(server)
        connection = http.client.HTTPConnection(server.host, server.port)
        connection.request("POST", "/sparql", RUNAWAY, {"Content-Type": "application/sparql-query"})
        time.sleep(0.5)
        connection.close()
        began = time.monotonic()
        assert server.query("ASK {}").status == 200  # queries have one worker of the two
        assert time.monotonic() - began < 30
        assert workers(server) != before


def test_a_worker_that_is_killed_is_replaced(sample, web):
    with web.serving(sample, "--workers", "2") as server:
        for _ in range(3):
            for pid in workers(server):
                psutil.Process(pid).kill()
            assert server.query("ASK {}").status in {200, 507}
            assert server.query("ASK {}").status == 200


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_have_no_network(brief):
    own = [Path(f"/proc/{pid}/net/dev").read_text().count(":") - 1 for pid in workers(brief)]  # beside "lo"
    if any(own):
        pytest.skip("this system does not let a process give up its network")
    assert own
