"""``%load_ext kg`` in IPython's own shell."""

from __future__ import annotations

import pytest

pytest.importorskip("IPython")

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

TITLES = "SELECT ?title { ?paper kg:introduces concept:fastkv ; rdfs:label ?title }"


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    settings = Config()
    settings.HistoryManager.enabled = False
    made = InteractiveShell.instance(config=settings, ipython_dir=str(tmp_path_factory.mktemp("ipython")))
    made.run_line_magic("load_ext", "kg")
    yield made
    InteractiveShell.clear_instance()


def run(shell, source):
    done = shell.run_cell(source)
    done.raise_error()
    return done.result


def test_one_line(shell, hand_made):
    found = run(shell, f"%sparql --graph {hand_made} {TITLES}")
    (row,) = found
    assert row["title"].startswith("FastKV: KV Cache Compression")


def test_a_cell_and_a_variable(shell, hand_made):
    found = run(shell, f"%%sparql --graph={hand_made} --to rows --timeout 20\n{TITLES}\n")
    assert shell.user_ns["rows"] is found
    assert len(found) == 1


def test_the_answer_shows_itself_as_a_table_of_text_and_links(shell, hand_made):
    query = 'SELECT ?x ?y { VALUES (?x ?y) { ("<script>alert(1)</script>" <javascript:alert(1)>) (UNDEF kg:Paper) } }'
    html = run(shell, f"%sparql --graph {hand_made} {query}")._repr_html_()
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert '<a href="https://w3id.org/paperkg/ontology#Paper" rel="noreferrer">kg:Paper</a>' in html


def test_a_long_answer_shows_its_beginning(shell, hand_made):
    values = " ".join(map(str, range(150)))
    found = run(shell, f"%sparql --graph {hand_made} SELECT ?x {{ VALUES ?x {{ {values} }} }}")
    assert len(found) == 150
    assert found._repr_html_().count("<tr>") == 101
    assert "50 more rows" in found._repr_html_()


def test_named_queries_and_truth(shell, hand_made):
    assert run(shell, f"%sparql --graph {hand_made} most-used-benchmarks")
    assert run(shell, f"%sparql --graph {hand_made} ASK {{ ?p a kg:Paper }}") is True


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("%sparql --graph {graph} SELECT * {{ ?s ?p }}", "cannot stand here"),
        ("%sparql --graph nowhere ASK {{}}", "kg build"),
        ("%sparql", "the query is missing"),
        ("%%sparql --nonsense\nASK {{}}", "--nonsense"),
        ("%%sparql --to 1x --graph {graph}\nASK {{}}", "name of a variable"),
        ("%sparql --graph {graph} INSERT DATA {{ <a:a> <a:b> 1 }}", "INSERT is refused"),
    ],
)
def test_what_is_wrong_is_told_without_a_traceback(shell, hand_made, capsys, source, said):
    done = shell.run_cell(source.format(graph=hand_made))
    assert not done.success
    out, err = capsys.readouterr()
    assert said in out + err
    assert "Traceback" not in out + err
