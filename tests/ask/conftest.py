"""A small graph made by hand, as an exports folder with a store."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.model import Digest, Entry, Section
from kg.store.digests import save_digests
from kg.store.disk import open_store

TURTLE = Path(__file__).resolve().parents[1] / "ask" / "data" / "graph.ttl"


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("graph")
    triples = ox.parse(path=str(TURTLE), format=ox.RdfFormat.TURTLE)
    lines = sorted(ox.serialize([quad.triple], format=ox.RdfFormat.N_TRIPLES) for quad in triples)
    (made / "graph.nt").write_bytes(b"".join(lines))
    title = (Section("title", "FastKV"),)
    entry = Entry("2502.01068", "https://arxiv.org/abs/2502.01068", "FastKV", 18, 14, ("Dongwon Jo",), title, 205)
    save_digests(made, [Digest("2025-02-05", "Daily Papers (2025-02-05)", (entry,), "0" * 64)])
    open_store(made)
    return made


@pytest.fixture(scope="session")
def store(folder) -> ox.Store:
    return open_store(folder)
