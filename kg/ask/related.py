"""Related papers with their reasons: by one paper, by several, or by a text that is in no digest.

All is read from the index that a build leaves beside the store (``kg.store.near``), so that a question costs a few
thousandths of a second and loads no library. The papers that the graph links with the one asked for are always scored,
so the links of the graph are the best of this ranking.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.ask.ids import paper_id
from kg.errors import NotFoundError, UsageError
from kg.graph.similarity.partners import MICRO, nearest
from kg.graph.similarity.shown import readable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from kg.store.near import About, Index

    Query = dict[int, int]

KINDS: Final = ("method", "model", "dataset", "benchmark", "metric", "task", "author", "topic", "text")
"""Kinds of reasons: what a concept is, or which voice speaks."""
_SHOWN_TOPICS, _SHOWN_TERMS = 5, 8
_DIFFERENT: Final = 3
"""How many things of each role tell two papers apart."""
_TELLING_ROLES: Final = ("introduces", "addresses", "uses", "evaluatesOn", "comparesWith")
_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


class Sentence(NamedTuple):
    """A sentence of a paper that names what is shared."""

    paper: str
    section: str
    text: str


class NamedReason(NamedTuple):
    """Part of a score: ``kind`` is "concept", "author", "topic" or "text"; all topics are one reason, and all words.

    ``name`` is the concept's or the author's, or the strongest of ``terms``: these sum to ``weight``, in their six
    decimals. ``sentences`` name a concept, in the papers asked for and in the one found.
    """

    kind: str
    name: str
    weight: float
    terms: tuple[tuple[str, float], ...] = ()
    sentences: tuple[Sentence, ...] = ()


class RelatedPaper(NamedTuple):
    """A paper that is near; the weights of ``reasons`` sum to ``score`` in their six decimals.

    ``differs`` says what this paper introduces, works on or is evaluated on, by role, that those asked for do not name.
    """

    iri: str
    paper: str
    title: str
    score: float
    date: str
    reasons: tuple[NamedReason, ...]
    differs: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Wanted(NamedTuple):
    """Which answers count: how many, papers of which days, and reasons of which kinds (none: all)."""

    k: int = 10
    since: str = ""
    kinds: tuple[str, ...] = ()


def related(
    index: Index, papers: Iterable[str], wanted: Wanted | None = None, *, folder: Path | None = None
) -> tuple[RelatedPaper, ...]:
    """The papers nearest to one paper, or near to all of several, which are left out.

    The weight of a feature for several papers is the square of the mean of the square roots of its weights: what all of
    them have counts more than what one has much of. ``folder`` is asked for what else a name could mean.

    Raises:
        NotFoundError: one of them is not in the graph.
        UsageError: no paper, or ``wanted`` makes no sense.
    """
    rows = sorted({_row(index, text, folder) for text in papers})
    if not rows:
        raise UsageError("name at least one paper, or give a text")
    vectors = [index.vector(row) for row in rows]
    also = index.partners(rows[0]) if len(rows) == 1 else ()
    return _answers(index, together(vectors), wanted or Wanted(), rows=rows, also=also)


def related_to_text(index: Index, text: str, wanted: Wanted | None = None) -> tuple[RelatedPaper, ...]:
    """The papers nearest to a text: by the concepts of the graph that it names, its words and its topics.

    The first line of several counts as its title, if it is short.

    Raises:
        NotFoundError: the text has nothing in common with any paper.
        UsageError: ``wanted`` makes no sense.
    """
    from kg.ask.pasted import text_vector

    found = _answers(index, text_vector(index, text), wanted or Wanted())
    if not found:
        raise NotFoundError("the text has nothing in common with any paper of this graph")
    return found


def together(vectors: Sequence[Query]) -> Query:
    """One vector for several: the square of the mean of the square roots of their weights."""
    if len(vectors) == 1:
        return vectors[0]
    roots: dict[int, float] = {}
    for vector in vectors:
        for number, weight in vector.items():
            roots[number] = roots.get(number, 0.0) + math.sqrt(weight)
    found = {number: round((root / len(vectors)) ** 2) for number, root in roots.items()}
    return {number: weight for number, weight in sorted(found.items()) if weight}


def _row(index: Index, text: str, folder: Path | None) -> int:
    """The row of a paper. Whoever names what a paper introduces is told which paper that is."""
    identifier = paper_id(text)
    row = index.row(identifier or text.strip())
    if row is not None:
        return row
    if folder is not None:
        from kg.ask.named import paper_meant

        known = index.row(paper_meant(folder, text))
        if known is not None:
            return known
    raise NotFoundError(f"no paper {text} in this graph")


class _Everybody:
    """An index whose features propose all their papers, for answers that are few among them."""

    def __init__(self, index: Index) -> None:
        self.champions, self.vectors = index.everybody, index.vectors


def _answers(
    index: Index, query: Query, wanted: Wanted, *, rows: Sequence[int] = (), also: Sequence[int] = ()
) -> tuple[RelatedPaper, ...]:
    limit = _limit(index, wanted.since)
    if wanted.kinds:
        unknown = sorted(set(wanted.kinds) - set(KINDS))
        if unknown:
            raise UsageError(f"no kind of reason {', '.join(unknown)}: choose among {', '.join(KINDS)}")
        counted = index.of_kinds(query.keys(), wanted.kinds)
        query, also = {number: weight for number, weight in query.items() if number in counted}, ()
    source = index if limit is None else _Everybody(index)
    found = nearest(query, source, wanted.k, without=rows, also=also, older_than=limit)
    least = 0 if wanted.kinds else index.fact("faint")
    telling = [item for item in found if item[1] > least]
    asked = [(index.paper(row).identifier, index.about(row)) for row in rows]
    return tuple(_answer(index, query, row, score, asked) for row, score in telling or found)


def _limit(index: Index, since: str) -> int | None:
    if not since:
        return None
    if not _DATE.fullmatch(since):
        raise UsageError(f"no date {since}: write a year, a month or a day, such as 2025, 2025-02 or 2025-02-05")
    return index.first_before(since)


def _answer(index: Index, query: Query, row: int, score: int, asked: Sequence[tuple[str, About]]) -> RelatedPaper:
    paper, about = index.paper(row), index.about(row)
    shared = {number: query[number] * weight for number, weight in index.vector(row).items() if number in query}
    features = index.features(shared)
    several: dict[str, list[tuple[str, int]]] = {"topic": [], "text": []}
    reasons = []
    for number in sorted(shared, key=lambda number: (-shared[number], number)):
        voice, key, _, name = features[number]
        if voice in several:
            several[voice].append((name, shared[number]))
            continue
        said = [
            *((each.said.get(key), identifier) for identifier, each in asked),
            (about.said.get(key), paper.identifier),
        ]
        sentences = tuple(Sentence(identifier, *found) for found, identifier in said if found)
        reasons.append(NamedReason(voice, name, shared[number] / MICRO, (), sentences))
    reasons += [_summed(voice, terms) for voice, terms in several.items() if terms]
    reasons.sort(key=lambda reason: (-reason.weight, reason.kind, reason.name))
    differs = _differences(about, [each for _, each in asked], {feature.key for feature in features.values()})
    return RelatedPaper(*paper[:3], score / MICRO, paper.date, tuple(reasons), differs)


def _summed(voice: str, terms: Sequence[tuple[str, int]]) -> NamedReason:
    """All shared topics, or all shared words, as one reason."""
    names = [name for name, _ in terms]
    shown = names[:_SHOWN_TOPICS] if voice == "topic" else readable(names, _SHOWN_TERMS)
    weight = sum(part for _, part in terms)
    return NamedReason(voice, ", ".join(shown), weight / MICRO, tuple((name, part / MICRO) for name, part in terms))


def _differences(
    about: About, asked: Sequence[About], shared: Collection[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a paper does with concepts that those asked for do not name, by role, the rest left out."""
    known = {concept for each in asked for _, _, concept, _ in each.roles} | set(shared)
    found: Mapping[str, list[str]] = {role: [] for role in _TELLING_ROLES}
    for role, _, concept, name in about.roles:
        if role in found and concept not in known:
            found[role].append(name)
    return tuple((role, tuple(names[:_DIFFERENT])) for role, names in found.items() if names)
