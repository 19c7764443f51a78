"""A candidate: a place in a paper's text that may name something, and the rule that proposes it."""

from __future__ import annotations

from typing import NamedTuple


class Candidate(NamedTuple):
    """``text[start:end]`` of a paper's joined sections; ``name`` is that text unless the rule knows better.

    ``concept`` is a lexicon slug, "" when the rule knows none.
    """

    start: int
    end: int
    name: str
    rule: str
    concept: str = ""


class Link(NamedTuple):
    """Two names that this paper's text says are one thing, and the rule that says so."""

    name: str
    other: str
    rule: str
