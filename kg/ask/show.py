"""One paper, author or concept with what it is connected to.

A paper's card lists its stored links (``kg:Link``): they are read in no time. ``related`` scores every paper anew, with
title words and broader concepts as well, which takes seconds in a large archive; so the two lists may differ, and the
card calls its own "linked with".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import pyoxigraph as ox

from kg.ask import nodes, search
from kg.ask.answers import Term, short_forms, shown
from kg.ask.nodes import CREATOR, Thing
from kg.ontology.terms import KG, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SKOS: Final = PREFIXES["skos"]
_SAME: Final = PREFIXES["schema"] + "sameAs"
ROLES: Final = (
    ("introduces", "introduces", "introduced by"),
    ("addresses", "addresses", "addressed by"),
    ("uses", "uses", "used by"),
    ("evaluatesOn", "evaluates on", "evaluated on by"),
    ("comparesWith", "compares with", "compared with by"),
    ("measures", "measures", "measured by"),
    ("mentions", "mentions", "mentioned by"),
)
"""Property, what the paper does, what is done to the concept."""

DOUBTED: Final = "results of doubtful papers"
"""The group of a concept's card that keeps them apart from those that can be compared."""

LINKED: Final = "linked with"
"""The group of a paper's card that holds its stored links."""

_LINKS: Final = 10


Fact: TypeAlias = str | int | float | tuple[str, ...]


class Item(NamedTuple):
    """Something a thing is connected to; ``note`` says how in words, ``details`` the same in values by name."""

    thing: Thing
    note: str = ""
    details: tuple[tuple[str, Fact], ...] = ()


class Card(NamedTuple):
    """A thing, its own facts by name, and its connections by relation, in reading order."""

    thing: Thing
    facts: tuple[tuple[str, Fact], ...]
    groups: tuple[tuple[str, tuple[Item, ...]], ...]
    namesakes: tuple[Thing, ...] = ()
    """Things that the name could mean too, but that are much less used."""


class ShownResult(NamedTuple):
    """A reported number in words."""

    iri: str
    text: str
    quote: str


def show(store: ox.Store, text: str) -> Card:
    """The card of what ``text`` names.

    Raises:
        NotFoundError: nothing or several things have that name; the message lists what is near.
    """
    found, *others = search.namesakes(store, text)
    return card(store, found)._replace(namesakes=tuple(others))


def card(store: ox.Store, thing: Thing) -> Card:
    """The card of one thing."""
    facts, groups = _MAKERS.get(thing.kind, _plain)(store, thing)
    kept = ((name, tuple(items)) for name, items in groups)
    return Card(thing, tuple(fact for fact in facts if fact[1]), tuple(group for group in kept if group[1]))


_Parts = tuple[list[tuple[str, Fact]], list[tuple[str, list[Item]]]]


def _paper(store: ox.Store, thing: Thing) -> _Parts:
    def fact(relation: str) -> str:
        return nodes.value(store, thing.iri, relation)

    title = fact(nodes.TITLE)
    facts: list[tuple[str, Fact]] = [
        ("id", nodes.identifier(store, thing.iri)),
        ("title", title if title != thing.label else ""),
        ("first listed", fact(KG + "firstListed")),
        ("submitted", fact(KG + "submitted")),
        ("votes", int(fact(KG + "votes") or 0)),
        ("same as", fact(_SAME)),
        ("listed", tuple(_listings(store, thing.iri))),
        ("trust", fact(KG + "trust")),
        ("trust reason", fact(KG + "trustReason")),
    ]
    groups = [("authors", _targets(store, thing.iri, CREATOR))]
    groups += [(does, _targets(store, thing.iri, KG + role)) for role, does, _ in ROLES]
    results = (result(store, iri) for iri in nodes.values(store, thing.iri, KG + "reports"))
    groups.append(("results", list(map(_reported, results))))
    groups.append((LINKED, _links(store, thing.iri)))
    return facts, groups


def _listings(store: ox.Store, paper: str) -> Iterator[str]:
    for listing in nodes.sources(store, KG + "ofPaper", paper):
        digest = nodes.value(store, listing, KG + "inDigest")
        place = nodes.value(store, listing, KG + "position")
        yield f"{nodes.value(store, digest, PREFIXES['dcterms'] + 'date')} (no. {place})"


def _reported(found: ShownResult) -> Item:
    return Item(Thing(found.iri, "result", found.text), found.quote, (("quote", found.quote),))


def result(store: ox.Store, iri: str) -> ShownResult:
    """A reported number as a line: what scored, on what, how much, against what."""

    def part(name: str, before: str) -> str:
        found = nodes.value(store, iri, KG + name)
        return f"{before}{nodes.label(store, found)}" if found else ""

    unit = nodes.value(store, iri, KG + "unit")
    number = nodes.value(store, iri, KG + "value") + (unit if unit in {"%", "x"} else f" {unit}" if unit else "")
    words = [part("subject", ""), part("metric", ""), part("evaluatedOn", "on "), number]
    words += [f"({nodes.value(store, iri, KG + 'kind')})", part("baseline", "against ")]
    return ShownResult(iri, " ".join(filter(None, words)), nodes.value(store, iri, KG + "quote"))


def _links(store: ox.Store, paper: str) -> list[Item]:
    """The stored links of a paper, strongest first, with what they rest on."""
    found = []
    for link in nodes.sources(store, KG + "between", paper):
        others = [iri for iri in nodes.values(store, link, KG + "between") if iri != paper]
        if not others or nodes.kind(store, link) != "link":
            continue
        weight = float(nodes.value(store, link, KG + "weight"))
        shared = tuple(
            nodes.label(store, iri)
            for relation in ("sharedConcept", "sharedAuthor")
            for iri in nodes.values(store, link, KG + relation)
        )
        found.append((-weight, others[0], shared))
    return [
        Item(nodes.thing(store, other), f"{-low:.3f}: {', '.join(shared)}", (("weight", -low), ("shared", shared)))
        for low, other, shared in sorted(found)[:_LINKS]
    ]


def _author(store: ox.Store, thing: Thing) -> _Parts:
    papers = _papers(store, CREATOR, thing.iri)
    weights = {}
    for link in nodes.sources(store, KG + "between", thing.iri):
        count, weight = (nodes.value(store, link, KG + name) for name in ("paperCount", "weight"))
        for other in nodes.values(store, link, KG + "between"):
            weights[other] = (int(count or 0), weight)
    others = nodes.values(store, thing.iri, KG + "coAuthorOf")
    ordered = sorted(others, key=lambda iri: (-weights.get(iri, (1, ""))[0], nodes.label(store, iri), iri))
    authors = [_co_author(nodes.thing(store, iri), *weights.get(iri, (1, ""))) for iri in ordered]
    facts: list[tuple[str, Fact]] = [("papers", len(papers)), ("co-authors", len(others))]
    return facts, [("papers", papers), ("co-authors", authors)]


def _co_author(author: Thing, papers: int, weight: str) -> Item:
    """A pair with one paper has no weight of its own in the graph, and goes without saying."""
    if not weight:
        return Item(author)
    details = (("papers", papers), ("weight", float(weight)))
    return Item(author, f"{papers} papers together, weight {weight}", details)


def _concept(store: ox.Store, thing: Thing) -> _Parts:
    names = dict.fromkeys(name for name in nodes.values(store, thing.iri, nodes.ALT_LABEL) if name != thing.label)
    facts: list[tuple[str, Fact]] = [
        ("also called", tuple(names)),
        ("also found by", tuple(dict.fromkeys(nodes.values(store, thing.iri, nodes.HIDDEN_LABEL)))),
        ("definition", tuple(nodes.values(store, thing.iri, _SKOS + "definition"))),
        ("note", tuple(nodes.values(store, thing.iri, _SKOS + "scopeNote"))),
    ]
    groups = [
        ("broader", _targets(store, thing.iri, _SKOS + "broader")),
        ("narrower", [Item(nodes.thing(store, iri)) for iri in nodes.sources(store, _SKOS + "broader", thing.iri)]),
        ("related", _targets(store, thing.iri, _SKOS + "related")),
    ]
    groups += [(done, _papers(store, KG + role, thing.iri)) for role, _, done in ROLES]
    found = {
        iri: result(store, iri)
        for relation in ("subject", "metric", "evaluatedOn", "baseline")
        for iri in nodes.sources(store, KG + relation, thing.iri)
    }
    doubted = {iri for iri in found if _is_doubted(store, iri)}
    groups.append(("results", [_reported(shown) for iri, shown in sorted(found.items()) if iri not in doubted]))
    groups.append((DOUBTED, [_reported(shown) for iri, shown in sorted(found.items()) if iri in doubted]))
    return facts, groups


def _is_doubted(store: ox.Store, result: str) -> bool:
    """Whether a paper reports it whose text is not to be trusted."""
    return any(nodes.value(store, paper, KG + "trust") for paper in nodes.sources(store, KG + "reports", result))


def _digest(store: ox.Store, thing: Thing) -> _Parts:
    """The papers of a day, in the order of the list."""
    found = []
    for listing in nodes.sources(store, KG + "inDigest", thing.iri):
        paper, votes = nodes.value(store, listing, KG + "ofPaper"), nodes.value(store, listing, KG + "votes")
        position = int(nodes.value(store, listing, KG + "position") or 0)
        details: dict[str, Fact] = {"id": nodes.identifier(store, paper), "position": position}
        if votes:
            details["votes"] = int(votes)
        note = f"no. {position}" + (f", {votes} votes" if votes else "")
        found.append((position, paper, Item(nodes.thing(store, paper), note, tuple(details.items()))))
    papers = [item for _, _, item in sorted(found, key=lambda row: row[:2])]
    return [("date", nodes.value(store, thing.iri, PREFIXES["dcterms"] + "date"))], [("papers", papers)]


def _plain(store: ox.Store, thing: Thing) -> _Parts:
    """What has no shape of its own: its literals, and the things that it names, by the properties' short forms."""
    known = short_forms()
    literals: dict[str, list[str]] = {}
    groups: dict[str, list[Item]] = {}
    for quad in store.quads_for_pattern(nodes.node(thing.iri), None, None, ox.DefaultGraph()):
        name = shown(Term("uri", quad.predicate.value), known)
        if isinstance(quad.object, ox.Literal):
            literals.setdefault(name, []).append(quad.object.value)
        elif isinstance(quad.object, ox.NamedNode) and quad.predicate.value != nodes.TYPE:
            groups.setdefault(name, []).append(Item(nodes.thing(store, quad.object.value)))
    facts: list[tuple[str, Fact]] = [
        (name, found[0] if len(found) == 1 else tuple(sorted(found))) for name, found in sorted(literals.items())
    ]
    return facts, [(name, sorted(items, key=lambda item: item.thing)) for name, items in sorted(groups.items())]


_MAKERS: Final[dict[str, Callable[[ox.Store, Thing], _Parts]]] = {
    "paper": _paper,
    "author": _author,
    "digest": _digest,
    **dict.fromkeys(nodes.CONCEPT_KINDS, _concept),
}


def _targets(store: ox.Store, iri: str, relation: str) -> list[Item]:
    found = (nodes.thing(store, target) for target in nodes.values(store, iri, relation))
    return [Item(thing) for thing in sorted(found, key=lambda thing: (thing.label, thing.iri))]


def _papers(store: ox.Store, relation: str, iri: str) -> list[Item]:
    """The papers that stand in a relation to a thing, newest first."""
    found = []
    for paper in nodes.sources(store, relation, iri):
        date = nodes.value(store, paper, KG + "firstListed")
        identifier = nodes.identifier(store, paper)
        details = (("id", identifier), ("first listed", date))
        found.append((date, paper, Item(nodes.thing(store, paper), f"{identifier}, {date}", details)))
    return [item for _, _, item in sorted(found, key=lambda row: row[:2], reverse=True)]
