"""The places of papers: pure, causal, and near what they share something with."""

from __future__ import annotations

import random

import networkx as nx
import numpy as np
import pytest

from kg.graph.layout import listed_by_day, middle, paper_places, spacing
from kg.graph.regions import hubs, regions
from kg.graph.similarity.chart import WIDTH, chart
from kg.graph.similarity.profile import WORDINGS
from kg.graph.similarity.topics import topic_chart
from kg.graph.similarity.wording import Wording

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


TOPICS = ("speech recognition", "3D Gaussian splatting", "DPO", "jailbreaking")


def charted(days, papers=8):
    """The archive with what its texts say: each field is a topic that the chart knows, and a little of the next one."""
    graph = archive(days, papers)
    said = {}
    for node, data in graph.nodes(data=True):
        if data["kind"] == "paper":
            field = FIELDS.index(data["label"].removeprefix("On "))
            said[node] = Wording(topics={TOPICS[field]: 900, TOPICS[(field + 1) % 4]: 300})
    graph.graph[WORDINGS] = said
    return graph


def test_a_paper_stands_among_its_topics():
    graph = charted(14)
    chart, places = topic_chart(), paper_places(graph)
    assert len(set(places.values())) == len(places)
    for paper, (x, y) in places.items():
        nearest = min(TOPICS, key=lambda topic: (chart[topic][0] - x) ** 2 + (chart[topic][1] - y) ** 2)
        assert nearest == max(graph.graph[WORDINGS][paper].topics, key=graph.graph[WORDINGS][paper].topics.get)


def test_what_a_paper_is_about_places_it_whatever_else_is_said():
    graph = charted(14)
    places = paper_places(graph)
    for days in (1, 5, 13):
        earlier = until(graph, days)
        earlier.graph[WORDINGS] = graph.graph[WORDINGS]
        earlier.remove_nodes_from([node for node, kind in graph.nodes(data="kind") if kind != "paper"])
        found = paper_places(earlier)
        assert found == {paper: places[paper] for paper in found}


def test_the_first_papers_have_wide_seats():
    few, many = (spacing(paper_places(charted(days)).values()) for days in (2, 60))
    assert few > 2 * many


def test_a_paper_without_topics_joins_its_kind_or_stands_apart():
    graph = charted(14)
    chart, said = topic_chart(), graph.graph[WORDINGS]
    silent = [paper for paper in said if graph.nodes[paper]["label"] == "On otters"][-4:]
    for paper in silent:
        said[paper] = Wording()
    graph.add_node("https://example.org/stray", kind="paper", label="", first_listed="2025-01-03")
    places = paper_places(graph)
    x, y = chart["speech recognition"]
    assert all((places[paper][0] - x) ** 2 + (places[paper][1] - y) ** 2 < 300**2 for paper in silent)
    stray = places.pop("https://example.org/stray")
    assert abs(stray[0]) > 700 or abs(stray[1]) > 550


def test_topics_that_papers_share_lie_together_on_a_new_chart():
    pytest.importorskip("sklearn")
    draw = random.Random(4)
    names = [f"{field} {part}" for field in FIELDS for part in range(5)]
    papers = [
        {name: 100 + draw.randrange(900) for name in draw.sample(names[5 * at : 5 * at + 5], 3)}
        for at in range(4)
        for _ in range(40)
    ]
    places = chart(papers, [*names, "nobody's"])
    assert places.shape == (21, 2)
    assert places[20].tolist() == [0, 0]
    assert np.abs(places).max() <= WIDTH
    middles = places[:20].reshape(4, 5, 2).mean(axis=1)
    for number, place in enumerate(places[:20]):
        assert ((middles - place) ** 2).sum(axis=1).argmin() == number // 5
