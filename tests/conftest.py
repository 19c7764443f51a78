"""What several rooms' tests need: the project's root and the shared archive, which is not part of the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("PAPERKG_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    if not (SHARED / "corpus").is_dir():
        pytest.skip(f"needs the archive of digests, looked for in {SHARED}; set PAPERKG_SHARED to its folder")
    return SHARED


@pytest.fixture(scope="session")
def corpus(shared: Path) -> list[Path]:
    """The year folders of the Korean archive."""
    return sorted((shared / "corpus").glob("20*"))
