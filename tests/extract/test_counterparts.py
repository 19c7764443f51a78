"""A title's name and its translation or initials in the text are one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.archive import Archive
from kg.extract.candidates import Candidate, Link
from kg.extract.counterparts import counterparts, word_pairs
from kg.extract.propose import knowledge, propose
from kg.model import Kind, Listing, Name, Paper, Section, Term

TOLD = (("무리 추적", "herd tracking"), ("무리 이동", "herd migration"), ("물체 추적", "object tracking"))
PAIRS = word_pairs(TOLD * 2)
END = 40


def candidates(title, *others):
    return [Candidate(0, len(title), title, "phrase"), *(Candidate(60, 60 + len(o), o, "korean") for o in others)]


def links(title, *others, known=()):
    return counterparts(candidates(title, *others), END, PAIRS, known)


def test_words_are_paired_by_position():
    assert PAIRS["무리"] == {"herd"}
    assert PAIRS["추적"] == {"tracking"}


def test_a_pair_that_one_name_tells_is_none():
    assert word_pairs(TOLD[:1]) == {}
    assert word_pairs([*TOLD * 9, ("무리 수", "swarm size"), ("무리 폭", "swarm width")])["무리"] == {"herd"}


def test_names_of_different_lengths_pair_nothing():
    assert word_pairs([("무리", "animal herd")] * 5) == {}


@pytest.mark.parametrize("title", ["Herd Tracking", "Herd-Tracking", "herd trackings"])
def test_a_translation_word_for_word_is_the_same(title):
    assert links(title, "무리 추적") == [Link("무리 추적", title, "words")]


@pytest.mark.parametrize("other", ["무리 이동", "추적 무리", "무리", "무리 추적 문제", "추적"])
def test_another_order_or_number_of_words_is_not(other):
    assert links("Herd Tracking", other) == []


def test_latin_words_stand_for_themselves():
    assert links("3D Tracking", "3D 추적") == [Link("3D 추적", "3D Tracking", "words")]


def test_initials_of_the_title_are_its_name():
    expected = [Link("Kudu Walk of Many", "KWM", "acronym")]
    assert links("Kudu Walk of Many", "KWM") == expected
    assert links("Kudu Walk of Many", "KWMs")[0].other == "KWMs"
    assert links("Kudu Walk of Many", "KWX", "kwm", "KW") == []


def test_an_acronym_that_the_text_explains_is_believed():
    assert links("Kudu Walk Method", "KWM", known=[Link("Kernel Weight Map", "KWM", "acronym")]) == []


def test_an_acronym_that_the_text_explains_in_korean_is_the_title_s_too():
    known = [Link("쿠두 걷기 방법", "KWM", "acronym")]
    assert links("Kudu Walk Method", "KWM", known=known) == [Link("Kudu Walk Method", "KWM", "acronym")]


def test_only_the_title_counts():
    far = [Candidate(60, 73, "Herd Tracking", "phrase"), Candidate(80, 85, "무리 추적", "korean")]
    assert counterparts(far, END, PAIRS, ()) == []


def test_the_title_and_the_text_make_one_group():
    terms = [
        Term(english.replace(" ", "-"), english, Kind.TASK, (Name(korean, "ko"),))
        for korean, english in (("무리 이동", "herd migration"), ("무리 계수", "herd counting"))
    ]
    terms += [
        Term(english.replace(" ", "-"), english, Kind.TASK, (Name(korean, "ko"),))
        for korean, english in (("물체 추적", "object tracking"), ("시선 추적", "gaze tracking"))
    ]
    title = "Herd Tracking in the Savanna"
    text = "이 논문은 무리 추적 문제를 다룹니다."
    paper = Paper(
        "2502.00001", "u", title, (), (Section("title", title), Section("body", text)), (Listing("d", 1, None),)
    )
    groups = [set(group.names) for group in propose(paper, knowledge(terms, Archive())).groups]
    assert any({"Herd Tracking", "무리 추적"} <= names for names in groups)


@given(st.permutations(candidates("Herd Tracking Method", "무리 추적", "HTM", "물체 추적")))
def test_the_order_of_candidates_does_not_matter(given_order):
    expected = counterparts(candidates("Herd Tracking Method", "무리 추적", "HTM", "물체 추적"), END, PAIRS, ())
    assert counterparts(given_order, END, PAIRS, ()) == expected
