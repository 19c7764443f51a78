"""``kg push`` against a store that keeps the protocol, and fails when it is told to."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.cli import main
from kg.cli.commands.push import PASSWORD, USER
from kg.errors import GraphError, RemoteError, UsageError
from kg.push.batches import Place, Triples
from kg.push.client import Credentials, GraphStore, Target
from kg.push.send import send

DATASET = "https://w3id.org/paperkg/dataset"
SIZE = 40


@pytest.fixture(autouse=True)
def _nobody(monkeypatch):
    monkeypatch.delenv(USER, raising=False)
    monkeypatch.delenv(PASSWORD, raising=False)


@pytest.fixture
def folder(hand_made, tmp_path) -> Path:
    shutil.copytree(hand_made, tmp_path / "graph")
    return tmp_path / "graph"


def triples(folder: Path, *names: str) -> set[str]:
    lines = [line for name in names or ("graph.nt",) for line in (folder / name).read_text("utf-8").splitlines()]
    return {line.removesuffix(" .") for line in lines}


def journals(folder: Path) -> list[Path]:
    return sorted(folder.glob("store/pushes/*"))


def store(fake, *, graph=DATASET, credentials=None, pauses=None, **more) -> GraphStore:
    waits = [] if pauses is None else pauses
    return GraphStore(Target(f"{fake.url}/store", graph, **more), credentials, pause=waits.append)


def pushed(fake, folder, **more):
    told = []
    options = {name: more.pop(name) for name in ("mentions", "size", "restart") if name in more}
    connection = store(fake, **more)
    try:
        found = send(folder, connection, **{"size": SIZE, **options}, tell=lambda *step: told.append(step))
    finally:
        connection.close()
    return found, told


# ---------------------------------------------------------------- what arrives


def test_the_graph_arrives_whole_in_batches(fake, folder):
    found, told = pushed(fake, folder)
    assert fake.graph(DATASET) == triples(folder)
    assert found.triples == len(triples(folder))
    methods = [method for method, *_ in fake.seen]
    assert methods == ["PUT"] + ["POST"] * (len(methods) - 1)
    assert len(methods) > 3
    assert {lines for *_, lines in fake.seen[:-1]} == {SIZE}
    assert told[0][1:] == (0, found.triples)
    assert told[-1][1:] == (found.triples, found.triples)
    assert journals(folder) == []


def test_what_was_there_goes_and_other_graphs_stay(fake, folder):
    pushed(fake, folder, graph="https://example.org/other")
    (folder / "graph.nt").write_text('<https://example.org/a> <https://example.org/b> "c" .\n')
    pushed(fake, folder)
    pushed(fake, folder)
    assert fake.graph(DATASET) == triples(folder)
    assert len(fake.graph("https://example.org/other")) > 100


def test_mentions_are_an_option(fake, root, tmp_path):
    for name in ("graph.nt", "mentions.nt"):
        shutil.copy2(root / "exports" / name, tmp_path / name)
    pushed(fake, tmp_path, size=3000)
    assert fake.graph(DATASET) == triples(tmp_path)
    pushed(fake, tmp_path, size=3000, mentions=True)
    assert fake.graph(DATASET) == triples(tmp_path, "graph.nt", "mentions.nt")


def test_the_default_graph_and_a_graph_of_ones_own(fake, folder, capsys):
    assert main(["push", f"{fake.url}/store", "--graph", str(folder), "--graph-iri", "default"]) == 0
    assert fake.graph() == triples(folder)
    assert main(["push", f"{fake.url}/store", "--graph", str(folder), "--graph-iri", "urn:x"]) == 0
    assert fake.graph("urn:x") == triples(folder)
    said = capsys.readouterr()
    assert re.search(r"holds [\d,]+ triples in urn:x\n$", said.out)
    assert said.err == ""


def test_the_default_name_is_that_of_the_data_set(fake, root, tmp_path):
    shutil.copy2(root / "exports" / "graph.nt", tmp_path / "graph.nt")
    assert main(["push", f"{fake.url}/store", "--graph", str(tmp_path)]) == 0
    assert fake.graph(DATASET) == triples(tmp_path)
    assert any(f"<{DATASET}>" in line for line in fake.graph(DATASET))


def test_a_store_of_no_known_kind_is_read_back(fake, folder):
    pushed(fake, folder)
    unknown = GraphStore(Target(f"{fake.url}/graphs", DATASET), pause=lambda _: None)
    assert unknown.target.query_url == ""
    assert unknown.count() == len(triples(folder))
    fake.gives = "text/turtle"
    with pytest.raises(RemoteError, match=r"text/turtle.*--query-url"):
        unknown.count()
    unknown.close()


@pytest.mark.parametrize(
    ("graphs", "queries"),
    [
        ("http://h:8890/sparql-graph-crud-auth", "http://h:8890/sparql-auth"),
        ("http://h:8890/sparql-graph-crud", "http://h:8890/sparql"),
        ("https://h/graphdb/repositories/papers/rdf-graphs/service", "https://h/graphdb/repositories/papers"),
        ("http://h:3030/papers/data", "http://h:3030/papers/query"),
        ("http://h:7878/store/", "http://h:7878/query"),
        ("http://h/database", ""),
    ],
)
def test_where_known_stores_answer_queries(graphs, queries):
    assert Target(graphs, DATASET).query_url == queries
    assert Target(graphs, DATASET, queries="http://h/mine").query_url == "http://h/mine"


# ---------------------------------------------------------------- faults that pass


@pytest.mark.parametrize("fault", [0, 429, 502, 503, 504])
def test_a_fault_that_passes_is_tried_again(fake, folder, fault):
    fake.faults = [200, fault, fault, 200, fault]
    pauses = []
    found, _ = pushed(fake, folder, pauses=pauses)
    assert fake.graph(DATASET) == triples(folder)
    assert found.triples == len(triples(folder))
    assert pauses == [1.0, 2.0, 1.0]


def test_the_store_says_how_long_to_wait(fake, folder):
    fake.faults, fake.after = [503, 503], {"Retry-After": "30"}
    pauses = []
    pushed(fake, folder, pauses=pauses)
    assert pauses == [30.0, 30.0]


def test_a_store_that_stays_away_is_named(folder):
    pauses = []
    gone = GraphStore(Target("http://127.0.0.1:9/store", DATASET), pause=pauses.append)
    with pytest.raises(RemoteError, match=r"127\.0\.0\.1:9/store cannot be reached \(tried 5 times\)"):
        send(folder, gone, tell=lambda *_: None)
    assert pauses == [1.0, 2.0, 4.0, 8.0]


# ---------------------------------------------------------------- faults that stay


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (400, r"failed \(HTTP 400\): bad triple"),
        (403, r"wants a user and a password \(--user\) \(HTTP 403\)"),
        (405, r"takes no graphs over the Graph Store Protocol \(HTTP 405\)"),
        (413, r"choose a smaller --batch"),
        (500, r"failed \(HTTP 500\): bad triple"),
    ],
)
def test_a_refusal_is_told_with_the_stores_words(fake, folder, fault, said):
    fake.faults, fake.words = [fault], "<p>bad\n   triple</p>"
    with pytest.raises(RemoteError, match=said):
        pushed(fake, folder)
    assert len(fake.seen) == 1


def test_a_redirect_is_not_followed(fake, folder):
    fake.faults, fake.after = [301], {"Location": "https://example.org/store"}
    with pytest.raises(RemoteError, match=r"redirects to https://example\.org/store: give that address"):
        pushed(fake, folder)


def test_a_wrong_count_is_an_error_and_the_next_push_starts_over(fake, folder, capsys):
    lost = triples(folder)
    connection = store(fake)
    connection.count = lambda: len(lost) - 1
    with pytest.raises(RemoteError, match=rf"holds {len(lost) - 1:,} triples .*, not the {len(lost):,} that were sent"):
        send(folder, connection, size=SIZE, tell=lambda *_: None)
    connection.close()
    assert journals(folder) == []
    assert main(["push", f"{fake.url}/store", "--graph", str(folder)]) == 0
    assert capsys.readouterr().err == ""


def test_no_graph_to_push(fake, tmp_path, capsys):
    with pytest.raises(GraphError, match=r"graph\.nt is not there: run `kg build"):
        pushed(fake, tmp_path)
    assert main(["push", f"{fake.url}/store", "--graph", str(tmp_path)]) == 1
    assert "kg build" in capsys.readouterr().err
    assert fake.seen == []


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["ftp://example.org/store"],
        ["http://ada:geheim@example.org/store"],
        ["http://example.org:port/store"],
        ["http://example.org/store", "--graph-iri", "no iri"],
        ["http://example.org/store", "--graph-iri", "https://x/> } DROP"],
        ["http://example.org/store", "--query-url", "sparql"],
        ["http://example.org/store", "--batch", "0"],
        ["http://example.org/store", "--timeout", "0"],
        ["http://example.org/store", "--user", "ada"],
        ["http://example.org/store", "--auth", "digest"],
    ],
)
def test_unusable_arguments(words, folder, capsys):
    assert main(["push", *words, "--graph", str(folder)]) == 2
    said = capsys.readouterr().err
    assert said
    assert "geheim" not in said


# ---------------------------------------------------------------- interruptions


def test_an_interrupted_push_goes_on_where_it_stopped(fake, folder):
    fake.faults = [200, 200, 400]
    with pytest.raises(RemoteError):
        pushed(fake, folder)
    assert len(journals(folder)) == 1
    before = len(fake.seen)
    found, told = pushed(fake, folder, size=SIZE + 7)
    assert found.resumed == told[0][1] == 2 * SIZE
    assert {method for method, *_ in fake.seen[before:]} == {"POST"}
    assert fake.graph(DATASET) == triples(folder)
    assert journals(folder) == []
    assert not (folder / "store" / "pushes").exists()


def test_it_goes_on_in_the_second_file(fake, root, tmp_path):
    for name in ("graph.nt", "mentions.nt"):
        shutil.copy2(root / "exports" / name, tmp_path / name)
    count = len(triples(tmp_path))
    fake.faults = [200, 200, 400]
    with pytest.raises(RemoteError):
        pushed(fake, tmp_path, size=count - 1, mentions=True)
    found, _ = pushed(fake, tmp_path, size=count, mentions=True)
    assert found.resumed == count
    assert fake.graph(DATASET) == triples(tmp_path, "graph.nt", "mentions.nt")


@pytest.mark.parametrize("change", ["the graph", "the store", "the place", "the user's wish", "the journal"])
def test_it_starts_over_where_the_earlier_part_counts_no_more(fake, folder, change):
    fake.faults = [200, 200, 200, 400]
    with pytest.raises(RemoteError):
        pushed(fake, folder)
    (journal,) = journals(folder)
    graph, more = DATASET, {}
    if change == "the graph":
        with (folder / "graph.nt").open("a") as stream:
            stream.write('<https://example.org/a> <https://example.org/b> "c" .\n')
    elif change == "the store":
        fake.store.clear()
    elif change == "the place":
        graph = "urn:elsewhere"
    elif change == "the user's wish":
        more = {"restart": True}
    else:
        journal.write_text('{"place": {"file": 0}}')
    before = len(fake.seen)
    found, _ = pushed(fake, folder, graph=graph, **more)
    assert fake.seen[before][0] == "PUT"
    assert found.resumed == 0
    assert bool(found.notes) == (change == "the store")
    assert fake.graph(graph) == triples(folder)


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_a_killed_push_goes_on(fake, folder):
    """From outside: Ctrl+C says what to do, kill -9 leaves a journal that is whole."""
    command = [sys.executable, "-m", "kg", "push", f"{fake.url}/store", "--graph", str(folder), "--batch", "5"]
    for sent in (signal.SIGINT, signal.SIGKILL):
        before = len(fake.seen)
        fake.faults = [200] * 6 + [503] * 100
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while len(fake.seen) < before + 7:
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        process.send_signal(sent)
        said = process.communicate(timeout=30)[1].decode()
        if sent == signal.SIGINT:
            assert process.returncode == 130
            assert "the same command goes on from here" in said
    fake.faults = []
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert b"60 of them sent before the interruption" in done.stdout
    assert fake.graph(DATASET) == triples(folder)
    assert [method for method, *_ in fake.seen].count("PUT") == 1


def test_a_folder_that_cannot_be_written_is_pushed_all_the_same(fake, folder):
    (folder / "store" / "pushes").write_text("no folder")
    found, _ = pushed(fake, folder)
    assert fake.graph(DATASET) == triples(folder)
    assert "would have started over" in found.notes[0]


def test_a_build_meanwhile_changes_nothing_of_what_is_sent(folder):
    before = triples(folder)
    with Triples(folder, ("graph.nt",)) as read:
        (folder / "new").write_text("")
        (folder / "new").replace(folder / "graph.nt")
        sent = [batch.data.decode() for batch in read.batches(7, Place())]
    assert {line.removesuffix(" .") for line in "".join(sent).splitlines()} == before


# ---------------------------------------------------------------- who pushes


def test_the_store_is_told_who_pushes_once_it_asks(fake, folder, tmp_path, monkeypatch, capsys):
    fake.password = "pässwort 비밀"  # noqa: S105  made up
    command = ["push", f"{fake.url}/store", "--graph", str(folder), "--batch", str(SIZE)]
    assert main(command) == 1
    assert "wants a user and a password (--user)" in capsys.readouterr().err
    fake.authorised.clear()
    (tmp_path / "secret").write_text(fake.password + "\n", encoding="utf-8")
    assert main([*command, "--user", "ada", "--password-file", str(tmp_path / "secret")]) == 0
    assert fake.authorised[0] is False  # not before it asked
    assert all(fake.authorised[1:])
    assert fake.graph(DATASET) == triples(folder)
    fake.store.clear()
    fake.authorised.clear()
    monkeypatch.setenv(USER, "ada")
    monkeypatch.setenv(PASSWORD, fake.password)
    assert main([*command, "--auth", "basic"]) == 0
    assert all(fake.authorised)
    assert fake.graph(DATASET) == triples(folder)


def test_a_password_is_never_printed(fake, folder, monkeypatch, capsys):
    fake.password = "right"  # noqa: S105  made up
    monkeypatch.setenv(USER, "ada")
    monkeypatch.setenv(PASSWORD, "geheim")
    assert main(["push", f"{fake.url}/store", "--graph", str(folder)]) == 1
    said = capsys.readouterr()
    assert "refuses this user and password" in said.err
    assert "geheim" not in said.err + said.out
    fake.password = ""
    fake.faults, fake.words = [400], "the password geheim is too short"
    assert main(["push", f"{fake.url}/store", "--graph", str(folder)]) == 1
    said = capsys.readouterr()
    assert "the password … is too short" in said.err
    assert "geheim" not in repr(Credentials("ada", "geheim"))
    assert not any("geheim" in path.read_text() for path in journals(folder))


def test_netrc_is_nobodys_wish(fake, folder, tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ada password right\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    pushed(fake, folder)
    assert not any(fake.authorised)


def test_a_password_file_of_several_lines_is_refused(fake, folder, tmp_path, capsys):
    (tmp_path / "secret").write_text("one\ntwo\n")
    command = ["push", f"{fake.url}/store", "--graph", str(folder), "--user", "ada", "--password-file"]
    assert main([*command, str(tmp_path / "secret")]) == 1
    assert "more than one line" in capsys.readouterr().err
    assert main([*command, str(tmp_path / "gone")]) == 1
    assert fake.seen == []


def test_a_graph_is_an_iri():
    for wrong in ("", "x y", "https://x/<", "relative"):
        with pytest.raises(UsageError, match="absolute IRI"):
            Target("http://example.org/store", wrong)
