"""What an exports folder holds, in numbers: VoID, DCAT and PROV, without a date of its own and without blank nodes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.ontology.terms import ONTOLOGY, PREFIXES, Iris, expand
from kg.store.convert import FACTS_LICENCE, RIGHTS
from kg.store.serialize import parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.store.drafts import File
    from kg.store.serialize import Statement

    Term = ox.NamedNode | ox.Literal

MEDIA_TYPES: Final = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".jsonld": "application/ld+json",
    ".graphml": "application/xml",
    ".html": "text/html",
}
_VOCABULARIES: Final = ("kg", "dcterms", "skos", "foaf", "fabio", "schema", "oa", "prov")
_FORMATS: Final = ("Turtle", "N-Triples", "JSON-LD")


@dataclass(frozen=True, slots=True)
class Count:
    """The sizes of a set of triples that VoID asks for."""

    triples: int
    subjects: int
    objects: int
    classes: tuple[tuple[str, int], ...]
    """Class and how many things are in it, by IRI."""
    properties: tuple[tuple[str, int], ...]
    """Property and how many triples have it, by IRI."""

    @classmethod
    def of(cls, triples: Iterable[ox.Triple]) -> Count:
        counting = Counting()
        for part in parts(triples):
            counting.add(part)
        return counting.count()


_subject, _predicate, _object = map(itemgetter, range(3))
_IS_A: Final = ox.NamedNode(expand("rdf:type"))


class Counting:
    """Counts triples part by part; no two parts speak of one subject."""

    def __init__(self) -> None:
        self._subjects = 0
        self._objects: set[object] = set()
        self._classes: Counter[str] = Counter()
        self._properties: Counter[ox.NamedNode] = Counter()

    def add(self, triples: Sequence[Statement]) -> None:
        """Count some more."""
        self._subjects += len(set(map(_subject, triples)))
        self._objects.update(map(_object, triples))
        self._properties.update(map(_predicate, triples))
        kinds = (value for _, predicate, value in triples if predicate == _IS_A)
        self._classes.update(kind.value for kind in kinds if isinstance(kind, ox.NamedNode))

    def count(self) -> Count:
        """The sizes of all that was added."""
        return Count(
            self._properties.total(),
            self._subjects,
            len(self._objects),
            tuple(sorted(self._classes.items())),
            tuple(sorted((node.value, count) for node, count in self._properties.items())),
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """What a build was made from and by: the dates of its digests, sorted, and the version of paperkg."""

    dates: tuple[str, ...]
    version: str


def void_triples(
    graph: Count, mentions: Count, *, files: Iterable[File], origin: Origin, iris: Iris
) -> Iterator[ox.Triple]:
    """The description of a build whose ``files`` are written; the checksum of graph.nt is the dataset's version."""
    written = sorted(files)
    dates = origin.dates
    place = iris.dataset() + "/"
    content = next((file.sha256 for file in written if file.name == "graph.nt"), "")
    dataset: list[tuple[str, Term]] = [
        ("rdf:type", _iri(expand("void:Dataset"))),
        ("rdf:type", _iri(expand("dcat:Dataset"))),
        ("dcterms:title", ox.Literal("paperkg", language="en")),
        ("dcat:version", ox.Literal(content[:16])),
        *_rights(),
        ("dcterms:language", ox.Literal("en")),
        ("dcterms:language", ox.Literal("ko")),
        ("dcterms:conformsTo", _iri(ONTOLOGY)),
        *((("dcterms:temporal", _iri(place + "period")),) if dates else ()),
        *(("prov:wasDerivedFrom", _iri(iris.digest(date))) for date in dates),
        ("prov:wasGeneratedBy", _iri(place + "build")),
        ("void:uriSpace", ox.Literal(iris.base)),
        *(("void:vocabulary", _iri(PREFIXES[name])) for name in _VOCABULARIES),
        *_counts(graph),
        *(("void:feature", _iri(f"http://www.w3.org/ns/formats/{name.replace('-', '_')}")) for name in _FORMATS),
        *(("void:classPartition", _iri(_partition(place, "class", name))) for name, _ in graph.classes),
        *(("void:propertyPartition", _iri(_partition(place, "property", name))) for name, _ in graph.properties),
        ("void:subset", _iri(place + "mentions")),
        *(("dcat:distribution", _iri(place + file.name)) for file in written),
    ]
    yield from _about(iris.dataset(), dataset)
    yield from _partitions(graph, place)
    yield from _about(
        place + "mentions",
        [
            ("rdf:type", _iri(expand("void:Dataset"))),
            ("dcterms:title", ox.Literal("paperkg mentions", language="en")),
            *_rights(),
            *_counts(mentions),
            ("void:dataDump", _iri(place + "mentions.nt")),
        ],
    )
    for file in written:
        yield from _about(place + file.name, _distribution(file, iris))
    yield from _provenance(place, origin, iris)


_TYPE: Final = expand("rdf:type")


def _iri(value: str) -> ox.NamedNode:
    return ox.NamedNode(value)


def _about(subject: str, properties: Iterable[tuple[str, Term]]) -> Iterator[ox.Triple]:
    node = ox.NamedNode(subject)
    return (ox.Triple(node, ox.NamedNode(expand(curie)), value) for curie, value in properties)


def _rights() -> tuple[tuple[str, Term], ...]:
    return ("dcterms:license", _iri(FACTS_LICENCE)), ("dcterms:rights", ox.Literal(RIGHTS, language="en"))


def _counts(count: Count) -> tuple[tuple[str, Term], ...]:
    return (
        ("void:triples", ox.Literal(count.triples)),
        ("void:entities", ox.Literal(count.subjects)),
        ("void:distinctSubjects", ox.Literal(count.subjects)),
        ("void:distinctObjects", ox.Literal(count.objects)),
        ("void:classes", ox.Literal(len(count.classes))),
        ("void:properties", ox.Literal(len(count.properties))),
    )


def _partition(place: str, sort: str, iri: str) -> str:
    """The IRI of a part: "…dataset/class/kg-Paper"."""
    for name, space in PREFIXES.items():
        if iri.startswith(space):
            return f"{place}{sort}/{name}-{iri[len(space) :]}"
    raise ValueError(f"no prefix for {iri}")


def _partitions(graph: Count, place: str) -> Iterator[ox.Triple]:
    for name, count in graph.classes:
        about: list[tuple[str, Term]] = [("void:class", _iri(name)), ("void:entities", ox.Literal(count))]
        yield from _about(_partition(place, "class", name), about)
    for name, count in graph.properties:
        about = [("void:property", _iri(name)), ("void:triples", ox.Literal(count))]
        yield from _about(_partition(place, "property", name), about)


def _distribution(file: File, iris: Iris) -> Iterator[tuple[str, Term]]:
    yield "rdf:type", _iri(expand("dcat:Distribution"))
    yield "dcterms:title", ox.Literal(file.name)
    yield from _rights()
    yield "dcat:downloadURL", _iri(iris.base + file.name)
    yield "dcat:byteSize", ox.Literal(file.size)
    media = MEDIA_TYPES.get("." + file.name.rpartition(".")[2])
    if media:
        yield "dcat:mediaType", _iri("https://www.iana.org/assignments/media-types/" + media)


def _provenance(place: str, origin: Origin, iris: Iris) -> Iterator[ox.Triple]:
    dates = origin.dates
    date_type = ox.NamedNode(expand("xsd:date"))
    if dates:
        yield from _about(
            place + "period",
            [
                ("rdf:type", _iri(expand("dcterms:PeriodOfTime"))),
                ("dcat:startDate", ox.Literal(dates[0], datatype=date_type)),
                ("dcat:endDate", ox.Literal(dates[-1], datatype=date_type)),
            ],
        )
    yield from _about(
        place + "build",
        [
            ("rdf:type", _iri(expand("prov:Activity"))),
            *(("prov:used", _iri(iris.digest(date))) for date in dates),
            ("prov:wasAssociatedWith", _iri(place + "software")),
        ],
    )
    yield from _about(
        place + "software",
        [
            ("rdf:type", _iri(expand("prov:SoftwareAgent"))),
            ("rdf:type", _iri(expand("schema:SoftwareApplication"))),
            ("schema:name", ox.Literal("paperkg")),
            ("schema:softwareVersion", ox.Literal(origin.version)),
        ],
    )
    for date in dates:
        yield from _about(iris.digest(date), [("rdf:type", _iri(expand("prov:Entity")))])
