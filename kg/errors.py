"""Everything paperkg raises on purpose, in one tree.

    PaperkgError
    ├── UsageError          the arguments cannot be used (exit code 2)
    │   └── FormatError         the answer cannot be written in the form that is asked for
    ├── InputError          a named place in an input is missing or invalid (exit code 1)
    │   ├── LexiconError    … in a lexicon file
    │   └── DecisionError   … in a file of decisions
    ├── NotFoundError       a paper, author, concept or query that is not there (exit code 1)
    ├── GraphError          a folder that holds no built graph, or a damaged one (exit code 1)
    ├── RequirementError    an optional library or program that is not installed (exit code 1)
    ├── BusyError           more questions at once than are taken (exit code 1)
    ├── RemoteError         a store elsewhere that fails, refuses or holds something else (exit code 1)
    ├── WorkerError         the process that was to answer failed (exit code 1)
    └── QueryError          a SPARQL query that cannot be answered (exit code 1)
        ├── RefusedQueryError   an update or a SERVICE call
        ├── QueryTimeoutError   it ran past its time limit
        └── QueryMemoryError    it needed more memory than it may have

A leaf module: it imports nothing of paperkg.
"""

from __future__ import annotations

from typing import NamedTuple


class PaperkgError(Exception):
    """The root: whoever catches this catches every error that paperkg raises on purpose."""

    exit_code = 1


class UsageError(PaperkgError):
    """The arguments themselves cannot be used."""

    exit_code = 2


class FormatError(UsageError):
    """An answer that cannot be written in the form that is asked for."""


class InputError(PaperkgError):
    """A place in an input is missing or invalid; the message names file, line and expectation."""

    def __init__(self, message: str, *, source: str = "", line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.line = line

    def __str__(self) -> str:
        place = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{place}: {self.message}" if place else self.message


class LexiconError(InputError):
    """A lexicon file that cannot be read as SKOS in Turtle."""


class DecisionError(InputError):
    """A line of a file of decisions that cannot be read, or that contradicts another one."""


class NotFoundError(PaperkgError):
    """Something that was asked for by name is not in the graph."""


class GraphError(PaperkgError):
    """A folder that holds no built graph, or a damaged one."""


class RequirementError(PaperkgError):
    """An optional library or program is missing; the message says what to install."""


class BusyError(PaperkgError):
    """More questions at once than are taken: ask again later."""


class RemoteError(PaperkgError):
    """A store elsewhere cannot be reached, refuses, or does not hold what it was sent; no message has a password."""


class WorkerError(PaperkgError):
    """The process that was to answer failed; what it said goes to the log of whoever runs it, not to who asked."""


class QueryError(PaperkgError):
    """A SPARQL query that cannot be answered, with the place of the fault where it is known."""

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class RefusedQueryError(QueryError):
    """A query that paperkg does not run by principle: updates and SERVICE."""


class QueryTimeoutError(QueryError):
    """A query that ran past its time limit."""


class QueryMemoryError(QueryError):
    """A query that needed more memory than it may have."""


class Problem(NamedTuple):
    """A fault in an input that was passed over while the rest was processed.

    ``source`` is the file as the user named it, ``line`` counts from 1 (0: the whole file).
    A ``fatal`` problem means that something which was asked for is missing (exit code 1);
    the others are notes.
    """

    source: str
    line: int
    message: str
    fatal: bool = True

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return f"{place}: {self.message}"
