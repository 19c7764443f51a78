"""Which sense an acronym has in a paper: what the paper itself spells out, else the company that it keeps.

A *sense* of an acronym is a group that the lexicon or some paper spells out with it. A use that only has the acronym
takes, in this order:

1. the long form that its own paper puts beside it ("mean absolute error (MAE)"), or the only sense that the paper has;
2. the sense that is by far the likeliest for its kind and company: naive Bayes over the other concepts of the paper,
   each with the ratio of papers found to papers expected, shrunk towards one (DuMouchel, "Bayesian data mining in
   large frequency tables", 1999), in fractions, so that no rounding decides;
3. what the lexicon says, if that is one thing; else the acronym stays a thing of its own that may be any of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Final

from kg import names
from kg.model import Entity, Kind, Role
from kg.resolve import forms
from kg.resolve.groups import Groups
from kg.resolve.uses import Use, Vocabulary

_ODDS: Final = 5
"""So many times likelier than any other sense must be the one that is taken without a gloss."""
_SHRINK: Final = 1
"""So many papers that share a concept are taken to be expected and found beside those that are, so that chance counts
for little where a sense has few papers.
"""
_FAMILY: Final = {Kind.BENCHMARK: Kind.DATASET, Kind.MODEL: Kind.METHOD}
"""Kinds that papers mix up."""
_CLEAR: Final = frozenset({Kind.METRIC, Kind.DATASET})
"""Kinds that are seldom taken for others."""
_UNHEARD: Final = Fraction(2, len({*Kind} - _FAMILY.keys()))
"""The weight of a sense that nobody spells out: that of two papers, of any kind, in any company."""
_RARE: Final = 20
"""A paper that names a thing takes an acronym for it, unless this many times more papers take it for another."""
_BESIDE: Final = 3
"""A long form at most so many signs before or after the acronym explains it: a space and a bracket lie between."""


@dataclass(slots=True)
class _Sense:
    """One thing that an acronym stands for: the papers that say so, and the kinds that they take it for."""

    papers: set[str] = field(default_factory=set)
    kinds: Counter[Kind] = field(default_factory=Counter)
    known: Kind | None = None
    """Its kind in the lexicon, if the lexicon has it under the acronym."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The uses with the groups that they have now, and the groups of acronyms that stayed open, with their senses."""

    uses: tuple[Use, ...]
    roots: tuple[str, ...]
    senses: Mapping[str, frozenset[str]]


def by_sense(groups: Groups, uses: Sequence[Use], roots: Sequence[str], vocabulary: Vocabulary) -> Choice:
    """Move the uses that only have an acronym to the sense that it has in their paper."""
    archive = _Archive(groups, uses, roots, vocabulary)
    found, meant = list(uses), list(roots)
    undecided: dict[str, frozenset[str]] = {}
    for index, (key, short) in archive.open.items():
        root = archive.stated(index) or archive.likely(index) or archive.otherwise(index)
        if root == groups.find(key) and root not in archive.senses[key]:
            undecided[root] = undecided.get(root, frozenset()) | archive.senses[key].keys()
        if root != roots[index]:
            meant[index] = root
            found[index] = _as_written(uses[index], short, root, groups.terms.get(root))
    return Choice(tuple(found), tuple(meant), undecided)


def _as_written(use: Use, short: str, root: str, term: str | None) -> Use:
    """The use without what the lexicon added for another sense."""
    here = frozenset(use.written)
    forms_here = tuple(name for name in use.entity.names if name.text in here)
    entity = replace(use.entity, name=short, names=forms_here, concept=None)
    return Use(use.paper, use.index, entity, root, term)


def _acronym(texts: Sequence[str]) -> tuple[str, str] | None:
    """The only acronym that an entity is written with, alone or before a noun ("ASR 성능"), and its key."""
    heads = [head for text in texts for head in text.split(maxsplit=1)[:1] if _is_acronym(head)]
    found = {forms.key(head): head for head in sorted(heads, reverse=True)} if heads else {}
    return next(iter(found.items())) if len(found) == 1 else None


@lru_cache(maxsize=1 << 17)
def _is_acronym(word: str) -> bool:
    """Whether a short word is mostly capitals: "VLMs", but not the "Real-Time" of a long form."""
    return forms.is_short(word) and 2 * sum(map(str.isupper, word)) >= sum(map(str.isalpha, word))


class _Archive:
    """What the acronyms of all papers may stand for."""

    def __init__(self, groups: Groups, uses: Sequence[Use], roots: Sequence[str], vocabulary: Vocabulary) -> None:
        self._groups, self._uses, self._roots, self._vocabulary = groups, uses, roots, vocabulary
        self._here: dict[str, list[int]] = defaultdict(list)
        self._papers: dict[str, set[str]] = defaultdict(set)
        self._kinds: dict[str, set[Kind]] = defaultdict(set)
        self._said: dict[str, frozenset[str]] = {}
        for index, (use, root) in enumerate(zip(uses, roots, strict=True)):
            self._here[use.paper].append(index)
            self._papers[root].add(use.paper)
            self._kinds[root].add(_family(use.entity.kind))
        acronyms = {index: found for index, use in enumerate(uses) if (found := _acronym(use.written)) is not None}
        explained = {index for index, (_, short) in acronyms.items() if self._is_explained(index, short)}
        self.senses: dict[str, dict[str, _Sense]] = defaultdict(dict)
        self._weak: dict[str, set[str]] = defaultdict(set)
        """Acronym -> groups that the lexicon has under it without saying what it means."""
        for index in explained:
            key, short = acronyms[index]
            if self._is_sense(index, short):
                self.senses[key].setdefault(roots[index], _Sense())
        for key, short in sorted(set(acronyms.values())):
            self._add_known(key, short)
        for index in explained:
            sense = self.senses[acronyms[index][0]].get(roots[index])
            if sense is not None:
                sense.papers.add(uses[index].paper)
                sense.kinds[_family(uses[index].entity.kind)] += 1
        self.open = {index: acronyms[index] for index in acronyms if index not in explained}
        """Use that has no more than an acronym -> the acronym's key and spelling, where there is a choice."""
        self.open = {index: found for index, found in self.open.items() if self._has_choice(index, *found)}

    def _is_explained(self, index: int, short: str) -> bool:
        """Whether a use has more than the acronym: a long form, or another label that the lexicon has for it."""
        texts = self._uses[index].written
        known = self._labels(self._roots[index], short)
        return any(forms.abbreviates(short, text) or forms.key(text) in known for text in texts)

    def _is_sense(self, index: int, short: str) -> bool:
        """Whether a paper says that the acronym stands for this group, not for a part of its name."""
        texts = self._uses[index].written
        longs = [text for text in texts if forms.spells(short, text)]
        return short in texts and any(self._groups.find(forms.key(long)) == self._roots[index] for long in longs)

    def _labels(self, root: str, short: str) -> frozenset[str]:
        """Keys of the lexicon's labels of a group that say what it is: those that are no acronyms."""
        known = self._said.get(root)
        if known is None:
            term = self._vocabulary.terms.get(self._groups.terms.get(root, ""))
            texts = (term.name, *(name.text for name in term.names)) if term is not None else ()
            known = self._said[root] = frozenset(forms.key(text) for text in texts if not forms.is_short(text))
        return known - {forms.key(short)}

    def _add_known(self, key: str, short: str) -> None:
        """The senses that the lexicon has; one that is no more than the acronym gives way to any that says more."""
        senses = self.senses[key]
        for term in self._vocabulary.lookup(short):
            root = self._groups.find(self._vocabulary.key_of(term.slug))
            kind = _family(term.kind)
            if not self._labels(root, short) and any(kind in self._kinds[other] for other in senses):
                self._weak[key].add(root)
            else:
                senses.setdefault(root, _Sense()).known = kind

    def _has_choice(self, index: int, key: str, short: str) -> bool:
        """Whether a use has nothing but the acronym, with nouns after it, and that may mean several things."""
        root, senses = self._roots[index], self.senses[key]
        if not senses.keys() - {root} or root not in {*senses, *self._weak[key], self._groups.find(key)}:
            return False
        texts = self._uses[index].written
        return all(
            names.language(text) == "ko" or text.split()[:1] == [short] or forms.key(text) == key for text in texts
        )

    def stated(self, index: int) -> str | None:
        """The sense that the paper of a use spells out, in an entity of its own."""
        use, (key, short) = self._uses[index], self.open[index]
        others = [other for other in self._here[use.paper] if self.open.get(other, ("", ""))[0] != key]
        beside = {self._roots[other] for other in others if _explains(self._uses[other].entity, use.entity, short)}
        named = {self._roots[other] for other in others} & self.senses[key].keys() - self._rare(index)
        found = beside if beside or Role.INTRODUCES in use.entity.roles else named
        return next(iter(found)) if len(found) == 1 else None

    def _rare(self, index: int) -> frozenset[str]:
        """Senses that next to nobody means who means the present one: a slip, or an acronym cut off."""
        senses = self.senses[self.open[index][0]]
        usual = senses.get(self._roots[index], _Sense())
        return frozenset(root for root, sense in senses.items() if _RARE * len(sense.papers) < len(usual.papers))

    def likely(self, index: int) -> str | None:
        """The sense that kind and company speak for, if they do so clearly."""
        use, (key, _) = self._uses[index], self.open[index]
        if Role.INTRODUCES in use.entity.roles:
            return None
        return self.likeliest(key, use.paper, use.entity.kind) or self._of_kind(index)

    def _of_kind(self, index: int) -> str | None:
        """The only sense of the kind that the paper takes it for, if the present one is of quite another kind."""
        senses, kind = self.senses[self.open[index][0]], _family(self._uses[index].entity.kind)
        fitting = [root for root, sense in senses.items() if sense.kinds[kind] or sense.known is kind]
        present = senses.get(self._roots[index])
        apart = present is not None and present.known is not None and {kind, present.known} & _CLEAR
        if not apart or len(fitting) != 1:
            return None
        found = senses[fitting[0]]
        return fitting[0] if found.known is not None or len(found.papers) > 1 else None

    def likeliest(self, key: str, paper: str, kind: Kind) -> str | None:
        senses = self.senses[key]
        company = sorted({self._roots[other] for other in self._here[paper]} - senses.keys() - {self._groups.find(key)})
        odds = {root: self._weight(sense, paper, _family(kind), company) for root, sense in senses.items()}
        best = min(odds, key=lambda root: (-odds[root], root))
        rivals = [_UNHEARD, *(odds[root] for root in odds if root != best)]
        return best if odds[best] >= _ODDS * max(rivals) else None

    def _weight(self, sense: _Sense, paper: str, kind: Kind, company: Sequence[str]) -> Fraction:
        said, papers = sense.papers - {paper}, len(self._here)
        known = 2 * (sense.known is kind)
        above = (len(said) + (sense.known is not None)) * (4 * (sense.kinds[kind] + known) + 1)
        below = 4 * (sense.kinds.total() + 2) + 4
        for other in company:
            both = len(said & self._papers[other])
            above *= (both + _SHRINK) * papers
            below *= len(said) * len(self._papers[other]) + _SHRINK * papers
        return Fraction(above, below)

    def otherwise(self, index: int) -> str:
        """Where nothing decides: what the use is now, if that is the only thing that the lexicon has."""
        key, _ = self.open[index]
        known = [root for root, sense in self.senses[key].items() if sense.known is not None]
        return self._groups.find(key) if len(known) > 1 else self._roots[index]


def _family(kind: Kind) -> Kind:
    return _FAMILY.get(kind, kind)


def _explains(long: Entity, short: Entity, acronym: str) -> bool:
    """Whether a long form stands right before or after the acronym."""
    return any(
        one.section == other.section and (0 < other.start - one.end <= _BESIDE or 0 < one.start - other.end <= _BESIDE)
        for one in long.spans
        if forms.spells(acronym, one.text)
        for other in short.spans
    )
