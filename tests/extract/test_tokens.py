import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.vocab import Vocab

from kg.extract.pipeline import PieceTokenizer
from kg.extract.tokens import pieces, stem_of, words

TEXT = st.text(alphabet=st.sampled_from("aZ09 -._+가은를 에서(),·\n\t　²é😀'’/"), max_size=60) | st.text(max_size=60)


@given(TEXT)
def test_pieces_reproduce_the_text(text):
    forms, spaces = pieces(text, words(text))
    assert "".join(form + " " * space for form, space in zip(forms, spaces, strict=True)) == text


@given(TEXT)
def test_the_doc_is_the_text(text):
    assert PieceTokenizer(Vocab())(text).text == text


@given(TEXT)
def test_words_stand_where_they_say(text):
    found = words(text)
    assert all(text[word.start : word.end] == word.text and word.start <= word.stem <= word.end for word in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "term", "particle"),
    [
        ("GSM8K에서", "GSM8K", "에서"),
        ("PRIME은", "PRIME", "은"),
        ("Qwen2.5-Math-7B를", "Qwen2.5-Math-7B", "를"),
        ("HumanEval+의", "HumanEval+", "의"),
        ("M²UGen으로", "M²UGen", "으로"),
        ("LLM들이", "LLM", "들이"),
        ("GPT-4o와", "GPT-4o", "와"),
    ],
)
def test_a_latin_term_comes_apart_from_its_particle(text, term, particle):
    first, second = words(text)
    assert (first.text, first.kind) == (term, "L")
    assert (second.text, second.kind) == (particle, "J")


@pytest.mark.parametrize(
    ("word", "stem", "tail"),
    [
        ("모델을", "모델", "j"),
        ("데이터셋에서는", "데이터셋", "j"),
        ("정확도", "정확도", ""),
        ("정확도를", "정확도", "j"),
        ("평가", "평가", ""),
        ("학습하여", "학습", "v"),
        ("향상시킵니다", "향상", "v"),
        ("보여줍니다", "", "x"),
        ("효과적으로", "", "x"),
        ("추론", "추론", ""),
    ],
)
def test_the_stem_of_a_korean_word(word, stem, tail):
    length, found = stem_of(word)
    assert (word[:length], found) == (stem, tail)
