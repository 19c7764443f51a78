"""Names of authors as data gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kg.read.text import clean

_NOBODY = {"+", "", "-", "–", "—", "...", "…", "et al.", "et al", "others", "외", "등"}
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_PARTING = re.compile(
    r"\s*[,;、，；](?!\s*(?:[JS]r\b|I{2,3}\b))\s*(?:and\s+|&\s*|및\s+)?"
    r"|\s+(?:and|&|및|[·•ㆍ|/])\s+|(?<=[가-힣])[·•ㆍ](?=[가-힣])"
)
"""What stands between two names of a list."""
_AND_OTHERS = re.compile(
    r"(?:,?\bet\.? al\b\.?|\+\s*\d+(?:\s+(?:more|others?))?|\b(?:and\s+)?\d+\s+(?:more|others?)"
    r"|(?:^|\s)(?:외|등)(?:\s*\d+\s*(?:명|인))?|외\s*\d+\s*(?:명|인))$",
    re.IGNORECASE,
)
_DEEPEST = 8
_LINKED = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_LAST_FIRST = re.compile(r"([^\s,;]+), ?([^,;]+)")
_MARKS = " \t*_`"
_RAISED = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰*†‡§¶,]+$")


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Names in order, each once. ``+`` stands for "and others" in some sources and is nobody's name."""
    cleaned = (" ".join(_AND_OTHERS.sub("", " ".join(name.split())).split()) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name.lower() not in _NOBODY))


def parted(text: str) -> list[str]:
    """The names of a list that a person wrote, in Markdown, without institutes in brackets and marks for footnotes.

    "Kim, Minji; Lee, Seoyun" is two names, the last before the first.
    """
    text = _without_places(_LINKED.sub(r"\1", text))
    turned = [_LAST_FIRST.fullmatch(each.strip()) for each in text.split(";")]
    if len(turned) > 1 and all(turned):
        names = [f"{match[2]} {match[1]}" for match in turned if match]
    else:
        names = _PARTING.split(text)
    return [_RAISED.sub("", name.strip(_MARKS)) for name in names]


def authors_of(written: object) -> tuple[str, ...]:
    """Names from whatever shape data has them in.

    A list of objects with a "name", of texts or of lists ["Last", "First", "Jr", …] (``authors_parsed``); or one text
    ("A. Author (Institute), B. Author and C. Author"). What is none of these names nobody.
    """
    if isinstance(written, str):
        return distinct(_PARTING.split(_without_places(_plain(written))))
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
    for _ in range(_DEEPEST):
        shorter = _IN_BRACKETS.sub(" ", text)
        if shorter == text:
            break
        text = shorter
    return " ".join(text.split())


def _plain(name: str) -> str:
    r"""A name as a person writes it: ``P\'olya`` is Pólya."""
    return clean(_from_latex(name) if "\\" in name or "{" in name or "~" in name else name)


@lru_cache(maxsize=1 << 12)
def _from_latex(name: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    return str(LatexNodes2Text(math_mode="text").latex_to_text(name, tolerant_parsing=True))
