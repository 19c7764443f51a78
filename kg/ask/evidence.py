"""The sentences of a paper that name a concept, as they stand in its text.

A mention (``kg:Mention``) says where its concept is named: section, start and end. The text itself is among the
digests that the folder keeps. The store knows on which days a paper was listed, so only those days are read, and the
same rule as in a build (``merge_digests``) tells which text is the paper's. What the mention quotes must stand at its
place in that text: if it does not, because the folder's files are of different builds, there is no sentence rather than
a wrong one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.ask import nodes
from kg.extract.quotes import Named, Sentence, naming
from kg.ontology.terms import KG, PREFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from kg.model import Digest, Paper

_TARGET: Final = PREFIXES["oa"] + "hasTarget"
_BODY: Final = PREFIXES["oa"] + "hasBody"
_EXACT: Final = PREFIXES["oa"] + "exact"
_DATE: Final = PREFIXES["dcterms"] + "date"


def sentences(store: ox.Store, folder: Path | None, paper: str, concept: str) -> tuple[Sentence, ...]:
    """The sentences of a paper (its IRI) that name a concept (its IRI), in reading order, the title first.

    None where the folder keeps no digests (or is None). For several questions ask one ``Evidence``.
    """
    return Evidence(store, folder).sentences(paper, concept)


class Evidence:
    """Answers what ``sentences`` does for many papers and concepts; every day and every paper is read once."""

    def __init__(self, store: ox.Store, folder: Path | None) -> None:
        self._store, self._folder = store, folder
        self._days: dict[str, dict[str, list[Digest]]] = {}
        self._papers: dict[str, Paper | None] = {}
        self._mentions: dict[str, dict[str, list[Named]]] = {}

    def sentences(self, paper: str, concept: str) -> tuple[Sentence, ...]:
        """The sentences of a paper that name a concept, in reading order."""
        mentions = self._mentions_in(paper).get(concept, [])
        read = self._paper(paper) if mentions else None
        if read is None:
            return ()
        found: list[Sentence] = []
        for section in read.sections:
            found += naming(section.name, section.text, [each for each in mentions if each.section == section.name])
        return tuple(found)

    def _mentions_in(self, paper: str) -> dict[str, list[Named]]:
        if paper not in self._mentions:
            found: dict[str, list[Named]] = defaultdict(list)
            for iri in nodes.sources(self._store, _TARGET, paper):
                concept, mention = _mention(self._store, iri)
                found[concept].append(mention)
            self._mentions[paper] = {concept: sorted(mentions) for concept, mentions in found.items()}
        return self._mentions[paper]

    def _paper(self, iri: str) -> Paper | None:
        if iri not in self._papers:
            self._papers[iri] = self._read(iri)
        return self._papers[iri]

    def _read(self, iri: str) -> Paper | None:
        """The paper as a build reads it, from the days on which it was listed."""
        from kg.model import merge_digests

        identifier = nodes.identifier(self._store, iri)
        digests = [digest for date in self._dates(iri) for digest in self._day(date).get(identifier, ())]
        return next(iter(merge_digests(digests)), None)

    def _dates(self, paper: str) -> list[str]:
        listings = nodes.sources(self._store, KG + "ofPaper", paper)
        digests = {digest for each in listings for digest in nodes.values(self._store, each, KG + "inDigest")}
        return sorted({date for digest in digests for date in nodes.values(self._store, digest, _DATE)})

    def _day(self, date: str) -> dict[str, list[Digest]]:
        """By identifier, the digests of a day with nothing but the entries of that paper."""
        if date not in self._days:
            from kg.store.digests import load_day

            found: dict[str, list[Digest]] = defaultdict(list)
            for digest in load_day(self._folder, date) if self._folder else ():
                for entry in digest.entries:
                    found[entry.identifier].append(replace(digest, entries=(entry,)))
            self._days[date] = found
        return self._days[date]


def _mention(store: ox.Store, iri: str) -> tuple[str, Named]:
    quads = store.quads_for_pattern(nodes.node(iri), None, None, ox.DefaultGraph())
    said = {quad.predicate.value: quad.object.value for quad in quads if not isinstance(quad.object, ox.Triple)}
    start, end = (int(said.get(KG + name, -1)) for name in ("start", "end"))
    confidence = float(said.get(KG + "confidence", 1))
    return said.get(_BODY, ""), Named(said.get(KG + "section", ""), start, end, said.get(_EXACT, ""), confidence)
