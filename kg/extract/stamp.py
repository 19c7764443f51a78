"""What an extraction depends on apart from the paper, as one checksum: a kept extraction counts as long as it stays."""

from __future__ import annotations

import hashlib
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from kg.rules import rules

if TYPE_CHECKING:
    from kg.extract.pipeline import Lexicon

_ROOMS: Final = ("extract", "ontology", "errors.py", "kinds.py", "model.py", "names.py")
"""Whose code and data have a part in it: ``extract`` and what it imports."""
_LIBRARIES: Final = ("spacy", "numpy", "ahocorasick_rs")


def stamp(lexicon: Lexicon) -> str:
    """The checksum of rules, weights, lexicon and libraries, in hexadecimal."""
    found = hashlib.sha256()
    for word in (*map(str, sys.version_info[:3]), *map(version, _LIBRARIES)):
        found.update(f"{word}\n".encode())
    for piece in rules(*_ROOMS):
        found.update(piece)
    for slug, term in sorted(lexicon.terms.items()):
        found.update(f"{slug} {term!r}\n".encode("utf-8", "surrogatepass"))
    return found.hexdigest()
