"""What one build keeps for the next, because it is long in the making and its input seldom changes.

A line of JSON says what the rest is, by which rules it was made, and its checksum. Nothing depends on such a file but
time: one that is damaged, or that other rules made, counts as none.
"""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path


_FORMAT: Final = "paperkg kept"
_VERSION: Final = 1


def rules(*parts: str) -> str:
    """The checksum of code and data of some parts of the package ("graph", "names.py"), in hexadecimal."""
    found = hashlib.sha256()
    for part in parts:
        for name, data in _contents(files("kg").joinpath(*part.split("/")), part):
            found.update(f"{name} {len(data)}\n".encode())
            found.update(data)
    return found.hexdigest()


def _contents(place: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the files below a place, in one order, without what Python compiled."""
    if place.is_file():
        yield name, place.read_bytes()
    elif not name.endswith("__pycache__"):
        for each in sorted(place.iterdir(), key=lambda each: each.name):
            yield from _contents(each, f"{name}/{each.name}")


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
