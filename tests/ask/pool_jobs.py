"""What the tests let workers do: functions that a worker can import by name."""

from __future__ import annotations

import os
import time
from pathlib import Path

from kg.errors import GraphError


def pid(_: object) -> int:
    return os.getpid()


def doubled(number: int) -> int:
    return 2 * number


def sleep(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def refuse(text: str) -> None:
    raise GraphError(text)


def fail(text: str) -> None:
    raise ZeroDivisionError(text)


def crash(_: object) -> None:
    os.kill(os.getpid(), 11)


def recurse(depth: int) -> int:
    return recurse(depth + 1)


def big(size: int) -> bytes:
    return b"x" * size


def where(_: object) -> str:
    return str(Path.cwd())
