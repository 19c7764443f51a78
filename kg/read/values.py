"""JSON as it comes: the values of a text, one after the other, without ever holding all of it.

The same for an array ("[{…}, {…}]"), for JSON lines and for one object alone: brackets, commas and white space between
values only part them. A value that is no JSON is told of, and reading goes on with the next one that looks right.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

_BETWEEN = re.compile(r"[\s,\[\]]*")
_OPENING = re.compile(r'\{\s*"')
_ESCAPED = re.compile(r"[\udc80-\udcff]")
_CUT = 10
"""So few characters from the end of what was read, a fault may be one of the cut: "tru", "\\u12", "-Infini"."""
_LONGEST = 1 << 26
"""Characters of one value: a longer one is no entry of a list."""
_EXCERPT = 4096
_FAULTS = 1000
"""How many objects may be at fault on the way from a broken value to the next good one."""
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Value:
    """A value and the line on which it begins."""

    line: int
    value: object


@dataclass(frozen=True, slots=True)
class Broken:
    """What should have been a value: where it is at fault and why, and how it begins."""

    line: int
    message: str
    excerpt: str


def values(blocks: Iterable[bytes], *, wanted: Callable[[object], bool]) -> Iterator[Value | Broken]:
    """The values of a JSON text in UTF-8, with or without byte order mark, in order.

    Args:
        blocks: the text's bytes, cut anywhere.
        wanted: whether a value is of the kind to go on with after a broken one (which may hold smaller ones).
    """
    window = _Window(blocks)
    while window.skip():
        line = window.line
        try:
            value, end = window.decode()
        except (ValueError, RecursionError) as error:
            yield window.broken(error)
            if not window.recover(wanted):
                yield Broken(line, "from here on too much is at fault; the rest of the file is left out", "")
        else:
            escaped = window.escaped(end)
            yield escaped or Value(line, value)
            window.move(end)


class _Window:
    """The part of a text that is held: what lies before ``at``, on line ``line``, is done."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self.text = ""
        self.at = 0
        self.line = 1
        self._blocks = iter(blocks)
        # Bytes that are no UTF-8 spoil the values in which they stand, not the file.
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
        self._ended = False
        self._spoilt = False

    def move(self, to: int) -> None:
        """What lies before ``to`` is done."""
        self.line += self.text.count("\n", self.at, to)
        self.at = to

    def more(self) -> bool:
        """Read on, at least as much as is held; False at the end of the text."""
        held = len(self.text) - self.at
        pieces, size = [self.text[self.at :]], 0
        while not self._ended and size <= held:
            block = next(self._blocks, None)
            self._ended = block is None
            piece = self._decoder.decode(block or b"", final=self._ended)
            self._spoilt = self._spoilt or not _is_whole(piece)
            pieces.append(piece)
            size += len(piece)
        self.text, self.at = "".join(pieces), 0
        return size > 0

    def skip(self) -> bool:
        """Pass over what parts values; False at the end of the text."""
        while True:
            match = _BETWEEN.match(self.text, self.at)
            self.move(match.end() if match else self.at)
            if self.at < len(self.text):
                return True
            if not self.more():
                return False

    def decode(self) -> tuple[object, int]:
        """The value that begins here, and where it ends.

        Raises:
            ValueError: no JSON value begins here, or a number is too long.
            RecursionError: it is nested too deeply.
        """
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if not self._is_cut(error) or len(self.text) - self.at > _LONGEST or not self.more():
                    raise
            else:
                # Only a number can go on where it could also end.
                if end < len(self.text) or not isinstance(value, int | float) or not self.more():
                    return value, end

    def _is_cut(self, error: json.JSONDecodeError) -> bool:
        """Whether the fault may be that the text is not read to its end yet."""
        if self._ended:
            return False
        return error.msg.startswith("Unterminated string") or not self.text[error.pos + _CUT :].strip()

    def broken(self, error: ValueError | RecursionError) -> Broken:
        """The fault of the value that begins here."""
        begins = f"; the entry that begins on line {self.line} is left out"
        line, message = self.line, f"the entry is nested too deeply{begins}"
        if isinstance(error, json.JSONDecodeError):
            line += self.text.count("\n", self.at, error.pos)
            at_end = self._ended and not self.text[error.pos :].strip()
            cut = at_end or error.msg.startswith("Unterminated string")
            message = f"the file ends within an entry{begins}" if cut else f"no JSON ({error.msg}){begins}"
        elif isinstance(error, ValueError):
            message = f"no JSON ({error}){begins}"
        return Broken(line, message, self.text[self.at : self.at + _EXCERPT])

    def escaped(self, end: int) -> Broken | None:
        """The fault of the value that ends at ``end`` if it holds bytes that are no UTF-8."""
        match = _ESCAPED.search(self.text, self.at, end) if self._spoilt else None
        if match is None:
            return None
        line = self.line + self.text.count("\n", self.at, match.start())
        message = f"not UTF-8 (byte 0x{ord(match[0]) - 0xDC00:02x}); save the file as UTF-8"
        return Broken(line, message, self.text[self.at : self.at + _EXCERPT])

    def recover(self, wanted: Callable[[object], bool]) -> bool:
        """Go to the next value that is wanted and begins where an entry of a list may, else to the end of the text.

        False if so much is at fault that nothing more was looked for.
        """
        self.move(self.at + 1)
        faults = 0
        while faults < _FAULTS:
            if not self._find_opening():
                return True
            try:
                value, end = self.decode()
            except (ValueError, RecursionError):
                faults += 1
                end = self.at + 1
            else:
                if wanted(value):
                    return True
            self.move(end)
        self.move(len(self.text))
        while self.more():
            self.move(len(self.text))
        return False

    def _find_opening(self) -> bool:
        """Go to the next brace that opens an object after a comma or at the beginning of a line."""
        while True:
            match = _OPENING.search(self.text, self.at)
            if match is None:
                self.move(self._last_parting())
                if not self.more():
                    self.move(len(self.text))
                    return False
                continue
            before = match.start() - 1
            while before > 0 and self.text[before] in " \t\r":
                before -= 1
            self.move(match.start())
            if before >= 0 and self.text[before] in "\n,":
                return True
            self.move(match.start() + 1)

    def _last_parting(self) -> int:
        """The last comma or line feed; where only the brace of an object is read yet, the last one before it."""
        brace = self.text.rfind("{", self.at)
        end = brace if brace >= 0 and not self.text[brace + 1 :].strip() else len(self.text)
        return max(self.at, self.text.rfind(",", self.at, end), self.text.rfind("\n", self.at, end))


def _is_whole(text: str) -> bool:
    """Whether no byte of a text stands for itself because it was no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
