"""What is said to be sure is as sure as it says, on papers that nothing was learnt from."""

import random

import pytest

from kg.extract.fit import fit_calibration
from kg.extract.judge import confidence
from kg.extract.validate import Score, interval, reliability, total_score


def test_calibration_brings_what_is_said_to_what_is_true():
    pytest.importorskip("sklearn", reason="training needs scikit-learn: pip install 'paperkg[train]'")
    draw = random.Random(5)
    said = [draw.uniform(0.4, 0.999) for _ in range(4_000)]
    pairs = [(each, draw.random() < 0.3 + 0.5 * each) for each in said]
    calibration = fit_calibration(pairs)
    corrected = [(confidence(each, calibration), right) for each, right in pairs]

    def error(told):
        return abs(sum(each for each, _ in told) - sum(right for _, right in told)) / len(told)

    assert error(corrected) < 0.01 < error([pair for pair in pairs if pair[0] > 0.8])
    assert sorted(pairs) == [pair for _, pair in sorted(zip((each for each, _ in corrected), pairs, strict=True))]


def test_without_a_mistake_there_is_nothing_to_correct():
    assert fit_calibration([(0.9, True)] * 5) == (1.0, 0.0)
    assert confidence(0.8, (1.0, 0.0)) == pytest.approx(0.8)
    assert 0.0 < confidence(0.0, (1.0, 0.0)) < confidence(1.0, (1.0, 0.0)) < 1.0


def test_reliability_has_a_line_for_each_tenth():
    assert reliability([(0.95, True), (0.91, False), (0.42, True), (1.0, True)]) == [
        "said 0.42, true 1.00 (1 names)",
        "said 0.95, true 0.67 (3 names)",
    ]


def test_an_interval_holds_the_score_and_narrows_with_more_papers():
    papers = [Score(hits, wrong, 10) for hits, wrong in ((8, 2), (5, 5), (9, 0), (4, 3), (7, 6), (10, 1))]
    low, high = interval(papers)
    assert low < total_score(papers).f1 < high
    wide = high - low
    low, high = interval(papers * 16)
    assert low < total_score(papers).f1 < high
    assert high - low < wide / 2
    assert interval([Score(1, 0, 1)] * 5) == (1.0, 1.0)
