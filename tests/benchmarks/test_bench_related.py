"""Related papers as ratios in one run: a warm query, and how both index and query grow.

Run with ``-s`` to see the table. By default the sample and small made-up archives are measured, against bounds that
catch a lost order of magnitude, not a noisy neighbour. PAPERKG_CORPUS_GRAPH, an exports folder that was built already,
is asked in the sample's place; PAPERKG_BENCH=archive makes archives of up to 500,000 papers (a quarter of an hour, 12
GB): either is held to the bounds that were set for it. Made-up papers have 25 concepts each, after Zipf's law.
"""

import math
import os
import statistics
import time
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from kg.graph.similarity.partners import nearest
from kg.graph.similarity.profile import Profile
from kg.graph.similarity.vectors import VECTORS, Vectors
from kg.store.near import open_index, write_index

sparse = pytest.importorskip("scipy.sparse")
pytestmark = pytest.mark.alone
LARGE = os.environ.get("PAPERKG_BENCH") == "archive"
SIZES = (5_487, 50_000, 500_000) if LARGE else (1_000, 3_000)
CORPUS = Path(os.environ["PAPERKG_CORPUS_GRAPH"]) if "PAPERKG_CORPUS_GRAPH" in os.environ else None


def show(name, ratio, bound):
    print(f"{name}: {ratio:.2f} (bound {bound:g})")  # noqa: T201


def made_up(papers):
    """Profiles of papers by their concepts, and a graph of both as far as the index looks at it."""
    random = np.random.default_rng(11)
    graph, profiles = nx.MultiDiGraph(base="https://w3id.org/paperkg/"), {}
    for number in range(papers):
        name, day = f"p{number:06}", f"2025-{number % 12 + 1:02}-01"
        graph.add_node(name, kind="paper", label="", identifier=name[1:], first_listed=day)
        profiles[name] = Profile({f"c{concept}": 0.8 for concept in random.zipf(1.4, 25)}, date=day)
    for concept in {concept for profile in profiles.values() for concept in profile.concepts}:
        graph.add_node(concept, kind="method", label=concept)
    return graph, profiles


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """For each size the seconds to make vectors and index, and the open index."""
    found = {}
    for size in SIZES:
        graph, profiles = made_up(size)
        path = tmp_path_factory.mktemp("near") / "store" / "made.db"
        start = time.process_time()
        graph.graph[VECTORS] = Vectors(profiles)
        write_index(path, graph)
        spent = time.process_time() - start
        (path.parent / "CURRENT").write_text("made\nformat 2\n", encoding="ascii")
        found[size] = spent, open_index(path.parent.parent)
    return found


def queries(index):
    return [index.vector(row) for row in range(0, index.fact("papers"), max(1, index.fact("papers") // 60))]


def seconds(action, arguments):
    taken = []
    for each in arguments:
        start = time.perf_counter()
        action(each)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def test_a_warm_query_against_one_sparse_product(built):
    index = open_index(built)
    vectors = [index.vector(row) for row in range(index.fact("papers"))]
    start = np.cumsum([0, *map(len, vectors)])
    columns = [number for vector in vectors for number in vector]
    weights = np.array([weight for vector in vectors for weight in vector.values()], dtype=np.float64)
    table = sparse.csr_matrix((weights, columns, start))
    asked, ours, theirs = queries(index), [], []
    for vector in asked:  # by turns, so that both see the same machine
        dense = np.zeros(table.shape[1])
        dense[list(vector)] = list(vector.values())
        ours.append(seconds(lambda query: nearest(query, index, 10), [vector] * 3))
        theirs.append(seconds(lambda column: table @ column, [dense] * 3))
    ratio = statistics.median(ours) / statistics.median(theirs)
    bound = 3 if CORPUS else 400  # a product grows with the papers, a query does not
    show(f"a query / a sparse product, {len(vectors):,} papers, {table.nnz:,} weights", ratio, bound)
    assert ratio < bound


def test_a_query_hardly_grows_with_the_papers(archives):
    (_, small), (_, large) = archives[SIZES[0]], archives[SIZES[-1]]
    ratio = seconds(lambda vector: nearest(vector, large, 10), queries(large)) / seconds(
        lambda vector: nearest(vector, small, 10), queries(small)
    )
    bound = 20 if LARGE else 4
    show(f"a query among {SIZES[-1]:,} papers / among {SIZES[0]:,}", ratio, bound)
    assert ratio < bound


def test_the_index_grows_with_the_papers_and_not_their_square(archives):
    xs, ys = [math.log(size) for size in SIZES], [math.log(archives[size][0]) for size in SIZES]
    exponent = np.polyfit(xs, ys, 1)[0]
    bound = 1.1 if LARGE else 1.4
    show("exponent of the seconds to make the index", exponent, bound)
    assert exponent < bound
