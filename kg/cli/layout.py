"""Where the cells of a table go: side by side where words stay whole, else one record below the other.

Widths are columns of a terminal: a Korean letter takes two, a combining mark none. Words (what stands between spaces)
are never broken, except those that are longer than a line.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_GAP: Final = 3
"""Columns between two cells."""

_INDENT: Final = "  "
_READABLE: Final = 20
"""Columns that a text needs to be read with ease; below it a table is no table any more."""

_JAMO: Final = range(0x1160, 0x1200)
"""Vowels and final consonants of a decomposed syllable: drawn into its first letter."""


def lines(headings: Sequence[str], rows: Sequence[Sequence[str]], *, width: int) -> Iterator[str]:
    """A table as lines of at most ``width`` columns. A heading that ends in ``>`` has its column set to the right."""
    names = [heading.removesuffix(">") for heading in headings]
    right = [heading.endswith(">") for heading in headings]
    columns = [[name, *(row[index] for row in rows)] for index, name in enumerate(names)]
    if not columns:
        return
    widths = _widths(columns, right, width)
    if widths:
        yield from _side_by_side(names, rows, widths, right, width)
    elif len(names) == 2:
        yield from _two_by_two(names, rows, width)
    else:
        yield from _records(names, rows, width)


def length(text: str) -> int:
    """How many columns a line of text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def wrap(text: str, width: int) -> list[str]:
    """Text in lines of at most ``width`` columns, which is at least 2; its own line ends stay."""
    return [line for paragraph in text.split("\n") for line in _filled(paragraph.split(), width)]


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"} or ord(char) in _JAMO:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _filled(words: Iterable[str], width: int) -> Iterator[str]:
    line = ""
    for word in (piece for whole in words for piece in _pieces(whole, width)):
        if line and length(line) + 1 + length(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _pieces(word: str, width: int) -> Iterator[str]:
    """A word, cut only where it is longer than a line."""
    if length(word) <= width:
        yield word
        return
    piece, room = "", width
    for char in word:
        if _columns(char) > room:
            yield piece
            piece, room = "", width
        piece, room = piece + char, room - _columns(char)
    yield piece


# ---------------------------------------------------------------- side by side


def _widths(columns: Sequence[Sequence[str]], right: Sequence[bool], width: int) -> list[int]:
    """The width of each column, narrow ones in full and the others alike; [] if words would have to be broken."""
    room = width - _GAP * (len(columns) - 1)
    full = [max(length(line) for cell in cells for line in cell.split("\n")) for cells in columns]
    least = [
        whole if is_number else _least(cells, whole, room)
        for cells, whole, is_number in zip(columns, full, right, strict=True)
    ]
    if room < len(columns) or sum(least) > room:
        return []
    level = min(max(full), room)
    while sum(_clamped(least, level, full)) > room:
        level -= 1
    found = _clamped(least, level, full)
    for index, whole in enumerate(full):  # what rounding left over
        if sum(found) < room and level <= found[index] < whole:
            found[index] += 1
    return found


def _clamped(least: Sequence[int], level: int, full: Sequence[int]) -> list[int]:
    return [max(low, min(level, high)) for low, high in zip(least, full, strict=True)]


def _least(cells: Iterable[str], full: int, room: int) -> int:
    longest = max((length(word) for cell in cells for word in cell.split()), default=0)
    return min(max(longest, min(full, _READABLE)), room)


def _side_by_side(
    names: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], right: Sequence[bool], width: int
) -> Iterator[str]:
    wrapped = [wrap(name, wide) for name, wide in zip(names, widths, strict=True)]
    height = max(map(len, wrapped))
    yield from _row([[""] * (height - len(cell)) + cell for cell in wrapped], widths, right)
    yield "─" * min(sum(widths) + _GAP * (len(widths) - 1), width)
    for row in rows:
        yield from _row([wrap(cell, wide) for cell, wide in zip(row, widths, strict=True)], widths, right)


def _row(cells: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    for number in range(max(map(len, cells))):
        parts = (cell[number] if number < len(cell) else "" for cell in cells)
        padded = (_padded(part, wide, to) for part, wide, to in zip(parts, widths, right, strict=True))
        yield (" " * _GAP).join(padded).rstrip()


def _padded(text: str, width: int, to_the_right: bool) -> str:  # noqa: FBT001  one of three columns of a table
    space = " " * (width - length(text))
    return space + text if to_the_right else text + space


# ---------------------------------------------------------------- below each other


def _two_by_two(names: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> Iterator[str]:
    """Two columns: the second behind the first if both are short, else below it, set in."""
    yield from _pair(names, width)
    yield "─" * width
    for row in rows:
        yield from _pair(row, width)


def _pair(row: Sequence[str], width: int) -> Iterator[str]:
    line = _INDENT.join(filter(None, row))
    if length(line) <= width and "\n" not in line:
        yield line
        return
    yield from wrap(row[0], width)
    yield from _set_in(row[1], width)


def _records(names: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> Iterator[str]:
    """A block for each row: each cell behind its heading, or below it where a word would not fit."""
    margin = max(map(length, names)) + len(_INDENT)
    yield "─" * width
    for number, row in enumerate(rows):
        if number:
            yield ""
        for name, cell in zip(names, row, strict=True):
            yield from _field(name, cell, margin, width)


def _field(name: str, cell: str, margin: int, width: int) -> Iterator[str]:
    room = width - margin
    if max(map(length, cell.split()), default=0) <= room:
        first, *others = wrap(cell, room)
        yield (_padded(name, margin, to_the_right=False) + first).rstrip()
        yield from (" " * margin + line for line in others)
    else:
        yield from wrap(name, width)
        yield from _set_in(cell, width)


def _set_in(text: str, width: int) -> Iterator[str]:
    return (_INDENT + line for line in wrap(text, width - len(_INDENT)) if line)
