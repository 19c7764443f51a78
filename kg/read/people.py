"""Names of authors as data gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kg.read.text import clean

_NOBODY = {"+", "", "-", "et al.", "et al", "others"}
_IN_BRACKETS = re.compile(r"\([^()]*\)")
PARTING = re.compile(r"\s*[,;]\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+")
"""What stands between two names of a list."""


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Names in order, each once. ``+`` stands for "and others" in some sources and is nobody's name."""
    cleaned = (" ".join(name.split()) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name.lower() not in _NOBODY))


def authors_of(written: object) -> tuple[str, ...]:
    """Names from whatever shape data has them in.

    A list of objects with a "name", of texts or of lists ["Last", "First", "Jr", …] (``authors_parsed``); or one text
    ("A. Author (Institute), B. Author and C. Author"). What is none of these names nobody.
    """
    if isinstance(written, str):
        return distinct(PARTING.split(_without_places(_plain(written))))
    return distinct(_names(written)) if isinstance(written, list) else ()


def _names(people: Iterable[object]) -> Iterator[str]:
    for person in people:
        name = person.get("name") if isinstance(person, dict) else person
        if isinstance(name, list):
            last, first, junior = [*(part if isinstance(part, str) else "" for part in name[:3]), "", "", ""][:3]
            name = f"{first} {last} {junior}"
        if isinstance(name, str):
            yield _plain(name)


def _without_places(text: str) -> str:
    """Institutes stand in brackets, which may hold brackets."""
    while (shorter := _IN_BRACKETS.sub(" ", text)) != text:
        text = shorter
    return text


def _plain(name: str) -> str:
    r"""A name as a person writes it: ``P\'olya`` is Pólya."""
    return clean(_from_latex(name) if "\\" in name or "{" in name or "~" in name else name)


@lru_cache(maxsize=1 << 12)
def _from_latex(name: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    return str(LatexNodes2Text(math_mode="text").latex_to_text(name, tolerant_parsing=True))
