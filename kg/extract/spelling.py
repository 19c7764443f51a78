"""``kg.names.key``, remembered: the rules ask for the key of one name many times a paper."""

from __future__ import annotations

from functools import lru_cache

from kg import names


@lru_cache(maxsize=1 << 15)
def name_key(name: str) -> str:
    """What two spellings of one name have in common."""
    return names.key(name)
