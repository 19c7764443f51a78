"""The graph that benchmarks ask."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def built(request):
    """An exports folder: the one that PAPERKG_CORPUS_GRAPH names, else the sample's."""
    if "PAPERKG_CORPUS_GRAPH" in os.environ:
        return Path(os.environ["PAPERKG_CORPUS_GRAPH"])
    return request.getfixturevalue("sample_built")
