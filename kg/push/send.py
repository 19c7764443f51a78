"""Send a built graph: batch by batch, resumable, and counted in the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kg.errors import RemoteError
from kg.push.batches import Place, Triples
from kg.push.journal import Errand, Journal
from kg.store.drafts import settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kg.push.client import Target

    Progress = Callable[[str, int, int], None]

BATCH = 25_000
"""Triples in one request: about 4 MB. Virtuoso takes that here, where an update of it may hold 1,000."""


class Store(Protocol):
    """What ``send`` needs of ``kg.push.client.GraphStore``."""

    target: Target

    def replace(self, data: bytes) -> None:
        """Let the graph hold this and nothing else."""

    def add(self, data: bytes) -> None:
        """Add to the graph."""

    def count(self) -> int:
        """How many triples the graph holds."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a push did."""

    triples: int
    """How many the store holds now, by its own count."""
    resumed: int
    """How many of them an earlier push had sent."""
    notes: tuple[str, ...] = ()


def send(
    folder: Path, store: Store, *, mentions: bool = False, size: int = BATCH, restart: bool = False, tell: Progress
) -> Sent:
    """Let the store's graph hold what an exports folder holds, and nothing else.

    The first batch replaces what the graph held, the others are added. An interrupted push is taken up again by the
    next one of the same content to the same place, if the store still holds what had been sent.

    Args:
        folder: the exports folder.
        store: where to.
        mentions: send mentions.nt, too.
        size: triples in one request.
        restart: forget how far an earlier push came.
        tell: told how many triples are there, of how many.

    Raises:
        GraphError: the folder holds no graph.
        RemoteError: the store cannot be reached, refuses, or in the end holds another number of triples.
    """
    settle(folder)
    names = ("graph.nt", "mentions.nt") if mentions else ("graph.nt",)
    with Triples(folder, names) as triples:
        journal = Journal(folder, Errand(store.target.url, store.target.graph, triples.content))
        start, notes = _start(store, None if restart else journal.read(), size)
        tell(_STAGE, start.triples, triples.count)
        deliver = store.add if start.triples else store.replace
        for batch in triples.batches(size, start):
            deliver(batch.data)
            deliver = store.add
            journal.write(batch.end)
            tell(_STAGE, batch.end.triples, triples.count)
        found = store.count()
        journal.remove()
    if found != triples.count:
        raise RemoteError(
            f"{store.target.url} holds {found:,} triples in {store.target.graph}, not the {triples.count:,} that were "
            "sent: somebody else may write there; push again, which starts over"
        )
    if not journal.kept:
        notes = (*notes, f"{folder} cannot be written: an interrupted push would have started over")
    return Sent(found, start.triples, notes)


_STAGE = "Pushing triples"


def _start(store: Store, place: Place | None, size: int) -> tuple[Place, tuple[str, ...]]:
    """Where to go on: at a recorded place, if the store holds what was sent up to there, and perhaps one batch more."""
    if place is None or not place.triples:
        return Place(), ()
    found = store.count()
    if place.triples <= found <= place.triples + max(size, BATCH):
        return place, ()
    note = f"the store holds {found:,} triples, not the {place.triples:,} of the interrupted push: started over"
    return Place(), (note,)
