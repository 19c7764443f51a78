"""The package's own client talks to ``kg mcp`` as a real process."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mcp", reason="needs the extra: pip install 'paperkg[mcp]'")

from mcp import Client
from mcp.client.stdio import StdioServerParameters

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
FASTKV = {
    "paper": "2502.01068",
    "title": "FastKV: KV Cache Compression for Fast Long-Context Processing with Token-Selective Propagation",
    "url": "https://arxiv.org/abs/2502.01068",
}


@pytest.fixture(scope="module")
def sample(root, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("mcp")
    for name in ("graph.nt", "mentions.nt", "manifest.json"):
        (folder / name).write_bytes((root / "exports" / name).read_bytes())
    return folder


@pytest.fixture(scope="module")
def said(sample):
    """Everything that the tests ask, in one conversation: name -> answer."""
    questions = {
        "search": ("search", {"text": "KV 캐시 압축"}),
        "kinds": ("search", {"text": "KV", "kinds": ["method"], "limit": 2}),
        "nothing": ("search", {"text": "zzzzzzzzzz"}),
        "show": ("show", {"thing": "FastKV"}),
        "show paper": ("show", {"thing": "2502.01068"}),
        "show result": ("show", {"thing": "https://w3id.org/paperkg/result/2502.01068/1"}),
        "show nothing": ("show", {"thing": "no such thing at all"}),
        "related": ("related", {"papers": ["2502.01068"], "limit": 2}),
        "text": ("related", {"text": "KV 캐시 압축으로 긴 문맥을 빠르게 처리하는 방법", "limit": 2}),
        "neither": ("related", {}),
        "path": ("path", {"one": "FastKV", "other": "Xiang Liu"}),
        "path to itself": ("path", {"one": "FastKV", "other": "concept:fastkv"}),
        "select": ("sparql", {"query": "SELECT ?p ?t { ?p kg:introduces concept:fastkv ; dcterms:title ?t }"}),
        "concepts": ("sparql", {"query": "SELECT ?c { ?c a kg:Benchmark } ORDER BY ?c LIMIT 3"}),
        "many": ("sparql", {"query": "SELECT * { ?s ?p ?o }"}),
        "ask": ("sparql", {"query": "ASK { ?p kg:introduces concept:fastkv }"}),
        "construct": ("sparql", {"query": "CONSTRUCT WHERE { ?p kg:introduces concept:fastkv }"}),
        "wrong": ("sparql", {"query": "SELECT ?p {\n ?p }"}),
        "update": ("sparql", {"query": "INSERT DATA { <a:a> <a:b> 1 }"}),
        "service": ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}),
        "bad limit": ("search", {"text": "KV", "limit": 1000}),
    }

    return asyncio.run(talk(sample, questions, reading=True))


async def talk(folder, questions, *options, reading=False):
    program = StdioServerParameters(
        command=sys.executable,
        args=["-m", "kg", "mcp", "--graph", str(folder), *options],
        env={key: value for key, value in os.environ.items() if key.startswith("PYTHON")},
    )
    async with Client(program) as client:
        answers = {name: await client.call_tool(tool, given) for name, (tool, given) in questions.items()}
        if reading:
            answers["tools"] = await client.list_tools()
            answers["resources"] = await client.list_resources()
            for uri in ("paperkg://ontology", "paperkg://queries"):
                answers[uri] = (await client.read_resource(uri)).contents[0].text
            answers["instructions"] = client.instructions
        return answers


def test_tools_that_only_read(said):
    tools = {tool.name: tool for tool in said["tools"].tools}
    assert set(tools) == {"search", "show", "related", "path", "sparql"}
    assert all(tool.annotations.read_only_hint for tool in tools.values())
    assert all(tool.description for tool in tools.values())
    assert "context" not in tools["search"].input_schema["properties"]
    assert "sources" in said["instructions"]


@pytest.mark.parametrize(
    "name",
    [
        "search",
        "kinds",
        "show",
        "show paper",
        "show result",
        "related",
        "text",
        "path",
        "select",
        "concepts",
        "construct",
    ],
)
def test_every_answer_has_sources(said, name):
    answer = said[name]
    assert not answer.is_error
    sources = answer.structured_content["sources"]
    assert sources
    for source in sources:
        assert source["url"].endswith(source["paper"])
        assert source["title"]
    assert json.loads(answer.content[0].text) == answer.structured_content


def test_search(said):
    found = said["search"].structured_content
    assert found["found"][0]["label"] == "KV cache compression"
    assert FASTKV in found["sources"]
    assert {each["kind"] for each in said["kinds"].structured_content["found"]} == {"method"}
    assert said["nothing"].structured_content == {"found": [], "sources": []}


def test_show(said):
    shown = said["show"].structured_content
    assert shown["thing"]["label"] == "FastKV"
    assert shown["thing"]["counts"]["results"] == len(shown["thing"]["relations"]["results"]) == 2
    assert shown["sources"] == said["show paper"].structured_content["sources"] == [FASTKV]
    assert said["show result"].structured_content["sources"] == [FASTKV]
    assert said["show nothing"].is_error
    assert "nothing is called" in said["show nothing"].content[0].text


def test_related_has_reasons(said):
    for name in ("related", "text"):
        answer = said[name].structured_content
        assert [each["paper"] for each in answer["related"]] == [each["paper"] for each in answer["sources"]]
        assert all(each["reasons"] for each in answer["related"])
    assert said["neither"].is_error


def test_path_has_sentences(said):
    (chain,) = said["path"].structured_content["chains"]
    assert [step["relation"] for step in chain["steps"]] == ["measured on", "evaluated on by", "written by"]
    assert {each["paper"] for each in said["path"].structured_content["sources"]} == {"2502.01068", "2502.00299"}
    assert said["path to itself"].is_error


def test_sparql(said):
    answer = said["select"].structured_content
    assert answer["columns"] == ["p", "t"]
    assert answer["rows"] == [{"p": FASTKV["url"], "t": FASTKV["title"]}]
    assert answer["sources"] == [FASTKV]
    assert said["ask"].structured_content["boolean"] is True
    assert "kg:introduces concept:fastkv" in said["construct"].structured_content["turtle"]
    many = said["many"].structured_content
    assert (len(many["rows"]), many["cut"]) == (200, True)


def test_what_goes_wrong_is_told_in_words(said):
    for name, words in (
        ("wrong", "is expected"),
        ("update", "kg build"),
        ("service", "SERVICE is refused"),
        ("bad limit", "50"),
    ):
        assert said[name].is_error, name
        assert words in said[name].content[0].text


def test_a_runaway_query_is_stopped(sample):
    questions = {"runaway": ("sparql", {"query": RUNAWAY}), "after": ("sparql", {"query": "ASK {}"})}
    said = asyncio.run(talk(sample, questions, "--timeout", "1"))
    assert "stopped after 1 seconds" in said["runaway"].content[0].text
    assert said["after"].structured_content["boolean"] is True


def test_what_an_agent_can_read(said):
    assert {str(each.uri) for each in said["resources"].resources} == {"paperkg://ontology", "paperkg://queries"}
    assert "kg:introduces" in said["paperkg://ontology"]
    assert said["paperkg://queries"].count("# @param") > 10


def test_without_a_graph_or_without_the_library(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "kg", "mcp", "--graph", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "kg build" in done.stderr
    (tmp_path / "graph.nt").write_text("")
    code = (
        "import sys; sys.modules['mcp.server'] = None; sys.modules['mcp'] = None;"
        f"from kg.cli import main; sys.exit(main(['mcp', '--graph', {str(tmp_path)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install 'paperkg[mcp]'" in done.stderr
