r"""Rows of whole numbers by name as the data files hold them: two long texts instead of a third of a million lists.

``{"names": "a\nb\n", "width": 2, "numbers": "1 -2 3 4"}`` says that "a" has (1, -2) and "b" has (3, 4). Reading it
makes a dict of the names and one array, which takes a tenth of the time that as many lists in JSON do.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value")
Matrix = NDArray[np.int64]


class Packed(Mapping[str, Value]):
    """Rows of one width by name; what stands for a row is made when it is asked for.

    There are a third of a million rows, of which a paper needs a thousand.
    """

    def __init__(
        self, names: Sequence[str], width: int, numbers: array[int], make: Callable[[Sequence[int]], Value]
    ) -> None:
        self.names = names
        self._row = {name: row for row, name in enumerate(names)}
        self._width, self._numbers, self._make = width, numbers, make

    def __getitem__(self, name: str) -> Value:
        return self._at(self._row[name])

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 as ``Mapping`` has it
        row = self._row.get(name)  # most names are not there: an exception for each would take long
        return default if row is None else self._at(row)

    def _at(self, row: int) -> Value:
        return self._make(self._numbers[row * self._width : (row + 1) * self._width])

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def matrix(self) -> Matrix:
        """All rows in their order, shape (names, width)."""
        return np.frombuffer(self._numbers, dtype=np.intc).reshape(-1, self._width).astype(np.int64)


def pack(rows: Mapping[str, Sequence[int]], width: int) -> dict[str, Any]:
    """The rows, sorted by name, as JSON takes them.

    Raises:
        ValueError: a name holds a line break, or a row is not as wide as said.
    """
    ordered = sorted(rows.items())
    if any("\n" in name for name, _ in ordered):
        raise ValueError("a name holds a line break")
    if any(len(row) != width for _, row in ordered):
        raise ValueError(f"a row does not hold {width} numbers")
    numbers = " ".join(str(number) for _, row in ordered for number in row)
    return {"names": "".join(f"{name}\n" for name, _ in ordered), "width": width, "numbers": numbers}


def unpack(content: Mapping[str, Any], make: Callable[[Sequence[int]], Value]) -> Packed[Value]:
    """The rows that ``pack`` wrote, each given to ``make`` when it is asked for.

    Raises:
        ValueError: there are not as many numbers as the names need.
    """
    names = content["names"].split("\n")[:-1]
    numbers = array("i")
    if content["numbers"]:
        numbers.frombytes(np.fromstring(content["numbers"], dtype=np.intc, sep=" ").tobytes())
    if len(numbers) != len(names) * content["width"]:
        raise ValueError(f"{len(names)} names of {content['width']} numbers each, but {len(numbers)} numbers")
    return Packed(names, content["width"], numbers, make)
