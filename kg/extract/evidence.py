"""What is known of names from outside the paper: the lexicon, the archive's counts, and what annotators said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.archive import Archive
from kg.extract.vocabulary import Vocabulary, vocabulary
from kg.model import Term


class Tally(NamedTuple):
    """How annotators judged a name in other papers: kept as core, kept as optional, left out; by kind; by role."""

    core: int = 0
    optional: int = 0
    spurious: int = 0
    kinds: tuple[int, ...] = (0,) * 6
    roles: tuple[int, ...] = (0,) * 6


@dataclass(frozen=True)
class Evidence:
    """What is known from outside the paper."""

    terms: Mapping[str, Term]
    archive: Archive
    tallies: Mapping[str, Tally]
    learned: frozenset[str]
    """Slugs of concepts that only annotations taught."""
    vocabulary: Vocabulary
    """The words of the other concepts' names."""


def evidence(
    terms: Mapping[str, Term], archive: Archive, tallies: Mapping[str, Tally], learned: frozenset[str] = frozenset()
) -> Evidence:
    """Evidence with the vocabulary of its own terms."""
    return Evidence(terms, archive, tallies, learned, vocabulary(terms.values(), without=learned))
