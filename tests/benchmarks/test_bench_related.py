"""Related papers as ratios in one run: a cold command, a warm query, and how both index and query grow.

The bounds are wide: they catch a lost order of magnitude, not a noisy neighbour. Run with ``-s`` to see the table. The
archives are made up: 25 concepts a paper, after Zipf's law. PAPERKG_BENCH=archive makes them up to 50,000 papers large.
"""

import math
import os
import statistics
import subprocess
import sys
import time

import networkx as nx
import numpy as np
import pytest

from kg.graph.similarity.partners import nearest
from kg.graph.similarity.vectors import VECTORS, Vectors
from kg.store.near import open_index, write_index

sparse = pytest.importorskip("scipy.sparse")
SIZES = (5_000, 20_000, 50_000) if os.environ.get("PAPERKG_BENCH") == "archive" else (1_000, 3_000)


def show(name, ratio, bound):
    print(f"{name}: {ratio:.2f} (bound {bound:g})")  # noqa: T201


def made_up(papers):
    """A graph of papers and their concepts, as far as the index looks at it."""
    random = np.random.default_rng(11)
    graph = nx.MultiDiGraph(base="https://w3id.org/paperkg/")
    for number in range(papers):
        day = f"2025-{number % 12 + 1:02}-01"
        graph.add_node(f"p{number:06}", kind="paper", label="", identifier=f"{number:06}", first_listed=day)
        for concept in random.zipf(1.4, 25):
            graph.add_node(f"c{concept}", kind="method", label=f"c{concept}")
            graph.add_edge(f"p{number:06}", f"c{concept}", "kg:uses")
    return graph


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """For each size the seconds to make vectors and index, and the open index."""
    found = {}
    for size in SIZES:
        graph = made_up(size)
        path = tmp_path_factory.mktemp("near") / "store" / "made.db"
        start = time.process_time()
        graph.graph[VECTORS] = Vectors.of_graph(graph)
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


def test_a_cold_command_against_a_bare_start(tmp_path):
    folder = tmp_path / "exports"
    subprocess.run([sys.executable, "-m", "kg", "build", "--out", folder], check=True, capture_output=True)
    words = [sys.executable, "-m", "kg", "related", "2502.01068", "--graph", folder, "--format", "json"]
    taken = {"ours": [], "bare": []}
    for _ in range(9):
        for name, command in (("ours", words), ("bare", [sys.executable, "-c", "pass"])):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            taken[name].append(time.perf_counter() - start)
    ratio = statistics.median(taken["ours"]) / statistics.median(taken["bare"])
    show("kg related, cold / python -c pass", ratio, 20)
    assert ratio < 20


def test_a_warm_query_against_one_sparse_product(archives):
    _, index = archives[SIZES[0]]
    vectors = [index.vector(row) for row in range(index.fact("papers"))]
    start = np.cumsum([0, *map(len, vectors)])
    columns = [number for vector in vectors for number in vector]
    weights = np.array([weight for vector in vectors for weight in vector.values()], dtype=np.float64)
    table = sparse.csr_matrix((weights, columns, start))

    def dense(vector):
        found = np.zeros(table.shape[1])
        found[list(vector)] = list(vector.values())
        return found

    asked = queries(index)
    ours = seconds(lambda vector: nearest(vector, index, 10), asked)
    ratio = ours / seconds(lambda column: table @ column, [dense(vector) for vector in asked])
    bound = 400 / (SIZES[0] / 1000)  # a product grows with the papers, a query does not
    show(f"a query / a sparse product, {SIZES[0]:,} papers", ratio, bound)
    assert ratio < bound


def test_a_query_hardly_grows_with_the_papers(archives):
    (_, small), (_, large) = archives[SIZES[0]], archives[SIZES[-1]]
    ratio = seconds(lambda vector: nearest(vector, large, 10), queries(large)) / seconds(
        lambda vector: nearest(vector, small, 10), queries(small)
    )
    show(f"a query among {SIZES[-1]:,} papers / among {SIZES[0]:,}", ratio, 4)
    assert ratio < 4


def test_the_index_grows_with_the_papers_and_not_their_square(archives):
    xs, ys = [math.log(size) for size in SIZES], [math.log(archives[size][0]) for size in SIZES]
    exponent = np.polyfit(xs, ys, 1)[0]
    show("exponent of the seconds to make the index", exponent, 1.4)
    assert exponent < 1.4
