"""The graph that benchmarks ask."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """An exports folder: the one that PAPERKG_CORPUS_GRAPH names, else the sample's."""
    if "PAPERKG_CORPUS_GRAPH" in os.environ:
        return Path(os.environ["PAPERKG_CORPUS_GRAPH"])
    folder = tmp_path_factory.mktemp("sample") / "exports"
    subprocess.run([sys.executable, "-m", "kg", "build", "--out", folder], check=True, capture_output=True)
    return folder
