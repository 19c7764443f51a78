import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import networkx as nx

from kg.graph import naming
from kg.graph.build import build_graph, submitted
from kg.graph.pairs import author_pairs, papers_without_pairs
from kg.ontology.terms import BASE, Iris

IRIS = Iris()
FAST, CHUNK, VIDEO, KOREAN = (f"https://arxiv.org/abs/2502.0000{number}" for number in (1, 2, 3, 4))


def of_kind(graph, kind):
    return sorted(node for node, data in graph.nodes(data=True) if data["kind"] == kind)


def test_every_node_has_a_kind_and_a_label_and_nothing_is_none(graph):
    for node, data in graph.nodes(data=True):
        assert isinstance(data.get("kind"), str), node
        assert isinstance(data.get("label"), str), node
        assert None not in data.values(), node
    assert graph.graph["base"] == BASE
    assert set(graph.graph) == {"base", "vectors", "wordings"}


def test_a_paper_knows_its_dates_votes_and_doi(graph):
    assert graph.nodes[FAST] == {
        "kind": "paper",
        "identifier": "2502.00001",
        "title": "FastKV: Small Caches",
        "label": "FastKV: Small Caches",
        "first_listed": "2025-02-04",
        "submitted": "2025-02",
        "votes": 20,
        "doi": "https://doi.org/10.48550/arXiv.2502.00001",
        "url": FAST,
    }
    assert "votes" not in graph.nodes[VIDEO]
    assert graph.nodes[KOREAN]["votes"] == 0


def test_only_a_doubtful_paper_carries_trust_and_keeps_its_results(graph, facts):
    doubted = [node for node, data in graph.nodes(data=True) if "trust" in data or "trust_reason" in data]
    assert doubted == [KOREAN]
    assert graph.nodes[KOREAN]["trust"] == "doubtful"
    assert graph.nodes[KOREAN]["trust_reason"] == facts.doubts[0][1]
    assert [key for *_, key in graph.out_edges(KOREAN, keys=True)].count("kg:reports") == 1


def test_listings_keep_their_own_votes(graph):
    listing = IRIS.listing("2025-02-04", "2502.00001")
    assert graph.nodes[listing]["votes"] == 14
    assert list(graph.out_edges(listing, keys=True)) == [
        (listing, IRIS.digest("2025-02-04"), "kg:inDigest"),
        (listing, FAST, "kg:ofPaper"),
    ]
    assert "votes" not in graph.nodes[IRIS.listing("2025-02-04", "2502.00003")]


def test_two_digests_of_one_day_are_one_node_whatever_their_order(facts):
    twin = replace(facts.digests[0], title="Another title")
    one = build_graph(replace(facts, digests=(twin, *facts.digests)))
    other = build_graph(replace(facts, digests=(*facts.digests, twin)))
    assert one.nodes[IRIS.digest("2025-02-04")]["title"] == "Another title"
    assert nx.utils.graphs_equal(one, other)


def test_labels_are_disjoint(graph):
    assert graph.nodes[IRIS.concept("kv-cache")]["alt_labels"] == (("KV 캐시", "ko"),)
    assert graph.nodes[IRIS.concept("kv-cache")]["hidden_labels"] == (("KV Cahce", "en"),)
    compression = graph.nodes[IRIS.concept("kv-cache-compression")]
    assert compression["alt_labels"] == (("KV 캐시 압축", "ko"),)
    assert "hidden_labels" not in compression
    assert graph.nodes[IRIS.concept("gsm8k")]["alt_labels"] == (("GSM-8K", "en"),), "not the preferred label itself"


def test_roles_become_edges_and_a_bare_mention_only_where_no_role_is_known(graph):
    roles = sorted(key for _, _, key in graph.edges(FAST, keys=True) if key.startswith("kg:"))
    assert [role for role in roles if role not in {"kg:reports", "kg:sharesTopicWith"}] == [
        "kg:addresses",
        "kg:evaluatesOn",
        "kg:introduces",
        "kg:measures",
        "kg:mentions",
        "kg:uses",
    ]
    assert graph.edges[FAST, IRIS.concept("llm"), "kg:mentions"]["confidence"] == 0.5
    assert graph.edges[FAST, IRIS.concept("fastkv"), "kg:introduces"]["confidence"] == 0.9877


def test_relations_between_concepts(graph):
    cache, compression = IRIS.concept("kv-cache"), IRIS.concept("kv-cache-compression")
    assert graph.has_edge(IRIS.concept("fastkv"), cache, "skos:broader")
    assert graph.has_edge(cache, compression, "skos:related")
    assert graph.has_edge(compression, cache, "skos:related")


def test_results(graph):
    first = IRIS.result("2502.00001", 1)
    assert graph.nodes[first]["value"] == "2"
    assert graph.nodes[first]["quote_lang"] == "ko"
    assert "unit" not in graph.nodes[IRIS.result("2502.00004", 1)]
    assert {key: target for _, target, key in graph.out_edges(first, keys=True)} == {
        "kg:subject": IRIS.concept("fastkv"),
        "kg:metric": IRIS.concept("accuracy"),
        "kg:evaluatedOn": IRIS.concept("gsm8k"),
        "kg:baseline": IRIS.concept("kv-cache"),
    }


def test_pairs_of_authors_by_hand():
    pairs = {
        (pair.one, pair.other): pair for pair in author_pairs([("c", "a", "b", "d"), ("a", "b", "e", "f"), ("g",)])
    }
    assert len(pairs) == 11
    assert pairs["a", "b"].papers == 2
    assert pairs["a", "b"].weight == 0.666667
    assert pairs["a", "e"].weight == 0.333333


def test_collaborations_and_the_limit_of_authors(graph, facts):
    pair = IRIS.collaboration("bob-baker", "ann-able")
    assert of_kind(graph, "collaboration") == [
        pair,
        IRIS.collaboration("ann-able", "cy-cole"),
        IRIS.collaboration("bob-baker", "cy-cole"),
    ]
    assert graph.nodes[pair] == {
        "kind": "collaboration",
        "label": "Ann Able & Bob Baker",
        "paper_count": 2,
        "weight": 0.666667,
    }
    ann, bob = IRIS.author("ann-able"), IRIS.author("bob-baker")
    assert graph.edges[ann, bob, "kg:coAuthorOf"] == graph.edges[bob, ann, "kg:coAuthorOf"]
    assert not [edge for edge in graph.out_edges(IRIS.author("person-000"), keys=True) if edge[2] == "kg:coAuthorOf"]
    assert papers_without_pairs(facts.authorship) == ("2502.00006",)
    generous = build_graph(facts, max_authors_for_pairs=60)
    assert generous.has_edge(IRIS.author("person-000"), IRIS.author("person-059"), "kg:coAuthorOf")
    assert papers_without_pairs(facts.authorship, max_authors=60) == ()


def test_links_are_symmetric_and_their_parts_sum_exactly(graph):
    links = of_kind(graph, "link")
    assert IRIS.link("2502.00001", "2502.00002") in links
    for link in links:
        one, other = sorted(target for _, target, key in graph.out_edges(link, keys=True) if key == "kg:between")
        weight = graph.nodes[link]["weight"]
        assert graph.edges[one, other, "kg:sharesTopicWith"]["weight"] == weight
        assert graph.edges[other, one, "kg:sharesTopicWith"]["weight"] == weight
        edges = graph.out_edges(link, keys=True, data=True)
        named = {other: data["weight"] for _, other, key, data in edges if "shared" in key}
        parts = {key: part / 1e6 for (_, key), part in graph.graph["vectors"].parts(one, other).items()}
        assert named.items() <= parts.items()
        assert round(math.fsum(parts.values()), 6) == weight > 0
        rest = {key for voice, key in graph.graph["vectors"].parts(one, other) if voice in {"text", "topic"}}
        told = (*graph.nodes[link].get("shared_topics", ()), *graph.nodes[link].get("shared_terms", ()))
        assert set(told) <= rest
        assert bool(told) == bool(rest)


def test_what_most_papers_share_links_nobody(graph):
    hub = IRIS.concept("llm")
    assert len({paper for paper, _ in graph.in_edges(hub) if graph.nodes[paper]["kind"] == "paper"}) == 5
    assert not [edge for edge in graph.in_edges(hub, keys=True) if edge[2] == "kg:sharedConcept"]
    assert ("concept", hub) not in graph.graph["vectors"].parts(VIDEO, FAST)


def test_shared_authors_count(graph):
    link = IRIS.link("2502.00001", "2502.00002")
    assert graph.has_edge(link, IRIS.author("ann-able"), "kg:sharedAuthor")


def test_strange_titles_and_urls_become_what_every_format_can_carry(graph, small):
    (odd,) = [node for node in of_kind(graph, "paper") if node.startswith("https://example.org")]
    assert odd == "https://example.org/a%20b/%3C논문%3E?q=%5B1%5D&r=50%25#x%23y"
    assert graph.nodes[odd]["title"] == small.HOSTILE.replace("\x07", "\ufffd").replace("\ud83d", "\ufffd")
    assert "doi" not in graph.nodes[odd]
    assert "submitted" not in graph.nodes[odd]


def test_an_address_without_a_scheme_still_has_an_iri():
    assert naming.paper_iri(IRIS, "Some Paper!", "") == BASE + "paper/some-paper"


def test_ordinary_addresses_stay_as_they_are():
    for url in ("https://openreview.net/forum?id=a_b&x=%41#sec", "https://example.org/~me/논문(1).pdf"):
        assert naming.paper_iri(IRIS, url, url) == url


def test_the_month_of_an_arxiv_id():
    months = {"2502.01068": "2025-02", "hep-th/9901001": "1999-01", "cs.CL/0712345": "2007-12", "2513.00001": None}
    assert {identifier: submitted(identifier) for identifier in months} == months
    assert submitted("https://example.org/2502.01068") is None


def test_the_same_graph_in_every_process():
    here = Path(__file__).parent
    code = (
        "import runpy, sys, hashlib; from kg.graph.build import build_graph; from kg.graph.communities import *\n"
        f"small = runpy.run_path({str(here / 'small.py')!r})\n"
        "digests = (small['FIRST'], small['SECOND'])[::int(sys.argv[1])]\n"
        "graph = build_graph(small['facts'](digests))\n"
        "print(list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)))\n"
        "print(communities(graph), centrality(graph))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, order],
            capture_output=True,
            check=True,
            cwd=here.parents[1],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8:surrogatepass"},
        ).stdout
        for seed, order in (("0", "1"), ("1", "-1"), ("2", "1"))
    }
    assert len(outputs) == 1
