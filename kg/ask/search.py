"""Papers, authors and concepts by name, best first: exact, by acronym, by prefix, by word, by part, by typo.

Names are compared as ``names.key`` compares them: case, spaces, hyphens, a plural s and the Unicode form (a decomposed
Hangul syllable) do not count. A typo is forgiven where at least ``_SIMILAR`` of the letters agree.
"""

from __future__ import annotations

import unicodedata
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from kg import names
from kg.ask import nodes
from kg.ask.held import register, remembered
from kg.ask.lookup import Lookup
from kg.ask.nodes import KINDS, Thing
from kg.errors import NotFoundError
from kg.ontology.terms import KG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyoxigraph as ox

    from kg.store.register import Register

MATCHES: Final = ("exact", "alias", "acronym", "prefix", "word", "part", "typo")
"""How a name can match, best first."""

_MAIN: Final = (nodes.PREF_LABEL, nodes.NAME, nodes.LABEL, nodes.TITLE)
_OTHER: Final = (nodes.ALT_LABEL, nodes.HIDDEN_LABEL)
_SIMILAR: Final = 80.0
_SUGGESTION: Final = 60.0
_MUCH_MORE: Final = 5
"""How many times more used a thing must be than its namesakes to be what people mean by the name."""

_SHORTEST_TYPO: Final = 4
"""Letters that a name needs before a near miss says anything."""

_NEAR: Final = 200
"""So many names that are like a text are looked at."""


class Hit(NamedTuple):
    """A thing and the name by which it was found; ``match`` is one of ``MATCHES``."""

    thing: Thing
    matched: str
    match: str
    uses: int
    """How many statements point at it or, for a paper, its votes: more comes first among equals."""


def search(store: ox.Store, text: str, *, kinds: Iterable[str] = KINDS, limit: int = 20) -> tuple[Hit, ...]:
    """The things whose name matches ``text``, best first; papers, authors and concepts each once.

    Raises:
        NotFoundError: nothing does; the message names what comes closest.
    """
    hits = matching(store, text, kinds=kinds, limit=limit)
    if not hits:
        raise NotFoundError(f"nothing is called {text!r}{_suggestions(store, text, frozenset(kinds))}")
    return hits


def matching(
    store: ox.Store, text: str, *, kinds: Iterable[str] = KINDS, limit: int = 20, unfinished: bool = False
) -> tuple[Hit, ...]:
    """What ``search`` gives, () where it would look for what comes closest.

    Of an ``unfinished`` text the last Hangul syllable is still being typed: where few names match as it stands, those
    follow that it can become.
    """
    wanted = frozenset(kinds)
    direct = nodes.find_iri(store, text)
    if direct and nodes.kind(store, direct) in wanted:
        found = nodes.thing(store, direct)
        return (Hit(found, found.label, "exact", _uses(store, direct)),)
    key, words = names.key(text), _wanted(text)
    known = _names(store)
    near = known.lookup.matches(key, words)
    if unfinished:
        near = chain(near, (("prefix", number) for number in known.lookup.unfinished(key, words)))
    return _hits(known, near, wanted, limit) or _hits(known, _typos(known, key, _SIMILAR), wanted, limit)


def prepare(store: ox.Store) -> None:
    """Read what a search looks at, so that the first one is as fast as those after it (in a store that is held)."""
    _ = _names(store).lookup.by_length


def find(store: ox.Store, text: str, *, kinds: Iterable[str] = KINDS) -> Thing:
    """The one thing that ``text`` names: an id, link, IRI, CURIE, name or alias.

    Where the very spelling is a name, no other name is looked at: an alias is not put in doubt by somebody who has
    these initials.

    Raises:
        NotFoundError: no thing has that name, or several have and none is far better known.
    """
    wanted = frozenset(kinds)
    direct = nodes.find_iri(store, text)
    spelt = [direct] if direct else _spelt(store, text)
    known = [thing for thing in (nodes.thing(store, iri) for iri in spelt) if thing.kind in wanted]
    if len(known) == 1:
        return known[0]
    return namesakes(store, text, kinds=kinds)[0]


def _spelt(store: ox.Store, text: str) -> list[str]:
    """The things of which ``text`` is a main name letter by letter (or up to what an IRI leaves out), else an alias."""
    spelling = unicodedata.normalize("NFC", text.strip())
    labels = [nodes.label(store, iri) for iri in _minted(store, names.slug(text))]
    for spellings, relations in (([spelling, *labels], _MAIN), ([spelling], _OTHER)):
        found = {
            iri
            for name in spellings
            if names.key(name) == names.key(text)
            for relation in relations
            for iri in nodes.named(store, relation, name)
        }
        if found:
            return sorted(found)
    return []


def _minted(store: ox.Store, slug: str) -> Iterator[str]:
    """What has the IRI that a name gives, or the same with a number, which keeps namesakes apart."""
    base = nodes.base(store) if slug else ""
    for place in ("concept", "author") if slug else ():
        iri = f"{base}{place}/{slug}"
        number = 1
        while nodes.exists(store, iri if number == 1 else f"{iri}-{number}"):
            yield iri if number == 1 else f"{iri}-{number}"
            number += 1


def namesakes(store: ox.Store, text: str, *, kinds: Iterable[str] = KINDS) -> tuple[Thing, ...]:
    """The thing that ``find`` gives, and behind it the others that have the same name but are much less used.

    Raises:
        NotFoundError: as ``find``.
    """
    hits = search(store, text, kinds=kinds, limit=1000)
    exact = [hit for hit in hits if hit.match == "exact"] or [hit for hit in hits if hit.match in {"alias", "acronym"}]
    if not exact and len(hits) == 1 and hits[0].match != "typo":
        exact = list(hits)
    if not exact:
        raise NotFoundError(f"nothing is called {text!r}; near it: {_listed(hits)}")
    first, *others = sorted(exact, key=lambda hit: -hit.uses)
    if others and first.uses < _MUCH_MORE * others[0].uses:
        raise NotFoundError(f"{text!r} names several things: {_listed(exact)}. Ask for one by its IRI or CURIE")
    return tuple(hit.thing for hit in (first, *others))


def _listed(hits: Sequence[Hit]) -> str:
    shown = "; ".join(f"{hit.thing.label} ({hit.thing.kind}, {hit.thing.iri})" for hit in hits[:6])
    return shown + (f"; and {len(hits) - 6} more" if len(hits) > 6 else "")


class _Names(NamedTuple):
    """All names; ``kinds`` has for each the place of its kind in ``KINDS``."""

    register: Register
    lookup: Lookup
    kinds: str


@remembered
def _names(store: ox.Store) -> _Names:
    found = register(store)
    forms = found.forms
    return _Names(found, Lookup(forms), forms.kinds)


def _wanted(text: str) -> tuple[str, ...]:
    """The words of a text, each with a space before it."""
    return tuple(f" {word}" for word in names.slug(text).split("-") if word)


def _typos(known: _Names, key: str, cutoff: float) -> Iterator[tuple[str, int]]:
    """The names that are like a key, the likest first."""
    from rapidfuzz import fuzz, process

    if len(key) < _SHORTEST_TYPO:
        return
    # Two letters for each one in common, of 100: no name that is much shorter or longer can be near enough.
    shortest, longest = len(key) * cutoff / (200 - cutoff), len(key) * (200 - cutoff) / cutoff
    numbers, keys = known.lookup.by_length.between(shortest, longest)
    near = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=cutoff, limit=_NEAR)
    yield from (("typo", number) for _, number in sorted((round(100 - score), numbers[at]) for _, score, at in near))


def _hits(known: _Names, found: Iterable[tuple[str, int]], wanted: frozenset[str], limit: int) -> tuple[Hit, ...]:
    """The things of the kinds wanted that some names mean, each once, in the order of the names."""
    letters = {str(KINDS.index(kind)) for kind in wanted.intersection(KINDS)}
    hits: dict[str, Hit] = {}
    for match, number in found:
        if len(hits) >= limit:
            break
        if known.kinds[number] in letters:
            name = known.register.known(number)
            if name.iri not in hits:
                hits[name.iri] = Hit(Thing(name.iri, name.kind, name.label), name.text, match, name.uses)
    return tuple(hits.values())


def _uses(store: ox.Store, iri: str) -> int:
    if nodes.kind(store, iri) == "paper":
        return int(nodes.value(store, iri, KG + "votes") or 0)
    relations = (nodes.CREATOR, *nodes.concept_roles())
    return sum(len(nodes.sources(store, relation, iri)) for relation in relations)


def _suggestions(store: ox.Store, text: str, wanted: frozenset[str]) -> str:
    known = _names(store)
    near = _hits(known, _typos(known, names.key(text), _SUGGESTION), wanted, 3)
    return f"; near it: {_listed(near)}" if near else ""
