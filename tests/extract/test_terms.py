import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.terms import Gazetteer, Pattern, fold_text

NAMES = {
    "LoRA": "lora", "DiT": "dit", "Dice": "dice", "GSM8K": "gsm8k", "Qwen2.5": "qwen2-5",
    "Qwen2.5-Math-7B": "qwen2-5-math-7b",
    "KV cache": "kv-cache", "KV 캐시": "kv-cache", "지식 증류": "kd", "정확도": "accuracy",
    "reward model": "reward-model",
}  # fmt: skip
GAZETTEER = Gazetteer(Pattern(name, slug, "lexicon") for name, slug in NAMES.items())


def found(text):
    return [(candidate.name, candidate.concept) for candidate in GAZETTEER.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GSM8K에서 LoRA는", [("GSM8K", "gsm8k"), ("LoRA", "lora")]),
        ("RandLoRA와 LoRA", [("LoRA", "lora")]),
        ("LoRA-XS, DoRA", []),
        ("LoRA-based tuning", [("LoRA", "lora")]),
        ("image editing, audition, DiT", [("DiT", "dit")]),
        ("roll the dice; Dice 점수", [("Dice", "dice")]),
        ("Qwen2.5-Math-7B를 쓴다", [("Qwen2.5-Math-7B", "qwen2-5-math-7b")]),
        ("Qwen2를 쓴다", []),
        (
            "KV-cache와 kv cache, KV 캐시를, KV캐시",
            [(n, "kv-cache") for n in ("KV-cache", "kv cache", "KV 캐시", "KV캐시")],
        ),
        ("지식 증류하여, 지식증류로", [("지식 증류", "kd"), ("지식증류", "kd")]),
        ("부정확도는", []),
        ("정확도가", [("정확도", "accuracy")]),
        ("Reward Models는", [("Reward Models", "reward-model")]),
        ("", []),
    ],
)
def test_names_and_their_boundaries(text, expected):
    assert found(text) == expected


@given(st.text(max_size=80))
def test_folding_keeps_offsets(text):
    assert len(fold_text(text)) == len(text)


@given(st.text(alphabet=st.sampled_from("LoRADiTGSM8K 지식증류를에-.가\n"), max_size=60))
def test_what_is_found_stands_there_and_does_not_overlap(text):
    places = [(candidate.start, candidate.end) for candidate in GAZETTEER.find(text)]
    assert all(text[start:end].strip() for start, end in places)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(places))


def test_no_patterns_find_nothing():
    assert list(Gazetteer([]).find("LoRA")) == []
