"""What was found in a store that stays open: a server asks the same things of it again and again.

A process holds one store at a time, and with it the register of its names. It must not change while it is held; one
that is not held is asked anew every time.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pyoxigraph as ox

    from kg.store.register import Register

_T = TypeVar("_T")
_K = TypeVar("_K")
_MOST: Final = 1024  # answers to one function's questions: a server is asked without end


class _Held:
    """The store that is held, and what functions found in it."""

    store: ox.Store | None = None
    index: Path | None = None
    found: dict[Callable[..., object], Any] = {}  # noqa: RUF012  one for the process


def hold(store: ox.Store | None, index: Path | None = None) -> None:
    """Hold this store (None: no more) with the index that belongs to it, and forget what was found in another one."""
    if _Held.store is not store:
        _Held.store, _Held.index, _Held.found = store, index, {}


def opened(folder: Path) -> ox.Store:
    """The store of an exports folder, which is held from now on.

    Raises:
        GraphError: as ``kg.store.disk.open_store``.
    """
    from kg.store.disk import open_both

    store, index = open_both(folder)
    hold(store, index)
    return store


def holds(store: ox.Store) -> bool:
    """Whether this is the store that is held."""
    return store is _Held.store


def remembered(function: Callable[[ox.Store], _T]) -> Callable[[ox.Store], _T]:
    """A function of a store alone that looks only once into the store that is held. Nobody may change what it gives."""

    @wraps(function)
    def look(store: ox.Store) -> _T:
        if not holds(store):
            return function(store)
        if function not in _Held.found:
            _Held.found[function] = function(store)
        found: _T = _Held.found[function]
        return found

    return look


def remembered_each(function: Callable[[ox.Store, _K], _T]) -> Callable[[ox.Store, _K], _T]:
    """As ``remembered``, of a function that takes something hashable beside the store: the latest of what it gave."""

    def known(_: ox.Store) -> dict[_K, _T]:
        return {}

    held_known = remembered(known)

    @wraps(function)
    def look(store: ox.Store, asked: _K) -> _T:
        given = held_known(store)
        if asked not in given:
            while len(given) >= _MOST:
                del given[next(iter(given))]
            given[asked] = function(store, asked)
        return given[asked]

    return look


def register(store: ox.Store) -> Register:
    """The names in a store: read from the index beside the one that is held, else from the store itself."""
    from kg.store.register import make_register, read_register

    found = read_register(_Held.index) if _Held.index and holds(store) else None
    return found or make_register(store)
