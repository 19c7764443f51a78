"""``%load_ext kg``: SPARQL in a notebook's cells.

    %load_ext kg
    %sparql SELECT ?title { ?paper kg:introduces concept:fastkv ; rdfs:label ?title }

    %%sparql --graph mine --to papers
    SELECT ?paper ?votes { ?paper kg:votes ?votes } ORDER BY DESC(?votes) LIMIT 10

The answer shows itself as a table, and is a list of rows for what follows. It is the only module that knows IPython.
"""

from __future__ import annotations

import argparse
import re
import shlex
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from IPython.core.error import UsageError as NotebookError

from kg.ask import limit
from kg.ask.answers import Answer, Term, read, short_forms, shown
from kg.ask.questions import QUERY_NAME, Question, reply
from kg.errors import PaperkgError, UsageError

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_SHOWN: Final = 100
"""Rows of a table; the list has all."""


def load(shell: InteractiveShell) -> None:
    """Give a shell the magics ``%sparql`` and ``%%sparql``."""

    def sparql(line: str, cell: str | None = None) -> Rows | bool:
        """Ask a built graph in SPARQL."""
        try:
            return _ask(shell, line, cell)
        except PaperkgError as error:
            raise NotebookError(str(error)) from error

    sparql.__doc__ = _parser().format_help()
    shell.register_magic_function(sparql, "line_cell", "sparql")  # type: ignore[arg-type]  # IPython counts itself


class Rows(list[dict[str, "str | None"]]):
    """What a query answers: a dict a row, variable to value. In a notebook it shows itself as a table."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(
            {name: None if term is None else term.value for name, term in zip(answer.variables, row, strict=True)}
            for row in answer.rows
        )
        self._answer = answer

    def _repr_html_(self) -> str:
        known = short_forms()
        head = "".join(f"<th>{escape(name)}</th>" for name in self._answer.variables)
        body = "".join(
            f"<tr>{''.join(f'<td>{_cell(term, known)}</td>' for term in row)}</tr>"
            for row in self._answer.rows[:_SHOWN]
        )
        more = len(self._answer.rows) - _SHOWN
        note = f"<p>… and {more:,} more rows</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _cell(term: Term | None, known: list[tuple[str, str]]) -> str:
    text = escape(shown(term, known))
    if term is not None and term.kind == "uri" and term.value.startswith(("https://", "http://")):
        return f'<a href="{escape(term.value)}" rel="noreferrer">{text}</a>'
    return text


def _ask(shell: InteractiveShell, line: str, cell: str | None) -> Rows | bool:
    options, text = _parted(line) if cell is None else (line, cell)
    given = _parser().parse_args(shlex.split(options))
    if not text.strip():
        raise UsageError("the query is missing: %sparql takes it in its line, %%sparql in the lines below")
    if given.to and not given.to.isidentifier():
        raise UsageError(f"--to takes the name of a variable, not {given.to!r}")
    question = Question(given.graph, text.strip(), named=bool(QUERY_NAME.fullmatch(text.strip())))
    answer = read(limit.run(reply, question, seconds=given.timeout))
    found = Rows(answer) if answer.boolean is None else answer.boolean
    if given.to:
        shell.user_ns[given.to] = found
    return found


class _Parser(argparse.ArgumentParser):
    """Tells what is wrong instead of ending the program."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def _parser() -> argparse.ArgumentParser:
    made = _Parser(
        prog="%sparql",
        usage="%sparql [OPTIONS] QUERY, or %%sparql [OPTIONS] and the query in the lines below",
        description="Ask a built graph. QUERY is SPARQL or the name of a named query; all prefixes are known.",
        add_help=False,
    )
    made.add_argument("--graph", type=Path, default=Path("exports"), metavar="DIR", help="default: exports")
    made.add_argument("--timeout", type=float, default=30.0, metavar="S", help="stop after S seconds (default: 30)")
    made.add_argument("--to", default="", metavar="NAME", help="a variable that gets the answer, too")
    return made


_OPTIONS: Final = re.compile(r"\s*((?:--\w+(?:=|\s+)\S+\s+)*)(.*)", re.DOTALL)


def _parted(line: str) -> tuple[str, str]:
    """Options at the start of a line, and the query behind them as it stands."""
    found = _OPTIONS.fullmatch(line)
    return (found[1], found[2]) if found else ("", line)
