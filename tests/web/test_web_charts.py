"""Pictures as numbers: everything lies in its box, and nothing is drawn that was not counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.web import charts

MONTHS = st.builds(lambda year, month: f"{year:04}-{month:02}", st.integers(2020, 2030), st.integers(1, 12))


def test_months_run_over_the_years():
    assert charts.months("2024-11", "2025-02") == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert charts.quarter("2025-03") == "2025 Q1"
    assert charts.quarter("2025-04") == "2025 Q2"


@given(st.dictionaries(MONTHS, st.integers(1, 10_000), min_size=1, max_size=40))
def test_bars_lie_in_their_box_in_order(counts):
    drawn = charts.bars(counts)
    assert {bar["month"]: bar["count"] for bar in drawn["bars"]} == counts
    assert [bar["month"] for bar in drawn["bars"]] == sorted(counts)
    for bar in drawn["bars"]:
        assert 0 <= bar["x"] <= bar["x"] + bar["width"] <= charts.WIDTH
        assert bar["y"] + bar["height"] == pytest.approx(charts.HEIGHT, abs=0.02)
    highest = max(drawn["bars"], key=lambda bar: bar["height"])
    assert highest["count"] == drawn["most"] == max(counts.values())


def test_no_bars_of_nothing():
    assert charts.bars({}) == {"bars": [], "most": 0, "first": "", "last": ""}


def row(concept, month, papers):
    return {"concept": concept, "name": concept.upper(), "month": month, "papers": str(papers)}


def test_shares_of_quarters():
    rows = [row("a", "2025-01", 1), row("a", "2025-02", 1), row("b", "2025-12", 5)]
    drawn = charts.shares(rows, {"2025-01": 10, "2025-03": 10, "2025-12": 10})
    assert (drawn["first"], drawn["last"], drawn["most"]) == ("2025 Q1", "2025 Q4", 50.0)
    one, other = drawn["lines"]
    assert (one["name"], one["last"], other["last"]) == ("A", 0.0, 50.0)
    assert len(one["points"]) == 2  # there is nothing to tell of quarters without papers
    assert one["points"][0][0] < one["points"][1][0]
    assert other["points"][1][1] < one["points"][0][1] < other["points"][0][1]  # higher is more
    assert charts.shares([], {}) == {"lines": [], "most": 0.0, "first": "", "last": ""}


def result(date, value, metric="F1", kind="absolute", unit="%"):
    return {"date": date, "value": value, "metric": metric, "unit": unit, "kind": kind}


def test_results_over_time_by_metric_and_unit():
    rows = [result(f"2025-01-0{day}", str(day * 10)) for day in range(1, 5)]
    rows += [result("2025-01-01", "1", metric="BLEU")] * 2 + [result("2025-01-02", "7", kind="improvement")] * 5
    (chart,) = charts.points(rows)
    assert (chart["metric"], chart["low"], chart["high"]) == ("F1", "10", "40")
    heights = [point["y"] for point in chart["points"]]
    assert heights == sorted(heights, reverse=True)
    assert all(0 <= point["x"] <= charts.WIDTH and 0 <= point["y"] <= charts.HEIGHT for point in chart["points"])
    (same,) = charts.points([result("2025-01-01", "5")] * 3)
    assert {point["y"] for point in same["points"]} == {charts.HEIGHT / 2}
