"""A label that several concepts have: one of them keeps it, or it is an acronym and all of them are marked.

Names are owned: what one concept is called by is at best a hidden label of another, by which that is still found. An
acronym that several concepts are spelt out with is ambiguous, and each of them says what else it stands for. Of other
labels the concept that most papers call so keeps it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from kg.model import Concept, Name
from kg.resolve import forms
from kg.resolve.concepts import Catalogue
from kg.resolve.identity import Identity
from kg.resolve.uses import Labels

_RARE: Final = 20
"""A sense that this many times fewer papers have than the usual one, and the lexicon has not, is a slip."""


@dataclass(frozen=True, slots=True)
class _Archive:
    """How many papers call a concept by a key that is contested, what the lexicon calls it, and what acronyms without a
    gloss mean.
    """

    counts: Mapping[tuple[str, str], int]
    known: frozenset[tuple[str, str]]
    open: Mapping[str, Sequence[Concept]]
    """A concept that is no more than an acronym -> those that it may stand for."""


def settled(identity: Identity, named: Catalogue, lexicon: Labels) -> Catalogue:
    """The catalogue with every label at its owner, and ambiguous acronyms marked."""
    owners = {forms.key(concept.name): concept.slug for concept in named.concepts}
    holders: dict[str, list[Concept]] = defaultdict(list)
    for concept in named.concepts:
        for key in {forms.key(text) for text in _spellings(concept)}:
            holders[key].append(concept)
    open_to = _open(identity, named)
    contested = {key for key, found in holders.items() if len(found) > 1 or owners.get(key) in open_to}
    archive = _Archive(_counts(identity, named, contested), _known(named, lexicon), open_to)
    hidden: dict[str, set[str]] = defaultdict(set)
    ambiguous: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    called = {concept.slug: concept.name for concept in named.concepts}
    for key in sorted(contested):
        short, meant, kept = _shared(archive, holders[key], key, owners.get(key))
        for concept in holders[key]:
            if concept.slug not in kept:
                hidden[concept.slug].add(key)
        for slug in meant:
            ambiguous[slug].append((short, tuple(sorted(called[other] for other in meant if other != slug))))
    concepts = (
        replace(each, labels=_hide(each, hidden[each.slug]), ambiguous=tuple(sorted(ambiguous[each.slug])))
        if each.slug in hidden or each.slug in ambiguous
        else each
        for each in named.concepts
    )
    return replace(named, concepts=tuple(concepts))


def _shared(
    archive: _Archive, holders: Sequence[Concept], key: str, owner: str | None
) -> tuple[str, frozenset[str], frozenset[str]]:
    """A label as an acronym, the concepts among which it is ambiguous, and those that keep it."""
    texts = Counter(text for concept in holders for text in _spellings(concept) if forms.key(text) == key)
    short = min(texts, key=lambda text: (not forms.is_short(text), -texts[text], text))
    meant = frozenset[str]()
    if forms.is_short(short):
        maybe = (each for each in archive.open.get(owner or "", ()) if _is_spelt(each, short))
        meant = frozenset((*_meant(archive, holders, key, short), *(each.slug for each in maybe)))
    if owner is not None:
        same = any(concept.slug == owner and _same_letters(concept.name, short) for concept in holders)
        return short, meant | {owner} if meant - {owner} and same else frozenset(), frozenset({owner})
    if len(meant) > 1:
        return short, meant, meant
    return short, frozenset(), frozenset({_keeper(archive, meant or [concept.slug for concept in holders], key)})


def _open(identity: Identity, named: Catalogue) -> dict[str, list[Concept]]:
    """What acronyms without a gloss may mean, as ``_Archive`` has it."""
    concepts = {concept.slug: concept for concept in named.concepts}
    return {
        named.slugs[root]: [concepts[slug] for slug in sorted({named.slugs[sense] for sense in found})]
        for root, found in identity.senses.items()
    }


def _counts(identity: Identity, named: Catalogue, keys: AbstractSet[str]) -> dict[tuple[str, str], int]:
    """How many papers call each concept by each of some keys."""
    papers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for use, root in zip(identity.uses, identity.roots, strict=True):
        for text in use.written:
            if (key := forms.key(text)) in keys:
                papers[named.slugs[root], key].add(use.paper)
    return {spot: len(found) for spot, found in papers.items()}


def _known(named: Catalogue, lexicon: Labels) -> frozenset[tuple[str, str]]:
    """What the lexicon calls each concept, by key."""
    terms = (lexicon.terms[each.slug] for each in named.concepts if each.slug in lexicon.terms)
    return frozenset((term.slug, forms.key(label.text)) for term in terms for label in term.names if not label.garbled)


def _spellings(concept: Concept) -> tuple[str, ...]:
    return (concept.name, *(label.text for label in concept.labels if not label.garbled))


def _meant(archive: _Archive, concepts: Sequence[Concept], key: str, short: str) -> tuple[str, ...]:
    """The concepts that are spelt out with an acronym, as far as that is no slip."""
    counts = {each.slug: archive.counts.get((each.slug, key), 0) for each in concepts}
    usual = max(counts.values())
    return tuple(
        each.slug
        for each in concepts
        if _is_spelt(each, short) and ((each.slug, key) in archive.known or _RARE * counts[each.slug] >= usual)
    )


def _is_spelt(concept: Concept, short: str) -> bool:
    return any(forms.spells(short, text) for text in _spellings(concept))


def _same_letters(one: str, other: str) -> bool:
    """Whether two acronyms are one, a plural s apart: "DCAS" is not the plural of "DCA"."""
    return one.removesuffix("s").casefold() == other.removesuffix("s").casefold()


def _keeper(archive: _Archive, slugs: Iterable[str], key: str) -> str:
    """Whose label it is: the lexicon's, then that of the concept which most papers call so."""
    return min(slugs, key=lambda slug: ((slug, key) not in archive.known, -archive.counts.get((slug, key), 0), slug))


def _hide(concept: Concept, keys: Iterable[str]) -> tuple[Name, ...]:
    return tuple(
        sorted(
            Name(each.text, each.language, garbled=each.garbled or forms.key(each.text) in keys)
            for each in concept.labels
        )
    )
