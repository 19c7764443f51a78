from dataclasses import replace

import pytest

from kg.extract.called import called, named
from kg.model import Entity, Kind, Name, Role, Section, Span


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("새로운 벤치마크 Finch-2를 제안합니다.", Kind.BENCHMARK),
        ("첫째, 새 노래 데이터셋인 Finch-2를 씁니다.", Kind.DATASET),
        ("'Finch-2'라는 최초의 대규모 노래 데이터세트를 공개합니다.", Kind.DATASET),
        ("Finch-2(FX)라는 벤치마크를 공개합니다.", Kind.BENCHMARK),
        ("We introduce Finch-2, the first unified benchmark for birds.", Kind.BENCHMARK),
        ("Finch-2 is a comprehensive corpus of songs.", Kind.DATASET),
        ("첫째, 새 평가 셋 Finch-2를 씁니다.", Kind.BENCHMARK),
        ("We release the test suite Finch-2.", Kind.BENCHMARK),
        ("Finch-2, a set of bird benchmarks", None),
        ("Finch-2, the largest datasets of songs", Kind.DATASET),
        ("Finch-2, a benchmark spanning six tasks", Kind.BENCHMARK),
        ("Finch-2, a dataset distillation method", None),
        ("Finch-2 is a benchmark-driven approach", None),
        ("Finch-2라는 데이터셋 증류 방법을 제안합니다.", None),
        ("벤치마크에서 Finch-2는 앞섭니다.", None),
        ("Finch-2라는 방법은 여러 벤치마크에서 앞섭니다.", None),
        ("On two benchmarks Finch-2 wins.", None),
        ("Finch-2, a model that beats every benchmark", None),
        ("Finch-2, a method for the benchmark", None),
        ("Finch-2", None),
    ],
)
def test_what_the_text_calls_it(text, kind):
    start = text.index("Finch-2")
    assert called(text, start, start + len("Finch-2")) is kind


def entity(name, kind=Kind.METHOD, role=Role.INTRODUCES, concept=None):
    start = TEXT.index(name)
    span = Span("body", start, start + len(name), name, "test", 0.9)
    return Entity(name, kind, (role,), (Name(name),), (span,), 0.9, concept)


TEXT = "벤치마크인 FinchQA와 데이터셋인 SparrowSet, 데이터셋 구축, 벤치마크인 HeronQA를 봅니다."
SECTIONS = (Section("title", "Birds"), Section("body", TEXT))


def test_new_names_become_what_they_are_called():
    found = named(
        [
            entity("FinchQA", role=Role.USES),
            entity("SparrowSet", Kind.MODEL, Role.COMPARES_WITH),
            entity("HeronQA"),
        ],
        SECTIONS,
    )
    assert [(item.kind, item.roles) for item in found] == [
        (Kind.BENCHMARK, (Role.EVALUATES_ON,)),
        (Kind.DATASET, (Role.USES,)),
        (Kind.BENCHMARK, (Role.INTRODUCES,)),
    ]


def test_known_concepts_words_and_other_kinds_stay_what_they_are():
    others = [entity("FinchQA", concept="finchqa"), entity("FinchQA", Kind.TASK), entity("구축")]
    assert named(others, SECTIONS) == others


def test_roles_that_become_one_are_one():
    entity_of_two = entity("FinchQA", role=Role.USES)
    (found,) = named([replace(entity_of_two, roles=(Role.USES, Role.COMPARES_WITH))], SECTIONS)
    assert found.roles == (Role.EVALUATES_ON,)
