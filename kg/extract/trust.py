"""Whether a paper's text can be believed to be about the paper.

Some entries of digests describe another paper than their title names, or no paper at all: filler about "a new model"
with numbers that nobody measured; in some lists a program's comment stands in place of the abstract. What such a text
says is kept, but a reader must know, and its numbers belong in no comparison.

A summary is doubted when little of the title comes back in it, in Latin or Korean, and the more so the more it reads
like filler. Both are measured with the tables of ``titles``, on one paper alone: the verdict does not depend on what
else is in a build. It is meant to be right when it doubts, rather than to doubt all that it should.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Final

from kg.extract import data, titles
from kg.extract.titles import Text, Titles
from kg.model import Paper

LIMIT: Final = -9.0
"""A Korean summary is doubted below this balance of support and filler."""
_FILLER: Final = 2.0
"""How much a unit of filler counts against support."""
_IS_FILLER: Final = 2.5
"""From here on a doubted summary is called filler, below it one of another paper."""
_AGAINST: Final = -4.0
_SHARE: Final = 6
"""An English summary is doubted below that support, if it has at most one in so many of the title's words."""
_NAMED: Final = 4
"""How many of the words that are missing a reason gives."""


def doubt(paper: Paper, tables: Titles | None = None) -> str:
    """Why the text of a paper is not to be trusted, as a sentence; "" if nothing speaks against it."""
    summary = titles.summary(paper)
    if not summary.strip():
        return ""
    bot = _bot(summary)
    if bot:
        return f"A comment by a program ({bot}) stands in place of the abstract."
    known = tables or titles.shipped()
    words, text = titles.title_words(paper.label), titles.text_words(summary)
    if not words or not _is_strange(words, text, known):
        return ""
    there = frozenset(titles.found(words, text, known))
    missing = [word for word in titles.spelt(paper.label) if titles.stem(word) not in there]
    kind = (
        "The summary reads like filler that would fit any paper"
        if titles.filler(text, known) >= _IS_FILLER
        else "The summary seems to be about another paper"
    )
    return f"{kind}: of its title it lacks {_listed(missing)}." if missing else f"{kind}."


def own_text(paper: Paper) -> Paper:
    """The paper without a program's comment in place of its abstract: the papers that one lists are others."""
    return replace(paper, sections=paper.sections[:1]) if _bot(titles.summary(paper)) else paper


def learn(papers: Iterable[Paper]) -> Titles:
    """The tables of an archive; comments by programs teach nothing."""
    return titles.learn(paper for paper in papers if not _bot(titles.summary(paper)))


def balance(words: tuple[str, ...], text: Text, tables: Titles) -> float:
    """How much a Korean summary speaks for being about its title, less what of it is filler."""
    return titles.support(words, text, tables) - _FILLER * titles.filler(text, tables)


def _is_strange(words: tuple[str, ...], text: Text, tables: Titles) -> bool:
    if text.is_korean:
        return balance(words, text, tables) < LIMIT
    few = len(titles.found(words, text, tables)) * _SHARE <= len(words)
    return few and titles.support(words, text, tables) < _AGAINST


def _listed(words: list[str]) -> str:
    shown = ", ".join(f"“{word}”" for word in words[:_NAMED])
    return f"{shown} and {len(words) - _NAMED} more" if len(words) > _NAMED else shown


def _bot(summary: str) -> str:
    text = summary.lower()
    return next((name for name in _bots() if name in text), "")


@cache
def _bots() -> tuple[str, ...]:
    return data.lines("bots.txt")
