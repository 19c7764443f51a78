"""The nouns that the rooms hand to each other: frozen, ordered, free of any library.

    read     text            -> Digest (Entry, Section)
    model    digests         -> Paper, Listing         (``merge_digests``)
    extract  Paper           -> Extraction (Entity, Span, Finding)
    resolve  extractions     -> Facts (Author, Concept, Statement, Result, Mention)
    graph    Facts           -> networkx.MultiDiGraph

Offsets count Unicode code points from the start of a section's text. Dates are ISO 8601 strings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.kinds import Kind as Kind  # noqa: PLC0414  given on: a noun like the others
from kg.kinds import ResultKind as ResultKind  # noqa: PLC0414
from kg.kinds import Role as Role  # noqa: PLC0414

# ---------------------------------------------------------------- read


@dataclass(frozen=True, slots=True, order=True)
class Section:
    """One part of an entry's summary; ``name`` is a slug, ``text`` is what offsets count in."""

    name: str
    text: str
    line: int = field(default=0, compare=False)
    """Line of the source on which the section begins, for messages; 0 if unknown."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One paper as one digest lists it.

    ``identifier`` is the arXiv id without version, else the URL. ``votes`` is None when the digest
    gives none. ``title`` is the source's; the readable one is the text of ``sections[0]``, whose
    name is "title".
    """

    identifier: str
    url: str
    title: str
    position: int
    votes: int | None
    authors: tuple[str, ...]
    sections: tuple[Section, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """One dated list of papers. ``sha256`` is that of the bytes it was read from."""

    date: str
    title: str
    entries: tuple[Entry, ...]
    sha256: str = ""
    source: str = field(default="", compare=False)
    """The file as the user named it, for messages only: it never reaches an export."""


# ---------------------------------------------------------------- merged papers


@dataclass(frozen=True, slots=True, order=True)
class Listing:
    """A paper's appearance in one digest."""

    date: str
    position: int
    votes: int | None


@dataclass(frozen=True, slots=True, order=True)
class Paper:
    """One work, with the text of its first listing that has a summary and the union of its listings."""

    identifier: str
    url: str
    title: str
    authors: tuple[str, ...]
    sections: tuple[Section, ...]
    listings: tuple[Listing, ...]

    @property
    def label(self) -> str:
        """The readable title (LaTeX resolved)."""
        return self.sections[0].text

    @property
    def first_listed(self) -> str:
        return self.listings[0].date

    @property
    def votes(self) -> int | None:
        """The highest vote count of all listings, None when no digest gave one."""
        return max((listing.votes for listing in self.listings if listing.votes is not None), default=None)

    def section(self, name: str) -> Section:
        """The section of that name; KeyError if there is none."""
        for section in self.sections:
            if section.name == name:
                return section
        raise KeyError(name)


def merge_digests(digests: Iterable[Digest]) -> tuple[Paper, ...]:
    """Join the entries of all digests into papers, sorted by identifier.

    The result does not depend on the order of ``digests``: a paper takes title, authors and text from
    its earliest listing with a summary (ties are broken by the content itself), and one listing a date:
    the one with the most votes.
    """
    appearances: dict[str, list[tuple[bool, str, Entry]]] = {}
    for digest in digests:
        for entry in digest.entries:
            bare = len(entry.sections) < 2
            appearances.setdefault(entry.identifier, []).append((bare, digest.date, entry))
    papers = []
    for identifier, found in sorted(appearances.items()):
        found.sort(key=lambda item: (item[0], item[1], item[2].position, _entry_order(item[2])))
        first = found[0][2]
        authors = next((entry.authors for _, _, entry in found if entry.authors), ())
        by_date: dict[str, Listing] = {}
        for _, date, entry in found:
            listing = Listing(date, entry.position, entry.votes)
            known = by_date.get(date)
            if known is None or _preference(listing) < _preference(known):
                by_date[date] = listing
        papers.append(
            Paper(
                identifier,
                first.url,
                first.title,
                authors,
                first.sections,
                tuple(sorted(by_date.values(), key=_preference)),
            )
        )
    return tuple(papers)


def digest_order(digest: Digest) -> tuple[object, ...]:
    """By date, title and content. Two lists of one day may differ in nothing but that one of them gives no votes."""
    entries = tuple((each.identifier, each.position, _entry_order(each)) for each in digest.entries)
    return digest.date, digest.title, entries, digest.sha256


def _preference(listing: Listing) -> tuple[str, int, int]:
    """Earlier first, then more votes, then the higher place in the digest."""
    return listing.date, -(listing.votes if listing.votes is not None else -1), listing.position


def _entry_order(entry: Entry) -> tuple[object, ...]:
    return entry.title, entry.authors, entry.sections, entry.url, entry.votes is None, entry.votes or 0


# ---------------------------------------------------------------- extract


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """One surface form or known label. ``language`` is "en" or "ko"; ``garbled`` marks a misspelling."""

    text: str
    language: str = "en"
    garbled: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One place in a paper: ``sections[section].text[start:end] == text``; ``rule`` found it."""

    section: str
    start: int
    end: int
    text: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """What the mentions of one thing within one paper add up to.

    ``name`` is the best English name that the paper or the lexicon gives; ``names`` are all forms,
    the name included. ``concept`` is the slug of the lexicon concept when one was recognised.
    ``roles`` come best first; an empty tuple means a bare mention. ``confidence`` is between 0 and 1.
    """

    name: str
    kind: Kind
    roles: tuple[Role, ...]
    names: tuple[Name, ...]
    spans: tuple[Span, ...]
    confidence: float
    concept: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One reported number; ``subject``, ``metric``, ``evaluated_on`` and ``baseline`` index the
    entities of the same extraction. ``value`` is a canonical decimal; ``unit`` is "%", "x", "points" or "".
    """

    section: str
    start: int
    end: int
    value: str
    unit: str
    kind: ResultKind
    quote: str
    subject: int | None = None
    metric: int | None = None
    evaluated_on: int | None = None
    baseline: int | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one paper's text says, before it is compared with other papers."""

    paper: str
    entities: tuple[Entity, ...]
    findings: tuple[Finding, ...]
    doubt: str = ""
    """Why the text is not to be trusted, as a sentence; empty if nothing speaks against it."""


# ---------------------------------------------------------------- lexicon


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """One concept of the lexicon. ``slug`` is the last part of its IRI."""

    slug: str
    name: str
    kind: Kind
    names: tuple[Name, ...] = ()
    """Other labels in English and Korean, acronyms included; ``garbled`` ones are hidden labels."""
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
    """What it is, in sentences, each with its language."""


# ---------------------------------------------------------------- resolve


@dataclass(frozen=True, slots=True, order=True)
class Author:
    """One person or team. The same normalised name is the same author (homonyms are not told apart)."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True, order=True)
class Concept:
    """One method, model, dataset, benchmark, metric or task of the whole archive."""

    slug: str
    name: str
    kind: Kind
    labels: tuple[Name, ...] = ()
    """Every other form: alternative labels, and the garbled ones, which become hidden labels."""
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Acronyms that also stand for other concepts, with the names of those."""
    definitions: tuple[tuple[str, str], ...] = ()
    """As the lexicon's term has them."""


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """A paper stands in some roles to a concept (none: it just mentions it)."""

    paper: str
    concept: str
    roles: tuple[Role, ...]
    confidence: float


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """A ``Finding`` whose parts are concepts; ``number`` counts from 1 within the paper."""

    paper: str
    number: int
    value: str
    unit: str
    kind: ResultKind
    quote: str
    subject: str | None = None
    metric: str | None = None
    evaluated_on: str | None = None
    baseline: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A ``Span`` whose concept is known."""

    paper: str
    section: str
    start: int
    end: int
    text: str
    concept: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the digests say, resolved and sorted: what the graph is made from."""

    digests: tuple[Digest, ...]
    papers: tuple[Paper, ...]
    authors: tuple[Author, ...]
    authorship: tuple[tuple[str, tuple[str, ...]], ...]
    """Paper identifier -> author slugs in the order of the title page, each once."""
    concepts: tuple[Concept, ...]
    statements: tuple[Statement, ...]
    results: tuple[Result, ...]
    mentions: tuple[Mention, ...]
    doubts: tuple[tuple[str, str], ...] = ()
    """Paper identifier -> why its text is not to be trusted; only of papers that are doubted."""
