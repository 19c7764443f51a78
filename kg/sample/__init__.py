"""The digest that travels with the package: fifty papers of 2025-02-05.

Titles, arXiv ids, authors and votes are facts; every summary was written for paperkg.
"""

from __future__ import annotations

from importlib.resources import files

NAME = "2025-02-05.md"


def sample_digest() -> bytes:
    """The Markdown of the sample, UTF-8."""
    return (files(__name__) / NAME).read_bytes()
