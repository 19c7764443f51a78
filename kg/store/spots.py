"""Mentions as triples, and as the lines of mentions.nt without a triple made for any of them.

There are nearly as many triples of mentions as of everything else, and all are of one shape: nine lines, of which most
parts stand in many mentions and are spelt once.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.graph.naming import clean, decimal, paper_iri
from kg.ontology.terms import NODE_CLASS, expand
from kg.store.convert import checked
from kg.store.void import Count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.model import Mention, Paper
    from kg.ontology.terms import Iris

    Term = ox.NamedNode | ox.Literal

_KIND: Final = ox.NamedNode(NODE_CLASS["mention"])
_PARTS: Final = ("paper", "concept", "text", "section", "start", "end", "rule", "confidence")
"""What a mention says of itself, in the order in which it is written …"""
_NAMES: Final = (
    "rdf:type",
    "oa:hasTarget",
    "oa:hasBody",
    "oa:exact",
    "kg:section",
    "kg:start",
    "kg:end",
    "kg:rule",
    "kg:confidence",
)
"""… and the properties that say it, after its class."""
_PROPERTIES: Final = tuple(ox.NamedNode(expand(name)) for name in _NAMES)
_TOGETHER: Final = 1 << 10
"""So many mentions are written at once."""
_INTEGER: Final = ox.NamedNode(expand("xsd:integer"))
_DECIMAL: Final = ox.NamedNode(expand("xsd:decimal"))
_values = attrgetter(*_PARTS)


def mention_triples(mentions: Iterable[Mention], papers: Iterable[Paper], iris: Iris) -> Iterator[ox.Triple]:
    """The mentions as triples; ``papers`` give the addresses of those that have no arXiv id."""
    terms = _Terms(papers, iris)
    for mention in mentions:
        node = terms.node(mention)
        values = (terms.value(*part) for part in zip(_PARTS, _values(mention), strict=True))
        yield from [ox.Triple(node, *each) for each in zip(_PROPERTIES, (_KIND, *values), strict=True)]


class _Terms:
    """What mentions are made of, in RDF."""

    def __init__(self, papers: Iterable[Paper], iris: Iris) -> None:
        self._iris = iris
        self._targets = {paper.identifier: paper_iri(iris, paper.identifier, paper.url) for paper in papers}

    def node(self, mention: Mention) -> ox.NamedNode:
        return ox.NamedNode(self._iris.mention(mention.paper, mention.section, mention.start, mention.end))

    def value(self, part: str, value: str | float) -> Term:
        """What a part of a mention is.

        Raises:
            InputError: a paper has an address that no RDF tool takes for an IRI.
        """
        match part:
            case "paper":
                iri = self._targets[str(value)]
                return checked(iri, {"kind": "paper", "label": iri})
            case "concept":
                return ox.NamedNode(self._iris.concept(str(value)))
            case "text":
                return ox.Literal(clean(str(value)))
            case "start" | "end":
                return ox.Literal(str(value), datatype=_INTEGER)
            case "confidence":
                return ox.Literal(decimal(round(float(value), 4)), datatype=_DECIMAL)
        return ox.Literal(str(value))


class Spots:
    """The lines of mentions, and how many of what they are."""

    def __init__(self, mentions: Iterable[Mention], papers: Iterable[Paper], iris: Iris) -> None:
        """The arguments are those of ``mention_triples``."""
        self._terms = _Terms(papers, iris)
        self._spelt: dict[tuple[str, str | float], str] = {}
        self._rows = sorted(map(self._row, mentions), key=itemgetter(0))

    def pieces(self) -> Iterator[bytes]:
        """All lines, sorted, none twice, in pieces of the file."""
        lines = sorted(f"{{0}} {name} {{{place}}} .\n" for place, name in enumerate(_PROPERTIES, start=1))
        shape, blocks = "".join(lines), []
        for _, group in groupby(self._rows, key=itemgetter(0)):
            block, *others = [shape.format(*row) for row in group]
            if others:  # places whose names look the same in an IRI
                block = "".join(sorted({line for each in (block, *others) for line in each.splitlines(keepends=True)}))
            blocks.append(block)
            if len(blocks) == _TOGETHER:
                yield "".join(blocks).encode()
                blocks.clear()
        yield "".join(blocks).encode()

    def count(self) -> Count:
        """As ``Count.of`` the triples."""
        number = len(self._rows)
        return Count(
            number * len(_PROPERTIES),
            len({row[0] for row in self._rows}),
            len({value for row in self._rows for value in row[1:]}),
            ((_KIND.value, number),) if number else (),
            tuple(sorted((name.value, number) for name in _PROPERTIES)) if number else (),
        )

    def _row(self, mention: Mention) -> tuple[str, ...]:
        """The subject, then the value of each property, as N-Triples spell them."""
        values = [self._spell(part) for part in zip(_PARTS, _values(mention), strict=True)]
        return str(self._terms.node(mention)), str(_KIND), *values

    def _spell(self, part: tuple[str, str | float]) -> str:
        return self._spelt.get(part) or self._spelt.setdefault(part, str(self._terms.value(*part)))
