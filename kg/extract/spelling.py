"""``kg.names.key``, remembered: the rules ask for the key of one name many times a paper."""

from __future__ import annotations

from kg import names
from kg.extract.remembered import Remembered

_KEYS = Remembered(names.key, most=1 << 18)

name_key = _KEYS.__getitem__
"""What two spellings of one name have in common."""
