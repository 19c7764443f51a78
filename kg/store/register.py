"""The register: every name of the papers, authors and concepts of a graph, for whoever looks for one of them.

    thing      number, IRI, kind, how many statements point at it (of a paper: its votes), the number of its label
    name       number (the worthiest first), text, number of the thing
    form       "keys", "words", "initials": how all names are compared, one below the other, and where each begins
    whole      "order": the names' numbers by their keys; "kinds": a letter for each name; "mains": how many come first
               that are things' own; "format" of these tables

The order of the names is that in which an answer shows those which match equally well. A build leaves the register in
the index beside the store (``near``), where a few pages of it are read instead of every name; from the store alone the
same register is made in memory. What is packed are 32-bit numbers in this machine's order. Names are compared as
``kg.names`` does, so its code is part of the format.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self
from zlib import crc32

from kg.errors import GraphError
from kg.kinds import CONCEPT_RELATIONS, NAMED_KINDS
from kg.ontology.terms import NODE_CLASS, expand, last_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pyoxigraph as ox

LABELS: Final = ("skos:prefLabel", "rdfs:label", "foaf:name", "dcterms:title")
"""A thing's own names; its label is the first in the order of the alphabet by the first of these that it has."""
OTHERS: Final = ("skos:altLabel", "skos:hiddenLabel")
"""Hidden labels are names that a user may well type."""
_VERSION: Final = 1
_SCHEMA: Final = """
CREATE TABLE thing (number INTEGER PRIMARY KEY, iri TEXT, kind TEXT, uses INTEGER, label INTEGER);
CREATE TABLE name (number INTEGER PRIMARY KEY, text TEXT, thing INTEGER);
CREATE TABLE form (name TEXT PRIMARY KEY, lines TEXT, starts BLOB);
CREATE TABLE whole (name TEXT PRIMARY KEY, value);
"""


class Column(NamedTuple):
    """Texts without line ends, one below the other: each with a line end on both sides, and where it begins.

    One more place stands at the end, where the next text would begin.
    """

    text: str
    starts: array[int]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """A column of texts."""
        starts = array("i", accumulate((len(text) + 1 for text in texts), initial=1))
        return cls("\n".join(("", *texts, "")), starts)


class Forms(NamedTuple):
    """How names are compared: by keys, words (each with a space before it) and their initials.

    ``order`` has the names' numbers in the order of the keys; ``kinds`` the place of each name's kind in
    ``NAMED_KINDS``; the first ``mains`` names are things' own.
    """

    keys: Column
    words: Column
    initials: Column
    order: array[int]
    kinds: str
    mains: int


class Known(NamedTuple):
    """What the register says of a name, and of the thing that has it."""

    text: str
    iri: str
    kind: str
    label: str
    uses: int


class Register:
    """An open register.

    Raises:
        GraphError: the index that it lies in is damaged.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        columns = {
            name: Column(lines, _numbers(starts))
            for name, lines, starts in answers(connection, "SELECT name, lines, starts FROM form")
        }
        whole = dict(answers(connection, "SELECT name, value FROM whole"))
        self.forms: Final = Forms(**columns, order=_numbers(whole["order"]), kinds=whole["kinds"], mains=whole["mains"])
        """How all names are compared."""

    def known(self, number: int) -> Known:
        """What a name is and means."""
        text, iri, kind, label, uses = next(answers(self._connection, _KNOWN, (number,)))
        return Known(text, iri, kind, label or last_part(iri), uses)

    def texts(self) -> Iterator[str]:
        """All names as they are spelt."""
        return map(itemgetter(0), answers(self._connection, "SELECT text FROM name ORDER BY number"))


_KNOWN: Final = """
SELECT name.text, iri, kind, own.text, uses FROM name JOIN thing ON thing.number = name.thing
LEFT JOIN name AS own ON own.number = thing.label WHERE name.number = ?
"""


def opened(path: Path) -> sqlite3.Connection | None:
    """The index in a file, read-only; None if there is none, or a damaged one."""
    if not path.is_file():
        return None
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        connection.close()
        return None
    return connection


def answers(connection: sqlite3.Connection, statement: str, values: Sequence[object] = ()) -> Iterator[Any]:
    """What an index answers.

    Raises:
        GraphError: it is damaged.
    """
    try:
        yield from connection.execute(statement, values)
    except sqlite3.Error as error:
        raise GraphError(f"the index beside the store is damaged ({error}): `kg build` makes it anew") from error


def read_register(path: Path) -> Register | None:
    """The register in an index; None where there is none of this format, as in an older or a damaged index."""
    connection = opened(path)
    if connection is None:
        return None
    try:
        if next(answers(connection, "SELECT value FROM whole WHERE name = 'format'"), None) == (_format(),):
            return Register(connection)
    except (GraphError, KeyError, TypeError):  # tables that are not there, or lack rows
        pass
    connection.close()
    return None


def make_register(store: ox.Store) -> Register:
    """The register of a store, in memory."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    write_register(connection, store)
    return Register(connection)


def write_register(connection: sqlite3.Connection, store: ox.Store) -> None:
    """Add the register of a store to a database that has none."""
    things = _things(store)
    named = sorted(
        (not own, number, len(text), text) for number, thing in enumerate(things) for text, own in thing.names.items()
    )
    labels = {number: place for place, (*_, number, _, text) in enumerate(named) if text == things[number].label}
    connection.executescript(_SCHEMA)
    connection.executemany(
        "INSERT INTO thing VALUES (?, ?, ?, ?, ?)",
        ((number, each.iri, each.kind, each.uses, labels.get(number)) for number, each in enumerate(things)),
    )
    connection.executemany(
        "INSERT INTO name VALUES (?, ?, ?)", ((place, text, number) for place, (_, number, _, text) in enumerate(named))
    )
    columns = _columns([text for *_, text in named])
    connection.executemany(
        "INSERT INTO form VALUES (?, ?, ?)",
        ((name, text, starts.tobytes()) for name, (text, starts) in columns.items()),
    )
    whole = {
        "order": _order(columns["keys"]).tobytes(),
        "kinds": "".join(str(NAMED_KINDS.index(things[number].kind)) for _, number, *_ in named),
        "mains": sum(not other for other, *_ in named),
        "format": _format(),
    }
    connection.executemany("INSERT INTO whole VALUES (?, ?)", whole.items())


@cache
def _format() -> str:
    """The format of the tables, and by which rules names are compared."""
    return f"{_VERSION} {crc32((files('kg') / 'names.py').read_bytes()):08x}"


def _columns(texts: Iterable[str]) -> dict[str, Column]:
    """What names are compared by."""
    from kg import names

    slugs = [names.slug(text) for text in texts]
    words = [slug.split("-") for slug in slugs]
    return {
        "keys": Column.of([names.slug_key(slug) for slug in slugs]),
        "words": Column.of([f" {' '.join(each)}" for each in words]),
        "initials": Column.of(["".join(word[:1] for word in each) for each in words]),
    }


def _order(column: Column) -> array[int]:
    lines = column.text[1:-1].split("\n")
    return array("i", sorted(range(len(column.starts) - 1), key=lines.__getitem__))


def _numbers(packed: bytes) -> array[int]:
    found = array("i")
    found.frombytes(packed)
    return found


# ---------------------------------------------------------------- from the store


class _Thing(NamedTuple):
    """Something that has names; ``names`` says of each whether it is the thing's own."""

    iri: str
    kind: str
    uses: int
    label: str
    names: dict[str, bool]


def _things(store: ox.Store) -> list[_Thing]:
    """What can be searched for, in the order of worth."""
    kinds = _kinds(store)
    labels: dict[str, str] = {}
    called: dict[str, dict[str, bool]] = {iri: {} for iri in kinds}
    for relation in (*LABELS, *OTHERS):
        first: dict[str, str] = {}
        for iri, text in _pairs(store, relation):
            if iri in called:
                called[iri].setdefault(text, relation in LABELS)
                first[iri] = min(text, first.get(iri, text))
        if relation in LABELS:
            labels = {**first, **labels}  # what a thing has by an earlier relation stays
    uses = _uses(store, kinds)
    things = [
        _Thing(iri, kinds[iri], uses[iri], labels.get(iri) or last_part(iri), given)
        for iri, given in called.items()
        if given
    ]
    things.sort(key=lambda thing: (-thing.uses, NAMED_KINDS.index(thing.kind), thing.label, thing.iri))
    return things


def _kinds(store: ox.Store) -> dict[str, str]:
    """The most specific kind of each thing."""
    found: dict[str, str] = {}
    for kind in ("benchmark", *sorted(NAMED_KINDS)):
        for iri in _instances(store, kind):
            found.setdefault(iri, kind)
    return found


def _uses(store: ox.Store, kinds: Mapping[str, str]) -> Counter[str]:
    """How many papers' statements point at each thing; of a paper, its votes."""
    import pyoxigraph as ox

    counts: Counter[str] = Counter()
    for relation in ("dcterms:creator", *(f"kg:{role}" for role in CONCEPT_RELATIONS)):
        counts.update(quad.object.value for quad in _quads(store, relation) if isinstance(quad.object, ox.NamedNode))
    for iri, votes in _pairs(store, "kg:votes"):  # listings have votes, too
        if kinds.get(iri) == "paper":
            counts[iri] = int(votes)
    return counts


def _instances(store: ox.Store, kind: str) -> Iterator[str]:
    import pyoxigraph as ox

    for quad in _quads(store, "rdf:type", ox.NamedNode(NODE_CLASS[kind])):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value


def _pairs(store: ox.Store, relation: str) -> Iterator[tuple[str, str]]:
    """Subject and text of every statement with this property whose object is a literal."""
    import pyoxigraph as ox

    for quad in _quads(store, relation):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            yield quad.subject.value, quad.object.value


def _quads(store: ox.Store, relation: str, value: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
    import pyoxigraph as ox

    return store.quads_for_pattern(None, ox.NamedNode(expand(relation)), value, ox.DefaultGraph())
