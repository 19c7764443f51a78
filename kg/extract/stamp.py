"""What an extraction depends on apart from the paper, as one checksum: a kept extraction counts as long as it stays."""

from __future__ import annotations

import hashlib
import sys
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from kg.extract.pipeline import Lexicon

_ROOMS: Final = ("extract", "ontology", "errors.py", "kinds.py", "model.py", "names.py")
"""Whose code and data have a part in it: ``extract`` and what it imports."""
_LIBRARIES: Final = ("spacy", "numpy", "ahocorasick_rs")


def stamp(lexicon: Lexicon) -> str:
    """The checksum of rules, weights, lexicon and libraries, in hexadecimal."""
    found = hashlib.sha256()
    for word in (*map(str, sys.version_info[:3]), *map(version, _LIBRARIES)):
        found.update(f"{word}\n".encode())
    for room in _ROOMS:
        for name, data in _contents(files("kg").joinpath(room), room):
            found.update(f"{name} {len(data)}\n".encode())
            found.update(data)
    for slug, term in sorted(lexicon.terms.items()):
        found.update(f"{slug} {term!r}\n".encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def _contents(place: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the files below a place, in one order, without what Python compiled."""
    if place.is_file():
        yield name, place.read_bytes()
    elif not name.endswith("__pycache__"):
        for each in sorted(place.iterdir(), key=lambda each: each.name):
            yield from _contents(each, f"{name}/{each.name}")
