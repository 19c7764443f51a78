"""From a group of uses to one concept: its name, kind and labels, and where it stands among the others."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from kg import names
from kg.model import Concept, Kind, Name, Term
from kg.resolve import forms
from kg.resolve.families import Hierarchy, family_of, nearest, wanted_ancestors
from kg.resolve.identity import Identity
from kg.resolve.parts import labels_of
from kg.resolve.uses import Labels, Use

_MANY_PAPERS: Final = 5
"""From here on a spelling that stands in one paper alone is taken for a slip."""
_ENOUGH_PAPERS: Final = 2
"""So many papers make a label of a spelling that the lexicon does not expect."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All concepts by slug, and the slug that each group of the identity became."""

    concepts: tuple[Concept, ...]
    slugs: Mapping[str, str]


def catalogue(identity: Identity, lexicon: Labels) -> Catalogue:
    """Name and order the groups, add the lexicon concepts that hold them together, and link them."""
    members: dict[str, list[Use]] = defaultdict(list)
    for use, root in zip(identity.uses, identity.roots, strict=True):
        members[root].append(use)
    found, slugs = {}, {}
    for root in sorted(members):
        concept = _concept(identity, root, members[root], lexicon)
        if concept.slug in found:  # kg.names proves that it cannot happen: equal slugs have equal keys
            raise AssertionError(f"two concepts share the slug {concept.slug!r}")
        found[concept.slug], slugs[root] = concept, concept.slug
    for slug in sorted(wanted_ancestors(lexicon.terms, found)):
        found.setdefault(slug, _from_term(lexicon.terms[slug], ()))
    variants = _variants(identity, slugs)
    return Catalogue(_linked(found, _senses(identity, slugs), lexicon.terms, variants), slugs)


def _variants(identity: Identity, slugs: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """What a paper says is a variant of a known concept, with that concept."""
    pairs = zip(identity.uses, identity.roots, strict=True)
    return frozenset((slugs[root], use.above) for use, root in pairs if use.above is not None)


def _senses(identity: Identity, slugs: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {slugs[root]: tuple(slugs[sense] for sense in senses) for root, senses in identity.senses.items()}


def _concept(identity: Identity, root: str, uses: Sequence[Use], lexicon: Labels) -> Concept:
    term = lexicon.terms.get(identity.groups.terms.get(root, ""))
    seen = _seen(uses)
    slips = _slips(uses, {forms.key(label.text) for label in term.names} | {forms.key(term.name)} if term else set())
    right = {text for text in seen if not seen[text].garbled and forms.key(text) not in identity.misspelt | slips}
    labels = {
        Name(text, name.language, garbled=text not in right)
        for text, name in seen.items()
        if _belongs(identity, root, text, uses)
    }
    if term is not None:
        return _from_term(term, _fitting(term, labels, uses))
    name = _best_name(identity, root, uses, right or set(seen))
    return Concept(forms.slug(name), name, _kind(uses), sorted_labels(name, labels))


def _from_term(term: Term, seen: Iterable[Name]) -> Concept:
    return Concept(
        term.slug,
        term.name,
        term.kind,
        sorted_labels(term.name, {*seen, *term.names}, frozenset(label.text for label in term.names)),
        definitions=term.definitions,
    )


def _seen(uses: Iterable[Use]) -> dict[str, Name]:
    """Spelling -> how it was meant; a spelling that somebody calls right is not garbled."""
    found: dict[str, Name] = {}
    for use in uses:
        spelt = [(name.text, name.garbled) for name in use.entity.names]
        for each, garbled in [*spelt, (use.entity.name, False)]:
            text = each.strip()
            known = found.get(text)
            if (known is None or known.garbled) and forms.slug(text):
                found[text] = Name(text, names.language(text), garbled)
    return found


def _slips(uses: Sequence[Use], known: set[str]) -> set[str]:
    """Keys of spellings that a single paper has for a concept which many papers name otherwise.

    They are mistranslations, cut-off glosses and near neighbours: worth finding the concept by, not worth showing.
    """
    if len({use.paper for use in uses}) < _MANY_PAPERS:
        return set()
    papers: dict[str, set[str]] = defaultdict(set)
    for use in uses:
        for text in use.spellings:
            papers[forms.key(text)].add(use.paper)
    return {key for key, found in papers.items() if len(found) == 1 and key not in known}


def _fitting(term: Term, labels: Iterable[Name], uses: Sequence[Use]) -> set[Name]:
    """The labels without those of something narrower; a Latin one that nothing ties to the lexicon's is hidden
    unless two papers have it.
    """
    known = labels_of(term)
    own = {forms.key(text) for text in known}
    found = set()
    for label in labels:
        text = label.text
        if forms.key(text) in own or names.language(text) == "ko":
            found.add(label)
        elif not forms.adds(text, known):
            rare = not forms.varies(text, known) and _papers_with(text, uses) < _ENOUGH_PAPERS
            found.add(Name(text, label.language, garbled=label.garbled or rare))
    return found


def _papers_with(text: str, uses: Iterable[Use]) -> int:
    """How many papers give the spelling, up to case, hyphens and a plural s."""
    key = forms.key(text)
    return len({use.paper for use in uses if any(forms.key(other) == key for other in use.spellings)})


def _belongs(identity: Identity, root: str, text: str, uses: Iterable[Use]) -> bool:
    """Whether a spelling may label this concept: not if it is another concept's, unless as an acronym.

    What the lexicon has for another concept has to be the initials of a known one ("GQA"), or needs more than the gloss
    of one paper and has to begin as this one does: "LLM" is not "multimodal large language model".
    """
    if forms.is_common(text) or forms.is_measure(text):
        return False
    owner = identity.groups.find(forms.key(text))
    if owner == root or (owner not in identity.groups.terms and owner not in identity.groups.papers):
        return True
    if owner in identity.senses and root in identity.senses[owner]:
        return True
    longs = {long for use in uses for long in use.spellings if forms.abbreviates(text, long)}
    if owner in identity.groups.terms:
        if root in identity.groups.terms and any(forms.initials(long) == tuple(names.fold(text)) for long in longs):
            return True
        begins = any(forms.initials(long)[:1] == forms.initials(text[:1]) for long in longs)
        return begins and _papers_with(text, uses) >= _ENOUGH_PAPERS
    return bool(longs)


def _best_name(identity: Identity, root: str, uses: Iterable[Use], right: Iterable[str]) -> str:
    """The most frequent English spelling whose key belongs to this concept alone, else the Korean one.

    Among equals it is the one that papers call it by, then the shortest.
    """
    seen: Counter[str] = Counter()
    chosen: Counter[str] = Counter()
    for use in uses:
        seen.update({text.strip() for text in (use.entity.name, *(name.text for name in use.entity.names))})
        chosen[use.entity.name.strip()] += 1
    owned = [text for text in right if identity.groups.find(forms.key(text)) == root]
    return min(owned, key=lambda text: (names.language(text) == "ko", -seen[text], -chosen[text], len(text), text))


def _kind(uses: Iterable[Use]) -> Kind:
    """The kind with the most confidence behind it; ties go to the order of ``Kind``."""
    votes: dict[Kind, list[float]] = defaultdict(list)
    for use in uses:
        votes[use.entity.kind].append(use.entity.confidence)
    return max(votes, key=lambda kind: (math.fsum(votes[kind]), -_ORDER[kind]))


_ORDER: Final = {kind: place for place, kind in enumerate(Kind)}


def sorted_labels(name: str, labels: Iterable[Name], preferred: frozenset[str] = frozenset()) -> tuple[Name, ...]:
    """Sorted, without the English name itself, one of those that differ in case, hidden ones only if nothing else."""
    forms_of: dict[tuple[str, str], bool] = {}
    for label in labels:
        spot = (label.text, names.language(label.text))
        forms_of[spot] = forms_of.get(spot, True) and label.garbled
    if names.language(name) == "ko":
        forms_of[name, "ko"] = False
    one: dict[tuple[str, str], Name] = {}
    first = preferred | {name}
    for (text, language), garbled in sorted(
        forms_of.items(), key=lambda item: (item[1], item[0][0] not in first, item)
    ):
        one.setdefault((text.casefold(), language), Name(text, language, garbled))
    one.pop((name.casefold(), "en"), None)
    return tuple(sorted(one.values(), key=_BY_FIELDS))


_BY_FIELDS: Final = attrgetter("text", "language", "garbled")
"""How names are sorted anyway, without a call for each comparison."""


def _linked(
    found: Mapping[str, Concept],
    senses: Mapping[str, tuple[str, ...]],
    terms: Mapping[str, Term],
    variants: frozenset[tuple[str, str]],
) -> tuple[Concept, ...]:
    hierarchy = _hierarchy(found, terms, variants)
    related: dict[str, set[str]] = defaultdict(set)
    pairs = [(slug, other) for slug in found if slug in terms for other in terms[slug].related]
    for slug, other in [*pairs, *((slug, other) for slug, others in senses.items() for other in others)]:
        if other in found and hierarchy.apart(slug, other):
            related[slug].add(other)
            related[other].add(slug)
    return tuple(
        replace(concept, broader=broader, related=others) if broader or others else concept
        for slug, concept in sorted(found.items())
        for broader, others in [(hierarchy.broader(slug), tuple(sorted(related.get(slug, ()))))]
    )


def _hierarchy(
    found: Mapping[str, Concept], terms: Mapping[str, Term], variants: frozenset[tuple[str, str]]
) -> Hierarchy:
    """What the lexicon says first, then what papers say; then versions and sizes under the family that their name
    begins with.
    """
    hierarchy = Hierarchy()
    present = frozenset(found)
    for slug in sorted(present & terms.keys()):
        for above in sorted(nearest(terms, slug, present)):
            hierarchy.add(slug, above)
    for slug, wider in sorted(variants):
        if wider in found and slug not in terms:
            hierarchy.add(slug, wider)
    by_key = {names.slug_key(slug): slug for slug in sorted(found)}
    kinds = {slug: concept.kind for slug, concept in found.items()}
    models = {slug for slug, kind in kinds.items() if kind is Kind.MODEL}
    models |= {slug for slug, term in terms.items() if term.kind is Kind.MODEL}
    bases = frozenset(map(names.slug_key, models))
    for slug in sorted(found):
        if found[slug].kind is Kind.MODEL and not hierarchy.broader(slug):
            family = family_of(found[slug].name, by_key, kinds, bases)
            if family is not None:
                hierarchy.add(slug, family)
    return hierarchy
