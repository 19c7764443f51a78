import pytest


@pytest.fixture(scope="session")
def small(small_facts):
    return small_facts


@pytest.fixture
def facts(small):
    return small.facts()


@pytest.fixture
def graph(small_graph):
    return small_graph
