"""What is left of facts, or of a graph, when only what is sure enough counts.

A paper names a concept as surely as its surest mention does. Below the least confidence the link goes, with its
mentions, with every result of that paper that has the concept for a part, and with the concept itself, unless another
paper names it or it stands above one that is left. Papers, authors and digests stay. So the more is asked for, the less
is left, and always a part of what less asks for; only the links between papers are weighed anew.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kg.graph.build import LINKS_PER_PAPER, add_links
from kg.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx as nx

    from kg.model import Facts, Result

DIGITS: Final = 4
"""To how many decimals a confidence is stated, and therefore compared."""
_CONCEPTS: Final = frozenset(kind.value for kind in Kind)
_PARTS: Final = frozenset({"kg:subject", "kg:metric", "kg:evaluatedOn", "kg:baseline"})


def surer_facts(facts: Facts, least: float) -> Facts:
    """The facts without what is less sure than ``least`` (0 to 1)."""
    if least <= 0:
        return facts
    statements = tuple(each for each in facts.statements if _is_sure(each.confidence, least))
    named = {(each.paper, each.concept) for each in statements}
    above = {concept.slug: concept.broader for concept in facts.concepts}
    left = _with_ancestors({concept for _, concept in named}, above)
    return replace(
        facts,
        statements=statements,
        mentions=tuple(
            each for each in facts.mentions if (each.paper, each.concept) in named and _is_sure(each.confidence, least)
        ),
        results=tuple(each for each in facts.results if all((each.paper, part) in named for part in _parts(each))),
        concepts=tuple(
            replace(
                each,
                broader=tuple(slug for slug in each.broader if slug in left),
                related=tuple(slug for slug in each.related if slug in left),
            )
            for each in facts.concepts
            if each.slug in left
        ),
    )


def surer_graph(graph: nx.MultiDiGraph[str], least: float) -> nx.MultiDiGraph[str]:
    """The graph without what is less sure than ``least``; equal to that of ``surer_facts``.

    A link whose confidence is not known stays. The graph that is given is left as it is.
    """
    if least <= 0:
        return graph
    thin = graph.copy()
    named, unsure = _links_to_concepts(thin, least)
    for edge in unsure:
        thin.remove_edge(*edge)
    thin.remove_nodes_from(_results_without(thin, named))
    above: dict[str, list[str]] = defaultdict(list)
    for concept, wider, relation in thin.edges(keys=True):
        if relation == "skos:broader":
            above[concept].append(wider)
    left = _with_ancestors({concept for _, concept in named}, above)
    kinds = ((node, data["kind"]) for node, data in thin.nodes(data=True))
    thin.remove_nodes_from([node for node, kind in kinds if kind in _CONCEPTS and node not in left])
    return _linked_anew(thin)


def _is_sure(confidence: float, least: float) -> bool:
    return round(confidence, DIGITS) >= least


def _parts(result: Result) -> tuple[str, ...]:
    parts = (result.subject, result.metric, result.evaluated_on, result.baseline)
    return tuple(part for part in parts if part is not None)


def _with_ancestors(slugs: Iterable[str], above: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    todo = list(slugs)
    while todo:
        slug = todo.pop()
        if slug not in found:
            found.add(slug)
            todo += above.get(slug, ())
    return found


def _links_to_concepts(
    graph: nx.MultiDiGraph[str], least: float
) -> tuple[set[tuple[str, str]], list[tuple[str, str, str]]]:
    """The pairs of paper and concept that are sure enough, and the edges that are not."""
    named: set[tuple[str, str]] = set()
    unsure = []
    for paper, concept, relation, data in graph.edges(keys=True, data=True):
        if graph.nodes[paper]["kind"] == "paper" and graph.nodes[concept]["kind"] in _CONCEPTS:
            if _is_sure(data.get("confidence", 1.0), least):
                named.add((paper, concept))
            else:
                unsure.append((paper, concept, relation))
    return named, unsure


def _results_without(graph: nx.MultiDiGraph[str], named: set[tuple[str, str]]) -> list[str]:
    """The results with a part that their paper no longer names."""
    found = []
    for paper, result, relation in graph.edges(keys=True):
        if relation == "kg:reports":
            parts = [part for _, part, key in graph.out_edges(result, keys=True) if key in _PARTS]
            if any((paper, part) not in named for part in parts):
                found.append(result)
    return found


def _linked_anew(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The same papers with links of what is left."""
    graph.remove_nodes_from([node for node, data in graph.nodes(data=True) if data["kind"] == "link"])
    for edge in [edge for edge in graph.edges(keys=True) if edge[2] == "kg:sharesTopicWith"]:
        graph.remove_edge(*edge)
    add_links(graph, LINKS_PER_PAPER)
    return graph
