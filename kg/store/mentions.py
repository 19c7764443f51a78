"""Mentions as a store holds them: the graph in memory leaves them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.graph import naming
from kg.ontology.terms import expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.model import Mention, Paper
    from kg.ontology.terms import Iris

_PROPERTIES: Final = (
    "oa:hasTarget",
    "oa:hasBody",
    "kg:section",
    "kg:start",
    "kg:end",
    "oa:exact",
    "kg:rule",
    "kg:confidence",
)


@dataclass(frozen=True, slots=True, order=True)
class StoredMention:
    """One place in a paper's text that names a concept; paper and concept are IRIs."""

    iri: str
    paper: str
    concept: str
    section: str
    start: int
    end: int
    text: str
    rule: str
    confidence: float


def stored_mentions(mentions: Iterable[Mention], papers: Iterable[Paper], iris: Iris) -> Iterator[StoredMention]:
    """Mentions as a store holds them, in the order given; ``papers`` give the addresses of those without arXiv id."""
    targets = {paper.identifier: naming.paper_iri(iris, paper.identifier, paper.url) for paper in papers}
    for mention in mentions:
        yield StoredMention(
            iris.mention(mention.paper, mention.section, mention.start, mention.end),
            targets[mention.paper],
            iris.concept(mention.concept),
            mention.section,
            mention.start,
            mention.end,
            naming.clean(mention.text),
            mention.rule,
            round(mention.confidence, 4),
        )


def read_mentions(store: ox.Store, *, min_confidence: float = 0.0) -> Iterator[StoredMention]:
    """The mentions that a store holds whole and that are sure enough, by IRI."""
    found: dict[str, dict[str, str]] = {}
    for name in _PROPERTIES:
        for quad in store.quads_for_pattern(None, ox.NamedNode(expand(name)), None, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                found.setdefault(quad.subject.value, {})[name] = quad.object.value
    for iri in sorted(found):
        values = found[iri]
        if len(values) == len(_PROPERTIES):
            paper, concept, section, start, end, text, rule, confidence = (values[name] for name in _PROPERTIES)
            if float(confidence) >= min_confidence:
                yield StoredMention(iri, paper, concept, section, int(start), int(end), text, rule, float(confidence))
