"""Which content of an exports folder is in use: the name of its store, which its index of related papers shares.

It loads no library, for a command that needs only the index.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from kg.store.version import read_current, refuse_unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SOURCES: Final = ("graph.nt", "mentions.nt")
"""What the store holds."""
NAMING: Final = (*SOURCES, "terms.jsonl")
"""What the name of the store depends on."""


INDEX: Final = ".db"
"""How the file of an index ends that belongs to a store."""
RECORD: Final = "store/.commit"
"""What a build is renaming just now, or was when it was killed (``kg.store.drafts``)."""


def in_use(folder: Path) -> str | None:
    """The name of the store to open; None if there is none, or if it is another one than the files beside it say.

    What a killed build had written whole is brought into place first.

    Raises:
        GraphError: the folder's format cannot be read.
    """
    if unsettled(folder):
        from kg.store.drafts import settle

        settle(folder)
    refuse_unreadable(folder)
    name = current(folder)
    return name if name and (expected(folder) in {None, name} or unsettled(folder)) else None


def unsettled(folder: Path) -> bool:
    """Whether a build is renaming its files just now, or was killed while it did."""
    return (folder / RECORD).is_file()


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
