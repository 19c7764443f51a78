"""What was found in a store that stays open: a server asks the same things of it again and again.

A process holds one store at a time. It must not change while it is held; one that is not held is asked anew every time.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

_T = TypeVar("_T")


class _Held:
    """The store that is held, and what functions found in it."""

    store: ox.Store | None = None
    found: dict[Callable[..., object], Any] = {}  # noqa: RUF012  one for the process


def hold(store: ox.Store | None) -> None:
    """Hold this store (None: no more), and forget what was found in another one."""
    if _Held.store is not store:
        _Held.store, _Held.found = store, {}


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
