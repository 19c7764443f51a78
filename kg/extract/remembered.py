"""A function's values, remembered: a dict that fills itself, for the lookups that a paper needs by the thousand."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

Argument = TypeVar("Argument", bound=Hashable)
Value = TypeVar("Value")


class Remembered(dict[Argument, Value]):
    """``found[argument]`` is ``function(argument)``, computed once; emptied when it holds ``most`` values.

    A lookup that hits costs what a dict's does, half of what ``functools.lru_cache`` asks for. The function must be
    pure: what is remembered must not show in any answer.
    """

    __slots__ = ("_function", "_most")

    def __init__(self, function: Callable[[Argument], Value], *, most: int = 1 << 16) -> None:
        super().__init__()
        self._function = function
        self._most = most

    def __missing__(self, argument: Argument) -> Value:
        if len(self) >= self._most:
            self.clear()
        value = self[argument] = self._function(argument)
        return value
