"""Names by a few of their letters, Hangul syllables that are still being typed, and numbers by their words."""

from __future__ import annotations

import unicodedata
from array import array

import pytest

from kg.ask import held, reported, search
from kg.ask.lookup import Lines, Lookup, continued
from kg.ontology.terms import KG
from kg.store.register import Column, Forms


@pytest.fixture
def holding(store):
    held.hold(store)
    yield store
    held.hold(None)


def forms(*given, mains=None):
    """What a register of some names, the worthiest first, says of their forms: keys, words and initials."""
    columns = [Column.of(column) for column in zip(*given, strict=True)]
    order = array("i", sorted(range(len(given)), key=lambda number: given[number][0]))
    return Forms(*columns, order=order, kinds="0" * len(given), mains=len(given) if mains is None else mains)


def test_the_worthiest_come_first_and_no_more_is_read():
    lookup = Lookup(forms(("lora", " lora", "l"), ("qlora", " q lora", "ql"), ("lo", " lo", "l"), mains=2))
    assert [*lookup.matches("lo", (" lo",))] == [
        ("alias", 2), ("prefix", 0), ("prefix", 2), ("word", 0), ("word", 1), ("word", 2)
    ]  # fmt: skip
    assert [*lookup.matches("ql", (" ql",))] == [("acronym", 1), ("prefix", 1)]
    assert [*lookup.matches("lora", (" lora",))] == [
        ("exact", 0), ("prefix", 0), ("word", 0), ("word", 1), ("part", 0), ("part", 1)
    ]  # fmt: skip
    assert [*lookup.matches("x", (" x",))] == []
    assert [*lookup.matches("", ())] == []


def test_names_by_the_lengths_of_their_keys():
    lookup = Lookup(forms(("lora", "", ""), ("lo", "", ""), ("ta", "", ""), ("qlora", "", "")))
    assert lookup.by_length.between(2, 4) == ([1, 2, 0], ["lo", "ta", "lora"])
    assert lookup.by_length.between(2.5, 4.5) == ([0], ["lora"])


@pytest.mark.parametrize("lines", [[""], ["", "a", ""], ["ab", "ab", "b a b", "가나 다", "나"]])
def test_lines_are_found_once_each_in_order(lines):
    found = Lines(Column.of(lines))
    assert found.texts() == lines
    assert [found.line(number) for number in range(len(lines))] == lines
    for piece in ("a", "b", "ab", "b a", "나", "x"):
        assert [*found.all_of([f"\n{piece}\n"])] == [number for number, line in enumerate(lines) if line == piece]
        assert [*found.all_of([piece])] == [number for number, line in enumerate(lines) if piece in line]
        assert [*found.all_of([piece, "b"])] == [n for n, line in enumerate(lines) if piece in line and "b" in line]
    assert [*found.all_of(["b"], ("a", "c"))] == [n for n, line in enumerate(lines) if "b" in line]
    assert [*found.all_of([], ("나", "다"))] == [n for n, line in enumerate(lines) if {"나", "다"} & {*line}]


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("하", "학"), ("하", "핳"), ("ᄒ", "힣"), ("짓", "지식"), ("지시", "지식"), ("학ᄉ", "학습"), ("학스", "학습"),
        ("갃", "각시"), ("값", "갑시"), ("앉", "안장"), ("긁", "글기"), ("앟", "아하"),
        ("호", "화"), ("호", "확산"), ("강호", "강화"), ("구", "귀"), ("으", "의"),
        ("업", "없"), ("일", "읽"), ("일", "이리"),
    ],
)  # fmt: skip
def test_a_syllable_that_is_typed_on(typed, becomes):
    assert any(start <= becomes <= end + "힣" for start, end in continued(typed))


@pytest.mark.parametrize(
    ("typed", "other"),
    [("하", "호"), ("짓", "지이"), ("짓", "지"), ("학", "하"), ("학", "학습"), ("lora", "lorax"), ("", "가")],
)
def test_a_syllable_that_cannot_become_another(typed, other):
    assert not any(start <= other <= end + "힣" for start, end in continued(typed))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_state_of_a_korean_word_finds_it(holding, form):
    """What an input method has in the box after each key of "KV 캐시 압축", and of "캐시 압축" alone."""
    wanted = "https://w3id.org/paperkg/concept/kv-cache-compression"
    states = "kv캐/kv캣/kv캐시/kv 캐시 ㅇ/kv캐시아/kv캐시압/kv캐시 압ㅊ/kv캐시압추"
    for typed in f"{states}/캐시 ㅇ/캐시 아/캐시 압/캐시 압ㅊ/캐시 압추/캐/캣".split("/"):
        text = unicodedata.normalize(form, typed)
        found = {hit.thing.iri for hit in search.matching(holding, text, limit=50, unfinished=True)}
        assert wanted in found, typed
    assert not search.matching(holding, "kv캐시압추", limit=50, kinds=("author",), unfinished=True)
    assert wanted not in {hit.thing.iri for hit in search.matching(holding, "캣", limit=50)}


def test_what_a_text_can_become_is_told_apart_from_what_it_is():
    lookup = Lookup(forms(*((text, f" {text}", text[:1]) for text in ("지식", "편지시작", "지시"))))
    assert {number for _, number in lookup.matches("지시", (" 지시",))} == {2}
    assert [*dict.fromkeys(lookup.unfinished("지시", (" 지시",)))] == [0, 2]
    assert [*dict.fromkeys(lookup.unfinished("짓", (" 짓",)))] == [0, 2]
    assert [*lookup.unfinished("lora", (" lora",))] == []


def test_numbers_by_their_words(holding):
    found = reported.reported(holding, "fastkv")
    assert found
    assert all("FastKV" in line.text for line in found)
    assert found == sorted(found, key=lambda line: line.date, reverse=True)
    assert reported.reported(holding, "fastkv nothing-of-this-name") == []
    assert reported.reported(holding, "  --  ") == []


def test_doubted_numbers_are_not_offered(holding):
    import pyoxigraph as ox

    store = ox.Store()
    store.extend(holding)
    every = {line.iri for line in reported.lines(store)}
    result = next(iter(sorted(every)))
    (quad,) = store.quads_for_pattern(None, ox.NamedNode(KG + "reports"), ox.NamedNode(result))
    store.add(ox.Quad(quad.subject, ox.NamedNode(KG + "trust"), ox.Literal("doubtful")))
    assert result not in {line.iri for line in reported.lines(store)}
