"""Features of where a group stands: its sections, and the words around each of its places."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract import data
from kg.extract.context import Context
from kg.extract.merge import Group
from kg.extract.naming import shape
from kg.extract.remembered import Remembered
from kg.extract.spelling import name_key

_JOINING = frozenset((",", "/", "·", "&", "와", "과", "및", "그리고", "또는", "등", "등의", "같은", "and", "or"))
"""What stands between the names of a list, or between a list and what is said of it."""
_WITHIN = frozenset("()-'\"‘’“”")
_LIST = 16
"""The head noun of a list is sought within so many words."""


def of_places(group: Group, context: Context) -> list[str]:
    """All features of a group's places, each once, in a fixed order; those of single places as a set."""
    found = dict.fromkeys(_layout(group, context))
    found.update(dict.fromkeys(_of_title_name(group, context.proposal.title_name)))
    for place in group.places:
        found.update(dict.fromkeys(_around(place, context)))
    return list(found)


def _of_title_name(group: Group, title_name: str) -> Iterator[str]:
    """How the group relates to the name before the colon of the title."""
    if not title_name:
        return
    lowered = title_name.lower()
    if any(form.lower() in lowered for form in (*group.names[:4], *group.english[:1])):
        yield "in-title-name"
        if name_key(title_name) in {name_key(form) for form in group.names}:
            yield "title-name"
            yield f"title-name:shape={shape(title_name)}"


def _layout(group: Group, context: Context) -> Iterator[str]:
    starts = [start for start, _ in group.places]
    text = context.proposal.text
    yield f"places={min(len(starts), 6)}"
    yield f"begin={starts[0] * 8 // context.size}"
    sections = sorted({text.sections[text.section_at(start)].name for start in starts})
    for name in sections:
        yield f"section={name}"
    yield f"sections={'+'.join(sections) if len(sections) < 4 else 'all'}"
    yield f"plain={context.plain}"
    covers = [context.cover[place] for place in group.places]
    yield f"always-inside={min(3, *(cover.outer for cover in covers))}"
    yield f"free={min(sum(not cover.outer for cover in covers), 3)}"
    yield f"holds={min(max(cover.inner for cover in covers), 4)}"
    if all(cover.sure_outer for cover in covers):
        yield "always-inside-sure"
    if any(cover.sure_inner for cover in covers):
        yield "holds-sure"
    if any(cover.crossing for cover in covers):
        yield "crossing"
    if "title" in sections:
        place = min(group.places)
        yield f"title-at={'start' if place[0] == 0 else 'end' if place[1] >= context.title_end else 'middle'}"
        yield f"title-only={len(sections) == 1}"


def _around(place: tuple[int, int], context: Context) -> Iterator[str]:
    start, end = place
    words, shown = context.words, context.shown
    prefix = "T" if start < context.title_end else ""
    left = context.left(context.word_at(start))
    for index, field in zip(left, ("L1", "L2"), strict=False):
        yield _NEAR[prefix, shown[index]][field]
    for index in left[:5]:
        if words[index].kind in "HL":
            yield _NEAR[prefix, shown[index]]["LB"]
    particle, at = _particle(end, context)
    yield f"{prefix}P={particle}"
    right = context.right(at)
    yield from _after(right, particle, prefix, context)
    if not prefix:
        yield from _predicates(right, particle, context)
        stands = context.stand(place)
        if stands is not None:
            yield f"stand={stands}"


def _particle(end: int, context: Context) -> tuple[str, int]:
    """What is glued to the end of a place, and the index of the word after it."""
    last = context.word_at(end - 1)
    particle = context.proposal.text.text[end : context.words[last].end]
    if not particle and last + 1 < len(context.words) and context.words[last + 1].kind == "J":
        return context.words[last + 1].text, last + 2
    return particle, last + 1


def _after(right: range, particle: str, prefix: str, context: Context) -> Iterator[str]:
    words, shown = context.words, context.shown
    for index, field in zip(right, ("R1", "R2"), strict=False):
        yield _NEAR[prefix, shown[index]][field]
    if right:
        yield f"{prefix}PR={particle}|{shown[right[0]]}"
        kind = data.heads().get(words[right[0]].base.lower()) if not particle else None
        if kind:
            yield f"head={kind}"
    for index in right[:5]:
        if words[index].kind in "HL":
            yield _NEAR[prefix, shown[index]]["RB"]
    said = _said_of_all(right, particle, context)
    if said:
        yield f"list-head={said}"


def _near(word: tuple[str, str]) -> dict[str, str]:
    """The features of a word beside a place, by field: made once, they are told apart at a glance."""
    prefix, shown = word
    return {field: f"{prefix}{field}={shown}" for field in ("L1", "L2", "LB", "R1", "R2", "RB")}


_NEAR = Remembered(_near)


def _said_of_all(right: range, particle: str, context: Context) -> str | None:
    """The kind that the head noun behind a list says of every name in it: "A, B 및 C 데이터셋"."""
    words, listed = context.words, particle in _JOINING
    for index in right[:_LIST]:
        word = words[index]
        if word.kind == "H":
            kind = data.heads().get(word.base)
            if kind is not None:
                return kind if listed else None
            if word.text not in _JOINING:
                return None
            listed = True
        elif word.kind == "L":
            kind = data.heads().get(word.text)
            if kind is not None:
                return kind if listed else None
            listed |= word.text in _JOINING
        elif word.text in _JOINING:
            listed = True
        elif word.text not in _WITHIN and word.kind not in "NJ":
            return None
    return None


def _predicates(right: range, particle: str, context: Context) -> Iterator[str]:
    """The next and the last inflected word of the sentence: what is done with the thing."""
    words, shown = context.words, context.shown
    verbs = [index for index in right[:25] if words[index].tail in ("v", "x")]
    if verbs:
        yield f"V1={shown[verbs[0]]}"
        yield f"VP={particle}|{shown[verbs[0]]}"
        yield f"VN={shown[verbs[-1]]}"
