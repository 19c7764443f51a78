"""Gold annotations: JSON Lines, one paper a line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from kg.errors import InputError
from kg.extract.gold import normal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PLACES: Final = ("subject", "metric", "on")
"""The parts of a number that gold may name."""

_NOT_NUMBER: Final = re.compile(r"[^0-9.+-]")
_UNITS: Final = {"percent": "%", "×": "x", "배": "x", "point": "points"}


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """One annotated entity; ``kinds`` and ``roles`` are all that a fair judge accepts, ``names`` normal forms."""

    name: str
    names: frozenset[str]
    kind: str
    kinds: frozenset[str]
    role: str
    roles: frozenset[str]
    core: bool
    spelt: tuple[str, ...] = ()
    """The names as they were written."""
    evidence: str = ""
    """The words of the text that name it, if the annotation gives them."""


@dataclass(frozen=True, slots=True)
class Number:
    """A reported number, annotated or stated by a graph."""

    value: float
    unit: str
    places: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Normal forms of what stands at the ``PLACES``; only those that are named."""


@dataclass(frozen=True, slots=True)
class GoldPaper:
    """All annotations of one paper."""

    identifier: str
    entities: tuple[GoldEntity, ...]
    results: tuple[Number | None, ...]
    """None for a value that is no number: nothing can match it."""


def read_gold(path: Path) -> tuple[GoldPaper, ...]:
    """The annotations of one file.

    Raises:
        InputError: the file cannot be read, or a line has another form.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", source=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 (byte {error.start + 1})", source=str(path)) from error
    return tuple(_paper(line, str(path), number) for number, line in enumerate(lines, 1) if line.strip())


def unit(written: str) -> str:
    """A unit as results are compared: "%", "x", "points" or ""."""
    spelt = _UNITS.get(written, written)
    return spelt if spelt in {"%", "x", "points"} else ""


def _paper(line: str, source: str, number: int) -> GoldPaper:
    try:
        found = json.loads(line)
        entities = tuple(map(_entity, found["entities"]))
        names = {item["name"]: frozenset(map(normal, item["names"])) for item in found["entities"]}
        results = tuple(_number(item, names) for item in found.get("results", ()))
        return GoldPaper(found["arxiv"], entities, results)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f'expected {{"arxiv", "entities", "results"}} as in the gold files ({type(error).__name__}: {error})'
        raise InputError(message, source=source, line=number) from error


def _entity(item: dict[str, Any]) -> GoldEntity:
    return GoldEntity(
        name=item["name"],
        names=frozenset(map(normal, item["names"])) - {""},
        kind=item["type"],
        kinds=frozenset(item.get("types", [item["type"]])),
        role=item["role"],
        roles=frozenset(item.get("roles", [item["role"]])),
        core=bool(item["core"]),
        spelt=tuple(item["names"]),
        evidence=str(item.get("evidence") or ""),
    )


def _number(item: dict[str, Any], names: dict[str, frozenset[str]]) -> Number | None:
    try:
        value = float(_NOT_NUMBER.sub("", item["value"]))
    except ValueError:
        return None
    places = {place: names.get(item[place], frozenset((normal(item[place]),))) for place in PLACES if item.get(place)}
    return Number(value, unit(item["unit"]), places)
