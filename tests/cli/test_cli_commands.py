"""Every command through the real entry point: answers, messages, exit codes."""

from __future__ import annotations

import csv
import io
import json
import shlex
import unicodedata
import xml.etree.ElementTree as ET

import pytest

from kg.ask.related import NamedReason, RelatedPaper
from kg.cli import main
from kg.cli.entry import COMMANDS, load


@pytest.fixture
def kg(capsys, folder, monkeypatch):
    """Run a command line against the small graph; gives exit code, output and messages."""
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words, graph=folder):
        code = main([*words, "--graph", str(graph)] if graph else list(words))
        out, err = capsys.readouterr()
        return code, out, err

    return run


# ---------------------------------------------------------------- help


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help", "related"]])
def test_help_is_an_answer(kg, words):
    code, out, err = kg(*words, graph=None)
    assert (code, err) == (0, "")
    assert "examples:" in out or "start here:" in out


def test_help_lists_every_command_and_no_other(kg):
    _, out, _ = kg("--help", graph=None)
    listed = [line.split()[0] for line in out.partition("commands:\n")[2].partition("\n\n")[0].splitlines()]
    assert listed == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples_that_parse(kg, name):
    code, out, _ = kg(name, "--help", graph=None)
    command = load(name)
    assert code == 0
    assert command.EXAMPLES
    for example in command.EXAMPLES:
        assert example in out
        program, named, *words = shlex.split(example.partition(" < ")[0].partition(" > ")[0])
        assert (program, named) == ("kg", name)
        command.parser().parse_args(words)


def test_the_version(kg):
    code, out, _ = kg("--version", graph=None)
    assert code == 0
    assert out.startswith("paperkg")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["--nonsense"],
        ["related"],
        ["related", "2502.01068", "--text", "x"],
        ["related", "2502.01068", "-k", "0"],
        ["related", ""],
        ["related", "2502.01068", " "],
        ["related", "--text", ""],
        ["search", ""],
        ["search", " ", "\t"],
        ["show", ""],
        ["related", "2502.01068", "-k", "many"],
        ["search"],
        ["search", "x", "--kind", "person"],
        ["show"],
        ["sparql"],
        ["sparql", "ASK {}", "-f", "x.rq"],
        ["sparql", "ASK {}", "--format", "yaml"],
        ["sparql", "ASK {}", "--param", "a=b"],
        ["sparql", "papers-of-author", "--param", "author"],
        ["sparql", "papers-of-author", "--param", "autor=x"],
        ["sparql", "ASK {}", "--timeout", "-1"],
        ["sparql", "ASK {}", "--format", "turtle"],
        ["export"],
        ["export", "--format", "yaml"],
        ["eval"],
        ["build", "--date", "yesterday"],
        ["build", "--base", "no iri"],
        ["build", "--max-authors", "0"],
    ],
    ids=" ".join,
)
def test_unusable_arguments_end_with_2(kg, folder, words, monkeypatch):
    monkeypatch.chdir(folder.parent)
    graph = folder if words[:1] == ["sparql"] else None
    code, out, err = kg(*words, graph=graph)
    assert code == 2
    assert err or "usage" in out
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "words",
    [
        ["search", "zzzzzz"],
        ["show", "zzzzzz"],
        ["show", "xiang", "liu"],
        ["related", "2502.99999"],
        ["related", "2502.01068", "2502.99999"],
        ["sparql", "papers-of-autor"],
        ["sparql", "papers-of-author", "--param", "author=Nobody At All"],
        ["sparql", "SELECT * { ?s ?p }"],
        ["sparql", "DROP ALL"],
        ["sparql", "-f", "missing.rq"],
        ["eval", "missing.jsonl"],
    ],
    ids=" ".join,
)
def test_something_missing_ends_with_1(kg, words):
    code, out, err = kg(*words)
    assert (code, out) == (1, "")
    assert err.startswith("kg: ")


@pytest.mark.parametrize(
    "words",
    [
        "search x",
        "show x",
        "related 2502.01068",
        "sparql ASK{}",
        "stats",
        "validate",
        "export --format ttl",
        "eval gold.jsonl",
    ],
)
def test_without_a_graph_every_command_says_to_build_one(kg, tmp_path, words):
    code, out, err = kg(*words.split(), graph=tmp_path / "nothing")
    assert (code, out) == (1, "")
    assert "kg build" in err


# ---------------------------------------------------------------- answers


def test_search_in_every_format(kg):
    code, out, _ = kg("search", "KV", "캐시", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert found[0] == {
        "iri": "https://w3id.org/paperkg/concept/kv-cache-compression",
        "kind": "task",
        "label": "KV Cache Compression",
        "matched": "KV 캐시 압축",
        "match": "prefix",
    }
    rows = list(csv.DictReader(io.StringIO(kg("search", "KV 캐시", "--format", "csv")[1])))
    assert rows == found
    assert "concept:kv-cache-compression" in kg("search", "KV 캐시")[1]


def test_search_in_decomposed_hangul(kg):
    assert kg("search", unicodedata.normalize("NFD", "KV 캐시")) == kg("search", "KV 캐시")


def test_what_search_says_to_ask_for_can_be_shown(kg):
    for text in ("FastKV", "Dongwon Jo", "talk about"):
        line = kg("search", text)[1].splitlines()[2]
        assert kg("show", line.split()[-1])[0] == 0


def test_show_as_json(kg):
    code, out, _ = kg("show", "2502.01068", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert (found["iri"], found["kind"], found["label"][:6]) == ("https://arxiv.org/abs/2502.01068", "paper", "FastKV")
    assert found["votes"] == 14
    assert [item["label"] for item in found["relations"]["introduces"]] == ["FastKV"]
    (linked,) = found["relations"]["linked_with"]
    assert linked["weight"] > 0
    assert "KV Cache Compression" in linked["shared"]


@pytest.mark.parametrize("text", ["2502.01068", "KV Cache Compression", "dongwon jo"])
def test_what_is_several_is_an_array(kg, text):
    found = json.loads(kg("show", text, "--format", "json")[1])
    items = [item for group in found["relations"].values() for item in group]
    one = {"iri", "kind", "label", "id", "title", "quote", "first_listed", "submitted", "same_as"}
    several = [value for each in (found, *items) for name, value in each.items() if name not in one]
    assert not any(isinstance(value, str) for value in several)
    if found["kind"] == "task":
        assert "KV 캐시 압축" in found["also_called"]


def test_show_says_where_its_links_are_told_in_full(kg, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    (line,) = (line for line in kg("show", "2502.01068")[1].splitlines() if line.startswith("linked with"))
    assert line.endswith("weight: shared (more: kg related 2502.01068)")


def test_show_says_what_else_has_the_name(kg):
    code, _, err = kg("show", "LLM")
    assert (code, err) == (0, "'LLM' is also a name of: Model Compression (task)\n")


def test_show_as_csv_and_table(kg):
    rows = list(csv.DictReader(io.StringIO(kg("show", "2502.01068", "--format", "csv")[1])))
    assert {row["relation"] for row in rows} >= {"authors", "introduces", "results"}
    assert "1.40배" in kg("show", "2502.01068")[1]


def test_related_as_json_keeps_the_contract(kg):
    code, out, _ = kg("related", "arXiv:2502.01068v1", "--format", "json")
    (found,) = json.loads(out)
    assert code == 0
    assert list(found) == ["paper", "title", "score", "date", "reasons", "differs"]
    assert (found["paper"], found["date"]) == ("2502.00299", "2025-02-05")
    assert all(list(reason)[:3] == ["kind", "name", "weight"] for reason in found["reasons"])
    assert "ChunkKV" in found["differs"]["introduces"]
    assert sum(round(reason["weight"] * 1e6) for reason in found["reasons"]) == round(found["score"] * 1e6)


def test_a_table_says_what_is_shared_and_what_is_different(kg, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    table = kg("related", "2502.01068")[1]
    assert "KV Cache Compression 0." in table
    assert "this one introduces ChunkKV" in table


def test_a_table_leaves_out_what_rounds_to_nothing(capsys, monkeypatch, folder):
    reasons = (NamedReason("concept", "LoRA", 0.25), NamedReason("concept", "model", 0.0004))
    paper = RelatedPaper("https://arxiv.org/abs/2502.01068", "2502.01068", "FastKV", 0.2504, "2025-02-05", reasons)
    monkeypatch.setattr("kg.ask.related.related", lambda *_, **__: (paper,))
    assert main(["related", "2502.01068", "--graph", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines()[2].endswith("LoRA 0.250")
    assert main(["related", "2502.01068", "--graph", str(folder), "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert sum(reason["weight"] for reason in found["reasons"]) == found["score"]


def test_related_as_csv_has_a_line_a_reason(kg):
    rows = list(csv.DictReader(io.StringIO(kg("related", "2502.01068", "--format", "csv")[1])))
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(float(rows[0]["score"]), abs=1e-9)


def test_stats(kg):
    found = json.loads(kg("stats", "--format", "json")[1])
    assert found["kinds"]["paper"] == 4
    assert found["most_used"]["method"][0] == {
        "iri": "https://w3id.org/paperkg/concept/large-language-model",
        "label": "Large Language Model",
        "papers": 3,
    }
    assert "2025-02-05 to 2025-02-06" in kg("stats")[1]
    assert "KV Cache Compression · " in kg("stats", "--topics")[1]


def test_validate(kg, tmp_path, folder):
    code, out, _ = kg("validate")
    assert code == 0
    assert "conforms" in out
    broken = tmp_path / "broken"
    broken.mkdir()
    text = (folder / "graph.nt").read_text(encoding="utf-8").replace('"improvement"', '"miracle"')
    (broken / "graph.nt").write_text(text, encoding="utf-8")
    code, out, _ = kg("validate", "--format", "json", graph=broken)
    assert code == 1
    assert [each["path"] for each in json.loads(out)["violations"]] == ["kg:kind"]


def test_export(kg, tmp_path):
    code, out, err = kg("export", "--format", "nt")
    assert (code, err) == (0, "")
    assert out.splitlines() == sorted(out.splitlines())
    code, shown, err = kg("export", "--format", "nt", "--out", str(tmp_path / "new" / "graph.nt"))
    assert (code, shown) == (0, "")
    assert (tmp_path / "new" / "graph.nt").read_text(encoding="utf-8") == out
    assert "bytes" in err


def test_eval(kg, tmp_path):
    entity = {"name": "FastKV", "names": ["FastKV"], "type": "method", "role": "introduces", "core": True}
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"arxiv": "2502.01068", "entities": [entity]}) + "\n", encoding="utf-8")
    code, out, _ = kg("eval", str(gold), "--format", "json")
    assert code == 0
    assert json.loads(out)["scores"]["role"]["recall"] == 1.0
    assert kg("eval", str(tmp_path / "none.jsonl"))[2].endswith(
        "none.jsonl: cannot be read: No such file or directory\n"
    )
    gold.write_text(json.dumps({"arxiv": "2502.99999", "entities": [entity]}) + "\n", encoding="utf-8")
    code, out, err = kg("eval", str(gold))
    assert code == 1
    assert "2502.99999" in err
    assert "recall" in out


def test_eval_shows_as_many_errors_as_asked_for_in_every_format(kg, tmp_path):
    entities = [
        {"name": name, "names": [name], "type": "method", "role": "introduces", "core": True, "evidence": f"the {name}"}
        for name in ("FastKV", "Otter", "Heron")
    ]
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"arxiv": "2502.01068", "entities": entities}) + "\n", encoding="utf-8")
    found = json.loads(kg("eval", str(gold), "--format", "json", "--errors", "1")[1])
    assert [each["text"] for each in found["errors"]["missed"]] == ["the Heron"]
    assert len(found["errors"]["made_up"]) == 1
    assert found["scores"]["typed"]["intervals"]["f1"] == [found["scores"]["typed"]["f1"]] * 2
    assert json.loads(kg("eval", str(gold), "--format", "json")[1])["errors"] == {"missed": [], "made_up": []}
    rows = list(csv.DictReader(kg("eval", str(gold), "--format", "csv", "--errors", "9")[1].splitlines()))
    assert {row["name"] for row in rows if row["table"] == "missed"} == {"Heron", "Otter"}
    assert {row["text"] for row in rows if row["table"] == "missed"} == {"the Heron", "the Otter"}
    assert {row["table"] for row in rows} == {"score", "type", "role", "missed", "made up"}
    table = kg("eval", str(gold), "--errors", "1")[1]
    assert "Missed: 1 of 2" in table
    assert "the Heron" in table
    assert kg("eval", str(gold), "--errors", "-1")[0] == 2


# ---------------------------------------------------------------- sparql

IDS = "SELECT ?id ?title { ?p dcterms:identifier ?id ; rdfs:label ?title } ORDER BY ?id"


def test_sparql_prints_a_named_query_for_another_store(kg):
    code, out, err = kg("sparql", "papers-of-author", "--param", "author=Dongwon Jo", "--text")
    assert (code, err) == (0, "")
    assert "dcterms:creator author:dongwon-jo" in out
    assert json.loads(kg("sparql", out, "--format", "json")[1])["head"]["vars"] == ["paper", "date", "title"]
    assert "author = " in kg("sparql", "papers-of-author", "--text")[2]
    assert kg("sparql", "ASK {}", "--text")[0] == 2
    assert kg("sparql", "papers-of-author", "--param", "author=Nobody At All", "--text")[0] == 1


def test_sparql_json_csv_and_xml(kg):
    results = json.loads(kg("sparql", IDS, "--format", "json")[1])
    ids = [row["id"]["value"] for row in results["results"]["bindings"]]
    assert results["head"]["vars"] == ["id", "title"]
    assert ids[0] == "2502.00299"
    rows = list(csv.DictReader(io.StringIO(kg("sparql", IDS, "--format", "csv")[1], newline="")))
    assert [row["id"] for row in rows] == ids
    root = ET.fromstring(kg("sparql", IDS, "--format", "xml")[1])  # noqa: S314  our own XML
    assert len(root.findall(".//{*}result")) == len(ids)


def test_ask_says_yes_or_no(kg):
    assert kg("sparql", "ASK { ?p kg:uses concept:lora }") == (0, "yes\n", "")
    assert kg("sparql", "ASK { ?p kg:uses concept:none }") == (0, "no\n", "")
    assert json.loads(kg("sparql", "ASK {}", "--format", "json")[1])["boolean"] is True


def test_no_rows_is_an_answer_too(kg):
    code, out, err = kg("sparql", "SELECT ?x { ?x kg:uses concept:none }")
    assert (code, out) == (0, "")
    assert "no answers" in err


def test_construct_as_turtle(kg):
    code, out, _ = kg("sparql", "CONSTRUCT WHERE { ?p kg:uses ?c }", "--format", "turtle")
    assert code == 0
    assert "arxiv:2502.01068 kg:uses concept:grouped-query-attention ." in out


def test_a_file_and_standard_input(kg, tmp_path, monkeypatch):
    path = tmp_path / "q.rq"
    path.write_bytes(b"\xef\xbb\xbf" + b"ASK {}\n")
    assert kg("sparql", "-f", str(path))[1] == "yes\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"ASK { ?s kg:none ?o }")))
    assert kg("sparql", "-f", "-")[1] == "no\n"


def test_an_error_in_a_file_names_file_line_and_column(kg, tmp_path):
    path = tmp_path / "q.rq"
    path.write_text("SELECT *\n{ ?s foo:bar ?o }\n", encoding="utf-8")
    code, _, err = kg("sparql", "-f", str(path))
    assert code == 1
    assert err.startswith(f"kg: {path}:2:6: the prefix of foo:bar is not declared\n")


def test_named_queries_are_listed(kg):
    found = json.loads(kg("sparql", "--list", "--format", "json")[1])
    assert len(found) >= 15
    assert all(each["question"].endswith("?") for each in found)
    out = kg("sparql", "--list")[1]
    assert all(each["name"] in out for each in found)


def test_a_named_query_with_a_parameter(kg):
    results = json.loads(kg("sparql", "papers-of-author", "--param", "author=dongwon jo", "--format", "json")[1])
    assert "author" not in results["head"]["vars"]
    assert len(results["results"]["bindings"]) == 2


def test_a_named_query_tells_which_defaults_it_took(kg):
    told = 'author = "Dongwon Jo" (the default; choose with --param author=…)\n'
    for form in ("table", "json"):
        assert kg("sparql", "papers-of-author", "--format", form)[2] == told
    assert kg("sparql", "papers-of-author", "--param", "author=Dongwon Jo")[2] == ""


def test_a_default_that_is_not_in_the_graph_must_be_replaced(kg, tmp_path):
    triple = '<https://w3id.org/paperkg/author/ada> <http://xmlns.com/foaf/0.1/name> "Ada" .\n'
    (tmp_path / "graph.nt").write_text(triple, encoding="utf-8")
    code, out, err = kg("sparql", "papers-of-author", graph=tmp_path)
    assert (code, out) == (1, "")
    needed = "papers-of-author needs --param author=… here"
    assert err == f'kg: {needed}: its default, "Dongwon Jo", names no one thing in this graph\n'


@pytest.mark.parametrize("value", ["x> } ; DROP ALL #", '" . } SERVICE <http://x.org/> {', "이름'\"\n\\"])
def test_a_hostile_parameter_names_nothing(kg, value):
    code, out, err = kg("sparql", "papers-of-author", "--param", f"author={value}")
    assert (code, out) == (1, "")
    assert "nothing is called" in err


def test_an_endless_query_is_stopped(kg):
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
    code, out, err = kg("sparql", query, "--timeout", "0.5")
    assert (code, out) == (1, "")
    assert "stopped after 0.5 seconds" in err
