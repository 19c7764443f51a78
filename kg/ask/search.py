"""Papers, authors and concepts by name, best first: exact, by acronym, by prefix, by word, by part, by typo.

Names are compared as ``names.key`` compares them: case, spaces, hyphens, a plural s and the Unicode form (a decomposed
Hangul syllable) do not count. A typo is forgiven where at least ``_SIMILAR`` of the letters agree.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg import names
from kg.ask import nodes
from kg.ask.held import holds, remembered
from kg.ask.lookup import ANYWHERE, Form, Lookup
from kg.ask.nodes import KINDS, Thing
from kg.errors import NotFoundError
from kg.ontology.terms import KG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing and the name by which it was found; ``match`` is one of ``MATCHES``."""

    thing: Thing
    matched: str
    match: str
    uses: int
    """How many statements point at it or, for a paper, its votes: more comes first among equals."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A label with its form for comparison."""

    iri: str
    text: str
    form: Form


def search(store: ox.Store, text: str, *, kinds: Iterable[str] = KINDS, limit: int = 20) -> tuple[Hit, ...]:
    """The things whose name matches ``text``, best first; papers, authors and concepts each once.

    Raises:
        NotFoundError: nothing does; the message names what comes closest.
    """
    hits = matching(store, text, kinds=kinds, limit=limit)
    if not hits:
        raise NotFoundError(f"nothing is called {text!r}{_suggestions(store, text, frozenset(kinds))}")
    return hits


def names_of(store: ox.Store) -> Iterator[str]:
    """Every name in a graph, as it is spelt there."""
    return (name.text for name in _names(store))


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
    if holds(store) or unfinished:
        hits = _looked_up(store, text, wanted, limit, unfinished=unfinished)
    else:
        hits = _hits(store, _matches(_names(store), text), wanted, limit)
    return hits or _hits(store, _typos(_keys(store), text, _SIMILAR), wanted, limit)


def prepare(store: ox.Store) -> None:
    """Read what a search looks at, so that the first one is as fast as those after it (in a store that is held)."""
    _lookup(store)
    _keys(store)


def find(store: ox.Store, text: str, *, kinds: Iterable[str] = KINDS) -> Thing:
    """The one thing that ``text`` names: an id, link, IRI, CURIE, name or alias.

    Where the very spelling is a name, no other name is read (that takes seconds in a large graph): an alias is not put
    in doubt by somebody who has these initials.

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


@remembered
def _names(store: ox.Store) -> list[_Name]:
    """Every name in the graph. Hidden labels are names that a user may well type."""
    found = []
    for relation in (*_MAIN, *_OTHER):
        main = relation in _MAIN
        for quad in store.quads_for_pattern(None, nodes.node(relation), None, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                slug = names.slug(quad.object.value)
                words = slug.split("-")
                initials = "".join(word[:1] for word in words)
                form = Form(names.slug_key(slug), f" {' '.join(words)}", initials, main)
                found.append(_Name(quad.subject.value, quad.object.value, form))
    return found


@remembered
def _ranked(store: ox.Store) -> list[_Name]:
    """Every name of what can be searched for, in the order in which names that match equally well are shown."""
    uses = _all_uses(store)
    labels: dict[str, str] = {}
    for name in _names(store):
        if name.form.main:  # all of one sort: a concept's label, an author's name, a paper's title
            labels[name.iri] = min(name.text, labels.get(name.iri, name.text))
    things = {iri: (-uses[iri], KINDS.index(kind), labels.get(iri, ""), iri) for iri, kind in _kinds(store).items()}
    known = [name for name in _names(store) if name.iri in things]
    known.sort(key=lambda name: (not name.form.main, things[name.iri], len(name.text), name.text))
    return known


@remembered
def _kinds(store: ox.Store) -> dict[str, str]:
    """What ``nodes.kind`` gives, for all that can be searched for."""
    found: dict[str, str] = {}
    for kind in ("benchmark", *sorted(KINDS)):
        for iri in nodes.instances(store, kind):
            found.setdefault(iri, kind)
    return found


@remembered
def _lookup(store: ox.Store) -> Lookup:
    return Lookup(name.form for name in _ranked(store))


def _looked_up(store: ox.Store, text: str, wanted: frozenset[str], limit: int, *, unfinished: bool) -> tuple[Hit, ...]:
    """What ``_hits`` makes of ``_matches``, read no further than the limit."""
    lookup, known, kinds, uses = _lookup(store), _ranked(store), _kinds(store), _all_uses(store)
    key = names.key(text)
    found = lookup.matches(key, _wanted(text))
    if unfinished:
        found = chain(found, (("prefix", number) for number in lookup.unfinished(key, _wanted(text))))
    hits: dict[str, Hit] = {}
    for match, number in found:
        if len(hits) >= limit:
            break
        name = known[number]
        if name.iri not in hits and kinds[name.iri] in wanted:
            hits[name.iri] = Hit(nodes.thing(store, name.iri), name.text, match, uses[name.iri])
    return tuple(hits.values())


class _Keys(NamedTuple):
    """Names in the order of the lengths of their keys."""

    names: Sequence[_Name]
    keys: Sequence[str]
    lengths: Sequence[int]


@remembered
def _keys(store: ox.Store) -> _Keys:
    known = sorted(_names(store), key=lambda name: len(name.form.key))
    keys = [name.form.key for name in known]
    return _Keys(known, keys, [len(key) for key in keys])


def _wanted(text: str) -> tuple[str, ...]:
    """The words of a text, each with a space before it."""
    return tuple(f" {word}" for word in names.slug(text).split("-") if word)


def _matches(known: Iterable[_Name], text: str) -> dict[str, tuple[int, _Name]]:
    """The best match of each thing: IRI -> (rank, name)."""
    wanted, key = _wanted(text), names.key(text)
    best: dict[str, tuple[int, _Name]] = {}
    for name in known if key else ():
        match = _match(name, wanted, key)
        if match:
            _keep(best, name, MATCHES.index(match))
    return best


def _match(name: _Name, wanted: tuple[str, ...], key: str) -> str:
    own = name.form
    if own.key == key:
        return "exact" if own.main else "alias"
    if len(key) > 1 and key == own.initials:
        return "acronym"
    if own.key.startswith(key):
        return "prefix"
    if all(part in own.words for part in wanted):
        return "word"
    return "part" if len(key) >= ANYWHERE and key in own.key else ""


def _typos(among: _Keys, text: str, cutoff: float) -> dict[str, tuple[int, _Name]]:
    from rapidfuzz import fuzz, process

    key = names.key(text)
    if len(key) < _SHORTEST_TYPO:
        return {}
    # Two letters for each one in common, of 100: no name that is much shorter or longer can be near enough.
    first = bisect_left(among.lengths, len(key) * cutoff / (200 - cutoff))
    last = bisect_right(among.lengths, len(key) * (200 - cutoff) / cutoff)
    near = process.extract(key, among.keys[first:last], scorer=fuzz.ratio, score_cutoff=cutoff, limit=200)
    best: dict[str, tuple[int, _Name]] = {}
    for _, score, index in near:
        _keep(best, among.names[first + index], len(MATCHES) + round(100 - score))
    return best


def _keep(best: dict[str, tuple[int, _Name]], name: _Name, rank: int) -> None:
    """Keep the better match of a thing; among equals the own name, the shorter one, the first by code point."""
    old = best.get(name.iri)
    if old is None or (rank, *_order(name)) < (old[0], *_order(old[1])):
        best[name.iri] = rank, name


def _order(name: _Name) -> tuple[bool, int, str]:
    return not name.form.main, len(name.text), name.text


def _hits(store: ox.Store, best: dict[str, tuple[int, _Name]], wanted: frozenset[str], limit: int) -> tuple[Hit, ...]:
    """The best matches of the kinds wanted, the better known first among equals."""
    order = sorted(((rank, not name.form.main, -_uses(store, iri)), iri) for iri, (rank, name) in best.items())
    hits: list[Hit] = []
    for (rank, _, uses), equals in groupby(order, key=itemgetter(0)):
        if len(hits) >= limit:
            break
        things = (nodes.thing(store, iri) for _, iri in equals)
        kept = [thing for thing in things if thing.kind in wanted]
        kept.sort(key=lambda thing: (KINDS.index(thing.kind), thing.label, thing.iri))
        match = MATCHES[min(rank, len(MATCHES) - 1)]
        hits += (Hit(thing, best[thing.iri][1].text, match, -uses) for thing in kept)
    return tuple(hits[:limit])


def _uses(store: ox.Store, iri: str) -> int:
    if holds(store):  # it is asked again and again
        return _all_uses(store)[iri]
    if nodes.kind(store, iri) == "paper":
        return int(nodes.value(store, iri, KG + "votes") or 0)
    relations = (nodes.CREATOR, *nodes.concept_roles())
    return sum(len(nodes.sources(store, relation, iri)) for relation in relations)


@remembered
def _all_uses(store: ox.Store) -> Counter[str]:
    """What ``_uses`` gives, for everything at once."""
    counts: Counter[str] = Counter()
    for relation in (nodes.CREATOR, *nodes.concept_roles()):
        counts.update(thing for _, thing in nodes.pairs(store, relation))
    papers = frozenset(nodes.instances(store, "paper"))
    for thing, votes in nodes.pairs(store, KG + "votes"):  # listings have votes, too
        if thing in papers:
            counts[thing] = int(votes)
    return counts


def _suggestions(store: ox.Store, text: str, wanted: frozenset[str]) -> str:
    near = _hits(store, _typos(_keys(store), text, _SUGGESTION), wanted, 3)
    return f"; near it: {_listed(near)}" if near else ""
