import pytest

from kg.extract.acronyms import is_short_form, long_form


@pytest.mark.parametrize(
    ("short", "text", "long"),
    [
        ("DiT", "a scalable Diffusion Transformer", "Diffusion Transformer"),
        ("LoRA", "with Low-Rank Adaptation", "Low-Rank Adaptation"),
        ("RLHF", "Reinforcement Learning from Human Feedback", "Reinforcement Learning from Human Feedback"),
        ("LLMs", "Large Language Models", "Large Language Models"),
        ("KVC", "Key-Value Cache", "Key-Value Cache"),
        ("T2I", "Text 2 Image", "Text 2 Image"),
    ],
)
def test_long_forms_whose_letters_match(short, text, long):
    assert long_form(short, text) == long


@pytest.mark.parametrize(
    ("short", "text"),
    [
        ("DiT", "Vision Transformer"),
        ("GRPO", "policy optimisation"),
        ("ABC", "a"),
        ("SFT", "language model"),
        ("MoE", "MoE"),
        ("RAG", "many words that have r and a and g far from each other in the whole running sentence"),
    ],
)
def test_others_are_rejected(short, text):
    assert long_form(short, text) is None


@pytest.mark.parametrize("text", ["DiT", "RLHF", "LLMs", "KV", "T2V", "3DGS", "CI-DL"])
def test_short_forms(text):
    assert is_short_form(text)


@pytest.mark.parametrize("text", ["Transformer", "the", "a", "", "확산", "Diffusion Transformer", "Low", "-AB"])
def test_no_short_forms(text):
    assert not is_short_form(text)
