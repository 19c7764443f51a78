"""The lexicon: known concepts as SKOS in Turtle, the shipped files and the user's own.

    concept:gpt-4o a kg:Model ; skos:prefLabel "GPT-4o"@en ; skos:altLabel "지피티포오"@ko ;
      skos:hiddenLabel "GTP-4o"@en ; skos:broader concept:gpt-4 ; skos:definition "A model that …"@en .

A user's file may use IRIs of its own: the slug is then that of the English label. A term of a later file whose slug
or English label is known already adds to the known term; its class, if it states one, replaces the earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from kg import names
from kg.errors import LexiconError
from kg.model import Kind, Name, Term
from kg.ontology import files
from kg.ontology.terms import BASE, CLASS_KIND, CONCEPT, KG, PREFIXES

_SKOS: Final = PREFIXES["skos"]
_TYPE: Final = PREFIXES["rdf"] + "type"
_PREF, _ALT, _HIDDEN = (_SKOS + local for local in ("prefLabel", "altLabel", "hiddenLabel"))
_LABELS: Final = (_PREF, _ALT, _HIDDEN)
_DEFINITION: Final = _SKOS + "definition"
_BROADER, _RELATED = _SKOS + "broader", _SKOS + "related"
_READ: Final = frozenset((_TYPE, *_LABELS, _DEFINITION, _BROADER, _RELATED))
_NOT_TERMS: Final = frozenset((_SKOS + "ConceptScheme", _SKOS + "Collection", PREFIXES["owl"] + "Ontology"))
_LANGUAGES: Final = frozenset(("en", "ko"))


@dataclass(frozen=True)
class Lexicon:
    """Known concepts by slug, sorted."""

    terms: Mapping[str, Term]

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms.values())

    def __contains__(self, slug: object) -> bool:
        return slug in self.terms

    def lookup(self, name: str) -> tuple[Term, ...]:
        """The terms that have ``name`` as a label, spelling differences aside (``names.key``).

        Those it is the English name of come first, then those it is another label of, each by slug.
        """
        return self._by_key.get(names.key(name), ())

    def narrower(self, slug: str) -> tuple[Term, ...]:
        """The terms directly below, by slug."""
        return self._narrower.get(slug, ())

    @cached_property
    def _by_key(self) -> Mapping[str, tuple[Term, ...]]:
        own: dict[str, dict[str, Term]] = {}
        other: dict[str, dict[str, Term]] = {}
        for term in self:
            own.setdefault(names.key(term.name), {})[term.slug] = term
            for label in term.names:
                other.setdefault(names.key(label.text), {})[term.slug] = term
        return {key: tuple({**own.get(key, {}), **other.get(key, {})}.values()) for key in own | other if key}

    @cached_property
    def _narrower(self) -> Mapping[str, tuple[Term, ...]]:
        below: dict[str, list[Term]] = {}
        for term in self:
            for slug in term.broader:
                below.setdefault(slug, []).append(term)
        return {slug: tuple(terms) for slug, terms in below.items()}


@dataclass(slots=True)
class _Draft:
    """What one file says about one IRI."""

    iri: str
    types: set[str] = field(default_factory=set)
    labels: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Texts with their languages, by property."""
    links: dict[str, list[str]] = field(default_factory=dict)
    """IRIs by property."""
    definitions: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_term(self) -> bool:
        ours = bool(self.definitions) and self.iri.startswith(CONCEPT)  # others define what is no concept, too
        return (ours or bool(self.labels or not self.types.isdisjoint(CLASS_KIND))) and self.types.isdisjoint(
            _NOT_TERMS
        )

    @property
    def english(self) -> list[str]:
        return [text for text, language in self.labels.get(_PREF, ()) if language == "en"]


@dataclass(slots=True)
class _Source:
    """One file, and how to say where in it something is wrong."""

    name: str
    text: str

    def error(self, iri: str, message: str) -> LexiconError:
        return LexiconError(f"{_short(iri)} {message}", source=self.name, line=self._line(iri))

    def _line(self, iri: str) -> int | None:
        """The line on which the IRI's description begins, by the usual ways of writing it."""
        local = re.escape(re.split(r"[/#]", iri)[-1])
        found = re.search(rf"^\s*(?:<{re.escape(iri)}>|<?[\w/-]*:?{local}>?)(?=\s|$)", self.text, re.MULTILINE)
        return self.text.count("\n", 0, found.end()) + 1 if found else None


def load_lexicon(*extra: Path) -> Lexicon:
    """The shipped lexicon and the user's files on top of it, in the order given.

    Raises:
        LexiconError: a file that is not Turtle, or a term without class, without one English prefLabel, or with a
            broader or related concept that no file describes.
    """
    return read_lexicon(files.lexicon_paths(), over=extra)


def read_lexicon(paths: Iterable[Path], *, over: Iterable[Path] = ()) -> Lexicon:
    """The lexicon that ``paths`` make, with the files ``over`` on top, one after the other."""
    building = _Building()
    for path in paths:
        source = _read(path)
        building.add(source, _drafts(source))
    for path in over:
        building.know_names()
        source = _read(path)
        building.add(source, _drafts(source))
    return building.finish()


class _Building:
    """Terms by slug while files are added; links stay IRIs until all files are known."""

    def __init__(self) -> None:
        self._terms: dict[str, Term] = {}
        self._slug_of_key: dict[str, str] = {}
        self._slug_of_iri: dict[str, str] = {}
        self._links: list[tuple[_Source, _Draft, str]] = []

    def know_names(self) -> None:
        """From now on a term is also known by its name; that costs time, and one author's files need it not."""
        for slug, term in self._terms.items():
            self._slug_of_key.setdefault(names.key(term.name), slug)

    def add(self, source: _Source, drafts: Iterable[_Draft]) -> None:
        for draft in drafts:
            slug = self._slug(source, draft)
            self._terms[slug] = self._merged(source, draft, slug)
            self._slug_of_iri[draft.iri] = slug
            if draft.links:
                self._links.append((source, draft, slug))

    def finish(self) -> Lexicon:
        broader: dict[str, set[str]] = {}
        related: dict[str, set[str]] = {}
        for source, draft, slug in self._links:
            broader.setdefault(slug, set()).update(self._targets(source, draft, _BROADER))
            for other in self._targets(source, draft, _RELATED):
                related.setdefault(slug, set()).add(other)
                related.setdefault(other, set()).add(slug)
        return Lexicon(
            MappingProxyType(
                {
                    slug: _linked(term, broader.get(slug, set()), related.get(slug, set()))
                    for slug, term in sorted(self._terms.items())
                }
            )
        )

    def _slug(self, source: _Source, draft: _Draft) -> str:
        english = draft.english
        label = english[0] if english else ""
        slug = draft.iri.removeprefix(CONCEPT) if draft.iri.startswith(CONCEPT) else names.slug(label)
        if self._slug_of_key and slug not in self._terms:
            slug = self._slug_of_key.get(names.key(label), slug)
        if len(english) > 1 or not (english or slug in self._terms):
            raise source.error(draft.iri, "needs exactly one skos:prefLabel in English (@en)")
        if not slug:
            raise source.error(draft.iri, "has an English label without a letter or digit")
        return slug

    def _merged(self, source: _Source, draft: _Draft, slug: str) -> Term:
        known = self._terms.get(slug)
        kind = _kind(source, draft) or (known.kind if known else None)
        if kind is None:
            kinds = ", ".join(f"kg:{iri.removeprefix(KG)}" for iri in CLASS_KIND)
            raise source.error(draft.iri, f"has no class: say which it is of {kinds}")
        name = next(iter(draft.english), known.name if known else "")
        earlier = (Name(known.name), *known.names) if known else ()
        labels = _names(name, (*earlier, *_labels(source, draft)))
        definitions = {*(known.definitions if known else ()), *_definitions(source, draft)}
        return Term(slug, name, kind, labels, definitions=tuple(sorted(definitions)))

    def _targets(self, source: _Source, draft: _Draft, link: str) -> Iterator[str]:
        own = self._slug_of_iri[draft.iri]
        for iri in draft.links.get(link, ()):
            slug = self._slug_of_iri.get(iri) or iri.removeprefix(CONCEPT)
            if slug not in self._terms:
                raise source.error(draft.iri, f"has a skos:{link.removeprefix(_SKOS)} that no file describes: <{iri}>")
            if slug == own:
                raise source.error(draft.iri, f"is its own skos:{link.removeprefix(_SKOS)}")
            yield slug


def _read(path: Path) -> _Source:
    try:
        return _Source(str(path), path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise LexiconError(f"cannot read the lexicon: {reason}", source=str(path)) from error


def _drafts(source: _Source) -> list[_Draft]:
    """The terms of one file, in the order in which it first names them."""
    drafts: dict[str, _Draft] = {}
    try:
        for triple in ox.parse(source.text, ox.RdfFormat.TURTLE, base_iri=BASE):
            predicate = triple.predicate.value
            if predicate in _READ:
                _note(source, drafts, triple, predicate)
    except SyntaxError as error:
        message = error.msg.rpartition(": ")[2]  # what precedes repeats the place
        raise LexiconError(message, source=source.name, line=error.lineno) from error
    return [draft for draft in drafts.values() if draft.is_term]


def _note(source: _Source, drafts: dict[str, _Draft], triple: ox.Quad, predicate: str) -> None:
    subject, value = triple.subject, triple.object
    if not isinstance(subject, ox.NamedNode):
        raise LexiconError(f"a concept needs an IRI, not a blank node: {triple}", source=source.name)
    draft = drafts.get(subject.value)
    if draft is None:
        draft = drafts[subject.value] = _Draft(subject.value)
    if predicate in _LABELS or predicate == _DEFINITION:
        what = "definition" if predicate == _DEFINITION else "label"
        if not isinstance(value, ox.Literal):
            raise source.error(subject.value, f"has a {what} that is no text: {value}")
        texts = draft.definitions if predicate == _DEFINITION else draft.labels.setdefault(predicate, [])
        texts.append((value.value, value.language or names.language(value.value)))
    elif not isinstance(value, ox.NamedNode):
        raise source.error(subject.value, f"has a class or link that is no IRI: {value}")
    elif predicate == _TYPE:
        draft.types.add(value.value)
    else:
        draft.links.setdefault(predicate, []).append(value.value)


def _kind(source: _Source, draft: _Draft) -> Kind | None:
    kinds = {CLASS_KIND[iri] for iri in draft.types if iri in CLASS_KIND}
    if Kind.BENCHMARK in kinds:
        kinds.discard(Kind.DATASET)  # a kg:Benchmark is a kg:Dataset: the most specific class counts
    if len(kinds) > 1:
        raise source.error(draft.iri, f"has more than one class: {', '.join(sorted(kinds))}")
    return next(iter(kinds), None)


def _labels(source: _Source, draft: _Draft) -> Iterator[Name]:
    for label in _LABELS:
        for text, language in draft.labels.get(label, ()):
            if language not in _LANGUAGES:
                raise source.error(draft.iri, f"has a label that is neither @en nor @ko: {text!r}@{language}")
            yield Name(text, language, garbled=label == _HIDDEN)


def _definitions(source: _Source, draft: _Draft) -> Iterator[tuple[str, str]]:
    for text, language in draft.definitions:
        if language not in _LANGUAGES:
            raise source.error(draft.iri, f"has a definition that is neither @en nor @ko: {text!r}@{language}")
        if text.strip():
            yield " ".join(text.split()), language


def _names(name: str, labels: Iterable[Name]) -> tuple[Name, ...]:
    """All labels but the name itself, each once; a form that is a good label too is not garbled (SKOS S13)."""
    good: dict[tuple[str, str], Name] = {}
    for label in sorted(labels, key=lambda item: item.garbled):
        good.setdefault((label.text, label.language), label)
    good.pop((name, "en"), None)
    return tuple(sorted(good.values()))


def _linked(term: Term, broader: set[str], related: set[str]) -> Term:
    if not (broader or related):
        return term
    return replace(term, broader=tuple(sorted(broader)), related=tuple(sorted(related - broader)))


def _short(iri: str) -> str:
    return "concept:" + iri.removeprefix(CONCEPT) if iri.startswith(CONCEPT) else f"<{iri}>"
