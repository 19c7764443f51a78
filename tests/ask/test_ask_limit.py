from __future__ import annotations

import os
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
