"""The queryable store of an exports folder, which opens in milliseconds.

    exports/store/CURRENT     the name of the folder in use, and the format (``kg.store.version``)
    exports/store/{name}/     a RocksDB store, named after the content of graph.nt, mentions.nt and terms.jsonl
    exports/store/{name}.db   the index of related papers that belongs to it (``near``)

Beside them lie ``.lock``, ``digests.jsonl``, ``readings.jsonl``, ``wordings.json``, ``lexicon/`` and ``decisions/``;
other modules of this room describe them.

A store is built in a folder of its own and comes into use when CURRENT is replaced: readers see the old or the new one.
It holds nothing that graph.nt and mentions.nt do not, and is made again from them when it is missing, damaged
or older than they are. A build makes it from the store before (``patch``) where that is sooner. Opening loads neither
networkx nor rdflib.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self

import pyoxigraph as ox

from kg.errors import GraphError
from kg.store.current import INDEX, NAMING, SOURCES, content_name, current, in_use
from kg.store.patch import patch
from kg.store.version import FORMAT, current_file, read_current

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

_STORE: Final = r"[0-9a-f]{16}|\.[0-9a-f]{16}\.\d+"
"""The name of a store, or of the draft of one that was killed."""
_INDEX_DRAFT: Final = rf"\.[0-9a-f]{{16}}{re.escape(INDEX)}\.\d+"
"""What is left of an index whose writing was killed."""


def open_store(folder: Path) -> ox.Store:
    """The store of an exports folder, read-only; made from graph.nt and mentions.nt first where needed.

    Where nothing can be written, or a build is writing just now, it is loaded into memory.

    Raises:
        GraphError: the folder holds no graph, or a damaged one; the message says what to do.
    """
    return open_both(folder)[0]


def open_both(folder: Path) -> tuple[ox.Store, Path | None]:
    """The store as ``open_store`` gives it, and where the index lies that belongs to it; None if it was made just now.

    Raises:
        GraphError: as ``open_store``.
    """
    name = in_use(folder)
    store = _opened(folder / "store" / name) if name else None
    if store is not None:
        return store, folder / "store" / f"{name}{INDEX}"
    if not (folder / SOURCES[0]).is_file():
        state = "is damaged" if current(folder) else "is not there"
        raise GraphError(f"the graph in {folder} {state}: run `kg build PATH --out {folder}`")
    return _remade(folder), None


class OpenStore:
    """The store of an exports folder, kept open until another one comes into use.

    A build makes its store beside the old one, switches to it, then removes the old one. Whoever holds a store goes on
    reading the old one from its open files, whole and unchanged; the few files that RocksDB had not opened yet may be
    gone then, so an error of a store that is ``stale`` means nothing: ask the new one. ``index`` is where the index of
    the store lies, if it is one on disk.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = ""
        self.index: Path | None = None
        self._store: ox.Store | None = None

    def store(self) -> ox.Store:
        """The store in use now, which is opened if it is another one than before.

        Raises:
            GraphError: as ``open_store``.
        """
        if self._store is None or self.stale:
            self._store = None  # closes the old one first: two of a large graph may be too much
            self.index = None
            self._store, self.version = self._open()
        return self._store

    @property
    def stale(self) -> bool:
        """Whether another store has come into use since this one was opened."""
        return version(self.folder) != self.version

    def _open(self) -> tuple[ox.Store, str]:
        for _ in range(_TRIES):
            name = current(self.folder)
            store = _opened(self.folder / "store" / name) if name else None
            if name and store is not None:
                self.index = self.folder / "store" / f"{name}{INDEX}"
                return store, name
            if name == current(self.folder):  # not switched meanwhile: it is missing or damaged
                break
        before = version(self.folder)  # if opening makes a store, that one is opened the next time
        return open_store(self.folder), before


_TRIES = 20
"""How many builds in a row may switch stores while one is being opened."""


def version(folder: Path) -> str:
    """What names the content of the store in use; without a store on disk, what graph.nt looks like from outside."""
    name = current(folder)
    if name is not None:
        return name
    try:
        found = (folder / SOURCES[0]).stat()
    except OSError:
        return ""
    return f"{found.st_mtime_ns:x}{found.st_size:x}"


def write_store(folder: Path) -> Path:
    """Bring the store up to date with graph.nt and mentions.nt, and return its folder; the caller holds the lock.

    Raises:
        GraphError: one of them is not N-Triples.
        OSError: the folder cannot be written.
    """
    checksums = {source: _sha256(folder / source) for source in NAMING if (folder / source).is_file()}
    name = content_name(checksums)
    place = folder / "store" / name
    if not _opened(place):
        _make(folder, place)
    if read_current(folder) != (name, FORMAT):
        _replace(folder / "store" / "CURRENT", current_file(name, checksums))
    sweep_stores(folder, name)
    return place


class StoreDraft:
    """A store that is made beside the one in use while something else is done: loading leaves the interpreter free.

    ``sources`` are the files that name it, by their names to be, with their SHA-256 checksums; it holds the triples
    among them. ``wait`` for it before they are moved, then ``switch``; what was not switched to is gone when the
    ``with`` block ends. The caller holds the folder's lock.
    """

    def __init__(self, folder: Path, sources: Mapping[str, tuple[Path, str]]) -> None:
        self._folder = folder
        name = content_name({source: checksum for source, (_, checksum) in sources.items()})
        self._place = folder / "store" / name
        self._paths = [path for source, (path, _) in sorted(sources.items()) if source in SOURCES]
        self._known = _opened(self._place) is not None
        self._made: Future[None] | None = None

    @property
    def index(self) -> Path:
        """Where the index of related papers goes that belongs to it (``near``), before it comes into use."""
        return self._place.with_suffix(INDEX)

    def __enter__(self) -> Self:
        from concurrent.futures import ThreadPoolExecutor

        if not self._known:
            with_one = ThreadPoolExecutor(1)
            self._made = with_one.submit(_fill, _draft_of(self._place), self._paths, self._folder)
            with_one.shutdown(wait=False)
        return self

    def __exit__(self, *_: object) -> None:
        import shutil

        if self._made is not None:
            self._made.exception()  # waits: nobody may write into what is removed
            shutil.rmtree(_draft_of(self._place), ignore_errors=True)
        if not self._place.is_dir():  # it never came: its index belongs to nothing
            self.index.unlink(missing_ok=True)

    def read(self) -> ox.Store:
        """What it holds, read-only; raises what ``wait`` does. It must be closed again before ``put``."""
        self.wait()
        return ox.Store.read_only(str(self._place if self._known else _draft_of(self._place)))

    def wait(self) -> None:
        """Return when it is made.

        Raises:
            GraphError: a source is not N-Triples.
            OSError: the folder cannot be written.
        """
        if self._made is not None:
            self._made.result()

    def put(self) -> str:
        """Put it beside the one in use, and return its name; raises what ``wait`` does."""
        self.wait()
        if not self._known:
            _put(_draft_of(self._place), self._place)
        return self._place.name


def _opened(place: Path) -> ox.Store | None:
    """The store in a folder, None if it cannot be opened."""
    if not place.is_dir():
        return None
    try:
        store = ox.Store.read_only(str(place))
        next(iter(store), None)
    except (OSError, ValueError, RuntimeError):  # pyoxigraph raises the last one on damage
        return None
    return store


def _remade(folder: Path) -> ox.Store:
    from kg.store.lock import writing_if_free

    try:
        with writing_if_free(folder) as free:
            store = _opened(write_store(folder)) if free else None
    except OSError:
        store = None
    return store if store is not None else _load(ox.Store(), map(folder.joinpath, SOURCES))


def _load(store: ox.Store, paths: Iterable[Path]) -> ox.Store:
    """Load N-Triples files in blocks: the engine keeps in memory what it is given at once, several times over."""
    for path in paths:
        if path.is_file():
            with path.open("rb") as stream:
                before = 0
                while block := stream.read(_BLOCK) + stream.readline():
                    try:
                        store.bulk_load(input=block, format=ox.RdfFormat.N_TRIPLES)
                    except (SyntaxError, ValueError) as error:
                        line = before + (getattr(error, "lineno", None) or 1)
                        reason = str(error).rpartition(": ")[2]
                        raise GraphError(f"{path}:{line}: damaged ({reason}): build again with `kg build`") from error
                    before += block.count(b"\n")
    return store


_BLOCK: Final = 1 << 24
"""So many bytes, and the rest of a line, are loaded at once."""


def _make(folder: Path, place: Path) -> None:
    import shutil

    draft = _draft_of(place)
    try:
        _fill(draft, [folder / source for source in SOURCES])
        _put(draft, place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _draft_of(place: Path) -> Path:
    return place.with_name(f".{place.name}.{os.getpid()}")


def _fill(draft: Path, paths: Sequence[Path], folder: Path | None = None) -> None:
    """Make a store of N-Triples files, in a folder that is new.

    ``paths`` are to take the place of what ``folder`` holds: the store there, if it is there, is what this one is made
    from as far as both are the same.
    """
    import shutil

    shutil.rmtree(draft, ignore_errors=True)
    before = _sound(folder) if folder is not None and len(paths) == len(SOURCES) else None
    if folder is not None and before is not None:
        if patch(draft, before, zip(map(folder.joinpath, SOURCES), paths, strict=True)):
            return
        shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    store = _load(ox.Store(str(draft)), paths)
    store.optimize()
    store.flush()


def _sound(folder: Path) -> Path | None:
    """The store in use, if it was made from the files that lie there as they are now; None otherwise."""
    name = current(folder)
    try:
        found = content_name({source: _sha256(folder / source) for source in NAMING if (folder / source).is_file()})
        whole = all((folder / source).is_file() for source in SOURCES)
    except OSError:
        return None
    return folder / "store" / name if name == found and whole else None


def _put(draft: Path, place: Path) -> None:
    """Bring a store that is made to its place."""
    import shutil

    shutil.rmtree(place, ignore_errors=True)
    draft.rename(place)


def sweep_stores(folder: Path, name: str) -> None:
    """Remove all stores but the one of that name; one that cannot be removed now goes the next time."""
    import shutil

    for other in sorted((folder / "store").iterdir()):
        if other.is_dir() and other.name != name and re.fullmatch(_STORE, other.name):
            shutil.rmtree(other, ignore_errors=True)
        elif (other.suffix == INDEX and other.stem != name) or re.fullmatch(_INDEX_DRAFT, other.name):
            with suppress(OSError):  # some systems keep a file that a server reads
                other.unlink()


def _replace(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)


def _sha256(path: Path) -> str:
    import hashlib

    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
