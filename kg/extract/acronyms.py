"""Which long form an acronym stands for.

The letters are checked as in A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying
abbreviation definitions in biomedical text", Pacific Symposium on Biocomputing 8 (2003), 451-462:
from right to left, every letter or digit of the short form must be found in the long form, and the
first one at the beginning of a word. Here either of the two may stand in the parentheses.
"""

from __future__ import annotations

import re

_SHORT = re.compile(r"(?=[^a-z]*[A-Z])[A-Za-z0-9][A-Za-z0-9&+./²³-]{1,9}\Z")


def is_short_form(text: str) -> bool:
    """Whether ``text`` looks like an acronym: one word of 2 to 10 signs that begins with a letter or digit
    and has two capitals, or at most four signs with a capital and a digit.
    """
    if " " in text or not 2 <= len(text) <= 10 or not text[0].isalnum() or not text.isascii():
        return False
    capitals = sum(char.isupper() for char in text)
    return capitals >= 2 or (capitals == 1 and len(text) <= 4 and any(char.isdigit() for char in text))


def long_form(short: str, text: str) -> str | None:
    """The shortest end of ``text`` whose letters give ``short``, or None.

    A final plural s of the short form need not be found. At most min(|short| + 5, 2 |short|) words.
    """
    letters = short[:-1] if len(short) > 2 and short.endswith("s") and short[-2].isupper() else short
    start = _align(letters, text)
    if start is None:
        return None
    found = text[start:]
    count = len(re.findall(r"[\w]+", found))
    if count > min(len(letters) + 5, len(letters) * 2) or len(found) <= len(letters) or letters in found.split():
        return None
    return found


def _align(letters: str, text: str) -> int | None:
    """Where the match of all letters begins, from the right; None if one is missing."""
    at = len(text)
    for index in range(len(letters) - 1, -1, -1):
        letter = letters[index].lower()
        if not letter.isalnum():
            continue
        at -= 1
        while at >= 0 and (text[at].lower() != letter or (index == 0 and at > 0 and text[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    return at
