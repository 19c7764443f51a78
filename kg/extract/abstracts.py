"""English abstracts to learn from: JSON in the shape of the daily-papers API, one array of papers a file.

    [{"paper": {"id": "2511.20494", "title": "…", "summary": "…"}, "publishedAt": "2025-12-04T…"}, …]

Only ``kg train`` reads these; digests, which a graph is built from, are Markdown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.model import Listing, Paper, Section


def find_abstracts(paths: Iterable[Path]) -> list[Path]:
    """The JSON files among ``paths`` and in the folders among them, sorted, each once."""
    found: set[Path] = set()
    for path in paths:
        found.update(path.rglob("*.json") if path.is_dir() else [path] if path.suffix == ".json" else [])
    return sorted(found)


def read_abstracts(path: Path) -> Iterator[Paper]:
    """The papers of one file, each with its title and its abstract.

    Raises:
        InputError: a file that cannot be read or is no such array.
    """
    try:
        for raw in json.loads(path.read_text("utf-8")):
            yield _paper(raw["paper"], date=str(raw.get("publishedAt", ""))[:10])
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", source=str(path)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"no array of papers with abstracts: {error!r}", source=str(path)) from error


def _paper(raw: Mapping[str, Any], *, date: str) -> Paper:
    title, identifier = " ".join(raw["title"].split()), str(raw["id"])
    sections = (Section("title", title), Section("body", raw["summary"].strip()))
    return Paper(identifier, f"https://arxiv.org/abs/{identifier}", title, (), sections, (Listing(date, 1, None),))
