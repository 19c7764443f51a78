from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.store.disk import open_store
from kg.store.near import Index, open_index


@pytest.fixture(scope="session")
def folder(hand_made) -> Path:
    return hand_made


@pytest.fixture(scope="session")
def store(hand_made) -> ox.Store:
    return open_store(hand_made)


@pytest.fixture(scope="session")
def index(hand_made) -> Index:
    return open_index(hand_made)
