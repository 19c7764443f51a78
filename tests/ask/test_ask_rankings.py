"""How well related papers are ranked, against judgements."""

import json
import math

import pytest

from kg.ask.evaluate.rankings import evaluate_ranking, ndcg, read_judgements
from kg.ask.related import Wanted, related
from kg.errors import InputError
from kg.store.near import open_index

QUERY = "2502.01068"


@pytest.fixture(scope="module")
def sample(sample_built):
    return open_index(sample_built)


def test_the_best_order_gains_all_and_a_worse_one_less():
    assert ndcg([3, 2, 0], [0, 2, 3]) == 1
    assert ndcg([0, 2, 3], [0, 2, 3]) == pytest.approx((3 / math.log2(3) + 7 / 2) / (7 + 3 / math.log2(3)))
    assert ndcg([0, 0], [0, 0]) == 0


def test_only_the_first_ten_places_count():
    assert ndcg([0] * 10 + [3], [3] + [0] * 10) == 0


def test_who_judges_as_the_graph_ranks_gives_all_and_the_other_way_round_less(sample):
    found = [each.paper for each in related(sample, [QUERY], Wanted(4))]
    grades = dict(zip(found, (3, 2, 1, 0), strict=True))
    right = evaluate_ranking(sample, {QUERY: grades})
    assert right.gain == 1
    assert [each.query for each in right.queries] == [QUERY]
    wrong = evaluate_ranking(sample, {QUERY: dict(zip(reversed(found), (3, 2, 1, 0), strict=True))})
    assert wrong.gain < 0.7


def test_judged_papers_and_queries_that_are_not_there_are_passed_over(sample):
    best = related(sample, [QUERY], Wanted(1))[0].paper
    found = evaluate_ranking(sample, {QUERY: {best: 3, "9901.00001": 0}, "9901.00002": {QUERY: 3}})
    assert [each.judged for each in found.queries] == [1]
    assert found.missing == ("9901.00002",)


def test_both_forms_of_a_file_say_the_same_and_other_files_are_none(tmp_path):
    grades = {"a": {"b": 3, "c": 0}, "d": {"e": 1}}
    whole, lines, other = tmp_path / "whole.json", tmp_path / "lines.jsonl", tmp_path / "gold.jsonl"
    whole.write_text(json.dumps(grades), encoding="utf-8")
    rows = [json.dumps({"query": query, "grades": found}) for query, found in grades.items()]
    lines.write_text("\n".join(rows), encoding="utf-8")
    other.write_text('{"arxiv": "a", "entities": []}\n', encoding="utf-8")
    assert read_judgements(whole) == read_judgements(lines) == grades
    assert read_judgements(other) is None


def test_a_single_line_is_a_query_too(tmp_path):
    one = tmp_path / "one.jsonl"
    one.write_text('{"query": "a", "grades": {"b": 2}}\n', encoding="utf-8")
    assert read_judgements(one) == {"a": {"b": 2}}


def test_a_grade_that_is_none_is_named(tmp_path):
    file = tmp_path / "odd.json"
    file.write_text('{"a": {"b": 7}}', encoding="utf-8")
    with pytest.raises(InputError, match="grade of b for a is 7"):
        read_judgements(file)


def test_the_shipped_judgements_are_whole(root):
    judged = read_judgements(root / "ontology" / "judgements" / "related.jsonl")
    assert judged
    assert len(judged) == 120
    assert all(query not in grades and len(grades) >= 15 for query, grades in judged.items())
