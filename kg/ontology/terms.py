"""The one table of prefixes, the classes and properties by kind and role, and how IRIs are minted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.kinds import Kind, Role

BASE: Final = "https://w3id.org/paperkg/"
"""Under what everything lives that has no IRI of its own, unless the user sets another base."""

KG: Final = "https://w3id.org/paperkg/ontology#"
"""The namespace of the ontology; it does not move with the base."""

ONTOLOGY: Final = "https://w3id.org/paperkg/ontology"
ARXIV: Final = "https://arxiv.org/abs/"
DOI: Final = "https://doi.org/10.48550/arXiv."
_LONGEST_SLUG: Final = 80
CONCEPT: Final = BASE + "concept/"
"""Under what the lexicon's concepts stand in its files, whatever the base of a build."""

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kg": KG,
        "arxiv": ARXIV,
        "cito": "http://purl.org/spar/cito/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "fabio": "http://purl.org/spar/fabio/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "mls": "http://www.w3.org/ns/mls#",
        "oa": "http://www.w3.org/ns/oa#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "vann": "http://purl.org/vocab/vann/",
        "void": "http://rdfs.org/ns/void#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
"""Every namespace that does not depend on the base."""

_PLACES: Final = ("author", "collaboration", "concept", "digest", "link", "listing", "mention", "result")
ARXIV_ID: Final = r"(?:\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?/\d{7})"
"""An arXiv id without version, of the new style or the old (a regular expression)."""

_NEW_ARXIV_ID = r"\d{4}\.\d{4,5}"
_NOT_IN_IRI = r'[\x00-\x20<>"{}|\\^`]'


def prefixes(base: str = BASE) -> dict[str, str]:
    """All prefixes, those of the things under ``base`` (``author:``, ``concept:`` …) included."""
    return {**PREFIXES, **{place: f"{base}{place}/" for place in _PLACES}}


def expand(curie: str, base: str = BASE) -> str:
    """The IRI of "kg:uses".

    Raises:
        KeyError: the prefix is not in the table.
    """
    prefix, _, local = curie.partition(":")
    return prefixes(base)[prefix] + local


KIND_CLASS: Final[Mapping[Kind, str]] = MappingProxyType({kind: KG + kind.value.capitalize() for kind in Kind})
"""The class of each kind of concept: ``Kind.METHOD`` -> ``…#Method``."""

CLASS_KIND: Final[Mapping[str, Kind]] = MappingProxyType({iri: kind for kind, iri in KIND_CLASS.items()})

ROLE_PROPERTY: Final[Mapping[Role, str]] = MappingProxyType({role: KG + role.value for role in Role})
"""The property of each role: ``Role.USES`` -> ``…#uses``."""

NODE_CLASS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{
            kind: KG + kind.capitalize()
            for kind in ("paper", "author", "digest", "listing", "result", "mention", "collaboration", "link")
        },
        **{kind.value: iri for kind, iri in KIND_CLASS.items()},
    }
)
"""The class of each ``kind`` of node: "paper" -> ``…#Paper``."""


def is_arxiv(identifier: str) -> bool:
    """Whether a paper's identifier is an arXiv id (new or old style, without version)."""
    return bool(re.fullmatch(ARXIV_ID, identifier, re.ASCII))


def path_part(identifier: str) -> str:
    """A paper's identifier as one step of a path: a new-style arXiv id stays, an old one becomes a slug.

    The slugs of two addresses may be the same ("?id=aB" and "?id=Ab"), so a part of the address's SHA-256 follows.
    """
    if re.fullmatch(_NEW_ARXIV_ID, identifier, re.ASCII):
        return identifier
    from kg import names

    slug = names.slug(identifier)
    if is_arxiv(identifier):
        return slug
    from hashlib import sha256

    return f"{slug[:_LONGEST_SLUG].strip('-')}-{sha256(identifier.encode()).hexdigest()[:10]}"


def doi(identifier: str) -> str:
    """The DOI that arXiv registers for a paper, as an IRI (it is case-sensitive: ``arXiv``)."""
    return DOI + identifier


def last_part(iri: str) -> str:
    """What to call a thing that has no name."""
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def escape_iri(url: str) -> str:
    """Percent-encode what must not stand in an IRI, so that every store accepts it."""
    return re.sub(_NOT_IN_IRI, lambda found: f"%{ord(found[0]):02X}", url)


class Iris(NamedTuple):
    """Mints the IRIs of things from their content: the same thing has the same IRI in every build."""

    base: str = BASE

    def paper(self, identifier: str, url: str = "") -> str:
        """``https://arxiv.org/abs/{id}``; the paper's own URL when it has no arXiv id."""
        return ARXIV + identifier if is_arxiv(identifier) else escape_iri(url or identifier)

    def author(self, slug: str) -> str:
        return f"{self.base}author/{slug}"

    def concept(self, slug: str) -> str:
        return f"{self.base}concept/{slug}"

    def digest(self, date: str) -> str:
        return f"{self.base}digest/{date}"

    def listing(self, date: str, identifier: str) -> str:
        return f"{self.base}listing/{date}/{path_part(identifier)}"

    def result(self, identifier: str, number: int) -> str:
        return f"{self.base}result/{path_part(identifier)}/{number}"

    def mention(self, identifier: str, section: str, start: int, end: int) -> str:
        return f"{self.base}mention/{path_part(identifier)}/{section}/{start}-{end}"

    def collaboration(self, one: str, other: str) -> str:
        """Of two authors' slugs, in either order."""
        first, second = sorted((one, other))
        return f"{self.base}collaboration/{first}--{second}"

    def link(self, one: str, other: str) -> str:
        """Of two papers' identifiers, in either order."""
        first, second = sorted((path_part(one), path_part(other)))
        return f"{self.base}link/{first}--{second}"

    def scheme(self) -> str:
        """The skos:ConceptScheme that all concepts are in."""
        return f"{self.base}concepts"

    def dataset(self) -> str:
        """The void:Dataset that a build makes."""
        return f"{self.base}dataset"
