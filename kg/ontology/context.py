"""The JSON-LD context that exports are written with."""

from __future__ import annotations

import json
from typing import Any

from kg.ontology import files
from kg.ontology.terms import BASE, prefixes


def context(base: str = BASE) -> dict[str, Any]:
    """The value of ``@context``, with the prefixes of the things under ``base``."""
    stored: dict[str, Any] = json.loads(files.context_path().read_text(encoding="utf-8"))["@context"]
    return {name: _moved(name, value, base) for name, value in stored.items()}


def _moved(name: str, value: object, base: str) -> object:
    return prefixes(base).get(name, value) if isinstance(value, str) else value
