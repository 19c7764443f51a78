"""The picture of the map's regions: every topic is in it, no name covers another."""

from __future__ import annotations

import itertools
import random

import pytest

from kg.web.regions import HEIGHT, NARROW, WIDE, WIDTH, regions


def topics(number, seed=3):
    draw = random.Random(seed)
    words = ("reward model", "동영상 생성", "diffusion model", "KV cache", "과제", "mathematical reasoning")
    return [
        {
            "number": place,
            "name": " · ".join(draw.sample(words, 2)),
            "papers": draw.randint(1, 300),
            "place": (draw.randint(-1500, 900), draw.randint(-700, 900)),
        }
        for place in range(number)
    ]


def boxes(drawn, form, size):
    for disc in drawn:
        lines = disc[form]
        if lines:
            wide = max(
                sum(size if "가" <= letter <= "힣" else size * 0.56 for letter in line["text"]) for line in lines
            )
            yield lines[0]["x"] - wide / 2, lines[0]["y"] - size * 0.9, lines[0]["x"] + wide / 2, lines[-1]["y"]


@pytest.mark.parametrize(("form", "size"), [("wide", WIDE), ("narrow", NARROW)])
@pytest.mark.parametrize("number", [1, 2, 40, 120])
def test_names_lie_inside_and_apart(form, size, number):
    drawn = regions(topics(number))
    assert {disc["number"] for disc in drawn} == set(range(number))
    found = [*boxes(drawn, form, size)]
    assert found
    for left, top, right, bottom in found:
        assert 0 <= left < right <= WIDTH
        assert 0 <= top < bottom <= HEIGHT
    for one, other in itertools.combinations(found, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_the_largest_topic_is_named_and_drawn_largest():
    drawn = regions(topics(40))
    assert drawn[0]["papers"] == max(disc["papers"] for disc in drawn)
    assert drawn[0]["wide"]
    assert drawn[0]["r"] == max(disc["r"] for disc in drawn)
    assert sum(bool(disc["wide"]) for disc in drawn) > 15


def test_one_topic_stands_in_the_middle_and_none_gives_none():
    (only,) = regions(topics(1))
    assert (only["x"], only["y"]) == (WIDTH / 2, HEIGHT / 2)
    assert regions([]) == []
