"""What a concept is shown as: a spelling of one paper alone does not stand beside what many papers write."""

from __future__ import annotations

from kg.model import Entity, Extraction, Kind, Listing, Name, Paper, Role, Section, Term
from kg.ontology.lexicon import Lexicon
from kg.resolve import resolve


def archive(*spellings: tuple[str, ...], lexicon: Lexicon | None = None):
    papers = tuple(
        Paper(f"2502.0000{n}", "", "T", (), (Section("title", "T"),), (Listing("2025-02-05", n, 1),))
        for n in range(len(spellings))
    )
    extractions = tuple(
        Extraction(
            paper.identifier,
            (Entity(names[0], Kind.METHOD, (Role.USES,), tuple(Name(text) for text in names), (), 0.9),),
            (),
        )
        for paper, names in zip(papers, spellings, strict=True)
    )
    (concept,) = resolve(papers, extractions, lexicon or Lexicon({}), ()).concepts
    return {label.text: label.garbled for label in concept.labels}


def test_a_slip_of_one_paper_is_hidden_once_many_papers_name_the_concept():
    usual = ("sparse autoencoder", "희소 오토인코더")
    few = archive(usual, usual, (*usual, "기억"))
    assert few == {"희소 오토인코더": False, "기억": False}
    many = archive(usual, usual, usual, usual, (*usual, "기억"))
    assert many == {"희소 오토인코더": False, "기억": True}


def test_a_misspelt_long_form_with_its_acronym_is_the_known_concept_and_stays_hidden():
    known = Term("grouped-query-attention", "grouped-query attention", Kind.METHOD)
    found = archive(("Groued-Query Attention", "GQA"), lexicon=Lexicon({known.slug: known}))
    assert found == {"Groued-Query Attention": True, "GQA": False}


def test_a_near_spelling_without_the_acronym_is_another_thing():
    known = Term("grouped-query-attention", "grouped-query attention", Kind.METHOD)
    assert archive(("Groued-Query Attention",), lexicon=Lexicon({known.slug: known})) == {}
