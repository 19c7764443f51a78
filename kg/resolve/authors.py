"""Who is the same author: for now everybody with the same normalised name (homonyms are not told apart)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from kg import names
from kg.model import Author, Paper


def resolve_authors(papers: Iterable[Paper]) -> tuple[tuple[Author, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """The authors by slug, and for each paper their slugs in the order of its title page, each once.

    The most frequent spelling is shown, ties go to the lower code point. A name without a letter or digit
    is nobody.
    """
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    authorship = []
    for paper in papers:
        spelt = spellings(paper)
        for slug, name in spelt:
            forms[slug][name] += 1
        authorship.append((paper.identifier, tuple(dict.fromkeys(slug for slug, _ in spelt))))
    authors = tuple(shown(slug, found) for slug, found in sorted(forms.items()))
    return authors, tuple(sorted(authorship))


def spellings(paper: Paper) -> list[tuple[str, str]]:
    """Slug and name of everybody on a paper's title page, in its order."""
    return [(slug, name.strip()) for name in paper.authors if (slug := names.slug(name))]


def shown(slug: str, forms: Mapping[str, int]) -> Author:
    """The author of that slug; ``forms`` are all spellings, each with the number of times it stands on a title page."""
    return Author(slug, min(forms, key=lambda name: (-forms[name], name)))
