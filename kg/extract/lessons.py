"""What annotated papers teach besides weights: tallies of names, and concepts for the lexicon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg import names
from kg.extract.features import Tally
from kg.extract.gold import GoldEntity, GoldPaper
from kg.extract.judge import KINDS, ROLES
from kg.extract.merge import Group
from kg.extract.propose import group_names
from kg.model import Kind, Name, Term

Tallies = Mapping[str, Tally]


def paper_tallies(
    groups: Sequence[Group],
    entities: Sequence[GoldEntity],
    taken: Mapping[int, int],
    skipped: Iterable[int],
    terms: Mapping[str, Term],
) -> dict[str, Tally]:
    """What one annotated paper says of each name key; ``skipped`` groups say nothing."""
    found: dict[str, Tally] = {}
    passed = frozenset(skipped)
    for index, group in enumerate(groups):
        if index not in taken and index not in passed:
            for key in keys(group, terms):
                found.setdefault(key, Tally(spurious=1))
    for entity in entities:
        tally = Tally(
            core=int(entity.core),
            optional=int(not entity.core),
            kinds=tuple(int(kind == entity.kinds[0]) for kind in KINDS),
            roles=tuple(int(role == entity.roles[0]) for role in ROLES),
        )
        for key in sorted({names.key(name) for name in entity.names}):
            found[key] = tally
    for index, entity_index in taken.items():
        name = names.key(entities[entity_index].name)
        for key in keys(groups[index], terms):
            found[key] = found.get(name, Tally())
    found.pop("", None)
    return found


def keys(group: Group, terms: Mapping[str, Term]) -> list[str]:
    """The name keys of a group, its lexicon name included."""
    term = terms.get(group.concept)
    forms = [*group_names(group), *([term.name] if term else [])]
    return sorted({names.key(form) for form in forms} - {""})


def add(left: Tally, right: Tally, *, sign: int = 1) -> Tally:
    """The sum (or, with sign -1, the difference) of two tallies."""
    return Tally(
        left.core + sign * right.core,
        left.optional + sign * right.optional,
        left.spurious + sign * right.spurious,
        tuple(a + sign * b for a, b in zip(left.kinds, right.kinds, strict=True)),
        tuple(a + sign * b for a, b in zip(left.roles, right.roles, strict=True)),
    )


def sum_tallies(papers: Iterable[Tallies]) -> dict[str, Tally]:
    """The tallies of all papers together."""
    total: dict[str, Tally] = {}
    for tallies in papers:
        for key, tally in tallies.items():
            total[key] = add(total.get(key, Tally()), tally)
    return total


def without(total: Tallies, own: Tallies, wanted: Iterable[str]) -> dict[str, Tally]:
    """The part of ``total`` about ``wanted`` keys, as it would be without the paper that said ``own``."""
    found = {}
    for key in wanted:
        if key in total:
            rest = add(total[key], own[key], sign=-1) if key in own else total[key]
            if rest.core + rest.optional + rest.spurious > 0:
                found[key] = rest
    return found


@dataclass(frozen=True, slots=True)
class _Draft:
    """One concept while papers add to it: votes for its spelling, kind and aliases."""

    spellings: Counter[str]
    kinds: Counter[Kind]
    aliases: Counter[str]


def learned_terms(papers: Iterable[GoldPaper], known: Mapping[str, Term]) -> list[Term]:
    """Concepts that the annotations name, sorted by slug: new ones, and known ones with new labels.

    An alias is taken when it is nobody's name, and belongs to the concept that most papers give it to;
    an alias that is a part of its own name is broader, not equal, and is left out.
    """
    by_key: dict[str, Term] = {}
    for term in known.values():
        for form in (term.name, *(name.text for name in term.names)):
            by_key.setdefault(names.key(form), term)
    drafts: dict[str, _Draft] = {}
    claims: dict[str, Counter[str]] = {}
    for paper in papers:
        for entity in paper.entities:
            term = by_key.get(names.key(entity.name))
            if term is None and names.language(entity.name) == "ko":
                continue
            identity = names.key(term.name) if term else names.key(entity.name)
            if not identity:
                continue
            draft = drafts.setdefault(identity, _Draft(Counter(), Counter(), Counter()))
            draft.spellings[term.name if term else entity.name] += 1
            draft.kinds[entity.kinds[0]] += 1
            for alias in dict.fromkeys(entity.names):
                if _is_alias(alias, entity.name) and names.key(alias) != identity:
                    draft.aliases[alias] += 1
                    claims.setdefault(names.key(alias), Counter())[identity] += 1
    owners = {key: _most(counts) for key, counts in claims.items()}
    made = []
    for identity, draft in sorted(drafts.items()):
        term = by_key.get(identity)
        name = term.name if term else _most(draft.spellings)
        aliases = tuple(
            Name(alias, names.language(alias))
            for alias in sorted(draft.aliases)
            if owners[names.key(alias)] == identity
            and names.key(alias) not in drafts
            and names.key(alias) not in by_key
        )
        if term is None or aliases:
            kind = term.kind if term else _most_kind(draft.kinds)
            made.append(Term(term.slug if term else names.slug(name), name, kind, aliases))
    return _unique(made)


def _is_alias(alias: str, name: str) -> bool:
    words, own = set(names.slug(alias).split("-")), set(names.slug(name).split("-"))
    return 1 < len(alias) <= 60 and not words < own and not (words > own and len(words) > len(own) + 1)


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda item: (-counts[item], item))


def _most_kind(counts: Counter[Kind]) -> Kind:
    return min(counts, key=lambda item: (-counts[item], item))


def _unique(terms: Iterable[Term]) -> list[Term]:
    """Sorted by slug, each slug once."""
    found: dict[str, Term] = {}
    for term in terms:
        found.setdefault(term.slug, term)
    return [term for slug, term in sorted(found.items()) if slug]


def joined(known: Mapping[str, Term], more: Iterable[Term]) -> dict[str, Term]:
    """The lexicon with the terms of ``more`` added as a loader would: new ones, or more labels for known ones."""
    terms = dict(known)
    for term in more:
        old = terms.get(term.slug)
        if old is None:
            terms[term.slug] = term
        else:
            labels = dict.fromkeys((*old.names, *term.names))
            terms[term.slug] = Term(old.slug, old.name, old.kind, tuple(sorted(labels)), old.broader, old.related)
    return dict(sorted(terms.items()))
