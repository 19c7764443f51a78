"""From words to an exit code: 0 done, 1 something that was asked for is missing or invalid, 2 unusable arguments."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from typing import Protocol

    class Command(Protocol):
        """What a module of ``kg.cli.commands`` offers."""

        EXAMPLES: tuple[str, ...]

        def parser(self) -> ArgumentParser:
            """The parser of the command's own arguments."""

        def run(self, arguments: Namespace, /) -> int:
            """Do it; the exit code."""


COMMANDS: Final = {
    "build": "read digests, build or update the graph, write the exports",
    "search": "papers, authors and concepts by name, in Korean or English",
    "show": "one paper, author or concept with what it is connected to",
    "related": "papers related to one, to several, or to a text, with reasons",
    "path": "the strongest chain of evidence between two things, with reasons",
    "similar": "concepts that are used in the same company, with reasons",
    "gaps": "methods and tasks that nobody has combined, though both are rising",
    "sparql": "one SPARQL query, or one of the named queries",
    "serve": "the graph over HTTP: SPARQL endpoint, JSON and linked data",
    "mcp": "the graph for language-model agents (Model Context Protocol)",
    "stats": "what the graph holds, in numbers",
    "export": "one more export of a built graph",
    "push": "load a built graph into a SPARQL store elsewhere",
    "validate": "check the graph against its SHACL shapes",
    "eval": "precision, recall and F1 against gold annotations",
    "explain": "why a paper's text says what the graph holds, sentence by sentence",
    "decisions": "what a file of merges, splits, kinds and names would touch",
    "train": "learn the extraction model anew from gold annotations",
    "tune": "learn from judged pairs how much each voice counts for related papers",
}
"""What ``kg --help`` lists; the module of the same name in ``kg.cli.commands`` does it ("eval": ``evaluate``)."""

_MODULES: Final = {"eval": "evaluate"}
_ASKING: Final = frozenset(("related", "search", "show", "sparql"))
"""Commands that only read, and leave nothing to be done at the end."""
_INTERRUPTED: Final = 130
_OBJECTS: Final = 20_000
"""New objects after which garbage is collected: what is loaded at the start is none, and Python looks at it often."""


def program() -> int:
    """This process's command line, of which nothing is left to be done but to exit with the code."""
    gc.set_threshold(_OBJECTS)
    code = main()
    watched = sys.getprofile() is not None or sys.gettrace() is not None
    if sys.argv[1:2] and sys.argv[1] in _ASKING and not watched:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):  # nobody reads it any more
                stream.flush()
        os._exit(code)  # the system takes back what the process holds, far sooner than Python would
    return code


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line, by default this process's; the exit code. What went wrong is told."""
    from kg.errors import PaperkgError

    words = list(sys.argv[1:] if argv is None else argv)

    _speak_utf8()
    try:
        code = _run(words)
        sys.stdout.flush()
    except PaperkgError as error:
        return _explain(str(error), error.exit_code)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        filename = error.filename2 or error.filename  # of a rename the file that was to be written
        place = f"{filename}: " if filename else ""
        return _explain(f"{place}{error.strerror or error}", 1)
    except KeyboardInterrupt:
        return _explain("interrupted", _INTERRUPTED)
    return code


def load(name: str) -> Command:
    """The module of a command."""
    command: Command = import_module(f"kg.cli.commands.{_MODULES.get(name, name)}")
    return command


def _run(words: Sequence[str]) -> int:
    try:
        if not words or words[0].startswith("-") or words[0] not in COMMANDS:
            return _general(words)
        command = load(words[0])
        return command.run(command.parser().parse_args(words[1:]))
    except SystemExit as leaving:  # argparse: help, version or unusable arguments
        return leaving.code if isinstance(leaving.code, int) else 0


def _general(words: Sequence[str]) -> int:
    """``kg``, ``kg --help``, ``kg --version`` and words that are no command."""
    from kg.cli import arguments

    parser = arguments.general_parser(COMMANDS)
    if not words:
        parser.print_help()
        return 2
    if words[0] == "help" and len(words) > 1 and words[1] in COMMANDS:
        load(words[1]).parser().print_help()
        return 0
    parser.parse_args(words)
    return 2


def _explain(message: str, code: int) -> int:
    from kg.cli.output import say

    say(f"kg: {message}")  # names of files and texts of others may hold what a terminal obeys
    return code


def _speak_utf8() -> None:
    """Korean must come out whole under any locale."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
