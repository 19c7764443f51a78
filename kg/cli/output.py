"""How answers are printed: tables for people, JSON and CSV for programs. Messages go to standard error."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WIDTH: Final = 100
"""Columns of a table that no terminal shows; ``COLUMNS`` overrides it."""

_CONTROLS: Final = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
"""What could move the cursor, colour the terminal or turn the direction of writing: data must not."""


class Table(NamedTuple):
    """Rows for people. A column whose name ends in ``>`` is aligned to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""


class Output(NamedTuple):
    """One answer in all its forms: a value for JSON, rows for CSV, tables for people."""

    value: Any
    header: tuple[str, ...]
    records: tuple[tuple[object, ...], ...]
    tables: tuple[Table, ...]


def emit(output: Output, form: str) -> None:
    """Print an answer as "table", "json" or "csv"."""
    if form == "json":
        write_json(output.value)
    elif form == "csv":
        write_csv(output.header, output.records)
    else:
        write_tables(output.tables)


def write_json(value: object) -> None:
    """Indented JSON, Korean as it is."""
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2))


def write_csv(header: Sequence[str], records: Iterable[Sequence[object]]) -> None:
    """CSV after RFC 4180, the header first."""
    import csv
    import io

    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(records)
    write_bytes(lines.getvalue().encode())


def write_bytes(data: bytes) -> None:
    """Bytes as they are, so that no platform changes the ends of lines; a last line is ended."""
    with binary() as stream:
        stream.write(data if data.endswith(b"\n") else data + b"\n")


@contextmanager
def binary() -> Iterator[BinaryIO]:
    """Standard output for bytes, in step with what is printed."""
    sys.stdout.flush()
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


def write_tables(tables: Iterable[Table]) -> None:
    """Tables that fit the terminal, Korean letters counted as two columns."""
    from kg.cli import layout

    wide = width()
    for number, table in enumerate(tables):
        if number:
            print()
        for line in layout.wrap(clean(table.title), wide) if table.title else ():
            print(line)
        rows = [[clean(cell) for cell in row] for row in table.rows]
        for line in layout.lines([clean(heading) for heading in table.columns], rows, width=wide):
            print(line)


def width() -> int:
    """Columns to fill: the terminal's, else ``COLUMNS``, else a fixed number, the same everywhere."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return max(int(given), 20)
    if not sys.stdout.isatty():
        return _WIDTH
    return max(os.get_terminal_size(sys.stdout.fileno()).columns, 20)


def clean(text: object) -> str:
    """Text that a terminal shows and does not obey."""
    return re.sub(_CONTROLS, "\ufffd", str(text))


def say(message: str) -> None:
    """Tell the user something that is not part of the answer."""
    print(clean(message), file=sys.stderr)
