"""Annotated papers made ready to learn from.

Nothing a paper's own annotations teach (tallies, lexicon concepts) and nothing its own text adds to the archive's
counts is used when its features are computed: a weight learnt from a feature that has seen the answer is worth nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.extract import gold, lessons, propose, survey
from kg.extract.archive import Archive
from kg.extract.features import Context, Evidence, Tally, features
from kg.model import Paper, Term

_BUCKETS = 20
"""Annotated papers are read in so many parts, each with the lexicon that the other parts teach."""


@dataclass(frozen=True, slots=True)
class Example:
    """One annotated paper, ready to learn from or to be judged on."""

    annotated: gold.GoldPaper
    proposal: propose.Proposal
    labels: tuple[frozenset[str], ...]
    taken: Mapping[int, int]
    copies: frozenset[int]
    features: tuple[tuple[str, ...], ...]
    tallies: Mapping[str, Tally]
    """What this paper's annotations say of each name."""


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
) -> list[Example]:
    """Features of annotated papers, each computed without what the paper itself taught."""
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
        for paper in bucket:
            proposal = propose.propose(papers[paper.paper], replace(known, archive=own[paper.paper]))
            drafts[paper.paper] = _Draft(paper, proposal, own[paper.paper], lexicon)
    ordered = [drafts[paper.paper] for paper in annotated]
    return _with_features(ordered, teachers, frozenset(terms))


def _with_features(
    drafts: Sequence[_Draft], teachers: Sequence[gold.GoldPaper], known: Collection[str]
) -> list[Example]:
    teaching = {paper.paper for paper in teachers}
    tallies = [draft.tallies() for draft in drafts]
    sums = lessons.sum_tallies(t for t, draft in zip(tallies, drafts, strict=True) if draft.paper.paper in teaching)
    return [
        draft.example(sums, own, known, teaches=draft.paper.paper in teaching)
        for draft, own in zip(drafts, tallies, strict=True)
    ]


class _Draft:
    """An annotated paper with its proposal, before its features are known."""

    def __init__(
        self, paper: gold.GoldPaper, proposal: propose.Proposal, archive: Archive, terms: Mapping[str, Term]
    ) -> None:
        self.paper = paper
        self.proposal = proposal
        self.archive = archive
        self.terms = terms
        self.labels = tuple(gold.labels(group, terms) for group in proposal.groups)
        self.taken = gold.assign(proposal.groups, self.labels, paper.entities)
        self.copies = gold.copies(self.labels, paper.entities, self.taken)

    def tallies(self) -> dict[str, Tally]:
        return lessons.paper_tallies(self.proposal.groups, self.paper.entities, self.taken, self.copies, self.terms)

    def example(self, sums: lessons.Tallies, own: lessons.Tallies, known: Collection[str], *, teaches: bool) -> Example:
        wanted = sorted({key for group in self.proposal.groups for key in lessons.keys(group, self.terms)})
        learned = frozenset(slug for slug in self.terms if slug not in known)
        evidence = Evidence(self.terms, self.archive, lessons.without(sums, own if teaches else {}, wanted), learned)
        context = Context(self.proposal)
        found = tuple(tuple(features(group, context, evidence)) for group in self.proposal.groups)
        return Example(self.paper, self.proposal, self.labels, self.taken, self.copies, found, own)
