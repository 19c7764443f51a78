"""Which of many names a few letters can mean, found without looking at every name: for answers while somebody types.

The comparison forms of all names stand one below the other in two long texts, in which letters are looked for by the
machine's own search; the line in which they are found tells the name. What is found is a superset of the matches of
``search``, which judges each name found as it would judge all of them, so both ways give the same answers.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ANYWHERE: Final = 3
"""Letters from which on they are looked for inside words, too."""


class Lookup:
    """The names of a graph by what they contain; ``keys``, ``words`` and ``initials`` are those of ``search``."""

    def __init__(self, keys: Sequence[str], words: Sequence[str], initials: Iterable[str]) -> None:
        self.keys = keys
        self._keys, self._words = _Lines(keys), _Lines(words)
        self._initials: dict[str, list[int]] = defaultdict(list)
        for number, letters in enumerate(initials):
            self._initials[letters].append(number)

    def candidates(self, key: str, wanted: Sequence[str]) -> list[int]:
        """The numbers of the names that may match a key or all of the words (each with a space before it), in order."""
        found = set(self._initials.get(key, ()))
        found.update(self._keys.holding(key) if len(key) >= _ANYWHERE else self._keys.starting(key))
        if wanted:
            found.update(self._words.holding(max(wanted, key=len)))
        return sorted(found)


class _Lines:
    """Texts without line ends, joined by line ends."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._text = "\n" + "\n".join(texts) + "\n"
        self._starts = array("L", [1])
        for text in texts[:-1]:
            self._starts.append(self._starts[-1] + len(text) + 1)

    def starting(self, letters: str) -> Iterator[int]:
        """The lines that start with these letters."""
        return self._found("\n" + letters, 1)

    def holding(self, letters: str) -> Iterator[int]:
        """The lines in which these letters stand, each once."""
        return self._found(letters, 0)

    def _found(self, letters: str, skipped: int) -> Iterator[int]:
        text, starts = self._text, self._starts
        place = text.find(letters)
        while place >= 0:
            yield bisect_right(starts, place + skipped) - 1
            end = text.find("\n", place + skipped)
            place = text.find(letters, end) if end >= 0 else -1
