"""paperkg for Python programs: ``kg.build`` and ``kg.open`` give a ``Graph``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph as ox
    import rdflib

    from kg.ask.gaps import Gap
    from kg.ask.path import Chain
    from kg.ask.related import RelatedPaper
    from kg.ask.search import Hit
    from kg.ask.show import Card
    from kg.ask.similar import Similar
    from kg.store.near import Index

_FRAME_HEIGHT = 640


@dataclass(frozen=True, slots=True, order=True)
class PaperRow:
    """One paper as a list shows it. ``votes`` is None when no digest gives any."""

    identifier: str
    title: str
    date: str
    votes: int | None
    authors: tuple[str, ...]
    iri: str


class Graph:
    """A built graph: its papers, related papers, SPARQL, and the same data as networkx and rdflib graphs.

    Made by ``kg.build`` or ``kg.open``; reading it needs no other file than those of its exports folder.
    """

    def __init__(self, folder: str | Path) -> None:
        """Raises GraphError when the folder holds no built graph."""
        self.folder = Path(folder)
        self._store  # noqa: B018  opened now, so that a wrong folder is named at once

    @cached_property
    def _store(self) -> ox.Store:
        from kg.store.disk import open_store

        return open_store(self.folder)

    @cached_property
    def _index(self) -> Index:
        from kg.store.near import open_index

        return open_index(self.folder)

    @cached_property
    def _network(self) -> nx.MultiDiGraph[str]:
        from kg.store.convert import from_store
        from kg.store.terms import load_terms

        return from_store(self._store, load_terms(self.folder))

    @cached_property
    def papers(self) -> tuple[PaperRow, ...]:
        """All papers, the newest first, those of a day by votes."""
        graph = self._network
        rows = []
        for iri, node in graph.nodes(data=True):
            if node["kind"] != "paper":
                continue
            authors = [
                (edge.get("position", 0), graph.nodes[author]["label"])
                for _, author, relation, edge in graph.out_edges(iri, keys=True, data=True)
                if relation == "dcterms:creator"
            ]
            names = tuple(name for _, name in sorted(authors))
            rows.append(
                PaperRow(node["identifier"], node["label"], node["first_listed"], node.get("votes"), names, iri)
            )
        by_votes = sorted(rows, key=lambda row: (-(row.votes or 0), row.identifier))
        return tuple(sorted(by_votes, key=lambda row: row.date, reverse=True))

    def related(
        self, *papers: str, text: str = "", k: int = 10, since: str = "", kinds: Sequence[str] = ()
    ) -> tuple[RelatedPaper, ...]:
        """The k papers nearest to one paper, to several together, or to a text, each with its reasons.

        ``since`` is the first day, month or year of the answers, ``kinds`` are those of the reasons that count
        ("method", "task", "author", "topic", "text" …).

        Raises NotFoundError for a paper that is not in the graph, UsageError for what is no date or kind.
        """
        from kg.ask.related import Wanted, related, related_to_text

        wanted = Wanted(k, since, tuple(kinds))
        if text and not papers:
            return related_to_text(self._index, text, wanted)
        return related(self._index, papers, wanted, folder=self.folder)

    def sparql(self, query: str) -> list[dict[str, str | None]] | bool:
        """What a query answers: a dict a row, variable to value; True or False for ASK.

        CONSTRUCT and DESCRIBE give rows of subject, predicate and object. Raises QueryError.
        """
        from kg.ask.sparql import answer

        found = answer(self._store, query, base=self.base)
        if found.boolean is not None:
            return found.boolean
        return [
            {name: None if term is None else term.value for name, term in zip(found.variables, row, strict=True)}
            for row in found.rows
        ]

    def search(self, text: str) -> tuple[Hit, ...]:
        """Papers, authors and concepts by name, in Korean or English. Raises NotFoundError for no hit."""
        from kg.ask.search import search

        return search(self._store, text)

    def show(self, thing: str) -> Card:
        """One paper, author or concept with what it is connected to. Raises NotFoundError."""
        from kg.ask.show import show

        return show(self._store, thing)

    def path(self, one: str, other: str, *, k: int = 1, avoid: Sequence[str] = ()) -> tuple[Chain, ...]:
        """The k strongest chains of evidence between two papers, authors or concepts; () if nothing connects them.

        Raises NotFoundError for a name that is not in the graph, UsageError for two names of one thing.
        """
        from kg.ask.path import path

        return path(self._store, one, other, k=k, avoid=avoid, folder=self.folder)

    def similar(self, concept: str, *, kinds: Sequence[str] = (), k: int = 10) -> tuple[Similar, ...]:
        """The k concepts that are used in the same company, each with the companions that they share.

        ``kinds`` may answer ("method", "task" …), by default the concept's own. Raises NotFoundError.
        """
        from kg.ask.similar import similar

        return similar(self._store, concept, kinds=kinds, k=k)

    def gaps(self, *, method: str = "", task: str = "", since: str = "", k: int = 10) -> tuple[Gap, ...]:
        """The k best pairs of a method and a task that no paper combines, though both are rising.

        ``since`` is the first of the recent days, by default those of the last quarter. Raises NotFoundError, also
        where all papers are of one day, and UsageError.
        """
        from kg.ask.gaps import Wanted, gaps

        return gaps(self._store, Wanted(method=method, task=task, since=since), k=k)[1]

    def networkx(self) -> nx.MultiDiGraph[str]:
        """A copy of the graph as a networkx MultiDiGraph: node keys are IRIs, edge keys property names."""
        return self._network.copy()

    def rdf(self) -> rdflib.Graph:
        """The same data as an rdflib Graph, with all prefixes bound."""
        from kg.store.rdf import to_rdflib

        return to_rdflib(self._store)

    @cached_property
    def base(self) -> str:
        """The IRI below which authors, concepts and the rest live."""
        from kg.ask.nodes import base

        return base(self._store)

    def _repr_html_(self) -> str:
        """The interactive page in a frame of its own, for Jupyter."""
        from html import escape

        page = (self.folder / "graph.html").read_text(encoding="utf-8")
        return (
            f'<iframe sandbox="allow-scripts allow-popups" title="paperkg" '
            f'style="width:100%;height:{_FRAME_HEIGHT}px;border:0" srcdoc="{escape(page)}"></iframe>'
        )

    def __repr__(self) -> str:
        return f"Graph({str(self.folder)!r}, {len(self.papers)} papers)"


def build_and_open(
    paths: str | Path | Sequence[str | Path] = (), *, out: str | Path = "exports", **options: object
) -> Graph:
    """Build or update the exports in ``out`` from digests and open them.

    Takes the options of ``kg.pipeline.build``; digests that could not be read are left out with a warning.
    """
    import warnings

    from kg.pipeline import build

    named = [paths] if isinstance(paths, str | Path) else list(paths)
    report = build(named, out=out, **options)  # type: ignore[arg-type]  # the options are checked there
    for problem in report.problems:
        if problem.fatal:
            warnings.warn(str(problem), stacklevel=2)
    return Graph(report.folder)
