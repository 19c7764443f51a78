"""What the commands' arguments have in common."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORMATS: Final = ("table", "json", "csv")

_PREPARING: Final = 3600.0
"""Seconds that a store may take to be made from the largest graph."""

_ABOUT: Final = "Digests of AI papers as a knowledge graph: look at it, query it, search it."
_START: Final = """\
start here:
  kg build                       build the bundled sample of fifty papers into exports/
  kg build digests/2025          build from a folder of digests
  kg search "KV cache"           find papers, authors and concepts
  kg related 2502.01068          papers near that one, with reasons
  kg COMMAND --help              what a command takes, with examples"""


class _Version(argparse.Action):
    """Looks the version up only when it is asked for: the look-up is slow."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        version = installed_version()
        print(f"paperkg {version}" if version else "paperkg, a checkout that was never installed")
        parser.exit()


class _Help(argparse.RawDescriptionHelpFormatter):
    """argparse makes one for every argument that is added, and loads ``shutil`` to ask how wide the terminal is."""

    def __init__(self, prog: str) -> None:
        given = os.environ.get("COLUMNS", "")
        columns = int(given) if given.isdecimal() else 0
        if not columns:
            with suppress(OSError):  # no terminal
                columns = os.get_terminal_size(1).columns
        super().__init__(prog, width=(columns or 80) - 2)


def installed_version() -> str:
    """The version of paperkg, "" where it runs without being installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("paperkg")
    except PackageNotFoundError:
        return ""


def general_parser(commands: Mapping[str, str]) -> argparse.ArgumentParser:
    """The parser of ``kg`` itself, which knows the commands by name only."""
    listed = "\n".join(f"  {name:<10} {text}" for name, text in commands.items())
    parser = argparse.ArgumentParser(
        prog="kg",
        usage="kg COMMAND [ARGUMENTS ...]",
        description=f"{_ABOUT}\n\ncommands:\n{listed}",
        epilog=_START,
        formatter_class=_Help,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and leave")
    parser.add_argument("command", choices=tuple(commands), metavar="COMMAND", help=argparse.SUPPRESS)
    return parser


def command_parser(name: str, description: str, examples: Sequence[str]) -> argparse.ArgumentParser:
    """A command's parser, with examples at the end of its help."""
    shown = "\n".join(f"  {line}" for line in examples)
    return argparse.ArgumentParser(
        prog=f"kg {name}",
        description=description,
        epilog=f"examples:\n{shown}",
        formatter_class=_Help,
        allow_abbrev=False,
    )


def add_graph(parser: argparse.ArgumentParser) -> None:
    """``--graph DIR``: which built graph is asked."""
    parser.add_argument(
        "--graph",
        type=Path,
        default=Path("exports"),
        metavar="DIR",
        help="the exports folder to ask (default: exports)",
    )


def add_format(parser: argparse.ArgumentParser, choices: Sequence[str] = FORMATS) -> None:
    """``--format``: what the answer is written as."""
    parser.add_argument("--format", choices=choices, default="table", help="how to write the answer (default: table)")


def count(text: str) -> int:
    """A whole number from 1, for ``type=``."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def probability(text: str) -> float:
    """A number from 0 to 1, for ``type=``."""
    number = float(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError("must lie between 0 and 1")
    return number


def seconds(text: str) -> float:
    """A time of more than nothing, for ``type=``."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError("must be more than 0")
    return number


def built(folder: Path) -> Path:
    """The full path of a folder whose graph can be asked at once by the processes that are started for it.

    Raises:
        GraphError: there is no graph.
    """
    from kg.ask import limit
    from kg.ask.tasks import prepare

    limit.run(prepare, folder, seconds=_PREPARING)
    return folder.resolve()


def text(word: str) -> str:
    """A text of the command line, for ``type=``: UTF-8, whatever the locale took its bytes for.

    Names of files stay as they are: the same locale turns them into the same bytes again.
    """
    try:
        return os.fsencode(word).decode("utf-8", "replace")
    except UnicodeEncodeError:  # a caller's own string, which no locale has touched
        return word


def refuse_empty(*texts: str) -> None:
    """Nothing can be asked for with an empty text.

    Raises:
        UsageError: one of the texts has nothing but spaces.
    """
    from kg.errors import UsageError

    if not all(text.strip() for text in texts):
        raise UsageError("an empty text names nothing: say what to look for")


def text_file(name: str) -> str:
    """The text of a file, or of standard input for "-".

    Raises:
        InputError: it is not there, or not UTF-8.
    """
    from kg.errors import InputError

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", source=name) from error
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 (byte {error.start + 1})", source=name) from error
