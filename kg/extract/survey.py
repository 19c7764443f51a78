"""Count names over an archive of papers that nobody annotated: the statistics that ``archive`` holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from kg import names
from kg.extract import data
from kg.extract.archive import Archive, Counts, best_translation
from kg.extract.propose import Knowledge, Proposal, Text, propose
from kg.model import Kind, Paper

_KINDS = tuple(Kind)


@dataclass(frozen=True, slots=True)
class Sightings:
    """What one paper adds: its names with flags (title, gloss, heads), and its glosses (Korean, English)."""

    terms: Mapping[str, Counts]
    glosses: frozenset[tuple[str, str]]


@dataclass(slots=True)
class Survey:
    """Sums over papers. ``without`` takes one paper out again, so that a paper never explains itself."""

    terms: dict[str, Counts] = field(default_factory=dict)
    glosses: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, seen: Sightings) -> None:
        for key, counts in seen.terms.items():
            self.terms[key] = _sum(self.terms.get(key, Counts()), counts, sign=1)
        for korean, english in sorted(seen.glosses):
            self.glosses.setdefault(korean, Counter())[english] += 1

    def archive(self, *, least: int = 2) -> Archive:
        """Names of at least ``least`` papers."""
        terms = {key: counts for key, counts in self.terms.items() if counts.papers >= least}
        return Archive(terms, self._dictionary(self.glosses))

    def without(self, seen: Sightings, archive: Archive, *, least: int = 2) -> Archive:
        """``archive`` as it would be had the paper of ``seen`` not been counted."""
        terms, dictionary = dict(archive.terms), dict(archive.dictionary)
        for key, counts in seen.terms.items():
            rest = _sum(self.terms[key], counts, sign=-1)
            if rest.papers >= least:
                terms[key] = rest
            else:
                terms.pop(key, None)
        changed: dict[str, Counter[str]] = {}
        for korean, english in seen.glosses:
            left = changed.setdefault(korean, Counter(self.glosses[korean]))
            left[english] -= 1
        for korean in changed:
            dictionary.pop(korean, None)
        return Archive(terms, {**dictionary, **self._dictionary(changed)})

    @staticmethod
    def _dictionary(glosses: Mapping[str, Counter[str]]) -> dict[str, str]:
        chosen = {korean: best_translation(counts) for korean, counts in sorted(glosses.items())}
        return {korean: english for korean, english in chosen.items() if english}


def _sum(left: Counts, right: Counts, *, sign: int) -> Counts:
    return Counts(
        left.papers + sign * right.papers,
        left.titles + sign * right.titles,
        left.glosses + sign * right.glosses,
        tuple(a + sign * b for a, b in zip(left.heads, right.heads, strict=True)),
    )


def survey(papers: Iterable[Paper], known: Knowledge) -> tuple[Survey, dict[str, Sightings]]:
    """The sums over ``papers``, and what each of them added."""
    total, each = Survey(), {}
    for paper in papers:
        seen = sightings(propose(paper, known))
        total.add(seen)
        each[paper.identifier] = seen
    return total, each


def sightings(proposal: Proposal) -> Sightings:
    """The names that the rules propose for one paper."""
    title_end = len(proposal.text.sections[0].text)
    heads = next_heads(proposal.text)
    terms: dict[str, Counts] = {}
    for group in proposal.groups:
        flags = [
            any(start < title_end for start, _ in group.places),
            bool(group.rules & {"gloss", "acronym"}),
            *(any(heads.get(end) == kind for _, end in group.places) for kind in _KINDS),
        ]
        counts = Counts(1, int(flags[0]), int(flags[1]), tuple(map(int, flags[2:])))
        for key in {names.key(name) for name in group.names}:
            terms[key] = counts
    return Sightings(terms, frozenset(_pairs(proposal)))


def _pairs(proposal: Proposal) -> Iterable[tuple[str, str]]:
    for korean, english in proposal.glosses:
        yield korean, _canonical(english)


def _canonical(english: str) -> str:
    """Small letters unless it is built like a name: glosses write Title Case where terms have none."""
    return " ".join(word.lower() if word[:1].isupper() and word[1:].islower() else word for word in english.split())


def next_heads(text: Text) -> dict[int, str]:
    """Offset of a word's (or stem's) end -> kind that the head noun right after it says."""
    heads = data.heads()
    found = {}
    for before, word in pairwise(text.words):
        if word.kind in "HL" and before.kind in "HLN" and (kind := heads.get(word.base.lower())):
            found[before.end] = kind
            found[before.stem] = kind
    return found
