"""SHACL over a built graph, told in plain words: which thing, what is wrong, which digest entry it comes from.

The whole graph is checked, never a sample, together with the ontology (its subclasses decide which shape looks
at which node). No inference is run: what the files state is what is checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.errors import GraphError
from kg.ontology import files
from kg.ontology.terms import ARXIV, KG, PREFIXES, path_part
from kg.store.digests import load_digests
from kg.store.drafts import settle

if TYPE_CHECKING:
    from pathlib import Path

    from rdflib import Graph
    from rdflib.term import Node

_FILES: Final = ("graph.nt", "mentions.nt")
_MANY: Final = 200_000
"""Triples whose check takes longer than people wait without a word: half a minute."""
_RECORD: Final = re.compile(r"^https?://.*/(result|mention|link|listing|collaboration)/(.+)$")
_OF_PAPER: Final = re.compile(r"/(?:listing/[^/]+|result|mention|link)/([^/]+?)(?:--[^/]+)?(?:/|$)")


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One thing that breaks one constraint. ``entry`` says which digest entry to blame, where that can be told."""

    label: str
    iri: str
    path: str
    message: str
    value: str
    entry: str = ""

    def __str__(self) -> str:
        found = f" (found: {self.value})" if self.value else ""
        blame = f"; from {self.entry}" if self.entry else ""
        return f"{self.label}: {self.path + ': ' if self.path else ''}{self.message}{found}{blame}"


@dataclass(frozen=True, slots=True)
class Validation:
    """The report: violations sorted, and how many nodes each shape looked at."""

    triples: int
    looked_at: tuple[tuple[str, int], ...]
    violations: tuple[Violation, ...]

    @property
    def conforms(self) -> bool:
        return not self.violations


def validate(folder: Path, *, progress: Callable[[str], None] = lambda _: None) -> Validation:
    """Check ``graph.nt`` and ``mentions.nt`` of a folder against the shapes.

    Raises:
        GraphError: the folder holds no graph, or a file of it is damaged.
    """
    from rdflib import Graph

    data = _load(folder, progress)
    ontology, shapes = Graph().parse(files.ontology_path()), Graph().parse(files.shapes_path())
    patience = ": this may take minutes" if len(data) > _MANY else ""
    progress(f"checking {len(data):,} triples against the shapes{patience}")
    checked = data + ontology
    looked_at = tuple(
        sorted((_local(shape).rpartition("#")[2], len(_focus(shape, shapes, checked))) for shape in _targeted(shapes))
    )
    found = _violations(_report(checked, shapes), data, _blame(folder))
    return Validation(len(data), looked_at, tuple(sorted(set(found))))


def _load(folder: Path, progress: Callable[[str], None]) -> Graph:
    from rdflib import Graph
    from rdflib.exceptions import ParserError

    settle(folder)
    if not (folder / "graph.nt").is_file():
        raise GraphError(f"no graph in {folder}: run `kg build` first")
    data = Graph()
    for path in (folder / name for name in _FILES):
        if path.is_file():
            progress(f"reading {path.name}")
            try:
                data.parse(path, format="nt")
            except (ParserError, ValueError) as error:
                raise GraphError(f"{path} is damaged ({error}): build the graph again") from error
    return data


def _report(checked: Graph, shapes: Graph) -> Graph:
    import pyshacl

    _, report, _ = pyshacl.validate(checked, shacl_graph=shapes, inference="none", inplace=True)
    return report  # type: ignore[no-any-return]  # pyshacl has no types


def _violations(report: Graph, data: Graph, blame: Callable[[str], str]) -> Iterable[Violation]:
    from rdflib.namespace import RDF, SH

    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
        value = report.value(result, SH.value)
        messages = sorted(
            report.objects(result, SH.resultMessage), key=lambda text: (_language(text) != "en", str(text))
        )
        yield Violation(
            label=_label(data, focus),
            iri=str(focus),
            path=_path(path),
            message=str(messages[0]) if messages else _local(report.value(result, SH.sourceConstraintComponent)),
            value="" if value is None or value == focus else _label(data, value),
            entry=blame(str(focus)) or next(filter(None, map(blame, _namers(data, focus))), ""),
        )


def _language(text: Node) -> str:
    return getattr(text, "language", None) or "en"


def _label(data: Graph, focus: Node | None) -> str:
    from rdflib import URIRef

    names = ("skos:prefLabel", "rdfs:label", "foaf:name", "dcterms:title")
    for prefix, _, local in (name.partition(":") for name in names):
        found = min(map(str, data.objects(focus, URIRef(PREFIXES[prefix] + local))), default="")
        if found:
            return found
    return _RECORD.sub(r"\1 \2", str(focus))


def _namers(data: Graph, focus: Node | None) -> list[str]:
    """The papers that state something about a concept or author: their entries are to blame for it."""
    return sorted(str(subject) for subject in data.subjects(None, focus) if str(subject).startswith(ARXIV))


def _path(path: Node | None) -> str:
    """The property that a shape looks at; an inverse or alternative path is a blank node and has no name."""
    from rdflib import URIRef

    return _local(path) if isinstance(path, URIRef) else ""


def _local(iri: object) -> str:
    text = str(iri)
    for prefix, namespace in PREFIXES.items():
        if text.startswith(namespace):
            return f"{prefix}:{text[len(namespace) :]}"
    return text


# ---------------------------------------------------------------- what each shape looks at


def _targeted(shapes: Graph) -> list[Node]:
    from rdflib.namespace import SH

    kinds = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    return sorted({shape for kind in kinds for shape in shapes.subjects(kind, None)}, key=str)


def _focus(shape: Node, shapes: Graph, checked: Graph) -> set[Node]:
    from rdflib.namespace import RDF, RDFS, SH

    found = set(shapes.objects(shape, SH.targetNode))
    for target in shapes.objects(shape, SH.targetClass):
        for kind in checked.transitive_subjects(RDFS.subClassOf, target):
            found.update(checked.subjects(RDF.type, kind))
    for relation in shapes.objects(shape, SH.targetSubjectsOf):
        found.update(checked.subjects(relation, None))
    for relation in shapes.objects(shape, SH.targetObjectsOf):
        found.update(checked.objects(None, relation))
    return found


# ---------------------------------------------------------------- whose fault


def _blame(folder: Path) -> Callable[[str], str]:
    """From a node's IRI to the digest entry that says so: "digest 2025-02-05, entry 18 (line 205): title"."""
    entries = _entries(folder)

    def entry_of(iri: str) -> str:
        if iri.startswith(ARXIV):
            return entries.get(iri.removeprefix(ARXIV), "")
        found = _OF_PAPER.search(iri) if iri.startswith("http") and not iri.startswith(KG) else None
        return entries.get(found[1], "") if found else entries.get(iri, "")

    return entry_of


def _entries(folder: Path) -> dict[str, str]:
    """Where each paper is listed first, by its id, its id as a step of an IRI, and its URL."""
    found: dict[str, str] = {}
    for digest in load_digests(folder):
        for entry in digest.entries:
            at = f" (line {entry.line})" if entry.line else ""
            text = f"digest {digest.date}, entry {entry.position}{at}"
            for name in (entry.identifier, path_part(entry.identifier), entry.url):
                found.setdefault(name, text)
    return found
