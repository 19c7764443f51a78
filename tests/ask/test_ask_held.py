"""What is remembered of a store that is held, and of which store."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.ask import held
from kg.ask.held import remembered_each
from kg.ask.questions import spelled_out
from kg.errors import NotFoundError


@pytest.fixture(autouse=True)
def released():
    yield
    held.hold(None)


@pytest.fixture
def looked():
    return []


@pytest.fixture
def look(looked):
    @remembered_each
    def look(store, text):
        looked.append((store, text))
        return text.upper()

    return look


def test_a_held_store_is_asked_once_for_each_text(look, looked):
    store = ox.Store()
    held.hold(store)
    assert [look(store, text) for text in "abab"] == list("ABAB")
    assert looked == [(store, "a"), (store, "b")]


def test_another_store_is_asked_anew(look, looked):
    store, other = ox.Store(), ox.Store()
    for asked in (store, store):
        look(asked, "a")  # not held: nothing is remembered
    for asked in (store, other, store):
        held.hold(asked)
        look(asked, "a")
    assert [each for each, _ in looked] == [store, store, store, other, store]


def test_what_is_remembered_has_an_end(look, looked):
    store = ox.Store()
    held.hold(store)
    for number in range(3000):
        look(store, str(number))
    look(store, "2999")
    assert len(looked) == 3000
    look(store, "0")  # long forgotten
    assert len(looked) == 3001


def test_what_was_not_found_is_looked_for_again():
    store = ox.Store()
    held.hold(store)
    for _ in range(2):
        with pytest.raises(NotFoundError):
            spelled_out(store, "no-such-query", {})
