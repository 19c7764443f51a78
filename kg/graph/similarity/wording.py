"""The terms of a text: what two texts can have in common, whatever the endings of their words.

Korean words carry particles and endings, and compounds are written together or apart, so what counts of a Korean word
are its first two and its first three syllables. Of a word in Latin letters it is the word, and its first five letters
if it has more, which joins "compress", "compressed" and "compression".
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from kg.graph.similarity.shown import MARK
from kg.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.model import Paper

_WORD: Final = re.compile(r"[a-z0-9]+|[가-힣]+")
_TITLE_WORD: Final = re.compile(r"[^\W_]+")
_BEGINNING: Final = 5
TITLE: Final = 0.5
"""How much more a term counts that is in the title; one that stands in a text once counts 1 for that.

The judged pairs rank as well with anything from 0.4 to 1.2; the less it is, the more an abstract without its title is
near to what its paper is near to."""
_SECTION: Final = "title"


_OFTEN: Final = 32


def _counted(count: int) -> float:
    return 1 + math.log(count)


_COUNTED: Final = (0.0, *map(_counted, range(1, _OFTEN)))
"""How much a term counts that stands in a text so often."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a paper's title and summary say: how often each term, which are in the title, and topics by strength.

    Strengths are thousandths of the length of all of them.
    """

    terms: Mapping[str, int] = field(default_factory=dict)
    title: frozenset[str] = frozenset()
    topics: Mapping[str, int] = field(default_factory=dict)

    def weights(self) -> dict[str, float]:
        """How much each term counts: 1 + ln(count), and more if it is in the title."""
        weights = {term: _COUNTED[count] if count < _OFTEN else _counted(count) for term, count in self.terms.items()}
        for term in self.title & weights.keys():
            weights[term] += TITLE
        return weights

    def record(self) -> dict[str, Any]:
        """The wording as JSON has it, in one order."""
        return {
            "terms": dict(sorted(self.terms.items())),
            "title": sorted(self.title),
            "topics": dict(sorted(self.topics.items())),
        }

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Wording:
        """The wording that ``record`` gave.

        Raises:
            KeyError, TypeError, ValueError: it is no such record.
        """
        return cls(
            {str(term): int(count) for term, count in record["terms"].items()},
            frozenset(map(str, record["title"])),
            {str(topic): int(strength) for topic, strength in record["topics"].items()},
        )


def terms(text: str) -> Iterator[str]:
    """The terms of a text one by one; function words, single letters and bare numbers are none."""
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        if word[0] >= "가":
            if len(word) > 1:
                yield word[:2]
            if len(word) > 2:
                yield word[:3]
        elif len(word) > 1 and not word.isdigit() and word not in function_words():
            yield word
            if len(word) > _BEGINNING:
                yield word[:_BEGINNING] + MARK


def wording(title: str, texts: Iterable[str]) -> Wording:
    """The wording of a title and other texts. The title's terms count among the others too."""
    head = list(terms(title))
    counts = Counter(head)
    for text in texts:
        counts.update(terms(text))
    return Wording(dict(counts), frozenset(head))


def paper_wording(paper: Paper, *, doubtful: bool = False) -> Wording:
    """The wording of a paper as its digest tells it, without topics; of a ``doubtful`` one just the title's.

    A summary that tells of another paper, or of any, would decide alone what the paper is near to.
    """
    title = " ".join(section.text for section in paper.sections if section.name == _SECTION) or paper.title
    return wording(title, () if doubtful else (section.text for section in paper.sections if section.name != _SECTION))


@cache
def function_words() -> frozenset[str]:
    """English and Korean words that say nothing of a topic."""
    return frozenset(files("kg.graph.similarity").joinpath("stopwords.txt").read_text(encoding="utf-8").split())


def words(text: str) -> tuple[str, ...]:
    """The distinct words of a title as they stand there, folded, without function words and single letters."""
    found = dict.fromkeys(_TITLE_WORD.findall(fold(text)))
    return tuple(word for word in found if len(word) > 1 and word not in function_words())
