"""From a paper to the entities, roles and numbers that its text names.

    tokens, terms, acronyms, glosses, coined, phrases   rules: text -> candidates and links
    propose, merge                                      candidates -> groups of one thing each
    features, judge, decide                             groups -> entities, by learned weights
    pipeline                                            all of it as a spaCy pipeline
    results, numbers                                    numbers with their units, and what they say of which entity
    gold, survey, lessons, taught                       what annotated papers and an archive teach (``kg train``)
    examples, fit, validate, train                      from that to weights

spaCy is imported only when an extractor is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.extract.pipeline import Extractor, extract_all

__all__ = ["Extractor", "extract_all"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from kg.extract import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
