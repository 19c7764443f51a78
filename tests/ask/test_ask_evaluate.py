"""`kg eval` in parts: what each row counts, intervals over papers, errors with their text, reliability."""

import json
import random

import pytest

from kg.ask.evaluate import Score, evaluate
from kg.ask.evaluate.claims import Place, Prediction
from kg.ask.evaluate.errors import errors
from kg.ask.evaluate.gold import GoldEntity, GoldPaper
from kg.ask.evaluate.reliability import reliability
from kg.ask.evaluate.scores import Interval, Tally, tables
from kg.extract.gold import normal
from kg.pipeline import build
from kg.store.disk import open_store

DIGEST = """## Daily Papers (2025-03-01)

### [TinyKV: A KV Cache Compression Toy](https://arxiv.org/abs/2503.00001)

Authors: A. Author

- TinyKV는 KV 캐시 압축 방법으로 LongBench에서 FastKV와 비교된다. 요약은 짧고 그림은 없다.

### [Video Harbours](https://arxiv.org/abs/2503.00002)

Authors: B. Author

- We train Video Harbours on ImageNet and compare the model with Stable Diffusion on image generation.
"""


def entity(name, kind, role, *names, core=True, kinds=(), evidence=""):
    spelt = (name, *names)
    normals = frozenset(map(normal, spelt))
    return GoldEntity(name, normals, kind, frozenset((kind, *kinds)), role, frozenset((role,)), core, spelt, evidence)


def claim(label, kind, *roles, places=()):
    return Prediction(f"iri:{label}", label, frozenset((normal(label),)), frozenset((kind,)), roles, tuple(places))


# ---------------------------------------------------------------- scores


def test_intervals_hold_the_score_and_widen_with_the_spread_of_papers():
    even = [{("t", "x"): Tally(3, 1, 4)} for _ in range(20)]
    uneven = [{("t", "x"): Tally(6 * (number % 2), 1, 4)} for number in range(20)]
    (same,), (spread,) = tables(even)["t"], tables(uneven)["t"]
    assert same.intervals == (Interval(0.75, 0.75),) * 3
    low, high = spread.intervals[2]
    assert low < spread.f1 < high
    assert high - low > 0.1


def test_an_interval_covers_what_it_says():
    """Of thirty papers with a known share of right predictions, the interval holds that share about 95 times of 100."""

    chance = random.Random(1)
    held = 0
    for _ in range(60):
        papers = []
        for _ in range(30):
            right = sum(chance.random() < 0.7 for _ in range(8))
            papers.append({("t", "x"): Tally(right, 8 - right, 8)})
        (score,) = tables(papers)["t"]
        held += score.intervals[2].low <= 0.7 <= score.intervals[2].high
    assert held >= 50


def test_the_same_papers_give_the_same_intervals_and_none_gives_none():
    papers = [{("t", "x"): Tally(number % 3, 1, 3)} for number in range(9)]
    assert tables(papers) == tables(papers)
    assert tables([]) == {}
    assert Score("x", 1, 1, 1).intervals is None


# ---------------------------------------------------------------- errors

TEXTS = {"x": {"title": "A title", "body": "이 논문은 작은 배를 소개하고 BigBoat와 비교한다."}}


def test_missed_and_made_up_with_why_and_text():
    gold = GoldPaper(
        "x",
        (
            entity("small boat", "task", "addresses", "작은 배"),
            entity("BigBoat", "model", "introduces", evidence="the big one"),
            entity("Harbour", "dataset", "uses", core=False),
            entity("Sail", "method", "uses", "Sails"),
        ),
        (),
    )
    place = Place("body", 17, 24, "BigBoat", 0.9)
    made = [
        claim("BigBoat", "method", "uses", places=[place, Place("body", 0, 1, "이", 0.2)]),
        claim("Harbour", "dataset"),
        claim("Oar", "method", places=[Place("body", 3, 9, "elsewhere", 0.4)]),
        claim("Sail", "method", "uses"),
        claim("Sails", "method", "uses"),
    ]
    missed, made_up = errors([(gold, made)], TEXTS)
    assert [(each.name, each.why, each.text) for each in missed] == [
        ("BigBoat", "it is there as a method", "the big one"),
        ("small boat", "not there", "이 논문은 [작은 배]를 소개하고 BigBoat와 비교한다."),
    ]
    assert [(each.name, each.why, each.text, each.confidence) for each in made_up] == [
        ("BigBoat", "it is a model", "이 논문은 작은 배를 소개하고 [BigBoat]와 비교한다.", 0.9),
        ("Oar", "not annotated", "elsewhere", 0.4),
        ("Sails", "a second Sail", "", None),
    ]


def test_long_texts_are_cut_on_both_sides():
    text = "가" * 90 + "Lantern" + "나" * 90
    made = [claim("Lantern", "method", places=[Place("body", 90, 97, "Lantern", 0.9)])]
    _, (found,) = errors([(GoldPaper("x", (), ()), made)], {"x": {"body": text}})
    assert found.text == f"…{'가' * 40}[Lantern]{'나' * 40}…"


# ---------------------------------------------------------------- reliability


def test_reliability_is_said_against_true():
    found = reliability([(0.95, True), (0.95, False), (1.0, True), (0.25, False)])
    assert [(each.low, each.count, each.true) for each in found.bins] == [(0.2, 1, 0.0), (0.9, 3, 2 / 3)]
    assert found.bins[1].said == pytest.approx(2.9 / 3)
    assert found.error == pytest.approx((0.25 + 3 * (2.9 / 3 - 2 / 3)) / 4)
    assert found.count == 4


def test_who_says_what_is_so_makes_no_error():
    assert reliability([(0.5, True), (0.5, False)]).error == 0.0
    assert reliability([]) == reliability(())
    assert reliability([]).error == 0.0


# ---------------------------------------------------------------- a built graph


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("evaluate")
    (made / "2025-03-01.md").write_text(DIGEST, encoding="utf-8")
    build([made / "2025-03-01.md"], out=made / "exports")
    return made / "exports"


@pytest.fixture(scope="module")
def gold(folder):
    def item(name, kind, role, *names):
        return {"name": name, "names": [name, *names], "type": kind, "role": role, "core": True}

    papers = [
        {
            "arxiv": "2503.00001",
            "entities": [
                item("TinyKV", "method", "introduces"),
                item("LongBench", "benchmark", "evaluates_on"),
                item("picture", "dataset", "uses", "그림"),
            ],
        },
        {"arxiv": "2503.00002", "entities": [item("ImageNet", "dataset", "uses"), item("harbour", "task", "uses")]},
    ]
    path = folder.parent / "gold.jsonl"
    path.write_text("\n".join(json.dumps(paper, ensure_ascii=False) for paper in papers), encoding="utf-8")
    return path


def test_the_parts_sum_to_the_whole(folder, gold):
    found = evaluate(open_store(folder), [gold], folder=folder)
    scores = {score.name: score for score in found.scores}

    def summed(rows):
        return tuple(sum(getattr(row, name) for row in rows) for name in ("right", "wrong", "wanted"))

    assert summed(found.by_type) == summed([scores["typed"]])
    assert summed(found.by_role) == summed([scores["role"]])
    assert [(name, papers) for name, papers, _ in found.by_language] == [("Korean", 1), ("English", 1)]
    for name, score in scores.items():
        parts = [row for _, _, rows in found.by_language for row in rows if row.name == name]
        assert summed(parts) == summed([score]), name
    assert scores["typed"].right >= 2
    assert found.reliability.count == scores["typed"].right + scores["typed"].wrong
    assert len(found.missed) == scores["typed"].wanted - scores["typed"].right
    assert len(found.made_up) == scores["typed"].wrong


def test_errors_are_quoted_from_the_kept_digests(folder, gold):
    found = evaluate(open_store(folder), [gold], folder=folder)
    texts = {each.name: each.text for each in (*found.missed, *found.made_up)}
    assert "[그림]은 없다." in texts["picture"]
    assert all("[" in text for name, text in texts.items() if name != "harbour")
    confidences = [each.confidence for each in found.made_up]
    assert confidences == sorted(confidences, reverse=True)


def test_without_the_folder_nothing_is_quoted_nor_told_by_language(folder, gold):
    found = evaluate(open_store(folder), [gold])
    assert found.by_language == ()
    assert {each.text for each in found.missed} == {""}
    assert found.scores == evaluate(open_store(folder), [gold], folder=folder).scores
