"""The places of papers: pure, causal, and near what they share something with."""

from __future__ import annotations

import random

import networkx as nx
import pytest

from kg.graph.layout import listed_by_day, middle, paper_places
from kg.graph.regions import hubs, regions

FIELDS = ("otters", "bridges", "violins", "glaciers")


def archive(days, papers=8, seed=3):
    """Papers of four fields that share nothing but a hub, so many a day; edges in a shuffled order."""
    draw = random.Random(seed)
    graph = nx.MultiDiGraph(base="https://example.org/")
    graph.add_node("hub", kind="method", label="hub")
    edges = []
    for day in range(days):
        for number in range(papers):
            field = FIELDS[number % len(FIELDS)]
            paper = f"https://example.org/{day:03}-{number:02}"
            graph.add_node(
                paper, kind="paper", label=f"On {field}", first_listed=f"2025-{1 + day // 28:02}-{1 + day % 28:02}"
            )
            edges += [(paper, "hub", "kg:uses")]
            edges += [(paper, f"{field} {part}", "kg:addresses") for part in draw.sample(range(9), 3)]
    draw.shuffle(edges)
    for paper, concept, role in edges:
        if concept not in graph:
            graph.add_node(concept, kind="task", label=concept)
        graph.add_edge(paper, concept, role)
    return graph


def until(graph, days):
    kept = {paper for day in listed_by_day(graph)[:days] for paper in day}
    return graph.subgraph([node for node, kind in graph.nodes(data="kind") if kind != "paper" or node in kept]).copy()


@pytest.fixture(scope="module")
def whole():
    return archive(14)


def test_a_newer_day_leaves_every_older_paper_where_it_is(whole):
    places = paper_places(whole)
    for days in (1, 2, 5, 13):
        earlier = paper_places(until(whole, days))
        assert earlier == {paper: places[paper] for paper in earlier}


def test_places_are_a_function_of_the_facts_and_not_of_their_order(whole):
    other = nx.MultiDiGraph(base=whole.graph["base"])
    nodes, edges = list(whole.nodes(data=True)), list(whole.edges(keys=True))
    random.Random(1).shuffle(nodes)
    random.Random(2).shuffle(edges)
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    assert paper_places(other) == paper_places(whole)


def test_no_two_papers_share_a_seat(whole):
    places = paper_places(whole)
    assert len(set(places.values())) == len(places) == 14 * 8


def test_papers_of_a_field_lie_together(whole):
    places = paper_places(whole)
    field = {paper: whole.nodes[paper]["label"] for paper in places}

    def nearest(paper):
        x, y = places[paper]
        others = sorted(
            (o for o in places if o != paper), key=lambda o: (places[o][0] - x) ** 2 + (places[o][1] - y) ** 2
        )
        return others[:5]

    same = sum(field[other] == field[paper] for paper in places for other in nearest(paper))
    assert same / (5 * len(places)) > 0.75  # by chance: 0.25


def test_an_empty_archive_and_a_paper_alone():
    assert paper_places(nx.MultiDiGraph()) == {}
    assert len(paper_places(archive(1, papers=1))) == 1
    assert regions(nx.MultiDiGraph(), {}) == ()


def test_regions_share_out_the_papers_and_are_named_after_what_is_theirs(whole):
    found = regions(whole, paper_places(whole))
    papers = [paper for region in found for paper in region.papers]
    assert sorted(papers) == sorted(paper_places(whole))
    assert len(found) == 5
    assert len({region.name for region in found}) == 5
    assert all("hub" not in region.name and region.name.startswith(FIELDS) for region in found)
    sizes = [len(region.papers) for region in found]
    assert sizes == sorted(sizes, reverse=True)


def test_a_hub_is_what_more_than_a_twelfth_of_the_papers_name(whole):
    assert "hub" in hubs(whole)
    assert hubs(archive(1, papers=3)) == frozenset()


def test_the_middle_lies_among_points_and_not_between_two_heaps():
    near = [(0, 0), (10, 0), (0, 10), (5, 5)]
    assert middle([*near, (4000, 0), (4010, 0)])[0] <= 10
    assert middle([(7, 9)]) == (7, 9)
