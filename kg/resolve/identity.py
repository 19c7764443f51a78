"""From the entities of all papers to groups of keys, each group one concept.

A *key* is ``names.key`` of a spelling. Every entity has an *anchor*: the key of the lexicon concept it
was recognised as, else of its long form when it also has the acronym, else of its name. Its other
spellings *claim* the anchor. A key joins the anchor it claims only if the archive leaves no choice: nobody
claims another one with it, or nearly all papers that explain it agree. So a spelling that stands for two
things keeps both, and no chain of aliases can glue what a lexicon or a paper tells apart.

Evidence, in this order; similarity of letters alone is never enough:

1. the concept that the extractor recognised in the lexicon, or the only lexicon concept with that label;
2. the same key (case, spaces, hyphens and a plural s do not count), or an irregular plural of it;
3. a name with and without the noun that says what it is ("GSM8K 데이터셋");
4. two spellings that a paper gives to one entity (gloss, acronym);
5. a misspelt long form, when the paper gives it the acronym of the right one;
6. for an acronym that may be several things, the company that it keeps (``kg.resolve.senses``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kg import names
from kg.model import Entity, Extraction, Role
from kg.resolve import forms
from kg.resolve.groups import Groups
from kg.resolve.senses import by_sense
from kg.resolve.uses import Labels, Use, Vocabulary

_DOMINANT = 0.8
"""An ambiguous spelling without a gloss means the sense of at least this share of the papers that gloss it …"""
_DOMINANT_PAPERS = 3
"""… if that many papers do."""
_WEAK_PAPERS = 2
"""So many papers must state an alias that is neither acronym nor translation …"""
_WEAK_REACH = 3
"""… and it carries at most this many papers for each that states it."""
_TYPO_RATIO = 4
"""A misspelling is at most a quarter as frequent as the right form."""
_KOREAN_SURE = 0.8
"""A Korean name that one paper alone has, and nobody translates, has to be this sure: it has no English name that a
concept could be known by, and of what is less sure one in four names nothing.
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """The answer: the group of every use, and the senses of the spellings that stayed ambiguous."""

    groups: Groups
    uses: tuple[Use, ...]
    roots: tuple[str, ...]
    """The group of each use, in the same order."""
    senses: Mapping[str, tuple[str, ...]]
    """An ambiguous group -> the groups it may stand for."""
    misspelt: frozenset[str]
    """Keys that are misspellings of another key of their group."""


def identify(extractions: Iterable[Extraction], lexicon: Labels) -> Identity:
    """Group the entities of all papers; the order of the extractions does not matter."""
    vocabulary = Vocabulary(lexicon)
    uses = tuple(
        use
        for extraction in sorted(extractions, key=lambda item: item.paper)
        for index, entity in enumerate(extraction.entities)
        for use in vocabulary.uses(extraction.paper, index, entity)
    )
    papers = _papers_by_anchor(uses)
    groups = Groups(terms=dict(vocabulary.term_of_key), papers=papers)
    claims = _claims(uses)
    _join_labels(groups, claims.texts, vocabulary)
    _join_copies(groups, claims.texts)
    for wrong, right in sorted(vocabulary.misspelt.items()):
        groups.join(right, wrong)
    misspelt = _join_misspellings(groups, claims) | vocabulary.misspelt.keys()
    misspelt |= _join_stems(groups, claims.texts, vocabulary)
    _join_bare(groups, claims.texts)
    open_keys = _join_claims(groups, claims, uses)
    choice = by_sense(groups, uses, _roots(groups, claims, uses), vocabulary)
    uses, roots = _worth_having(groups, choice.uses, choice.roots)
    return Identity(groups, uses, roots, _senses(groups, roots, open_keys, choice.senses), misspelt)


def _senses(
    groups: Groups,
    roots: Iterable[str],
    open_keys: Mapping[str, Iterable[str]],
    undecided: Mapping[str, Iterable[str]],
) -> dict[str, tuple[str, ...]]:
    """What each group that stayed ambiguous may stand for, as far as some paper names it."""
    used = frozenset(roots)
    found: dict[str, set[str]] = {root: set(senses) for root, senses in undecided.items()}
    for key, anchors in open_keys.items():
        found.setdefault(groups.find(key), set()).update(groups.find(anchor) for anchor in anchors)
    senses = {root: tuple(sorted(found[root] & used - {root})) for root in sorted(found.keys() & used)}
    return {root: meant for root, meant in senses.items() if meant}


def _papers_by_anchor(uses: Iterable[Use]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for use in uses:
        found[use.anchor].add(use.paper)
    return {anchor: frozenset(papers) for anchor, papers in found.items()}


def _permitted(entity: Entity, text: str, anchor: str) -> bool:
    """Whether a second spelling may speak for the whole archive, not just for this paper.

    "OmniHuman" is "OmniHuman-1" where that paper introduces it; elsewhere numbers and additions tell
    variants apart. "LoRA" inside "RandLoRA" is never an alias.
    """
    key, whole = forms.key(text), forms.key(anchor)
    if forms.is_generic(text):
        return False
    if forms.abbreviates(text, anchor) or forms.abbreviates(anchor, text):
        return True
    shorter, longer = sorted((key, whole), key=len)
    if forms.digits(text) != forms.digits(anchor) or longer.startswith(shorter):
        return Role.INTRODUCES in entity.roles
    return shorter not in longer


@dataclass(slots=True)
class _Claims:
    """Key -> the anchors it was used for, with the papers that did so."""

    of: dict[str, dict[str, set[str]]]
    local: dict[tuple[str, str], set[str]]
    """(paper, key) -> anchors, for spellings that an entity of that paper explains."""
    strong: set[tuple[str, str]]
    """(key, anchor) pairs that need no further check: an acronym of its long form, or a Korean label."""
    own: set[tuple[str, str]]
    """(key, anchor) pairs stated by the paper that introduces the thing."""
    texts: dict[str, str]
    """Key -> its most frequent spelling; sorted."""


def _claims(uses: Iterable[Use]) -> _Claims:
    claims = _Claims({}, {}, set(), set(), {})
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for use in uses:
        for text in use.spellings:
            key = forms.key(text)
            if not key:
                continue
            counts[key][text] += 1
            if key != use.anchor:
                _claim(claims, use, text, use.text)
    claims.texts = {key: min(found, key=lambda text: (-found[text], text)) for key, found in sorted(counts.items())}
    return claims


def _claim(claims: _Claims, use: Use, text: str, anchor: str) -> None:
    key = forms.key(text)
    if key == forms.key(anchor):
        return
    if _permitted(use.entity, text, anchor):
        claims.of.setdefault(key, {}).setdefault(use.anchor, set()).add(use.paper)
        claims.local.setdefault((use.paper, key), set()).add(use.anchor)
        if forms.abbreviates(text, anchor) or names.language(text) == "ko":
            claims.strong.add((key, use.anchor))
        if Role.INTRODUCES in use.entity.roles:
            claims.own.add((key, use.anchor))
    elif forms.is_generic(text):
        claims.local.setdefault((use.paper, key), set()).add(use.anchor)


def _join_labels(groups: Groups, texts: Mapping[str, str], vocabulary: Vocabulary) -> None:
    """Let every key that is a label of exactly one lexicon concept belong to it."""
    for key, text in texts.items():
        owner = vocabulary.sole(text)
        if owner is not None and key not in groups.terms:
            groups.join(owner, key)


def _join_copies(groups: Groups, texts: Mapping[str, str]) -> None:
    """Unite what differs only in spaces, hyphens, a plural that a key does not see, or the place of a version."""
    keys: dict[str, str] = {}
    versions: dict[tuple[str, ...], str] = {}
    for key, text in texts.items():
        groups.join(keys.setdefault(forms.compact(text), key), key)
        if parts := forms.version(text):
            groups.join(versions.setdefault(parts, key), key)
    for key, text in texts.items():
        for singular in forms.singulars(text):
            if singular in keys:
                groups.join(keys[singular], key)


def _join_misspellings(groups: Groups, claims: _Claims) -> frozenset[str]:
    """Unite long forms of one acronym that differ by a slip of the pen or in endings; give back the rare slips."""
    found = set()
    for key in sorted(claims.of):
        anchors = [anchor for anchor in sorted(claims.of[key]) if (key, anchor) in claims.strong]
        for pair in combinations(anchors, 2):
            rare, right = sorted(pair, key=lambda anchor: (len(groups.papers.get(anchor, ())), anchor))
            often = len(groups.papers.get(right, ())) >= _TYPO_RATIO * len(groups.papers.get(rare, ()))
            if often and _alike(claims, rare, right, forms.near) and groups.join(right, rare):
                found.add(rare)
            elif _alike(claims, rare, right, forms.akin):
                groups.join(right, rare)
    return frozenset(found)


def _alike(claims: _Claims, one: str, other: str, test: Callable[[str, str], bool]) -> bool:
    return one in claims.texts and other in claims.texts and test(claims.texts[one], claims.texts[other])


def _join_stems(groups: Groups, texts: Mapping[str, str], vocabulary: Vocabulary) -> frozenset[str]:
    """Unite a Korean name that ends in a particle with the name without it; give back the keys with a particle."""
    found = set()
    for key, text in texts.items():
        stem = forms.without_particle(text) if vocabulary.sole(text) is None else None
        if stem is None:
            continue
        right = vocabulary.sole(stem) or forms.key(stem)
        known = right in texts or right in groups.terms
        if known and not forms.is_generic(stem) and groups.join(right, key):
            found.add(key)
    return frozenset(found)


def _worth_having(groups: Groups, uses: Sequence[Use], roots: Sequence[str]) -> tuple[tuple[Use, ...], tuple[str, ...]]:
    """The uses without those of groups that name no thing, with their groups."""
    members: dict[str, list[Use]] = defaultdict(list)
    for use, root in zip(uses, roots, strict=True):
        members[root].append(use)
    kept = {root for root, found in members.items() if root in groups.terms or _names_a_thing(found)}
    pairs = [(use, root) for use, root in zip(uses, roots, strict=True) if root in kept]
    return tuple(use for use, _ in pairs), tuple(root for _, root in pairs)


def _names_a_thing(uses: Sequence[Use]) -> bool:
    """Whether a group is more than a number, and more than an unsure Korean phrase of a single paper."""
    texts = {text for use in uses for text in use.spellings}
    if all(forms.is_measure(text) for text in texts):
        return False
    if all(forms.points(text) for text in texts):
        return False
    if any(names.language(text) == "en" for text in texts) or len({use.paper for use in uses}) > 1:
        return True
    return max(use.entity.confidence for use in uses) >= _KOREAN_SURE


def _join_bare(groups: Groups, texts: Mapping[str, str]) -> None:
    for key, text in texts.items():
        word = forms.bare(text)
        if word is not None and forms.key(word) in texts:
            groups.join(forms.key(word), key, distinct=True)


def _join_claims(groups: Groups, claims: _Claims, uses: Iterable[Use]) -> dict[str, tuple[str, ...]]:
    """Let each spelling join the one thing it stands for; give back those that stand for several."""
    own = _own_votes(uses)
    ambiguous: dict[str, tuple[str, ...]] = {}
    for key in sorted(claims.of):
        if groups.find(key) in groups.terms:
            continue
        votes = _votes(groups, claims, key, own.get(key, {}))
        best = min(votes, key=lambda anchor: (-votes[anchor], anchor))
        if not _decided(votes, best):
            ambiguous[key] = tuple(anchor for anchor in sorted(claims.of[key]) if (key, anchor) in claims.strong)
        elif best != groups.find(key):
            _join_claim(groups, claims, key, best=best, votes=votes[best])
    return ambiguous


def _join_claim(groups: Groups, claims: _Claims, key: str, *, best: str, votes: int) -> None:
    """Join the only thing a spelling stands for, if the evidence carries: an alias that is neither an acronym
    nor a translation has to be stated twice, or by the paper that introduces the thing.
    """
    strong = any((key, anchor) in claims.strong for anchor in claims.of[key])
    own = any((key, anchor) in claims.own for anchor in claims.of[key])
    enough = (own or votes >= _WEAK_PAPERS) and len(groups.papers.get(key, ())) <= _WEAK_REACH * votes
    if strong or enough:
        groups.join(best, key, distinct=not strong)


def _decided(votes: Mapping[str, int], best: str) -> bool:
    total = sum(votes.values())
    return len(votes) == 1 or (total >= _DOMINANT_PAPERS and votes[best] >= _DOMINANT * total)


def _explains(text: str) -> bool:
    """Whether a further spelling says that an acronym is not another one: a translation says nothing of the kind."""
    return names.language(text) == "en" and forms.bare(text) is None


def _own_votes(uses: Iterable[Use]) -> dict[str, dict[str, frozenset[str]]]:
    """Anchor -> paper -> the other keys by which that paper knows it; papers that know none are left out."""
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for use in uses:
        keys = ((text, forms.key(text)) for text in use.spellings)
        others = frozenset([key for text, key in keys if key not in {use.anchor, ""} and _explains(text)])
        if others:
            found[use.anchor][use.paper] = others | found[use.anchor].get(use.paper, frozenset())
    return found


def _votes(groups: Groups, claims: _Claims, key: str, own: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """Group -> how many papers explain ``key`` as that group, itself included."""
    papers: dict[str, set[str]] = defaultdict(set)
    for anchor, found in claims.of[key].items():
        papers[groups.find(anchor)] |= found
    for paper, others in own.items():
        shared = {groups.find(anchor) for other in others for anchor in claims.of.get(other, ())}
        known = sorted(shared & papers.keys())
        papers[known[0] if known else groups.find(key)].add(paper)
    return {group: len(found) for group, found in papers.items()}


def _roots(groups: Groups, claims: _Claims, uses: Iterable[Use]) -> tuple[str, ...]:
    """The group of each use: what its own paper says first, then what the archive says."""
    roots = []
    for use in uses:
        key = forms.key(use.entity.name)
        here = claims.local.get((use.paper, key), ())
        said = len(here) == 1 and use.entity.concept is None
        alone = said and all(forms.key(text) in {key, ""} for text in use.spellings)
        roots.append(groups.find(next(iter(here)) if alone else use.anchor))
    return tuple(roots)
