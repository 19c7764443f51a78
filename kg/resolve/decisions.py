"""What a user decides about concepts, as a small text file that every build replays.

    # one decision a line
    merge "RFT" = "reinforcement fine-tuning"       the left one joins the right one
    split "VQA" from "visual question answering"    this spelling is a concept of its own
    kind "GSM8K" benchmark
    rename "kv cache" to "KV cache"

A name is any spelling of a concept as the build without decisions has it; case, hyphens, spaces and a plural s do not
count. The order of the lines makes no difference, and to undo a decision is to delete its line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from kg import names
from kg.errors import DecisionError
from kg.model import Kind


class Verb(StrEnum):
    """What a line decides, in the order in which decisions are carried out."""

    SPLIT = "split"
    MERGE = "merge"
    KIND = "kind"
    RENAME = "rename"


_NAME: Final = r'"(?P<{}>[^"]*)"'
_END: Final = r"\s*(?:#.*)?"
_LEFT, _RIGHT = _NAME.format("name"), _NAME.format("other")
_SHAPES: Final = {
    Verb.SPLIT: (re.compile(rf"split\s+{_LEFT}\s+from\s+{_RIGHT}{_END}"), 'split "NAME" from "NAME"'),
    Verb.MERGE: (re.compile(rf"merge\s+{_LEFT}\s*=\s*{_RIGHT}{_END}"), 'merge "NAME" = "NAME"'),
    Verb.KIND: (re.compile(rf"kind\s+{_LEFT}\s+(?P<other>\w+){_END}"), f'kind "NAME" {"|".join(Kind)}'),
    Verb.RENAME: (re.compile(rf"rename\s+{_LEFT}\s+to\s+{_RIGHT}{_END}"), 'rename "NAME" to "NAME"'),
}
"""How a line is written, and how to say so."""
_ORDER: Final = {verb: place for place, verb in enumerate(Verb)}


@dataclass(frozen=True, slots=True)
class Decision:
    """One line. ``other`` is the second name, or the kind."""

    verb: Verb
    name: str
    other: str
    source: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    def __str__(self) -> str:
        link = {Verb.SPLIT: " from ", Verb.MERGE: " = ", Verb.KIND: " ", Verb.RENAME: " to "}[self.verb]
        other = self.other if self.verb is Verb.KIND else f'"{self.other}"'
        return f'{self.verb} "{self.name}"{link}{other}'

    def fault(self, message: str) -> DecisionError:
        return DecisionError(message, source=self.source, line=self.line)


def read_decisions(text: str, source: str = "") -> tuple[Decision, ...]:
    """The decisions of a file, each once, in the order in which they are carried out.

    Raises:
        DecisionError: lines that are no decision, or that contradict each other; all of them are named.
    """
    found: dict[Decision, None] = {}
    faults = []
    for line, words in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if words.strip() and not words.lstrip().startswith("#"):
            try:
                found.setdefault(_decision(words.strip(), source, line))
            except DecisionError as fault:
                faults.append(fault)
    refuse(faults or contradictions(found, names.key))
    return tuple(sorted(found, key=lambda item: (_ORDER[item.verb], names.key(item.name), item.name, item.other)))


def refuse(faults: Iterable[DecisionError]) -> None:
    """Raise what was found, all of it in one error."""
    errors = sorted(faults, key=lambda fault: fault.line or 0)
    if errors:
        raise errors[0] if len(errors) == 1 else DecisionError("\n".join(map(str, errors)))


def _decision(words: str, source: str, line: int) -> Decision:
    verb = words.split(maxsplit=1)[0]
    if verb not in _ORDER:
        known = ", ".join(Verb)
        raise DecisionError(f"a decision begins with one of {known}, not {verb!r}", source=source, line=line)
    pattern, shape = _SHAPES[Verb(verb)]
    match = pattern.fullmatch(words)
    if match is None:
        raise DecisionError(f"expected {shape}", source=source, line=line)
    found = Decision(Verb(verb), match["name"].strip(), match["other"].strip(), source, line)
    if found.verb is Verb.KIND:
        if found.other not in tuple(Kind):
            raise found.fault(f"a kind is one of {', '.join(Kind)}, not {found.other!r}")
    elif not names.key(found.other):
        raise found.fault(f"{found.other!r} has no letter or digit")
    if not names.key(found.name):
        raise found.fault(f"{found.name!r} has no letter or digit")
    if found.verb in (Verb.SPLIT, Verb.MERGE) and names.key(found.name) == names.key(found.other):
        raise found.fault(
            f"{found.name!r} and {found.other!r} are one spelling: case, hyphens and plurals do not count"
        )
    return found


def contradictions(decisions: Iterable[Decision], thing: Callable[[str], str]) -> list[DecisionError]:
    """Decisions that cannot all be followed; ``thing`` tells which thing a name names."""
    chosen: dict[tuple[Verb, str], Decision] = {}
    groups: dict[Verb, list[Decision]] = defaultdict(list)
    faults = []
    for found in sorted(decisions, key=lambda item: item.line):
        groups[found.verb].append(found)
        if found.verb is Verb.SPLIT:
            continue
        first = chosen.setdefault((found.verb, thing(found.name)), found)
        wanted = [thing(each.other) if found.verb is Verb.MERGE else each.other for each in (first, found)]
        if wanted[0] != wanted[1]:
            faults.append(found.fault(f"{found} contradicts line {first.line}: {first}"))
    joined = {thing(each.name): thing(each.other) for each in groups[Verb.MERGE]}
    faults += [
        found.fault(f"{found} goes in a circle with other merges")
        for found in groups[Verb.MERGE]
        if _end(joined, thing(found.other)) is None
    ]
    return faults or [
        found.fault(f"{found} contradicts a merge that makes them one")
        for found in groups[Verb.SPLIT]
        if _end(joined, thing(found.name)) == _end(joined, thing(found.other))
    ]


def _end(joined: dict[str, str], start: str) -> str | None:
    """Where a chain of merges ends; None if it never does."""
    seen = {start}
    place = start
    while place in joined:
        place = joined[place]
        if place in seen:
            return None
        seen.add(place)
    return place


def ends(joined: dict[str, str]) -> dict[str, str]:
    """Thing -> what it has become at the end of its chain; what goes in a circle is left out."""
    return {start: place for start in joined if (place := _end(joined, start)) is not None and place != start}
