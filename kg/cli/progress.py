"""Progress on standard error, where a person watches; silence elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def bar() -> Iterator[Callable[[str, int, int], None]]:
    """A function that is told a stage, how much of it is done and how much there is."""
    if not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(file=sys.stderr), transient=True) as progress:
        task = progress.add_task("", total=None)

        def tell(stage: str, done: int, total: int) -> None:
            """A stage of one step only pulses: nobody knows how far it is."""
            progress.update(task, description=stage, completed=done, total=total if total > 1 else None)

        yield tell


@contextmanager
def stages() -> Iterator[Callable[[str], None]]:
    """A function that is told what is being done now, where a person watches."""
    watched = sys.stderr.isatty()

    def tell(stage: str) -> None:
        if watched:
            print(f"{stage} …", file=sys.stderr)

    yield tell
