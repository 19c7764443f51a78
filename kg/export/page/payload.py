"""The data of a page: a pyvis network as the model, written as columns so that the file stays small.

What the script can derive is left out: keys that follow from a label, addresses at arXiv, the usual radius and date,
the second of two equal quotations, spellings that its search does not tell apart.

Nodes are numbered in the order of the part: papers, concepts, authors. The numbers are all that the page uses to tell
nodes apart; names of the data never become identifiers of anything.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kg.export.page.atlas import SMALLEST
from kg.graph.leaving import edges_from, leaving

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import networkx as nx
    from pyvis.network import Network

    from kg.export.page.atlas import Atlas
    from kg.export.page.part import Part

    Payload = dict[str, Any]


ARXIV = "https://arxiv.org/abs/"
_ACRONYM = 4
"""Up to this length a final s may make another name: AIS is not AI."""


def resource(name: str) -> str:
    """The text of a file that lies beside this module."""
    return files("kg.export.page").joinpath(name).read_text(encoding="utf-8")


def relations() -> dict[str, dict[str, Any]]:
    """The kinds of edges that a page draws, by the short name it uses for them."""
    found: dict[str, dict[str, Any]] = json.loads(resource("relations.json"))
    return found


def kinds() -> dict[str, dict[str, str]]:
    """The kinds of nodes: what one and many are called, and the outline of their symbol."""
    found: dict[str, dict[str, str]] = json.loads(resource("kinds.json"))
    return found


def network(graph: nx.MultiDiGraph[str], part: Part, atlas: Atlas) -> Network:
    """The part as a pyvis network: positions given, physics off.

    Nodes and edges are appended to the lists of the network: its ``add_edge`` looks at every earlier edge.
    """
    from pyvis.network import Network

    net = Network(directed=True)
    net.set_options(resource("options.json"))
    number = {node: place for place, node in enumerate((*part.papers, *part.concepts, *part.authors))}
    for node, place in number.items():
        x, y = atlas.place[node]
        net.nodes.append(
            {
                "id": place,
                "iri": node,
                "kind": graph.nodes[node]["kind"],
                "label": graph.nodes[node]["label"],
                "x": round(x),
                "y": round(y),
                "size": atlas.radius[node],
                "first": node in part.first,
            }
        )
        net.node_ids.append(place)
    short = {relation["edge"]: name for name, relation in relations().items()}
    for source, target, relation, data in _edges(graph, number, short):
        net.edges.append({"from": number[source], "to": number[target], "kind": short[relation], **data})
    return net


def _edges(
    graph: nx.MultiDiGraph[str], number: dict[str, int], short: dict[str, str]
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """The edges to draw; symmetric ones once, authors in the order of the title page."""
    symmetric = {"kg:sharesTopicWith", "skos:related"}
    for source, own in number.items():
        found = [
            (data.get("position", 0), number[target], relation, target, data)
            for _, target, relation, data in graph.out_edges(source, keys=True, data=True)
            if relation in short and target in number
        ]
        for _, place, relation, target, data in sorted(found, key=lambda item: item[:3]):
            if relation not in symmetric:
                yield source, target, relation, {}
            elif own < place:
                yield source, target, relation, {"weight": round(data.get("weight", 0.0), 3)}


def payload(graph: nx.MultiDiGraph[str], part: Part, atlas: Atlas) -> Payload:
    """What the script of the page reads."""
    net = network(graph, part, atlas)
    nodes, edges, _, _, _, _ = net.get_network_data()
    number = {node["iri"]: node["id"] for node in nodes}
    order = list(kinds())
    date = _usual_date(graph, part)
    return {
        "options": net.options,
        "order": order,
        "kinds": kinds(),
        "relations": relations(),
        "nodes": {
            "look": "".join(_look(order.index(node["kind"]), first=node["first"]) for node in nodes),
            "label": [node["label"] for node in nodes],
            "key": {
                str(node["id"]): key
                for node in nodes
                if (key := _key(graph, node["iri"])) != _derived(node["label"]) or node["kind"] == "paper"
            },
            "x": [node["x"] for node in nodes],
            "y": [node["y"] for node in nodes],
            "size": {str(node["id"]): node["size"] for node in nodes if node["size"] != SMALLEST},
        },
        "edges": _by_kind(edges),
        "usualSize": SMALLEST,
        "usualDate": date,
        "papers": [_paper(graph, node, atlas, number, date) for node in part.papers],
        "links": _links(graph, number),
        "results": [result for paper in part.papers for result in _results(graph, paper, number)],
        "names": {
            str(number[node]): names for node in part.concepts if (names := other_names(graph, node, "alt_labels"))
        },
        "misspelt": {
            str(number[node]): names for node in part.concepts if (names := other_names(graph, node, "hidden_labels"))
        },
        "hubs": sorted(number[node] for node in part.hubs),
        "regions": [
            {
                "name": region.name,
                "x": int(region.x),
                "y": int(region.y),
                "tint": region.tint,
                "papers": sorted(number[paper] for paper in region.papers),
            }
            for region in atlas.regions
        ],
        "cells": [[group, *_steps(corners)] for group, corners in atlas.territory.cells],
        "borders": [number for border in atlas.territory.borders for number in _flat((border.start, border.end))],
        "total": part.total,
        "totalPapers": part.total_papers,
    }


def _key(graph: nx.MultiDiGraph[str], node: str) -> str:
    """What stands behind # in the address of a node: an arXiv id, else the IRI without its base.

    "concept/" and "author/" are left to the page.
    """
    data = graph.nodes[node]
    if data["kind"] == "paper":
        return str(data.get("identifier", node))
    room = "author" if data["kind"] == "author" else "concept"
    return node.removeprefix(f"{graph.graph.get('base', '')}{room}/")


def _look(kind: int, *, first: bool) -> str:
    """A letter for the kind of a node, a capital if it is visible at first."""
    letter = chr(ord("a") + kind)
    return letter.upper() if first else letter


def _derived(label: str) -> str | None:
    """The key that the script derives from a label; None if the label has letters beyond ASCII."""
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") if label.isascii() else None


def _by_kind(edges: Sequence[dict[str, Any]]) -> dict[str, list[int]]:
    """Kind -> -1 - from, to, to, …, -1 - from, to, …"""
    columns: dict[str, list[int]] = {kind: [] for kind in relations()}
    last: dict[str, int] = {}
    for edge in edges:
        kind, source = edge["kind"], edge["from"]
        columns[kind] += [edge["to"]] if last.get(kind) == source else [-1 - source, edge["to"]]
        last[kind] = source
    return columns


def _usual_date(graph: nx.MultiDiGraph[str], part: Part) -> str:
    """The date on which most of the papers were listed."""
    dates = Counter(date for paper in part.papers if (date := graph.nodes[paper].get("first_listed")))
    return min(dates, key=lambda date: (-dates[date], date), default="")


def _paper(graph: nx.MultiDiGraph[str], node: str, atlas: Atlas, number: dict[str, int], date: str) -> Payload:
    """What only papers have. ``others`` are the authors who have no node on this page."""
    data = graph.nodes[node]
    url = data.get("url", node)
    listed = data.get("first_listed", "")
    creators = sorted(
        (found.get("position", 0), graph.nodes[author]["label"], author)
        for _, author, relation, found in graph.out_edges(node, keys=True, data=True)
        if relation == "dcterms:creator"
    )
    facts = {
        "lines": list(atlas.lines[node]),
        "url": url if url != f"{ARXIV}{data.get('identifier')}" else None,
        "date": listed if listed != date else None,
        "votes": data.get("votes"),
        "doubt": data.get("trust_reason"),
        "others": [name for _, name, author in creators if author not in number],
    }
    return {name: value for name, value in facts.items() if value is not None and value != []}


def _links(graph: nx.MultiDiGraph[str], number: dict[str, int]) -> list[list[Any]]:
    """One row a pair of related papers: both, the weight, then reason and weight by turns, the strongest first.

    Weights are in thousandths. At the end stand the topics and words that their texts share.
    """
    rows, near = [], leaving(graph)
    for link, data in graph.nodes(data=True):
        if data["kind"] != "link":
            continue
        ends = sorted(number[other] for other, keys in near[link].items() if "kg:between" in keys and other in number)
        if len(ends) == 2:
            said = (*data.get("shared_topics", ()), *data.get("shared_terms", ()))
            rows.append([*ends, _milli(data.get("weight", 0.0)), *_reasons(edges_from(near, link), number), *said])
    return sorted(rows, key=lambda row: row[:2])


def _milli(weight: float) -> int:
    return round(weight * 1000)


def _reasons(found: Iterable[tuple[str, str, dict[str, Any]]], number: dict[str, int]) -> Iterator[int]:
    reasons = sorted(
        (-edge.get("weight", 0.0), number[other])
        for other, relation, edge in found
        if relation in {"kg:sharedConcept", "kg:sharedAuthor"} and other in number
    )
    for weight, other in reasons:
        yield from (other, _milli(-weight))


def _results(graph: nx.MultiDiGraph[str], paper: str, number: dict[str, int]) -> Iterator[list[Any]]:
    """One row a reported number: paper, value, unit, kind, quotation, then subject, metric, where, baseline (or -1).

    Instead of the quotation of the row before it stands 0.
    """
    last = ""
    found = [other for _, other, relation in graph.out_edges(paper, keys=True) if relation == "kg:reports"]
    for result in sorted(found, key=lambda node: (graph.nodes[node].get("number", 0), node)):
        data = graph.nodes[result]
        part = {relation: number.get(other, -1) for _, other, relation in graph.out_edges(result, keys=True)}
        ends = [part.get(name, -1) for name in ("kg:subject", "kg:metric", "kg:evaluatedOn", "kg:baseline")]
        quote = data.get("quote", "")
        facts = [data["value"], data.get("unit", ""), data["result_kind"]]
        yield [number[paper], *facts, quote if quote != last else 0, *ends]
        last = quote


def other_names(graph: nx.MultiDiGraph[str], node: str, attribute: str) -> list[str]:
    """One of the names that differ in case, hyphens, spaces or a final s only; none that so differs from the label."""
    names = sorted({text for text, _ in graph.nodes[node].get(attribute, ())})
    found = {_sound(name): name for name in reversed(names)}
    found.pop(_sound(graph.nodes[node]["label"]), None)
    return sorted(found.values())


def _sound(name: str) -> str:
    folded = re.sub(r"[\s_‐‑–·-]+", "", unicodedata.normalize("NFKC", name).casefold())
    return folded.removesuffix("s") if len(folded) > _ACRONYM else folded


def _steps(points: Sequence[tuple[float, float]]) -> list[int]:
    """The first point, then the way from each to the next."""
    whole = _flat(points)
    return whole[:2] + [whole[place] - whole[place - 2] for place in range(2, len(whole))]


def _flat(points: Sequence[tuple[float, float]]) -> list[int]:
    return [round(number) for point in points for number in point]
