"""Text as it may stand in a digest: composed, without what no export format can hold; and lines put together again."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_UNSEEN = re.compile(r"[\u200b\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")
"""What has no width, and what turns the direction of writing: names that differ by it alone are one name."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_PICTOGRAPH = r"[\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_BREAK = re.compile(rf"\n(?=\s|[-*+•·–][ \t]|\(?\d{{1,2}}[.)][ \t]|{_PICTOGRAPH})")
_INDENTED = re.compile(r"\n[^\S\n]+")


def clean(text: str) -> str:
    """Line feeds only, composed (NFC), control characters as spaces, halves of characters as U+FFFD.

    Characters that nobody sees are left out.
    """
    if text.isascii() and text.replace("\n", " ").isprintable():  # most of what is read, at once
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text))


def unwrapped(text: str) -> str:
    """A text without the line breaks that only keep its lines short: each paragraph and each list item is one line.

    As arXiv has it, a break counts where the next line is indented (not where all are); so does one before an empty
    line, a bullet or a pictograph.
    """
    text = text.strip()
    if _BREAK.search(text) is None:
        return " ".join(text.split())
    if len(_INDENTED.findall(text)) == text.count("\n"):
        text = _INDENTED.sub("\n", text)
    return "\n".join(line for part in _BREAK.split(text) if (line := " ".join(part.split())))
