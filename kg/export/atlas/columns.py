"""Columns of numbers and texts packed into one block of text: varints and lines, gzip, base64.

The viewer unpacks it with the browser's own DecompressionStream (``js/data.js``).
"""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def varints(numbers: Iterable[int]) -> bytes:
    """Whole numbers from 0 on, seven bits a byte, the low ones first (LEB128).

    Raises:
        ValueError: one of them is negative.
    """
    packed = bytearray()
    for number in numbers:
        rest = number
        if rest < 0:
            raise ValueError(f"a column holds no negative numbers: {number}")
        while rest > 127:
            packed.append(rest & 127 | 128)
            rest >>= 7
        packed.append(rest)
    return bytes(packed)


def zigzag(numbers: Iterable[int]) -> list[int]:
    """Numbers of both signs as numbers from 0 on: 0, -1, 1, -2, … become 0, 1, 2, 3, …"""
    return [2 * number if number >= 0 else -2 * number - 1 for number in numbers]


def steps(numbers: Iterable[int]) -> list[int]:
    """The first number, then what each adds to the one before."""
    last, found = 0, []
    for number in numbers:
        found.append(number - last)
        last = number
    return found


def lines(texts: Iterable[str]) -> bytes:
    """Texts as lines of UTF-8; a line break inside a text becomes a space, half a surrogate pair a question mark."""
    return "\n".join(text.replace("\n", " ").replace("\r", " ") for text in texts).encode("utf-8", "replace")


def pack(head: Mapping[str, object], columns: Mapping[str, Sequence[int] | Sequence[str]]) -> str:
    """Base64 of the gzipped columns: four bytes with the length of a JSON head, the head, then column after column.

    The head gains "columns": for each its name, length in bytes, and how many numbers it has, -1 for lines.
    """
    body = b""
    places: list[tuple[str, int, int]] = []
    for name, values in columns.items():
        texts = [value for value in values if isinstance(value, str)]
        data = lines(texts) if texts else varints(value for value in values if isinstance(value, int))
        places.append((name, len(data), -1 if texts else len(values)))
        body += data
    top = json.dumps({**head, "columns": places}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    start = top.encode("utf-8", "replace")
    # One level and no time: the same zlib gives the same bytes.
    packed = gzip.compress(len(start).to_bytes(4, "little") + start + body, compresslevel=9, mtime=0)
    return base64.b64encode(packed).decode("ascii")
