"""Find the names of a lexicon in a text: one Aho-Corasick pass, then checks of boundaries and case.

Matching ignores case, and reads hyphens as spaces. A short or capitalised single word must also agree in case
("DiT" is not in "editing", nor "Dice" in "dice"). Boundaries are those of ASCII words, so that a glued
Korean particle does not hide a name; a Korean name may be followed by a particle or a verbal ending.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import ahocorasick_rs

from kg.extract import data
from kg.extract.candidates import Candidate

_HYPHENS = str.maketrans({"-": " ", "–": " ", "‑": " ", "_": " "})
_HANGUL_RUN = re.compile(r"[ㄱ-ㆎ가-힣]*")
_VERBAL_TAIL = re.compile(r"(?:하|한|할|함|합|했|해|되|된|될|됨|됩|시키|시킨|시켜|시킬|시킵|시켰|받)[가-힣]*\Z")
_NOMINAL_TAIL = re.compile(r"(?:들|적|용|형|기|법|률)(?P<rest>[가-힣]*)\Z")


class Pattern(NamedTuple):
    """A name to look for. ``concept`` is the slug of the lexicon concept ("" for a mere dictionary entry)."""

    name: str
    concept: str
    rule: str


def fold_text(text: str) -> str:
    """Lower case, hyphens as spaces; the same length, so that offsets hold."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.translate(_HYPHENS)


class Gazetteer:
    """An automaton over the given patterns; immutable once made."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        by_form: dict[str, list[Pattern]] = {}
        for pattern in patterns:
            for form in _forms(pattern.name):
                known = by_form.setdefault(form, [])
                if pattern not in known:
                    known.append(pattern)
        forms = sorted(by_form)
        self._patterns = [by_form[form] for form in forms]
        self._automaton = ahocorasick_rs.AhoCorasick(forms, store_patterns=False) if forms else None

    def find(self, text: str) -> Iterator[Candidate]:
        """All names in ``text``: of overlapping ones the longest, from left to right."""
        if self._automaton is None:
            return
        found = []
        for index, start, end in self._automaton.find_matches_as_indexes(fold_text(text), overlapping=True):
            stop = _right_boundary(text, end)
            if stop is None or not _left_boundary(text, start):
                continue
            pattern = next((p for p in self._patterns[index] if _case_agrees(p.name, text[start:end])), None)
            if pattern is not None:
                found.append(Candidate(start, stop, text[start:stop], pattern.rule, pattern.concept))
        found.sort(key=lambda item: (item.start, -item.end, item.rule != "lexicon"))
        at = -1
        for candidate in found:
            if candidate.start >= at:
                yield candidate
                at = candidate.end


def _forms(name: str) -> Iterator[str]:
    folded = " ".join(fold_text(name).split())
    if len(folded) < 2:
        return
    yield folded
    if " " in folded and any("가" <= char <= "힣" for char in folded):
        yield folded.replace(" ", "")


def _is_latin(char: str) -> bool:
    return char.isalnum() and not "ㄱ" <= char <= "힣"


def _left_boundary(text: str, start: int) -> bool:
    if start == 0:
        return True
    before = text[start - 1]
    if _is_latin(text[start]):
        return not _is_latin(before) and not (before in "-–‑_." and start > 1 and _is_latin(text[start - 2]))
    return not "ㄱ" <= before <= "힣"


def _right_boundary(text: str, end: int) -> int | None:
    """Where the name really ends (a plural s belongs to it); None if it goes on."""
    if end >= len(text):
        return end
    if not _is_latin(text[end - 1]):
        return end if _hangul_boundary(text, end) else None
    if text[end] == "s" and (end + 1 == len(text) or not _is_latin(text[end + 1])) and text[end - 1].isalpha():
        end += 1
        if end == len(text):
            return end
    after = text[end]
    if _is_latin(after) or after == "+":
        return None
    if after in "-–‑_." and end + 1 < len(text):
        beyond = text[end + 1]
        if beyond.isdigit() or (after != "." and beyond.isupper()):
            return None
    return end


def _hangul_boundary(text: str, end: int) -> bool:
    run = _HANGUL_RUN.match(text, end)
    rest = run[0] if run else ""
    if not rest or rest in data.particles() or _VERBAL_TAIL.match(rest):
        return True
    nominal = _NOMINAL_TAIL.match(rest)
    return nominal is not None and (not nominal["rest"] or nominal["rest"] in data.particles())


def _case_agrees(name: str, surface: str) -> bool:
    if " " in name or name == name.lower() or name == surface:
        return True
    if len(name) <= 4 or not any("A" <= char <= "Z" for char in surface):
        return False
    return surface[0].isupper() or not name[0].isupper()
