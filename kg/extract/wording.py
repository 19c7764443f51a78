"""What the words around a number say of it: how it is meant, in which unit, and the clause to quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from kg.extract.numbers import Number, at_end, cues
from kg.extract.sentences import Sentence, attached
from kg.model import ResultKind

_NEXT = 4
"""A number may borrow what is said of one of so many numbers after it."""
_QUOTE = 160
"""The longest quotation, in code points."""
_CLAUSE = re.compile(r"(?:[,;:]|며|고|지만|으나|면서)\s+")


def kind_of(sentence: Sentence, group: Sequence[Number], number: Number) -> ResultKind:
    """What the words beside the number say; in a list without a verb of its own, those of the next number."""
    if number.form in {"time", "money"} or cues()["marker.cost"].match(sentence.text, number.end):
        return ResultKind.COST
    if number.form in {"times", "points"} or (number.signed and not number.value.startswith("-")):
        return ResultKind.IMPROVEMENT
    if attached(sentence, number, sentence.mentions) is not None:
        return ResultKind.ABSOLUTE
    read = _said if sentence.korean else _said_in_english
    start, end = group[0].start, group[-1].end
    for following in islice((other for other in sentence.numbers if other.start >= end), _NEXT):
        said = read(sentence.text[max(0, start - 60) : start], sentence.text[end : following.start])
        if said is not None:
            return said
        start, end = following.start, following.end
    return read(sentence.text[max(0, start - 60) : start], sentence.text[end:]) or ResultKind.ABSOLUTE


def _said(before: str, after: str) -> ResultKind | None:
    if cues()["marker.reached"].match(after):
        return ResultKind.ABSOLUTE
    if cues()["cue.gain_beside"].match(after) or at_end("marker.by").search(before):
        return ResultKind.IMPROVEMENT
    gain, reached = cues()["cue.gain"].search(after), cues()["cue.reached"].search(after)
    if gain is not None and (reached is None or gain.start() < reached.start()):
        return ResultKind.IMPROVEMENT
    if reached is not None:
        return ResultKind.ABSOLUTE
    return ResultKind.IMPROVEMENT if at_end("marker.than").search(before) else None


def _said_in_english(before: str, after: str) -> ResultKind:
    """English says it before the number ("by") or right after it ("fewer steps")."""
    gained = at_end("marker.by").search(before) or cues()["cue.gain_after"].match(after)
    return ResultKind.IMPROVEMENT if gained else ResultKind.ABSOLUTE


def unit_of(number: Number, kind: ResultKind) -> str:
    """A difference in a score without unit is in points; a score is just a number."""
    if kind is ResultKind.IMPROVEMENT and (number.form == "score" or (number.form == "plain" and number.signed)):
        return "points"
    return number.unit


def quote(sentence: Sentence, number: Number) -> tuple[int, int]:
    """The clause around the number up to the next number; its end grows with each number of a sentence."""
    after = [other.start for other in sentence.numbers if other.start >= number.end]
    end = after[0] if after else len(sentence.text)
    starts = [0, *(match.end() for match in _CLAUSE.finditer(sentence.text, 0, number.start))]
    start = starts[0] if number.end - starts[0] <= _QUOTE * 3 // 4 else starts[-1]
    start = max(start, number.end - _QUOTE)
    return _trimmed(sentence.text, start, max(number.end, min(end, start + _QUOTE)), number)


def _trimmed(text: str, start: int, end: int, number: Number) -> tuple[int, int]:
    """Cut at spaces, not inside a word, and never into the number."""
    if 0 < start < number.start and not text[start - 1].isspace():
        space = text.find(" ", start, number.start)
        start = space + 1 if space >= 0 else number.start
    if end < len(text) and not text[end].isspace() and not text[end - 1].isspace():
        end = max(number.end, text.rfind(" ", number.end, end))
    while end > number.end and text[end - 1] in " ,(/·":
        end -= 1
    while start < number.start and text[start].isspace():
        start += 1
    return start, end
