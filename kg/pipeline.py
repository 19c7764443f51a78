"""The pipeline: digests -> papers -> extractions -> facts -> graph -> exports.

The one place that knows every stage. A build always runs over everything that the folder knows: the digests it was
built from before (kept in ``store/``) and those that are new. So it makes no difference whether digests come at once or
one by one, and in which order. What it was told of options carries on as well, unless it is told otherwise.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace as altered
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypedDict, Unpack

from kg.errors import DecisionError, GraphError, InputError, Problem, UsageError
from kg.graph.pairs import MAX_AUTHORS
from kg.model import Digest, Facts, merge_digests
from kg.ontology.terms import BASE, Iris
from kg.read import Reading, Source, read_paths, read_sources
from kg.resolve.decisions import Decision, read_decisions
from kg.revision import Change, revise
from kg.sample import NAME, sample_digest
from kg.store.digests import DIGESTS, digest_lines, digests_path, holds_sample, load_digests
from kg.store.drafts import Drafts, finish, settle
from kg.store.lock import writing
from kg.store.readings import READINGS, load_readings
from kg.store.shelves import DECISIONS, LEXICON, KeptFile
from kg.store.version import refuse_newer

if TYPE_CHECKING:
    import networkx as nx

    from kg.export.manifest import Recorded
    from kg.extract.pipeline import Lexicon
    from kg.graph.build import Said
    from kg.model import Extraction, Paper
    from kg.resolve.preview import Touch

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
    notes: tuple[str, ...] = ()
    """What the build did that may not have been expected."""

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for is in the graph."""
        return not any(problem.fatal for problem in self.problems)


class Kept(TypedDict, total=False):
    """The options that a folder keeps from build to build. None, or no lexicon: as the folder has it."""

    base: str | None
    """The IRI below which authors, concepts and the rest live; at first the standard one."""
    max_authors: int | None
    """A paper with more authors states no co-author pairs; at first 50."""
    min_confidence: float | None
    """Concepts, mentions and results that are less sure are left out; at first 0: none."""
    lexicon: Sequence[str | Path]
    """Turtle files with terms of one's own, the later over the earlier; they take the place of those that are kept."""
    decisions: str | Path | None
    """A file of merges, splits, kinds and names (``kg.resolve.decisions``); one without any forgets those kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The options of one build, settled."""

    base: str = BASE
    max_authors: int = MAX_AUTHORS
    min_confidence: float = 0.0
    lexicon: tuple[Path, ...] = ()
    decisions: tuple[Decision, ...] = ()


def build(
    paths: Sequence[str | Path] = (),
    *,
    out: str | Path = "exports",
    date: str | None = None,
    fresh: bool = False,
    replace: bool = False,
    remove: Sequence[str] = (),
    jobs: int | None = 1,
    progress: Progress | None = None,
    **kept: Unpack[Kept],
) -> BuildReport:
    """Read digests, join them with those that ``out`` was built from, and write all exports.

    One build at a time: while another one writes to ``out`` this one waits, then adds to what that one made.

    Args:
        paths: files, folders, globs, "-"; none: the bundled sample, which gives way to the first digest of one's own.
        out: the exports folder.
        date: ISO date for digests that carry none.
        fresh: forget what ``out`` was built from, options and lexicon included.
        replace: digests take the place of those that ``out`` keeps of the same days, instead of joining them.
        remove: ISO dates of days whose digests ``out`` is to forget; one that it has none of is a problem.
        jobs: how many processes read papers; None: as many as pay. The result is the same. A program that asks for
            more than one must guard its own start with ``if __name__ == "__main__"``, as multiprocessing wants it.
        progress: told about every stage.
        kept: options that ``out`` remembers (``Kept``): ``base``, ``max_authors``, ``min_confidence``, ``lexicon``,
            ``decisions``.

    Raises:
        UsageError: ``out`` cannot be a folder or cannot be written, or ``min_confidence`` is no probability.
        InputError: nothing that could be read, new or stored, or nothing left: the folder is left as it was.
        GraphError: ``out`` no longer keeps all that it was built from, and ``paths`` do not bring it back.
        LexiconError: a lexicon file is not SKOS in Turtle.
        DecisionError: lines of the file of decisions are none, or contradict each other.
    """
    folder, tell = Path(out), progress or _silent
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is not a folder: name a folder for the exports with --out")
    least = kept.get("min_confidence")
    if least is not None and not 0 <= least <= 1:
        raise UsageError(f"the least confidence must lie between 0 and 1, not {least}")
    if remove and not paths and not digests_path(folder).is_file():
        raise GraphError(f"{folder} keeps no digests that could be removed")
    new = read_paths(paths, date=date, progress=lambda *done: tell("Reading digests", *done)) if paths else None
    if new and not new.digests and not digests_path(folder).is_file():
        raise _nothing(new)  # before a folder is made for it
    with writing(folder), _uncollected():
        return _build(folder, new, kept, change=Change(fresh, replace, tuple(remove)), jobs=jobs, tell=tell)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for cycles: a build makes millions of things that stay, and a look goes through all of them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _build(
    folder: Path, new: Reading | None, kept: Kept, *, change: Change, jobs: int | None, tell: Progress
) -> BuildReport:
    """Build into a folder that nobody else writes to."""
    from kg.export.atlas import draw_atlas
    from kg.export.files import Pages, write_exports
    from kg.export.manifest import Options, read_manifest
    from kg.export.page import render_page

    finish(folder)
    if not change.fresh:
        refuse_newer(folder)
    past = None if change.fresh else read_manifest(folder)
    stored = () if change.fresh else own_digests(folder)
    reading = new or read_sample(stored)
    revised = revise(stored, reading.digests, change, source=str(folder))
    digests = revised.digests
    if not digests:
        raise _nothing(reading, revised.gone)
    if past:
        _check_kept(folder, past, (*digests, *revised.gone))
    sample = new is None and not stored
    settings = _settled(folder, kept, past)
    terms = LEXICON.read(settings.lexicon)
    decided = _decisions(folder, kept.get("decisions"), past)
    settings = altered(
        settings,
        lexicon=tuple(file.path for file in terms.values()),
        decisions=tuple(each for file in decided.values() for each in decided_in(file)),
    )
    before = _Before(folder)
    facts, graph = compose(digests, settings, jobs=jobs, progress=tell, read=before.read, said=before.said)

    def keep(drafts: Drafts) -> None:
        LEXICON.keep(folder, terms)  # copies that no manifest names yet
        DECISIONS.keep(folder, decided)
        drafts.write(DIGESTS, digest_lines(digests, sample=sample))
        before.keep(drafts)

    atlas = cache(lambda: draw_atlas(graph, title=page_title(facts)))
    tell("Writing the exports", 0, 1)
    write_exports(
        folder,
        graph,
        facts,
        pages=Pages(
            graph=lambda: render_page(graph, title=page_title(facts)),
            atlas=lambda: atlas().text,
            topics=lambda: atlas().topics,
        ),
        options=Options(
            max_authors_for_pairs=settings.max_authors,
            lexicon=tuple(terms),
            decisions=tuple(decided),
            min_confidence=settings.min_confidence,
        ),
        quotes=_quotes(facts, graph.graph["base"]),
        keep=keep,
    )
    LEXICON.sweep(folder, terms)
    DECISIONS.sweep(folder, decided)
    notes = _changes(folder, past, settings, lexicon=tuple(terms)) if past else []
    if past and past.decisions not in ((), tuple(decided)):
        notes.append(f"{folder}: --decisions took the place of the decisions kept before")
    if revised.gone:
        notes.append(f"{folder}: forgot {_days(sorted({digest.date for digest in revised.gone}), 'digests of')}")
    if new is None and stored and not change.remove:
        notes.append(f"{folder}: built again from the digests it holds; for the sample, name another folder with --out")
    problems = (*reading.problems, *revised.problems)
    return BuildReport(folder=folder, facts=facts, graph=graph, problems=problems, sample=sample, notes=tuple(notes))


def _quotes(facts: Facts, base: str) -> dict[str, dict[str, tuple[str, str]]]:
    """For each paper and concept (their IRIs) section and text of the sentence that names it best."""
    from kg.extract.quotes import best_quotes
    from kg.graph.naming import clean, paper_iri

    iris = Iris(base)
    found = best_quotes(facts.papers, facts.mentions)
    return {
        paper_iri(iris, paper.identifier, paper.url): {
            iris.concept(slug): (sentence.section, clean(sentence.text.strip()))
            for slug, sentence in found.get(paper.identifier, {}).items()
        }
        for paper in facts.papers
    }


def _nothing(reading: Reading, gone: Sequence[Digest] = ()) -> InputError:
    faults = "\n".join(str(problem) for problem in reading.problems)
    if gone:
        return InputError(f"{faults}\nnothing to build: no digest would be left; nothing was removed".lstrip())
    return InputError(f"{faults}\nnothing to build: no digest could be read".lstrip())


def _check_kept(folder: Path, past: Recorded, digests: Iterable[Digest]) -> None:
    """Refuse to lose papers: every digest that the manifest lists must still be known. The sample gives way."""
    known = {(digest.date, digest.sha256) for digest in digests}
    lost = sorted({date for date, sha256 in past.inputs if (date, sha256) not in known})
    sample = hashlib.sha256(sample_digest()).hexdigest()
    if lost and {sha256 for _, sha256 in past.inputs} != {sample}:
        raise GraphError(
            f"{folder} was built from digests that {digests_path(folder)} does not keep any more: {_days(lost)}. "
            "Nothing was written. Give those digests again along with the new ones, or start over with --fresh."
        )


def _days(dates: Sequence[str], what: str = "those of") -> str:
    more = f" and {len(dates) - _NAMED} more days" if len(dates) > _NAMED else ""
    return f"{what} {', '.join(dates[:_NAMED])}{more}"


_NAMED = 10
"""How many days a message lists."""


def _settled(folder: Path, kept: Kept, past: Recorded | None) -> Settings:
    """The options of a build: as asked for, else as before, else the standard."""
    base, most, least = kept.get("base"), kept.get("max_authors"), kept.get("min_confidence")
    lexicon = tuple(Path(file) for file in kept.get("lexicon", ()))
    if past is not None:
        base = base or past.base
        most = past.max_authors if most is None else most
        least = past.min_confidence if least is None else least
        lexicon = lexicon or LEXICON.kept(folder, past.lexicon)
    return Settings(
        base=base or BASE,
        max_authors=MAX_AUTHORS if most is None else most,
        min_confidence=least or 0.0,
        lexicon=lexicon,
    )


def settings_of(**kept: Unpack[Kept]) -> Settings:
    """The options of a build into a folder that keeps none.

    Raises:
        LexiconError, DecisionError: a file cannot be read, or has lines that are no decisions.
    """
    terms = LEXICON.read(map(Path, kept.get("lexicon", ())))
    decided = _decisions(Path(), kept.get("decisions"), None)
    return altered(
        _settled(Path(), kept, None),
        lexicon=tuple(file.path for file in terms.values()),
        decisions=tuple(each for file in decided.values() for each in decided_in(file)),
    )


def _decisions(folder: Path, given: str | Path | None, past: Recorded | None) -> dict[str, KeptFile]:
    """The file of decisions that counts, by its checksum: the one given, else the one kept; none if it decides nothing.

    Raises:
        DecisionError: it cannot be read.
        GraphError: the folder does not keep it any more.
    """
    paths = (Path(given),) if given is not None else DECISIONS.kept(folder, past.decisions) if past else ()
    return {name: file for name, file in DECISIONS.read(paths).items() if decided_in(file)}


def decided_in(file: KeptFile) -> tuple[Decision, ...]:
    """The decisions of a file that was read.

    Raises:
        DecisionError: lines of it are none.
    """
    try:
        return read_decisions(file.data.decode("utf-8"), str(file.path))
    except UnicodeDecodeError as error:
        raise DecisionError(f"is not UTF-8 (byte {error.start + 1})", source=str(file.path)) from error


def _changes(folder: Path, past: Recorded, settings: Settings, *, lexicon: tuple[str, ...]) -> list[str]:
    """What a build changed of the options that a folder had."""
    notes = []
    if settings.base != past.base:
        notes.append(f"{folder}: --base was {past.base} and is now {settings.base}; the IRIs below it have changed")
    if settings.max_authors != past.max_authors:
        notes.append(f"{folder}: --max-authors was {past.max_authors} and is now {settings.max_authors}")
    if settings.min_confidence != past.min_confidence:
        notes.append(f"{folder}: --min-confidence was {past.min_confidence} and is now {settings.min_confidence}")
    if past.lexicon and lexicon != past.lexicon:
        notes.append(f"{folder}: --lexicon took the place of the {len(past.lexicon)} lexicon file(s) kept before")
    return notes


def page_title(facts: Facts) -> str:
    """What the page is called: the day, or the days from first to last."""
    days = [digest.date for digest in facts.digests]
    span = days[0] if len(set(days)) == 1 else f"{min(days)} to {max(days)}"
    return f"{len(facts.papers):,} papers, {span}"


def own_digests(folder: Path) -> tuple[Digest, ...]:
    """The digests that a folder was built from, without the bundled sample: that one gives way."""
    return () if holds_sample(folder) else load_digests(folder)


def read_sample(stored: Sequence[Digest] = ()) -> Reading:
    """The bundled sample; nothing where digests of one's own are stored: it never takes their place."""
    return Reading((), ()) if stored else read_sources([Source(NAME, None, named=True, data=sample_digest())])


def compose(
    digests: Sequence[Digest],
    settings: Settings | None = None,
    *,
    jobs: int | None = 1,
    progress: Progress | None = None,
    read: _Reading | None = None,
    said: Said | None = None,
) -> tuple[Facts, nx.MultiDiGraph[str]]:
    """Everything that the digests say, as facts and as a graph, in memory."""
    from kg.graph.build import build_graph
    from kg.graph.confidence import surer_facts
    from kg.ontology.lexicon import load_lexicon
    from kg.resolve import resolve

    chosen, tell = settings or Settings(), progress or _silent
    terms = load_lexicon(*chosen.lexicon)
    papers = merge_digests(digests)
    extractions = (read or _Reading())(
        papers, terms, jobs=jobs, progress=lambda done: tell("Reading summaries", done, len(papers))
    )
    tell("Resolving names", 0, 1)
    facts = surer_facts(resolve(papers, extractions, terms, digests, chosen.decisions), chosen.min_confidence)
    del extractions  # as large as the graph, and of no more use
    tell("Connecting papers", 0, 1)
    return facts, build_graph(facts, base=chosen.base, max_authors_for_pairs=chosen.max_authors, said=said)


class _Reading:
    """``extract_all`` that reads no paper which an exports folder keeps what was read out of."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self.lines: list[bytes] = []
        """The file to keep, once it was called."""

    def __call__(
        self,
        papers: Sequence[Paper],
        terms: Lexicon,
        *,
        jobs: int | None,
        progress: Callable[[int], None] | None = None,
    ) -> tuple[Extraction, ...]:
        from kg.extract import extract_all
        from kg.extract.stamp import stamp

        if self._folder is None:
            return extract_all(papers, terms, jobs=jobs, progress=progress)
        known = load_readings(self._folder, stamp(terms))
        found = {paper.identifier: known.find(paper) for paper in papers}
        new = [paper for paper in papers if found[paper.identifier] is None]
        before = len(papers) - len(new)
        if new:
            tell = None if progress is None else lambda done: progress(before + done)
            found.update((each.paper, each) for each in extract_all(new, terms, jobs=jobs, progress=tell))
        extractions = tuple(each for paper in papers if (each := found[paper.identifier]))
        self.lines = list(known.lines(papers, extractions))
        return extractions


class _Before:
    """What a folder keeps of the build before it: asked for something, each part makes only what is new."""

    def __init__(self, folder: Path) -> None:
        from kg.store.wordings import KeptWordings

        self.read, self.said = _Reading(folder), KeptWordings(folder)

    def keep(self, drafts: Drafts) -> None:
        """Write what all parts know by now, when all exports are written."""
        from kg.store.wordings import WORDINGS

        drafts.write(READINGS, self.read.lines)
        drafts.write(WORDINGS, self.said.pieces(drafts.files))


def preview(folder: str | Path, file: str | Path, *, jobs: int | None = 1) -> tuple[Touch, ...]:
    """What each line of a file of decisions would touch in a built folder, of which nothing is changed.

    The folder's digests, lexicon and least confidence count, its own decisions do not: the file would replace them.

    Raises:
        DecisionError: as for ``build``.
        GraphError: the folder holds no digests, or lost what it was built with.
    """
    from kg.export.manifest import read_manifest
    from kg.graph.confidence import surer_facts
    from kg.ontology.lexicon import load_lexicon
    from kg.resolve.facts import stages
    from kg.resolve.preview import touched

    place = Path(folder)
    settle(place)
    past, digests = read_manifest(place), load_digests(place)
    if past is None or not digests:
        raise GraphError(f"{place} holds no built graph: make one with `kg build --out {place}`")
    decided = _decisions(place, file, past)
    lines = tuple(each for kept in decided.values() for each in decided_in(kept))
    terms, papers = load_lexicon(*LEXICON.kept(place, past.lexicon)), merge_digests(digests)
    choices = [lines[:count] for count in range(len(lines) + 1)]
    found = stages(papers, _Reading(place)(papers, terms, jobs=jobs), terms, digests, choices)
    steps = pairwise(surer_facts(facts, past.min_confidence) for facts in found)
    touches = (touched(line, *step) for line, step in zip(lines, steps, strict=True))
    return tuple(sorted(touches, key=lambda touch: touch.decision.line))


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Progress for nobody."""
