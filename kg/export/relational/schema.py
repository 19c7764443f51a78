"""The tables' description, read from ``schema.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

Value: TypeAlias = str | int | float | None
Row: TypeAlias = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``type`` is "string", "integer", "number" or "date" (an ISO date as text)."""

    name: str
    type: str
    about: str
    optional: bool = False
    refers: str = ""
    """The table and column that its values are found in, as "papers.paper"; "" for none."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in order, and those that name a row."""

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


@cache
def tables() -> tuple[Table, ...]:
    """All tables, those that are referred to before those that refer to them."""
    text = files("kg.export.relational").joinpath("schema.toml").read_text(encoding="utf-8")
    return tuple(
        Table(each["name"], each["about"], tuple(each["key"]), tuple(Column(**column) for column in each["columns"]))
        for each in tomllib.loads(text)["table"]
    )
