"""LaTeX in titles: ``M$^{2}$UGen`` reads M²UGen."""

from __future__ import annotations

import re

_MATH = re.compile(r"\$([^$]{1,80})\$")
_RAISED = re.compile(r"(?<=[\w)\]}∇])\s*\^(?:\{([^{}]{1,8})\}|(\d+))")
_RAISED_IN_MATH = re.compile(r"\^(?:\{([^{}]{1,8})\}|(\w))")
_LOWERED_IN_MATH = re.compile(r"_(?:\{([^{}]{1,8})\}|(\w))")
_LOWERED = re.compile(r"(?<!\w)(\w)_(?:\{(\d{1,3})\}|(\d{1,2}))(?![\d_])")
"""One letter with a number below it, as it is also written without dollar signs ("V_1", "τ_0-VLA")."""
_COMMAND = re.compile(r"\\[A-Za-z]+\s*(?:\{[^{}]*\})?")
_LONGEST = 1500
_MARKS = frozenset("$^_\\")
_SPACES = re.compile(r"\s+")

_SUPERSCRIPT = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def readable(title: str) -> str:
    """The title as a person writes it: mathematics in Unicode, formatting commands gone, spaces single.

    A dollar sign that opens no formula ("Earn $1 Million") stays. What has no Unicode form stays as it is
    written ("V_AI").
    """
    if _MARKS.isdisjoint(title) or len(title) > _LONGEST:
        return " ".join(title.split())
    text = _MATH.sub(lambda match: _formula(match[1]) if _is_formula(match[1]) else match[0], title)
    text = _RAISED.sub(lambda match: _shift(match, _SUPERSCRIPT), text)
    text = _LOWERED.sub(lambda match: match[1] + (match[2] or match[3]).translate(_SUBSCRIPT), text)
    if "\\" in text:
        text = _COMMAND.sub(lambda match: _command(match[0]), text)
    return _SPACES.sub(" ", text).strip()


def _is_formula(body: str) -> bool:
    """Two prices in one title are no formula: a formula neither begins nor ends with a space."""
    return body == body.strip() and not re.match(r"\d[\d,.]*[kKmMbB]?\s", body)


def _formula(body: str) -> str:
    body = _RAISED_IN_MATH.sub(lambda match: _shift(match, _SUPERSCRIPT), body)
    body = _LOWERED_IN_MATH.sub(lambda match: _shift(match, _SUBSCRIPT), body)
    return _COMMAND.sub(lambda match: _command(match[0]), body)


def _shift(match: re.Match[str], table: dict[int, int]) -> str:
    inner = match[1] if match[1] is not None else match[2]
    shifted = inner.strip().translate(table)
    return shifted if all(char not in inner or char.isspace() for char in shifted) else match[0]


def _command(source: str) -> str:
    """One command as text. Only commands go through the library: to LaTeX a percent sign opens a comment."""
    from pylatexenc.latex2text import LatexNodes2Text

    text = str(LatexNodes2Text(math_mode="text").latex_to_text(source, tolerant_parsing=True))
    return text if text.strip() else source
