"""Join the candidates of one paper that name one thing, before anything is judged.

In this order: equal keys (case, hyphens, plural s), lexicon aliases, glosses and acronyms of this paper,
the archive's dictionary, and a name with its own generic head ("X" and "X 데이터셋"). Two different lexicon
concepts are never joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from kg import names
from kg.extract import data
from kg.extract.candidates import Candidate, Link
from kg.extract.remembered import Remembered
from kg.extract.spelling import name_key


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates of one thing. ``places`` maps (start, end) to the rules that found something there;
    ``links`` are the rules that joined different names; ``english`` are names that only the dictionary gives.
    """

    names: tuple[str, ...]
    places: Mapping[tuple[int, int], tuple[str, ...]]
    concept: str
    links: tuple[str, ...]
    english: tuple[str, ...]
    rules: frozenset[str] = field(init=False, compare=False)
    """All rules that found a place."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", _SETS[tuple(chain.from_iterable(self.places.values()))])


_SETS = Remembered[tuple[str, ...], frozenset[str]](frozenset)


class _Forest:
    """Union-find over name keys; a tree belongs to at most one lexicon concept."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self.concept: dict[str, str] = {}

    def root(self, item: str) -> str:
        parents = self._parent
        while (parent := parents.get(item, item)) != item:
            parents[item] = item = parents.get(parent, parent)
        return item

    def join(self, left: str, right: str) -> bool:
        """Whether the two are now one tree."""
        first, second = self.root(left), self.root(right)
        if first == second:
            return True
        if first > second:
            first, second = second, first
        known, other = self.concept.get(first, ""), self.concept.get(second, "")
        if known and other and known != other:
            return False
        self._parent[second] = first
        if known or other:
            self.concept[first] = known or other
        return True

    def claim(self, item: str, concept: str) -> None:
        """Give the tree of ``item`` to ``concept``, unless it belongs to another one already."""
        anchor = f"#{concept}"
        if self.concept.setdefault(self.root(anchor), concept) == concept:
            self.join(item, anchor)


def merge(
    candidates: Iterable[Candidate],
    links: Sequence[Link],
    *,
    dictionary: Mapping[str, str],
    labels: Mapping[str, frozenset[str]],
    title_name: str = "",
) -> list[Group]:
    """The groups in the order of their first place. ``labels`` maps a lexicon slug to the keys of its labels."""
    found = _explained(sorted(candidates), links, labels)
    keys = {candidate.name: name_key(candidate.name) for candidate in found}
    forest = _Forest()
    for candidate in found:
        if candidate.concept:
            forest.claim(keys[candidate.name], candidate.concept)
    joined: dict[str, list[str]] = {}
    for link in links:
        if forest.join(name_key(link.name), name_key(link.other)):
            joined.setdefault(name_key(link.name), []).append(link.rule)
    english = _translate(forest, keys, dictionary)
    known = frozenset(keys.values())
    for name in sorted(filter(without_head, keys)):
        stripped = name_key(without_head(name))
        if stripped in known:
            forest.join(keys[name], stripped)
    _join_versions(forest, title_name, known)
    return _groups(found, keys, forest, joined, english)


def _explained(
    found: Sequence[Candidate], links: Iterable[Link], labels: Mapping[str, frozenset[str]]
) -> list[Candidate]:
    """The candidates, without the lexicon's concept where the paper says that an acronym stands for another."""
    meant: dict[str, set[str]] = {}
    for link in links:
        if link.rule == "acronym":
            pair = name_key(link.name), name_key(link.other)
            short, long = sorted(pair, key=lambda key: (len(key), key))
            meant.setdefault(short, set()).add(long)
    if not meant:
        return list(found)
    return [
        candidate._replace(concept="")
        if candidate.concept
        and (longs := meant.get(name_key(candidate.name)))
        and longs.isdisjoint(labels[candidate.concept])
        else candidate
        for candidate in found
    ]


def _translate(forest: _Forest, keys: Mapping[str, str], dictionary: Mapping[str, str]) -> dict[str, str]:
    """Key of a Korean name -> the English name that the dictionary gives, where the two could be joined."""
    english: dict[str, str] = {}
    for name in sorted(filter(dictionary.__contains__, keys)):
        translation = dictionary[name]
        if forest.join(keys[name], name_key(translation)):
            english[keys[name]] = translation
    return english


def _without_head(name: str) -> str:
    bare, _, head = name.rpartition(" ")
    if bare and head.lower() in data.heads() and looks_named(bare):
        return bare
    return ""


without_head = Remembered(_without_head).__getitem__
"""Take the head off "X 데이터셋" for a Latin X that looks like a name; "" when nothing is to be taken off."""


def looks_named(text: str) -> bool:
    """Whether Latin ``text`` is built like a proper name: a capital inside, several capitals, or a digit."""
    if names.language(text) == "ko":
        return False
    return _NAMED[text.rsplit(" ", 1)[-1]]


def _is_named(word: str) -> bool:
    return word[1:] != word[1:].lower() or any(map(str.isdigit, word))


_NAMED = Remembered(_is_named)


def _join_versions(forest: _Forest, title_name: str, keys: Iterable[str]) -> None:
    """The paper's own "OmniHuman-1" is "OmniHuman" when the text never names another version."""
    own = name_key(title_name)
    if len(own) < 4:
        return
    bare = own.rstrip("0123456789")
    others = {key for key in keys if key == bare or (key.startswith(own) and key[len(own) :].isdigit())}
    for key in sorted(others - {own}):
        if len(key) >= 4:
            forest.join(own, key)


def _groups(
    found: Sequence[Candidate],
    keys: Mapping[str, str],
    forest: _Forest,
    joined: Mapping[str, Sequence[str]],
    english: Mapping[str, str],
) -> list[Group]:
    members: dict[str, list[Candidate]] = {}
    for candidate in found:
        key = keys[candidate.name]
        if key:
            members.setdefault(forest.root(key), []).append(candidate)
    groups = []
    for root, candidates in members.items():
        places: dict[tuple[int, int], tuple[str, ...]] = {}
        for start, end, _, rule, _ in candidates:
            rules = places.get((start, end), ())
            if rule not in rules:
                places[start, end] = (*rules, rule)
        forms = tuple(dict.fromkeys([candidate.name for candidate in candidates]))
        links: Iterable[str] = ()
        translations: Iterable[str] = ()
        if joined or english:
            own = {keys[form] for form in forms}
            links = sorted({rule for key in own & joined.keys() for rule in joined[key]})
            translations = sorted({english[key] for key in own & english.keys()})
        groups.append(Group(forms, places, forest.concept.get(root, ""), tuple(links), tuple(translations)))
    return groups
