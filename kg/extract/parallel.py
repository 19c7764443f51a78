"""Extraction of many papers, by as many processes as asked for: the answer is the same for every number of them.

A paper is extracted by itself, so papers go to the processes in chunks and come back in their order. spaCy's own
``n_process`` ships whole documents between processes and gains nothing; here only the findings travel.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from kg.errors import GraphError
from kg.extract.pipeline import Extractor, Lexicon
from kg.model import Extraction, Paper, Term

_CHUNK = 32
"""So many papers a process takes at once."""
_WORTH_IT = 400
"""From so many papers on a second process saves more than it costs to start."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A lexicon that can travel to another process."""

    terms: Mapping[str, Term]


def extract_all(
    papers: Sequence[Paper],
    lexicon: Lexicon,
    *,
    jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Extraction, ...]:
    """The extractions of all papers in their order.

    Args:
        papers: what to read.
        lexicon: what is known of names.
        jobs: how many processes; None: as many as there are processors, where that pays.
        progress: told how many papers are done.

    Raises:
        GraphError: a process was ended from outside, for lack of memory most likely, or could not start.
    """
    wanted = processes(len(papers)) if jobs is None else jobs
    found = _alone(papers, lexicon) if wanted == 1 else _together(papers, lexicon, wanted)
    done = []
    for extraction in found:
        done.append(extraction)
        if progress is not None:
            progress(len(done))
    return tuple(done)


def processes(papers: int) -> int:
    """How many processes pay for so many papers on this machine."""
    if papers < _WORTH_IT:
        return 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(usable, papers // _WORTH_IT + 1))


def _alone(papers: Sequence[Paper], lexicon: Lexicon) -> Iterator[Extraction]:
    extractor = Extractor(lexicon)
    return map(extractor.extract, papers)


def _together(papers: Sequence[Paper], lexicon: Lexicon, jobs: int) -> Iterator[Extraction]:
    # A fresh process is asked for on every system: it is no copy of threads and locks that this one may hold.
    context = multiprocessing.get_context("spawn")
    chunks = [papers[at : at + _CHUNK] for at in range(0, len(papers), _CHUNK)]
    with TemporaryDirectory(prefix="paperkg-") as folder:
        # Not among ``initargs``: a process that fails to start never reads those, and whoever sends it more than fits
        # into a pipe waits for ever.
        known = Path(folder, "terms")
        known.write_bytes(pickle.dumps(Terms(dict(lexicon.terms))))
        try:
            with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(known,)) as pool:
                for part in pool.map(_extract, chunks):
                    yield from part
        except BrokenProcessPool as error:
            raise GraphError(_BROKEN) from error


_BROKEN: Final = (
    "a process that read papers was ended from outside, or could not start: try again with --jobs 1. A program that "
    'asks for several must be a file, and guard its start with `if __name__ == "__main__":`'
)


_extractors: list[Extractor] = []
"""The one extractor of a worker process."""


def _start(known: Path) -> None:
    gc.disable()  # a paper leaves no cycles behind, and what is known before is large to look through
    terms: Terms = pickle.loads(known.read_bytes())  # noqa: S301 the parent process wrote it, in a folder of its own
    _extractors[:] = [Extractor(terms)]


def _extract(papers: Sequence[Paper]) -> list[Extraction]:
    return [_extractors[0].extract(paper) for paper in papers]
