"""Broader is not equal: what a paper made of a known concept, and what names no concept at all."""

from __future__ import annotations

import pytest

from kg.model import Entity, Extraction, Finding, Kind, Listing, Name, Paper, ResultKind, Role, Section, Span, Term
from kg.names import language, slug
from kg.ontology.lexicon import Lexicon
from kg.resolve import forms, resolve


def entity(*texts, kind=Kind.METHOD, role=Role.USES, sure=0.9, concept=None, spans=(), rule="chain"):
    places = tuple(Span("body", 9 * n, 9 * n + len(text), text, rule, sure) for n, text in enumerate(spans))
    return Entity(texts[0], kind, (role,), tuple(Name(text, language(text)) for text in texts), places, sure, concept)


def archive(*papers, terms=(), findings=()):
    found = [
        Paper(
            f"2502.{n:05}", "", "T", (), (Section("title", "T"), Section("body", "b")), (Listing("2025-02-05", n, 1),)
        )
        for n in range(len(papers))
    ]
    extractions = [
        Extraction(paper.identifier, tuple(here), tuple(findings)) for paper, here in zip(found, papers, strict=True)
    ]
    return resolve(found, extractions, Lexicon({term.slug: term for term in terms}), ())


def known(name, *others, kind=Kind.METHOD):
    return Term(slug(name), name, kind, tuple(Name(text, language(text)) for text in others))


def shown(facts, name):
    (concept,) = [concept for concept in facts.concepts if concept.name == name]
    return {label.text for label in concept.labels if not label.garbled}


DISTILLATION = known("knowledge distillation", "KD", "지식 증류")
LLM = known("large language model", "LLM", kind=Kind.MODEL)


def test_what_a_paper_made_of_a_known_concept_is_a_concept_below_it():
    names = ("knowledge distillation", "Mentor-KD", "지식 증류")
    mixed = entity(*names, role=Role.INTRODUCES, concept="knowledge-distillation", spans=("Mentor-KD", "지식 증류"))
    finding = Finding("body", 0, 1, "1", "%", ResultKind.ABSOLUTE, "1%", subject=0)
    facts = archive([mixed], terms=[DISTILLATION], findings=[finding])
    assert {concept.slug: concept.broader for concept in facts.concepts} == {
        "knowledge-distillation": (),
        "mentor-kd": ("knowledge-distillation",),
    }
    assert {item.concept: item.roles for item in facts.statements} == {
        "knowledge-distillation": (Role.USES,),
        "mentor-kd": (Role.INTRODUCES,),
    }
    assert {(mention.text, mention.concept) for mention in facts.mentions} == {
        ("Mentor-KD", "mentor-kd"),
        ("지식 증류", "knowledge-distillation"),
    }
    assert [result.subject for result in facts.results] == ["mentor-kd"]
    assert shown(facts, "knowledge distillation") == {"KD", "지식 증류"}


@pytest.mark.parametrize(
    "text", ["KDs", "Knowledge Distillation", "knowledge distilation", "distillation", "KD methods"]
)
def test_another_way_to_write_a_known_concept_is_not_another_concept(text):
    facts = archive([entity("KD", text, concept="knowledge-distillation", spans=(text,))], terms=[DISTILLATION])
    assert [concept.slug for concept in facts.concepts] == ["knowledge-distillation"]


@pytest.mark.parametrize("text", ["pKD", "Infini-distillation", "Asymmetric KD", "DistilX"])
def test_a_given_name_with_places_of_its_own_is_another_concept(text):
    spans = ("지식 증류", text, f"{text} 방법")
    mixed = entity("KD", text, "지식 증류", f"{text} 방법", concept="knowledge-distillation", spans=spans)
    facts = archive([mixed], terms=[DISTILLATION])
    assert {concept.name for concept in facts.concepts} == {"knowledge distillation", text}
    assert [mention.concept for mention in facts.mentions].count("knowledge-distillation") == 1
    assert shown(facts, text) == {f"{text} 방법"}


def test_a_name_cut_down_to_capitals_is_the_same_name():
    slow = entity("SlowFast-LLaVA", "SF-LLaVA", concept="slowfast-llava", spans=("SF-LLaVA",))
    facts = archive([slow], terms=[known("SlowFast-LLaVA", kind=Kind.MODEL)])
    assert [concept.slug for concept in facts.concepts] == ["slowfast-llava"]


@pytest.mark.parametrize("text", ["Asymmetric knowledge distillation", "progressive KD"])
def test_a_name_that_adds_to_a_known_one_is_no_label_of_it(text):
    facts = archive([entity("KD", text, concept="knowledge-distillation", spans=("KD",))], terms=[DISTILLATION])
    (concept,) = facts.concepts
    assert text not in {label.text for label in concept.labels}


def test_the_lexicons_acronym_is_no_label_of_another_concept():
    facts = archive([entity("Linear-Complexity Language Models", "LLMs")], [entity("LLM")], terms=[LLM])
    assert {concept.slug for concept in facts.concepts} == {
        "large-language-model",
        "linear-complexity-language-models",
    }
    assert shown(facts, "Linear-Complexity Language Models") == set()


def test_of_spellings_that_differ_in_case_one_is_enough():
    facts = archive([entity("sparse coding", "Sparse Coding", "Sparse-Coding", "sparse-coding")])
    assert len(facts.concepts[0].labels) == 1
    assert facts.concepts[0].labels[0].text.casefold() == "sparse-coding"


@pytest.mark.parametrize("text", ["256x256", "512×512", "600k", "1.5B", "12GB", "224px2", "13th", "3D", "10 Hz", "4/8"])
def test_a_number_or_size_is_no_concept(text):
    assert forms.is_measure(text)
    assert archive([entity(text, kind=Kind.BENCHMARK)]).concepts == ()


@pytest.mark.parametrize("text", ["C4", "GPT-4", "3DGS", "R2R", "COCO 2017", "80M Images", "5G", "Qwen2.5-7B"])
def test_a_name_with_a_number_stays(text):
    assert [concept.name for concept in archive([entity(text)]).concepts] == [text]


def test_a_number_that_the_lexicon_knows_stays():
    assert [concept.slug for concept in archive([entity("4M")], terms=[known("4M")]).concepts] == ["4m"]


def test_an_unsure_korean_phrase_of_one_paper_is_no_concept():
    assert archive([entity("입력 벡터 크기", sure=0.5)]).concepts == ()
    assert len(archive([entity("입력 벡터 크기", sure=0.8)]).concepts) == 1
    assert len(archive([entity("입력 벡터 크기", sure=0.5)], [entity("입력 벡터 크기", sure=0.5)]).concepts) == 1
    assert len(archive([entity("입력 벡터 크기", sure=0.5)], [entity("input size", "입력 벡터 크기")]).concepts) == 1


def test_a_particle_is_taken_off_if_somebody_writes_the_name_without_it():
    facts = archive([entity("행동 가치를", sure=0.7)], [entity("action value", "행동 가치")])
    (concept,) = facts.concepts
    assert (concept.name, shown(facts, "action value")) == ("action value", {"행동 가치"})
    assert Name("행동 가치를", "ko", garbled=True) in concept.labels
    apart = archive([entity("검색 정확도")], [entity("검색 정확")])
    assert len(apart.concepts) == 2


def test_a_model_hangs_under_what_its_paper_presents():
    papers = [entity("AlignVLM", role=Role.INTRODUCES), entity("ALIGNVLM-Llama-3.2-3B", kind=Kind.MODEL)]
    facts = archive(papers, terms=[known("Llama 3.2", kind=Kind.MODEL)])
    assert {concept.slug: concept.broader for concept in facts.concepts} == {
        "alignvlm": (),
        "alignvlm-llama-3-2-3b": ("alignvlm",),
    }


def test_a_phrase_that_points_at_something_is_no_concept():
    assert archive([entity("동일 모델")], [entity("동일 모델")]).concepts == ()


def test_the_initials_of_a_known_concept_are_its_label_though_another_concept_has_them_too():
    terms = [known("GQA", kind=Kind.BENCHMARK), known("grouped-query attention")]
    facts = archive([entity("Group Query Attention", "GQA")], terms=terms)
    assert [concept.slug for concept in facts.concepts] == ["grouped-query-attention"]
    assert shown(facts, "grouped-query attention") == {"GQA"}


def test_the_lexicons_spelling_is_the_one_kept():
    facts = archive([entity("O1", concept="openai-o1")], terms=[known("OpenAI o1", "o1")])
    assert shown(facts, "OpenAI o1") == {"o1"}
