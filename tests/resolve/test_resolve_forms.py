import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.resolve import forms
from kg.resolve.families import family_names


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("TSP", "Token-Selective Propagation"),
        ("DiT", "Diffusion Transformer"),
        ("LLMs", "large language models"),
        ("LoRA", "Low-Rank Adaptation"),
        ("NeRF", "Neural Radiance Fields"),
        ("RLHF", "Reinforcement Learning from Human Feedback"),
    ],
)
def test_abbreviates(short, long):
    assert forms.abbreviates(short, long)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("TSP", "Traveling Problem"),
        ("GPT-4", "GPT-4 Turbo model"),
        ("ViT", "Video"),
        ("Qwen", "Qwen large language model"),
        ("LoRA", "RandLoRA"),
        ("RAG", "region-aware generation 기법"),
        ("CNN", "convolutional layer"),
    ],
)
def test_does_not_abbreviate(short, long):
    assert not forms.abbreviates(short, long)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("GSM8K 데이터셋", "GSM8K"),
        ("MT-Bench benchmark", "MT-Bench"),
        ("reward model", None),
        ("COCO", None),
        ("LLaVA 모델", "LLaVA"),
    ],
)
def test_bare(name, word):
    assert forms.bare(name) == word


def test_near():
    assert forms.near("Grouped-Query Attention", "Groued-Query Attention")
    assert not forms.near("Vision Transformer", "Video Transformer")
    assert not forms.near("text-to-2D model", "text-to-3D model")


def test_akin():
    assert forms.akin("low-rank adaptor", "Low-Rank Adaptation")
    assert not forms.akin("Region-Aware Generation", "Retrieval-Augmented Generation")
    assert not forms.akin("adaptor", "adaptation")


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_edits_is_a_metric(one, other, third):
    assert forms.edits(one, other) == forms.edits(other, one)
    assert (forms.edits(one, other) == 0) == (one == other)
    assert forms.edits(one, third) <= forms.edits(one, other) + forms.edits(other, third)


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_judged(one, other):
    forms.abbreviates(one, other)
    forms.bare(one)
    forms.near(one, other)
    family_names(one)


@pytest.mark.parametrize(
    ("name", "families"),
    [
        ("Qwen2.5-Math-7B-Instruct", ("Qwen2.5-Math-7B", "Qwen2.5-Math", "Qwen2.5", "Qwen")),
        ("Llama 3.1 8B", ("Llama 3.1", "Llama")),
        ("GPT-4o", ("GPT",)),
        ("Mixtral-8x7B", ("Mixtral",)),
        ("LLaMA2", ("LLaMA",)),
        ("Stable Diffusion XL", ("Stable Diffusion",)),
        ("RandLoRA", ()),
        ("T5", ()),
    ],
)
def test_family_names(name, families):
    assert family_names(name) == families
