"""Reported numbers by the words of what they are about: "FastKV LongBench" finds what FastKV scores on LongBench.

A number is found when each word of the question begins a word of its line, or of another name of its subject, metric,
benchmark or baseline, in English or Korean. Numbers of papers whose texts are doubted are left out.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from kg import names
from kg.ask import nodes, show
from kg.ask.held import remembered
from kg.ask.lookup import Lines
from kg.ontology.terms import KG
from kg.store.register import Column

if TYPE_CHECKING:
    import pyoxigraph as ox

_PARTS: Final = ("subject", "metric", "evaluatedOn", "baseline")


class Line(NamedTuple):
    """A number in words; ``words`` has a space before each word that may ask for it."""

    iri: str
    text: str
    date: str
    words: str


def reported(store: ox.Store, text: str, *, limit: int = 20) -> list[Line]:
    """The numbers that all words of a text belong to, the latest first; none for a text without letters or digits."""
    wanted = [f" {word}" for word in names.slug(text).split("-") if word]
    if not wanted or limit < 1:
        return []
    known, lookup = lines(store), _lookup(store)
    return [known[number] for number in islice(lookup.all_of(wanted), limit)]


@remembered
def lines(store: ox.Store) -> list[Line]:
    """Every number of a graph, the latest first."""
    doubtful = {paper for paper, _ in nodes.pairs(store, KG + "trust")}
    dates = dict(nodes.pairs(store, KG + "firstListed"))
    known: dict[str, str] = {}
    found = [
        _line(store, result, dates.get(paper, ""), known)
        for paper, result in nodes.pairs(store, KG + "reports")
        if paper not in doubtful
    ]
    found.sort(key=lambda line: line.iri)
    found.sort(key=lambda line: line.date, reverse=True)
    return found


@remembered
def _lookup(store: ox.Store) -> Lines:
    return Lines(Column.of([line.words for line in lines(store)]))


def prepare(store: ox.Store) -> None:
    """As ``search.prepare``."""
    _lookup(store)


def _line(store: ox.Store, result: str, date: str, known: dict[str, str]) -> Line:
    text = show.result(store, result).text
    words = [names.slug(text)]
    for part in _PARTS:
        for concept in nodes.values(store, result, KG + part):
            if concept not in known:
                labels = (nodes.values(store, concept, each) for each in (nodes.PREF_LABEL, nodes.ALT_LABEL))
                known[concept] = "-".join(names.slug(name) for each in labels for name in each)
            words.append(known[concept])
    return Line(result, text, date, f" {' '.join('-'.join(words).split('-'))}")
