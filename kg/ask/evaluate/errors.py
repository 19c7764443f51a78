"""What is wrong, with its text: entities that the graph misses, and concepts that it makes up.

The worst come first: of missed ones those that the paper introduces, of made-up ones those that the graph is surest of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.ask.evaluate.matching import pairs, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.ask.evaluate.claims import Prediction
    from kg.ask.evaluate.gold import GoldEntity, GoldPaper

    Texts = Mapping[str, str]
    """Section -> text, of one paper."""

_AROUND: Final = 40
"""Characters on either side of what is quoted."""
_ROLES: Final = ("introduces", "addresses", "uses", "evaluates_on", "compares_with", "measures")


@dataclass(frozen=True, slots=True)
class Missed:
    """A core entity of gold that no prediction of an accepted kind is."""

    paper: str
    name: str
    kind: str
    role: str
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A prediction that no entity of gold is."""

    paper: str
    name: str
    kind: str
    role: str
    why: str
    text: str
    confidence: float | None


def errors(
    papers: Iterable[tuple[GoldPaper, Sequence[Prediction]]], texts: Mapping[str, Texts]
) -> tuple[tuple[Missed, ...], tuple[MadeUp, ...]]:
    """All errors of kind and name, the worst first. ``texts`` are those of the papers that a quotation is wanted of."""
    missed: list[Missed] = []
    made_up: list[MadeUp] = []
    for paper, predictions in papers:
        taken = pairs(paper.entities, predictions, typed)
        known = texts.get(paper.identifier, {})
        used = set(taken.values())
        missed += [
            _missed(paper.identifier, entity, predictions, known)
            for index, entity in enumerate(paper.entities)
            if entity.core and index not in taken
        ]
        made_up += [_made_up(paper, each, known) for each in predictions if each.iri not in used]
    missed.sort(key=lambda each: (_rank(each.role), each.paper, each.name))
    made_up.sort(key=lambda each: (-(each.confidence or 0.0), each.paper, each.name))
    return tuple(missed), tuple(made_up)


def _rank(role: str) -> int:
    return _ROLES.index(role) if role in _ROLES else len(_ROLES)


def _missed(paper: str, entity: GoldEntity, predictions: Sequence[Prediction], texts: Texts) -> Missed:
    alike = sorted(f"a {each.kind}" for each in predictions if entity.names & each.labels)
    why = f"it is there as {', '.join(alike)}" if alike else "not there"
    return Missed(paper, entity.name, entity.kind, entity.role, why, entity.evidence or _named(entity, texts))


def _named(entity: GoldEntity, texts: Texts) -> str:
    """The first place where the text has one of the names, in the order of the sections."""
    for text in texts.values():
        folded = text.lower()
        if len(folded) != len(text):  # a letter became two: places in one are no places in the other
            folded = text
        starts = [(folded.find(name.lower()), len(name)) for name in entity.spelt]
        found = min(((start, length) for start, length in starts if start >= 0), default=None)
        if found:
            return _around(text, found[0], sum(found))
    return ""


def _made_up(paper: GoldPaper, prediction: Prediction, texts: Texts) -> MadeUp:
    alike = [entity for entity in paper.entities if entity.names & prediction.labels]
    kinds = sorted({kind for entity in alike for kind in entity.kinds})
    if not alike:
        why = "not annotated"
    elif prediction.kinds.isdisjoint(kinds):
        why = f"it is a {' or '.join(kinds)}"
    else:
        why = f"a second {alike[0].name}"
    return MadeUp(
        paper=paper.identifier,
        name=prediction.label,
        kind=prediction.kind,
        role=prediction.role,
        why=why,
        text=_quoted(prediction, texts),
        confidence=prediction.confidence,
    )


def _quoted(prediction: Prediction, texts: Texts) -> str:
    if not prediction.places:
        return ""
    best = min(prediction.places, key=lambda place: (-place.confidence, place))
    text = texts.get(best.section, "")
    return _around(text, best.start, best.end) if text[best.start : best.end] == best.text else best.text


def _around(text: str, start: int, end: int) -> str:
    """What is named with some of what stands around it, in one line."""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    open_start, open_end = "…" if start > _AROUND else "", "…" if end + _AROUND < len(text) else ""
    return " ".join(f"{open_start}{before}[{text[start:end]}]{after}{open_end}".split())
