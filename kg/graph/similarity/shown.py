"""Terms as they are shown; a module of its own, for a command that shows them and makes none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MARK: Final = "…"
"""Ends a term that is the beginning of longer words in Latin letters."""


def readable(found: Iterable[str], most: int) -> list[str]:
    """The first terms to show of those given: none that another of them, or one before it, begins with or goes on from.

    ``most`` is how many are shown at most.
    """
    ordered = list(found)
    shown: list[str] = []
    for term in ordered:
        if len(shown) == most:
            break
        bare = term.removesuffix(MARK)
        beginning = bare != term and any(other != term and other.startswith(bare) for other in ordered)
        if not beginning and not any(other.startswith(bare) or bare.startswith(other) for other in shown):
            shown.append(term)
    return shown
