"""The import files of Neo4j, read by the rules that its manual states, and GEXF, read by networkx."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shlex

import networkx as nx
import pytest

from kg.export.formats import export_folder, export_one

PARSERS = {"string": str, "long": int, "double": float, "date": dt.date.fromisoformat}


def read(folder):
    """Nodes by id and relationships, as ``neo4j-admin database import`` understands the files its command names."""
    words = shlex.split(re.sub(r"^#.*$", "", (folder / "import.sh").read_text(), flags=re.MULTILINE))
    options = [word[2:].split("=", 1) for word in words if word.startswith("--")]
    (delimiter,) = [chr(int(value.replace("U+", "0x"), 0)) for name, value in options if name == "array-delimiter"]
    nodes, relationships, named = {}, [], {"import.sh"}
    for name, value in options:
        if name == "array-delimiter":
            continue
        header, data = value.split(",")
        named |= {header, data}
        (fields,) = csv.reader(io.StringIO((folder / header).read_text("utf-8"), newline=""))
        for row in csv.reader(io.StringIO((folder / data).read_text("utf-8"), newline="")):
            assert len(row) == len(fields), (data, row)
            assert not any("\n" in cell or "\r" in cell for cell in row)
            if name == "nodes":
                iri, labels, properties = node(fields, row, delimiter)
                assert iri not in nodes, "ids are unique over all files"
                nodes[iri] = labels, properties
            else:
                relationships.append(relationship(fields, row, delimiter))
    assert named == {path.name for path in folder.iterdir()}
    return nodes, relationships


def values(fields, row, delimiter):
    """Special fields by their name, properties by theirs; an empty cell is no property."""
    special, properties = {}, {}
    for field, cell in zip(fields, row, strict=True):
        name, _, kind = field.partition(":")
        if kind in {"ID", "LABEL", "START_ID", "END_ID", "TYPE"}:
            special[kind] = cell
        elif cell:
            parse = PARSERS[kind.removesuffix("[]")]
            properties[name] = [parse(each) for each in cell.split(delimiter)] if kind.endswith("[]") else parse(cell)
    return special, properties


def node(fields, row, delimiter):
    special, properties = values(fields, row, delimiter)
    return special["ID"], set(special["LABEL"].split(delimiter)), properties


def relationship(fields, row, delimiter):
    special, properties = values(fields, row, delimiter)
    return special["START_ID"], special["TYPE"], special["END_ID"], properties


@pytest.fixture(scope="module")
def imported(network, tmp_path_factory):
    folder = tmp_path_factory.mktemp("neo4j")
    export_folder(network, (), "neo4j", folder)
    return read(folder)


def of_kind(network, *kinds):
    return {iri for iri, data in network.nodes(data=True) if data["kind"] in kinds}


def test_nodes_have_labels_and_typed_properties(network, imported):
    nodes, _ = imported
    concepts = ("method", "model", "dataset", "benchmark", "metric", "task")
    assert set(nodes) == of_kind(network, "paper", "author", "digest", "result", *concepts)
    for iri, (labels, properties) in nodes.items():
        data = network.nodes[iri]
        kind = data["kind"].capitalize()
        assert labels == ({"Concept", kind} if data["kind"] in concepts else {kind})
        for name, value in properties.items():
            expected = data[name]
            if isinstance(value, list):
                assert value == [text if isinstance(text, str) else text[0] for text in expected]
            elif isinstance(value, dt.date):
                assert value.isoformat() == expected
            else:
                assert value == type(value)(expected)
        known = {name for name, value in data.items() if value != "" and name not in {"kind", "base"}}
        assert set(properties) == known
    assert any(len(properties.get("alt_labels", ())) > 1 for _, properties in nodes.values())


def test_relationships_join_nodes_and_say_what_the_graph_says(network, imported):
    nodes, relationships = imported
    assert all(one in nodes and other in nodes for one, _, other, _ in relationships)
    found = {}
    for one, kind, other, properties in relationships:
        found.setdefault(kind, {})[one, other] = properties
    for relation, kind in [("kg:uses", "USES"), ("dcterms:creator", "CREATED_BY"), ("skos:broader", "BROADER")]:
        edges = {(one, other): data for one, other, key, data in network.edges(keys=True, data=True) if key == relation}
        assert found[kind] == edges != {}
    pairs = {
        (one, other): data for one, other, key, data in network.edges(keys=True, data=True) if key == "kg:coAuthorOf"
    }
    assert found["CO_AUTHOR_OF"] == {pair: data for pair, data in pairs.items() if pair[0] < pair[1]}
    links = found["SHARES_TOPIC_WITH"]
    assert len(links) == len(of_kind(network, "link"))
    for (one, other), properties in links.items():
        assert properties["weight"] == network.edges[one, other, "kg:sharesTopicWith"]["weight"]
    assert any(len(properties.get("shared_concepts", ())) > 1 for properties in links.values())
    assert any(properties.get("shared_authors") for properties in links.values())
    (digest,) = of_kind(network, "digest")
    assert {properties["position"] for (_, end), properties in found["LISTED_IN"].items() if end == digest} == set(
        range(1, 51)
    )


def test_no_kind_of_edge_is_forgotten(network, imported):
    from kg.store.convert import _EDGES

    _, relationships = imported
    turned = {"kg:inDigest", "kg:ofPaper", "kg:between", "kg:sharedConcept", "kg:sharedAuthor", "kg:sharesTopicWith"}
    expected = {re.sub("([A-Z])", r"_\1", name.partition(":")[2]).upper() for name in set(_EDGES) - turned}
    expected = {"CREATED_BY" if name == "CREATOR" else name for name in expected}
    used = {kind for _, kind, _, _ in relationships} - {"LISTED_IN", "SHARES_TOPIC_WITH"}
    assert used <= expected
    there = {key for *_, key in network.edges(keys=True)} - turned
    assert len(used) == len(there)


def test_hostile_texts_stay_in_their_cells(tmp_path, graph):
    title = 'A "quoted", title;\nwith\r\nlines \\" and, commas'
    paper = next(iri for iri, data in graph.nodes(data=True) if data["kind"] == "paper")
    concept = next(iri for iri, data in graph.nodes(data=True) if data["kind"] == "method")
    graph.nodes[paper]["title"] = title
    graph.nodes[concept]["alt_labels"] = (('a;b,"c"', "en"), ("d|e", "en"))
    export_folder(graph, (), "neo4j", tmp_path)
    nodes, _ = read(tmp_path)
    assert nodes[paper][1]["title"] == 'A "quoted", title; with lines \\" and, commas'
    assert nodes[concept][1]["alt_labels"] == ['a;b,"c"', "d|e"]


# ---------------------------------------------------------------- GEXF


def test_gexf_opens_in_networkx(network, tmp_path):
    out = io.BytesIO()
    export_one(network, "gexf", out)
    (tmp_path / "graph.gexf").write_bytes(out.getvalue())
    found = nx.read_gexf(tmp_path / "graph.gexf")
    assert found.is_directed()
    assert set(found) == set(network)
    edges = sorted((one, other, data["kind"]) for one, other, data in found.edges(data=True))
    assert edges == sorted(network.edges(keys=True))
    for iri, data in network.nodes(data=True):
        read_back = found.nodes[iri]
        assert read_back["label"] == data["label"]
        assert read_back["kind"] == data["kind"]
        assert read_back.get("start") == data.get("first_listed", data.get("date"))
        if "votes" in data:
            assert read_back["votes"] == data["votes"]
    weights = {data["weight"] for *_, data in found.edges(data=True) if data["kind"] == "kg:sharesTopicWith"}
    assert weights == {
        data["weight"] for *_, key, data in network.edges(keys=True, data=True) if key == "kg:sharesTopicWith"
    }


def test_gexf_carries_hostile_texts(graph, tmp_path):
    paper = next(iri for iri, data in graph.nodes(data=True) if data["kind"] == "paper")
    other = next(target for _, target, key in graph.out_edges(paper, keys=True) if key.startswith("kg:"))
    graph.add_edge(paper, other, "kg:mentions")  # parallel edges
    graph.nodes[paper]["title"] = title = '<a href="x">\t& \n </node> 한국어'
    out = io.BytesIO()
    export_one(graph, "gexf", out)
    (tmp_path / "graph.gexf").write_bytes(out.getvalue())
    found = nx.read_gexf(tmp_path / "graph.gexf")
    assert found.nodes[paper]["title"] == title
    assert found.number_of_edges(paper, other) == graph.number_of_edges(paper, other) > 1
