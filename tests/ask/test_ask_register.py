"""A search reads the register of names: with the answers of looking at every name, wherever the register is from."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing

import pytest
from rapidfuzz import fuzz

from kg import names
from kg.ask import held, nodes, related, search
from kg.ask.nodes import KINDS
from kg.errors import GraphError, NotFoundError
from kg.ontology.terms import KG
from kg.store import register
from kg.store.disk import open_store
from kg.store.near import open_index

MAIN = (nodes.PREF_LABEL, nodes.NAME, nodes.LABEL, nodes.TITLE)
OTHER = (nodes.ALT_LABEL, nodes.HIDDEN_LABEL)


@pytest.fixture(scope="module")
def sample(sample_built):
    return sample_built


@pytest.fixture(params=["small", "sample"])
def opened(request, folder):
    """The stores of both graphs, the sample's with its index, each held."""
    yield held.opened(folder if request.param == "small" else request.getfixturevalue("sample"))
    held.hold(None)


def every_name(store):
    return [(iri, text, relation in MAIN) for relation in (*MAIN, *OTHER) for iri, text in nodes.pairs(store, relation)]


def uses(store, thing):
    if thing.kind == "paper":
        return int(nodes.value(store, thing.iri, KG + "votes") or 0)
    return sum(len(nodes.sources(store, each, thing.iri)) for each in (nodes.CREATOR, *nodes.concept_roles()))


def matched(text, asked, *, main):
    """How a name matches what is asked, as the documentation of the search says; None if it does not."""
    key, slug = names.key(text), names.slug(text)
    wanted, words = names.key(asked), names.slug(asked).split("-")
    initials = "".join(word[0] for word in slug.split("-") if word)
    if key == wanted:
        return "exact" if main else "alias"
    if len(wanted) > 1 and initials == wanted:
        return "acronym"
    if key.startswith(wanted):
        return "prefix"
    if all(any(own.startswith(word) for own in slug.split("-")) for word in words):
        return "word"
    return "part" if len(wanted) >= 3 and wanted in key else None


def looked_through(known, text, limit):
    """The answer of a search by looking at every name: kind of match, what is worth more, the label, the IRI."""
    wanted, found = names.key(text), {}
    for name, main, thing, used in known:
        match = wanted and matched(name, text, main=main)
        rank = search.MATCHES.index(match) if match else None
        _keep(found, rank, (name, main, thing, used))
    if not found:
        for name, main, thing, used in known:
            score = fuzz.ratio(wanted, names.key(name))
            rank = 100 + round(100 - score) if score >= 80 and len(wanted) >= 4 else None
            _keep(found, rank, (name, main, thing, used))
    answer = [(*worth[:3], name, thing, used) for *worth, name, thing, used in found.values()]
    answer.sort(key=lambda hit: (*hit[:2], -hit[-1], KINDS.index(hit[4].kind), hit[4].label, hit[4].iri))
    return [
        (thing, name, search.MATCHES[min(rank, len(search.MATCHES) - 1)], used)
        for rank, _, _, name, thing, used in answer[:limit]
    ]


def _keep(found, rank, entry):
    name, main, thing, used = entry
    if rank is None:
        return
    worth = (rank, not main, len(name), name, thing, used)
    if thing.iri not in found or worth[:4] < found[thing.iri][:4]:
        found[thing.iri] = worth


def pieces(store, number=400):
    """Beginnings, middles, single words, initials and typos of the names of a graph, half of them Korean."""
    draw = random.Random(4)
    texts = sorted({text for _, text, _ in every_name(store)})
    korean = [text for text in texts if names.language(text) == "ko"]
    for index in range(number):
        text = draw.choice(korean if index % 2 else texts)
        start, place = draw.randrange(len(text)), draw.randrange(len(text))
        piece = text[start : start + draw.randint(1, 12)]
        initials = "".join(word[0] for word in text.split())
        mistyped = text[:place] + text[place + 1 :]
        words = (draw.choice(text.split()), initials, mistyped)
        yield draw.choice((text, text[:3], piece, piece + "x", text.lower(), piece[::-1], *words))


def test_a_search_finds_what_looking_at_every_name_finds(opened):
    things = {iri: nodes.thing(opened, iri) for kind in KINDS for iri in nodes.instances(opened, kind)}
    used = {iri: uses(opened, thing) for iri, thing in things.items()}
    known = [(text, main, things[iri], used[iri]) for iri, text, main in every_name(opened) if iri in things]
    texts = {text for text in pieces(opened) if text.strip() and not nodes.find_iri(opened, text)}
    assert len(texts) > 100
    found = {text: looked_through(known, text, 50) for text in texts}
    for text in sorted(texts):
        assert [tuple(hit) for hit in search.matching(opened, text, limit=50)] == found[text], text
        assert [tuple(hit) for hit in search.matching(opened, text, limit=3)] == found[text][:3], text
    assert {match for hits in found.values() for _, _, match, _ in hits} == set(search.MATCHES)


def tables(connection):
    queries = ("SELECT * FROM thing", "SELECT * FROM name", "SELECT * FROM form", "SELECT * FROM whole")
    return [sorted(connection.execute(query)) for query in queries]


def test_a_build_leaves_the_register_of_its_store(sample):
    (path,) = (sample / "store").glob("*.db")
    connection = sqlite3.connect(":memory:")
    register.write_register(connection, open_store(sample))
    assert tables(register.opened(path)) == tables(connection)
    assert register.read_register(path) is not None


@pytest.mark.parametrize("change", ["DROP TABLE whole", "UPDATE whole SET value = 0 WHERE name = 'format'"])
def test_an_index_of_another_version_changes_no_answer(sample, tmp_path, monkeypatch, change):
    """Its names are read from the store; what it says of related papers still counts."""
    shutil.copytree(sample, tmp_path / "old")
    (path,) = (tmp_path / "old" / "store").glob("*.db")
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()
    expected = [search.search(held.opened(sample), text) for text in ("LoRA", "캐시", "benchmark")]
    made = []
    real = register.make_register
    monkeypatch.setattr(register, "make_register", lambda store: made.append(store) or real(store))
    assert [search.search(held.opened(sample), text) for text in ("LoRA", "캐시", "benchmark")] == expected
    assert not made
    assert [search.search(held.opened(tmp_path / "old"), text) for text in ("LoRA", "캐시", "benchmark")] == expected
    assert len(made) == 3
    held.hold(None)
    before = path.stat().st_mtime_ns
    open_index(tmp_path / "old").close()
    assert path.stat().st_mtime_ns == before


def test_without_an_index_and_with_a_damaged_one(sample, tmp_path):
    expected = search.search(held.opened(sample), "LoRA")
    shutil.copytree(sample, tmp_path / "graph")
    (path,) = (tmp_path / "graph" / "store").glob("*.db")
    path.write_bytes(b"no database")
    assert search.search(held.opened(tmp_path / "graph"), "LoRA") == expected
    path.unlink()
    assert search.search(held.opened(tmp_path / "graph"), "LoRA") == expected
    held.hold(None)


def test_things_without_a_name_of_their_own():
    import pyoxigraph as ox

    store = ox.Store()
    concept, kind = ox.NamedNode("https://w3id.org/paperkg/concept/x-y"), ox.NamedNode(KG + "Method")
    store.add(ox.Quad(concept, ox.NamedNode(nodes.TYPE), kind))
    with pytest.raises(NotFoundError):
        search.search(store, "other")
    store.add(ox.Quad(concept, ox.NamedNode(nodes.ALT_LABEL), ox.Literal("other", language="en")))
    (hit,) = search.search(store, "other")
    assert (hit.thing.label, hit.matched, hit.match) == ("x-y", "other", "alias")


def test_an_index_that_is_damaged_inside_is_told_or_done_without(sample, tmp_path):
    """Without readable forms the names are read from the store; who needs what cannot be read is told what helps."""
    expected = search.search(held.opened(sample), "LoRA")
    shutil.copytree(sample, tmp_path / "graph")
    (path,) = (tmp_path / "graph" / "store").glob("*.db")
    whole, page = path.read_bytes(), 4096
    told = same = 0
    for at in range(page, len(whole), len(whole) // page // 60 * page):
        path.write_bytes(whole[:at] + bytes(page) + whole[at + page :])
        try:
            same += search.search(held.opened(tmp_path / "graph"), "LoRA") == expected
            with closing(open_index(tmp_path / "graph")) as index:
                related.related(index, ["2502.01068"], related.Wanted(3))
        except GraphError as error:
            told += "`kg build` makes it anew" in str(error)
        held.hold(None)
    assert same > 40
    assert told
