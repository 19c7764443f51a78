import hashlib
import io
import json
import shutil
import subprocess
import sys

import pyoxigraph as ox
import pytest

from kg.errors import GraphError
from kg.ontology.terms import Iris
from kg.store import current, disk, patch
from kg.store.convert import from_store, to_quads, to_triples
from kg.store.lock import writing
from kg.store.rdf import to_rdflib
from kg.store.serialize import ntriples
from kg.store.spots import mention_triples
from kg.store.version import read_sources


@pytest.fixture
def folder(tmp_path, graph, facts):
    (tmp_path / "graph.nt").write_bytes(ntriples(to_triples(graph)))
    (tmp_path / "mentions.nt").write_bytes(ntriples(mention_triples(facts.mentions, facts.papers, Iris())))
    return tmp_path


def stores(folder):
    return sorted(path.name for path in (folder / "store").iterdir() if path.name != ".lock")


def lines(folder):
    return {line for name in disk.SOURCES for line in (folder / name).read_text("utf-8").splitlines()}


def held(store):
    return {f"{quad.subject} {quad.predicate} {quad.object} ." for quad in store}


def test_the_store_holds_graph_and_mentions_in_the_default_graph(folder):
    place = disk.write_store(folder)
    store = disk.open_store(folder)
    assert len(store) == len(lines(folder))
    assert {quad.graph_name for quad in store} == {ox.DefaultGraph()}
    assert stores(folder) == sorted([place.name, "CURRENT"])


def test_a_store_is_named_after_its_content_and_written_once(folder, monkeypatch):
    first = disk.write_store(folder)
    monkeypatch.setattr(disk, "_make", lambda *_: pytest.fail("written twice"))
    assert disk.write_store(folder) == first


def test_new_content_replaces_the_old_store_under_its_readers(folder):
    disk.write_store(folder)
    reader = disk.open_store(folder)
    before = len(reader)
    (folder / "mentions.nt").unlink()
    place = disk.write_store(folder)
    assert len(disk.open_store(folder)) < before
    assert len(list(reader)) == before
    assert stores(folder) == sorted([place.name, "CURRENT"])


def test_a_missing_store_is_made_from_the_exports(folder):
    store = disk.open_store(folder)
    assert len(store) == len(lines(folder))
    assert (folder / "store" / "CURRENT").is_file()


@pytest.mark.parametrize("damage", ["CURRENT", "MANIFEST", "all"])
def test_a_damaged_store_is_made_again(folder, damage):
    place = disk.write_store(folder)
    if damage == "CURRENT":
        (folder / "store" / "CURRENT").write_text("../../etc\n")
    elif damage == "MANIFEST":
        for path in place.glob("MANIFEST*"):
            path.write_bytes(b"nonsense")
    else:
        shutil.rmtree(place)
    assert len(disk.open_store(folder)) == len(lines(folder))
    assert len(disk.open_store(folder)) == len(lines(folder))


def test_a_store_older_than_the_exports_is_made_again(folder):
    disk.write_store(folder)
    (folder / "mentions.nt").write_bytes(b"")
    outputs = [
        {"name": name, "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()} for name in disk.SOURCES
    ]
    (folder / "manifest.json").write_text(json.dumps({"outputs": outputs}))
    assert len(disk.open_store(folder)) == len((folder / "graph.nt").read_text("utf-8").splitlines())


def test_a_store_says_what_it_was_made_from(folder, monkeypatch):
    """So that nothing need be computed, nor a long manifest be read, to know that it is up to date."""
    (folder / "terms.jsonl").write_bytes(b"")
    place = disk.write_store(folder)
    checksums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in current.NAMING}
    assert read_sources(folder) == checksums
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps({"outputs": [{"name": name, "sha256": each} for name, each in checksums.items()]}))
    with monkeypatch.context() as patched:
        patched.setattr(current, "content_name", lambda _: pytest.fail("computed"))
        assert current.in_use(folder) == place.name
    (folder / "store" / "CURRENT").write_text(f"{place.name}\nformat 2\n")  # as an older paperkg wrote it
    assert read_sources(folder) == {}
    assert current.in_use(folder) == place.name
    disk.write_store(folder)
    manifest.write_text(manifest.read_text().replace(checksums["terms.jsonl"], "0" * 64))
    assert current.in_use(folder) is None
    manifest.write_text("{")
    assert current.in_use(folder) == place.name


def test_without_exports_the_message_says_what_to_do(tmp_path):
    with pytest.raises(GraphError, match="kg build"):
        disk.open_store(tmp_path)
    with pytest.raises(GraphError, match="kg build"):
        disk.open_store(tmp_path / "nowhere")


@pytest.mark.parametrize("block", [1, 1 << 24])
def test_a_damaged_export_is_named(folder, monkeypatch, block):
    monkeypatch.setattr(disk, "_BLOCK", block)
    whole = (folder / "graph.nt").read_text("utf-8").splitlines(keepends=True)
    (folder / "graph.nt").write_text("".join([*whole[:5], "nonsense\n", *whole[5:]]), "utf-8")
    with pytest.raises(GraphError, match=r"graph\.nt:6: damaged \(.*\): build again"):
        disk.open_store(folder)
    assert not [name for name in stores(folder) if name != "CURRENT"], "no half store is left"


def test_a_store_is_loaded_in_blocks_of_whole_lines(folder, monkeypatch):
    monkeypatch.setattr(disk, "_BLOCK", 100)
    assert held(disk.open_store(folder)) == lines(folder)


def test_where_nothing_can_be_written_it_is_loaded_into_memory(folder, monkeypatch):
    def refuse(_):
        raise PermissionError("read-only file system")

    monkeypatch.setattr(disk, "write_store", refuse)
    assert len(disk.open_store(folder)) == len(lines(folder))


def test_while_somebody_writes_a_question_neither_waits_nor_writes(folder):
    with writing(folder):
        assert len(disk.open_store(folder)) == len(lines(folder))
        assert stores(folder) == []
    disk.open_store(folder)
    assert "CURRENT" in stores(folder)


def test_a_killed_builds_draft_goes_and_what_is_no_store_stays(folder):
    for name in (".0123456789abcdef.77", "0123456789abcdef", "lexicon"):
        (folder / "store" / name).mkdir(parents=True)
    (folder / "store" / ".0123456789abcdef.db.77").touch()
    place = disk.write_store(folder)
    assert stores(folder) == sorted([place.name, "CURRENT", "lexicon"])


def test_opening_loads_nothing_heavy(folder):
    disk.write_store(folder)
    code = (
        "import sys; from pathlib import Path; from kg.store.disk import open_store\n"
        "store = open_store(Path(sys.argv[1])); print(len(store))\n"
        "print(sorted(set(sys.modules) & {'networkx', 'rdflib', 'numpy', 'spacy', 'pyshacl', 'jinja2', 'filelock'}))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, check=True, text=True)
    assert done.stdout.split("\n")[1] == "[]"


def test_rdflib_gets_the_same_terms(folder):
    store = disk.open_store(folder)
    graph = to_rdflib(store)
    assert set(ntriples(to_quads_as_triples(store)).decode().splitlines()) == set(
        graph.serialize(format="nt", encoding="utf-8").decode().splitlines()
    )
    assert dict(graph.namespaces())["concept"].toPython() == Iris().base + "concept/"
    assert graph.query("ASK { ?paper a kg:Paper ; kg:votes 20 }").askAnswer


def to_quads_as_triples(store):
    return [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in store]


def test_the_graph_comes_back_from_disk(folder, graph):
    again = from_store(disk.open_store(folder))
    assert set(to_quads(to_triples(again))) == set(to_quads(to_triples(graph)))


def draft(folder, change):
    """The store that a build would make of changed files beside those of a folder, and what it should hold."""
    sources = {}
    for name in disk.SOURCES:
        path = folder / f"new-{name}"
        path.write_bytes(b"".join(sorted(change(name, (folder / name).read_bytes().splitlines(keepends=True)))))
        sources[name] = path, hashlib.sha256(path.read_bytes()).hexdigest()
    with disk.StoreDraft(folder, sources) as made:
        place = folder / "store" / made.put()
    expected = {line for path, _ in sources.values() for line in path.read_text("utf-8").splitlines()}
    return held(ox.Store.read_only(str(place))), expected


def changed(name, lines):
    """Some lines less, one more at the beginning, in the middle, and at the end."""
    del lines[3::97]
    more = (b"<a:1> <a:p> <a:o> .\n", b'<https://arxiv.org/abs/0> <a:p> "\\"" .\n', b"<z:1> <a:p> <a:o> .\n")
    return [*lines, *(line.replace(b"a:p", b"a:" + name[:1].encode()) for line in more)]


def test_a_store_is_made_from_the_one_before(folder, monkeypatch):
    disk.write_store(folder)
    monkeypatch.setattr(disk, "_load", lambda *_: pytest.fail("loaded anew"))
    found, expected = draft(folder, changed)
    assert found == expected


def test_a_store_does_not_grow_from_day_to_day(folder, tmp_path):
    place, sizes = disk.write_store(folder), []
    (tmp_path / "more.nt").write_bytes(b"<z:1> <a:p> <a:o> .\n")
    for day in range(5):
        old, new = (tmp_path / "more.nt", folder / "none") if day % 2 else (folder / "none", tmp_path / "more.nt")
        (folder / "none").touch()
        pairs = [(folder / name, folder / name) for name in disk.SOURCES]
        assert patch.patch(tmp_path / str(day), place, [*pairs, (old, new)])
        place = tmp_path / str(day)
        sizes.append(sum(path.stat().st_size for path in place.iterdir() if path.name != "LOG"))
        assert len(list(place.iterdir())) < 24
    assert max(sizes[1:]) < 1.5 * sizes[0]


def test_a_store_that_changes_much_is_loaded(folder):
    disk.write_store(folder)
    found, expected = draft(folder, lambda _, lines: lines[::2])
    assert found == expected


@pytest.mark.parametrize("damage", ["edited", "short", "MANIFEST", "sst", "other", "none", "twice"])
def test_a_store_is_right_whatever_the_one_before_is(folder, damage):
    place = disk.write_store(folder)
    if damage == "edited":
        (folder / "graph.nt").write_bytes(b"".join((folder / "graph.nt").read_bytes().splitlines(keepends=True)[::3]))
    elif damage == "short":
        store = ox.Store(str(place))
        store.remove(next(iter(store)))
    elif damage == "other":
        shutil.rmtree(place)
        ox.Store(str(place)).flush()
    elif damage == "none":
        shutil.rmtree(place)
    elif damage == "twice":  # unsorted, one line twice: what a build never writes
        graph = folder / "graph.nt"
        graph.write_bytes(graph.read_bytes() + graph.read_bytes().splitlines(keepends=True)[5])
        disk.write_store(folder)
    else:
        for path in place.glob(f"*{damage}*"):
            data = bytearray(path.read_bytes())
            data[len(data) // 2 :] = b"nonsense"
            path.write_bytes(data)
    found, expected = draft(folder, changed)
    assert found == expected


def test_the_difference_of_sorted_files_is_found_block_by_block(monkeypatch):
    monkeypatch.setattr(patch, "_BLOCK", 16)
    some = [b"%04d\n" % number for number in range(300)]
    for old, new in (
        (some, some),
        (some[::2], some[1::2]),
        (some[:200], some[100:]),
        (some[100:], some[:200]),
        ([], some),
        (some, []),
        (some[:150] + some[160:], some[:20] + some[21:]),
    ):
        gone, come, count = patch.difference(io.BytesIO(b"".join(old)), io.BytesIO(b"".join(new)))
        assert (gone, come) == (sorted({*old} - {*new}), sorted({*new} - {*old}))
        assert count == len(new)


def test_files_that_have_little_in_common_are_not_compared_to_the_end(monkeypatch):
    monkeypatch.setattr(patch, "_BLOCK", 16)
    some = [b"%04d\n" % number for number in range(300)]
    other = io.BytesIO(b"".join(b"x" + line for line in some))
    gone, come, _ = patch.difference(io.BytesIO(b"".join(some)), other, most=10)
    assert 10 < len(gone) + len(come) < 20
