"""``resolve``: everything the digests say, with one concept for one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from kg.model import (
    Concept,
    Digest,
    Extraction,
    Facts,
    Finding,
    Kind,
    Mention,
    Paper,
    Result,
    Role,
    Statement,
    digest_order,
)
from kg.resolve.authors import resolve_authors
from kg.resolve.concepts import catalogue
from kg.resolve.decisions import Decision
from kg.resolve.identity import identify
from kg.resolve.revise import revise
from kg.resolve.roles import can_be_metric, can_be_place, fitting
from kg.resolve.shared import settled
from kg.resolve.uses import Labels, Use

_ConceptOf: TypeAlias = Mapping[tuple[str, int], str]
"""(paper, index of the entity in its extraction) -> slug."""
Placed: TypeAlias = tuple[Use, str]
"""A use and the slug of its concept."""
_Kinds: TypeAlias = Mapping[str, Kind]
"""Slug of a concept -> its kind."""


def resolve(
    papers: Sequence[Paper],
    extractions: Sequence[Extraction],
    lexicon: Labels,
    digests: Sequence[Digest],
    decisions: Sequence[Decision] = (),
) -> Facts:
    """Decide what is the same across the archive, as the user's decisions change it, and state everything once.

    The answer does not depend on the order of the arguments. Raises ValueError for an extraction whose paper
    is not among ``papers``, or for two extractions of one paper; DecisionError for decisions that contradict each
    other.
    """
    *_, facts = stages(papers, extractions, lexicon, digests, [tuple(decisions)])
    return facts


def stages(
    papers: Sequence[Paper],
    extractions: Sequence[Extraction],
    lexicon: Labels,
    digests: Sequence[Digest],
    choices: Iterable[Sequence[Decision]],
) -> Iterator[Facts]:
    """What ``resolve`` says under each of several choices of decisions, with the common work done once."""
    known = {paper.identifier: paper for paper in papers}
    texts = {extraction.paper: extraction for extraction in extractions}
    if len(texts) < len(extractions):
        raise ValueError("two extractions of one paper")
    if strangers := sorted(texts.keys() - known.keys()):
        raise ValueError(f"extraction of an unknown paper: {strangers[0]}")
    authors, authorship = resolve_authors(known.values())
    for placed, concepts in named(texts.values(), lexicon, choices):
        kinds = {concept.slug: concept.kind for concept in concepts}
        yield replace(
            stated(known, texts, placed, kinds),
            digests=tuple(sorted(digests, key=digest_order)),
            authors=authors,
            authorship=authorship,
            concepts=concepts,
        )


def named(
    extractions: Iterable[Extraction], lexicon: Labels, choices: Iterable[Sequence[Decision]]
) -> Iterator[tuple[list[Placed], tuple[Concept, ...]]]:
    """Under each of several choices of decisions: which concept each entity is, and all concepts.

    Only the names of the papers count, not their texts and numbers: ``findings`` may be left out. The order of the
    extractions does not matter.
    """
    identity = identify(extractions, lexicon)
    first = catalogue(identity, lexicon)
    for decisions in choices:
        revised, changed = revise(identity, first, lexicon, decisions)
        last = settled(revised, changed, lexicon)
        pairs = zip(revised.uses, revised.roots, strict=True)
        yield [(use, last.slugs[root]) for use, root in pairs], last.concepts


def stated(
    known: Mapping[str, Paper], texts: Mapping[str, Extraction], placed: Sequence[Placed], kinds: Mapping[str, Kind]
) -> Facts:
    """What papers say, once it is known which concept each of their entities is, and of which kind: all that depends on
    no other paper. Authors, concepts and digests are left out.
    """
    uses = [use for use, _ in placed]
    concept_of = {(use.paper, use.index): slug for use, slug in placed}
    return Facts(
        digests=(),
        papers=tuple(known[identifier] for identifier in sorted(known)),
        authors=(),
        authorship=(),
        concepts=(),
        statements=_statements(uses, concept_of, kinds),
        results=tuple(
            result
            for paper in sorted(texts)
            for result in _results(known[paper], texts[paper].findings, concept_of, kinds)
        ),
        mentions=_mentions(uses, concept_of),
        doubts=tuple((paper, texts[paper].doubt) for paper in sorted(texts) if texts[paper].doubt),
    )


def _statements(uses: Iterable[Use], concept_of: _ConceptOf, kinds: _Kinds) -> tuple[Statement, ...]:
    """One a paper and concept: the roles of its entities, those of the surest first."""
    together: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for use in uses:
        together[use.paper, concept_of[use.paper, use.index]].append(use)
    return tuple(
        Statement(paper, concept, fitting(_roles(found), kinds[concept]), max(use.entity.confidence for use in found))
        for (paper, concept), found in sorted(together.items())
    )


def _roles(uses: Iterable[Use]) -> tuple[Role, ...]:
    ordered = sorted(uses, key=lambda use: (-use.entity.confidence, use.entity.roles))
    return tuple(dict.fromkeys(role for use in ordered for role in use.entity.roles))


def _results(paper: Paper, findings: Iterable[Finding], concept_of: _ConceptOf, kinds: _Kinds) -> tuple[Result, ...]:
    """The findings in the order of the text, numbered from 1; what is said twice in the same words counts once."""
    place = {section.name: index for index, section in enumerate(paper.sections)}
    found: dict[Result, None] = {}
    for finding in sorted(
        findings, key=lambda item: (place.get(item.section, len(place)), item.start, item.end, _order(item))
    ):
        found.setdefault(_result(paper.identifier, finding, concept_of, kinds))
    return tuple(
        Result(
            item.paper,
            number,
            item.value,
            item.unit,
            item.kind,
            item.quote,
            item.subject,
            item.metric,
            item.evaluated_on,
            item.baseline,
        )
        for number, item in enumerate(found, start=1)
    )


def _order(finding: Finding) -> tuple[object, ...]:
    parts = (finding.subject, finding.metric, finding.evaluated_on, finding.baseline)
    return (
        finding.value,
        finding.unit,
        finding.kind,
        finding.quote,
        tuple(-1 if part is None else part for part in parts),
    )


def _result(paper: str, finding: Finding, concept_of: _ConceptOf, kinds: _Kinds) -> Result:
    def concept(index: int | None, fits: Callable[[Kind], bool] = bool) -> str | None:
        slug = None if index is None else concept_of.get((paper, index))
        return slug if slug and fits(kinds[slug]) else None

    return Result(
        paper,
        0,
        finding.value,
        finding.unit,
        finding.kind,
        finding.quote,
        subject=concept(finding.subject),
        metric=concept(finding.metric, can_be_metric),
        evaluated_on=concept(finding.evaluated_on, can_be_place),
        baseline=concept(finding.baseline),
    )


def _mentions(uses: Iterable[Use], concept_of: _ConceptOf) -> tuple[Mention, ...]:
    """One a place: where two entities claim the same words, the surer one has them."""
    best: dict[tuple[str, str, int, int], Mention] = {}
    for use in uses:
        concept = concept_of[use.paper, use.index]
        for span in use.entity.spans:
            mention = Mention(
                use.paper, span.section, span.start, span.end, span.text, concept, span.rule, span.confidence
            )
            place = (use.paper, span.section, span.start, span.end)
            if place not in best or _surer(mention, best[place]):
                best[place] = mention
    return tuple(best[place] for place in sorted(best))


def _surer(one: Mention, other: Mention) -> bool:
    return (-one.confidence, one.concept, one.rule) < (-other.confidence, other.concept, other.rule)
