import pytest

from kg.extract.presented import announced, told
from kg.model import Entity, Kind, Name, Role, Section, Span


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Finch: A Multilingual Benchmark for Seed Sorting", Kind.BENCHMARK),
        ("Finch: Benchmarking Birds over Long Flights", Kind.BENCHMARK),
        ("Finch: Towards Evaluating Birds", Kind.BENCHMARK),
        ("Finch: A Large-Scale Dataset of Songs", Kind.DATASET),
        ("Finch: A Dataset and Benchmark for Songs", Kind.BENCHMARK),
        ("Finch: a parallel corpus", Kind.DATASET),
        ("Finch: A System for Making Datasets", None),
        ("Finch: Improving Birds on Every Benchmark", None),
        ("Finch and the Benchmark of Birds", None),
        ("Finch:", None),
        ("Finch", None),
    ],
)
def test_what_a_title_announces(title, kind):
    assert announced(title, len("Finch")) is kind


def entity(kind=Kind.METHOD, role=Role.INTRODUCES, section="title", start=0):
    span = Span(section, start, start + 5, "Finch", "test", 0.9)
    return Entity("Finch", kind, (role,), (Name("Finch"),), (span,), 0.9)


def test_only_the_new_thing_that_opens_the_title_is_told():
    title = Section("title", "Finch: A Benchmark for Finch Owners")
    assert [item.kind for item in told([entity()], title)] == [Kind.BENCHMARK]
    others = [
        entity(kind=Kind.DATASET),
        entity(role=Role.USES),
        entity(section="body"),
        entity(start=len("Finch: A Benchmark for ")),
    ]
    assert told(others, title) == others
