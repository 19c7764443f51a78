"""Validate and evaluate."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest
from rdflib import BNode, URIRef

from kg.ask.evaluate import Score, evaluate, read_gold
from kg.ask.validate import _path, validate
from kg.errors import GraphError, InputError
from kg.store.disk import open_store

# ---------------------------------------------------------------- validate


def test_the_graph_conforms_and_every_shape_says_what_it_looked_at(folder):
    found = validate(folder)
    looked_at = dict(found.looked_at)
    assert found.conforms
    assert (looked_at["Paper"], looked_at["Author"], looked_at["Concept"], looked_at["Result"]) == (4, 7, 13, 1)


BROKEN = {
    "no title": ('<https://arxiv.org/abs/2502.01068> <http://purl.org/dc/terms/title> "FastKV', "", "dcterms:title"),
    "bad date": ('"2025-02-05"^^<http://www.w3.org/2001/XMLSchema#date>', '"soon"', "kg:firstListed"),
    "bad kind": ('"improvement"', '"miracle"', "kg:kind"),
}


@pytest.fixture
def broken(folder, tmp_path):
    def make(old, new):
        copy = tmp_path / "broken"
        shutil.copytree(folder, copy)
        lines = (copy / "graph.nt").read_text(encoding="utf-8").splitlines(keepends=True)
        changed = [line.replace(old, new) if new else "" if line.startswith(old) else line for line in lines]
        assert changed != lines
        (copy / "graph.nt").write_text("".join(changed), encoding="utf-8")
        return copy

    return make


@pytest.mark.parametrize(("old", "new", "path"), BROKEN.values(), ids=BROKEN)
def test_a_graph_broken_on_purpose_is_reported(broken, old, new, path):
    found = validate(broken(old, new))
    assert not found.conforms
    assert path in {each.path for each in found.violations}


def test_a_path_without_a_name_is_not_named():
    assert _path(BNode()) == _path(None) == ""
    assert _path(URIRef("https://w3id.org/paperkg/ontology#kind")) == "kg:kind"


def test_progress_tells_what_is_done_and_that_much_takes_long(folder, monkeypatch):
    told: list[str] = []
    validate(folder, progress=told.append)
    monkeypatch.setattr("kg.ask.validate._MANY", 10)
    validate(folder, progress=told.append)
    assert told[0] == "reading graph.nt"
    checking = [line for line in told if line.startswith("checking ")]
    assert [line.endswith("triples against the shapes") for line in checking] == [True, False]
    assert checking[1].endswith("against the shapes: this may take minutes")


def test_the_digest_entry_to_blame_is_named(broken):
    found = validate(broken('"improvement"', '"miracle"'))
    assert found.violations[0].entry == "digest 2025-02-05, entry 18 (line 205)"
    assert "miracle" in str(found.violations[0])


def test_no_graph_and_a_damaged_one(folder, tmp_path):
    with pytest.raises(GraphError, match="kg build"):
        validate(tmp_path)
    shutil.copytree(folder, tmp_path / "copy")
    with (tmp_path / "copy" / "graph.nt").open("a", encoding="utf-8") as stream:
        stream.write("<not a triple\n")
    with pytest.raises(GraphError, match="damaged"):
        validate(tmp_path / "copy")


# ---------------------------------------------------------------- evaluate


def entity(name, kind, role, **more):
    return {"name": name, "names": [name, *more.pop("names", [])], "type": kind, "role": role, "core": True, **more}


GOLD = {
    "arxiv": "2502.01068",
    "entities": [
        entity("FastKV", "method", "introduces"),
        entity("GQA", "method", "compares_with", roles=["compares_with", "uses"]),
        entity("HeadKV", "model", "compares_with"),  # found, but as a method
        entity("KV 캐시 압축", "task", "uses"),  # typed, but it is addressed
        entity("LLMs", "method", "uses", core=False),
        entity("RULER", "benchmark", "evaluates_on"),  # missed
    ],
    "results": [
        {"subject": "FastKV", "metric": "throughput", "on": None, "value": "1.40", "unit": "x", "kind": "improvement"},
        {"subject": "FastKV", "metric": None, "on": None, "value": "n/a", "unit": "", "kind": "absolute"},
    ],
}


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(GOLD, ensure_ascii=False) + "\n\n", encoding="utf-8")
    return path


def test_scores_of_a_small_case(store, gold):
    found = evaluate(store, [gold])
    scores = {score.name: (score.right, score.wrong, score.wanted) for score in found.scores}
    assert scores == {
        "found": (4, 2, 5),  # Throughput and LongBench are made up; the optional LLM does not count
        "typed": (3, 3, 5),
        "role": (2, 5, 5),
        "results": (1, 0, 2),
        "results in full": (1, 0, 2),
    }
    assert {score.name: (score.right, score.wanted) for score in found.by_type}["method"] == (2, 2)
    assert {score.name: (score.right, score.wanted) for score in found.by_role}["evaluates_on"] == (0, 1)
    assert found.missing == ()


def test_f1():
    assert Score("x", 0, 0, 0).f1 == 0.0
    assert Score("x", 2, 2, 2).f1 == pytest.approx(2 / 3)


@pytest.mark.parametrize("line", ["{", "[]", '{"arxiv": "x"}', '{"arxiv": "x", "entities": [{"name": "y"}]}'])
def test_a_line_that_is_no_annotation_is_named(tmp_path, line):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(GOLD) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl:2: expected"):
        read_gold(path)


@pytest.mark.corpus
def test_the_same_numbers_as_the_shared_scorer(shared, tmp_path):
    """Score a graph that is partly right: made from the gold itself, with every third entity spoilt."""
    gold = shared / "gold" / "dev.jsonl"
    exports = _graph_from_gold(gold, tmp_path / "exports")
    told = subprocess.run(
        [sys.executable, shared / "gold" / "score.py", exports / "graph.nt", gold, "--json"],
        capture_output=True,
        check=True,
    )
    theirs = json.loads(told.stdout)
    ours = {score.name: score for score in evaluate(open_store(exports), [gold]).scores}
    names = {"found": "found", "typed": "typed", "role": "role", "result": "results", "result full": "results in full"}
    for name, score in ((name, ours[own]) for name, own in names.items()):
        assert (score.right, score.wrong, score.wanted) == (
            theirs[name]["tp"],
            theirs[name]["fp"],
            theirs[name]["core"],
        ), name
        assert score.f1 == pytest.approx(theirs[name]["f1"])
    assert 0.2 < ours["role"].f1 < ours["found"].f1 < 1


def _graph_from_gold(gold, folder):
    kg, skos = "https://w3id.org/paperkg/ontology#", "http://www.w3.org/2004/02/skos/core#"
    rdf = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    lines = []
    for line in gold.read_text(encoding="utf-8").splitlines():
        paper = json.loads(line)
        iri = f"<https://arxiv.org/abs/{paper['arxiv']}>"
        lines.append(f"{iri} {rdf} <{kg}Paper> .")
        for number, item in enumerate(paper["entities"]):
            concept = f"<https://w3id.org/paperkg/concept/{paper['arxiv']}-{number}>"
            first, *words = item["role"].split("_")
            role = first + "".join(word.title() for word in words)
            kind = "Task" if number % 3 == 1 else item["type"].title()
            name = f"spoilt {number}" if number % 3 == 0 else item["names"][-1]
            lines += [
                f"{iri} <{kg}{'uses' if number % 5 == 0 else role}> {concept} .",
                f"{concept} {rdf} <{kg}{kind}> .",
                f"{concept} <{skos}prefLabel> {json.dumps(name, ensure_ascii=False)}@en .",
            ]
        for number, item in enumerate(paper["results"]):
            result = f"<https://w3id.org/paperkg/result/{paper['arxiv']}/{number}>"
            value = "".join(char for char in item["value"] if char in "0123456789.") or "0"
            lines.append(f"{iri} <{kg}reports> {result} .")
            lines.append(f'{result} <{kg}value> "{value}"^^<http://www.w3.org/2001/XMLSchema#decimal> .')
            lines += [f'{result} <{kg}unit> "{item["unit"]}" .'] if item["unit"] else []
            names = [each["name"] for each in paper["entities"]]
            if item["subject"] in names:
                subject = f"<https://w3id.org/paperkg/concept/{paper['arxiv']}-{names.index(item['subject'])}>"
                lines.append(f"{result} <{kg}subject> {subject} .")
    folder.mkdir()
    (folder / "graph.nt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
