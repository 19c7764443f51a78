from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import names


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Jae-Joon Kim", "jae-joon-kim"),
        ("José García-Ñúñez", "jose-garcia-nunez"),
        ("Sean O'Brien", "sean-obrien"),
        ("Qwen2.5-Math-7B", "qwen2-5-math-7b"),
        ("HumanEval+", "humaneval-plus"),
        ("M²UGen", "m2ugen"),
        ("τ-bench", "τ-bench"),
        ("지식 편집", "지식-편집"),
        ("pass@1", "pass-1"),
        ("…", ""),
    ],
)
def test_slug(name: str, slug: str):
    assert names.slug(name) == slug


@pytest.mark.parametrize(
    ("one", "other"),
    [("KV cache", "KV-Caches"), ("LLaMA 2", "Llama-2"), ("GPT-4o", "gpt 4o"), ("Flash Attention", "FlashAttention")],
)
def test_spellings_of_one_name(one: str, other: str):
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("GPT-3.5", "GPT-35"), ("HumanEval", "HumanEval+"), ("LoRA", "RandLoRA"), ("Qwen2", "Qwen2.5"), ("loss", "los")],
)
def test_names_that_differ(one: str, other: str):
    assert names.key(one) != names.key(other)


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_key_follows_from_the_slug(one: str, other: str):
    assert names.key(one) == names.slug_key(names.slug(one))
    assert names.slug(names.slug(one)) == names.slug(one)
    if names.slug(one) == names.slug(other):
        assert names.key(one) == names.key(other)


def test_language():
    assert [names.language(text) for text in ("LoRA", "로라", "LoRA 학습", "한")] == ["en", "ko", "ko", "ko"]
