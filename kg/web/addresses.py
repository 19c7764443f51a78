"""Where each thing stands on this server."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from kg.ontology.terms import ARXIV

SORTS: Final = ("paper", "author", "concept", "digest", "result", "listing", "link", "collaboration", "mention")
"""The first step of a thing's address."""

_CONCEPTS: Final = frozenset(("method", "model", "dataset", "benchmark", "metric", "task", "concept"))


def address(iri: str, kind: str) -> str:
    """The path of a thing on this server; of what has none, where it is looked up by its IRI."""
    sort = "concept" if kind in _CONCEPTS else kind
    if sort == "paper":
        return f"/paper/{quote(iri.removeprefix(ARXIV), safe='')}"
    _, step, name = iri.rpartition(f"/{sort}/")
    return f"/{sort}/{quote(name)}" if sort in SORTS and step else f"/api/node?thing={quote(iri, safe='')}"
