"""Texts, IRIs and labels as the graph holds them: what every export format can carry."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from kg import names
from kg.names import clean as clean  # noqa: PLC0414  given on: texts of the graph go through it

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.ontology.terms import Iris

# RFC 3987: what may stand in an IRI after its scheme, a percent sign only before two hexadecimal digits.
_NOT_IN_IRI = re.compile(
    r"%(?![0-9A-Fa-f]{2})|[^\w\-.~:/?#@!$&'()*+,;=%\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000dffff]"
    r"|[\u0080-\u009f\ue000-\uf8ff]"
)
DOUBTFUL = "doubtful"
"""What the ``trust`` of a paper is whose text seems not to be about it; the others have none."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def paper_iri(iris: Iris, identifier: str, url: str) -> str:
    """A paper's IRI, repaired where a URL holds what no IRI may; never rejected by a parser."""
    iri = iris.paper(identifier, url)
    if not _SCHEME.match(iri):
        return f"{iris.base}paper/{names.slug(identifier)}"
    start, mark, fragment = iri.partition("#")
    return _NOT_IN_IRI.sub(_percent, start + mark + fragment.replace("#", "%23"))


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))


def decimal(value: str | float) -> str:
    """The one lexical form of a number: no exponent, no trailing zeros, "2" and never "2.0".

    Floats are rounded to 6 places. It is also the form that pyoxigraph normalises to.
    """
    text = format(Decimal(value) if isinstance(value, str) else Decimal(f"{value:.6f}"), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    sign, digits = ("-", text[1:]) if text[:1] == "-" else ("", text.removeprefix("+"))
    digits = digits.lstrip("0") or "0"
    whole = f"0{digits}" if digits[0] == "." else digits
    return whole if whole == "0" else sign + whole


def collaboration_label(one: str, other: str) -> str:
    """Of two authors' names."""
    return " & ".join(sorted((one, other)))


def link_label(one: str, other: str) -> str:
    """Of two papers' identifiers."""
    return " \u2013 ".join(sorted((one, other)))


def listing_label(identifier: str, date: str) -> str:
    return f"{identifier} in {date}"


def scope_note(acronym: str, others: Iterable[str]) -> str:
    """What a concept says of an acronym that it shares with others."""
    return f'"{clean(acronym)}" also stands for {"; ".join(map(clean, others))}.'


def result_label(value: str, unit: str) -> str:
    """The number with its unit: "2 x", "93.5 %"."""
    return f"{value} {unit}".strip()
