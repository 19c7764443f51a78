"""The named queries against the engine alone: the same texts in the same open store, in turns.

The sample is asked, or the graph that PAPERKG_CORPUS_GRAPH names (its slowest query takes seconds); ``-s`` shows each
query. What counts is the time from the query's name to the bytes of its answer, once its values have been looked up.
"""

from __future__ import annotations

import statistics
import time

import pyoxigraph as ox
import pytest

from kg.ask import held, nodes, sparql
from kg.ask.questions import spelled_out
from kg.ontology.queries import load_queries

BOUND = 3
"""Of the median query: on a noisy machine it still catches values that are looked up or tokens that are read anew."""


@pytest.fixture(scope="module")
def store(built):
    yield held.opened(built)
    held.hold(None)


def medians(ours, alone, *, least=7, most=300, seconds=2.0):
    """The median of both in turns, for at least so many rounds and else as many as the time allows."""
    taken, until = ([], []), time.perf_counter() + seconds
    while len(taken[0]) < least or (len(taken[0]) < most and time.perf_counter() < until):
        for action, times in zip((ours, alone), taken, strict=True):
            start = time.perf_counter()
            action()
            times.append(time.perf_counter() - start)
    return [statistics.median(times) for times in taken]


def test_named_queries_against_the_engine_alone(store):
    base, rows = nodes.base(store), []
    for name in load_queries():
        text = spelled_out(store, name, {})

        def ours(name=name):
            return sparql.serialised(store, spelled_out(store, name, {}), form="json", base=base, ready=True)

        def alone(text=text):
            return store.query(text).serialize(format=ox.QueryResultsFormat.JSON)

        assert ours() == alone()
        rows.append((*medians(ours, alone), name))
    for mine, engine, name in sorted(rows, key=lambda row: row[1]):
        print(f"{name}: {mine / engine:.2f} times the engine's {engine * 1e3:.2f} ms")  # noqa: T201
    ratios = [mine / engine for mine, engine, _ in rows]
    whole = sum(row[0] for row in rows) / sum(row[1] for row in rows)
    print(f"median {statistics.median(ratios):.2f}, largest {max(ratios):.2f}, all together {whole:.2f}")  # noqa: T201
    assert statistics.median(ratios) < BOUND
