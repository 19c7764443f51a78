"""The format of an exports folder's store, written down so that another version of paperkg knows what it has before it.

    1   until 0.1.0 was released; nothing says so
    2   the second line of store/CURRENT says so; all files of a build come into place together
        (further lines, which a reader may miss: the checksums of the files that the store was made from)

From OLDEST on a format is asked and built upon as it is, and the next build writes the newest. What is older must be
built anew, from the digests that the folder keeps. A newer format is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.errors import GraphError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT: Final = 2
OLDEST: Final = 1


def current_file(name: str, checksums: Mapping[str, str]) -> bytes:
    """What store/CURRENT holds: the name of the store in use, the format, and what the store was made from."""
    sources = "".join(f"{source} {checksums[source]}\n" for source in sorted(checksums))
    return f"{name}\nformat {FORMAT}\n{sources}".encode("ascii")


def read_current(folder: Path) -> tuple[str | None, int | None]:
    """The name of the store in use and its format; None for what is not there or damaged."""
    lines = _lines(folder)
    if not lines:
        return None, None
    name = lines[0].strip()
    word, _, number = lines[1].strip().partition(" ") if len(lines) > 1 else ("", "", "")
    written = int(number) if word == "format" and number.isdecimal() and len(number) < 10 else 1
    return (name if name.isalnum() else None), written


def read_sources(folder: Path) -> dict[str, str]:
    """The checksums of the files that the store in use was made from, {} where nothing says them."""
    pairs = (line.split(" ") for line in _lines(folder)[2:])
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def _lines(folder: Path) -> list[str]:
    """The lines of store/CURRENT, [] if it is not there or damaged."""
    try:
        return (folder / "store" / "CURRENT").read_bytes().decode("ascii").split("\n")
    except (OSError, UnicodeDecodeError):
        return []


def refuse_newer(folder: Path) -> None:
    """Nobody knows what a newer format means.

    Raises:
        GraphError: the folder was written by a newer paperkg.
    """
    _, written = read_current(folder)
    if written is not None and written > FORMAT:
        raise GraphError(
            f"{folder} was written by a newer paperkg (format {written}; this one knows up to {FORMAT}): "
            "upgrade with `pip install --upgrade paperkg`, or name another folder"
        )


def refuse_unreadable(folder: Path) -> None:
    """A format that cannot be asked.

    Raises:
        GraphError: it is newer, or older than can be read; the message says what helps.
    """
    refuse_newer(folder)
    _, written = read_current(folder)
    if written is not None and written < OLDEST:
        raise GraphError(
            f"{folder} was written by an older paperkg (format {written}; this one reads {OLDEST} and later): "
            f"`kg build --out {folder}` renews it from the digests that it keeps"
        )
