"""The rules and the judge as a spaCy pipeline over a blank language, and the extractor that runs it.

Each component is a thin class: a function of ``propose`` or ``decide`` computes, the component writes. The paper
travels as ``doc.user_data["paperkg"]``; the chosen mentions end as ``doc.spans["paperkg"]``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from kg.extract import archive, decide, judge, propose, tokens
from kg.extract.evidence import evidence
from kg.extract.explain import Sentence, explain
from kg.extract.results import find_results
from kg.extract.trust import doubt, own_text
from kg.model import Entity, Extraction, Paper, Term

if TYPE_CHECKING:
    from spacy.vocab import Vocab

KEY = "paperkg"


class Lexicon(Protocol):
    """What the extractor needs of ``kg.ontology.lexicon.Lexicon``."""

    @property
    def terms(self) -> Mapping[str, Term]:
        """Terms by slug."""
        ...


@dataclass(slots=True)
class Reading:
    """One paper on its way through the pipeline."""

    draft: propose.Draft
    scales: decide.Scales
    entities: tuple[Entity, ...] = ()


def _doc(vocab: Vocab, text: str, cut: Sequence[tokens.Word]) -> Doc:
    words, spaces = tokens.pieces(text, cut)
    return Doc(vocab, words=words, spaces=spaces)


class PieceTokenizer:
    """spaCy's tokenizer interface over ``tokens.pieces``."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        return _doc(self.vocab, text, tokens.words(text))


class Rule:
    """A component that lets one rule of ``propose`` add its candidates to the draft."""

    def __init__(self, rule: Callable[[propose.Draft], None]) -> None:
        self._rule = rule

    def __call__(self, doc: Doc) -> Doc:
        self._rule(doc.user_data[KEY].draft)
        return doc


class Decision:
    """The last component: joins the candidates, judges the groups, writes entities and spans."""

    def __call__(self, doc: Doc) -> Doc:
        reading: Reading = doc.user_data[KEY]
        proposal = propose.conclude(reading.draft)
        verdicts = reading.scales.verdicts(proposal)
        reading.entities = decide.entities(verdicts, proposal.text, reading.scales)
        doc.spans[KEY] = _doc_spans(doc, proposal.text, reading.entities)
        return doc


def _doc_spans(doc: Doc, text: propose.Text, entities: Sequence[Entity]) -> list[DocSpan]:
    """The mentions as spans of whole tokens."""
    offsets = {section.name: start for section, start in zip(text.sections, text.starts, strict=True)}
    found = []
    for entity in entities:
        for span in entity.spans:
            offset = offsets[span.section]
            whole = doc.char_span(offset + span.start, offset + span.end, label=entity.kind, alignment_mode="expand")
            if whole is not None:
                found.append(whole)
    return found


@Language.factory("paperkg_coined")
def _coined(nlp: Language, name: str) -> Rule:  # noqa: ARG001 the signature that spaCy calls
    return Rule(propose.find_coined)


@Language.factory("paperkg_terms")
def _terms(nlp: Language, name: str) -> Rule:  # noqa: ARG001 the signature that spaCy calls
    return Rule(propose.find_terms)


@Language.factory("paperkg_glosses")
def _glosses(nlp: Language, name: str) -> Rule:  # noqa: ARG001 the signature that spaCy calls
    return Rule(propose.find_glosses)


@Language.factory("paperkg_phrases")
def _phrases(nlp: Language, name: str) -> Rule:  # noqa: ARG001 the signature that spaCy calls
    return Rule(propose.find_phrases)


@Language.factory("paperkg_decision")
def _decision(nlp: Language, name: str) -> Decision:  # noqa: ARG001 the signature that spaCy calls
    return Decision()


COMPONENTS = ("paperkg_coined", "paperkg_terms", "paperkg_glosses", "paperkg_phrases", "paperkg_decision")


def pipeline() -> Language:
    """A blank multi-language pipeline with paperkg's tokenizer and components.

    Its words carry their text alone: no rule asks for the shape, norm or prefix of each new one, which take longer to
    make than a document does.
    """
    nlp = spacy.blank("xx")
    nlp.vocab.lex_attr_getters = {}  # type: ignore[attr-defined]  # not in the stubs
    nlp.tokenizer = PieceTokenizer(nlp.vocab)
    for component in COMPONENTS:
        nlp.add_pipe(component)
    return nlp


class Extractor:
    """Reads papers with one lexicon; ``extract`` is a pure function of the paper."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    @cached_property
    def _nlp(self) -> Language:
        return pipeline()

    @cached_property
    def _known(self) -> propose.Knowledge:
        terms = list(self._lexicon.terms.values())
        return propose.knowledge(terms, archive.shipped(), screen=judge.shipped().screen)

    @cached_property
    def _scales(self) -> Mapping[bool, decide.Scales]:
        """By whether the text is English."""
        weights = judge.shipped()
        known = evidence(self._lexicon.terms, archive.shipped(), weights.tallies, weights.learned)
        tables = {english: weights.table(english=english) for english in (False, True)}
        return {english: decide.Scales(known, table, weights.trees) for english, table in tables.items()}

    def extract(self, paper: Paper) -> Extraction:
        """All entities and numbers that the paper's text names."""
        found = self.entities(paper)
        return Extraction(paper.identifier, found, find_results(own_text(paper), found), doubt(paper))

    def entities(self, paper: Paper) -> tuple[Entity, ...]:
        """The entities alone."""
        if not paper.sections:
            return ()
        text = propose.join(paper)
        doc = _doc(self._nlp.vocab, text.text, text.words)
        doc.user_data[KEY] = Reading(propose.Draft(text, self._known), self._scales[text.english])
        for _, component in self._nlp.pipeline:
            doc = component(doc)
        entities: tuple[Entity, ...] = doc.user_data[KEY].entities
        return entities

    def explain(self, paper: Paper) -> tuple[Sentence, ...]:
        """Sentence by sentence what was found by which rules and weights, and what was dropped and why."""
        proposal = propose.propose(paper, self._known)
        return explain(proposal, self._scales[proposal.text.english]) if paper.sections else ()
