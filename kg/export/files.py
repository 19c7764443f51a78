"""Everything that ``kg build`` leaves in an exports folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.export.drafts import Drafts
from kg.export.graphml import graphml
from kg.export.manifest import MANIFEST, Options, manifest
from kg.graph.similarity.profile import WORDINGS
from kg.ontology.terms import Iris
from kg.store import serialize
from kg.store.convert import mention_triples, to_triples
from kg.store.disk import write_store
from kg.store.near import write_index
from kg.store.terms import TERMS, terms_lines
from kg.store.void import Count, Origin, void_triples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import networkx as nx

    from kg.model import Facts
    from kg.store.near import Quotes
    from kg.store.void import File

EXPORTS = (
    "graph.ttl",
    "graph.nt",
    "graph.jsonld",
    "graph.graphml",
    "graph.html",
    "atlas.html",
    "mentions.nt",
    TERMS,
    "void.ttl",
    MANIFEST,
)
"""The files of an exports folder, beside ``store/``."""


def write_exports(
    folder: Path,
    graph: nx.MultiDiGraph[str],
    facts: Facts,
    *,
    page: str | Callable[[], str],
    atlas: str | Callable[[], str],
    options: Options | None = None,
    quotes: Quotes | None = None,
    keep: Callable[[], None] | None = None,
) -> tuple[File, ...]:
    """Write all exports of a graph and its store, and return the files, by name.

    ``page`` and ``atlas`` are the texts of graph.html and atlas.html, or what makes them. The files come into place
    together when all are written, then the store is switched, and the manifest comes last: a folder whose manifest fits
    its files is complete. ``quotes`` are what ``kg.store.near.write_index`` takes. ``keep`` is called just before it,
    to keep what the manifest will say the graph was built from.
    The caller holds the folder's lock.

    Raises:
        OSError: the folder cannot be written; the old files are still there.
    """
    chosen = options or Options()
    with Drafts(folder) as drafts:
        _write_graph(drafts, graph, facts, chosen)
        for name, made in (("graph.html", page), ("atlas.html", atlas)):
            text = made if isinstance(made, str) else made()
            drafts.write(name, [text.encode("utf-8", "replace")])
    files = drafts.files
    write_store(folder, lambda path: write_index(path, graph, quotes))
    if keep:
        keep()
    with Drafts(folder) as last:
        last.write(MANIFEST, manifest(graph, facts, files, chosen))
    return tuple(sorted((*files, *last.files)))


def _write_graph(drafts: Drafts, graph: nx.MultiDiGraph[str], facts: Facts, options: Options) -> None:
    iris = Iris(graph.graph["base"])
    triples = list(to_triples(graph))
    mentions = list(mention_triples(facts.mentions, facts.papers, iris))
    drafts.write("graph.ttl", [serialize.turtle(triples, base=iris.base)])
    drafts.write("graph.nt", [serialize.ntriples(triples)])
    drafts.write("graph.jsonld", (piece.encode() for piece in serialize.json_ld(triples, base=iris.base)))
    drafts.write("graph.graphml", graphml(graph))
    drafts.write("mentions.nt", [serialize.ntriples(mentions)])
    drafts.write(TERMS, terms_lines(graph.graph.get(WORDINGS, {})))
    origin = Origin(tuple(sorted({digest.date for digest in facts.digests})), options.version)
    described = void_triples(Count.of(triples), Count.of(mentions), files=drafts.files, origin=origin, iris=iris)
    drafts.write("void.ttl", [serialize.turtle(described, base=iris.base)])
