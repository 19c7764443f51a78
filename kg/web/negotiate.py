"""Which form of an answer an Accept header wants (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NAME: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE: Final = re.compile(rf"\s*({_NAME})/({_NAME})\s*(?=;|$)")
_QUALITY: Final = re.compile(r";\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.IGNORECASE)
_ANY_QUALITY: Final = re.compile(r";\s*q\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """A form in which an answer can be given, under its own media type or one of its other names."""

    form: str
    media: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The form that is wanted, and the media type to call it by."""

    form: str
    media: str


RESULTS: Final = (
    Offer("json", "application/sparql-results+json", ("application/json",)),
    Offer("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Offer("csv", "text/csv"),
    Offer("tsv", "text/tab-separated-values"),
)
"""What SELECT and ASK can be given as, the preferred one first."""

QUERY: Final = Offer("query", "application/sparql-query")
"""A query itself."""

GRAPHS: Final = (
    Offer("turtle", "text/turtle", ("application/x-turtle",)),
    Offer("ntriples", "application/n-triples", ("text/plain",)),
    Offer("rdfxml", "application/rdf+xml", ("application/xml", "text/xml")),
    Offer("jsonld", "application/ld+json", ("application/json",)),
)
"""What CONSTRUCT, DESCRIBE and documents can be given as, the preferred one first."""


def choose(header: str | None, offers: Sequence[Offer]) -> Chosen | None:
    """The offer that the header likes best, of several the first; None if it accepts none. No header accepts all.

    The most specific range that fits a media type decides about it. Ranges that cannot be read are left out; a header
    without one that can be read counts as none.
    """
    ranges = tuple(_ranges(header or ""))
    if not ranges:
        return Chosen(offers[0].form, offers[0].media)
    best, chosen = 0.0, None
    for offer in offers:
        for media in (offer.media, *offer.aliases):
            quality = _quality(media, ranges)
            if quality > best:
                best, chosen = quality, Chosen(offer.form, media)
    return chosen


def content_type(media: str) -> str:
    """The Content-Type of a text of that media type; those that are JSON say themselves that they are UTF-8."""
    return media if media.endswith("json") else f"{media}; charset=utf-8"


def _ranges(header: str) -> Iterator[tuple[str, str, float]]:
    for part in header.split(","):
        found = _RANGE.match(part)
        if found is None:
            continue
        parameters = part[found.end() :]
        quality = _QUALITY.search(parameters)
        if quality or not _ANY_QUALITY.search(parameters):
            yield found[1].lower(), found[2].lower(), float(quality[1]) if quality else 1.0


def _quality(media: str, ranges: Iterable[tuple[str, str, float]]) -> float:
    """How much a media type is liked: 0 is not at all."""
    kind, _, name = media.partition("/")
    best = (-1, 0.0)
    for one, other, quality in ranges:
        specific = 2 if (one, other) == (kind, name) else 1 if (one, other) == (kind, "*") else 0
        if specific or (one, other) == ("*", "*"):
            best = max(best, (specific, quality))
    return best[1]
