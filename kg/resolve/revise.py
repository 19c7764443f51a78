"""Identity and concepts as a user's decisions change them: splits first, then merges, kinds and names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from kg import names
from kg.errors import DecisionError
from kg.model import Concept, Entity, Kind, Name
from kg.resolve import forms
from kg.resolve.concepts import Catalogue, catalogue, sorted_labels
from kg.resolve.decisions import Decision, Verb, contradictions, ends, refuse
from kg.resolve.families import Hierarchy
from kg.resolve.identity import Identity
from kg.resolve.uses import Labels, Use, spellings


def revise(
    identity: Identity, named: Catalogue, lexicon: Labels, decisions: Sequence[Decision]
) -> tuple[Identity, Catalogue]:
    """Follow the decisions, whose order does not matter; what names nothing that is there changes nothing.

    Raises:
        DecisionError: two of them cannot both be followed.
    """
    splits = [found for found in decisions if found.verb is Verb.SPLIT]
    if splits:
        identity, named = _all_split(identity, named, lexicon, splits)
    if not decisions:
        return identity, named
    concept_of = _Spellings(identity, named).concept

    def thing(name: str) -> str:
        return concept_of(name) or f"?{names.key(name)}"

    merges = [found for found in decisions if found.verb is Verb.MERGE and thing(found.name) != thing(found.other)]
    refuse(contradictions([*splits, *merges], thing))
    present = {concept.slug for concept in named.concepts}
    joined = ends(
        {thing(each.name): thing(each.other) for each in merges if {thing(each.name), thing(each.other)} <= present}
    )
    return identity, _changed(_merged(named, joined), decisions, lambda name: joined.get(thing(name), thing(name)))


class _Spellings:
    """Which concept a spelling names: the one of that name, else the one it stands for, else the only one it labels."""

    def __init__(self, identity: Identity, named: Catalogue) -> None:
        self._groups, self._slugs = identity.groups, named.slugs
        self._named = {names.key(concept.name): concept.slug for concept in named.concepts}
        self._labelled: dict[str, set[str]] = defaultdict(set)
        for concept in named.concepts:
            for label in concept.labels:
                self._labelled[names.key(label.text)].add(concept.slug)

    def concept(self, name: str) -> str | None:
        key = names.key(name)
        meant = self._named.get(key) or self._slugs.get(self._groups.find(key))
        labelled = self._labelled.get(key, set())
        return meant or (next(iter(labelled)) if len(labelled) == 1 else None)


# ---------------------------------------------------------------- split


def _all_split(
    identity: Identity, named: Catalogue, lexicon: Labels, splits: Iterable[Decision]
) -> tuple[Identity, Catalogue]:
    concepts = {concept.slug: concept for concept in named.concepts}
    concept_of = _Spellings(identity, named).concept
    roots = {slug: root for root, slug in named.slugs.items()}
    lost: dict[str, set[str]] = defaultdict(set)
    for found in splits:
        slug = concept_of(found.other)
        if slug is None:
            continue
        own = names.key(concepts[slug].name)
        # Two things come apart: the concept's own name stays with it, whichever of the two names the line has first.
        key = names.key(found.name if names.key(found.name) != own else found.other)
        lost[slug].add(key)
        if slug in roots:
            identity, roots[slug] = _split(identity, roots[slug], key, own)
    again = catalogue(identity, lexicon)
    hidden = {again.slugs.get(roots.get(slug, ""), slug): keys for slug, keys in lost.items()}
    return identity, replace(again, concepts=tuple(_without(concept, hidden) for concept in again.concepts))


def _without(concept: Concept, hidden: Mapping[str, set[str]]) -> Concept:
    keys = hidden.get(concept.slug)
    if not keys:
        return concept
    return replace(concept, labels=tuple(label for label in concept.labels if names.key(label.text) not in keys))


def _split(identity: Identity, root: str, key: str, own: str) -> tuple[Identity, str]:
    """Take a spelling out of a group, with all its uses; also the root that the rest of the group has now."""
    groups, rest = identity.groups, root
    if groups.find(key) == root:
        rest = own if root == key else root
        groups = groups.part(key, root, rest)
    target = groups.find(key)
    fresh = min((use.index for use in identity.uses), default=0)
    uses: list[Use] = []
    roots: list[str] = []
    for use, old in zip(identity.uses, identity.roots, strict=True):
        if old != root:
            uses.append(use)
            roots.append(old)
            continue
        apart, left = _divided(use, key, index=fresh - 1)
        if left is not None and rest not in groups.terms and not _names(groups.find, left.entity, rest):
            apart, left = replace(use, anchor=key, term=None), None
        fresh -= 1
        for part, group in ((apart, target), (left, rest)):
            if part is not None:
                uses.append(part)
                roots.append(group)
    there = frozenset(use.paper for use, group in zip(uses, roots, strict=True) if group == target)
    groups = replace(groups, papers={**groups.papers, target: there})
    used = frozenset(roots)
    senses = {
        rest if group == root else group: tuple(rest if sense == root else sense for sense in found)
        for group, found in identity.senses.items()
        if group != key
    }
    kept = {
        group: found
        for group, meant in senses.items()
        if group in used and (found := tuple(sense for sense in meant if sense in used))
    }
    return Identity(groups, tuple(uses), tuple(roots), kept, identity.misspelt - {key}), rest


def _names(find: Callable[[str], str], entity: Entity, root: str) -> bool:
    """Whether some spelling of an entity belongs to its group."""
    return any(find(forms.key(text)) == root for text in spellings(entity))


def _divided(use: Use, key: str, *, index: int) -> tuple[Use | None, Use | None]:
    """What of a use has the spelling, and what has not; the index stays with what the entity is called by."""
    entity = use.entity
    here = tuple(span for span in entity.spans if forms.key(span.text) == key)
    there = tuple(span for span in entity.spans if forms.key(span.text) != key)
    called = forms.key(entity.name) == key
    others = tuple(name for name in entity.names if forms.key(name.text) != key)
    if not here and (there or not called):
        name = _usual(span.text for span in there) if called else entity.name
        return None, replace(use, entity=replace(entity, name=name, names=others))
    name = entity.name if called else _usual(span.text for span in here)
    same = tuple(label for label in entity.names if forms.key(label.text) == key)
    part = replace(entity, name=name, names=same or (Name(name, names.language(name)),), spans=here, concept=None)
    apart = replace(use, entity=part, anchor=key, term=None, above=None)
    if not there:
        return apart, None
    name = _usual(span.text for span in there) if called else entity.name
    left = replace(use, entity=replace(entity, name=name, names=others, spans=there))
    return (apart, replace(left, index=index)) if called else (replace(apart, index=index), left)


def _usual(texts: Iterable[str]) -> str:
    counts = Counter(texts)
    return min(counts, key=lambda text: (-counts[text], text))


# ---------------------------------------------------------------- merge, kind, rename


def _merged(named: Catalogue, joined: Mapping[str, str]) -> Catalogue:
    """Let concepts join others, with their labels and places in the hierarchy."""
    if not joined:
        return named
    members: dict[str, list[Concept]] = defaultdict(list)
    for concept in named.concepts:
        members[joined.get(concept.slug, concept.slug)].append(concept)
    found = []
    for slug, group in members.items():
        right = next(concept for concept in group if concept.slug == slug)
        if len(group) > 1:
            labels = [label for concept in group for label in (*concept.labels, _name(concept.name))]
            definitions = {each for concept in group for each in concept.definitions}
            right = replace(right, labels=sorted_labels(right.name, labels), definitions=tuple(sorted(definitions)))
        broader = {above for concept in group for above in concept.broader}
        related = {other for concept in group for other in concept.related}
        found.append(replace(right, broader=tuple(sorted(broader)), related=tuple(sorted(related))))
    return _moved(Catalogue(tuple(found), named.slugs), joined)


def _changed(named: Catalogue, decisions: Iterable[Decision], thing: Callable[[str], str]) -> Catalogue:
    """Give concepts the kinds and names that were decided.

    Raises:
        DecisionError: two lines want one concept to be two things, or two concepts would have one name.
    """
    wanted = [found for found in decisions if found.verb in (Verb.KIND, Verb.RENAME)]
    refuse(contradictions(wanted, thing))
    refuse(_clashes(named, wanted, thing))
    kinds = {thing(found.name): Kind(found.other) for found in wanted if found.verb is Verb.KIND}
    texts = {thing(found.name): found.other for found in wanted if found.verb is Verb.RENAME}
    concepts = []
    moved = {}
    for concept in named.concepts:
        slug = concept.slug
        changed = replace(concept, kind=kinds.get(slug, concept.kind))
        if slug in texts:
            moved[slug] = forms.slug(texts[slug])
            labels = sorted_labels(texts[slug], (*concept.labels, _name(concept.name)))
            changed = replace(changed, slug=moved[slug], name=texts[slug], labels=labels)
        concepts.append(changed)
    return _moved(Catalogue(tuple(concepts), named.slugs), moved)


def _clashes(named: Catalogue, wanted: Iterable[Decision], thing: Callable[[str], str]) -> list[DecisionError]:
    """Names that belong to another concept, or that two lines give to two concepts."""
    owner = {names.slug_key(concept.slug): concept.slug for concept in named.concepts}
    owner |= {names.key(concept.name): concept.slug for concept in named.concepts}
    present = frozenset(owner.values())
    faults = []
    for found in wanted:
        if found.verb is not Verb.RENAME or thing(found.name) not in present:
            continue
        slug = owner.setdefault(names.key(found.other), thing(found.name))
        if slug != thing(found.name):
            faults.append(found.fault(f'{found} would make two concepts of one name: merge "{found.name}" first'))
    return faults


def _name(text: str) -> Name:
    return Name(text, names.language(text))


def _moved(named: Catalogue, moved: Mapping[str, str]) -> Catalogue:
    """The same with other slugs: links follow, as long as they close no circle (SKOS S27)."""
    hierarchy = Hierarchy()
    for concept in named.concepts:
        for above in concept.broader:
            hierarchy.add(moved.get(concept.slug, concept.slug), moved.get(above, above))
    related: dict[str, set[str]] = defaultdict(set)
    for concept in named.concepts:
        slug = moved.get(concept.slug, concept.slug)
        for other in (moved.get(each, each) for each in concept.related):
            if hierarchy.apart(slug, other):
                related[slug].add(other)
                related[other].add(slug)
    found = {moved.get(concept.slug, concept.slug): concept for concept in named.concepts}
    concepts = tuple(
        replace(found[slug], slug=slug, broader=hierarchy.broader(slug), related=tuple(sorted(related.get(slug, ()))))
        for slug in sorted(found)
    )
    return Catalogue(concepts, {root: moved.get(slug, slug) for root, slug in named.slugs.items()})
