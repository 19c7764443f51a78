"""A store made from the one before it, by what changed in the files that it holds.

From one day to the next that is a hundredth of them, and loading a store takes longer than writing all exports. The
files are sorted lines, so one pass over old and new tells the difference; the store before is copied, and its
difference taken out and put in. The number of triples has to be right at the end, or the store is loaded anew.
"""

from __future__ import annotations

import math
import shutil
from bisect import bisect_right
from typing import TYPE_CHECKING, BinaryIO, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_BLOCK: Final = 1 << 20
"""About so many bytes of either file are compared at once."""
_MOST: Final = 0.1
"""From this share of changed lines on, a store is sooner loaded than mended."""


def patch(draft: Path, before: Path, pairs: Iterable[tuple[Path, Path]]) -> bool:
    """Make a store in ``draft``, a folder that is not there, from the one in ``before``; False if that cannot be done.

    ``pairs`` are the N-Triples files that the store before holds, each with the one that takes its place. What a
    failure leaves in ``draft`` is of no use.
    """
    gone: list[bytes] = []
    come: list[bytes] = []
    count = 0
    try:
        pairs = list(pairs)
        most = int(_MOST * sum(_lines(old) for old, _ in pairs))
        for old, new in pairs:
            with old.open("rb") as one, new.open("rb") as other:
                less, more, lines = difference(one, other, most - len(gone) - len(come))
            gone, come, count = gone + less, come + more, count + lines
        if len(gone) + len(come) > most:
            return False
        shutil.copytree(before, draft, ignore=shutil.ignore_patterns("LOG*"))  # the engine's diary, kept for good
        store = ox.Store(str(draft))
        for quad in ox.parse(input=b"".join(gone), format=ox.RdfFormat.N_QUADS):
            store.remove(quad)
        store.bulk_load(input=b"".join(come), format=ox.RdfFormat.N_TRIPLES)
        store.optimize()  # reads every block, and each has a checksum: damage is found here
        store.flush()
        return len(store) == count
    except (OSError, ValueError, RuntimeError, SyntaxError):  # pyoxigraph raises the last two on damage
        return False


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))


def difference(old: BinaryIO, new: BinaryIO, most: float = math.inf) -> tuple[list[bytes], list[bytes], int]:
    """The lines that only the old stream has, those that only the new one has, and how many the new one has.

    Both are sorted, and have no line twice; of others a line may be in both lists. Once more than ``most`` lines differ
    no more are sought.
    """
    gone: list[bytes] = []
    come: list[bytes] = []
    one, two, count = old.readlines(_BLOCK), new.readlines(_BLOCK), 0
    while one and two and len(gone) + len(come) <= most:
        # Up to the end of the one that ends first, what is in one of them alone is in no later block of the other.
        end, other_end = len(one), len(two)
        if one[-1] < two[-1]:
            other_end = bisect_right(two, one[-1])
        else:
            end = bisect_right(one, two[-1])
        here, there = one[:end], two[:other_end]
        if here != there:
            gone += sorted(set(here).difference(there))
            come += sorted(set(there).difference(here))
        count += len(there)
        one, two = one[end:] or old.readlines(_BLOCK), two[other_end:] or new.readlines(_BLOCK)
    while one and len(gone) + len(come) <= most:
        gone, one = gone + one, old.readlines(_BLOCK)
    while two and len(gone) + len(come) <= most:
        come, count, two = come + two, count + len(two), new.readlines(_BLOCK)
    return gone, come, count
