"""One SPARQL question as a value that another process can answer: a text or a named query with parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.ask import held
from kg.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyoxigraph as ox

    from kg.ontology.queries import Bound, NamedQuery, Parameter
    from kg.ontology.terms import Iris

QUERY_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
"""What the name of a named query looks like; no SPARQL does."""

_KINDS: Final = {
    "paper": ("paper",),
    "author": ("author",),
    "concept": ("method", "model", "dataset", "benchmark", "metric", "task"),
}
"""What a parameter's kind lets a name stand for."""


class Question(NamedTuple):
    """A question to the graph in ``folder``; ``form`` is one of ``sparql.FORMATS``.

    ``text`` is SPARQL, or the name of a named query if ``named``.
    """

    folder: Path
    text: str
    form: str = "json"
    named: bool = False
    parameters: Mapping[str, str] = {}


def reply(question: Question) -> bytes:
    """Open the graph and answer in the form that is asked for.

    Raises:
        GraphError: there is no graph in the folder.
        QueryError: the query is refused, wrong or fails.
        NotFoundError: no such named query, or a parameter that names nothing in the graph.
    """
    from kg.ask import nodes, sparql
    from kg.store.disk import open_store

    if question.named:
        return _named(question)
    store = open_store(question.folder)
    return sparql.serialised(store, question.text, form=question.form, base=nodes.base(store))


def _named(question: Question) -> bytes:
    from kg.ask import nodes, sparql

    store = held.opened(question.folder)
    text = spelled_out(store, question.text, question.parameters)
    return sparql.serialised(store, text, form=question.form, base=nodes.base(store), ready=True)


def written_out(question: Question) -> str:
    """The text of a named query with its parameters written into it, for another engine that holds this graph.

    Raises:
        GraphError, NotFoundError, UsageError: as ``reply``.
    """
    return spelled_out(held.opened(question.folder), question.text, question.parameters)


def spelled_out(store: ox.Store, name: str, given: Mapping[str, str]) -> str:
    """A named query as SPARQL that stands on its own and has passed the guard.

    In a store that is held, the same values are looked up once: that takes as long as the quickest queries do.

    Raises:
        NotFoundError: no such named query, or a parameter that names nothing in the graph.
        UsageError: a parameter that the query does not have, or a value of another kind.
    """
    return _spelled_out(store, (name, tuple(sorted(given.items()))))


@held.remembered_each
def _spelled_out(store: ox.Store, asked: tuple[str, tuple[tuple[str, str], ...]]) -> str:
    from kg.ask import guard, nodes
    from kg.ask.spelled import spelled

    query, base = named_query(asked[0]), nodes.base(store)
    text = spelled(query, bound(store, query, dict(asked[1]), base), base=base)
    guard.check(text)
    return text


def named_query(name: str) -> NamedQuery:
    """The named query.

    Raises:
        NotFoundError: there is none of that name; the message says which are near.
    """
    from kg.ontology.queries import load_queries, load_query

    found = load_query(name)
    if found is not None:
        return found
    from difflib import get_close_matches

    near = get_close_matches(name, load_queries(), n=3)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    raise NotFoundError(f"no named query {name}: {hint}`kg sparql --list` lists them")


def bound(store: ox.Store, query: NamedQuery, given: Mapping[str, str], base: str) -> dict[str, Bound]:
    """The values of a named query's parameters; a thing may be given by any of its names.

    Raises:
        NotFoundError: a given name, or a default that is needed, is in the graph nowhere or several times.
        UsageError: a parameter that the query does not have, or a value of another kind.
    """
    from kg.ontology.terms import Iris

    iris = Iris(base)
    found = {item.name: _default(store, query, item, iris) for item in query.parameters if item.name not in given}
    for item in query.parameters:
        if item.name in given:
            found[item.name] = _value(store, item, given[item.name], iris)
    return query.bind({**given, **found}, iris=iris)


def _default(store: ox.Store, query: NamedQuery, parameter: Parameter, iris: Iris) -> str:
    """The default, where this graph has it."""
    try:
        return _value(store, parameter, parameter.default, iris)
    except NotFoundError as error:
        needed = f"{query.name} needs --param {parameter.name}=… here"
        raise NotFoundError(
            f'{needed}: its default, "{parameter.default}", names no one thing in this graph'
        ) from error


def _value(store: ox.Store, parameter: Parameter, text: str, iris: Iris) -> str:
    """A text as it is; a thing by its IRI, which its very name gives at once, and any other name by a search."""
    from kg.ask import nodes

    kinds = _KINDS.get(parameter.kind.value)
    if kinds is None:
        return text
    minted = parameter.bind(text, iris).value
    found = minted if nodes.exists(store, minted) else nodes.find_iri(store, text)
    if nodes.kind(store, found) in kinds:
        return found
    from kg.ask import search

    return search.find(store, text, kinds=kinds).iri
