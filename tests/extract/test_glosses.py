import pytest

from kg.extract.glosses import glosses
from kg.extract.tokens import words


def links(text):
    return {(link.name, link.other) for gloss in glosses(text, words(text), dictionary={}) for link in gloss.links}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("여기서 지식 증류(Knowledge Distillation)를 쓴다.", {("지식 증류", "Knowledge Distillation")}),
        (
            "빠른 지식 증류 (Knowledge Distillation; KD)로",
            {("지식 증류", "Knowledge Distillation"), ("Knowledge Distillation", "KD")},
        ),
        ("우리는 DiT(Diffusion Transformer)를 쓴다", {("DiT", "Diffusion Transformer")}),
        ("Diffusion Transformer(DiT)를", {("Diffusion Transformer", "DiT")}),
        ("보상 모델(RM: Reward Model)", {("보상 모델", "RM"), ("RM", "Reward Model")}),
        ("Low-Rank Adaptation(저랭크 적응)을", {("Low-Rank Adaptation", "저랭크 적응")}),
    ],
)  # fmt: skip
def test_names_in_parentheses(text, expected):
    assert links(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "성능이 높다(예: GPT-4)",
        "점수(7.443)",
        "표본(n=20)",
        "문제 배경(Section 2)",
        "()",
        "(",
        "모델(see the appendix)",
        "방법()은",
        "((((",
        "A(B(C)D)E",
    ],
)
def test_other_parentheses_link_nothing(text):
    assert links(text) == set()


def test_an_unrelated_latin_word_is_no_acronym():
    assert links("Vision Transformer(DiT)를") == set()


def test_the_candidates_stand_where_they_say():
    text = "그 논문의 희소 주의(Sparse Attention; SA)와 KD(Knowledge Distillation)"
    for gloss in glosses(text, words(text), dictionary={}):
        for candidate in gloss.candidates:
            assert text[candidate.start : candidate.end] == candidate.name
