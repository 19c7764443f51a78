"""What is named in comparisons only is compared with; what stands anywhere else keeps its role."""

import re

import pytest

from kg.extract.rivals import compared, is_compared
from kg.model import Entity, Kind, Name, Role, Section, Span


@pytest.mark.parametrize(
    "text",
    [
        "Heron outperforms Finch-2 by 3 points.",
        "We compare Heron with Finch-2.",
        "Heron is faster than the strongest baselines such as Finch-2.",
        "Heron improves over Finch-2.",
        "We use Finch-2 as strong baselines.",
        "Heron은 Finch-2(47.5%)보다 높습니다.",
        "Heron은 Finch-2 모델 대비 2배 빠릅니다.",
        "Heron은 Finch-2를 큰 차이로 능가합니다.",
        "Heron은 Finch-2를 비교 대상으로 삼았습니다.",
        "Heron은 Finch-2와 비교해 낫습니다.",
        "Heron matches Finch-2 at half the cost.",
        "Unlike conventional methods such as Finch-2, Heron is small.",
        "Heron doubles the score of Finch-2 baselines.",
        "Heron은 Finch-2와 달리 작습니다.",
        "Heron은 Finch-2 기반 검색 방법보다 빠릅니다.",
        "Heron은 Finch-2의 성능을 크게 뛰어넘습니다.",
        "Heron은 Finch-2에 필적합니다.",
    ],
)
def test_words_of_comparison(text):
    start = text.index("Finch-2")
    assert is_compared(text, start, start + len("Finch-2"))


@pytest.mark.parametrize(
    "text",
    [
        "Heron is built on Finch-2.",
        "Finch-2 outperforms Heron.",
        "Finch-2로 학습한 Heron보다",
        "기존 Finch-2 모델을 활용해",
        "moreover Finch-2 is used",
        "Heron uses Finch-2 as a teacher.",
        "Finch-2 기반 방법을 제안하며 빠릅니다.",
        "Finch-2와 같은 모델을 씁니다.",
        "Finch-2를 결합하여 Wren의 한계를 넘어섭니다.",
        "We match on Finch-2 features.",
    ],
)
def test_other_words(text):
    start = text.index("Finch-2")
    assert not is_compared(text, start, start + len("Finch-2"))


def entity(text, name, kind=Kind.MODEL, role=Role.USES):
    spans = tuple(
        Span("body", found.start(), found.end(), name, "test", 0.9) for found in re.finditer(re.escape(name), text)
    )
    return Entity(name, kind, (role,), (Name(name),), spans, 0.9, None)


def roles(text, *entities):
    return [item.roles for item in compared([entity(text, *each) for each in entities], (Section("body", text),))]


def test_a_list_is_compared_as_a_whole():
    text = "Built on Wren, Heron is compared against Finch-2, Robin (large), and Lark."
    found = roles(text, ("Wren",), ("Finch-2",), ("Robin",), ("Lark",))
    assert found == [(Role.USES,), (Role.COMPARES_WITH,), (Role.COMPARES_WITH,), (Role.COMPARES_WITH,)]
    text = "Wren을 쓰는 Heron은 Finch-2, Robin 및 Lark보다 낫습니다."
    found = roles(text, ("Wren",), ("Finch-2",), ("Robin",), ("Lark",))
    assert found == [(Role.USES,), (Role.COMPARES_WITH,), (Role.COMPARES_WITH,), (Role.COMPARES_WITH,)]


def test_what_is_also_named_elsewhere_keeps_its_role():
    text = "Heron fine-tunes Finch-2. It outperforms Finch-2 by 3 points."
    assert roles(text, ("Finch-2",)) == [(Role.USES,)]


def test_only_what_scores_and_seems_used_is_doubted():
    text = "Heron is better than Finch-2, and beats OwlBench."
    assert roles(text, ("OwlBench", Kind.BENCHMARK)) == [(Role.USES,)]
    assert roles(text, ("Finch-2", Kind.METHOD, Role.ADDRESSES)) == [(Role.ADDRESSES,)]
    assert roles(text, ("Finch-2", Kind.METHOD)) == [(Role.COMPARES_WITH,)]
    assert compared([], ()) == []
