"""Who wrote papers together: pairs of authors, counted fractionally.

A paper with n authors adds 1 / (n - 1) to each of its pairs, so that it adds 1 to each author's total, however
many wrote it (Newman, "Scientific collaboration networks. II", 2001).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_AUTHORS = 50
"""A paper with more authors states no pairs: a few such papers would make most of all pairs."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two authors, ``one < other``, how many papers they share and the fractional weight of these."""

    one: str
    other: str
    papers: int
    weight: float


def fraction(authors: int) -> float:
    """What a paper with that many authors (at least two) adds to each of its pairs."""
    return 1 / (authors - 1)


def shares(authors: tuple[str, ...], *, max_authors: int = MAX_AUTHORS) -> Iterator[tuple[tuple[str, str], float]]:
    """What one paper adds to each of its pairs of authors; nothing if it has too many."""
    if len(authors) <= max_authors:
        for pair in combinations(sorted(authors), 2):
            yield pair, fraction(len(authors))


def author_pairs(author_lists: Iterable[tuple[str, ...]], *, max_authors: int = MAX_AUTHORS) -> tuple[Pair, ...]:
    """All pairs of authors of the papers that are not too long, sorted."""
    papers: dict[tuple[str, str], int] = defaultdict(int)
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for authors in author_lists:
        for pair, share in shares(authors, max_authors=max_authors):
            papers[pair] += 1
            weights[pair] += share
    return tuple(weighed(pair, count, weights[pair]) for pair, count in sorted(papers.items()))


def weighed(pair: tuple[str, str], papers: int, weight: float) -> Pair:
    """A pair with the number of its papers, and the sum of what they add in the order of their identifiers."""
    return Pair(*pair, papers, round(weight, 6))


def papers_without_pairs(
    authorship: Iterable[tuple[str, tuple[str, ...]]], *, max_authors: int = MAX_AUTHORS
) -> tuple[str, ...]:
    """The identifiers of the papers whose author lists are too long to state pairs: for the manifest."""
    return tuple(sorted(paper for paper, authors in authorship if len(authors) > max_authors))
