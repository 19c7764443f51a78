"""Which of two names is dropped where the longer one says more."""

import pytest

from kg.extract.longer import without_less
from kg.model import Entity, Kind, Name, Role


def entity(*names, kind=Kind.METHOD, sure=0.6):
    return Entity(names[0], kind, (Role.USES,), tuple(Name(name) for name in names), (), sure)


def kept(*entities):
    return [each.name for each in without_less(entities)]


@pytest.mark.parametrize("longer", ["sparse herd routing", "Sparse Herd-Routing", "herd routing network"])
def test_an_unsure_name_in_a_longer_one_is_dropped(longer):
    assert kept(entity("herd routing"), entity(longer)) == [longer]
    assert kept(entity("herd routing", sure=0.85), entity(longer)) == ["herd routing", longer]


def test_a_task_that_another_one_ends_with_must_be_surer():
    short = entity("seed sorting", kind=Kind.TASK, sure=0.9)
    long = entity("씨앗 정렬", "text-guided seed sorting", kind=Kind.TASK, sure=0.5)
    assert kept(short, long) == ["씨앗 정렬"]
    assert kept(short, entity("seed sorting evaluation", kind=Kind.TASK)) == ["seed sorting", "seed sorting evaluation"]
    surest = entity("seed sorting", kind=Kind.TASK, sure=0.97)
    assert kept(surest, long) == ["seed sorting", "씨앗 정렬"]


def test_names_of_other_kinds_and_parts_of_words_do_not_count():
    assert kept(entity("seed sorting", kind=Kind.TASK), entity("oryx seed sorting")) == [
        "seed sorting",
        "oryx seed sorting",
    ]
    assert kept(entity("sorting"), entity("resorting")) == ["sorting", "resorting"]
    assert kept(entity("GPT"), entity("GPT 4")) == ["GPT", "GPT 4"], "three letters are too few"
    assert kept() == []


def test_a_name_does_not_drop_itself():
    assert kept(entity("seed sorting", "fast seed sorting")) == ["seed sorting"]
