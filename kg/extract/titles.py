"""What a summary says of its title: learned from an archive in which most summaries are about their titles.

Three tables, each a logarithm of how much more often something is seen one way than the other:

- a word of a title is found again, or not, in a summary that is its own, against one that is not. A Korean summary
  has it in Latin or as one of the Korean words that come with it (``Word.korean``);
- a word that the archive's titles do not know well, likewise;
- a word of a summary stands in filler (text that says nothing of its title and would fit any paper), against others.

Words are Latin stems and the first syllables of Korean words: facts about words, no text.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import log
from typing import Any, Final, NamedTuple, TypeAlias

from kg.extract import data
from kg.model import Paper

_LATIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9]+")
_HANGUL: Final = re.compile(r"[가-힣]{2,}")
_ENDINGS: Final = (
    *("ization", "isation", "ations", "ation", "izing", "ising", "ized", "ing", "ies", "ers", "ed", "er", "es", "s"),
    *("ly", "al", "ity", "ive"),
)
_STEM: Final = 4
"""The least that is left of a Latin word without its ending."""
_KOREAN: Final = 30
"""A summary with as many Korean words is a Korean one; the filler table is for those."""
_SEEN: Final = 6
"""In how many titles a word must stand to have rates of its own."""
_COMPANIONS: Final = 5
"""Korean words that are kept for a title's word."""
_OFTEN: Final = 0.2
_LIFT: Final = 3.0
_FEW: Final = 2
"""A companion stands in this part of the summaries, this many times more often than elsewhere, and in more than few:
so that a paper of the archive is no witness for itself."""
_STRANGE: Final = -5.5
_FAMILIAR: Final = 1.0
"""Support below which a summary teaches what filler is, and above which it teaches what is none."""
_MARKS: Final = 100
"""How many words of filler are kept."""
_RARE: Final = 4
"""Words of filler in so few summaries are not kept."""
_MOST: Final = 4.0
"""No word counts for more."""


class Word(NamedTuple):
    """A word of titles: what its presence and its absence in a summary say, and the Korean words for it."""

    present: float
    absent: float
    korean: tuple[str, ...] = ()


@dataclass(frozen=True)
class Language:
    """The title words of one language's summaries, and what an unknown word says."""

    words: Mapping[str, Word]
    unknown: Word


@dataclass(frozen=True)
class Titles:
    """The tables. ``filler`` is for Korean summaries: English filler was never seen."""

    korean: Language
    english: Language
    filler: Mapping[str, float]


class Text(NamedTuple):
    """The words of a summary: Latin stems, and Korean words."""

    latin: frozenset[str]
    hangul: tuple[str, ...]

    @property
    def is_korean(self) -> bool:
        return len(self.hangul) >= _KOREAN

    @property
    def starts(self) -> frozenset[str]:
        """The first two to four syllables of every Korean word: particles come at the end."""
        return frozenset([word[:length] for word in self.hangul for length in (2, 3, 4) if len(word) >= length])

    @property
    def marks(self) -> frozenset[str]:
        """What the filler table counts."""
        return self.latin.union([word[:3] for word in self.hangul])


_Pairs: TypeAlias = Sequence[tuple[tuple[str, ...], Text]]
"""Titles in words, each with its summary."""


def title_words(title: str) -> tuple[str, ...]:
    """The stems of a title's words, without function words, each once."""
    return tuple(dict.fromkeys(map(stem, spelt(title))))


def spelt(title: str) -> list[str]:
    """A title's words as they stand there, without function words."""
    ignored = data.english_stopwords()
    return [word for word in _LATIN.findall(title) if word.lower() not in ignored]


def text_words(text: str) -> Text:
    """The words of a summary."""
    return Text(frozenset(map(stem, _LATIN.findall(text))), tuple(_HANGUL.findall(text)))


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """A Latin word in small letters without its ending: "generation", "generating" and "generates" are one."""
    small = word.lower()
    for ending in _ENDINGS:
        if small.endswith(ending) and len(small) - len(ending) >= _STEM:
            return small[: -len(ending)]
    return small


def summary(paper: Paper) -> str:
    """What a paper's sections say below its title."""
    return "\n".join(section.text for section in paper.sections[1:])


def support(words: Sequence[str], text: Text, titles: Titles) -> float:
    """How much a summary speaks for being about a title: above zero for, below zero against."""
    table = titles.korean if text.is_korean else titles.english
    there = frozenset(found(words, text, titles))
    known = ((word, table.words.get(word, table.unknown)) for word in words)
    return sum((row.present if word in there else row.absent for word, row in known), 0.0)


def found(words: Sequence[str], text: Text, titles: Titles) -> tuple[str, ...]:
    """The words of a title that a summary has, in Latin or as a Korean word for it."""
    if not text.is_korean:
        return tuple(word for word in words if word in text.latin)
    table, begun = titles.korean, f" {' '.join(text.hangul)}"

    def is_meant(word: str) -> bool:
        return any(f" {start}" in begun for start in table.words.get(word, table.unknown).korean)

    return tuple(word for word in words if word in text.latin or is_meant(word))


def filler(text: Text, titles: Titles) -> float:
    """How much a Korean summary is made of words that fit any paper; about zero for a common one."""
    if not text.is_korean:
        return 0.0
    marks = text.marks
    # Sorted: sums of floating-point numbers depend on the order.
    weights = [titles.filler[mark] for mark in sorted(marks & titles.filler.keys())]
    return float(sum(weights) / (len(marks) + 1) ** 0.5)


# ---------------------------------------------------------------- learning


def learn(papers: Iterable[Paper]) -> Titles:
    """The tables of an archive, in whatever order its papers come. Papers without a summary teach nothing."""
    read = sorted(
        (paper.identifier, title_words(paper.label), text_words(summary(paper)))
        for paper in papers
        if len(paper.sections) > 1
    )
    pairs = [(words, text) for _, words, text in read]
    first = _titles(pairs, pairs)
    # What is not about its title teaches nothing of titles: the tables are learned again without it.
    return _titles([pair for pair in pairs if support(*pair, first) >= _STRANGE], pairs)


def _titles(trusted: _Pairs, everything: _Pairs) -> Titles:
    """The tables of titles from trusted pairs, that of filler from all."""
    korean = _language([pair for pair in trusted if pair[1].is_korean])
    english = _language([pair for pair in trusted if not pair[1].is_korean])
    known = Titles(korean, english, {})
    supported = [(support(words, text, known), text) for words, text in everything if text.is_korean]
    strange = [text.marks for value, text in supported if value < _STRANGE]
    familiar = [text.marks for value, text in supported if value > _FAMILIAR]
    return Titles(korean, english, _filler(strange, familiar))


def _language(pairs: _Pairs) -> Language:
    starts = [text.starts for _, text in pairs]
    titles = Counter(word for words, _ in pairs for word in words)
    known = sorted(word for word, count in titles.items() if count >= _SEEN)
    companions = _companions(known, pairs, starts)
    found, owned = _counted(known, companions, pairs, starts)
    rates = {word: ((owned[word] + 1) / (titles[word] + 2), (found[word] + 0.5) / (len(pairs) + 1)) for word in known}
    words = {word: _word(own, any_text, companions[word]) for word, (own, any_text) in rates.items()}
    strangers = [word in text.latin for title, text in pairs for word in title if word not in words]
    share = (sum(strangers) + 1) / (len(strangers) + 2)
    return Language(words, _word(share, 0.0005, ()))


def _companions(known: Iterable[str], pairs: _Pairs, starts: Sequence[frozenset[str]]) -> dict[str, tuple[str, ...]]:
    """For each title word the Korean words that stand in the summaries of its titles, and seldom in others."""
    everywhere = Counter(start for each in starts for start in each)
    together: dict[str, Counter[str]] = {word: Counter() for word in known}
    titles: Counter[str] = Counter()
    for (words, _), own in zip(pairs, starts, strict=True):
        for word in words:
            if word in together:
                titles[word] += 1
                together[word].update(own)
    chosen = {}
    for word, counts in together.items():
        weighed = []
        for start, count in counts.items():
            lift = count / titles[word] * len(pairs) / everywhere[start]
            if count > _FEW and count >= _OFTEN * titles[word] and lift >= _LIFT:
                weighed.append((-count * log(lift), start))
        chosen[word] = tuple(start for _, start in sorted(weighed)[:_COMPANIONS])
    return chosen


def _counted(
    known: Iterable[str],
    companions: Mapping[str, tuple[str, ...]],
    pairs: _Pairs,
    starts: Sequence[frozenset[str]],
) -> tuple[Counter[str], Counter[str]]:
    """In how many summaries each word is found, and in how many of those of its own titles."""
    words = frozenset(known)
    meant: dict[str, list[str]] = {}
    for word in sorted(words):
        for start in companions[word]:
            meant.setdefault(start, []).append(word)
    found: Counter[str] = Counter()
    owned: Counter[str] = Counter()
    for (title, text), own in zip(pairs, starts, strict=True):
        here = words & text.latin
        here = here.union(word for start in own & meant.keys() for word in meant[start])
        found.update(here)
        owned.update(here.intersection(title))
    return found, owned


def _word(own: float, any_text: float, korean: tuple[str, ...]) -> Word:
    """From how often a word is found in its own summaries, and in any."""
    rate = min(max(own, 0.02), 0.98)
    chance = min(any_text, rate)
    present, absent = log(rate / chance), log((1 - rate) / (1 - chance))
    return Word(round(min(present, _MOST), 2), round(max(absent, -_MOST), 2), korean)


def _filler(strange: Sequence[frozenset[str]], familiar: Sequence[frozenset[str]]) -> dict[str, float]:
    """The words that most set summaries that are about no title apart from those that are about theirs."""
    odd = Counter(mark for marks in strange for mark in marks)
    usual = Counter(mark for marks in familiar for mark in marks)
    size = (len(familiar) + 1) / (len(strange) + 1)
    weights = {mark: log(size * (count + 0.5) / (usual[mark] + 0.5)) for mark, count in odd.items() if count > _RARE}
    best = sorted(weights, key=lambda mark: (-weights[mark] * odd[mark], mark))[:_MARKS]
    return {mark: round(weights[mark], 2) for mark in sorted(best) if weights[mark] > 0}


# ---------------------------------------------------------------- the data file


def dump(titles: Titles) -> bytes:
    """The tables as gzipped JSON, sorted, without a timestamp."""

    def words(language: Language) -> dict[str, list[object]]:
        return {word: [row.present, row.absent, *row.korean] for word, row in sorted(language.words.items())}

    content = {
        "korean": words(titles.korean),
        "english": words(titles.english),
        "unknown": [titles.korean.unknown[:2], titles.english.unknown[:2]],
        "filler": dict(sorted(titles.filler.items())),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), mtime=0)


def parse(raw: bytes) -> Titles:
    """The tables that ``dump`` wrote."""
    content = json.loads(gzip.decompress(raw))
    korean, english = content["unknown"]
    return Titles(
        Language({word: _row(row) for word, row in content["korean"].items()}, _row(korean)),
        Language({word: _row(row) for word, row in content["english"].items()}, _row(english)),
        content["filler"],
    )


def _row(row: Sequence[Any]) -> Word:
    return Word(row[0], row[1], tuple(row[2:]))


@cache
def shipped() -> Titles:
    """The tables that lie beside this module."""
    return parse(files("kg.extract.data").joinpath("titles.json.gz").read_bytes())
