"""Answers with their sources, for agents: what was found, and the papers that it rests on."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from kg.ask import tasks
from kg.ontology.terms import KG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph as ox

_OF_ONE: Final = 3
"""How many papers vouch for one thing of a list."""
_IN_ALL: Final = 20
_ITEMS: Final = 25
"""How many connections of each sort a thing is shown with; all are counted."""


def search(task: tasks.Search) -> dict[str, Any]:
    """Things by name, each with papers that name it."""

    def ask(store: ox.Store) -> dict[str, Any]:
        found = tasks.found(store, task)
        return {"found": found, "sources": _sources(store, (each["iri"] for each in found), each=_OF_ONE)}

    return tasks.asked(task.folder, ask)[0]


def show(task: tasks.Thing) -> dict[str, Any]:
    """One thing with the first of its connections of each sort, and how many there are.

    Raises:
        NotFoundError: nothing or several things have that name.
    """
    from kg.ask import nodes, values
    from kg.ask.show import card

    def ask(store: ox.Store) -> dict[str, Any]:
        thing = nodes.thing(store, tasks.find(store, task.text))
        value = values.card(card(store, thing))
        relations = value["relations"]
        value["relations"] = {name: items[:_ITEMS] for name, items in relations.items()}
        value["counts"] = {name: len(items) for name, items in relations.items()}
        return {"thing": value, "sources": _sources(store, [thing.iri], each=_IN_ALL)}

    return tasks.asked(task.folder, ask)[0]


def related(task: tasks.Near) -> dict[str, Any]:
    """Related papers with their reasons; they are their own sources.

    Raises:
        NotFoundError: a paper is not in the graph.
        UsageError: neither papers nor a text, or both.
    """
    from kg.ask import nodes

    def ask(store: ox.Store) -> dict[str, Any]:
        found = tasks.nearest(task)
        papers = [nodes.paper(store, each["paper"]) for each in found]
        return {"related": found, "sources": _sources(store, papers, each=1)}

    return tasks.asked(task.folder, ask)[0]


def path(task: tasks.Ways) -> dict[str, Any]:
    """Chains of evidence, and the papers that their steps rest on.

    Raises:
        NotFoundError: nothing or several things have one of the names.
        UsageError: both names mean the same thing, or an end is to be avoided.
    """
    from kg.ask import nodes

    def ask(store: ox.Store) -> dict[str, Any]:
        found = tasks.chains(store, task)
        papers = [nodes.paper(store, each) for chain in found for step in chain["steps"] for each in step["papers"]]
        return {"chains": found, "sources": _sources(store, papers, each=1)}

    return tasks.asked(task.folder, ask)[0]


def sparql(task: tasks.Sparql) -> dict[str, Any]:
    """What a query answers, and the papers of which it speaks (those of the first things it names, if it names none).

    Raises:
        QueryError: it is refused, wrong or fails.
    """
    import pyoxigraph as ox

    from kg.ask import nodes, written

    def ask(store: ox.Store) -> dict[str, Any]:
        body, form, cut = tasks.answered(store, replace(task, results="json", graph="ntriples"))
        if form == "ntriples":
            triples = [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]
            nodes_named = (part.value for each in triples for part in each if isinstance(part, ox.NamedNode))
            turtle = written.graph(triples, "turtle", base=nodes.base(store)).decode()
            return {"turtle": turtle, "cut": bool(cut), "sources": _behind(store, nodes_named)}
        results = json.loads(body)
        if "boolean" in results:
            return {"boolean": results["boolean"], "sources": []}
        rows = results["results"]["bindings"]
        plain = [{name: term["value"] for name, term in row.items()} for row in rows]
        found = {"columns": results["head"]["vars"], "rows": plain, "cut": bool(cut)}
        return found | {"sources": _behind(store, _iris(rows))}

    return tasks.asked(task.folder, ask)[0]


def _behind(store: ox.Store, iris: Iterable[str]) -> list[dict[str, str]]:
    """The papers among things; if there is none, papers behind the first of the things."""
    named = list(dict.fromkeys(iris))
    papers = [iri for iri in named if _is_paper(store, iri)]
    return _sources(store, papers or named[:_IN_ALL], each=1 if papers else _OF_ONE)


def _iris(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    return (term["value"] for row in rows for term in row.values() if term["type"] == "uri")


def _is_paper(store: ox.Store, iri: str) -> bool:
    from kg.ask import nodes

    return nodes.kind(store, iri) == "paper"


def _sources(store: ox.Store, iris: Iterable[str], *, each: int) -> list[dict[str, str]]:
    """The papers behind things, none twice, so many of each and so many in all."""
    from kg.ask import nodes

    papers = dict.fromkeys(paper for iri in iris for paper in islice(_papers(store, iri), each))
    return [
        {"paper": nodes.identifier(store, iri), "title": nodes.label(store, iri), "url": iri}
        for iri in islice(papers, _IN_ALL)
    ]


def _papers(store: ox.Store, iri: str) -> Iterator[str]:
    """The papers behind a thing: itself, those that introduce or name it, wrote or report it, or are listed in it."""
    from kg.ask import nodes

    if _is_paper(store, iri):
        yield iri
        return
    for relation in (*nodes.concept_roles(), nodes.CREATOR, KG + "reports"):
        yield from reversed(nodes.sources(store, relation, iri))  # the newest ids first
    for relation in ("subject", "metric", "evaluatedOn"):
        for result in nodes.sources(store, KG + relation, iri):
            yield from nodes.sources(store, KG + "reports", result)
    for listing in nodes.sources(store, KG + "inDigest", iri):
        yield from nodes.values(store, listing, KG + "ofPaper")
