from __future__ import annotations

import json
import shutil

import pyoxigraph as ox
import pytest

from kg.ask import held, tasks
from kg.errors import FormatError, GraphError, NotFoundError, UsageError
from kg.store import disk

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def own(folder, tmp_path):
    """A folder that a test may change."""
    shutil.copytree(folder, tmp_path / "own")
    return tmp_path / "own"


def grow(folder, number: int) -> str:
    """What a build does: other exports, another store; its name."""
    line = f'<http://example.org/{number}> <http://example.org/p> "{number}" .\n'
    with (folder / "graph.nt").open("a", encoding="utf-8") as stream:
        stream.write(line)
    return disk.write_store(folder).name


def count(folder) -> tuple[int, str]:
    served = tasks.sparql(tasks.Sparql(folder=folder, text=COUNT))
    return int(json.loads(served.body)["results"]["bindings"][0]["n"]["value"]), served.version


def test_a_new_store_is_seen_at_once_and_named(own):
    first, version = count(own)
    assert (first, version) == count(own)
    name = grow(own, 1)
    assert count(own) == (first + 1, name)
    assert tasks.version(own) == name


def test_an_error_of_a_store_that_was_replaced_means_nothing(own):
    tasks.warm(own)
    before = tasks.version(own)
    asked = []

    def ask(store: ox.Store) -> int:
        asked.append(tasks.version(own))
        if len(asked) == 1:
            grow(own, 1)  # a build switches stores meanwhile, and a file of the old one is gone
            raise OSError("no such file")
        return len(store)

    found, version = tasks.asked(own, ask)
    assert (asked, version) == ([before, version], tasks.version(own))
    assert found == len(disk.open_store(own))


def test_an_error_of_the_store_in_use_is_one(own):
    def ask(_: ox.Store) -> int:
        raise OSError("no such file")

    with pytest.raises(OSError, match="no such file"):
        tasks.asked(own, ask)


def test_a_store_that_disappears_is_made_again(own):
    first = count(own)
    shutil.rmtree(own / "store")
    assert count(own)[0] == first[0]
    assert count(own) == first


def test_a_folder_that_disappears(own):
    count(own)
    shutil.rmtree(own)
    with pytest.raises(GraphError, match="kg build"):
        count(own)


def test_the_form_must_fit_the_query(own):
    with pytest.raises(FormatError):
        tasks.sparql(tasks.Sparql(folder=own, text="ASK {}", results=""))
    with pytest.raises(FormatError):
        tasks.sparql(tasks.Sparql(folder=own, text="CONSTRUCT WHERE { ?s ?p ?o }", graph=""))


def test_what_is_not_there(own):
    with pytest.raises(NotFoundError):
        tasks.page(tasks.Page(folder=own, sort="concept", name="no-such-thing"))
    with pytest.raises(NotFoundError):
        tasks.page(tasks.Page(folder=own, sort="concept", name="no such <thing>"))
    with pytest.raises(NotFoundError):
        tasks.named(tasks.Named(folder=own, name="nix"))
    with pytest.raises(UsageError):
        tasks.near(tasks.Near(folder=own))


def test_what_is_remembered_is_of_the_store_that_is_held():
    seen = []

    @held.remembered
    def size(store: ox.Store) -> int:
        seen.append(store)
        return len(store)

    one, other = ox.Store(), ox.Store()
    other.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:a"), ox.NamedNode("a:a")))
    held.hold(one)
    assert [size(one), size(one), size(other), size(other)] == [0, 0, 1, 1]
    assert seen == [one, other, other]
    held.hold(other)
    assert [size(other), size(other), size(one)] == [1, 1, 0]
