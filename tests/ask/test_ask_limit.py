from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from kg.ask import limit
from kg.ask.questions import Question, reply
from kg.errors import GraphError, QueryError, QueryTimeoutError

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


def test_an_answer_comes_back_whole(folder):
    found = limit.run(reply, Question(folder, "SELECT ?s { ?s ?p ?o }", "csv"), seconds=60)
    assert found == reply(Question(folder, "SELECT ?s { ?s ?p ?o }", "csv"))


def test_an_endless_query_is_stopped(folder):
    began = time.monotonic()
    with pytest.raises(QueryTimeoutError, match="stopped after 1 seconds"):
        limit.run(reply, Question(folder, ENDLESS), seconds=1)
    assert time.monotonic() - began < 30


def test_errors_come_back_with_their_place(folder):
    with pytest.raises(QueryError) as caught:
        limit.run(reply, Question(folder, "SELECT *\n{ ?s ?p }"), seconds=60)
    assert (caught.value.line, caught.value.column) == (2, 9)


def test_a_missing_graph_says_what_to_do(tmp_path):
    with pytest.raises(GraphError, match="kg build"):
        limit.run(reply, Question(tmp_path / "nothing", "ASK {}"), seconds=60)


def test_a_child_that_dies_is_no_answer():
    with pytest.raises(QueryError, match="without an answer"):
        limit.run(os._exit, 3, seconds=60)


def test_a_query_that_is_nested_too_deeply_is_told_of(folder):
    with pytest.raises(QueryError, match="nested too deeply"):
        limit.run(reply, Question(folder, f"SELECT ({'(' * 20_000}1{')' * 20_000} AS ?x) {{}}"), seconds=60)


def test_an_unexpected_error_in_the_child_is_seen(capfd):
    with pytest.raises(QueryError, match="without an answer"):
        limit.run(len, 3, seconds=60)
    assert "TypeError" in capfd.readouterr().err


FORKED = """
import sys
from pathlib import Path
from kg.ask import limit
from kg.ask.questions import Question, reply
assert limit._can_fork()
print(limit.run(reply, Question(Path(sys.argv[1]), "ASK {}"), seconds=60).decode())
assert "pyoxigraph" not in sys.modules
import pyoxigraph
assert not limit._can_fork()
print(limit.run(reply, Question(Path(sys.argv[1]), "ASK {}"), seconds=60).decode())
"""


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="only a fresh interpreter is safe there")
def test_a_fork_and_a_fresh_interpreter_answer_alike(folder):
    done = subprocess.run(
        [sys.executable, "-c", FORKED, folder], capture_output=True, check=True, text=True, timeout=120
    )
    one, other = done.stdout.split()
    assert one == other == '{"head":{},"boolean":true}'
