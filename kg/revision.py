"""Which digests a graph is built from: those kept and those new, some of them exchanged or taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.errors import Problem
from kg.model import Digest


@dataclass(frozen=True, slots=True)
class Change:
    """What is to happen to the digests that a folder keeps when others come."""

    fresh: bool = False
    """They are forgotten."""
    replace: bool = False
    """Those of a day go when digests of the same day come."""
    remove: tuple[str, ...] = ()
    """Those of these days (ISO dates) go."""


@dataclass(frozen=True, slots=True)
class Revised:
    """The digests that count now, sorted, each content once; those that went; and what was to go but is not there."""

    digests: tuple[Digest, ...]
    gone: tuple[Digest, ...]
    problems: tuple[Problem, ...] = ()


def revise(stored: Sequence[Digest], new: Iterable[Digest], change: Change, *, source: str = "") -> Revised:
    """Join kept and new digests as a change says. ``source`` names what keeps them, for messages.

    The result is that of joining ``new`` with what is left of ``stored``, so it depends on no earlier order.
    """
    coming = tuple(new)
    days = set(change.remove) | ({digest.date for digest in coming} if change.replace else set())
    left = tuple(digest for digest in stored if digest.date not in days)
    digests = join(left, coming)
    known = {_key(digest) for digest in digests}
    gone = tuple(digest for digest in stored if _key(digest) not in known)
    missing = sorted(set(change.remove) - {digest.date for digest in stored})
    problems = tuple(Problem(source, 0, f"keeps no digest of {date} that could be removed") for date in missing)
    return Revised(digests, gone, problems)


def join(stored: Iterable[Digest], new: Iterable[Digest]) -> tuple[Digest, ...]:
    """All digests, each content once, sorted."""
    digests = {_key(digest): digest for digest in (*stored, *new)}
    return tuple(digests[key] for key in sorted(digests))


def _key(digest: Digest) -> tuple[str, str]:
    return digest.date, digest.sha256
