import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg.graph.build import build_graph


@pytest.fixture(scope="session")
def small():
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "graph" / "small.py")))


@pytest.fixture
def facts(small):
    return small.facts()


@pytest.fixture
def graph(facts):
    return build_graph(facts)
