import networkx as nx
import pytest

from kg.graph.communities import centrality, communities, page_rank, paper_network
from kg.ontology.terms import Iris

IRIS = Iris()


def topical(groups):
    """A graph of papers that address the tasks of their group, linked within it."""
    graph = nx.MultiDiGraph(base=IRIS.base)
    for topic, papers in groups.items():
        for task in (topic, f"{topic} for Robots", "LLM"):
            graph.add_node(f"c:{task}", kind="task", label=task)
        for paper in papers:
            graph.add_node(paper, kind="paper", label=paper)
            for task in (topic, f"{topic} for Robots", "LLM"):
                graph.add_edge(paper, f"c:{task}", "kg:addresses")
        for one in papers:
            for other in papers:
                if one != other:
                    graph.add_edge(one, other, "kg:sharesTopicWith", weight=0.5)
    return graph


def test_communities_are_numbered_by_size_and_named_after_what_characterises_them():
    found = communities(topical({"Speech": ["s1", "s2"], "Video": ["v1", "v2", "v3"], "Alone": ["a1"]}))
    assert [(each.papers, each.linked) for each in found] == [
        (("v1", "v2", "v3"), True),
        (("s1", "s2"), True),
        (("a1",), False),
    ]
    assert found[0].name.startswith("Video")
    assert "LLM" not in found[0].name.split(" · ")[0]
    assert found[2].name == "Other topics"
    assert found[0].concepts[0] == "c:Video"


def test_names_are_unique():
    graph = topical({"Video": ["v1", "v2", "v3"]})
    graph.add_node("w1", kind="paper", label="w1")
    graph.add_node("w2", kind="paper", label="w2")
    for one, other in (("w1", "w2"), ("w2", "w1")):
        graph.add_edge(one, "c:Video", "kg:addresses")
        graph.add_edge(one, "c:LLM", "kg:addresses")
        graph.add_edge(one, other, "kg:sharesTopicWith", weight=1.0)
    names = [each.name for each in communities(graph)]
    assert len(set(names)) == len(names) == 2


def test_every_paper_is_in_exactly_one_community(graph):
    papers = [paper for each in communities(graph) for paper in each.papers]
    assert sorted(papers) == sorted(paper_network(graph))


def test_an_empty_graph_has_none():
    assert communities(nx.MultiDiGraph()) == ()
    assert centrality(nx.MultiDiGraph()) == {}


def test_centrality_counts_neighbours_once(graph):
    measured = centrality(graph)
    hub = measured[IRIS.concept("llm")]
    assert hub.degree == 5
    assert hub.strength == 5
    assert IRIS.link("2502.00001", "2502.00002") not in measured
    assert sum(each.pagerank for each in measured.values()) == pytest.approx(1, abs=1e-5)


def test_page_rank_by_hand():
    star = nx.Graph()
    star.add_weighted_edges_from([("hub", leaf, 1.0) for leaf in "abc"])
    rank = page_rank(star)
    assert rank["a"] == rank["b"] == pytest.approx(0.0375 + 0.85 * rank["hub"] / 3, abs=1e-5)
    assert rank["hub"] == pytest.approx(0.0375 + 0.85 * 3 * rank["a"], abs=1e-5)
