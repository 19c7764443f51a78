"""The language of the pages: English or Korean, by the URL (``?lang=ko``), else a cookie, else Accept-Language.

The cookie holds the two letters of a language that somebody chose, and nothing else. All words are data
(``data/words.json``).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from kg.web.messages import said
from kg.web.parameters import Parameters, choice

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

LANGUAGES: Final = ("en", "ko")
PARAMETER: Final = "lang"
VARY: Final = "Accept, Accept-Language, Cookie"
_COOKIE: Final = "lang"
_YEAR: Final = 365 * 24 * 3600
_RANGE: Final = re.compile(
    r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?"
)
_PLACE: Final = re.compile(r"\{(\d)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: str

    def __call__(self, key: str, *values: object) -> str:
        """A text; {0}, {1} … are filled in, numbers with separators. Of "one|many" a first value of 1 takes the first.

        Raises:
            KeyError: there is no such text.
        """
        text = _words()[self.language][key]
        if "|" in text:
            text = text.split("|")[0 if values and values[0] in {1, "1"} else 1]
        return _PLACE.sub(lambda place: number(values[int(place[1])]), text)

    def said(self, text: str) -> str:
        """A sentence that paperkg says in English: an error, a doubt, a note."""
        return said(text, self.language)

    def known(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in _words()[self.language]

    def all(self, start: str) -> dict[str, str]:
        """The texts whose keys start so, by the rest of their keys."""
        found = _words()[self.language]
        return {key.removeprefix(start): text for key, text in found.items() if key.startswith(start)}


def number(value: object) -> str:
    """A whole number with separators; anything else as it is."""
    text = str(value)
    return f"{int(text):,}" if text.isascii() and text.isdecimal() and len(text) < 16 else text


def words(request: Request) -> Words:
    """The words in which a request is answered.

    Raises:
        ProblemError: the URL asks for a language that there is not.
    """
    given = Parameters.of_query(request)
    if PARAMETER in given:
        return Words(choice(PARAMETER, [given.one(PARAMETER)], LANGUAGES)[0])
    kept = request.cookies.get(_COOKIE, "")
    return Words(kept if kept in LANGUAGES else accepted(request.headers.get("accept-language", "")))


def accepted(header: str) -> str:
    """The language that an Accept-Language header likes best (RFC 9110, 12.5.4); English if it names neither."""
    best, chosen = 0.0, LANGUAGES[0]
    for part in header.split(","):
        found = _RANGE.fullmatch(part)
        language = found[1].lower() if found else ""
        quality = float(found[2] or 1) if found else 0.0
        if language in LANGUAGES and quality > best:
            best, chosen = quality, language
    return chosen


def keep(request: Request, response: Response, told: Words) -> None:
    """Remember a language that the URL asked for."""
    if PARAMETER in Parameters.of_query(request):
        response.set_cookie(_COOKIE, told.language, max_age=_YEAR, samesite="lax", httponly=True)


def switched(request: Request, told: Words) -> str:
    """The address of this page in the other language."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != PARAMETER]
    other = LANGUAGES[1 - LANGUAGES.index(told.language)]
    return "?" + urlencode([*pairs, (PARAMETER, other)])


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((files("kg.web") / "data" / "words.json").read_text(encoding="utf-8"))
    return found
