"""What the page of a thing shows: facts, and sections, each with the SPARQL query that gives its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kg import names
from kg.ask import nodes, show
from kg.ask.evidence import Evidence
from kg.ask.pages.firsts import first_seen
from kg.ask.pages.sections import MORE, SHOWN, section
from kg.ask.pages.topics import topic_of, topics
from kg.errors import NotFoundError
from kg.extract.quotes import telling
from kg.ontology.terms import KG, PREFIXES
from kg.store.digests import load_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import pyoxigraph as ox

    from kg.ask.pages.sections import Section
    from kg.ask.pages.topics import Topic

    Value = dict[str, Any]

KINDS: Final = frozenset(("paper", "author", "digest", *nodes.CONCEPT_KINDS))
"""The kinds of things whose pages have sections."""

_RELATED: Final = 10
_A_FEW: Final = 12
"""Papers of one role, co-authors and the like that a page shows at first."""
_OTHER_FACTS: Final = {
    "identifier": nodes.IDENTIFIER,
    "date": KG + "firstListed",
    "submitted": KG + "submitted",
    "votes": KG + "votes",
    "same": PREFIXES["schema"] + "sameAs",
    "trust": KG + "trust",
    "trust_reason": KG + "trustReason",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A thing whose page is wanted, and the name of the section to show in full, "" for none."""

    store: ox.Store
    folder: Path
    iri: str
    more: str = ""

    def section(self, query: str, *, most: int = SHOWN, **given: Any) -> Section:  # noqa: ANN401  as ``section``
        """A section about this thing."""
        name = given.pop("name", query)
        wanted = MORE if name == self.more else most
        return section(self.store, query, name=name, most=wanted, **{"this": self.iri, **given})


def sheet(store: ox.Store, folder: Path, iri: str, *, more: str = "") -> Value:
    """What the page of a thing shows; ``sections`` without rows are left out.

    Raises:
        NotFoundError: there is no thing of that IRI with such a page.
    """
    kind = nodes.kind(store, iri)
    if kind not in KINDS:
        raise NotFoundError(f"this graph has no paper, author, concept or digest {iri}")
    facts, sections = _MAKERS.get(kind, _concept)(Asked(store, folder, iri, more))
    shown = [each for each in sections if each["rows"]]
    return {"iri": iri, "kind": kind, "label": nodes.label(store, iri), "facts": facts, "sections": shown}


def topic_sheet(store: ox.Store, folder: Path, identifier: str, *, more: str = "") -> Value:
    """What the page of a topic shows.

    Raises:
        NotFoundError: there is no topic of that id.
    """
    found = next((each for each in topics(folder) if each.id == identifier), None)
    if found is None:
        raise NotFoundError(f"no topic {identifier} on the map of this graph")
    asked = Asked(store, folder, "", more)
    sections = [
        asked.section("topic-concepts", these=found.concepts),
        asked.section("topic-months", these=found.papers, most=MORE),
        asked.section("papers", name="topic-papers", these=found.papers),
        asked.section("topic-authors", these=found.papers, most=_A_FEW),
    ]
    facts = {"papers": len(found.papers), "number": found.number}
    kept = [each.value() for each in sections if each.rows]
    return {"iri": "", "kind": "topic", "label": found.name, "facts": facts, "sections": kept}


def overview(store: ox.Store, folder: Path) -> Value:
    """What the start shows: the days and the topics."""
    told = [
        {"number": each.number, "id": each.id, "name": each.name, "papers": len(each.papers), "place": each.place}
        for each in topics(folder)
    ]
    papers = len(nodes.instances(store, "paper"))
    return {"days": section(store, "days", most=10_000).value(), "topics": told, "papers": papers}


_Sheet = tuple["Value", list["Value"]]


def _paper(asked: Asked) -> _Sheet:
    facts = {name: nodes.value(asked.store, asked.iri, relation) for name, relation in _OTHER_FACTS.items()}
    title = nodes.value(asked.store, asked.iri, nodes.TITLE)
    facts["title"] = title if title != nodes.label(asked.store, asked.iri) else ""
    topic = topic_of(asked.folder, asked.iri)
    sections = [
        _in_order(asked, asked.section("paper-authors", most=1000).value()),
        _with_sentences(asked, asked.section("paper-concepts", most=200).value()),
        asked.section("paper-results").value(),
        asked.section("paper-listings").value(),
        _related(asked),
    ]
    return _filled(facts) | _topic(topic), sections


def _in_order(asked: Asked, found: Value) -> Value:
    """Authors as the digest that listed the paper first has them; the graph knows no order."""
    listings = asked.section("paper-listings").rows
    identifier = nodes.identifier(asked.store, asked.iri)
    entries = load_day(asked.folder, listings[0]["date"]) if listings else ()
    written = next((each.authors for day in entries for each in day.entries if each.identifier == identifier), ())
    place = {names.key(name): number for number, name in reversed(list(enumerate(written)))}
    found["rows"].sort(key=lambda row: place.get(names.key(row["name"]), len(place)))
    return found


def _topic(topic: Topic | None) -> Value:
    return {"topic": {"id": topic.id, "name": topic.name}} if topic else {}


def _with_sentences(asked: Asked, found: Value) -> Value:
    """Each concept with the sentence to show, and where in it the concept is named."""
    evidence = Evidence(asked.store, asked.folder)
    for row in found["rows"]:
        sentence = telling(evidence.sentences(asked.iri, row["concept"]))
        if sentence:
            row["sentence"] = {"text": sentence.text, "places": sentence.places, "section": sentence.section}
    return found


def _related(asked: Asked) -> Value:
    """The papers nearest to this one, best first, each with its reasons.

    They are computed, not stored, so the query names them and asks what the graph says of them.
    """
    from kg.ask.related import Wanted, related
    from kg.store.near import open_index

    index = open_index(asked.folder)
    try:
        found = related(index, [asked.iri], Wanted(_RELATED))
    finally:
        index.close()
    if not found:
        return {"rows": []}
    named = asked.section("papers", name="related", these=[each.iri for each in found], most=_RELATED).value()
    rows = {row["paper"]: row for row in named["rows"]}
    named["rows"] = [
        rows[each.iri]
        | {"score": each.score, "reasons": [[item.kind, item.name, item.weight] for item in each.reasons]}
        for each in found
        if each.iri in rows
    ]
    return named


def _author(asked: Asked) -> _Sheet:
    sections = [
        asked.section("author-papers"),
        asked.section("author-topics", most=MORE),
        asked.section("author-coauthors", most=2 * _A_FEW),
    ]
    return {}, [each.value() for each in sections]


def _concept(asked: Asked) -> _Sheet:
    hidden = nodes.values(asked.store, asked.iri, nodes.HIDDEN_LABEL)
    facts = {
        "definitions": [
            {"text": text, "language": language}
            for text, language in nodes.texts(asked.store, asked.iri, PREFIXES["skos"] + "definition")
        ],
        "notes": nodes.values(asked.store, asked.iri, PREFIXES["skos"] + "scopeNote"),
        "hidden": list(dict.fromkeys(hidden)),
    }
    return _filled(facts), [each.value() for each in _of_concept(asked)]


def _of_concept(asked: Asked) -> Iterator[Section]:
    yield asked.section("concept-labels", most=200)
    yield asked.section("concept-months", most=MORE)
    for relation in ("concept-broader", "concept-narrower", "concept-near"):
        yield asked.section(relation)
    yield asked.section("concept-results", most=20)
    for role, _, _ in show.ROLES:
        yield asked.section("concept-papers", name=f"papers-{role}", role=KG + role, most=_A_FEW)
    yield asked.section("concept-together", most=20)


def _digest(asked: Asked) -> _Sheet:
    date = nodes.value(asked.store, asked.iri, PREFIXES["dcterms"] + "date")
    most = MORE if asked.more == "digest-new" else 30
    found = [asked.section("digest-papers", most=MORE), first_seen(asked.store, asked.iri, most=most)]
    return {"date": date, **_beside(asked.store, asked.iri)}, [each.value() for each in found]


def _beside(store: ox.Store, iri: str) -> Value:
    """The digests before and after one."""
    days = [row["digest"] for row in section(store, "days", most=10_000).rows]
    place = days.index(iri) if iri in days else -1
    before = days[place + 1] if 0 <= place < len(days) - 1 else ""
    return _filled({"earlier": before, "later": days[place - 1] if place > 0 else ""})


def _filled(facts: Mapping[str, Any]) -> Value:
    return {name: value for name, value in facts.items() if value}


_MAKERS: Final[dict[str, Callable[[Asked], _Sheet]]] = {"paper": _paper, "author": _author, "digest": _digest}
