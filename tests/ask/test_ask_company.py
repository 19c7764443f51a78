"""Concepts in the same company, and gaps between what rises: every score follows from what its row states."""

from __future__ import annotations

import datetime as dt
import math

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ask import nodes
from kg.ask.gaps import Wanted, gaps
from kg.ask.similar import WEIGHTS, similar
from kg.errors import NotFoundError, UsageError
from kg.ontology.terms import KG, NODE_CLASS, PREFIXES

CONCEPT = "https://w3id.org/paperkg/concept/"
KINDS = {"m": "method", "t": "task", "b": "benchmark", "k": "metric"}
ROLE = {"method": "uses", "task": "addresses", "benchmark": "evaluatesOn", "metric": "measures"}


def archive(papers, *, broader=(), doubted=()):
    """A store of papers, each given by its day (from 2025-01-01), its concepts ("m1", "t2" …) and its authors."""
    store = ox.Store()

    def say(subject, relation, value):
        store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(relation), value))

    for number, (day, concepts, authors) in enumerate(papers):
        paper = f"https://arxiv.org/abs/2501.{number:05}"
        date = dt.date(2025, 1, 1) + dt.timedelta(day)
        say(paper, nodes.TYPE, ox.NamedNode(NODE_CLASS["paper"]))
        say(paper, KG + "firstListed", ox.Literal(str(date), datatype=ox.NamedNode(PREFIXES["xsd"] + "date")))
        for name in concepts:
            kind = KINDS[name[0]]
            say(paper, KG + ROLE[kind], ox.NamedNode(CONCEPT + name))
            say(CONCEPT + name, nodes.TYPE, ox.NamedNode(NODE_CLASS[kind]))
            say(CONCEPT + name, nodes.PREF_LABEL, ox.Literal(name, language="en"))
        for name in authors:
            author = f"https://w3id.org/paperkg/author/{name}"
            say(paper, nodes.CREATOR, ox.NamedNode(author))
            say(author, nodes.TYPE, ox.NamedNode(NODE_CLASS["author"]))
            say(author, nodes.NAME, ox.Literal(name))
        if number in doubted:
            say(paper, KG + "trust", ox.Literal("doubtful"))
    for narrow, wide in broader:
        say(CONCEPT + narrow, PREFIXES["skos"] + "broader", ox.NamedNode(CONCEPT + wide))
    return store


CONCEPTS = ["m1", "m2", "m3", "t1", "t2", "b1", "k1"]
PAPERS = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.sets(st.sampled_from(CONCEPTS), min_size=1, max_size=5),
        st.sets(st.sampled_from(["ann", "bob"]), max_size=2),
    ),
    min_size=1,
    max_size=14,
)


def association(together, one, other, among):
    """As the documentation has it, written again."""
    if together * among <= one * other:
        return 0.0
    return (
        math.log(together * among / one / other) * together / (together + 1) * min(one, other) / (min(one, other) + 1)
    )


# ---------------------------------------------------------------- similar


@settings(max_examples=80, deadline=None)
@given(PAPERS)
def test_every_weight_follows_from_the_counts_in_its_row(papers):
    store = archive(papers)
    named = {
        name: {n for n, (_, concepts, people) in enumerate(papers) if name in concepts | people}
        for name in [*CONCEPTS, "ann", "bob"]
    }
    for name in CONCEPTS:
        if not named[name]:
            continue
        for found in similar(store, f"concept:{name}", kinds=tuple(KINDS.values())):
            other = found.thing.label
            assert other != name
            assert (found.papers_one, found.papers_other) == (len(named[name]), len(named[other]))
            assert found.together == len(named[name] & named[other])
            assert found.among == len(papers)
            assert sum(round(part.weight * 1e6) for part in found.company) == round(found.score * 1e6)
            for part in found.company:
                with_both = named[part.thing.label]
                assert part.papers == len(with_both)
                assert (part.with_one, part.with_other) == (
                    len(with_both & named[name]),
                    len(with_both & named[other]),
                )
                assert len(with_both & (named[name] | named[other])) > 1
                ties = (
                    association(count, uses, part.papers, found.among)
                    for count, uses in ((part.with_one, found.papers_one), (part.with_other, found.papers_other))
                )
                weight = WEIGHTS[part.thing.kind] ** 2 * math.prod(ties) * found.scale
                assert part.weight == pytest.approx(weight, abs=1e-6)


def test_what_has_the_same_company_comes_first_though_never_named_together():
    papers = [(0, {"m1", "t1", "b1"}, set()), (0, {"m1", "t1"}, set())] + [(0, {"m2", "t1", "b1"}, set())] * 2
    papers += [(0, {"m3", "t2"}, set())] * 3 + [(0, {"t3"}, set())] * 9
    (found,) = similar(archive(papers), "m1")
    assert (found.thing.label, found.together) == ("m2", 0)
    assert [part.thing.label for part in found.company] == ["t1", "b1"]


def test_two_concepts_of_one_paper_alone_are_not_similar_for_that():
    papers = [(0, {"m1", "m2", "t1", "b1"}, {"ann"})] + [(0, {"t3"}, set())] * 9
    assert similar(archive(papers), "m1") == ()


def test_broader_concepts_and_doubtful_papers_do_not_count():
    papers = [(0, {"m1", "t1"}, set()), (0, {"m2", "t1"}, set())] + [(0, {"t3"}, set())] * 9
    assert [each.thing.label for each in similar(archive(papers), "m1")] == ["m2"]
    assert similar(archive(papers, broader=[("m1", "m3"), ("m3", "m2")]), "m1") == ()
    assert similar(archive(papers, doubted={1}), "m1") == ()


def test_similar_by_a_korean_name_and_by_other_kinds(store):
    (found,) = similar(store, "KV 캐시 압축", kinds=("benchmark",))
    assert found.thing.label == "LongBench"
    assert similar(store, "KV 캐시 압축") == ()
    assert {"ChunkKV", "LongBench"} <= {
        each.thing.label for each in similar(store, "FastKV", kinds=("benchmark", "method"))
    }
    with pytest.raises(NotFoundError, match="nothing is called"):
        similar(store, "Dongwon Jo")


# ---------------------------------------------------------------- gaps


def rising(*, extra=(), days=100):
    """An archive in which m1 and t1 rise, and neighbours of both are combined: (m1, t2), (m2, t1), but not (m1, t1)."""
    papers = [(day, {"m9", "t9"}, set()) for day in range(days)]
    papers += [(90 + n, {"m1", "m2"}, set()) for n in range(3)] + [(90 + n, {"t1", "t2"}, set()) for n in range(3)]
    papers += [(80 + n, {"m1", "t2"}, set()) for n in range(3)] + [(80 + n, {"m2", "t1"}, set()) for n in range(3)]
    return [*papers, (85, {"m2", "t2"}, set()), *extra]


def pairs(found):
    return [(gap.method.thing.label, gap.task.thing.label) for gap in found[1]]


def test_a_gap_between_what_rises():
    window, found = gaps(archive(rising()))
    (gap,) = found
    assert (gap.method.thing.label, gap.task.thing.label) == ("m1", "t1")
    assert [(each.thing.label, each.combined, each.papers) for each in gap.near_tasks] == [("t2", 3, 7)]
    assert [(each.thing.label, each.combined, each.papers) for each in gap.near_methods] == [("m2", 3, 7)]
    assert gap.expected == pytest.approx(6 * 3 / 7, abs=1e-6)
    assert (window.since, window.days, window.papers + window.before) == ("2025-03-17", 25, 113)


@pytest.mark.parametrize(
    "extra",
    [
        [(5, {"m1", "t1"}, set())],
        [(5, {"m3", "t1"}, set())],
        [(n, {"m1"}, set()) for n in range(50)],
        [(n, {"t1"}, set()) for n in range(50)],
    ],
    ids=["a paper combines them", "a paper combines a narrower one", "the method fell", "the task fell"],
)
def test_no_gap(extra):
    assert ("m1", "t1") not in pairs(gaps(archive(rising(extra=extra), broader=[("m3", "m1")])))


def test_a_doubtful_paper_neither_fills_a_gap_nor_makes_one():
    papers = rising(extra=[(5, {"m1", "t1"}, set())])
    assert pairs(gaps(archive(papers, doubted={len(papers) - 1}))) == [("m1", "t1")]
    assert pairs(gaps(archive(rising(), doubted=set(range(100, 113))))) == []


def test_one_inside_the_other_is_no_gap():
    assert pairs(gaps(archive(rising(), broader=[("m1", "t1")]))) == []


def test_a_fixed_side_need_not_rise():
    papers = rising(extra=[(n, {"t1"}, set()) for n in range(40)])
    assert pairs(gaps(archive(papers))) == []
    (gap,) = gaps(archive(papers), Wanted(task="t1"))[1]
    assert gap.task.rise < 1 < gap.method.rise
    assert gap.score == pytest.approx(gap.expected * math.log(gap.method.rise) / 2, abs=1e-5)
    assert gaps(archive(papers), Wanted(method="m9"))[1] == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(40, 99), st.sets(st.sampled_from(["m1", "m2", "m3", "t1", "t2", "t3"]), min_size=2)))
)
def test_every_score_follows_from_its_row(extra):
    papers = rising(extra=[(*each, set()) for each in extra])
    window, found = gaps(archive(papers), k=99)
    dates = [str(dt.date(2025, 1, 1) + dt.timedelta(day)) for day, _, _ in papers]
    recent = {n for n, date in enumerate(dates) if date >= window.since}
    assert (window.papers, window.before) == (len(recent), len(papers) - len(recent))
    for gap in found:
        growth = []
        for side, near in ((gap.method, gap.near_methods), (gap.task, gap.near_tasks)):
            named = {n for n, (_, concepts, _) in enumerate(papers) if side.thing.label in concepts}
            assert (side.papers, side.before) == (len(named & recent), len(named - recent))
            assert side.rise == pytest.approx(
                (side.papers + 1) / (side.before * window.papers / window.before + 1), abs=1e-6
            )
            other = (gap.task if side is gap.method else gap.method).thing.label
            for each in near:
                with_it = [concepts for _, concepts, _ in papers if each.thing.label in concepts]
                assert (each.papers, each.combined) == (len(with_it), sum(other in concepts for concepts in with_it))
            weights = sum(each.association for each in near)
            share = sum(each.association * each.combined / each.papers for each in near) / weights
            assert side.expected == pytest.approx(len(named) * share, abs=1e-5)
            growth.append(math.log(side.rise))
        assert not any({gap.method.thing.label, gap.task.thing.label} <= concepts for _, concepts, _ in papers)
        assert gap.expected == pytest.approx(math.sqrt(gap.method.expected * gap.task.expected), abs=1e-5)
        assert gap.score == pytest.approx(gap.expected * sum(growth) / 2, abs=1e-4)
    assert [gap.score for gap in found] == sorted((gap.score for gap in found), reverse=True)


def test_one_day_cannot_show_what_rises():
    with pytest.raises(NotFoundError, match=r"one day \(2025-01-01\): that cannot show what is rising"):
        gaps(archive([(0, {"m1", "t1"}, set())] * 3))


@pytest.mark.parametrize("since", ["2025-01-01", "2026-01-01", "lately"])
def test_a_first_day_that_leaves_nothing_to_compare_is_refused(since):
    with pytest.raises(UsageError):
        gaps(archive(rising()), Wanted(since=since))


def test_the_order_of_statements_makes_no_difference():
    papers = rising(extra=[(90, {"m4", "t4", "t2"}, set())])
    store, other = archive(papers), ox.Store()
    other.extend(sorted(store, key=str, reverse=True))
    assert gaps(store) == gaps(other)
    assert all(similar(store, name) == similar(other, name) for name in ("m1", "m2", "t2"))
