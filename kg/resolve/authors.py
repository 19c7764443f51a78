"""Who is the same author: for now everybody with the same normalised name (homonyms are not told apart)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

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
        slugs: dict[str, None] = {}
        for name in paper.authors:
            slug = names.slug(name)
            if slug:
                forms[slug][name.strip()] += 1
                slugs[slug] = None
        authorship.append((paper.identifier, tuple(slugs)))
    authors = tuple(
        Author(slug, min(found, key=lambda name: (-found[name], name))) for slug, found in sorted(forms.items())
    )
    return authors, tuple(sorted(authorship))
