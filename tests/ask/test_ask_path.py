"""The strongest chain between two things: right against all chains, recomputable, in plain words."""

from __future__ import annotations

import math
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ask import nodes
from kg.ask.path import path, strongest
from kg.ask.weigh import DOUBT, Ground, rarity
from kg.errors import NotFoundError, UsageError
from kg.ontology.terms import KG, NODE_CLASS, PREFIXES

BASE = "https://w3id.org/paperkg/"


def iri(name):
    kind, _, rest = name.partition(":")
    return {"p": f"https://arxiv.org/abs/2501.0000{rest}", "a": f"{BASE}author/{rest}", "c": f"{BASE}concept/{rest}"}[
        kind
    ]


def made(statements, *, names):
    """A store of papers p:1 …, authors a:1 …, concepts c:1 …, and statements (subject, property, object)."""
    store = ox.Store()
    types = {"p": "paper", "a": "author", "c": "method"}
    triples = [(name, PREFIXES["rdf"] + "type", NODE_CLASS[types[name[0]]]) for name in names]
    triples += [(one, relation, iri(other)) for one, relation, other in statements]
    store.extend(ox.Quad(*(ox.NamedNode(each) for each in (iri(one), two, three))) for one, two, three in triples)
    return store


NAMES = [f"{kind}:{number}" for kind, count in (("p", 4), ("a", 3), ("c", 4)) for number in range(1, count + 1)]
PAPERS, AUTHORS, CONCEPTS = NAMES[:4], NAMES[4:7], NAMES[7:]
ROLES = [KG + name for name in ("introduces", "uses", "measures")]
GRAPHS = st.sets(
    st.one_of(
        st.tuples(st.sampled_from(PAPERS), st.sampled_from(ROLES), st.sampled_from(CONCEPTS)),
        st.tuples(st.sampled_from(PAPERS), st.just(nodes.CREATOR), st.sampled_from(AUTHORS)),
        st.tuples(st.sampled_from(CONCEPTS), st.just(PREFIXES["skos"] + "broader"), st.sampled_from(CONCEPTS)).filter(
            lambda each: each[0] != each[2]
        ),
    ),
    max_size=22,
)


def worth(ground, way):
    """What a way is worth, told without the search."""
    steps = math.prod(ground.around(one).ties[other].worth for one, other in pairwise(way))
    return steps * math.prod(ground.around(thing).rarity ** 2 for thing in way[1:-1])


def all_ways(ground, one, other, closed=frozenset()):
    def further(way):
        if way[-1] == other:
            yield tuple(way)
            return
        for thing in ground.around(way[-1]).ties:
            if thing not in way and thing not in closed:
                yield from further([*way, thing])

    return further([one])


@settings(max_examples=150, deadline=None)
@given(GRAPHS, st.sampled_from(NAMES), st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES), max_size=2))
def test_no_other_way_is_stronger(statements, one, other, closed):
    if one == other:
        return
    ground = Ground(made(statements, names=NAMES))
    shut = {iri(name) for name in closed - {one, other}}
    best = max((worth(ground, way) for way in all_ways(ground, iri(one), iri(other), shut)), default=0.0)
    way = strongest(ground, iri(one), iri(other), closed=shut)
    assert bool(way) == (best > 0)
    if way:
        assert (way[0], way[-1]) == (iri(one), iri(other))
        assert len(set(way)) == len(way)
        assert not shut & set(way)
        assert worth(ground, way) == pytest.approx(best, rel=1e-6)


@settings(max_examples=150, deadline=None)
@given(GRAPHS, st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_every_strength_follows_from_what_is_stated_and_chains_share_nothing(statements, one, other):
    if one == other:
        return
    store = made(statements, names=NAMES)
    chains = path(store, iri(one), iri(other), k=9)
    assert [chain.strength for chain in chains] == sorted((chain.strength for chain in chains), reverse=True)
    middles = [thing.iri for chain in chains for thing in chain.things[1:-1]]
    assert len(middles) == len(set(middles))
    for chain in chains:
        assert math.prod(step.strength for step in chain.steps) == pytest.approx(chain.strength, rel=1e-5)
        for step in chain.steps:
            assert step.worth * math.prod(each.value for each in step.rarities) == pytest.approx(
                step.strength, rel=1e-5
            )
            assert {each.thing for each in step.rarities} <= {step.start, step.end}
            for each in step.rarities:
                assert each.value == rarity(each.uses, each.among)
                assert each.value == pytest.approx(1 - math.log(each.uses) / math.log(each.among + 1), abs=1e-6)
                assert (each.uses, each.among) == counted(statements, each.thing)


def counted(statements, thing):
    """How often a thing is named, by what kind of things, told from the statements alone."""
    name = next(name for name in NAMES if iri(name) == thing.iri)
    if thing.kind == "paper":
        return len({other for paper, _, other in statements if paper == name}), len(AUTHORS) + len(CONCEPTS)
    papers = {paper for paper, _, other in statements if other == name and paper in PAPERS}
    narrower = {concept for concept, _, other in statements if other == name and concept in CONCEPTS}
    return max(len(papers), len(narrower), 1), len(PAPERS)


def test_what_everybody_uses_is_weaker_than_a_longer_way():
    names = [f"p:{number}" for number in range(1, 9)] + ["c:hub", "c:rare", "c:odd"]
    statements = [(f"p:{number}", KG + "uses", "c:hub") for number in range(1, 9)]
    statements += [(f"p:{number}", KG + "introduces", "c:rare") for number in (1, 2)]
    statements += [(f"p:{number}", KG + "introduces", "c:odd") for number in (2, 3)]
    ways = path(made(statements, names=names), "2501.00001", "2501.00003", k=2)
    assert [[thing.label for thing in way.things] for way in ways] == [
        ["2501.00001", "rare", "2501.00002", "odd", "2501.00003"],
        ["2501.00001", "hub", "2501.00003"],
    ]


def test_several_papers_together_connect_two_authors_better_than_one():
    names = ["p:1", "p:2", "p:3", "a:1", "a:2", "a:3"]
    pairs = (("p:1", "a:1"), ("p:1", "a:2"), ("p:2", "a:1"), ("p:2", "a:2"), ("p:3", "a:1"), ("p:3", "a:3"))
    store = made([(paper, nodes.CREATOR, author) for paper, author in pairs], names=names)
    (together,) = path(store, "author:1", "author:2")
    (once,) = path(store, "author:1", "author:3")
    assert [(step.relation, step.papers) for step in together.steps] == [("co-author of", ("2501.00001", "2501.00002"))]
    assert [step.relation for step in once.steps] == ["author of", "written by"]
    one_paper = (0.5 * rarity(2, 3)) ** 2
    assert together.strength == pytest.approx(1 - (1 - one_paper) ** 2, rel=1e-5)
    assert once.strength == pytest.approx(one_paper, rel=1e-5)


def test_a_broad_concept_is_as_common_as_it_has_kinds():
    names = ["c:wide", *(f"c:{number}" for number in range(1, 5)), "p:1"]
    statements = [(f"c:{number}", PREFIXES["skos"] + "broader", "c:wide") for number in range(1, 5)]
    (chain,) = path(made(statements, names=names), "concept:1", "concept:2")
    assert [(each.uses, each.counted) for each in chain.steps[0].rarities] == [(4, "narrower concepts")]


def test_a_doubtful_paper_says_little():
    store = made([("p:1", KG + "introduces", "c:1")], names=["p:1", "c:1"])
    assert path(store, "2501.00001", "concept:1")[0].strength == 1
    store.add(ox.Quad(ox.NamedNode(iri("p:1")), ox.NamedNode(KG + "trust"), ox.Literal("doubtful")))
    (chain,) = path(store, "concept:1", "2501.00001")
    assert (chain.strength, chain.steps[0].doubted) == (DOUBT, True)


# ---------------------------------------------------------------- words


def test_a_chain_of_the_hand_made_graph(store):
    (chain,) = path(store, "FastKV", "ChunkKV")
    assert [thing.label[:8] for thing in chain.things] == ["FastKV", "FastKV: ", "KV Cache", "ChunkKV:", "ChunkKV"]
    assert [step.relation for step in chain.steps] == ["introduced by", "addresses", "addressed by", "introduces"]
    assert chain.steps[1].papers == ("2502.01068",)
    assert chain.steps[1].date == "2025-02-05"


def test_a_chain_is_as_strong_backwards(store):
    there, back = path(store, "FastKV", "Gaojie Lin"), path(store, "Gaojie Lin", "FastKV")
    assert there[0].strength == pytest.approx(back[0].strength, rel=1e-5)
    assert {step.relation for step in there[0].steps} != {step.relation for step in back[0].steps}


def test_a_broader_concept_and_a_korean_name(store):
    (chain,) = path(store, "KV 캐시 압축", "Model Compression")
    assert [(step.relation, step.text, step.papers) for step in chain.steps] == [("a kind of", "", ())]


def test_what_is_to_be_avoided_is(store):
    (chain,) = path(store, "2502.01068", "LoRA")
    assert "Large Language Model" in [thing.label for thing in chain.things]
    assert path(store, "2502.01068", "LoRA", avoid=["concept:large-language-model"]) == ()


def test_two_names_of_one_thing_and_an_end_to_avoid_are_refused(store):
    with pytest.raises(UsageError, match="are the same paper"):
        path(store, "2502.01068", "arXiv:2502.01068v2")
    with pytest.raises(UsageError, match="cannot avoid LoRA"):
        path(store, "2502.01068", "LoRA", avoid=["lora"])
    with pytest.raises(NotFoundError, match="nothing is called"):
        path(store, "2502.01068", "zzzzzzz")
