from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.titles import readable


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("M$^{2}$UGen: Music", "M²UGen: Music"),
        ("MVD$^2$: Efficient", "MVD²: Efficient"),
        ("PanGu-$π$: Enhancing", "PanGu-π: Enhancing"),
        ("A Simple $L_2$ Norm", "A Simple L₂ Norm"),
        (r"LLM$\times$MapReduce", "LLM×MapReduce"),
        (r"$\textbf{Only-IF}$: X", "Only-IF: X"),
        (r"\textsc{AIEV-Instruct} gains 50% more", "AIEV-Instruct gains 50% more"),
        (r"$\nabla^2$DFT", "∇²DFT"),
        ("Transformer^2: Self-adaptive", "Transformer²: Self-adaptive"),
        ("X^{2}-Gaussian", "X²-Gaussian"),
        ("^RFLAV: Rolling", "^RFLAV: Rolling"),
        ("Visual AI Index (V_AI)", "Visual AI Index (V_AI)"),
        ("Earn $1 Million from $200k Work", "Earn $1 Million from $200k Work"),
        ("V_1: Unifying", "V₁: Unifying"),
        ("χ_{0}: Robust", "χ₀: Robust"),
        ("τ_0-VLA and N_12", "τ₀-VLA and N₁₂"),
        ("my_1 file_2 A_1_2", "my_1 file_2 A_1_2"),
        ("A  B\tC", "A B C"),
    ],
)
def test_readable(source: str, expected: str):
    assert readable(source) == expected


@given(st.text(max_size=60))
def test_any_title_has_a_reading(title: str):
    assert readable(title) == readable(title).strip()


@given(st.text(alphabet=st.characters(exclude_characters="$^_\\", exclude_categories=["Cc", "Cs", "Zs"]), max_size=60))
def test_a_title_without_latex_stays_as_it_is(title: str):
    assert readable(title) == title.strip()
