"""The pipeline: digests -> papers -> extractions -> facts -> graph -> exports.

The one place that knows every stage. A build always runs over everything that the folder knows: the digests it was
built from before (kept in ``store/``) and those that are new. So it makes no difference whether digests come at once or
one by one, and in which order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from kg.errors import InputError, Problem
from kg.graph.pairs import MAX_AUTHORS
from kg.model import Digest, Facts, merge_digests
from kg.ontology.terms import BASE
from kg.read import Reading, Source, read_paths, read_sources
from kg.sample import NAME, sample_digest
from kg.store.digests import holds_sample, load_digests, save_digests

if TYPE_CHECKING:
    import networkx as nx

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with the name of a stage, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did: where, from what, and what it could not use."""

    folder: Path
    facts: Facts
    graph: nx.MultiDiGraph[str]
    problems: tuple[Problem, ...]
    sample: bool
    """Whether the graph is that of the bundled sample."""

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for is in the graph."""
        return not any(problem.fatal for problem in self.problems)


def build(
    paths: Sequence[str | Path] = (),
    *,
    out: str | Path = "exports",
    date: str | None = None,
    lexicon: Sequence[str | Path] = (),
    base: str = BASE,
    max_authors: int = MAX_AUTHORS,
    fresh: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Read digests, join them with those that ``out`` was built from, and write all exports.

    Args:
        paths: files, folders, globs, "-"; none: the bundled sample, which gives way to the first digest of one's own.
        out: the exports folder.
        date: ISO date for digests that carry none.
        lexicon: Turtle files with terms of one's own; give them at every build.
        base: the IRI below which authors, concepts and the rest live.
        max_authors: a paper with more authors states no co-author pairs.
        fresh: forget what ``out`` was built from.
        progress: told about every stage.

    Raises:
        InputError: nothing that could be read, new or stored: the folder is left as it was.
        LexiconError: a lexicon file is not SKOS in Turtle.
    """
    from kg.export.files import write_exports  # noqa: PLC0415  heavy
    from kg.export.manifest import Options  # noqa: PLC0415
    from kg.export.page import render_page  # noqa: PLC0415  heavy

    folder, tell = Path(out), progress or _silent
    stored = () if fresh else own_digests(folder)
    reading, sample = read_input(paths, stored=stored, date=date, progress=tell)
    digests = join(stored, reading.digests)
    if not digests:
        faults = "\n".join(str(problem) for problem in reading.problems)
        raise InputError(f"{faults}\nnothing to build: no digest could be read".lstrip())
    facts, graph = compose(digests, lexicon=lexicon, base=base, max_authors=max_authors, progress=tell)
    tell("Writing the exports", 0, 1)
    write_exports(
        folder,
        graph,
        facts,
        page=lambda: render_page(graph, title=page_title(facts)),
        options=Options(max_authors_for_pairs=max_authors),
    )
    save_digests(folder, digests, sample=sample)
    return BuildReport(folder=folder, facts=facts, graph=graph, problems=reading.problems, sample=sample)


def page_title(facts: Facts) -> str:
    """What the page is called: the day, or the days from first to last."""
    days = [digest.date for digest in facts.digests]
    span = days[0] if len(set(days)) == 1 else f"{min(days)} to {max(days)}"
    return f"{len(facts.papers):,} papers, {span}"


def own_digests(folder: Path) -> tuple[Digest, ...]:
    """The digests that a folder was built from, without the bundled sample: that one gives way."""
    return () if holds_sample(folder) else load_digests(folder)


def read_input(
    paths: Sequence[str | Path],
    *,
    stored: Sequence[Digest] = (),
    date: str | None = None,
    progress: Progress | None = None,
) -> tuple[Reading, bool]:
    """The digests that the paths name; without a path the bundled sample (then the second value is True).

    The sample never takes the place of digests of one's own: with some stored, no path means to build those again.
    """
    tell = progress or _silent
    if paths:
        return read_paths(paths, date=date, progress=lambda done, total: tell("Reading digests", done, total)), False
    if stored:
        note = "built again from the digests it holds; for the sample, name another folder with --out"
        return Reading((), (Problem("the folder", 0, note, fatal=False),)), False
    return read_sources([Source(NAME, None, named=True, data=sample_digest())]), True


def join(stored: Iterable[Digest], new: Iterable[Digest]) -> tuple[Digest, ...]:
    """All digests, each content once, sorted."""
    digests = {(digest.date, digest.sha256): digest for digest in (*stored, *new)}
    return tuple(digests[key] for key in sorted(digests))


def compose(
    digests: Sequence[Digest],
    *,
    lexicon: Sequence[str | Path] = (),
    base: str = BASE,
    max_authors: int = MAX_AUTHORS,
    progress: Progress | None = None,
) -> tuple[Facts, nx.MultiDiGraph[str]]:
    """Everything that the digests say, as facts and as a graph, in memory."""
    from kg.extract import extract_all  # noqa: PLC0415  heavy
    from kg.graph.build import build_graph  # noqa: PLC0415  heavy
    from kg.ontology.lexicon import load_lexicon  # noqa: PLC0415
    from kg.resolve import resolve  # noqa: PLC0415

    tell = progress or _silent
    terms = load_lexicon(*(Path(file) for file in lexicon))
    papers = merge_digests(digests)
    extractions = extract_all(papers, terms, progress=lambda done: tell("Reading summaries", done, len(papers)))
    tell("Resolving names", 0, 1)
    facts = resolve(papers, extractions, terms, digests)
    tell("Connecting papers", 0, 1)
    return facts, build_graph(facts, base=base, max_authors_for_pairs=max_authors)


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Progress for nobody."""
