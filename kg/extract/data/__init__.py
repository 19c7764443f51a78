"""The word lists of extraction: plain files beside this module, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def lines(name: str) -> tuple[str, ...]:
    """The entries of a word list: one a line, without blank lines and "#" comments."""
    text = files(__name__).joinpath(name).read_text("utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def particles() -> frozenset[str]:
    """Korean particles that may follow a noun."""
    return frozenset(lines("particles.txt"))


@cache
def nouns() -> frozenset[str]:
    """Korean nouns that end like a particle or an inflected word; kept by hand."""
    return frozenset(lines("nouns.txt"))


@cache
def korean_stopwords() -> frozenset[str]:
    """Korean words that no name begins with or goes across."""
    return frozenset(lines("stopwords_ko.txt"))


@cache
def english_stopwords() -> frozenset[str]:
    """English words that no name begins or ends with."""
    return frozenset(lines("stopwords_en.txt"))


@cache
def heads() -> dict[str, str]:
    """Head noun -> the kind of thing that it says the name before it is."""
    return dict(line.split("\t") for line in lines("heads.txt"))
