"""What stands in the tables: rows from the graph, sorted by their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kg.model import Kind, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import networkx as nx

    from kg.export.relational.schema import Row
    from kg.store.mentions import StoredMention

    Graph = nx.MultiDiGraph[str]

_KINDS: Final = frozenset(kind.value for kind in Kind)
_ROLES: Final = frozenset({f"kg:{role.value}" for role in Role} | {"kg:mentions"})
_PARTS: Final = ("kg:subject", "kg:metric", "kg:evaluatedOn", "kg:baseline")
_LABELS: Final = (("alt_labels", "alternative"), ("hidden_labels", "hidden"))


class Contents:
    """The rows of every table; ``mentions`` are given beside the graph, which has none: those of its concepts count.

    Rows are sorted as their tables' keys come first in them; the order of nothing else counts.
    """

    def __init__(self, graph: Graph, mentions: Iterable[StoredMention]) -> None:
        self._graph = graph
        self._found = mentions
        self._makers: Mapping[str, Callable[[], Iterable[Row]]] = {
            "digests": lambda: self._plain({"digest"}, "date", "title"),
            "papers": self._papers,
            "listings": self._listings,
            "authors": lambda: self._plain({"author"}, "label"),
            "authorships": lambda: self._pairs("dcterms:creator"),
            "coauthors": self._coauthors,
            "concepts": self._concepts,
            "labels": self._labels,
            "concept_relations": self._concept_relations,
            "statements": self._statements,
            "results": self._results,
            "links": self._links,
            "link_reasons": self._link_reasons,
            "mentions": self._mentions,
        }

    def rows(self, table: str) -> list[Row]:
        """The rows of a table of that name."""
        return sorted(self._makers[table](), key=_order)

    def _nodes(self, kinds: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        wanted = frozenset(kinds)
        return ((node, data) for node, data in self._graph.nodes(data=True) if data.get("kind") in wanted)

    def _edges(self, relations: Iterable[str]) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
        wanted = frozenset(relations)
        return (edge for edge in self._graph.edges(keys=True, data=True) if edge[2] in wanted)

    def _targets(self, node: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for _, target, relation in self._graph.out_edges(node, keys=True):
            found.setdefault(relation, []).append(target)
        return {relation: sorted(targets) for relation, targets in found.items()}

    def _plain(self, kinds: Iterable[str], *names: str) -> Iterator[Row]:
        return ((node, *(data.get(name) for name in names)) for node, data in self._nodes(kinds))

    def _pairs(self, relation: str) -> Iterator[Row]:
        return ((one, other) for one, other, *_ in self._edges({relation}))

    def _papers(self) -> Iterator[Row]:
        names = ("identifier", "title", "label", "url", "doi", "first_listed", "submitted", "votes")
        return self._plain({"paper"}, *names, "trust", "trust_reason")

    def _listings(self) -> Iterator[Row]:
        for node, data in self._nodes({"listing"}):
            ends = self._targets(node)
            yield node, ends["kg:inDigest"][0], ends["kg:ofPaper"][0], data["position"], data.get("votes")

    def _coauthors(self) -> Iterator[Row]:
        for one, other, _, data in self._edges({"kg:coAuthorOf"}):
            if one < other:
                yield one, other, data["paper_count"], data["weight"]

    def _concepts(self) -> Iterator[Row]:
        for node, data in self._nodes(_KINDS):
            definition = " | ".join(text for text, _ in data.get("definitions", ())) or None
            yield node, data["kind"], data["label"], " | ".join(data.get("scope_notes", ())) or None, definition

    def _labels(self) -> Iterator[Row]:
        for node, data in self._nodes(_KINDS):
            for name, status in _LABELS:
                for text, language in data.get(name, ()):
                    yield node, text, language, status

    def _concept_relations(self) -> Iterator[Row]:
        for one, other, relation, _ in self._edges({"skos:broader", "skos:related"}):
            yield one, relation.removeprefix("skos:"), other

    def _statements(self) -> Iterator[Row]:
        for paper, concept, role, data in self._edges(_ROLES):
            yield paper, role.removeprefix("kg:"), concept, data.get("confidence")

    def _results(self) -> Iterator[Row]:
        papers = {result: paper for paper, result, *_ in self._edges({"kg:reports"})}
        for node, data in self._nodes({"result"}):
            ends = self._targets(node)
            parts = (ends.get(part, [None])[0] for part in _PARTS)
            value = data["value"]
            head = (node, papers[node], data["number"], data["result_kind"], float(value), value, data.get("unit"))
            yield (*head, *parts, data["quote"], data["quote_lang"])

    def _links(self) -> Iterator[Row]:
        for node, data in self._nodes({"link"}):
            one, other = self._targets(node)["kg:between"]
            yield node, one, other, data["weight"]

    def _link_reasons(self) -> Iterator[Row]:
        for kind in ("Concept", "Author"):
            for link, thing, _, data in self._edges({f"kg:shared{kind}"}):
                yield link, kind.lower(), thing, data.get("weight")

    def _mentions(self) -> Iterator[Row]:
        for each in self._found:
            if each.concept in self._graph:
                place = (each.section, each.start, each.end)
                yield each.iri, each.paper, each.concept, *place, each.text, each.rule, each.confidence


def _order(row: Row) -> tuple[tuple[bool, Any], ...]:
    """Rows of one table are compared column by column; nothing comes before something."""
    return tuple((value is not None, value) for value in row)
