"""What a server asks of a worker for its pages; as ``kg.ask.tasks``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.ask.tasks import Served, as_json, asked, standing, written_out

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The page of a thing by its place, as for ``Page``; ``more`` names a section that is wanted in full."""

    folder: Path
    sort: str
    name: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """What rises and fades, as ``pages.trends.Wanted`` says."""

    folder: Path
    since: str = ""
    kind: str = ""
    concepts: tuple[str, ...] = ()
    benchmark: str = ""


def ready(folder: Path) -> str:
    """Have read what searches and pages look at before the first of them; the version.

    Raises:
        GraphError: there is no graph in the folder.
    """
    from kg.ask import reported, search
    from kg.ask.pages import trends

    def read(store: ox.Store) -> None:
        search.prepare(store)
        reported.prepare(store)
        trends.census(store)

    return asked(folder, read)[1]


def sheet(task: Sheet) -> Served:
    """What the page of a thing shows; of what has no sections its card, as ``tasks.page`` gives it.

    Raises:
        NotFoundError: there is no such thing.
    """
    from kg.ask import nodes
    from kg.ask.pages import sheets

    def ask(store: ox.Store) -> bytes:
        if task.sort == "topic":
            return as_json(sheets.topic_sheet(store, task.folder, task.name, more=task.more))
        iri = standing(store, task.sort, task.name)
        if not nodes.exists(store, iri) or nodes.kind(store, iri) not in sheets.KINDS:
            return written_out(store, iri, "json")[0]
        return as_json(sheets.sheet(store, task.folder, iri, more=task.more))

    return _served(*asked(task.folder, ask))


def overview(folder: Path) -> Served:
    """What the start shows."""
    from kg.ask.pages import sheets

    return _served(*asked(folder, lambda store: as_json(sheets.overview(store, folder))))


def changes(task: Trends) -> Served:
    """What rises and fades.

    Raises:
        NotFoundError: the papers are all of one day, or a concept is not in the graph.
        UsageError: no day with papers on both sides.
    """
    from kg.ask.pages import trends

    wanted = trends.Wanted(since=task.since, kind=task.kind, concepts=task.concepts, benchmark=task.benchmark)
    return _served(*asked(task.folder, lambda store: as_json(trends.trends(store, wanted))))


def _served(body: bytes, version: str) -> Served:
    return Served(body, "json", version)
