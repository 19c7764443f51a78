"""What a cold command costs, in starts of a bare Python in the same minute; ``-s`` shows the table.

The bounds are wide: they catch a lost order of magnitude, not a noisy neighbour. PAPERKG_CORPUS_GRAPH, an exports
folder that was built already, is asked in the sample's place. Compiled modules are kept from run to run, as an
installation keeps them, whatever the variables of whoever runs this say.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

import pytest

from kg.store.current import current
from kg.store.near import open_index

pytestmark = pytest.mark.alone
ROUNDS = 15
QUERY = "SELECT ?paper WHERE { ?paper a <https://w3id.org/paperkg/ontology#Paper> } LIMIT 1"
ENGINE = "import sys, pyoxigraph; print(next(iter(pyoxigraph.Store.read_only(sys.argv[1]).query(sys.argv[2]))))"


@pytest.fixture(scope="module")
def taken(built, tmp_path_factory):
    """The seconds of each command, the median of rounds in which all take turns."""
    index = open_index(built)
    paper = index.paper(index.fact("papers") // 2).identifier
    asking = ["--graph", str(built), "--format", "json"]
    kg = [sys.executable, "-m", "kg"]
    commands = {
        "bare": [sys.executable, "-c", "pass"],
        "the engine alone": [sys.executable, "-c", ENGINE, str(built / "store" / current(built)), QUERY],
        "kg --help": [*kg, "--help"],
        "kg sparql QUERY": [*kg, "sparql", QUERY, *asking],
        "kg sparql NAME": [*kg, "sparql", "papers-of-author", *asking],
        "kg related ID": [*kg, "related", paper, *asking],
        "kg show NAME": [*kg, "show", "FastKV", *asking],
        "kg search TEXT": [*kg, "search", "FastKV", *asking],
        "kg search, a typo": [*kg, "search", "FastVK", *asking],
    }
    kept = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("compiled"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    times = {name: [] for name in commands}
    for number in range(ROUNDS + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=kept)
            if number:  # the first one compiles
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(each) for name, each in times.items()}


@pytest.mark.parametrize(
    ("name", "bound"),
    [
        ("the engine alone", 8), ("kg --help", 8), ("kg sparql QUERY", 12), ("kg sparql NAME", 16),
        ("kg related ID", 12), ("kg show NAME", 20), ("kg search TEXT", 20), ("kg search, a typo", 30),
    ],
)  # fmt: skip
def test_a_cold_command_against_a_bare_start(taken, name, bound):
    ratio = taken[name] / taken["bare"]
    print(f"{name}, cold / python -c pass: {ratio:.1f} (bound {bound})")  # noqa: T201
    assert ratio < bound
