"""Annotated papers made ready to learn from.

Nothing a paper's own annotations teach (tallies, lexicon concepts, the screen of phrase parts) and nothing its own text
adds to the archive's counts is used when its features are computed: a weight learnt from a feature that has seen the
answer is worth nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kg.extract import gold, lessons, phrases, propose, screen, survey
from kg.extract.archive import Archive
from kg.extract.context import Context
from kg.extract.evidence import Evidence, Tally, evidence
from kg.extract.merge import Group
from kg.extract.naming import of_names, of_word, words
from kg.extract.placing import of_places
from kg.model import Paper, Term

_BUCKETS = 20
"""Annotated papers are read in so many parts, each with the lexicon that the other parts teach …"""
_SCREENS = 5
"""… and with one of so many screens, learnt from the other papers."""


class Features(NamedTuple):
    """What is said of one group: by its names, and by its places."""

    names: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One annotated paper, ready to learn from or to be judged on."""

    annotated: gold.GoldPaper
    proposal: propose.Proposal
    labels: tuple[frozenset[str], ...]
    taken: Mapping[int, int]
    copies: frozenset[int]
    features: tuple[Features, ...]
    tallies: Mapping[str, Tally]
    """What this paper's annotations say of each name."""
    terms: Mapping[str, Term]
    """The lexicon with which it was read."""
    leading: bool = False
    """Whether its annotators set the manner that the others follow: it counts more."""

    @property
    def english(self) -> bool:
        return self.proposal.text.english


@dataclass(frozen=True, slots=True)
class Lessons:
    """Examples, and the screen that all of them together teach."""

    examples: tuple[Example, ...]
    screen: screen.Screen


def count(
    papers: Mapping[str, Paper], terms: Mapping[str, Term], *, held_out: Collection[str]
) -> tuple[survey.Survey, dict[str, survey.Sightings]]:
    """The archive's statistics, in two rounds: the second one knows the dictionary of the first."""
    read = [paper for identifier, paper in sorted(papers.items()) if identifier not in held_out]
    first, _ = survey.survey(read, propose.knowledge(terms.values(), Archive()))
    return survey.survey(read, propose.knowledge(terms.values(), first.archive()))


def examples(
    annotated: Sequence[gold.GoldPaper],
    papers: Mapping[str, Paper],
    terms: Mapping[str, Term],
    counted: tuple[survey.Survey, Mapping[str, survey.Sightings]],
    *,
    teachers: Sequence[gold.GoldPaper],
    fit_screen: Callable[[Iterable[screen.Part]], screen.Screen],
) -> Lessons:
    """Features of annotated papers, each computed without what the paper itself taught.

    ``fit_screen`` is that of ``fit``, which learns from the examples that are made here.
    """
    teaching = {paper.paper for paper in teachers}
    drafts = _drafts(annotated, papers, terms, counted, teachers)
    taught = [draft for draft in drafts if draft.paper.paper in teaching]
    parts = {draft.paper.paper: list(_parts(draft)) for draft in taught}
    for fold in range(_SCREENS):
        held = {draft.paper.paper for draft in drafts[fold::_SCREENS]}
        own = fit_screen(row for paper, rows in parts.items() if paper not in held for row in rows)
        for draft in drafts[fold::_SCREENS]:
            draft.propose(own)
    whole = fit_screen(row for rows in parts.values() for row in rows)
    return Lessons(tuple(_with_features(drafts, teaching)), whole)


def _drafts(
    annotated: Sequence[gold.GoldPaper],
    papers: Mapping[str, Paper],
    terms: Mapping[str, Term],
    counted: tuple[survey.Survey, Mapping[str, survey.Sightings]],
    teachers: Sequence[gold.GoldPaper],
) -> list[_Draft]:
    total, each = counted
    whole = total.archive()
    drafts: dict[str, _Draft] = {}
    for start in range(min(_BUCKETS, len(annotated))):
        bucket = annotated[start::_BUCKETS]
        own = {p.paper: total.without(each[p.paper], whole) if p.paper in each else whole for p in bucket}
        outside = [paper for paper in teachers if paper.paper not in own]
        lexicon = lessons.joined(terms, lessons.learned_terms(outside, terms))
        shared = {k: v for k, v in whole.dictionary.items() if all(a.dictionary.get(k) == v for a in own.values())}
        known = propose.knowledge(lexicon.values(), Archive({}, shared))
        learned = frozenset(slug for slug in lexicon if slug not in terms)
        outer = evidence(lexicon, Archive({}, {}), {}, learned)
        for paper in bucket:
            archive = own[paper.paper]
            knowledge, about = replace(known, archive=archive), replace(outer, archive=archive)
            drafts[paper.paper] = _Draft(paper, papers[paper.paper], knowledge, about)
    return [drafts[paper.paper] for paper in annotated]


def _parts(draft: _Draft) -> Iterator[screen.Part]:
    """Every part of a phrase in a paper, and whether it is what an annotated entity is called."""
    wanted = {
        place: draft.paper.entities[entity].core
        for group, entity in draft.taken.items()
        for place in draft.proposal.groups[group].places
    }
    for run, english in propose.runs(draft.proposal.text):
        for start, stop, rule in phrases.all_parts(run, english=english):
            core = wanted.get((run[start].start, run[stop - 1].stem))
            yield screen.Part(
                tuple(screen.signs(run, start, stop, rule, english=english)), core is not None, bool(core)
            )


def _with_features(drafts: Sequence[_Draft], teaching: Collection[str]) -> Iterator[Example]:
    tallies = [draft.tallies() for draft in drafts]
    sums = lessons.sum_tallies(t for t, draft in zip(tallies, drafts, strict=True) if draft.paper.paper in teaching)
    pool: dict[str, str] = {}
    for draft, own in zip(drafts, tallies, strict=True):
        left = lessons.without(sums, own if draft.paper.paper in teaching else {}, draft.keys())
        yield draft.example(left, own, pool)


def _of_names(group: Group, evidence: Evidence) -> Iterator[str]:
    yield from of_names(group, evidence)
    for word in words(group):
        yield from of_word(word)


class _Draft:
    """An annotated paper with its proposal, before its features are known."""

    def __init__(self, annotated: gold.GoldPaper, paper: Paper, known: propose.Knowledge, about: Evidence) -> None:
        self.paper = annotated
        self._read = paper
        self._known = known
        self._about = about
        self.propose(screen.OPEN)

    def propose(self, by: screen.Screen) -> None:
        """Read the paper (again), dropping the parts of phrases that do not pass."""
        self.proposal = propose.propose(self._read, replace(self._known, screen=by))
        self.labels = tuple(gold.labels(group, self._about.terms) for group in self.proposal.groups)
        self.taken = gold.assign(self.proposal.groups, self.labels, self.paper.entities)
        self.copies = gold.copies(self.labels, self.paper.entities, self.taken)

    def tallies(self) -> dict[str, Tally]:
        return lessons.paper_tallies(
            self.proposal.groups, self.paper.entities, self.taken, self.copies, self._about.terms
        )

    def keys(self) -> list[str]:
        """The name keys of all groups."""
        return sorted({key for group in self.proposal.groups for key in lessons.keys(group, self._about.terms)})

    def example(self, tallies: lessons.Tallies, own: lessons.Tallies, pool: dict[str, str]) -> Example:
        """``pool`` holds every feature once: a million groups say the same things."""
        about = replace(self._about, tallies=tallies)
        context = Context(self.proposal)
        found = tuple(
            Features(
                tuple(pool.setdefault(name, name) for name in _of_names(group, about)),
                tuple(pool.setdefault(name, name) for name in of_places(group, context)),
            )
            for group in self.proposal.groups
        )
        return Example(self.paper, self.proposal, self.labels, self.taken, self.copies, found, own, self._about.terms)
