"""How names are compared and turned into IRIs: one place, so that every room agrees.

``slug`` makes the last part of an IRI; ``key`` decides whether two spellings are one name. A key is
computed from the slug alone, so names with the same slug always have the same key: two concepts
with different keys can never collide on one IRI.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SIGNS = str.maketrans(
    {"+": " plus ", "&": " and ", "*": " star ", "#": " sharp ", **dict.fromkeys("'’`´", "")}  # possessives
)
_WORDS = re.compile(r"[^\W_]+")
_HANGUL = "[ㄱ-ㆎ가-힣]"
# Compiled when the first text needs them: classes of letters beyond Latin take longer than many commands have.
_PLAIN = "[\x00-\x7f가-힣]*"
# The characters that XML 1.0 forbids, lone surrogates among them: GraphML and RDF/XML cannot carry them even escaped.
_UNPRINTABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"


def fold(text: str) -> str:
    """Compatibility-normalise, casefold and drop diacritics of Latin letters (Hangul stays composed)."""
    if text.isascii() or re.fullmatch(_PLAIN, text):
        return text.casefold()  # nearly all names: nothing to normalise
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFKC", bare)


@lru_cache(maxsize=1 << 17)
def slug(name: str) -> str:
    """The name as lower-case words joined by hyphens: "Qwen2.5-Math-7B" -> "qwen2-5-math-7b".

    Letters of other scripts stay (an IRI may hold them). Signs that tell names apart are spelt out:
    "HumanEval+" -> "humaneval-plus". A name without a letter or digit gives "".
    """
    return "-".join(_WORDS.findall(fold(name).translate(_SIGNS)))


def key(name: str) -> str:
    """What two spellings of one name have in common: case, spaces, hyphens and a plural s do not count.

    A gap between two digits does ("GPT-3.5" is not "GPT-35").
    """
    return slug_key(slug(name))


@lru_cache(maxsize=1 << 17)
def slug_key(concept_slug: str) -> str:
    """``key`` for something that is a slug already."""
    joined = ""
    for word in concept_slug.split("-"):
        singular = word[:-1] if len(word) > 3 and word.isascii() and word[-1] == "s" and word[-2] != "s" else word
        joined += "-" + singular if joined[-1:].isdigit() and singular[:1].isdigit() else singular
    return joined


@lru_cache(maxsize=1 << 17)
def language(text: str) -> str:
    """The language tag of a label: "ko" if it holds a Hangul letter, else "en"."""
    return "en" if text.isascii() or not re.search(_HANGUL, text) else "ko"


def clean(text: str) -> str:
    """The text with every character that some export could not carry replaced by U+FFFD, one for one."""
    return text if text.isprintable() else re.sub(_UNPRINTABLE, "\ufffd", text)
