"""Facts to one networkx.MultiDiGraph.

Node keys are IRIs, edge keys are CURIEs of properties. Every node has ``kind`` and ``label``; what is unknown
is absent, never None. Nodes and edges are added in sorted order, so equal facts give equal graphs in every run.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import networkx as nx

from kg.graph import naming
from kg.graph.pairs import MAX_AUTHORS, Pair, author_pairs
from kg.graph.similarity.links import Link, each_link
from kg.graph.similarity.profile import WORDINGS
from kg.graph.similarity.shown import readable
from kg.graph.similarity.topics import with_topics
from kg.graph.similarity.vectors import VECTORS, Vectors
from kg.graph.similarity.wording import Wording, paper_wording
from kg.names import language
from kg.ontology.terms import BASE, Iris, doi, is_arxiv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kg.model import Concept, Facts, Paper, Result

    Said = Callable[[Mapping[str, tuple[Paper, bool]]], dict[str, Wording]]

Graph = nx.MultiDiGraph  # subscripted in annotations only: networkx has no generics at run time

LINKS_PER_PAPER = 10
_CENTURY_OF_ARXIV = 91  # the two-digit years 91 to 99 are of the last century


def build_graph(
    facts: Facts,
    *,
    base: str = BASE,
    max_authors_for_pairs: int = MAX_AUTHORS,
    links_per_paper: int = LINKS_PER_PAPER,
    said: Said | None = None,
) -> Graph[str]:
    """Everything that is to be known, as one graph.

    Papers with more than ``max_authors_for_pairs`` authors state no pairs of co-authors
    (``kg.graph.pairs.papers_without_pairs`` names them); every paper is linked with its best ``links_per_paper``
    partners and with those whose best it is. The graph's attribute "wordings" maps each paper to what its text says:
    ``said`` tells it, if it is known from elsewhere.
    """
    graph = part_graph(facts, base=base, said=said)
    add_pairs(graph, author_pairs((slugs for _, slugs in sorted(facts.authorship)), max_authors=max_authors_for_pairs))
    add_links(graph, links_per_paper)
    return graph


def part_graph(facts: Facts, *, base: str = BASE, said: Said | None = None) -> Graph[str]:
    """What is to be known of each thing alone: the graph without co-authors and links between papers.

    ``facts`` may be a part of those of an archive: a thing of which only others speak is then a node without a kind.
    Papers, their listings, statements, results and mentions belong together; digests, concepts and authors may each
    come by themselves.
    """
    graph: Graph[str] = nx.MultiDiGraph(base=base)
    iris = Iris(base)
    papers = {paper.identifier: naming.paper_iri(iris, paper.identifier, paper.url) for paper in facts.papers}
    _add_papers(graph, facts.papers, papers, dict(facts.doubts))
    _add_digests(graph, facts, papers, iris)
    _add_concepts(graph, facts.concepts, iris)
    _add_statements(graph, facts, papers, iris)
    _add_results(graph, facts.results, papers, iris)
    _add_authors(graph, facts, papers, iris)
    doubtful = dict(facts.doubts)
    texts = {papers[paper.identifier]: (paper, paper.identifier in doubtful) for paper in facts.papers}
    graph.graph[WORDINGS] = (said or wordings)(texts)
    return graph


def submitted(identifier: str) -> str | None:
    """The month "YYYY-MM" in which an arXiv id was given, None for anything else."""
    digits = identifier.rpartition("/")[2][:4] if is_arxiv(identifier) else ""
    if not "01" <= digits[2:] <= "12":
        return None
    century = "19" if int(digits[:2]) >= _CENTURY_OF_ARXIV else "20"
    return f"{century}{digits[:2]}-{digits[2:]}"


def _add_papers(graph: Graph[str], papers: Iterable[Paper], iris: dict[str, str], doubts: Mapping[str, str]) -> None:
    for paper in papers:
        iri = iris[paper.identifier]
        known = {
            "submitted": submitted(paper.identifier),
            "votes": paper.votes,
            "doi": doi(paper.identifier) if is_arxiv(paper.identifier) else None,
            "trust": naming.DOUBTFUL if paper.identifier in doubts else None,
            "trust_reason": naming.clean(doubts[paper.identifier]) if paper.identifier in doubts else None,
        }
        graph.add_node(
            iri,
            kind="paper",
            label=naming.clean(paper.label),
            identifier=naming.clean(paper.identifier),
            title=naming.clean(paper.title),
            first_listed=paper.first_listed,
            url=iri,
            **{name: value for name, value in known.items() if value is not None},
        )


def _add_digests(graph: Graph[str], facts: Facts, papers: dict[str, str], iris: Iris) -> None:
    titles: dict[str, str] = {}
    for digest in facts.digests:
        titles[digest.date] = min(titles.get(digest.date, digest.title), digest.title)
    for date, title in sorted(titles.items()):
        text = naming.clean(title) or date
        graph.add_node(iris.digest(date), kind="digest", label=text, title=text, date=date)
    for paper in facts.papers:
        for listing in paper.listings:
            iri = iris.listing(listing.date, paper.identifier)
            votes = {} if listing.votes is None else {"votes": listing.votes}
            label = naming.listing_label(naming.clean(paper.identifier), listing.date)
            graph.add_node(iri, kind="listing", label=label, position=listing.position, **votes)
            graph.add_edge(iri, iris.digest(listing.date), "kg:inDigest")
            graph.add_edge(iri, papers[paper.identifier], "kg:ofPaper")


def _add_concepts(graph: Graph[str], concepts: tuple[Concept, ...], iris: Iris) -> None:
    for concept in concepts:
        alternative, hidden = _labels(concept)
        notes = tuple(sorted(naming.scope_note(short, others) for short, others in concept.ambiguous))
        texts = {
            "alt_labels": alternative,
            "hidden_labels": hidden,
            "scope_notes": notes,
            "definitions": tuple(sorted({(naming.clean(text), tag) for text, tag in concept.definitions})),
        }
        graph.add_node(
            iris.concept(concept.slug),
            kind=concept.kind.value,
            label=naming.clean(concept.name),
            **{name: labels for name, labels in texts.items() if labels},
        )
    known = {concept.slug for concept in concepts}
    broader = {(concept.slug, other) for concept in concepts for other in concept.broader if other in known}
    related = {
        pair
        for concept in concepts
        for other in concept.related
        if other in known
        for pair in ((concept.slug, other), (other, concept.slug))
    }
    for relation, pairs in (("skos:broader", broader), ("skos:related", related)):
        for one, other in sorted(pairs):
            if one != other:
                graph.add_edge(iris.concept(one), iris.concept(other), relation)


def _labels(concept: Concept) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Alternative and hidden labels as SKOS wants them: no text among two of preferred, alternative and hidden."""
    alternative = {(naming.clean(label.text), label.language) for label in concept.labels if not label.garbled}
    texts = {text for text, _ in alternative} | {naming.clean(concept.name), ""}
    hidden = {(naming.clean(label.text), label.language) for label in concept.labels if label.garbled}
    return (
        tuple(sorted(label for label in alternative if label[0] not in {naming.clean(concept.name), ""})),
        tuple(sorted(label for label in hidden if label[0] not in texts)),
    )


def _add_statements(graph: Graph[str], facts: Facts, papers: dict[str, str], iris: Iris) -> None:
    stated: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for statement in facts.statements:
        roles = stated[papers[statement.paper], iris.concept(statement.concept)]
        for name in [role.value for role in statement.roles] or ["mentions"]:
            roles[name] = max(roles.get(name, 0.0), statement.confidence)
    for (paper, concept), roles in sorted(stated.items()):
        for name, confidence in sorted(roles.items()):
            if name != "mentions" or len(roles) == 1:
                graph.add_edge(paper, concept, f"kg:{name}", confidence=round(confidence, 4))


def _add_results(graph: Graph[str], results: Iterable[Result], papers: dict[str, str], iris: Iris) -> None:
    for result in results:
        iri = iris.result(result.paper, result.number)
        quote = naming.clean(result.quote)
        value = naming.decimal(result.value)
        unit = {"unit": result.unit} if result.unit else {}
        graph.add_node(
            iri,
            kind="result",
            label=naming.result_label(value, result.unit),
            number=result.number,
            value=value,
            result_kind=result.kind.value,
            quote=quote,
            quote_lang=language(quote),
            **unit,
        )
        graph.add_edge(papers[result.paper], iri, "kg:reports")
        parts = {
            "kg:subject": result.subject,
            "kg:metric": result.metric,
            "kg:evaluatedOn": result.evaluated_on,
            "kg:baseline": result.baseline,
        }
        for relation, slug in parts.items():
            if slug is not None:
                graph.add_edge(iri, iris.concept(slug), relation)


def _add_authors(graph: Graph[str], facts: Facts, papers: dict[str, str], iris: Iris) -> None:
    for author in facts.authors:
        graph.add_node(iris.author(author.slug), kind="author", label=naming.clean(author.name))
    for paper, slugs in facts.authorship:
        for position, slug in enumerate(slugs, start=1):
            graph.add_edge(papers[paper], iris.author(slug), "dcterms:creator", position=position)


def add_pairs(graph: Graph[str], pairs: Iterable[Pair]) -> None:
    """State who wrote papers together; authors that the graph does not describe go without a label."""
    iris = Iris(graph.graph["base"])
    for pair in pairs:
        one, other = iris.author(pair.one), iris.author(pair.other)
        for source, target in ((one, other), (other, one)):
            graph.add_edge(source, target, "kg:coAuthorOf", weight=pair.weight, paper_count=pair.papers)
        if pair.papers > 1:
            iri = iris.collaboration(pair.one, pair.other)
            label = naming.collaboration_label(*(graph.nodes[author].get("label", "") for author in (one, other)))
            graph.add_node(iri, kind="collaboration", label=label, paper_count=pair.papers, weight=pair.weight)
            graph.add_edge(iri, one, "kg:between")
            graph.add_edge(iri, other, "kg:between")


def wordings(papers: Mapping[str, tuple[Paper, bool]]) -> dict[str, Wording]:
    """What the texts of papers say, by IRI; of each is given whether its text is doubtful."""
    said = with_topics([paper_wording(paper, doubtful=doubtful) for paper, doubtful in papers.values()])
    return dict(zip(papers, said, strict=True))


def add_links(graph: Graph[str], per_paper: int = LINKS_PER_PAPER) -> None:
    """Link every paper with its best partners, in a graph that has no links yet."""
    graph.graph[VECTORS] = vectors = Vectors.of_graph(graph)
    state_links(graph, each_link(vectors, per_paper=per_paper))


def state_links(graph: Graph[str], found: Iterable[Link]) -> None:
    """Add links between papers, of which the graph has to know the identifiers at least."""
    iris = Iris(graph.graph["base"])
    for link in found:
        one, other = (graph.nodes[paper]["identifier"] for paper in (link.first, link.second))
        iri = iris.link(one, other)
        graph.add_node(iri, kind="link", label=naming.link_label(one, other), weight=link.weight, **shared_text(link))
        for source, target in ((link.first, link.second), (link.second, link.first)):
            graph.add_edge(source, target, "kg:sharesTopicWith", weight=link.weight)
            graph.add_edge(iri, source, "kg:between")
        for (voice, key), weight in link.parts:
            if voice in SHARED:
                graph.add_edge(iri, key, SHARED[voice], weight=weight)


SHARED: Final = {"concept": "kg:sharedConcept", "author": "kg:sharedAuthor"}
"""The voices whose reasons are nodes, and the property from a link to them."""
_TOPICS, _TERMS = 3, 5


def shared_text(link: Link) -> dict[str, tuple[str, ...]]:
    """What two papers share beside concepts and authors, the most telling topics and terms, in alphabetical order."""
    said: dict[str, list[str]] = {"topic": [], "text": []}
    for (voice, key), _ in link.parts:
        if voice in said:
            said[voice].append(key)
    found = {"shared_topics": said["topic"][:_TOPICS], "shared_terms": readable(said["text"], _TERMS)}
    return {name: tuple(sorted(values)) for name, values in found.items() if values}
