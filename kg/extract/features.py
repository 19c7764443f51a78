"""What can be said about a group before it is judged: a list of feature names per group.

A feature is a short string, "field=value"; a classifier has a weight for each. Context features are taken at every
place of the group and joined as a set.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kg import names
from kg.extract import data
from kg.extract.archive import Archive
from kg.extract.merge import Group, looks_named
from kg.extract.propose import Proposal
from kg.extract.spelling import name_key
from kg.extract.tokens import Word
from kg.extract.vocabulary import Vocabulary, affinity, vocabulary
from kg.model import Kind, Term

_KINDS = tuple(Kind)


class Tally(NamedTuple):
    """How annotators judged a name in other papers: kept as core, kept as optional, left out; by kind; by role."""

    core: int = 0
    optional: int = 0
    spurious: int = 0
    kinds: tuple[int, ...] = (0,) * 6
    roles: tuple[int, ...] = (0,) * 6


@dataclass(frozen=True)
class Evidence:
    """What is known from outside the paper."""

    terms: Mapping[str, Term]
    archive: Archive
    tallies: Mapping[str, Tally]
    learned: frozenset[str] = frozenset()
    """Slugs of concepts that only annotations taught."""

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the hand-made lexicon."""
        return vocabulary(self.terms.values(), without=self.learned)


class Context:
    """One paper's words, prepared for looking left and right of a place."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.words: Sequence[Word] = proposal.text.words
        self.shown = [_show(word) for word in self.words]
        self._starts = [word.start for word in self.words]
        self.size = max(len(proposal.text.text), 1)
        self.title_end = len(proposal.text.sections[0].text)
        self.plain = len(proposal.text.sections) <= 2
        self.places = sorted(
            {(start, end): rules for group in proposal.groups for (start, end), rules in group.places.items()}.items()
        )
        self._cover = _covers([place for place, _ in self.places])

    def word_at(self, offset: int) -> int:
        """Index of the word in which ``offset`` lies (or the one before it)."""
        return bisect_right(self._starts, offset) - 1

    def longer(self, place: tuple[int, int]) -> int:
        """How many candidates contain the place."""
        return self._cover[place][0]

    def inner(self, place: tuple[int, int]) -> int:
        """How many candidates lie inside the place."""
        return self._cover[place][1]


def _covers(places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    outer = dict.fromkeys(places, 0)
    inner = dict.fromkeys(places, 0)
    for index, (start, end) in enumerate(places):
        for other in places[index + 1 :]:
            if other[0] >= end:
                break
            if other[1] <= end:
                inner[(start, end)] += 1
                outer[other] += 1
            elif other[0] == start:
                outer[(start, end)] += 1
                inner[other] += 1
    return {place: (outer[place], inner[place]) for place in places}


def features(group: Group, context: Context, evidence: Evidence) -> list[str]:
    """All features of one group, sorted, each once."""
    found: set[str] = set()
    found.update(_form(group, context))
    found.update(_known(group, evidence))
    for form in (*group.names[:2], *group.english[:1]):
        found.update(affinity(form, evidence.vocabulary))
    found.update(_layout(group, context))
    for place in group.places:
        found.update(_around(place, context))
    return sorted(found)


def main_name(group: Group, term: Term | None = None) -> str:
    """The name to show: the lexicon's, else the longest-lived English one (a long form before its acronym)."""
    if term is not None:
        return term.name
    english = [name for name in group.names if names.language(name) == "en"]
    if english and {"acronym"} & set(group.links):
        return max(english, key=lambda name: (len(name.split()), len(name)))
    if english:
        return english[0]
    return group.english[0] if group.english else group.names[0]


def _bucket(count: int) -> str:
    for limit in (0, 1, 2, 3, 5, 8, 15, 30, 60, 120, 300):
        if count <= limit:
            return str(limit)
    return "more"


def shape(text: str) -> str:
    """Letter classes with repetitions squeezed: "GPT-4o" -> "A-9a"."""
    out: list[str] = []
    for char in text:
        sign = _sign(char)
        if not out or out[-1] != sign:
            out.append(sign)
    return "".join(out[:8])


def _sign(char: str) -> str:
    if "a" <= char <= "z":
        return "a"
    if "A" <= char <= "Z":
        return "A"
    if "가" <= char <= "힣":
        return "가"
    return "9" if char.isdecimal() else char


def _form(group: Group, context: Context) -> Iterator[str]:
    rules = sorted(group.rules)
    for rule in rules:
        yield f"rule={rule}"
    yield "rules=" + "+".join(rules)
    yield f"agree={min(len(rules), 5)}"
    for link in group.links:
        yield f"link={link}"
    yield f"forms={min(len(group.names), 4)}"
    name = main_name(group)
    yield f"shape={shape(name)}"
    yield f"named={looks_named(name)}"
    yield f"words={min(len(name.split()), 6)}"
    yield f"length={min(len(name) // 4, 8)}"
    yield "languages=" + "".join(sorted({names.language(form) for form in group.names}))
    for form in (*group.names[:4], *group.english[:1]):
        yield from _spelling(form)
    yield from _of_title_name(group, context.proposal.title_name)


def _spelling(form: str) -> Iterator[str]:
    words = form.lower().replace("-", " ").split()
    if not words:
        return
    yield f"last={words[-1].rstrip('s')}"
    yield f"first={words[0]}"
    for word in words:
        yield f"w={word}"
    if len(words) > 1:
        yield f"last2={' '.join(words[-2:])}"
    if names.language(form) == "ko":
        yield f"kend={form[-1]}"
        yield f"kend2={form[-2:]}"
        yield f"kbeg2={form[:2]}"
    else:
        bounded = f"^{form.lower()}$"
        for size in (3, 4):
            for at in range(len(bounded) - size + 1):
                yield f"g={bounded[at : at + size]}"


def _of_title_name(group: Group, title_name: str) -> Iterator[str]:
    """How the group relates to the name before the colon of the title."""
    if not title_name:
        return
    if any(form.lower() in title_name.lower() for form in (*group.names[:4], *group.english[:1])):
        yield "in-title-name"
    if name_key(title_name) in {name_key(form) for form in group.names}:
        yield "title-name"
        yield f"title-name:shape={shape(title_name)}"


def _known(group: Group, evidence: Evidence) -> Iterator[str]:
    term = evidence.terms.get(group.concept) if group.concept else None
    if term is None:
        yield "lex=none"
    else:
        yield f"{'learned' if term.slug in evidence.learned else 'lex'}={term.kind}"
        yield f"lex:labels={min(len(term.names), 4)}"
        if term.broader:
            yield f"lex:broader={term.broader[0]}"
    keys = sorted({name_key(name) for name in (*group.names, *group.english, *((term.name,) if term else ()))})
    counts = [evidence.archive.terms[key] for key in keys if key in evidence.archive.terms]
    if not counts:
        yield "df=0"
    else:
        best = max(counts)
        yield f"df={_bucket(best.papers)}"
        yield f"title-df={_bucket(best.titles)}"
        yield f"title-share={min(best.titles * 10 // best.papers, 5)}"
        yield f"gloss-share={min(best.glosses * 10 // best.papers, 5)}"
        total = sum(best.heads)
        if total:
            top = max(range(len(_KINDS)), key=lambda i: best.heads[i])
            yield f"head-kind={_KINDS[top]}"
            yield f"head-kind={_KINDS[top]}:{min(best.heads[top] * 4 // best.papers, 3)}"
            for index, number in enumerate(best.heads):
                if number:
                    yield f"head-seen={_KINDS[index]}"
        yield f"head-share={min(total * 10 // best.papers, 6)}"
    yield from _tallied([evidence.tallies[key] for key in keys if key in evidence.tallies])


def _tallied(tallies: Sequence[Tally]) -> Iterator[str]:
    if not tallies:
        yield "seen=0"
        return
    tally = max(tallies, key=lambda t: (t.core + t.optional + t.spurious, t))
    kept, dropped = tally.core, tally.spurious
    yield f"seen={_bucket(kept + dropped + tally.optional)}"
    yield f"seen-ratio={round(4 * (kept + 0.5) / (kept + dropped + 1))}:{min(kept + dropped, 4)}"
    if tally.optional:
        yield f"seen-optional={_bucket(tally.optional)}"
    if any(tally.kinds):
        top = max(range(6), key=lambda i: tally.kinds[i])
        yield f"seen-kind={top}"
        yield f"seen-kind={top}:{min(3, tally.kinds[top])}"
    if any(tally.roles):
        top = max(range(6), key=lambda i: tally.roles[i])
        yield f"seen-role={top}"
        yield f"seen-role={top}:{min(3, tally.roles[top])}"


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
    inside = [context.longer(place) for place in group.places]
    yield f"always-inside={min(*inside, 3)}"
    yield f"free={min(sum(count == 0 for count in inside), 3)}"
    yield f"holds={min(max(context.inner(place) for place in group.places), 4)}"
    if "title" in sections:
        place = min(group.places)
        yield f"title-at={'start' if place[0] == 0 else 'end' if place[1] >= context.title_end else 'middle'}"
        yield f"title-only={len(sections) == 1}"


def _around(place: tuple[int, int], context: Context) -> Iterator[str]:
    start, end = place
    words, shown = context.words, context.shown
    prefix = "T" if start < context.title_end else ""
    left = _left(words, context.word_at(start))
    for distance, index in enumerate(left[:2], 1):
        yield f"{prefix}L{distance}={shown[index]}"
    for index in left[:5]:
        if words[index].kind in "HL":
            yield f"{prefix}LB={shown[index]}"
    particle, at = _particle(end, context)
    yield f"{prefix}P={particle}"
    right = _right(words, at)
    yield from _after(right, particle, prefix, context)
    if not prefix:
        yield from _predicates(right, particle, context)


def _particle(end: int, context: Context) -> tuple[str, int]:
    """What is glued to the end of a place, and the index of the word after it."""
    last = context.word_at(end - 1)
    particle = context.proposal.text.text[end : context.words[last].end]
    if not particle and last + 1 < len(context.words) and context.words[last + 1].kind == "J":
        return context.words[last + 1].text, last + 2
    return particle, last + 1


def _after(right: range, particle: str, prefix: str, context: Context) -> Iterator[str]:
    words, shown = context.words, context.shown
    for distance, index in enumerate(right[:2], 1):
        yield f"{prefix}R{distance}={shown[index]}"
    if right:
        yield f"{prefix}PR={particle}|{shown[right[0]]}"
        kind = data.heads().get(words[right[0]].base.lower()) if not particle else None
        if kind:
            yield f"head={kind}"
    for index in right[:5]:
        if words[index].kind in "HL":
            yield f"{prefix}RB={shown[index]}"


def _predicates(right: range, particle: str, context: Context) -> Iterator[str]:
    """The next and the last inflected word of the sentence: what is done with the thing."""
    verbs = [index for index in right[:25] if context.words[index].tail in ("v", "x")]
    if verbs:
        yield f"V1={context.shown[verbs[0]]}"
        yield f"VP={particle}|{context.shown[verbs[0]]}"
        yield f"VN={context.shown[verbs[-1]]}"


def _show(word: Word) -> str:
    if word.kind == "N":
        return "<number>"
    return (word.base or word.text[:4]).lower()


def _left(words: Sequence[Word], first: int) -> range:
    """Indices of up to six words of the line before word ``first``, the nearest first."""
    last = max(first - 7, -1)
    stop = next((index for index in range(first - 1, last, -1) if words[index].kind == "B"), last)
    return range(first - 1, stop, -1)


def _right(words: Sequence[Word], at: int) -> range:
    """Indices of up to thirty words from ``at`` to the end of the line or sentence."""
    last = min(at + 30, len(words))
    for index in range(at, last):
        if words[index].kind == "B" or (words[index].text == "." and index > at):
            return range(at, index)
    return range(at, last)
