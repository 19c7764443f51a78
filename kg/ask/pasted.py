"""A pasted text as a vector: its words, its topics, and the concepts of the graph that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg import names
from kg.extract.data import particles
from kg.graph.similarity.profile import ROLE_WEIGHTS, Profile
from kg.graph.similarity.topics import topic_model, with_topics
from kg.graph.similarity.vectors import Measures, Tuning, with_broader
from kg.graph.similarity.wording import wording

if TYPE_CHECKING:
    from kg.store.near import Index

_MENTIONED: Final = ROLE_WEIGHTS["uses"]
"""How much a concept counts that a pasted text just names: a text says nothing of roles."""
_LONGEST: Final = 6
"""So many words a name has at most."""
_SHORT: Final = 4
"""A name of no more letters must stand as it is written: only the case tells "IT" from "it"."""
_TITLE: Final = 200
_WORD: Final = re.compile(r"[^\W_]+(?:[-.+][^\W_]+)*\+*")
_HANGUL: Final = re.compile("[가-힣]+$")


def text_vector(index: Index, text: str) -> dict[int, int]:
    """The weights of a text by the numbers of the index's features; what it does not know is passed over."""
    head, _, rest = text.strip().partition("\n")
    title, body = (head, rest) if rest.strip() and len(head) <= _TITLE else ("", text)
    (said,) = with_topics([wording(title, [body])])
    concepts = dict.fromkeys(named_concepts(index, text), _MENTIONED)
    profile = Profile(concepts, (), said)
    tuning = Tuning()
    broader = {concept: index.above(concept) for concept in concepts}
    known = index.numbers(
        [
            *(("concept", concept) for concept in with_broader(concepts, broader, tuning.broader)),
            *(("text", term) for term in said.terms),
            *(("topic", topic) for topic in said.topics),
        ]
    )
    having = {feature: papers for feature, (_, papers) in known.items()}
    vector = Measures(index.fact("papers"), having, index.fact("pivot"), topic_model().spread).vector(
        profile, broader, tuning
    )
    return {known[feature][0]: weight for feature, weight in sorted(vector.items()) if feature in known}


def named_concepts(index: Index, text: str) -> list[str]:
    """The concepts of the graph that a text names, longer names before shorter ones in them, sorted."""
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    taken = [False] * len(words)
    found: set[str] = set()
    for length in range(min(_LONGEST, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            if any(taken[first : first + length]):
                continue
            concepts = _named(index, text[words[first][0] : words[first + length - 1][1]])
            if concepts:
                found |= concepts
                taken[first : first + length] = [True] * length
    return sorted(found)


def _named(index: Index, words: str) -> set[str]:
    """The concepts that some words name, with or without a Korean particle at the end."""
    for spelled in _spellings(words):
        found = {
            concept
            for _, name, concept in index.labels([names.key(spelled)])
            if len(spelled) > _SHORT or not name.isascii() or name == spelled
        }
        if found:
            return found
    return set()


def _spellings(words: str) -> Iterator[str]:
    yield words
    ending = _HANGUL.search(words)
    for length in range(1, len(ending[0]) + 1 if ending else 1):
        if words[-length:] in particles() and len(words) > length + 1:
            yield words[:-length]
