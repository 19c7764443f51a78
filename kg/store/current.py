"""Which content of an exports folder is in use: the name of its store, which its index of related papers shares.

It loads no library, for a command that needs only the index.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from kg.store.version import read_current

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SOURCES: Final = ("graph.nt", "mentions.nt")
"""What the store holds."""
NAMING: Final = (*SOURCES, "terms.jsonl")
"""What the name of the store depends on."""


def current(folder: Path) -> str | None:
    """The name of the store in use, None if there is none."""
    return read_current(folder)[0]


def expected(folder: Path) -> str | None:
    """The name that the manifest's checksums give, None if there is no manifest to ask."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        checksums = {output["name"]: output["sha256"] for output in manifest["outputs"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return content_name({source: checksums[source] for source in NAMING if source in checksums})


def content_name(checksums: Mapping[str, str]) -> str:
    """The name of the store that holds the sources with these SHA-256 checksums."""
    text = "".join(f"{source} {checksums[source]}\n" for source in sorted(checksums))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
