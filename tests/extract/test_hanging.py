import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.archive import Archive
from kg.extract.decide import Scales, Verdict, entities
from kg.extract.evidence import evidence
from kg.extract.hanging import LEAST, Stand, complete, is_at_large, is_comparison, may_score, stand
from kg.extract.judge import Table
from kg.extract.merge import Group
from kg.extract.propose import join
from kg.model import Entity, Kind, Name, Paper, Role, Section, Span


def entity(name, kind, sections, *, confidence=0.1, role=Role.USES, concept=None):
    spans = tuple(
        Span(section.name, match.start(), match.end(), name, "test", confidence)
        for section in sections
        for match in re.finditer(re.escape(name), section.text)
    )
    return Entity(name, kind, (role,), (Name(name),), spans, confidence, concept)


def sections_of(text, title="Oryx: a title"):
    return (Section("title", title), Section("body", text))


def kept(text, *, lesser=(), sure=(), title="Oryx: a title"):
    """What is kept of some names, as name -> kind."""
    sections = sections_of(text, title)
    found = complete(
        sections,
        [entity(name, kind, sections, confidence=0.9) for name, kind in sure],
        [entity(name, kind, sections) for name, kind in lesser],
    )
    return {item.name: item.kind for item in found}


@pytest.mark.parametrize(
    ("text", "name", "way"),
    [
        ("추론 비용을 최대 90% 절감했습니다.", "추론 비용", Stand.METRIC),
        ("오류(error)를 0.18에서 0.09로 크게 줄였습니다.", "오류", Stand.METRIC),
        ("Zed 점수 87.26%를 기록했습니다.", "Zed", Stand.METRIC),
        ("5배 더 적은 메모리를 씁니다.", "메모리", Stand.METRIC),
        ("88% 가량의 비용 절감이 있습니다.", "비용", Stand.METRIC),
        ("40% 정도 낮은 비용이 듭니다.", "비용", Stand.METRIC),
        ("최대 13배의 속도 향상이 있습니다.", "속도", Stand.METRIC),
        ("최대 50%까지 정밀성을 개선합니다.", "정밀성", Stand.METRIC),
        ("It brings 12.5% higher overall accuracy.", "accuracy", Stand.METRIC),
        ("a +28.5% boost in recall", "recall", Stand.METRIC),
        ("메모리 소비는 75% 줄었습니다.", "메모리 소비", Stand.MEASURED),
        ("reducing the miss rate from 24.5% to 1.7%", "miss rate", Stand.MEASURED),
        ("a magnitude of 1.17", "magnitude", Stand.MEASURED),
        ("Zed 과제에서 95%를 맞혔습니다.", "Zed", Stand.PLACE),
        ("It solves 57.5% on Zed.", "Zed", Stand.PLACE),
        ("Zed를 씁니다.", "Zed", None),
        ("Structured Zed (2026) and more", "Zed", None),
        ("Zed를 2024년에 공개했습니다.", "Zed", None),
        ("95%", "95%", None),
    ],
)
def test_how_a_name_stands(text, name, way):
    start = text.index(name)
    assert stand(text, start, start + len(name)) is way


def test_an_unlikely_metric_is_kept_where_a_number_hangs_on_it():
    assert kept("추론 비용을 90% 절감합니다.", lesser=[("추론 비용", Kind.METRIC)]) == {"추론 비용": Kind.METRIC}
    assert kept("추론 비용을 절감합니다.", lesser=[("추론 비용", Kind.METRIC)]) == {}


def test_a_name_of_a_metric_is_one_where_it_stands_like_one():
    found = complete(
        sections_of("전환 시간을 31배 빠르게 합니다."),
        [],
        [entity("전환 시간", Kind.METHOD, sections_of("전환 시간을 31배 빠르게 합니다."))],
    )
    assert [(item.name, item.kind, item.roles) for item in found] == [("전환 시간", Kind.METRIC, (Role.MEASURES,))]


def test_what_is_named_like_no_metric_is_none():
    assert kept("결합 과정을 40배 빠르게 합니다.", lesser=[("결합 과정", Kind.METHOD)]) == {}
    assert kept("평균 1% 이상의 성능 향상이 있습니다.", lesser=[("성능 향상", Kind.METRIC)]) == {}


def test_a_kept_name_turns_into_a_metric_only_where_nothing_else_stands():
    assert kept("ZScore를 0.18에서 0.75로 높입니다.", sure=[("ZScore", Kind.METHOD)]) == {"ZScore": Kind.METRIC}
    assert kept("Ibis는 71.5점을 받았습니다.", sure=[("Ibis", Kind.METHOD)]) == {"Ibis": Kind.METHOD}
    assert kept("Ibis를 5.6% 능가합니다.", sure=[("Ibis", Kind.METHOD)]) == {"Ibis": Kind.METHOD}


def test_a_known_or_titled_thing_stays_what_it_is():
    text = "LoRA를 12% 개선합니다."
    sections = sections_of(text, "Oryx for all")
    known = entity("LoRA", Kind.METHOD, sections, concept="lora")
    assert complete(sections, [known], []) == (known,)
    assert kept(text, sure=[("LoRA", Kind.METHOD)], title="LoRA again") == {"LoRA": Kind.METHOD}


def test_an_unlikely_place_is_kept_only_if_it_is_one_by_kind_and_not_too_unlikely():
    sections = sections_of("Zed에서 57.5%를 맞혔습니다.")
    for kind, confidence, count in (
        (Kind.BENCHMARK, 0.3, 1),
        (Kind.TASK, 0.3, 1),
        (Kind.BENCHMARK, 0.05, 0),
        (Kind.METHOD, 0.3, 0),
    ):
        assert len(complete(sections, [], [entity("Zed", kind, sections, confidence=confidence)])) == count


def test_the_order_is_that_of_the_text():
    names = list(
        kept(
            "비용을 9% 줄이고 Ibis보다 시간을 7% 줄입니다.",
            sure=[("Ibis", Kind.MODEL)],
            lesser=[("시간", Kind.METRIC), ("비용", Kind.METRIC)],
        )
    )
    assert names == ["비용", "Ibis", "시간"]


def test_the_least_is_a_probability():
    assert 0 < LEAST < 0.2


@given(st.text(alphabet="Zed 를을가는에서의 0123.%배점(),를 줄높 on of", max_size=60), st.integers(0, 60))
@settings(deadline=None)
def test_any_text_is_read(text, start):
    assert stand(text, min(start, len(text)), min(start + 3, len(text))) in {None, *Stand}


@pytest.mark.parametrize("piece", ["12.5% ", "Zed를 ", "약 ", "1.1에서 ", "(", "a on "])
def test_a_monstrous_line_ends_soon(piece):
    text = piece * 3000
    started = time.process_time()
    for start in range(0, len(text), max(1, len(text) // 300)):
        stand(text, start, start + 3)
    assert time.process_time() - started < 10


def test_the_decision_keeps_what_a_number_hangs_on():
    text = "Oryx는 추론 비용을 90% 줄이고 전송 비용을 봅니다."
    paper = Paper("2502.00001", "u", "Oryx", (), sections_of(text, "Oryx"), ())
    joined = join(paper)
    verdicts = []
    for name, probability in (("추론 비용", 0.1), ("전송 비용", 0.1), ("Oryx", 0.9)):
        start = joined.text.rindex(name)
        group = Group((name,), {(start, start + len(name)): ("test",)}, "", (), ())
        verdicts.append(Verdict(group, 0.0, (), probability))
    scales = Scales(evidence({}, Archive(), {}), Table({}, {}, {}, 0.5))
    found = entities(verdicts, joined, scales)
    assert [(item.name, item.confidence) for item in found] == [("Oryx", 0.9), ("추론 비용", 0.1)]
    assert found[1].kind is Kind.METRIC


@pytest.mark.parametrize(
    ("text", "role", "found"),
    [
        ("We test LLMs: 12% at most.", Role.INTRODUCES, True),
        ("We test LLMs at length.", Role.INTRODUCES, False),
        ("We test LLMs: 12% at most.", Role.EVALUATES_ON, False),
        ("We test LLMs. The best models reach 12%.", Role.EVALUATES_ON, True),
    ],
)
def test_models_at_large_are_kept_where_they_scored(text, role, found):
    sections = sections_of(text, "Zed: a benchmark")
    own = entity("Zed", Kind.BENCHMARK, sections, confidence=0.9, role=role)
    lesser = [entity("LLMs", Kind.MODEL, sections, confidence=0.2)]
    assert ("LLMs" in {item.name for item in complete(sections, [own], lesser)}) is found


def test_what_is_at_large():
    sections = sections_of("LLMs and Ibis")
    assert is_at_large(entity("LLMs", Kind.MODEL, sections))
    assert not is_at_large(entity("Ibis", Kind.MODEL, sections))
    assert not is_at_large(entity("LLMs", Kind.TASK, sections))
    assert not may_score("LLMs", 0.1)


def test_a_comparison_is_no_name():
    names = ("lower cost", "faster", "cost", "Fasterer", "fewer video tokens")
    assert [name for name in names if is_comparison(name)] == ["lower cost", "faster", "fewer video tokens"]
