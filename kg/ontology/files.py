"""Where the files of ``ontology/`` lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kg.errors import RequirementError

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def folder() -> Path:
    """The folder with the ontology, its shapes, its queries and the lexicon.

    Raises:
        RequirementError: the package was installed without its data.
    """
    for candidate in (_PACKAGE / "_ontology", _PACKAGE.parent / "ontology"):
        if candidate.is_dir():
            return candidate
    raise RequirementError("the files of the ontology are missing: install paperkg again")


def ontology_path() -> Path:
    """The ``kg:`` ontology (Turtle)."""
    return folder() / "paperkg.ttl"


def shapes_path() -> Path:
    """The SHACL shapes that every graph must pass (Turtle)."""
    return folder() / "shapes.ttl"


def meta_shapes_path() -> Path:
    """The SHACL shapes that the ontology itself must pass (Turtle)."""
    return folder() / "meta-shapes.ttl"


def context_path() -> Path:
    """The JSON-LD context."""
    return folder() / "context.jsonld"


def doubts_path() -> Path:
    """The sentences of kg:trustReason, with gaps, beside the same in other languages."""
    return folder() / "doubts.json"


def lexicon_paths() -> tuple[Path, ...]:
    """The shipped lexicon (Turtle), in the order in which its files are read."""
    return tuple(sorted((folder() / "lexicon").glob("*.ttl")))


def query_paths() -> tuple[Path, ...]:
    """The named queries (SPARQL)."""
    return tuple(sorted((folder() / "queries").glob("*.rq")))
