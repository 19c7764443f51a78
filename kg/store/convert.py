"""The MultiDiGraph and RDF, both ways: the only place that knows which attribute is which property.

``to_triples`` states everything but two attributes of edges: the ``position`` of a dcterms:creator and the
``confidence`` of a role. ``from_store`` gives back all that is stated, and computes again what follows from it:
the weights of co-authors who share a single paper, the parts of a link's weight, and the confidence of a role, which is
that of the paper's surest mention of the concept (where the store holds mentions).

Literals have one lexical form each (``kg.graph.naming.decimal`` for numbers), the one to which pyoxigraph
normalises, so that every export and the store hold equal terms.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import starmap
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.errors import InputError
from kg.graph import naming
from kg.graph.similarity.profile import WORDINGS
from kg.model import Kind, Role
from kg.names import language
from kg.ontology.terms import BASE, NODE_CLASS, ONTOLOGY, Iris, expand, is_arxiv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import networkx as nx

    from kg.graph.similarity.wording import Wording
    from kg.store.serialize import Statement

    Term = ox.NamedNode | ox.Literal
    Attributes = dict[str, str | int | float | tuple[str, ...] | tuple[tuple[str, str], ...]]

CONCEPT_KINDS: Final = tuple(kind.value for kind in Kind)
KINDS: Final = ("digest", "paper", *CONCEPT_KINDS, "author", "result", "listing", "collaboration", "link")
"""The kinds of nodes, in the order in which they are written."""

FACTS_LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
RIGHTS: Final = (
    "The facts are free (CC0 1.0). Quotations (kg:quote, oa:exact) stay under the licence of the digest they are from."
)

_TYPE: Final = ox.NamedNode(expand("rdf:type"))
_ELSEWHERE: Final = ""


def _text(value: object) -> ox.Literal:
    return ox.Literal(str(value))


def _typed(datatype: str) -> Callable[[object], ox.Literal]:
    node = ox.NamedNode(expand(datatype))
    return lambda value: ox.Literal(str(value), datatype=node)


def _decimal(value: object) -> ox.Literal:
    return _DECIMAL(naming.decimal(value if isinstance(value, float) else str(value)))


@cache
def _named(curie: str) -> ox.NamedNode:
    return ox.NamedNode(expand(curie))


def _iri(value: object) -> ox.NamedNode:
    return ox.NamedNode(str(value))


_DECIMAL = _typed("xsd:decimal")
_INTEGER = _typed("xsd:integer")
_DATE = _typed("xsd:date")
_MONTH = _typed("xsd:gYearMonth")


_ATTRIBUTES: Final[Mapping[str, tuple[tuple[str, str, Callable[[object], Term]], ...]]] = {
    "digest": (("title", "dcterms:title", _text), ("date", "dcterms:date", _DATE)),
    "paper": (
        ("title", "dcterms:title", _text),
        ("label", "rdfs:label", _text),
        ("identifier", "dcterms:identifier", _text),
        ("doi", "schema:sameAs", _iri),
        ("first_listed", "kg:firstListed", _DATE),
        ("submitted", "kg:submitted", _MONTH),
        ("votes", "kg:votes", _INTEGER),
        ("trust", "kg:trust", _text),
        ("trust_reason", "kg:trustReason", _text),
    ),
    "author": (("label", "foaf:name", _text),),
    "result": (
        ("value", "kg:value", _decimal),
        ("unit", "kg:unit", _text),
        ("result_kind", "kg:kind", _text),
    ),
    "listing": (("position", "kg:position", _INTEGER), ("votes", "kg:votes", _INTEGER)),
    "collaboration": (("paper_count", "kg:paperCount", _INTEGER), ("weight", "kg:weight", _decimal)),
    "link": (("weight", "kg:weight", _decimal),),
}
"""Attributes with exactly one value: name, property, how it is written. Concepts are written by ``_concept``."""

_SEVERAL: Final = (("shared_topics", "kg:sharedTopic"), ("shared_terms", "kg:sharedTerm"))
"""Attributes of links with any number of values."""

_IN_LANGUAGES: Final = (
    ("alt_labels", "skos:altLabel"),
    ("hidden_labels", "skos:hiddenLabel"),
    ("definitions", "skos:definition"),
)
"""Attributes of concepts with any number of texts, each with its language."""

_EDGES: Final = (
    "dcterms:creator",
    "kg:introduces",
    "kg:addresses",
    "kg:uses",
    "kg:evaluatesOn",
    "kg:comparesWith",
    "kg:measures",
    "kg:mentions",
    "kg:reports",
    "kg:inDigest",
    "kg:ofPaper",
    "kg:subject",
    "kg:metric",
    "kg:evaluatedOn",
    "kg:baseline",
    "skos:broader",
    "skos:related",
    "kg:coAuthorOf",
    "kg:between",
    "kg:sharedConcept",
    "kg:sharedAuthor",
    "kg:sharesTopicWith",
)
"""The properties between nodes, in the order in which they are written."""

_CLASSES: Final = {kind: ox.NamedNode(iri) for kind, iri in NODE_CLASS.items()}
_ROLES: Final = frozenset({f"kg:{role.value}" for role in Role} | {"kg:mentions"})
_NODES: Final = {curie: ox.NamedNode(expand(curie)) for curie in _EDGES}
_RANK: Final = {curie: place for place, curie in enumerate(_EDGES)}
_INTEGERS: Final = frozenset({"votes", "position", "paper_count"})


# ---------------------------------------------------------------- to RDF


def to_triples(graph: nx.MultiDiGraph[str]) -> Iterator[ox.Triple]:
    """The graph as triples, in reading order: kind by kind, within a kind by IRI. No blank nodes, none twice.

    Raises:
        InputError: a thing has an address that no RDF tool takes for an IRI.
    """
    return starmap(ox.Triple, to_statements(graph))


def to_statements(graph: nx.MultiDiGraph[str]) -> Iterator[Statement]:
    """``to_triples`` taken apart."""
    digests = sorted(node for node, data in graph.nodes(data=True) if data["kind"] == "digest")
    yield from dataset_triples(digests, Iris(graph.graph.get("base", BASE)))
    yield from part_triples(graph)


def part_triples(graph: nx.MultiDiGraph[str]) -> Iterator[Statement]:
    """What a graph says of its things, or a part of a graph (``kg.graph.build.part_graph``): last come the edges of
    the nodes without a kind, which other parts describe.

    Raises:
        InputError: a thing has an address that no RDF tool takes for an IRI.
    """
    by_kind: dict[str, list[str]] = defaultdict(list)
    for node, data in graph.nodes(data=True):
        by_kind[data.get("kind", _ELSEWHERE)].append(node)
    unknown = by_kind.keys() - {*KINDS, _ELSEWHERE}
    if unknown:
        raise ValueError(f"nodes of unknown kinds: {sorted(unknown)}")
    iris = Iris(graph.graph.get("base", BASE))
    attributes = dict(graph.nodes.items())
    terms = {node: checked(node, data) for node, data in attributes.items()}
    edges = dict(graph.adjacency())  # plain dicts: the views of networkx take several times as long
    for kind in (*KINDS, _ELSEWHERE):
        for node in sorted(by_kind[kind]):
            subject = terms[node]
            if kind:
                yield from [(subject, *each) for each in _properties(attributes[node], iris)]
            yield from _edges(node, edges[node], terms)


def to_quads(triples: Iterable[ox.Triple]) -> Iterator[ox.Quad]:
    """Triples as quads of the default graph, for a store."""
    return (ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)


def checked(iri: str, attributes: Mapping[str, Any]) -> ox.NamedNode:
    """The address of a thing with these attributes.

    Raises:
        InputError: no RDF tool takes it for an IRI.
    """
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        name = f"{attributes.get('kind', 'thing')} {attributes.get('label', iri)!r}"
        raise InputError(f"the {name} has an address that is no IRI: {iri} ({error}); mend its link") from error


def dataset_triples(digests: Iterable[str], iris: Iris) -> Iterator[Statement]:
    """What the graph is, under which licence, and from where: it travels with every export."""
    dataset, scheme = ox.NamedNode(iris.dataset()), ox.NamedNode(iris.scheme())
    statements: tuple[tuple[str, Term], ...] = (
        ("rdf:type", _named("void:Dataset")),
        ("dcterms:title", ox.Literal("paperkg", language="en")),
        ("dcterms:license", _iri(FACTS_LICENCE)),
        ("dcterms:rights", ox.Literal(RIGHTS, language="en")),
        ("dcterms:conformsTo", _iri(ONTOLOGY)),
        ("void:uriSpace", _text(iris.base)),
        *(("prov:wasDerivedFrom", _iri(digest)) for digest in digests),
    )
    for curie, value in statements:
        yield dataset, _named(curie), value
    yield scheme, _TYPE, _named("skos:ConceptScheme")
    yield scheme, _named("dcterms:title"), ox.Literal("paperkg concepts", language="en")


def _edges(
    node: str, neighbours: Mapping[str, Mapping[str, object]], terms: Mapping[str, ox.NamedNode]
) -> Iterator[Statement]:
    subject = terms[node]
    targets: dict[str, list[str]] = defaultdict(list)
    for target, relations in neighbours.items():
        for relation in relations:
            targets[relation].append(target)
    unknown = targets.keys() - _NODES.keys()
    if unknown:
        raise ValueError(f"edges of unknown kinds at {node}: {sorted(unknown)}")
    for relation in targets if len(targets) == 1 else sorted(targets, key=_RANK.__getitem__):
        predicate = _NODES[relation]
        yield from [(subject, predicate, terms[target]) for target in sorted(targets[relation])]


def _properties(attributes: Mapping[str, object], iris: Iris) -> Iterator[tuple[ox.NamedNode, Term]]:
    kind = str(attributes["kind"])
    yield _TYPE, _CLASSES[kind]
    if kind in CONCEPT_KINDS:
        yield from _concept(attributes, iris)
        return
    identifier = str(attributes.get("identifier", ""))
    if kind == "paper" and is_arxiv(identifier):
        yield _TYPE, _named("fabio:Preprint")
    for name, curie, make in _ATTRIBUTES[kind]:
        if name in attributes:
            yield _named(curie), make(attributes[name])
        if name == "identifier" and is_arxiv(identifier):
            yield _named("fabio:hasArXivId"), _text(identifier)
    for name, curie in _SEVERAL:
        found = attributes.get(name, ())
        for text in found if isinstance(found, tuple) else ():
            yield _named(curie), _text(text)
    if kind == "result":
        quote = ox.Literal(str(attributes["quote"]), language=str(attributes["quote_lang"]))
        yield _named("kg:quote"), quote


def _concept(attributes: Mapping[str, object], iris: Iris) -> Iterator[tuple[ox.NamedNode, Term]]:
    # Nothing infers in the store, so that every concept is a kg:Concept is stated beside its most specific class.
    yield _TYPE, _named("kg:Concept")
    yield _named("skos:prefLabel"), ox.Literal(str(attributes["label"]), language="en")
    for name, curie in _IN_LANGUAGES:
        labels = attributes.get(name, ())
        for text, tag in labels if isinstance(labels, tuple) else ():
            yield _named(curie), ox.Literal(text, language=tag)
    notes = attributes.get("scope_notes", ())
    for text in notes if isinstance(notes, tuple) else ():
        yield _named("skos:scopeNote"), ox.Literal(text, language="en")
    yield _named("skos:inScheme"), ox.NamedNode(iris.scheme())


# ---------------------------------------------------------------- from RDF


def from_store(store: ox.Store, wordings: Mapping[str, Wording] | None = None) -> nx.MultiDiGraph[str]:
    """The graph that a store holds, nodes and edges in the order of ``to_triples``.

    ``wordings`` are what the papers' texts say, by IRI (``kg.store.terms``): whoever links the papers anew needs them.
    """
    import networkx as nx

    base = base_of(store)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(base=base)
    if wordings:
        graph.graph[WORDINGS] = dict(wordings)
    kinds = _kinds(store)
    attributes = _attributes(store, kinds)
    _complete(attributes, kinds)
    for node in sorted(kinds, key=lambda node: (KINDS.index(kinds[node]), node)):
        graph.add_node(node, kind=kinds[node], **attributes[node])
    for relation in _EDGES:
        pairs = ((subject, value.value) for subject, value in _statements(store, relation))
        for one, other in sorted(pairs):
            if one in kinds and other in kinds:
                graph.add_edge(one, other, relation)
    _label_records(graph)
    _weigh_roles(graph, store)
    _weigh_authors(graph)
    _weigh_links(graph)
    return graph


def _statements(store: ox.Store, curie: str, value: ox.NamedNode | None = None) -> Iterator[tuple[str, Term]]:
    """Subject and object of every triple with that property (and object); there are no other kinds of terms."""
    for quad in store.quads_for_pattern(None, _named(curie), value, ox.DefaultGraph()):
        subject, found = quad.subject, quad.object
        if isinstance(subject, ox.NamedNode) and isinstance(found, ox.NamedNode | ox.Literal):
            yield subject.value, found


def base_of(store: ox.Store) -> str:
    """The IRI under which the things of a store live."""
    datasets = (subject for subject, _ in _statements(store, "rdf:type", _named("void:Dataset")))
    return next(datasets, BASE).removesuffix("dataset")


def _kinds(store: ox.Store) -> dict[str, str]:
    return {
        subject: kind for kind in KINDS for subject, _ in _statements(store, "rdf:type", ox.NamedNode(NODE_CLASS[kind]))
    }


def _attributes(store: ox.Store, kinds: Mapping[str, str]) -> dict[str, Attributes]:
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, table in _ATTRIBUTES.items():
        for name, curie, _ in table:
            names[curie][kind] = name
    for kind in CONCEPT_KINDS:
        names["skos:prefLabel"][kind] = "label"
    names["kg:quote"]["result"] = "quote"
    found: dict[str, Attributes] = {node: {} for node in kinds}
    for curie in sorted(names):
        for subject, value in _statements(store, curie):
            attribute = names[curie].get(kinds.get(subject, ""))
            if attribute:
                found[subject][attribute] = _value(attribute, value.value)
    _labels(store, kinds, found)
    for name, curie in (("scope_notes", "skos:scopeNote"), *_SEVERAL):
        _texts(store, kinds, found, name=name, curie=curie)
    return found


def _value(name: str, lexical: str) -> str | int | float:
    if name in _INTEGERS:
        return int(lexical)
    return float(lexical) if name == "weight" else lexical


def _labels(store: ox.Store, kinds: Mapping[str, str], found: dict[str, Attributes]) -> None:
    for name, curie in _IN_LANGUAGES:
        labels: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for subject, value in _statements(store, curie):
            if subject in kinds and isinstance(value, ox.Literal):
                labels[subject].append((value.value, value.language or "en"))
        for node, pairs in labels.items():
            found[node][name] = tuple(sorted(pairs))


def _texts(store: ox.Store, kinds: Mapping[str, str], found: dict[str, Attributes], *, name: str, curie: str) -> None:
    """Read an attribute that may have several values."""
    several: dict[str, list[str]] = defaultdict(list)
    for subject, value in _statements(store, curie):
        if subject in kinds:
            several[subject].append(value.value)
    for node, texts in several.items():
        found[node][name] = tuple(sorted(texts))


def _complete(attributes: dict[str, Attributes], kinds: Mapping[str, str]) -> None:
    """Add what follows from the other attributes of the same node; what others wrote may lack some."""
    for node, known in attributes.items():
        kind = kinds[node]
        if kind == "paper":
            known["url"] = node
        elif kind == "digest":
            known["label"] = known.get("title", node)
        elif kind == "result":
            known["label"] = naming.result_label(str(known.get("value", "")), str(known.get("unit", "")))
            known["number"] = int("0" + re.sub("[^0-9]", "", node.rpartition("/")[2]))
            known["quote_lang"] = language(str(known.get("quote", "")))


def _label_records(graph: nx.MultiDiGraph[str]) -> None:
    """Label the nodes that are named after others."""
    for node, data in graph.nodes(data=True):
        ends = [graph.nodes[target] for _, target, key in graph.out_edges(node, keys=True) if key in _NAMING]
        if data["kind"] == "collaboration":
            data["label"] = naming.collaboration_label(*(end.get("label", "") for end in ends))
        elif data["kind"] == "link":
            data["label"] = naming.link_label(*(end.get("identifier", "") for end in ends))
        elif data["kind"] == "listing":
            known = {key: value for end in ends for key, value in end.items()}
            data["label"] = naming.listing_label(known.get("identifier", ""), known.get("date", ""))


_NAMING: Final = frozenset({"kg:between", "kg:inDigest", "kg:ofPaper"})


def _weigh_roles(graph: nx.MultiDiGraph[str], store: ox.Store) -> None:
    """Weigh what a paper does with a concept by its surest mention of it."""
    concepts = {mention: value.value for mention, value in _statements(store, "oa:hasBody")}
    said = {mention: float(value.value) for mention, value in _statements(store, "kg:confidence")}
    best: dict[tuple[str, str], float] = {}
    for mention, value in _statements(store, "oa:hasTarget"):
        pair = value.value, concepts.get(mention, "")
        best[pair] = max(best.get(pair, 0.0), said.get(mention, 0.0))
    for paper, concept, key, data in graph.edges(keys=True, data=True):
        if key in _ROLES and (paper, concept) in best:
            data["confidence"] = best[paper, concept]


def _weigh_authors(graph: nx.MultiDiGraph[str]) -> None:
    """Weigh the pairs of authors: as their collaboration says, else by the one paper that states the pair.

    A pair without a collaboration may share further papers, too long to state pairs: it is the shortest that counts.
    """
    from kg.graph.pairs import fraction

    together: dict[tuple[str, str], tuple[int, float]] = {}
    for node, data in graph.nodes(data=True):
        if data["kind"] == "collaboration":
            one, other = sorted(target for _, target in graph.out_edges(node))
            together[one, other] = data["paper_count"], data["weight"]
    papers: dict[str, set[str]] = defaultdict(set)
    length: dict[str, int] = defaultdict(int)
    for paper, author, key in graph.edges(keys=True):
        if key == "dcterms:creator":
            papers[author].add(paper)
            length[paper] += 1
    for one, other, key, data in graph.edges(keys=True, data=True):
        if key == "kg:coAuthorOf":
            pair = (min(one, other), max(one, other))
            if pair not in together:
                shortest = min(length[paper] for paper in papers[one] & papers[other])
                together[pair] = 1, round(fraction(shortest), 6)
            data["paper_count"], data["weight"] = together[pair]


def _weigh_links(graph: nx.MultiDiGraph[str]) -> None:
    """Weigh the edges of links and, by scoring the pair again, the parts of their weights."""
    from kg.graph.build import SHARED
    from kg.graph.similarity.links import link as scored
    from kg.graph.similarity.vectors import VECTORS, Vectors

    graph.graph[VECTORS] = vectors = Vectors.of_graph(graph)
    for link in [node for node, data in graph.nodes(data=True) if data["kind"] == "link"]:
        weight = graph.nodes[link]["weight"]
        one, other = sorted(target for _, target, key in graph.out_edges(link, keys=True) if key == "kg:between")
        for source, target in ((one, other), (other, one)):
            graph.edges[source, target, "kg:sharesTopicWith"]["weight"] = weight
        for (voice, key), part in scored(vectors, one, other).parts:
            if graph.has_edge(link, key, SHARED.get(voice, "")):
                graph.edges[link, key, SHARED[voice]]["weight"] = part
