"""Searching while the store is held: the same answers as reading every name, and numbers by their words."""

from __future__ import annotations

import random

import pytest

from kg.ask import held, nodes, reported, search
from kg.ask.lookup import Lookup
from kg.errors import NotFoundError
from kg.ontology.terms import KG


@pytest.fixture
def holding(store):
    held.hold(store)
    yield store
    held.hold(None)


def answers(store, texts):
    found = {}
    for text in texts:
        try:
            found[text] = search.search(store, text, limit=50)
        except NotFoundError as error:
            found[text] = str(error)
    return found


def pieces(store, number=400):
    """Beginnings, middles, single words and typos of the names of a graph."""
    draw = random.Random(4)
    labels = (nodes.PREF_LABEL, nodes.ALT_LABEL, nodes.NAME, nodes.LABEL)
    names = sorted({name for relation in labels for _, name in nodes.pairs(store, relation)})
    for _ in range(number):
        text = draw.choice(names)
        start = draw.randrange(len(text))
        piece = text[start : start + draw.randint(1, 12)]
        yield draw.choice((text[:3], piece, piece + "x", text.lower(), draw.choice(text.split()), piece[::-1]))


def test_a_lookup_changes_no_answer(store):
    texts = [text for text in pieces(store) if text.strip()]
    assert len(set(texts)) > 100
    slow = answers(store, texts)
    held.hold(store)
    try:
        search.prepare(store)
        fast = answers(store, texts)
    finally:
        held.hold(None)
    assert fast == slow
    assert sum(not isinstance(found, str) for found in fast.values()) > 50


def test_letters_are_found_where_they_stand():
    lookup = Lookup(["lora", "qlora", "kvcache"], [" lo ra", " q lora", " kv cache"], ["lr", "ql", "kc"])
    assert lookup.candidates("lora", (" lora",)) == [0, 1]
    assert lookup.candidates("lo", (" lo",)) == [0, 1]  # the second has a word that starts so
    assert lookup.candidates("kc", ()) == [2]
    assert lookup.candidates("x", (" x",)) == []


def test_numbers_by_their_words(holding):
    found = reported.reported(holding, "fastkv")
    assert found
    assert all("FastKV" in line.text for line in found)
    assert found == sorted(found, key=lambda line: line.date, reverse=True)
    assert reported.reported(holding, "fastkv nothing-of-this-name") == []
    assert reported.reported(holding, "  --  ") == []


def test_doubted_numbers_are_not_offered(holding):
    import pyoxigraph as ox

    store = ox.Store()
    store.extend(holding)
    every = {line.iri for line in reported.lines(store)}
    result = next(iter(sorted(every)))
    (quad,) = store.quads_for_pattern(None, ox.NamedNode(KG + "reports"), ox.NamedNode(result))
    store.add(ox.Quad(quad.subject, ox.NamedNode(KG + "trust"), ox.Literal("doubtful")))
    assert result not in {line.iri for line in reported.lines(store)}
