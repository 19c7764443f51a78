"""The code and data of the package as bytes: what was made by rules that have changed since is made anew."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable


def rules(*parts: str) -> Iterator[bytes]:
    """Names, sizes and bytes of the files of some parts of the package ("graph", "names.py"), in one order."""
    for part in parts:
        for name, data in _contents(files("kg").joinpath(*part.split("/")), part):
            yield f"{name} {len(data)}\n".encode()
            yield data


def _contents(place: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the files below a place, without what Python compiled."""
    if place.is_file():
        yield name, place.read_bytes()
    elif not name.endswith("__pycache__"):
        for each in sorted(place.iterdir(), key=lambda each: each.name):
            yield from _contents(each, f"{name}/{each.name}")
