from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.cli import main
from kg.store.disk import open_store


@pytest.fixture(scope="module", autouse=True)
def _one_reader(one_reader):
    pass


@pytest.fixture(scope="session")
def folder(hand_made) -> Path:
    return hand_made


@pytest.fixture(scope="session")
def store(hand_made) -> ox.Store:
    return open_store(hand_made)


KUDU = """\
## Daily Papers (2025-03-01)

### [KuduMix: KV Cache Compression for Herds](https://arxiv.org/abs/2503.00001)

Vote: 3

- **What's New**: KuduMix(kudu mixing)는 KV 캐시 압축 방법을 제안합니다. LoRA로 미세 조정합니다.
- **Performance Highlights**: LongBench 벤치마크에서 정확도 81.2%로 FastKV보다 높습니다.
"""
"""A digest of one paper."""


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The graph of KUDU, built by the command."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "day.md").write_text(KUDU, "utf-8")
    assert main(["build", str(folder / "day.md"), "--out", str(folder / "out")]) == 0
    return folder / "out"
