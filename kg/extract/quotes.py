"""The sentences of a text that name something, as they stand there: what a reason is shown with.

What a mention quotes must stand at its place in the text; if it does not, because text and mention are of different
builds, there is no sentence rather than a wrong one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kg.extract.sentences import cut
from kg.names import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.model import Mention, Paper


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """A sentence that names a concept; ``start`` counts code points from the start of its section's text.

    ``places`` are the names' starts and ends, counted from the sentence's start; ``confidence`` is the surest one's.
    """

    section: str
    start: int
    text: str
    places: tuple[tuple[int, int], ...]
    confidence: float


class Named(NamedTuple):
    """Where a section names something, as what, and how surely."""

    section: str
    start: int
    end: int
    exact: str
    confidence: float


def telling(found: Sequence[Sentence]) -> Sentence | None:
    """The sentence to show where there is room for one: the surest of the summary, else the title, else None."""
    return min(found, key=lambda each: (each.section == "title", -each.confidence, found.index(each)), default=None)


def naming(
    section: str, text: str, mentions: Iterable[Named], parts: Iterable[tuple[int, str]] | None = None
) -> Iterator[Sentence]:
    """The sentences of one section in which mentions lie; one that a name runs beyond is joined with the next.

    ``parts`` are the sentences of the text with their places, where they were cut before.
    """
    true = [each for each in mentions if clean(text[each.start : each.end]) == each.exact]
    if not true:
        return
    start = 0
    inside: list[Named] = []
    for begin, part in cut(text) if parts is None else parts:
        end = begin + len(part)
        start = start if inside else begin
        inside += [each for each in true if begin <= each.start < end]
        if inside and max(each.end for each in inside) <= end:
            places = tuple((each.start - start, each.end - start) for each in inside)
            yield Sentence(section, start, text[start:end], places, max(each.confidence for each in inside))
            inside = []


def best_quotes(papers: Iterable[Paper], mentions: Iterable[Mention]) -> dict[str, dict[str, Sentence]]:
    """For each paper (its identifier) and each concept that it names (its slug) the sentence to show."""
    by_paper: dict[str, dict[str, dict[str, list[Named]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for each in mentions:
        place = Named(each.section, each.start, each.end, clean(each.text), each.confidence)
        by_paper[each.paper][each.concept][each.section].append(place)
    found: dict[str, dict[str, Sentence]] = {}
    for paper in papers:
        cuts = {section.name: list(cut(section.text)) for section in paper.sections}
        for concept, places in by_paper.get(paper.identifier, {}).items():
            sentences = [
                sentence
                for section in paper.sections
                if section.name in places
                for sentence in naming(section.name, section.text, sorted(places[section.name]), cuts[section.name])
            ]
            best = telling(sentences)
            if best is not None:
                found.setdefault(paper.identifier, {})[concept] = best
    return found
