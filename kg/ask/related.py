"""Related papers with their reasons: by one paper, by several, or by a text that is in no digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg import names
from kg.ask import nodes
from kg.ask.held import remembered
from kg.ask.nodes import CREATOR
from kg.errors import NotFoundError, UsageError
from kg.graph.similarity import ROLE_WEIGHTS, Profile, TopicIndex, Tuning, role_weight, words
from kg.ontology.terms import KG, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.ask.nodes import Thing
    from kg.graph.similarity import Reason, Related
    from kg.model import Extraction

_MENTIONED: Final = ROLE_WEIGHTS["uses"]
"""How much a concept counts that a pasted text just names: a text says nothing of roles."""


@dataclass(frozen=True, slots=True)
class NamedReason:
    """Part of a score: ``kind`` is "concept", "author" or "text", whose ``name`` is the shared words of the title."""

    kind: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class RelatedPaper:
    """A paper that is near; the weights of ``reasons`` sum to ``score`` in their six decimals."""

    iri: str
    paper: str
    title: str
    score: float
    date: str
    reasons: tuple[NamedReason, ...]


def related(store: ox.Store, papers: Iterable[str], *, k: int = 10) -> tuple[RelatedPaper, ...]:
    """The ``k`` papers nearest to one paper, or to the middle of several, which are left out.

    Raises:
        NotFoundError: one of them is not in the graph.
    """
    wanted = [_paper(store, text) for text in papers]
    if not wanted:
        raise UsageError("name at least one paper, or give a text")
    found = topic_index(store).related(wanted[0], *wanted[1:], k=k)
    return tuple(_named(store, each) for each in found)


def _paper(store: ox.Store, text: str) -> str:
    """The IRI of a paper. Whoever names what a paper introduces is told which paper that is."""
    try:
        return nodes.paper(store, text)
    except NotFoundError as error:
        introducer = _introducer(store, text)
        if introducer is None:
            raise
        concept, paper = introducer
        message = f"no paper {text}, but {concept.label} is introduced by {paper}: ask for `kg related {paper}`"
        raise NotFoundError(message) from error


def _introducer(store: ox.Store, text: str) -> tuple[Thing, str] | None:
    """The concept of that name and the id of the one paper that introduces it, if there is just one."""
    from kg.ask import search

    try:
        concept = search.find(store, text, kinds=nodes.CONCEPT_KINDS)
    except NotFoundError:
        return None
    papers = nodes.sources(store, KG + "introduces", concept.iri)
    return (concept, nodes.identifier(store, papers[0])) if len(papers) == 1 else None


def related_to_text(store: ox.Store, text: str, *, k: int = 10) -> tuple[RelatedPaper, ...]:
    """The ``k`` papers nearest to a text: by the concepts of the graph that it names, and the words of titles.

    Raises:
        NotFoundError: the text has nothing in common with any paper.
    """
    index = _text_index(store)
    concepts = dict.fromkeys(_known_concepts(store, _extracted(text)), _MENTIONED)
    found = index.related_to(concepts, text=text, k=k)
    if not found:
        raise NotFoundError("the text shares no concept and no title word with any paper of this graph")
    return tuple(_named(store, each) for each in found)


@remembered
def topic_index(store: ox.Store) -> TopicIndex:
    """The papers of a graph, made ready to be compared with each other."""
    return TopicIndex(_profiles(store), broader=_broader(store))


@remembered
def _text_index(store: ox.Store) -> TopicIndex:
    """The same for a text, which has no authors."""
    tuning = Tuning(concepts=0.8, authors=0.0, words=0.2)
    return TopicIndex(_profiles(store), broader=_broader(store), tuning=tuning)


def _broader(store: ox.Store) -> dict[str, list[str]]:
    """The concepts directly above each concept."""
    above: dict[str, list[str]] = {}
    for concept, wider in nodes.pairs(store, PREFIXES["skos"] + "broader"):
        above.setdefault(concept, []).append(wider)
    return above


def _profiles(store: ox.Store) -> dict[str, Profile]:
    """What the score knows of each paper, read from the store."""
    concepts: dict[str, dict[str, float]] = {iri: {} for iri in nodes.instances(store, "paper")}
    for role in ROLE_WEIGHTS:
        for paper, concept in nodes.pairs(store, KG + role):
            if paper in concepts:
                weights = concepts[paper]
                weights[concept] = max(weights.get(concept, 0.0), role_weight([role]))
    authors: dict[str, list[str]] = {}
    for paper, author in nodes.pairs(store, CREATOR):
        authors.setdefault(paper, []).append(author)
    return {
        paper: Profile(found, tuple(sorted(authors.get(paper, ()))), words(nodes.label(store, paper)))
        for paper, found in concepts.items()
    }


def _named(store: ox.Store, found: Related) -> RelatedPaper:
    title = nodes.label(store, found.paper)

    def name(reason: Reason) -> str:
        return _in_order(reason.key, title) if reason.kind == "text" else nodes.label(store, reason.key)

    return RelatedPaper(
        iri=found.paper,
        paper=nodes.identifier(store, found.paper),
        title=title,
        score=found.score,
        date=nodes.value(store, found.paper, KG + "firstListed"),
        reasons=tuple(NamedReason(reason.kind, name(reason), reason.weight) for reason in found.reasons),
    )


def _in_order(shared: str, title: str) -> str:
    """Shared words as they stand in a title."""
    wanted = set(shared.split())
    return " ".join(word for word in words(title) if word in wanted)


def _extracted(text: str) -> Extraction:
    """The text read as if it were one paper's summary."""
    from kg.extract import extract_all
    from kg.model import Listing, Paper, Section
    from kg.ontology.lexicon import load_lexicon

    title = text.strip().partition("\n")[0][:200]
    sections = (Section("title", title), Section("body", text))
    paper = Paper("text", "", title, (), sections, (Listing("", 0, None),))
    return extract_all([paper], load_lexicon())[0]


def _known_concepts(store: ox.Store, extraction: Extraction) -> list[str]:
    """The concepts of the graph that have one of the names in the text."""
    by_key = _concepts_by_key(store)
    return sorted(
        {iri for entity in extraction.entities for name in entity.names for iri in by_key.get(names.key(name.text), ())}
    )


def _concepts_by_key(store: ox.Store) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for relation in (nodes.PREF_LABEL, nodes.ALT_LABEL, nodes.HIDDEN_LABEL):
        for quad in store.quads_for_pattern(None, nodes.node(relation), None, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                found.setdefault(names.key(quad.object.value), set()).add(quad.subject.value)
    return found
