"""An entity of one paper as one use of a name, and the lexicon in which its name is looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from kg import names
from kg.model import Entity, Term
from kg.resolve import forms
from kg.resolve.parts import divide, labels_of


class Labels(Protocol):
    """The part of ``kg.ontology.lexicon.Lexicon`` that resolution needs."""

    @property
    def terms(self) -> Mapping[str, Term]: ...

    def lookup(self, name: str) -> Sequence[Term]: ...


@dataclass(frozen=True)
class Use:
    """One entity of one paper with its anchor; ``index`` is its place in the extraction."""

    paper: str
    index: int
    entity: Entity
    anchor: str
    term: str | None
    above: str | None = None
    """The lexicon concept that it is a variant of, where the paper says so."""

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """``spellings`` of the entity."""
        return spellings(self.entity)

    @cached_property
    def text(self) -> str:
        """``anchor_text`` of the entity."""
        return anchor_text(self.entity)

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The forms that stand in the paper itself: those of a known concept are mostly the lexicon's."""
        entity, usable = self.entity, self.spellings
        if entity.concept is None or not entity.spans:
            return usable
        found = dict.fromkeys([span.text for span in entity.spans])
        return tuple([text for text in usable if text in found]) or tuple(sorted(found))


class Vocabulary:
    """The lexicon seen through keys, with every lookup made once."""

    def __init__(self, lexicon: Labels) -> None:
        self._lexicon = lexicon
        self._known: dict[str, str | None] = {}
        self._labels: dict[str, tuple[str, ...]] = {}
        self.misspelt: dict[str, str] = {}
        """Key of a misspelling met so far -> key of the concept that is meant."""
        self.term_of_key: dict[str, str] = {}
        self._key_of_term: dict[str, str] = {}
        copies = _copies(lexicon.terms)
        for slug in sorted(lexicon.terms):
            right = copies.get(slug, slug)
            key = names.slug_key(right)
            self.term_of_key.setdefault(key, right)
            self._key_of_term[slug] = key

    @property
    def terms(self) -> Mapping[str, Term]:
        return self._lexicon.terms

    def key_of(self, slug: str) -> str:
        """The key that a lexicon concept has here."""
        return self._key_of_term[slug]

    def lookup(self, text: str) -> Sequence[Term]:
        return self._lexicon.lookup(text)

    def sole(self, text: str) -> str | None:
        """The key of the lexicon concept of that name, or of the only one with this label."""
        if text not in self._known:
            found = tuple(self._lexicon.lookup(text))
            named = tuple(term for term in found if forms.key(term.name) == forms.key(text))
            keys = {self._key_of_term[term.slug] for term in named or found if term.slug in self._key_of_term}
            self._known[text] = keys.pop() if len(keys) == 1 else None
        return self._known[text]

    def _kin(self, name: str, long: str) -> str | None:
        """The concept of a known acronym, if its long form differs from the known one by its endings only."""
        key = self.sole(name) if name != long else None
        if key is None:
            return None
        term = self._lexicon.terms[self.term_of_key[key]]
        labels = (term.name, *(label.text for label in term.names))
        return key if any(forms.akin(label, long) for label in labels) else None

    def uses(self, paper: str, index: int, entity: Entity) -> Iterator[Use]:
        """The entity as one use, or as two where it holds a known concept and a variant of it."""
        term = self._lexicon.terms.get(entity.concept or "")
        division = divide(index, entity, term, self._english(term)) if term is not None else None
        known = (index, entity) if division is None else division.known
        if known is not None and (use := self.use(paper, *known)) is not None:
            yield use
        if term is not None and division is not None and (use := self.use(paper, *division.own)) is not None:
            yield replace(use, above=term.slug)

    def _english(self, term: Term) -> tuple[str, ...]:
        """``labels_of`` a term, made once."""
        if term.slug not in self._labels:
            self._labels[term.slug] = labels_of(term)
        return self._labels[term.slug]

    def use(self, paper: str, index: int, entity: Entity) -> Use | None:
        """The entity with its anchor; None if it has no name that could make an IRI."""
        if entity.concept in self._key_of_term:
            key = self._key_of_term[entity.concept]
            return Use(paper, index, entity, key, self.term_of_key[key])
        text = anchor_text(entity)
        if not text:
            return None
        key = self._cut_off(entity, text) or forms.key(text)
        if key not in self.term_of_key:
            key = self.sole(text) or self._kin(entity.name, text) or self._corrected(entity, text) or key
        return Use(paper, index, entity, key, self.term_of_key.get(key))

    def _cut_off(self, entity: Entity, text: str) -> str | None:
        """The concept whose long form lost its beginning: "Policy Optimization" with PPO is the proximal one."""
        for short in spellings(entity):
            key = self.sole(short) if forms.abbreviates(short, text) else None
            if key is not None:
                term = self._lexicon.terms[self.term_of_key[key]]
                if any(forms.ends(text, long, short) for long in (term.name, *(label.text for label in term.names))):
                    return key
        return None

    def _corrected(self, entity: Entity, text: str) -> str | None:
        """The concept of which a glossed long form is a misspelling: "Groued-Query Attention" with its GQA.

        Alike is not enough: the paper has to give the acronym that the right spelling has too.
        """
        if not any(forms.abbreviates(short, text) for short in spellings(entity)):
            return None
        found = {
            key
            for label, key in self._by_initials.get(forms.initials(text), ())
            if forms.near(label, text) or forms.akin(label, text)
        }
        if len(found) != 1:
            return None
        self.misspelt[forms.key(text)] = right = found.pop()
        return right

    @cached_property
    def _by_initials(self) -> Mapping[tuple[str, ...], list[tuple[str, str]]]:
        """Initials -> the English labels of several words that have them, with the key of their concept."""
        found: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        for slug, key in self._key_of_term.items():
            term = self._lexicon.terms[slug]
            for text in (term.name, *(label.text for label in term.names if not label.garbled)):
                letters = forms.initials(text)
                if len(letters) > 1 and names.language(text) == "en":
                    found[letters].append((text, key))
        return found


def _copies(terms: Mapping[str, Term]) -> dict[str, str]:
    """Slug -> that of the term with the same name, spaces, hyphens and plurals apart, which has more labels."""
    by_form: dict[str, str] = {}
    for slug in sorted(terms, key=lambda slug: (-len(terms[slug].names), slug)):
        by_form.setdefault(forms.compact(terms[slug].name), slug)
    found = {}
    for slug, term in terms.items():
        singular = (form for form in forms.singulars(term.name) if form in by_form)
        right = by_form[next(singular, forms.compact(term.name))]
        if right != slug:
            found[slug] = right
    return {slug: found.get(right, right) for slug, right in found.items()}


def anchor_text(entity: Entity) -> str:
    """The spelling that says best which thing is meant: a long form with its acronym, else the name."""
    usable = [text for text in spellings(entity) if forms.key(text)]
    if not usable:
        return next((name.text for name in sorted(entity.names) if forms.key(name.text)), "")
    short = [text for text in usable if forms.is_short(text)] if len(usable) > 1 else []
    long = [text for text in usable if any(forms.abbreviates(acronym, text) for acronym in short)]
    if not long or usable[0] in long:
        return usable[0]
    return min(long, key=lambda text: (len(text), text))


def spellings(entity: Entity) -> tuple[str, ...]:
    """All forms of an entity that are written as they should be, its name first."""
    if len(entity.names) == 1 and entity.names[0].text == entity.name:
        return (entity.name,)  # most of them
    return tuple(dict.fromkeys([entity.name, *sorted([name.text for name in entity.names if not name.garbled])]))
