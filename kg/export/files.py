"""Everything that ``kg build`` leaves in an exports folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.export.atlas.topics import NO_TOPICS
from kg.export.graphml import graphml
from kg.export.manifest import MANIFEST, Options, manifest
from kg.graph.similarity.profile import WORDINGS
from kg.ontology.terms import Iris
from kg.store import serialize
from kg.store.convert import to_statements
from kg.store.current import NAMING
from kg.store.disk import StoreDraft, sweep_stores
from kg.store.drafts import Drafts
from kg.store.near import write_index
from kg.store.spots import Spots
from kg.store.terms import TERMS, terms_lines
from kg.store.version import current_file
from kg.store.void import Counting, Origin, void_triples

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

    from kg.model import Facts
    from kg.store.drafts import File
    from kg.store.near import Quotes
    from kg.store.void import Count

EXPORTS = (
    "graph.ttl",
    "graph.nt",
    "graph.jsonld",
    "graph.graphml",
    "graph.html",
    "atlas.html",
    "topics.json",
    "mentions.nt",
    TERMS,
    "void.ttl",
    MANIFEST,
)
"""The files of an exports folder, beside ``store/``."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The texts of graph.html, atlas.html and topics.json, or what makes them."""

    graph: str | Callable[[], str]
    atlas: str | Callable[[], str]
    topics: str | Callable[[], str] = NO_TOPICS


def write_exports(
    folder: Path,
    graph: nx.MultiDiGraph[str],
    facts: Facts,
    *,
    pages: Pages,
    options: Options | None = None,
    quotes: Quotes | None = None,
    keep: Callable[[Drafts], None] | None = None,
) -> tuple[File, ...]:
    """Write all exports of a graph and its store, and return the files, by name.

    ``quotes`` are what ``kg.store.near.write_index`` takes. ``keep`` is given the drafts before the last one, to keep
    what the graph was built from. All files come into place together when all are written, the store's switch among
    them; the manifest is the last. The caller holds the folder's lock.

    Raises:
        OSError: the folder cannot be written; the old files are still there.
    """
    chosen = options or Options()
    iris = Iris(graph.graph["base"])
    with Drafts(folder, recorded=True) as drafts:
        counts = _write_triples(drafts, graph, iris), _write_mentions(drafts, facts, iris)
        drafts.write(TERMS, terms_lines(graph.graph.get(WORDINGS, {})))
        sources = {file.name: (drafts.draft(file.name), file.sha256) for file in drafts.files if file.name in NAMING}
        with StoreDraft(folder, sources) as store:  # made in the shadow of what is written next
            _write_graphml(drafts, graph)
            _write_description(drafts, facts, chosen, iris, counts)
            for name, made in (("graph.html", pages.graph), ("atlas.html", pages.atlas), ("topics.json", pages.topics)):
                text = made if isinstance(made, str) else made()
                drafts.write(name, [text.encode("utf-8", "replace")])
            files = drafts.files
            write_index(store.index, graph, quotes, store=store.read)
            used = store.put()
        drafts.write("store/CURRENT", [current_file(used, {name: checksum for name, (_, checksum) in sources.items()})])
        if keep:
            keep(drafts)
        last = drafts.write(MANIFEST, manifest(graph, facts, files, chosen))
    sweep_stores(folder, used)
    return tuple(sorted((*files, last)))


def _write_graphml(drafts: Drafts, graph: nx.MultiDiGraph[str]) -> None:
    drafts.write("graph.graphml", graphml(graph))


def _write_description(drafts: Drafts, facts: Facts, options: Options, iris: Iris, counts: tuple[Count, Count]) -> None:
    origin = Origin(tuple(sorted({digest.date for digest in facts.digests})), options.version)
    described = void_triples(*counts, files=drafts.files, origin=origin, iris=iris)
    drafts.write("void.ttl", [serialize.turtle(described, base=iris.base)])


def _write_triples(drafts: Drafts, graph: nx.MultiDiGraph[str], iris: Iris) -> Count:
    """Every format in one pass over the triples, of which there are never many at once."""
    turtle, json_ld = serialize.Turtle(iris.base), serialize.JsonLd(iris.base)
    lines, counting = serialize.Lines(), Counting()
    nodes = [json_ld.head.encode()]

    def blocks() -> Iterator[bytes]:
        for part in serialize.parts(to_statements(graph)):
            triples = serialize.whole(part)
            yield turtle.piece(triples)
            lines.add(triples)
            nodes.append(json_ld.piece(part).encode())
            counting.add(part)

    drafts.write("graph.ttl", blocks())
    drafts.write("graph.jsonld", [*nodes, json_ld.end.encode()])
    drafts.write("graph.nt", lines.pieces())
    return counting.count()


def _write_mentions(drafts: Drafts, facts: Facts, iris: Iris) -> Count:
    spots = Spots(facts.mentions, facts.papers, iris)
    drafts.write("mentions.nt", spots.pieces())
    return spots.count()
