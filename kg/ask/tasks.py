"""What a server asks of a worker: values that say what is wanted, and the functions that answer them.

Each function opens the graph of its task, or has it open from before, and answers from one version of it: when a build
puts a new store in the place of the old one during an answer, either the old one goes on to the end, or the answer is
made again from the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from kg.errors import FormatError, NotFoundError, PaperkgError, QueryError, QueryMemoryError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from kg.store.disk import OpenStore

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Served:
    """An answer in ``form``, from one version of the graph; ``cut`` is that of ``written.Written``."""

    body: bytes
    form: str
    version: str
    cut: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparql:
    """A query; ``results`` and ``graph`` are the forms in which either sort of answer is wanted ("": not at all).

    It is cut after ``rows`` rows, and before ``size`` bytes of them.
    """

    folder: Path
    text: str
    results: str = "json"
    graph: str = "turtle"
    rows: int = 100_000
    size: int = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A named query with parameters; the limits are those of ``Sparql``."""

    folder: Path
    name: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    results: str = "json"
    rows: int = 100_000
    size: int = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Things by name; no kinds: all that have names. Numbers have none: their kind, "result", is asked for as such."""

    folder: Path
    text: str
    kinds: tuple[str, ...] = ()
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Papers near some papers, or near a text."""

    folder: Path
    papers: tuple[str, ...] = ()
    text: str = ""
    since: str = ""
    kinds: tuple[str, ...] = ()
    limit: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The strongest chains of evidence between two things, named as for ``search.find``."""

    folder: Path
    one: str
    other: str
    avoid: tuple[str, ...] = ()
    limit: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing by any of its names, in ``form``: "json", or one of ``written.GRAPHS``."""

    folder: Path
    text: str
    form: str = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One thing by its place: of ``{base}concept/fastkv`` the sort is "concept" and the name "fastkv"."""

    folder: Path
    sort: str
    name: str
    form: str = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An RDF document in Turtle, whose relative IRIs are below ``iri``, and the form it is wanted in."""

    text: str
    iri: str
    form: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands: its IRI and its kind ("" if it is none of ours)."""

    iri: str
    kind: str


def prepare(folder: Path) -> bytes:
    """Make the store of a graph ready, where it is missing or older than the graph: once, before workers open it.

    Raises:
        GraphError: there is no graph in the folder.
    """
    from kg.store.disk import open_store

    open_store(folder)
    return b""


def warm(folder: Path) -> str:
    """Have the graph open before the first question; the version.

    Raises:
        GraphError: there is no graph in the folder.
    """
    return _opened(folder).version


def version(folder: Path) -> str:
    """The version of the graph that is in use now, "" if there is none."""
    from kg.store import disk

    return disk.version(folder)


def sparql(task: Sparql) -> Served:
    """Answer a query.

    Raises:
        QueryError: it is refused, wrong, fails, or its answer is too large.
        FormatError: it does not answer in the form that is wanted.
    """
    return _served(task.folder, lambda store: answered(store, task))


def answered(store: ox.Store, task: Sparql) -> tuple[bytes, str, int]:
    """What a query answers, in a store: the bytes, their form, and after how many rows they are cut (0: not)."""
    import pyoxigraph as ox

    from kg.ask import nodes, written
    from kg.ask.sparql import evaluate

    base, limit = nodes.base(store), written.Limit(task.rows, task.size)
    with _evaluating():
        found = evaluate(store, task.text, base=base)
        if isinstance(found, ox.QueryTriples):
            form = _wanted(task.graph, "CONSTRUCT and DESCRIBE answer with RDF")
            triples, more = written.cut(found, limit)
            return _sized(written.graph(triples, form, base=base), task.size), form, more
        form = _wanted(task.results, "SELECT and ASK answer with SPARQL results")
        done = written.results(found, form, limit=limit)
        return done.body, form, done.cut


def named(task: Named) -> Served:
    """Answer a named query.

    Raises:
        NotFoundError: no such query, or a parameter that names nothing in the graph.
        UsageError: a parameter that the query does not have, or a value of another kind.
    """
    import pyoxigraph as ox

    from kg.ask import nodes, written
    from kg.ask.questions import spelled_out
    from kg.ask.sparql import evaluate

    def ask(store: ox.Store) -> tuple[bytes, str, int]:
        text = spelled_out(store, task.name, task.parameters)
        with _evaluating():
            found = evaluate(store, text, base=nodes.base(store), ready=True)
            if isinstance(found, ox.QueryTriples):
                raise FormatError(f"{task.name} answers with triples")
            done = written.results(found, task.results, limit=written.Limit(task.rows, task.size))
        return done.body, task.results, done.cut

    return _served(task.folder, ask)


def spelled(task: Named) -> Served:
    """A named query as SPARQL that stands on its own, the values of its parameters written into it.

    Raises:
        NotFoundError: as ``named``.
        UsageError: as ``named``.
    """
    from kg.ask.questions import spelled_out

    return _served(task.folder, lambda store: (spelled_out(store, task.name, task.parameters).encode(), "query", 0))


def vocabulary(folder: Path) -> Served:
    """The prefixes, classes and properties that queries of this graph can use."""
    from kg.ask import values
    from kg.ask.vocabulary import vocabulary as read

    return _served(folder, lambda store: (as_json(values.vocabulary(read(store, folder))), "json", 0))


def search(task: Search) -> Served:
    """Things by name, as ``kg search`` gives them; an empty list if there is none."""
    return _served(task.folder, lambda store: (as_json(found(store, task)), "json", 0))


def found(store: ox.Store, task: Search) -> list[dict[str, str]]:
    """The things of a search, in a store; where numbers are asked for, too, they have a third of the places."""
    from kg.ask import nodes, values
    from kg.ask.reported import reported
    from kg.ask.search import matching

    kinds = tuple(kind for kind in task.kinds if kind != "result") or (() if task.kinds else nodes.KINDS)
    numbers = reported(store, task.text, limit=task.limit) if "result" in task.kinds else []
    places = task.limit - min(len(numbers), task.limit // 3)
    hits = values.hits(matching(store, task.text, kinds=kinds, limit=places, unfinished=True)) if kinds else []
    return hits + values.numbers(numbers[: task.limit - len(hits)])


def near(task: Near) -> Served:
    """Related papers with their reasons, as ``kg related`` gives them; an empty list if a text is near none.

    Raises:
        NotFoundError: a paper is not in the graph.
        UsageError: neither papers nor a text, or both.
    """
    return _served(task.folder, lambda _: (as_json(nearest(task)), "json", 0))


def nearest(task: Near) -> list[dict[str, Any]]:
    """Related papers, from the index of the graph in use."""
    from kg.ask import values
    from kg.ask.related import Wanted, related, related_to_text
    from kg.store.near import open_index

    if bool(task.papers) == bool(task.text.strip()):
        raise UsageError("name one or more papers, or give a text")
    wanted = Wanted(task.limit, task.since, task.kinds)
    index = open_index(task.folder)
    try:
        if task.papers:
            return values.related(related(index, task.papers, wanted, folder=task.folder))
        return values.related(related_to_text(index, task.text, wanted))
    except NotFoundError:
        if task.papers:
            raise
        return []
    finally:
        index.close()


def ways(task: Ways) -> Served:
    """Chains of evidence, as ``kg path`` gives them; an empty list if nothing connects the two.

    Raises:
        NotFoundError: nothing or several things have one of the names.
        UsageError: both names mean the same thing, or an end is to be avoided.
    """
    return _served(task.folder, lambda store: (as_json(chains(store, task)), "json", 0))


def chains(store: ox.Store, task: Ways) -> list[dict[str, Any]]:
    """Chains of evidence, in a store."""
    from kg.ask import values
    from kg.ask.path import path

    return values.chains(path(store, task.one, task.other, k=task.limit, avoid=task.avoid, folder=task.folder))


def thing(task: Thing) -> Served:
    """One thing with what it is connected to.

    Raises:
        NotFoundError: nothing or several things have that name.
    """
    return _served(task.folder, lambda store: written_out(store, find(store, task.text), task.form))


def page(task: Page) -> Served:
    """What is said at the place of a thing.

    Raises:
        NotFoundError: there is no such thing.
    """
    return _served(task.folder, lambda store: written_out(store, standing(store, task.sort, task.name), task.form))


def rewritten(task: Document) -> bytes:
    """The document in another form."""
    import pyoxigraph as ox

    from kg.ask import written
    from kg.ontology.terms import BASE

    triples = (quad.triple for quad in ox.parse(task.text, format=ox.RdfFormat.TURTLE, base_iri=task.iri))
    return written.graph(written.in_order(triples), task.form, base=BASE)


def place(task: Thing) -> Place:
    """Where the thing stands that has a name.

    Raises:
        NotFoundError: nothing or several things have that name.
    """
    from kg.ask import nodes

    def ask(store: ox.Store) -> Place:
        iri = find(store, task.text)
        return Place(iri, nodes.kind(store, iri))

    return asked(task.folder, ask)[0]


def asked(folder: Path, ask: Callable[[ox.Store], _T]) -> tuple[_T, str]:
    """What a question to the graph in a folder gives, and the version of the graph that it is from."""
    opened = _opened(folder)
    try:
        return ask(opened.store()), opened.version
    except (PaperkgError, OSError, RuntimeError):
        if not opened.stale:
            raise
    opened = _opened(folder)
    return ask(opened.store()), opened.version


# ---------------------------------------------------------------- the open graph

_STORES: Final[dict[Path, OpenStore]] = {}


def _opened(folder: Path) -> OpenStore:
    from kg.ask import held
    from kg.store.disk import OpenStore

    opened = _STORES.setdefault(folder, OpenStore(folder))
    held.hold(opened.store(), opened.index)
    return opened


def _served(folder: Path, ask: Callable[[ox.Store], tuple[bytes, str, int]]) -> Served:
    (body, form, cut), version = asked(folder, ask)
    return Served(body, form, version, cut)


def find(store: ox.Store, text: str) -> str:
    """The IRI of what a text names, in a store: anything the graph has by its IRI, the rest by ``search.find``."""
    from kg.ask import nodes, search

    return nodes.find_iri(store, text) or search.find(store, text).iri


def standing(store: ox.Store, sort: str, name: str) -> str:
    """The IRI of what stands at a place; of a paper, one that the graph has."""
    from kg.ask import nodes

    return nodes.paper(store, name) if sort == "paper" else f"{nodes.base(store)}{sort}/{name}"


def written_out(store: ox.Store, iri: str, form: str) -> tuple[bytes, str, int]:
    """One thing as JSON (its card) or as triples."""
    from kg.ask import nodes, show, values, written
    from kg.ask.describe import describe

    if not nodes.exists(store, iri):
        raise NotFoundError(f"this graph says nothing of {iri}")
    if form == "json":
        return as_json(values.card(show.card(store, nodes.thing(store, iri)))), form, 0
    return written.graph(written.in_order(describe(store, iri)), form, base=nodes.base(store)), form, 0


@contextmanager
def _evaluating() -> Iterator[None]:
    """The engine goes on evaluating while its answer is written, and may fail then.

    Raises:
        QueryError: it did.
    """
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be evaluated: {error}") from error


def _wanted(form: str, sort: str) -> str:
    if not form:
        raise FormatError(f"{sort}, and the Accept header asks for something else")
    return form


def _sized(body: bytes, size: int) -> bytes:
    if len(body) > size:
        raise QueryMemoryError("the answer is too large: narrow the query, or add LIMIT")
    return body


def as_json(value: object) -> bytes:
    """The bytes of a JSON answer."""
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
