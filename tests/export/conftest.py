"""The sample's graph as the exports folder of the repository has it."""

import shutil

import pytest

from kg.store.convert import from_store
from kg.store.disk import open_store


@pytest.fixture(scope="module")
def store(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    for name in ("graph.nt", "mentions.nt"):
        shutil.copy2(root / "exports" / name, folder / name)
    return open_store(folder)


@pytest.fixture(scope="module")
def network(store):
    return from_store(store)
