"""What a paper names only to be compared with: "outperforms Finch and Heron", "Finch(47.5%)보다".

What a paper names once or twice is easily taken for something that it uses. Where every place of it stands in a
comparison the paper compares with it. Patterns are in results.toml: fewer words than make a baseline of a number
(``sentences``), for "기존 X" and "X의 …에서" say nothing of the role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kg.extract.numbers import at_end, cues
from kg.model import Entity, Kind, Role, Section

_NEAR = 80
"""So many code points before a name are looked at, and as many behind it."""
_SCORING = frozenset({Kind.METHOD, Kind.MODEL})
_MISTAKEN = (Role.USES,)
"""What they are mistaken for."""

_Place = tuple[int, int, int]
"""Start, end, and the index of the entity."""


def compared(entities: Sequence[Entity], sections: Sequence[Section]) -> list[Entity]:
    """The entities; methods and models that the text names in comparisons only are compared with."""
    open_to_doubt = {
        index for index, entity in enumerate(entities) if entity.kind in _SCORING and entity.roles == _MISTAKEN
    }
    if not open_to_doubt:
        return list(entities)
    texts = {section.name: section.text for section in sections}
    places: dict[str, list[_Place]] = defaultdict(list)
    for index, entity in enumerate(entities):
        for span in entity.spans:
            places[span.section].append((span.start, span.end, index))
    for name, here in places.items():
        if not open_to_doubt:
            break
        open_to_doubt -= set(_elsewhere(texts[name], sorted(here)))
    return [
        replace(entity, roles=(Role.COMPARES_WITH,)) if index in open_to_doubt else entity
        for index, entity in enumerate(entities)
    ]


def _elsewhere(text: str, places: Sequence[_Place]) -> Iterator[int]:
    """The entities that stand somewhere outside comparisons; a comparison holds for all names of a list."""
    for run in _lists(text, places):
        if not is_compared(text, run[0][0], run[-1][1]):
            yield from (index for _, _, index in run)


def is_compared(text: str, start: int, end: int) -> bool:
    """Whether the words beside ``text[start:end]``, a name or a list of names, say that it is compared with."""
    if cues()["compared.after"].match(text, end, end + _NEAR):
        return True
    return bool(at_end("compared.before").search(text, max(0, start - _NEAR), start))


def _lists(text: str, places: Iterable[_Place]) -> Iterator[list[_Place]]:
    """Runs of names with nothing but commas and conjunctions between them."""
    run: list[_Place] = []
    for place in places:
        if run and not cues()["compared.joined"].fullmatch(text, run[-1][1], place[0]):
            yield run
            run = []
        run.append(place)
    if run:
        yield run
