"""Where digests come from: files, folders, globs and standard input, in a stable order."""

from __future__ import annotations

import glob
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError, Problem

_SUFFIXES = {".md", ".markdown"}


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read. ``named``: the user asked for exactly this, so it must hold a digest."""

    name: str
    path: Path | None
    named: bool
    data: bytes | None = None

    def load(self) -> bytes:
        """The bytes; InputError when the file cannot be read."""
        if self.data is not None:
            return self.data
        if self.path is None:
            raise InputError("nothing to read", source=self.name)
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}", source=self.name) from None


def find_sources(paths: Sequence[str | Path], *, stdin: BinaryIO | None = None) -> tuple[list[Source], list[Problem]]:
    """Expand what the user named; each file once, a file that was named outright counts as named."""
    found: dict[str, Source] = {}
    missing: list[Problem] = []
    for path in paths:
        if str(path) == "-":
            data = (stdin or sys.stdin.buffer).read()
            found.setdefault("-", Source("standard input", None, named=True, data=data))
            continue
        sources = _expand(str(path))
        if not sources:
            missing.append(Problem(str(path), 0, "no such file or folder"))
        for source in sources:
            key = str(source.path.resolve()) if source.path else source.name
            if key not in found or source.named:
                found[key] = source
    return list(found.values()), missing


def _expand(path: str) -> list[Source]:
    place = Path(path)
    if place.is_dir():
        return [Source(str(file), file, named=False) for file in _markdown_below(place)]
    if place.exists():
        return [Source(path, place, named=True)]
    sources: list[Source] = []
    for match in sorted(glob.glob(path, recursive=True)):  # noqa: PTH207  an absolute pattern needs glob.glob
        matched = Path(match)
        files = _markdown_below(matched) if matched.is_dir() else [matched]
        # What a pattern happens to hit was not asked for by name.
        sources += [Source(str(file), file, named=False) for file in files]
    return sources


def _markdown_below(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix.lower() in _SUFFIXES
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )
