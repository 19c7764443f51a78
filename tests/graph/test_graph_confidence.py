"""What is left when only what is sure enough counts: always a part, and the same from facts as from their graph."""

from dataclasses import replace
from itertools import pairwise

import networkx as nx
import pytest

from kg.graph.build import build_graph
from kg.graph.confidence import surer_facts, surer_graph
from kg.model import Mention, Statement

LEVELS = (0.0, 0.3, 0.5, 0.51, 0.7, 0.8, 0.85, 0.9, 0.95, 0.9877, 1.0)


def named(facts):
    return {(each.paper, each.concept): each.roles for each in facts.statements}


def test_nothing_is_left_out_at_zero(facts, graph):
    assert surer_facts(facts, 0) is facts
    assert surer_graph(graph, 0) is graph


def test_the_more_is_asked_for_the_less_is_left(facts):
    left = [surer_facts(facts, least) for least in LEVELS]
    for more, less in pairwise(left):
        for part in ("statements", "mentions", "results"):
            assert set(getattr(less, part)) <= set(getattr(more, part)), part
        assert {concept.slug for concept in less.concepts} <= {concept.slug for concept in more.concepts}
        assert (less.papers, less.authors, less.digests, less.doubts) == (
            more.papers,
            more.authors,
            more.digests,
            more.doubts,
        )
    assert len({len(each.statements) for each in left}) > 4
    assert left[-1].statements == ()


def test_what_is_as_sure_as_asked_for_stays(facts):
    assert ("2502.00001", "accuracy") in named(surer_facts(facts, 0.8))
    assert ("2502.00001", "accuracy") not in named(surer_facts(facts, 0.8001))


def test_confidence_is_compared_as_it_is_stated(facts):
    """0.98765 is written as 0.9877: who asks for that much gets it."""
    assert ("2502.00001", "fastkv") in named(surer_facts(facts, 0.9877))


def test_a_result_goes_with_any_of_its_parts(facts):
    def results(least):
        return [(each.paper, each.number) for each in surer_facts(facts, least).results]

    stated = replace(facts, statements=(*facts.statements, Statement("2502.00001", "kv-cache", (), 0.75)))
    assert results(0.3) == [("2502.00001", 2), ("2502.00004", 1)]  # nobody states the first one's baseline
    assert [each.number for each in surer_facts(stated, 0.7).results] == [1, 2, 1]
    assert [each.number for each in surer_facts(stated, 0.76).results] == [2, 1]
    assert results(1.0) == [("2502.00004", 1)]  # it has no parts


def test_a_concept_goes_unless_it_is_named_or_stands_above_one_that_is(facts):
    def slugs(least):
        return {concept.slug for concept in surer_facts(facts, least).concepts}

    assert "llm" in slugs(0.5)
    assert "llm" not in slugs(0.51)
    assert {"fastkv", "kv-cache"} == slugs(0.95)  # nobody names the second: the first is a kind of it
    assert slugs(1.0) == set()


def test_nothing_points_at_what_is_gone(facts):
    for least in LEVELS[1:]:
        left = surer_facts(facts, least)
        slugs = {concept.slug for concept in left.concepts}
        assert all(slugs.issuperset((*concept.broader, *concept.related)) for concept in left.concepts)
        assert slugs.issuperset(each.concept for each in (*left.statements, *left.mentions))


def test_a_mention_goes_with_its_link_and_by_itself(facts):
    unsure = Mention("2502.00001", "body", 0, 6, "FastKV", "fastkv", "lexicon", 0.6)
    left = surer_facts(replace(facts, mentions=(*facts.mentions, unsure)), 0.7)
    assert {each.concept for each in left.mentions} == {"fastkv"}
    assert unsure not in left.mentions


@pytest.mark.parametrize("least", LEVELS)
def test_the_graph_of_what_is_left_is_what_is_left_of_the_graph(facts, graph, least):
    before = graph.copy()
    expected = build_graph(surer_facts(facts, least))
    assert nx.utils.graphs_equal(surer_graph(graph, least), expected)
    assert nx.utils.graphs_equal(graph, before)


def test_a_link_of_unknown_confidence_stays(graph):
    for *_, data in graph.edges(data=True):
        data.pop("confidence", None)
    left = surer_graph(graph, 1.0)
    assert sum(key == "kg:addresses" for *_, key in left.edges(keys=True)) == 4
