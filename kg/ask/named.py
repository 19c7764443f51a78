"""Which paper is meant by a text that is no id in the graph: an IRI in another form, or what a paper introduces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.ask import held, nodes, search
from kg.errors import NotFoundError
from kg.ontology.terms import KG

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from kg.ask.nodes import Thing


def paper_meant(folder: Path, text: str) -> str:
    """The IRI of a paper. Whoever names what a paper introduces is told which paper that is.

    Raises:
        NotFoundError: the graph in that folder does not hold it; the message says what is near.
    """
    store = held.opened(folder)
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
    try:
        concept = search.find(store, text, kinds=nodes.CONCEPT_KINDS)
    except NotFoundError:
        return None
    papers = nodes.sources(store, KG + "introduces", concept.iri)
    return (concept, nodes.identifier(store, papers[0])) if len(papers) == 1 else None
