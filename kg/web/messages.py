"""What paperkg says in English, in the language of who reads it: sentences with gaps, from ``data/messages.json``
and, about doubtful texts, what ``ontology/doubts.json`` has.

Errors and doubts are made far from any page, as English sentences. A sentence that fits a line of the table, the first
that does, is said as that line says it, with what stands in its gaps; every other one stays as it is.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Final

from kg.ontology.files import doubts_path

_GAP: Final = re.compile(r"\{(\d)\}")


def said(text: str, language: str) -> str:
    """A sentence of paperkg in a language; lines below it show where a query is wrong, and stay."""
    text, line_end, rest = text.partition("\n")
    for pattern, other in _lines().get(language, ()):
        found = pattern.fullmatch(text)
        if found:
            return _GAP.sub(lambda gap, found=found: found[f"gap{gap[1]}"], other) + line_end + rest  # type: ignore[misc]
    return text + line_end + rest


@cache
def _lines() -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
    return {language: tuple((_pattern(own), other) for own, other in lines) for language, lines in table().items()}


def table() -> dict[str, list[list[str]]]:
    """For each language, sentences with gaps beside the same in it."""
    told = json.loads((files("kg.web") / "data" / "messages.json").read_text(encoding="utf-8"))
    doubts = json.loads(doubts_path().read_text(encoding="utf-8"))
    return {language: [*lines, *doubts[language]] for language, lines in told.items()}


def _pattern(own: str) -> re.Pattern[str]:
    """A sentence with gaps as a pattern: a gap takes as little as it can."""
    pieces = _GAP.split(own)  # text, number of a gap, text …
    parts = [f"(?P<gap{piece}>.*?)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)]
    return re.compile("".join(parts), re.DOTALL)
