"""All rules over one paper: its joined text, the candidates in it, and the groups they make."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg import names
from kg.extract import coined, counterparts, glosses, phrases, tokens
from kg.extract.acronyms import is_short_form
from kg.extract.archive import Archive
from kg.extract.candidates import Candidate, Link
from kg.extract.merge import Group, merge
from kg.extract.remembered import Remembered
from kg.extract.screen import OPEN, Screen
from kg.extract.terms import Gazetteer, Pattern
from kg.extract.tokens import Word
from kg.extract.trust import own_text
from kg.model import Paper, Section, Term


@dataclass(frozen=True, slots=True)
class Text:
    """A paper's sections joined by line breaks, cut into words."""

    text: str
    sections: tuple[Section, ...]
    starts: tuple[int, ...]
    words: tuple[Word, ...]
    english: bool
    """Whether the whole is written in English."""

    def section_at(self, offset: int) -> int:
        """Index of the section in which ``offset`` lies."""
        return bisect_right(self.starts, offset) - 1


def join(paper: Paper) -> Text:
    """The text of a paper, as far as it is about the paper."""
    sections = own_text(paper).sections
    starts, at = [], 0
    for section in sections:
        starts.append(at)
        at += len(section.text) + 1
    text = "\n".join(section.text for section in sections)
    return Text(text, sections, tuple(starts), tuple(tokens.words(text)), is_english(text))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known before a paper is read; ``words`` are the single Korean words that may be names."""

    gazetteer: Gazetteer
    archive: Archive
    words: frozenset[str]
    labels: Mapping[str, frozenset[str]]
    """Lexicon slug -> keys of all labels, made when they are asked for."""
    screen: Screen = OPEN
    """Drops parts of phrases that cannot be names."""
    pairs: counterparts.Pairs = field(default_factory=dict)
    """Korean words and the English words that stand for them."""
    finder: phrases.Finder = field(init=False, compare=False, repr=False)
    """Finds the parts of phrases, by ``words`` and ``screen``."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "finder", phrases.Finder(self.words, self.screen))


def knowledge(terms: Iterable[Term], archive: Archive, *, screen: Screen = OPEN) -> Knowledge:
    """An automaton over all names of the lexicon and the archive's dictionary."""
    terms = tuple(terms)
    patterns = [
        Pattern(name, term.slug, "lexicon") for term in terms for name in (term.name, *(n.text for n in term.names))
    ]
    known = {pattern.name for pattern in patterns}
    patterns += [
        Pattern(name, "", "dictionary") for name in sorted(archive.dictionary) if name not in known and len(name) > 2
    ]
    words = frozenset(word for word in (*archive.dictionary, *known) if " " not in word)
    by_slug = {term.slug: term for term in terms}
    labels = Remembered[str, frozenset[str]](lambda slug: _labels(by_slug[slug]))
    pairs = counterparts.word_pairs(_translations(terms, archive))
    return Knowledge(Gazetteer(patterns), archive, words, labels, screen, pairs)


def _labels(term: Term) -> frozenset[str]:
    return frozenset(map(names.key, (term.name, *(name.text for name in term.names))))


def _translations(terms: Iterable[Term], archive: Archive) -> Iterator[tuple[str, str]]:
    """Korean names with the English names of the same thing."""
    yield from sorted(archive.dictionary.items())
    for term in terms:
        english = (term.name, *(name.text for name in term.names if name.language == "en"))
        for name in term.names:
            if name.language == "ko":
                yield from ((name.text, other) for other in english)


@dataclass(slots=True)
class Draft:
    """A paper while the rules work on it: each adds candidates and links."""

    text: Text
    known: Knowledge
    candidates: list[Candidate] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    title_name: str = ""


def find_coined(draft: Draft) -> None:
    """Names that the paper coins in its title, and quoted names."""
    own = coined.title_name(draft.text.sections[0].text) if draft.text.sections else None
    if own is not None:
        draft.candidates.append(own)
        draft.title_name = own.name
    draft.candidates += coined.quoted(draft.text.text)


def find_terms(draft: Draft) -> None:
    """Names of the lexicon and the dictionary."""
    draft.candidates += draft.known.gazetteer.find(draft.text.text)


def find_glosses(draft: Draft) -> None:
    """Names explained in parentheses."""
    for gloss in glosses.glosses(draft.text.text, draft.text.words, dictionary=draft.known.archive.dictionary):
        draft.candidates += gloss.candidates
        draft.links += gloss.links


def find_phrases(draft: Draft) -> None:
    """Latin chains and noun phrases."""
    text, parts = draft.text.text, draft.known.finder.parts
    for run, english in runs(draft.text):
        draft.candidates += parts(text, run, english=english)


def runs(text: Text) -> Iterator[tuple[tuple[Word, ...], bool]]:
    """The phrases of a text, and whether they stand in a section that is written in English."""
    for section, words in by_section(text):
        english = is_english(section.text)
        for run in phrases.runs(words, english=english):
            yield run, english


@dataclass(frozen=True, slots=True)
class Proposal:
    """The candidates of a paper as groups, the name before the colon of its title, and its glosses."""

    text: Text
    groups: tuple[Group, ...]
    title_name: str
    glosses: tuple[tuple[str, str], ...]
    """(Korean, English) pairs that stand in parentheses."""


def conclude(draft: Draft) -> Proposal:
    """Join what the rules found."""
    title_end = len(draft.text.sections[0].text) if draft.text.sections else 0
    more = counterparts.counterparts(draft.candidates, title_end, draft.known.pairs, draft.links)
    groups = merge(
        draft.candidates,
        [*draft.links, *more],
        dictionary=draft.known.archive.dictionary,
        labels=draft.known.labels,
        title_name=draft.title_name,
    )
    pairs = tuple(
        (link.name, link.other)
        for link in draft.links
        if link.rule == "gloss" and names.language(link.name) == "ko" and not is_short_form(link.other)
    )
    return Proposal(draft.text, tuple(groups), draft.title_name, pairs)


def propose(paper: Paper, known: Knowledge) -> Proposal:
    """All rules, one after the other."""
    draft = Draft(join(paper), known)
    for rule in (find_coined, find_terms, find_glosses, find_phrases):
        rule(draft)
    return conclude(draft)


def by_section(text: Text) -> list[tuple[Section, list[Word]]]:
    """The sections with their words."""
    result: list[tuple[Section, list[Word]]] = [(section, []) for section in text.sections]
    index = 0
    for word in text.words:
        while index + 1 < len(text.starts) and word.start >= text.starts[index + 1]:
            index += 1
        result[index][1].append(word)
    return result


_HANGUL = re.compile(r"[가-힣]+")


def is_english(text: str) -> bool:
    """Whether a text is written in English: less than a tenth of it is Hangul."""
    return sum(map(len, _HANGUL.findall(text))) * 10 < len(text)


def group_names(group: Group) -> list[str]:
    """Every name of the group, those of the dictionary last."""
    return list(dict.fromkeys((*group.names, *group.english)))
