"""The topics of a graph: the regions of its map, which a build writes into ``topics.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kg.errors import GraphError

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "topics.json"
_KEPT: Final[dict[Path, tuple[tuple[int, int], tuple[Topic, ...]]]] = {}


@dataclass(frozen=True, slots=True)
class Topic:
    """A region of the map; ``number`` is its number there, ``concepts`` characterise it, the best first."""

    number: int
    id: str
    name: str
    concepts: tuple[str, ...]
    papers: tuple[str, ...]
    place: tuple[int, int]
    """Where its name stands on the map."""


def topics(folder: Path) -> tuple[Topic, ...]:
    """The topics in the order of the map; none where the folder was built by a version that did not tell them.

    Raises:
        GraphError: the file is damaged.
    """
    path = folder / FILE
    try:
        state = path.stat()
    except OSError:
        return ()
    mark = state.st_mtime_ns, state.st_size
    if path not in _KEPT or _KEPT[path][0] != mark:
        _KEPT[path] = mark, _read(path)
    return _KEPT[path][1]


def _read(path: Path) -> tuple[Topic, ...]:
    try:
        told = json.loads(path.read_bytes())["topics"]
        return tuple(
            Topic(
                number, str(each["id"]), str(each["name"]), tuple(each["concepts"]), tuple(each["papers"]), _place(each)
            )
            for number, each in enumerate(told)
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GraphError(f"{path} is damaged ({error}): `kg build` writes it anew") from error


def _place(told: dict[str, Any]) -> tuple[int, int]:
    x, y = told["place"]
    return int(x), int(y)


def topic_of(folder: Path, paper: str) -> Topic | None:
    """The topic among whose papers one is."""
    return next((each for each in topics(folder) if paper in each.papers), None)
