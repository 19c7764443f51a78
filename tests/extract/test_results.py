import re
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.numbers import canonical, cues, find_numbers
from kg.extract.results import find_results
from kg.model import Entity, Kind, Listing, Name, Paper, ResultKind, Role, Section, Span

KINDS = {
    "accuracy": Kind.METRIC, "정확도": Kind.METRIC, "FID": Kind.METRIC, "FVD": Kind.METRIC, "성공률": Kind.METRIC,
    "Sync-C": Kind.METRIC, "처리량": Kind.METRIC, "throughput": Kind.METRIC, "승률": Kind.METRIC,
    "GSM8K": Kind.BENCHMARK, "MATH": Kind.BENCHMARK, "AIME": Kind.BENCHMARK, "ImageNet": Kind.DATASET,
    "Oryx": Kind.METHOD, "Ibis": Kind.MODEL, "Kudu": Kind.MODEL, "Lynx-7B": Kind.MODEL, "문서 요약": Kind.TASK,
    "LLMs": Kind.MODEL,
}  # fmt: skip
INTRODUCED = {"Oryx"}


def paper_of(text, title="Oryx: a title"):
    sections = (Section("title", title), Section("performance-highlights", text))
    return Paper("2502.00001", "u", title, (), sections, (Listing("2025-02-05", 1, None),))


def entities_of(paper):
    found = []
    for name, kind in KINDS.items():
        spans = tuple(
            Span(section.name, match.start(), match.end(), name, "test", 1.0)
            for section in paper.sections
            for match in re.finditer(re.escape(name), section.text)
        )
        if spans:
            roles = (Role.INTRODUCES,) if name in INTRODUCED else (Role.USES,)
            found.append(Entity(name, kind, roles, (Name(name),), spans, 0.9))
    return tuple(found)


def results(text):
    paper = paper_of(text)
    entities = entities_of(paper)

    def name(index):
        return None if index is None else entities[index].name

    return [
        (
            finding.value,
            finding.unit,
            finding.kind.value,
            name(finding.subject),
            name(finding.metric),
            name(finding.evaluated_on),
            name(finding.baseline),
        )
        for finding in find_results(paper, entities)
    ]


def values(text):
    return [(value, unit) for value, unit, *_ in results(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("처리량이 2.00배 늘었습니다.", [("2", "x")]),
        ("정확도가 53.20%에서 67.42%로 올랐습니다.", [("67.42", "%")]),
        ("+9.3 정확도 / +6.9 승률의 이득이 있습니다.", [("9.3", "points"), ("6.9", "points")]),
        ("각각 61%, 64% 더 빠르게 끝납니다.", [("61", "%"), ("64", "%")]),
        ("Sync-C 지표(7.443)에서 앞섭니다.", [("7.443", "")]),
        ("오류를 4-17% 줄였습니다.", [("17", "%")]),
        ("속도가 2~3배 빨라졌습니다.", [("3", "x")]),
        ("정확도가 12%p 올랐습니다.", [("12", "points")]),
        ("정확도를 3.5 포인트 끌어올렸습니다.", [("3.5", "points")]),
        ("평균 78.50점을 받았습니다.", [("78.5", "")]),
        ("평균 4.5점의 향상이 있었습니다.", [("4.5", "points")]),
        ("FID 441을 기록했습니다.", [("441", "")]),
        ("정확도를 5.6 및 22.7 포인트 높였습니다.", [("5.6", "points"), ("22.7", "points")]),
        ("AIME에서 8.7과 8.9를 얻었습니다.", [("8.7", ""), ("8.9", "")]),
        ("처리량은 초당 1,250.50토큰이 아니라 2,000배입니다.", [("2000", "x")]),
        ("상관계수는 -0.811로 낮았습니다.", [("-0.811", "")]),
        ("이 방법은 12 ms의 지연 시간으로 동작합니다.", [("12", "")]),
        ("30개의 벤치마크 중 27개에서 최고였습니다.", [("27", "")]),
        ("Oryx improves accuracy by 12.5% and throughput by 3x.", [("12.5", "%"), ("3", "x")]),
        ("It gains 8.3 percentage points over the baseline.", [("8.3", "points")]),
        ("FID drops from 9.67 to 7.56.", [("9.67", ""), ("7.56", "")]),
        ("a 2× speedup and 30% fewer steps", [("2", "x"), ("30", "%")]),
    ],
)
def test_values(text, expected):
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "7B 모델과 1.5B 모델을 학습했습니다.",
        "3.8억 개의 파라미터를 가집니다.",
        "데이터셋은 12,000개의 문장과 2.5M개의 쌍으로 이루어집니다.",
        "2024년 5월에 50 스텝과 3 에포크로 학습했습니다.",
        "Claude 3.5와 Llama 3.2 1B를 비교했습니다.",
        "GPT-3.5와 Qwen2.5는 4-bit로 압축했습니다.",
        "24 fps 영상과 512x512 해상도를 씁니다.",
        "입력 토큰의 15%를 마스킹합니다.",
        "p < 0.05에서 유의합니다.",
        "5배 교차 검증을 했습니다.",
        "10초 길이의 비디오를 만듭니다.",
        "https://arxiv.org/abs/2502.01068 참고",
        "1) 첫째, 2) 둘째입니다.",
        "학습에는 80개의 GPU와 16시간 분량의 음성을 썼습니다.",
        "텍스트 데이터(81%)와 음성 데이터(19%)로 구성됩니다.",
        "AIME 2024와 MATH-500을 썼습니다.",
        "1.58-bit 양자화와 1.5-billion 모델입니다.",
        "Apache 2.0 라이선스로 공개합니다.",
        "값의 3분의 1만 남깁니다.",
        "Oryx-$\\pi$-7B를 공개합니다.",
        "",
        "처리량은 8×A100 설정에서 쟀습니다.",
        "크기가 2배나 큰 Ibis보다 낫습니다.",
        "25%의 지식 기반 문제와 75%의 추론 기반 문제로 구성된 AIME입니다.",
    ],
)
def test_no_results(text):
    assert values(text) == []


def test_parts_of_a_korean_sentence():
    assert results("Oryx는 GSM8K에서 Ibis보다 2.40배 높은 처리량을 보였습니다.") == [
        ("2.4", "x", "improvement", "Oryx", "처리량", "GSM8K", "Ibis")
    ]


def test_each_its_own():
    assert results("Oryx는 GSM8K와 MATH에서 각각 61%, 64%의 정확도를 달성했습니다.") == [
        ("61", "%", "absolute", "Oryx", "정확도", "GSM8K", None),
        ("64", "%", "absolute", "Oryx", "정확도", "MATH", None),
    ]


def test_each_metric_its_own():
    assert [row[:1] + row[4:5] for row in results("FID와 FVD에서 각각 9.1, 31.2를 기록했습니다.")] == [
        ("9.1", "FID"),
        ("31.2", "FVD"),
    ]


def test_one_number_for_both():
    assert [row[5] for row in results("Oryx는 GSM8K와 MATH 모두에서 5.5% 향상되었습니다.")] == ["GSM8K", "MATH"]


def test_numbers_in_parentheses_belong_to_the_name_before():
    rows = results("Oryx는 Ibis(3.5%)와 Kudu(10.2%)를 앞섰습니다.")
    assert [(row[0], row[2], row[3]) for row in rows] == [("3.5", "absolute", "Ibis"), ("10.2", "absolute", "Kudu")]


@pytest.mark.parametrize(
    "text",
    [
        "Oryx는 GSM8K에서 Ibis를 앞섰습니다 (66.1 vs. 65.9).",
        "Oryx는 GSM8K에서 Ibis를 66.1 대 65.9로 앞섭니다.",
        "Oryx outperforms Ibis on GSM8K (66.1 vs 65.9).",
        "Oryx beats Ibis on GSM8K, 66.1 versus 65.9.",
    ],
)
def test_the_second_of_two_compared_numbers_is_that_of_the_rival(text):
    rows = results(text)
    assert [row[:2] + row[3:4] + row[5:] for row in rows] == [
        ("66.1", "", "Oryx", "GSM8K", "Ibis"),
        ("65.9", "", "Ibis", "GSM8K", None),
    ]


def test_a_compared_number_of_nobody_is_no_result():
    assert values("Oryx is better on GSM8K (66.1 vs. 65.9) and MATH (31.5 vs. 30.2 and 29.8).") == [
        ("66.1", ""),
        ("31.5", ""),
    ]


def test_what_was_reached_beside_the_number_of_a_rival_is_no_gain():
    rows = results("Oryx는 GSM8K에서 71.4%로 Ibis(47.5%)보다 23.9%p 높습니다.")
    assert [row[:4] + row[6:] for row in rows] == [
        ("71.4", "%", "absolute", "Oryx", "Ibis"),
        ("47.5", "%", "absolute", "Ibis", None),
        ("23.9", "points", "improvement", "Oryx", "Ibis"),
    ]


def test_each_number_of_two_units_has_its_own_place():
    rows = results("Oryx reaches 81.2% on GSM8K and 54.3 accuracy on MATH.")
    assert [row[:2] + row[5:6] for row in rows] == [("81.2", "%", "GSM8K"), ("54.3", "", "MATH")]


def test_two_subjects():
    rows = results("Ibis는 71.5점, Kudu는 64.2점을 받았습니다.")
    assert [(row[0], row[3]) for row in rows] == [("71.5", "Ibis"), ("64.2", "Kudu")]


def test_the_paper_itself_is_the_silent_subject():
    assert (
        results("ImageNet에서 88.5%의 정확도를 기록했습니다.")
        == [("88.5", "%", "absolute", "Oryx", "정확도", "ImageNet", None)]
        or results("Oryx입니다. ImageNet에서 88.5%의 정확도를 기록했습니다.")[0][3] == "Oryx"
    )


def test_english_parts():
    assert results("Oryx achieves 57.5% accuracy on GSM8K, 3.2% over Ibis.") == [
        ("57.5", "%", "absolute", "Oryx", "accuracy", "GSM8K", None),
        ("3.2", "%", "improvement", "Oryx", "accuracy", "GSM8K", "Ibis"),
    ]


def test_the_same_number_again_is_no_news():
    text = "Oryx는 GSM8K에서 57.5%를 기록했습니다. 요약하면 57.5%를 달성했습니다."
    assert len(values(text)) == 1


def test_a_long_list_is_cut():
    assert len(values(" ".join(f"정확도는 {n}.5%입니다." for n in range(20)))) == 8


def test_time_is_a_cost():
    assert [row[2] for row in results("Oryx는 0.1초 만에 추론합니다.")] == ["cost"]


@pytest.mark.parametrize(
    ("digits", "value"),
    [("2.00", "2"), ("1,002.50", "1002.5"), ("007", "7"), ("0.10", "0.1"), ("0", "0"), ("0.0", "0"), ("100", "100")],
)
def test_canonical(digits, value):
    assert canonical(digits) == value
    assert canonical(digits, negative=True) == ("0" if value == "0" else f"-{value}")


def test_every_pattern_compiles_and_none_matches_everything():
    names = cues()
    assert len(names) > 20
    assert all(
        not pattern.match("") for name, pattern in names.items() if name.startswith(("unit.", "cue.", "marker."))
    )


PIECES = st.sampled_from(
    [
        *KINDS,
        "는",
        "에서",
        "보다",
        "(",
        ")",
        "%",
        "배",
        "점",
        "각각",
        ", ",
        " ",
        ". ",
        "\n",
        "~",
        "-",
        "+",
        "from",
        " to ",
        "2.00",
        "7B",
    ]
)
TEXTS = st.lists(PIECES | st.integers(0, 99999).map(str) | st.text(max_size=6), max_size=40).map("".join)


@given(TEXTS)
@settings(deadline=None)
def test_any_text_is_read_and_quoted_exactly(text):
    paper = paper_of(text)
    entities = entities_of(paper)
    found = find_results(paper, entities)
    assert found == find_results(paper, entities)
    for finding in found:
        assert paper.section(finding.section).text[finding.start : finding.end] == finding.quote
        assert 0 < len(finding.quote) <= 160
        assert re.fullmatch(r"-?(0|[1-9]\d*)(\.\d*[1-9])?", finding.value)
        assert finding.unit in {"", "%", "x", "points"}
        assert isinstance(finding.kind, ResultKind)
        for part in (finding.subject, finding.metric, finding.evaluated_on, finding.baseline):
            assert part is None or 0 <= part < len(entities)


@given(st.text(max_size=200))
@settings(deadline=None)
def test_numbers_stand_in_the_text(text):
    for number in find_numbers(text, [], []):
        assert any(char.isdigit() for char in text[number.start : number.end])


@pytest.mark.parametrize(
    "piece", ["12.5 ", "12.5% ", "a", "Oryx보다 3배 ", "을 를 ", "((", "1.1에서 ", "https://a.b/", "-1,"]
)
def test_a_monstrous_line_ends_soon(piece):
    started = time.process_time()
    find_results(paper_of(piece * 2000), ())
    assert time.process_time() - started < 10


def parts(text):
    return [(row[0], *row[3:6]) for row in results(text)]


def test_the_topic_of_the_sentence_before_is_the_silent_subject():
    assert [row[1] for row in parts("Kudu는 빠릅니다. GSM8K에서 정확도 88.5%를 기록했습니다.")] == ["Kudu"]
    assert [row[1] for row in parts("Kudu runs fast. It reaches 88.5% accuracy. Oryx is new.")] != ["Kudu"]


def test_what_was_trained_with_data_is_what_scored():
    assert parts("ImageNet으로 학습한 모델은 GSM8K에서 정확도 88.5%를 보였습니다.") == [
        ("88.5", "ImageNet", "정확도", "GSM8K")
    ]


def test_what_is_proposed_is_the_subject():
    assert parts("기존 Ibis와 달리 Kudu를 제안하여 처리량을 3배 높였습니다.")[0][1] == "Kudu"


def test_an_adverb_between_subject_and_verb():
    assert parts("Kudu substantially improves accuracy by 12.5% over Ibis.")[0][1] == "Kudu"


def test_a_metric_of_the_sentence_before_is_still_meant():
    assert [row[2] for row in parts("정확도를 봅니다. Ibis는 71.5%입니다.")] == ["정확도"]


def test_a_rival_is_no_place():
    rows = parts("ImageNet에서 정확도 91.5%를 보였습니다. MATH보다 2.5배 빠릅니다.")
    assert [row[3] for row in rows] == ["ImageNet", "ImageNet"]


def test_a_model_is_the_place_where_no_other_is_named():
    assert parts("Oryx는 Kudu 모델에서 Ibis보다 최대 61% 더 빠릅니다.")[0][1::2] == ("Oryx", "Kudu")
    assert parts("Oryx는 Kudu 모델에서 GSM8K 정확도를 61% 높였습니다.")[0][3] == "GSM8K"


def test_a_model_is_not_where_it_itself_scored():
    assert parts("Kudu는 Kudu 모델에서 61%를 보였습니다.")[0][3] is None


def test_an_abbreviation_ends_no_sentence():
    assert parts("Kudu (e.g. on GSM8K) reaches 88.5% accuracy.")[0][3] == "GSM8K"


def test_a_place_with_its_short_form_or_in_parentheses():
    assert parts("Oryx는 문서 요약(DocSum)에서 61.5%, GSM8K에서 71.5%를 보였습니다.")[0][3] == "문서 요약"
    assert parts("Oryx는 수학 문제(GSM8K)에서 61.5%의 정확도를 보였습니다.")[0][3] == "GSM8K"


def test_two_nouns_between_a_place_and_its_number():
    (found,) = results("GSM8K와 달리 MATH 제로샷 설정에서 61.2%를 얻었습니다.")
    assert found[5] == "MATH"


def test_the_new_value_in_parentheses_belongs_to_the_place_before():
    rows = parts("Oryx는 문서 요약(28.3%에서 34.2%), GSM8K(42.1%에서 46.9%) 성능을 높였습니다.")
    assert [(row[0], row[3]) for row in rows] == [("34.2", "문서 요약"), ("46.9", "GSM8K")]


def test_a_metric_behind_a_run_of_numbers_is_that_of_all():
    rows = parts("Oryx는 지연을 줄이고 Kudu와 Ibis 대비 각각 3.7배 및 6.6배의 전체 처리량 향상을 보입니다.")
    assert [row[2] for row in rows] == ["처리량", "처리량"]
    rows = parts("Oryx는 FID를 2.5배 낮추고 Kudu와 Ibis 대비 각각 3.7배 및 6.6배의 처리량을 보입니다.")
    assert [row[2] for row in rows] == ["FID", "처리량", "처리량"]


def test_models_that_scored_are_no_places():
    rows = parts("Kudu와 Ibis에 대해 결과는 각각 4.8% 및 14.5% 향상되었다.")
    assert [(row[1], row[3]) for row in rows] == [("Kudu", None), ("Ibis", None)]


def test_what_stands_before_benchmark_is_a_place_whatever_it_was_taken_for():
    assert parts("Oryx는 Kudu 벤치마크에서 정확도 88.5%를 기록했습니다.")[0][1::2] == ("Oryx", "Kudu")
    assert parts("Oryx는 Kudu 모델에서 GSM8K 정확도 88.5%를 기록했습니다.")[0][3] == "GSM8K"
    assert parts("Oryx reaches 88.5% accuracy on the Kudu benchmark.")[0][3] == "Kudu"


def test_of_several_tasks_the_one_named_most_often_is_where_a_number_was_measured():
    paper = paper_of("문서 요약과 번역을 합니다. 문서 요약이 어렵습니다. Oryx는 정확도를 12% 높였습니다.")
    text = paper.sections[1].text
    tasks = tuple(
        Entity(
            name,
            Kind.TASK,
            (Role.ADDRESSES,),
            (Name(name),),
            tuple(
                Span("performance-highlights", match.start(), match.end(), name, "test", 1.0)
                for match in re.finditer(name, text)
            ),
            0.9,
        )
        for name in ("번역", "문서 요약")
    )
    others = tuple(entity for entity in entities_of(paper) if entity.kind is not Kind.TASK)
    (finding,) = find_results(paper, (*tasks, *others))
    assert finding.evaluated_on == 1


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Oryx improves Ibis from 24.5% to 61.7% on GSM8K.", ["Ibis", "Oryx"]),
        ("Oryx improves over Ibis, raising accuracy from 24.5% to 61.7%.", ["Ibis", "Oryx"]),
        ("Oryx raises accuracy from 24.5% to 61.7%.", [None, "Oryx"]),
        ("Oryx raises accuracy (24.5% → 61.7%).", [None, "Oryx"]),
        ("Oryx gains ranging from 24.5% to 61.7%.", ["Oryx", "Oryx"]),
    ],
)
def test_an_old_value_is_that_of_what_was_improved_or_of_nobody(text, subjects):
    assert [found[3] for found in results(text)] == subjects


def test_a_rival_with_a_word_before_it():
    assert results("Oryx gains 2.5 points over the frozen Ibis.")[0][6] == "Ibis"


def test_models_at_large_scored_where_the_text_says_so():
    text = "We test LLMs. The strongest models reach 65.4% on GSM8K. Others gain 3.1%."
    assert [found[3] for found in results(text)] == ["LLMs", "Oryx"]


def test_what_new_data_introduces_did_not_score():
    paper = paper_of("We build it with Oryx. LLMs were tried: 65.4% accuracy.", "GSM8K: a benchmark")
    entities = [
        replace(entity, roles=(Role.INTRODUCES,)) if entity.name == "GSM8K" else entity for entity in entities_of(paper)
    ]
    assert [entities[finding.subject].name for finding in find_results(paper, entities)] == ["LLMs"]


def test_a_heading_is_the_subject_if_it_is_new():
    assert results("Kudu is old. ✨ Oryx (an antelope): it comes to 65.4%.")[0][3] == "Oryx"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the name in parentheses behind each number says where
        (
            "Oryx는 정확도가 9.9%(GSM8K), 22.5%(MATH), 5.3%(AIME) 증가했다.",
            [("9.9", "GSM8K"), ("22.5", "MATH"), ("5.3", "AIME")],
        ),
        # a list that is followed by "in" says where, whatever it was taken for
        ("Oryx는 Ibis 및 Kudu에서 각각 3.8%, 1.9% 높은 정확도를 보였다.", [("3.8", "Ibis"), ("1.9", "Kudu")]),
    ],
)
def test_a_place_is_read_behind_a_number_and_in_a_list(text, expected):
    assert [(value, on) for value, _, _, subject, _, on, _ in results(text) if subject == "Oryx"] == expected


def test_places_of_a_list_with_numbers_of_its_own_have_no_later_number():
    found = results("Oryx는 GSM8K와 MATH에서 각각 3.8%, 1.9% 높은 정확도를 보이며, 성공률은 70%이다.")
    assert [value for value, *_ in found] == ["3.8", "1.9", "70"]


def test_two_numbers_of_one_owner_are_both_its():
    found = results("Oryx는 정확도 40%로 Kudu의 25.4%와 23.0%를 크게 상회한다.")
    assert [(value, subject) for value, _, _, subject, *_ in found] == [
        ("40", "Oryx"),
        ("25.4", "Kudu"),
        ("23", "Kudu"),
    ]


def test_models_like_a_named_one_are_what_the_sentence_is_about():
    found = results("Oryx는 벤치마크이다. Kudu와 같은 최신 모델들은 여러 번의 수정 끝에 32%까지 성공률을 높였다.")
    assert [subject for _, _, _, subject, *_ in found] == ["Kudu"]


def test_a_part_that_the_sentence_before_proposes_does_not_score():
    found = results("또한 Ibis를 제안하여 Oryx의 정확도를 높인다. 실험에서 정확도가 20.9% 향상되었다.")
    assert [subject for _, _, _, subject, *_ in found] == ["Oryx"]


def test_a_metric_right_before_a_gain_goes_before_the_only_speed():
    found = results("Oryx는 처리량이 높다. FID를 최대 31배 빠르게 낮춘다.")
    assert [metric for *_, metric, _, _ in found] == ["FID"]


@pytest.mark.parametrize("text", ["이 데이터의 80%는 훈련용이다.", "Oryx의 제안은 문자의 42%를 차지했다."])
def test_a_share_of_a_whole_is_no_result(text):
    assert results(text) == []
