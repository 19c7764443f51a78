"""The command line: parses, asks the other rooms, prints. Nothing is loaded before a command needs it.

entry      main, program: chooses the command, turns errors into messages and exit codes
arguments  what commands have in common: --graph, --format, help with examples
output     tables, JSON, CSV; messages go to standard error
layout     where the cells of a table go on a wide or narrow terminal
progress   a bar on standard error, on a terminal only
commands/  one module a command: ``parser() -> ArgumentParser`` and ``run(arguments) -> exit code``
"""

from kg.cli.entry import main, program

__all__ = ["main", "program"]
