"""The index of related papers: an SQLite file beside the store, which opens at once and needs no other library.

    paper      row (the newest first), IRI, id, title, date; vector, best partners, and what a reason shows, packed
    feature    number, voice, key, kind and name of what papers can share; how many have it; its champions, packed
    posting    of a feature that has more papers than champions: all of them
    label      the names of concepts, for texts

Beside them stand the tables of the ``register``, which has every name.

It is written together with the store and named like it, so that a reader finds the two that belong together, and is
made again from the graph where it is missing. What is packed are 32-bit numbers in this machine's order; the file never
leaves the machine it was made on.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from array import array
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.store.current import INDEX, current, in_use
from kg.store.register import answers, opened, write_register

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import networkx as nx
    import pyoxigraph as ox

    from kg.graph.similarity.vectors import Vectors

    Quotes = Mapping[str, Mapping[str, tuple[str, str]]]

_FORMAT: Final = 1
_SCHEMA: Final = """
CREATE TABLE fact (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE paper (row INTEGER PRIMARY KEY, iri TEXT, id TEXT, title TEXT, date TEXT, features BLOB, weights BLOB,
  partners BLOB, about BLOB);
CREATE TABLE feature (number INTEGER PRIMARY KEY, voice TEXT, key TEXT, kind TEXT, name TEXT, papers INTEGER,
  rows BLOB, weights BLOB);
CREATE TABLE posting (number INTEGER PRIMARY KEY, rows BLOB, weights BLOB);
CREATE TABLE label (key TEXT, name TEXT, concept TEXT, PRIMARY KEY (key, name, concept)) WITHOUT ROWID;
CREATE TABLE broader (concept TEXT, above TEXT, PRIMARY KEY (concept, above)) WITHOUT ROWID;
"""
_KEYS: Final = """
CREATE UNIQUE INDEX paper_iri ON paper (iri);
CREATE INDEX paper_id ON paper (id);
CREATE UNIQUE INDEX feature_key ON feature (voice, key);
"""
_AT_ONCE: Final = 900
"""Parameters that one statement takes."""


class Paper(NamedTuple):
    """A paper as an answer shows it."""

    iri: str
    identifier: str
    title: str
    date: str


class Feature(NamedTuple):
    """Something that papers can share: ``voice`` says how it counts, ``kind`` what it is, ``name`` what to call it."""

    voice: str
    key: str
    kind: str
    name: str


class About(NamedTuple):
    """What a paper does with its concepts, and how it says so.

    ``roles`` are local names of properties, kinds, IRIs and names, by role the surest first; ``said`` maps a concept's
    IRI to the section and the text of the sentence that names it best.
    """

    roles: list[tuple[str, str, str, str]]
    said: dict[str, tuple[str, str]]


class Index:
    """An open index. It answers ``kg.graph.similarity.partners.nearest`` as its source."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fact(self, name: str) -> Any:  # noqa: ANN401  a number or a text
        """A fact about all papers: "papers", "pivot", "faint" or "base"."""
        return self._one("SELECT value FROM fact WHERE name = ?", name)[0]

    def row(self, text: str) -> int | None:
        """The row of the paper with that IRI or id."""
        found = self._one("SELECT row FROM paper WHERE iri = ? OR id = ?", text, text)
        return None if found is None else int(found[0])

    def paper(self, row: int) -> Paper:
        """The paper of a row."""
        return Paper(*self._one("SELECT iri, id, title, date FROM paper WHERE row = ?", row))

    def about(self, row: int) -> About:
        """What the paper of a row does with its concepts."""
        packed = self._one("SELECT about FROM paper WHERE row = ?", row)[0]
        found = json.loads(zlib.decompress(packed))
        return About([tuple(role) for role in found["roles"]], found["said"])

    def vector(self, row: int) -> dict[int, int]:
        """The weights of a paper by the numbers of its features."""
        features, weights = self._one("SELECT features, weights FROM paper WHERE row = ?", row)
        return dict(zip(_unpacked(features), _unpacked(weights), strict=True))

    def partners(self, row: int) -> Sequence[int]:
        """The rows of the papers with which this one is linked in the graph."""
        return _unpacked(self._one("SELECT partners FROM paper WHERE row = ?", row)[0])

    def first_before(self, date: str) -> int:
        """The first row of those papers that were listed before a day; how many papers there are if none was."""
        found = self._one("SELECT min(row) FROM paper WHERE date < ?", date)[0]
        return int(self.fact("papers") if found is None else found)

    def features(self, numbers: Collection[int]) -> dict[int, Feature]:
        """What some features are, by their numbers."""
        rows = self._many("SELECT number, voice, key, kind, name FROM feature", numbers)
        return {int(number): Feature(*what) for number, *what in rows}

    def numbers(self, features: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, int]]:
        """Of voices and keys those that papers share: the feature's number, and how many papers have it."""
        found = {}
        for voice, key in features:
            known = self._one("SELECT number, papers FROM feature WHERE voice = ? AND key = ?", voice, key)
            if known is not None:
                found[voice, key] = int(known[0]), int(known[1])
        return found

    def of_kinds(self, numbers: Collection[int], kinds: Collection[str]) -> set[int]:
        """Those of some features that are of some kinds."""
        return {
            int(number) for number, kind in self._many("SELECT number, kind FROM feature", numbers) if kind in kinds
        }

    def labels(self, keys: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """The names with some keys (``kg.names.key``): key, name and the concept's IRI."""
        for key in keys:
            yield from answers(self._connection, "SELECT key, name, concept FROM label WHERE key = ?", (key,))

    def above(self, concept: str) -> list[str]:
        """The concepts directly above a concept."""
        found = answers(self._connection, "SELECT above FROM broader WHERE concept = ?", (concept,))
        return [above for (above,) in found]

    def champions(self, features: Collection[int]) -> Iterator[tuple[int, Sequence[int], Sequence[int]]]:
        """As ``partners.Source`` wants it."""
        for number, rows, weights in self._many("SELECT number, rows, weights FROM feature", features):
            yield number, _unpacked(rows), _unpacked(weights)

    def everybody(self, features: Collection[int]) -> Iterator[tuple[int, Sequence[int], Sequence[int]]]:
        """As ``champions``, but all papers of each feature."""
        long = set()
        for number, rows, weights in self._many("SELECT number, rows, weights FROM posting", features):
            long.add(number)
            yield number, _unpacked(rows), _unpacked(weights)
        yield from self.champions([number for number in features if number not in long])

    def vectors(self, rows: Collection[int]) -> Iterator[tuple[int, Sequence[int], Sequence[int]]]:
        """As ``partners.Source`` wants it."""
        for row, features, weights in self._many("SELECT row, features, weights FROM paper", rows, key="row"):
            yield row, _unpacked(features), _unpacked(weights)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _one(self, statement: str, *values: object) -> Any:  # noqa: ANN401  one row, or None
        return next(answers(self._connection, statement, values), None)

    def _many(self, statement: str, numbers: Collection[int], *, key: str = "number") -> Iterator[Any]:
        ordered = sorted(numbers)
        for first in range(0, len(ordered), _AT_ONCE):
            some = ordered[first : first + _AT_ONCE]
            marks = ",".join("?" * len(some))
            yield from answers(self._connection, f"{statement} WHERE {key} IN ({marks})", some)


def _unpacked(packed: bytes) -> array[int]:
    found = array("i")
    found.frombytes(packed)
    return found


# ---------------------------------------------------------------- opening


def open_index(folder: Path) -> Index:
    """The index of an exports folder; made from the graph first where it is missing.

    Where nothing can be written, or a build is writing just now, it is made in memory.

    Raises:
        GraphError: the folder holds no graph, or a damaged one; the message says what to do.
    """
    name = in_use(folder)
    found = _opened(folder / "store" / f"{name}{INDEX}") if name else None
    return found or _remade(folder)


def _opened(path: Path) -> Index | None:
    """The index in a file, None if there is none of this format."""
    connection = opened(path)
    if connection is None:
        return None
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == _FORMAT:
        return Index(connection)
    connection.close()
    return None


def _remade(folder: Path) -> Index:
    from kg.store.convert import from_store
    from kg.store.disk import open_store
    from kg.store.lock import writing_if_free
    from kg.store.terms import load_terms

    store = open_store(folder)
    graph = from_store(store, load_terms(folder))
    name = current(folder)
    try:
        with writing_if_free(folder) as free:
            if free and name and name == current(folder):
                path = folder / "store" / f"{name}{INDEX}"
                write_index(path, graph, store=lambda: store)
                found = _opened(path)
                if found is not None:
                    return found
    except OSError:
        pass  # nothing can be written there: it is made for this once
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    _fill(connection, graph, {})  # names are looked for in the file alone
    return Index(connection)


# ---------------------------------------------------------------- writing


def write_index(
    path: Path,
    graph: nx.MultiDiGraph[str],
    quotes: Quotes | None = None,
    *,
    store: Callable[[], ox.Store] | None = None,
) -> None:
    """Write the index of a graph, replacing what is there, all or nothing.

    ``quotes`` maps a paper's IRI to those of its concepts, and each to the section and text of the sentence that
    names it best. ``store`` gives the same graph for the register, when all else is done; without it there is none.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(draft)
        try:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            _fill(connection, graph, quotes or {})
            if store is not None:
                write_register(connection, store())
            connection.commit()
        finally:
            connection.close()
        with draft.open("rb") as stream:
            os.fsync(stream.fileno())
        draft.replace(path)
    except sqlite3.OperationalError as error:  # a full disk, a folder that nobody may write to
        raise OSError(f"the index of related papers cannot be written to {path.parent}: {error}") from error
    finally:
        draft.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, graph: nx.MultiDiGraph[str], quotes: Quotes) -> None:
    from kg.graph.similarity.partners import MICRO
    from kg.graph.similarity.vectors import VECTORS, Vectors

    vectors = graph.graph.get(VECTORS) or Vectors.of_graph(graph)
    connection.executescript(_SCHEMA)
    facts = {
        "papers": len(vectors.papers),
        "pivot": vectors.measures.pivot,
        "faint": round(vectors.tuning.faint * MICRO),
        "base": graph.graph["base"],
    }
    connection.executemany("INSERT INTO fact VALUES (?, ?)", sorted(facts.items()))
    connection.executemany("INSERT INTO paper VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _papers(graph, vectors, quotes))
    _features(connection, graph, vectors)
    connection.executemany("INSERT OR IGNORE INTO label VALUES (?, ?, ?)", _labels(graph))
    above = ((one, other) for one, other, key in graph.edges(keys=True) if key == "skos:broader")
    connection.executemany("INSERT INTO broader VALUES (?, ?)", sorted(above))
    connection.executescript(_KEYS)
    connection.execute(f"PRAGMA user_version = {_FORMAT}")


def _papers(graph: nx.MultiDiGraph[str], vectors: Vectors, quotes: Quotes) -> Iterator[tuple[object, ...]]:
    start = vectors.start
    for row, paper in enumerate(vectors.papers):
        node, here = graph.nodes[paper], slice(start[row], start[row + 1])
        partners = [
            vectors.row[other] for _, other, key in graph.out_edges(paper, keys=True) if key == "kg:sharesTopicWith"
        ]
        yield (
            row,
            paper,
            node.get("identifier", paper),
            node.get("label", paper),
            node.get("first_listed", ""),
            vectors.feature[here].tobytes(),
            vectors.weight[here].tobytes(),
            array("i", sorted(partners)).tobytes(),
            _packed(graph, paper, quotes.get(paper, {})),
        )


def _packed(graph: nx.MultiDiGraph[str], paper: str, said: Mapping[str, tuple[str, str]]) -> bytes:
    from kg.graph.similarity.profile import ROLE_WEIGHTS

    edges = [
        (key.removeprefix("kg:"), -edge.get("confidence", 0.0), concept)
        for _, concept, key, edge in graph.out_edges(paper, keys=True, data=True)
        if key.removeprefix("kg:") in ROLE_WEIGHTS
    ]
    roles = [
        (role, graph.nodes[concept]["kind"], concept, graph.nodes[concept].get("label", concept))
        for role, _, concept in sorted(edges)
    ]
    text = json.dumps({"roles": roles, "said": dict(sorted(said.items()))}, ensure_ascii=False)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def _features(connection: sqlite3.Connection, graph: nx.MultiDiGraph[str], vectors: Vectors) -> None:
    from kg.graph.similarity.links import champions
    from kg.graph.similarity.partners import CHAMPIONS

    everybody = champions(vectors, len(vectors.papers))
    rows, weights = everybody.row.astype("int32"), everybody.weight.astype("int32")
    for number, (voice, key) in enumerate(vectors.features):
        first, last = int(everybody.start[number]), int(everybody.start[number + 1])
        best = min(last, first + CHAMPIONS)
        node = graph.nodes.get(key, {}) if voice in {"concept", "author"} else {}
        connection.execute(
            "INSERT INTO feature VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                voice,
                key,
                node.get("kind", voice),
                node.get("label", key),
                vectors.measures.having.get((voice, key), last - first),
                rows[first:best].tobytes(),
                weights[first:best].tobytes(),
            ),
        )
        if best < last:
            packed = rows[first:last].tobytes(), weights[first:last].tobytes()
            connection.execute("INSERT INTO posting VALUES (?, ?, ?)", (number, *packed))


def _labels(graph: nx.MultiDiGraph[str]) -> Iterator[tuple[str, str, str]]:
    from kg.kinds import Kind
    from kg.names import key

    kinds = {kind.value for kind in Kind}
    for node, data in graph.nodes(data=True):
        if data["kind"] in kinds:
            for name in (
                data.get("label", ""),
                *(text for text, _ in (*data.get("alt_labels", ()), *data.get("hidden_labels", ()))),
            ):
                yield key(name), name, node
