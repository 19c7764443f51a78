"""Broader, narrower and related concepts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg import names
from kg.model import Kind, Term

_SUFFIX = re.compile(
    r"""(?:
      v?\d+(?:\.\d+)*(?:[bmk]|bit|steps?|[a-z])? | \d+x\d+(?:\.\d+)?b | a\d+b    # version, size, experts
    | nano|micro|mini|tiny|small|medium|base|large|huge|giant|xs|[sml]|xl|xxl|lite|light|turbo|flash|pro|ultra|max|plus
    | instruct|instruction|it|chat|pt|sft|dpo|rl|zero|preview|exp|latest|thinking|think|distill|distilled|r1
    | hf|fp8|int[48]|awq|gptq
    | math|coder?|vl|vision|audio|omni|image|video|embedding|reward|prm|rm|guard|next|sonnet|haiku|opus
    )""",
    re.VERBOSE,
)
_LETTERS = re.compile(r"[^\W\d_]+(?=\d)")
_FAMILIES = frozenset({Kind.MODEL, Kind.METHOD})
"""What a model can be a version of: a paper may call what it presents a method and its sizes models."""


def family_names(name: str) -> tuple[str, ...]:
    """Shorter names that a versioned model may hang under, the nearest first.

    "Qwen2.5-Math-7B-Instruct" -> "Qwen2.5-Math-7B", "Qwen2.5-Math", "Qwen2.5", "Qwen".
    """
    parts = re.split(r"([-\s_]+)", name.strip())
    found = []
    while len(parts) > 2 and _SUFFIX.fullmatch(parts[-1].casefold()):
        parts = parts[:-2]
        found.append("".join(parts))
    if len(parts) == 1 and (stem := _LETTERS.match(parts[0])) and len(stem[0]) > 2:
        found.append(stem[0])
    return tuple(found)


def ancestors(terms: Mapping[str, Term], slug: str) -> frozenset[str]:
    """All concepts above one in the lexicon."""
    seen: set[str] = set()
    waiting = [slug]
    while waiting:
        for above in terms[waiting.pop()].broader:
            if above in terms and above not in seen:
                seen.add(above)
                waiting.append(above)
    return frozenset(seen - {slug})


def wanted_ancestors(terms: Mapping[str, Term], present: Iterable[str]) -> frozenset[str]:
    """Absent lexicon concepts that are worth a node.

    They stand above two or more present concepts, or are the family of a present model: so that a question for
    everything below "Qwen" has an answer, while the graph is not filled with concepts that no paper is near.
    """
    here = frozenset(present)
    below: dict[str, set[str]] = defaultdict(set)
    families = set()
    for slug in here & terms.keys():
        for above in ancestors(terms, slug):
            below[above].add(slug)
            if terms[slug].kind is Kind.MODEL is terms[above].kind:
                families.add(above)
    return frozenset({slug for slug, found in below.items() if len(found) > 1} | families) - here


def nearest(terms: Mapping[str, Term], slug: str, present: frozenset[str]) -> frozenset[str]:
    """The closest present concepts above a lexicon concept, looking through absent ones."""
    found: set[str] = set()
    seen = {slug}
    waiting = [slug]
    while waiting:
        for above in terms[waiting.pop()].broader:
            if above in present:
                found.add(above)
            elif above in terms and above not in seen:
                seen.add(above)
                waiting.append(above)
    return frozenset(found - {slug})


class Hierarchy:
    """Edges to broader concepts, kept free of cycles."""

    def __init__(self) -> None:
        self._above: dict[str, set[str]] = defaultdict(set)

    def add(self, slug: str, above: str) -> None:
        """Add an edge unless it would close a cycle."""
        if slug != above and slug not in self.over(above):
            self._above[slug].add(above)

    def broader(self, slug: str) -> tuple[str, ...]:
        return tuple(sorted(self._above.get(slug, ())))

    def over(self, slug: str) -> frozenset[str]:
        """Everything above a concept, at any distance."""
        seen: set[str] = set()
        waiting = [slug]
        while waiting:
            new = self._above.get(waiting.pop(), set()) - seen
            seen |= new
            waiting.extend(new)
        return frozenset(seen)

    def apart(self, slug: str, other: str) -> bool:
        """Whether neither is above the other: only then may SKOS call them related (S27)."""
        return slug != other and other not in self.over(slug) and slug not in self.over(other)


def family_of(name: str, by_key: Mapping[str, str], kinds: Mapping[str, Kind], bases: frozenset[str]) -> str | None:
    """The slug of the present model that a model's name says it belongs to, or of the method it is made by.

    ``bases`` are the keys of all known models: what follows a family may be the model it was built on
    ("AlignVLM-Llama-3.2-3B").
    """
    for shorter in (*family_names(name), *_built_on(name, bases)):
        slug = by_key.get(names.key(shorter))
        if slug is not None and kinds[slug] in _FAMILIES:
            return slug
    return None


def _built_on(name: str, bases: frozenset[str]) -> tuple[str, ...]:
    """What stands before the name of a known model, the longest first."""
    cuts = [match.span() for match in re.finditer(r"[-\s_]+", name.strip())]
    found = ((name.strip()[:start], name.strip()[end:]) for start, end in reversed(cuts))
    return tuple(head for head, rest in found if not bases.isdisjoint(map(names.key, (rest, *family_names(rest)))))
