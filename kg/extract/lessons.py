"""What annotated papers teach besides weights: tallies of names, and concepts for the lexicon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg import names
from kg.extract.acronyms import is_short_form, long_form
from kg.extract.evidence import Tally
from kg.extract.gold import GoldEntity, GoldPaper
from kg.extract.judge import KINDS, ROLES
from kg.extract.merge import Group
from kg.extract.propose import group_names
from kg.extract.tokens import stem_of
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


@dataclass(slots=True)
class _Draft:
    """One concept while papers add to it: votes for its spelling, kind and aliases."""

    term: Term | None
    spellings: Counter[str] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)
    aliases: Counter[str] = field(default_factory=Counter)
    core: int = 0

    @property
    def name(self) -> str:
        return self.term.name if self.term else _most(self.spellings)

    @property
    def trusted(self) -> bool:
        """Whether two papers name it, or one as something that a reader would miss."""
        return self.core > 0 or self.spellings.total() > 1


def learned_terms(papers: Iterable[GoldPaper], known: Mapping[str, Term]) -> list[Term]:
    """Concepts that the annotations name, sorted by slug: new ones, and known ones with new labels.

    An alias is taken when it is nobody's name, belongs to the concept that most papers give it to, and is
    told by two papers, is the name's acronym or its word-for-word counterpart: annotators list looser forms, too.
    """
    by_key = _by_key(known)
    drafts: dict[str, _Draft] = {}
    claims: dict[str, Counter[str]] = {}
    for entity in (entity for paper in papers for entity in paper.entities):
        term = by_key.get(names.key(entity.name))
        if term is None and (names.language(entity.name) == "ko" or len(entity.name.split()) > 5):
            continue
        identity = names.key(term.name) if term else names.key(entity.name)
        draft = drafts.setdefault(identity, _Draft(term))
        draft.spellings[entity.name] += 1
        draft.kinds[entity.kinds[0]] += 1
        draft.core += entity.core
        for alias in dict.fromkeys(entity.names):
            if names.key(alias) != identity:
                draft.aliases[alias] += 1
                claims.setdefault(names.key(alias), Counter())[identity] += 1
    owners = {key: _most(counts) for key, counts in claims.items()}
    taken = {key for key, draft in drafts.items() if draft.trusted} | set(by_key)
    made = []
    for identity, draft in sorted(drafts.items()):
        if identity and draft.trusted:
            own = {alias for alias in draft.aliases if owners[names.key(alias)] == identity}
            aliases = sorted(alias for alias in own if names.key(alias) not in taken and _is_alias(alias, draft))
            made += _made(draft, aliases)
    return _unique(made)


def _by_key(known: Mapping[str, Term]) -> dict[str, Term]:
    found: dict[str, Term] = {}
    for term in known.values():
        found.setdefault(names.key(term.name), term)
    for term in known.values():
        for name in term.names:
            found.setdefault(names.key(name.text), term)
    return found


def _made(draft: _Draft, aliases: Sequence[str]) -> list[Term]:
    labels = tuple(Name(alias, names.language(alias)) for alias in aliases)
    if draft.term is not None:
        return [Term(draft.term.slug, draft.term.name, draft.term.kind, labels)] if labels else []
    return [Term(names.slug(draft.name), draft.name, _most_kind(draft.kinds), labels)]


def _is_alias(alias: str, draft: _Draft) -> bool:
    """Whether the form names the same thing, not a broader or narrower one."""
    if not 1 < len(alias) <= 50 or not names.slug(alias):
        return False
    count, size = draft.aliases[alias], len(alias.split())
    if names.language(alias) == "ko":
        bare = all(stem_of(word)[0] == len(word) for word in alias.split())
        close = abs(size - len(draft.name.replace("-", " ").split())) <= 1
        return count >= 2 or (bare and close and size >= 2)
    words, own = set(names.slug(alias).split("-")), set(names.slug(draft.name).split("-"))
    if _acronym(alias, draft.name) or _acronym(draft.name, alias):
        return True
    return count >= 2 and not words < own and not own < words


def _acronym(short: str, long: str) -> bool:
    return is_short_form(short) and len(long_form(short, long) or "") >= len(long) - 1


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
