"""From a paper to the entities, roles and numbers that its text names.

    tokens, terms, acronyms, glosses, coined, phrases   rules: text -> candidates and links
    screen                                              which parts of phrases are worth more than a glance
    propose, merge                                      candidates -> groups of one thing each
    evidence, naming, context, placing                  what is said of a group
    odds, judge, columns, company, decide               groups -> entities, by learned weights and trees
    presented, called, rivals, hanging                  what title and text call a thing, and what a number hangs on
    pipeline, parallel                                  all of it as a spaCy pipeline, in one process or several
    explain                                             the same, sentence by sentence, with its reasons
    numbers, sentences, wording, results                numbers with their units, and what they say of which entity
    titles, trust                                       whether a text is about its paper
    remembered, spelling, packed                        what the rules ask for again and again, and how it is kept
    gold, survey, lessons, taught                       what annotated papers and an archive teach (``kg train``)
    examples, fit, validate, boosting, train            from that to weights

spaCy is imported only when an extractor is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.extract.parallel import extract_all
    from kg.extract.pipeline import Extractor

__all__ = ["Extractor", "extract_all"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from kg.extract import parallel, pipeline

        return getattr(parallel if name == "extract_all" else pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
