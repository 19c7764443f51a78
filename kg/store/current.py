"""Which content of an exports folder is in use: the name of its store, which its index of related papers shares.

It loads no library, for a command that needs only the index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.store.version import read_current, read_sources, refuse_unreadable

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
    return name if name and (_is_expected(folder, name) or unsettled(folder)) else None


def unsettled(folder: Path) -> bool:
    """Whether a build is renaming its files just now, or was killed while it did."""
    return (folder / RECORD).is_file()


def current(folder: Path) -> str | None:
    """The name of the store in use, None if there is none."""
    return read_current(folder)[0]


def _is_expected(folder: Path, name: str) -> bool:
    """Whether the store of that name is made from the files that the manifest names, if there is one to ask."""
    try:
        data = (folder / "manifest.json").read_bytes()
    except OSError:
        return True
    made_from = read_sources(folder)
    if len(made_from) == len(NAMING) and all(checksum.encode() in data for checksum in made_from.values()):
        return True  # a checksum says which file it is of: nothing more need be read of a long manifest
    return _name_by(data) in {None, name}


def _name_by(manifest: bytes) -> str | None:
    """The name that a manifest's checksums give, None if it has none."""
    import json

    try:
        checksums = {output["name"]: output["sha256"] for output in json.loads(manifest)["outputs"]}
    except (ValueError, KeyError, TypeError):
        return None
    return content_name({source: checksums[source] for source in NAMING if source in checksums})


def content_name(checksums: Mapping[str, str]) -> str:
    """The name of the store that holds the sources with these SHA-256 checksums."""
    import hashlib  # not needed where store/CURRENT says what it was made from

    text = "".join(f"{source} {checksums[source]}\n" for source in sorted(checksums))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
