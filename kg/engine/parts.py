"""Parts of an archive as lines of the files that are written: the graphs and tables of the other rooms, piece by piece.

A part is what one worker holds at once: some papers with all that they say, or some authors, concepts, pairs or links.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from kg.export.relational.contents import Contents
from kg.export.relational.schema import tables
from kg.graph.build import Graph, add_pairs, part_graph, state_links
from kg.graph.confidence import surer_facts
from kg.graph.pairs import shares
from kg.graph.similarity.profile import WORDINGS, Profile, graph_profiles
from kg.model import Facts
from kg.ontology.terms import Iris
from kg.resolve.authors import spellings
from kg.resolve.facts import stated
from kg.store import serialize
from kg.store.convert import part_triples
from kg.store.mentions import stored_mentions
from kg.store.spots import mention_triples
from kg.store.terms import TERMS, terms_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.graph.pairs import Pair
    from kg.graph.similarity.links import Link
    from kg.model import Author, Concept, Digest, Extraction, Kind, Mention, Paper, Statement
    from kg.resolve.facts import Placed

T = TypeVar("T")

GRAPH: Final = "graph.nt"
MENTIONS: Final = "mentions.nt"
AT_ONCE: Final = 256
"""So many papers make a part."""
_EASY: Final = 20_000
NOTHING: Final = Facts((), (), (), (), (), (), (), ())


class Lines(NamedTuple):
    """Lines of one of the files that are written, or of one of the tables."""

    file: str
    number: int
    text: str


class Known(NamedTuple):
    """One paper and its profile, of which only the wording's terms and topics count from here on."""

    iri: str
    identifier: str
    profile: Profile


class Voice(NamedTuple):
    """One paper, what its text says, and which concept each of its entities is."""

    paper: Paper
    extraction: Extraction
    placed: tuple[Placed, ...]


@dataclass(slots=True)
class Part:
    """What some papers say: lines to write, and what is needed of them to know more."""

    lines: list[Lines] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    authors: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Slug and spelling of authors, with the number of title pages."""
    shares: list[tuple[tuple[str, str], tuple[str, float]]] = field(default_factory=list)
    """Pairs of authors, each with the paper and what it adds."""
    surest: dict[str, Statement] = field(default_factory=dict)
    """By concept the statement that is surest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The options of a build that count for a part."""

    base: str
    max_authors: int
    min_confidence: float


def chunks(items: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """The items in lists of at most so many."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def papers_part(voices: Iterable[Voice], kinds: Mapping[str, Kind], choices: Choices) -> Part:
    """What some papers say; ``kinds`` are those of all concepts."""
    said = sorted(voices, key=lambda voice: voice.paper.identifier)
    papers = {voice.paper.identifier: voice.paper for voice in said}
    spelt = {identifier: spellings(paper) for identifier, paper in papers.items()}
    facts = stated(
        papers,
        {voice.paper.identifier: voice.extraction for voice in said},
        [placed for voice in said for placed in voice.placed],
        kinds,
    )
    authorship = tuple((paper, tuple(dict.fromkeys(slug for slug, _ in found))) for paper, found in spelt.items())
    facts = surer_facts(replace(facts, authorship=authorship), choices.min_confidence)
    graph = part_graph(facts, base=choices.base)
    made = Part(_lines(graph, facts.mentions, facts.papers))
    identifiers = {node: data["identifier"] for node, data in graph.nodes(data=True) if data.get("kind") == "paper"}
    made.known = [Known(paper, identifiers[paper], profile) for paper, profile in graph_profiles(graph)]
    for found in spelt.values():
        made.authors.update(found)
    for paper, slugs in authorship:
        made.shares += ((pair, (paper, share)) for pair, share in shares(slugs, max_authors=choices.max_authors))
    made.surest = surest(facts.statements)
    return made


def surest(statements: Iterable[Statement]) -> dict[str, Statement]:
    """By concept the statement with the highest confidence."""
    found: dict[str, Statement] = {}
    for each in statements:
        if each.concept not in found or found[each.concept].confidence < each.confidence:
            found[each.concept] = each
    return found


def digests_part(digests: Iterable[Digest], base: str) -> list[Lines]:
    """Digests by date and title, whatever they list."""
    return _lines(part_graph(replace(NOTHING, digests=tuple(digests)), base=base))


def concepts_part(concepts: Iterable[Concept], base: str) -> list[Lines]:
    """All concepts: those that they are broader or related to have to be among them."""
    return _lines(part_graph(replace(NOTHING, concepts=tuple(concepts)), base=base))


def authors_part(authors: Iterable[Author], base: str) -> list[Lines]:
    """Authors with their names."""
    return _lines(part_graph(replace(NOTHING, authors=tuple(authors)), base=base))


def pairs_part(pairs: Iterable[Pair], base: str) -> list[Lines]:
    """Who wrote papers together."""
    graph = part_graph(NOTHING, base=base)
    add_pairs(graph, pairs)
    return _lines(graph)


def links_part(links: Iterable[Link], identifiers: Mapping[str, str], base: str) -> list[Lines]:
    """Links between papers, whose identifiers are given by IRI."""
    found = list(links)
    graph = part_graph(NOTHING, base=base)
    for paper in sorted({paper for link in found for paper in (link.first, link.second)}):
        graph.add_node(paper, identifier=identifiers[paper])
    state_links(graph, found)
    return _lines(graph)


def _lines(graph: Graph[str], mentions: Iterable[Mention] = (), papers: Iterable[Paper] = ()) -> list[Lines]:
    """A part of the graph in all its forms."""
    iris = Iris(graph.graph["base"])
    places, targets = tuple(mentions), tuple(papers)
    found = [
        *pieces(GRAPH, serialize.ntriples(part_triples(graph))),
        *pieces(MENTIONS, serialize.ntriples(mention_triples(places, targets, iris))),
        *pieces(TERMS, b"".join(terms_lines(graph.graph[WORDINGS]))),
    ]
    contents = Contents(graph, stored_mentions(places, targets, iris))
    for table in tables():
        names = [column.name for column in table.columns]
        rows = [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in contents.rows(table.name)]
        found += _cut(table.name, rows)
    return found


def pieces(file: str, data: bytes) -> Iterator[Lines]:
    """The bytes of a file of lines."""
    return _cut(file, data.decode().split("\n")[:-1])


def _cut(file: str, lines: Iterable[str]) -> Iterator[Lines]:
    """Lines in pieces that are easy to carry: those of all concepts together are many."""
    return (Lines(file, len(chunk), "\n".join(chunk)) for chunk in chunks(lines, _EASY))
