"""What one build keeps for the next, because it is long in the making and its input seldom changes.

A line of JSON says what the rest is, by which rules it was made, and its checksum. Nothing depends on such a file but
time: one that is damaged, or that other rules made, counts as none.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from kg.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_FORMAT: Final = "paperkg kept"
_VERSION: Final = 1


def stamp(*parts: str) -> str:
    """The checksum of code and data of some parts of the package ("graph", "names.py"), in hexadecimal."""
    found = hashlib.sha256()
    for piece in rules(*parts):
        found.update(piece)
    return found.hexdigest()


def packed(stamp: str, data: bytes) -> Iterator[bytes]:
    """The pieces of a file that keeps some data made by rules with that stamp."""
    yield json.dumps(_head(stamp, data), separators=(",", ":")).encode("ascii") + b"\n"
    yield data


def unpacked(path: Path, stamp: str) -> bytes | None:
    """The data that a file keeps; None if it is not there, damaged, or made by other rules."""
    try:
        head, _, data = path.read_bytes().partition(b"\n")
        return data if json.loads(head) == _head(stamp, data) else None
    except (OSError, ValueError):
        return None


def _head(stamp: str, data: bytes) -> dict[str, str | int]:
    checksum = hashlib.sha256(data).hexdigest()
    return {"format": _FORMAT, "version": _VERSION, "stamp": stamp, "sha256": checksum}
