"""What the stages of a build are measured against: the least that could do, and the tool that one would take instead.

Each function does one such thing with what a build was given or made and returns its seconds. What other tools would
take minutes for is done with a tenth of the triples and counted ten times: their cost grows with the number of triples.
"""

from __future__ import annotations

import io
import platform
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.extract.parallel import processes

if TYPE_CHECKING:
    from kg.model import Term
    from kg.pipeline import BuildReport

PART: Final = 10
"""One triple of so many is given to slow tools."""
PAGE: Final = 1_500
"""So many things a page shows."""
LIBRARIES: Final = ("paperkg", "spacy", "networkx", "rdflib", "pyoxigraph", "pyvis", "scipy")


class Other(NamedTuple):
    """What else was done, and how long it took."""

    name: str
    seconds: float


@dataclass(frozen=True)
class Built:
    """A build: the files that were read, what it made of them, and the folder that it wrote."""

    sources: Sequence[Path]
    report: BuildReport
    terms: Mapping[str, Term]

    @property
    def folder(self) -> Path:
        return self.report.folder

    @property
    def texts(self) -> list[str]:
        return [section.text for paper in self.report.facts.papers for section in paper.sections]

    def lines(self, name: str = "graph.nt", *, part: int = 1) -> bytes:
        """The first of ``part`` parts of a file of N-Triples."""
        with (self.folder / name).open("rb") as stream:
            return stream.read((self.folder / name).stat().st_size // part) + stream.readline()


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def tokenised(texts: Sequence[str]) -> float:
    """A blank spaCy tokenizer over the texts, the best of three: neighbours only slow it."""
    import spacy

    best = float("inf")
    for _ in range(3):
        fresh = spacy.blank("xx")  # a tokenizer remembers words: each round takes a new one
        best = min(best, seconds(lambda nlp=fresh: sum(1 for _ in nlp.pipe(texts))))
    return best


def matched(built: Built) -> float:
    """spaCy's PhraseMatcher with every name of the lexicon, over documents that spaCy tokenised."""
    import spacy
    from spacy.matcher import PhraseMatcher

    nlp = spacy.blank("xx")
    matcher = PhraseMatcher(nlp.vocab)
    names = sorted({name for term in built.terms.values() for name in (term.name, *(each.text for each in term.names))})
    matcher.add("name", list(nlp.tokenizer.pipe(names)))
    texts = built.texts
    return seconds(lambda: [matcher(doc) for doc in nlp.pipe(texts)])


def joined(built: Built) -> float:
    """One dictionary of all mentions by their text, folded."""
    from kg.names import fold

    def join() -> dict[str, list[Any]]:
        table = defaultdict(list)
        for mention in built.report.facts.mentions:
            table[fold(mention.text)].append(mention)
        return table

    return seconds(join)


def copied(built: Built) -> float:
    """networkx, given all nodes and edges as they are."""
    import networkx as nx

    nodes, edges = list(built.report.graph.nodes(data=True)), list(built.report.graph.edges(data=True))
    graph = nx.MultiDiGraph()

    def fill() -> None:
        graph.add_nodes_from(nodes)
        graph.add_edges_from(edges)

    return seconds(fill)


def multiplied(built: Built) -> float:
    """The ten nearest papers of each by one sparse product over TF-IDF of their concepts, without reasons."""
    import numpy as np
    from scipy.sparse import csr_matrix

    facts = built.report.facts
    paper = {each.identifier: row for row, each in enumerate(facts.papers)}
    concept = {each.slug: column for column, each in enumerate(facts.concepts)}
    rows = [paper[each.paper] for each in facts.statements]
    columns = [concept[each.concept] for each in facts.statements]

    def best() -> list[Any]:
        table = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(paper), len(concept)))
        table.data[:] = 1
        rarity = np.log(len(paper) / np.maximum(1, np.bincount(table.indices, minlength=len(concept))))
        table = table.multiply(rarity).tocsr()
        near = (table @ table.T).tocsr()
        return [
            near.indices[start:end][np.argsort(-near.data[start:end], kind="stable")[:10]]
            for start, end in zip(near.indptr, near.indptr[1:], strict=False)
        ]

    return seconds(best)


def written_by_oxigraph(built: Built) -> float:
    """pyoxigraph's Turtle, N-Triples and JSON-LD of the same triples."""
    import pyoxigraph as ox

    triples = [quad.triple for quad in ox.parse(built.lines(), ox.RdfFormat.N_TRIPLES)]
    return sum(
        seconds(lambda form=form: ox.serialize(triples, format=form))
        for form in (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.JSON_LD)
    )


def parsed_and_written_by_rdflib(built: Built) -> tuple[float, float]:
    """rdflib reading N-Triples into memory, and its Turtle, N-Triples and JSON-LD."""
    import rdflib

    graph, lines = rdflib.Graph(), built.lines(part=PART)
    parsed = seconds(lambda: graph.parse(data=lines, format="nt"))
    written = sum(seconds(lambda form=form: graph.serialize(format=form)) for form in ("turtle", "nt", "json-ld"))
    return parsed * PART, written * PART


def mentions_by_oxigraph(built: Built) -> float:
    import pyoxigraph as ox

    triples = [quad.triple for quad in ox.parse(built.lines("mentions.nt"), ox.RdfFormat.N_TRIPLES)]
    return seconds(lambda: ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))


def graphml_by_networkx(built: Built) -> float:
    """networkx' own GraphML; it takes texts and numbers only."""
    import networkx as nx

    graph = nx.MultiDiGraph()
    for node, data in built.report.graph.nodes(data=True):
        graph.add_node(node, **{key: str(value) for key, value in data.items()})
    for start, end, data in built.report.graph.edges(data=True):
        graph.add_edge(start, end, **{key: str(value) for key, value in data.items() if key != "key"})
    return seconds(lambda: nx.write_graphml(graph, io.BytesIO()))


def page_by_pyvis(built: Built) -> float:
    """pyvis' own page of as many things as ours shows, without places: it lays them out when the page is opened."""
    from pyvis.network import Network

    graph = built.report.graph
    shown = set(sorted(graph, key=lambda node: (-graph.degree(node), node))[:PAGE])
    edges = sorted({tuple(sorted(edge)) for edge in graph.edges() if shown.issuperset(edge) and edge[0] != edge[1]})

    def draw() -> str:
        network = Network(cdn_resources="in_line")
        for node in sorted(shown):
            network.add_node(node, label=str(graph.nodes[node].get("label", node)))
        for start, end in edges:
            network.edges.append({"from": start, "to": end})  # its own add_edge looks through all edges each time
        return network.generate_html()

    return seconds(draw)


def loaded(built: Built, place: Path) -> float:
    """pyoxigraph's bulk loader, into a store on disk."""
    import pyoxigraph as ox

    store = ox.Store(str(place))

    def load() -> None:
        for name in ("graph.nt", "mentions.nt"):
            store.bulk_load(path=str(built.folder / name), format=ox.RdfFormat.N_TRIPLES)
        store.flush()

    return seconds(load)


def others(built: Built, scratch: Path, *, unit: float) -> dict[str, tuple[Other | None, Other | None]]:
    """For each stage the floor and the other tool, as far as there are any; ``unit`` is what ``tokenised`` took."""
    parsed, written = parsed_and_written_by_rdflib(built)
    return {
        "read": (
            Other(
                "reading and decoding the files", seconds(lambda: [path.read_text("utf-8") for path in built.sources])
            ),
            None,
        ),
        "extract": (
            Other("tokenising", unit),
            Other("spaCy: tokenising and a PhraseMatcher with the lexicon", matched(built)),
        ),
        "resolve": (Other("a dictionary by folded text", joined(built)), None),
        "graph": (Other("networkx, given nodes and edges", copied(built)), None),
        "links, of these": (Other("one sparse product, without reasons", multiplied(built)), None),
        "Turtle, N-Triples, JSON-LD": (
            Other("pyoxigraph, given the triples", written_by_oxigraph(built)),
            Other("rdflib", written),
        ),
        "mentions": (Other("pyoxigraph, given the triples", mentions_by_oxigraph(built)), None),
        "GraphML": (None, Other("networkx", graphml_by_networkx(built))),
        "page": (None, Other("pyvis, laid out when opened", page_by_pyvis(built))),
        "store, meanwhile": (
            Other("pyoxigraph's bulk loader", loaded(built, scratch / "floor")),
            Other("rdflib, into memory, without mentions", parsed),
        ),
    }


def table(
    stages: Mapping[str, float], beside: Mapping[str, tuple[Other | None, Other | None]], unit: float
) -> Iterator[str]:
    """Lines of Markdown; all figures count in ``unit`` seconds."""
    yield "| stage | takes | the least that could do | takes | a tool instead | takes |"
    yield "|---|---|---|---|---|---|"
    for stage, taken in stages.items():
        cells = [stage, times(taken / unit)]
        for other in beside.get(stage, (None, None)):
            cells += [other.name, times(other.seconds / unit)] if other else ["–", "–"]
        yield f"| {' | '.join(cells)} |"


def times(ratio: float) -> str:
    """With two figures that count."""
    return f"{ratio:.2f}" if ratio < 1 else f"{ratio:.1f}" if ratio < 10 else f"{ratio:.0f}"


def machine() -> str:
    """What ran it."""
    usable = processes(papers=1_000_000)  # so many that all processors are used
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{platform.machine()}, {usable} cores, Python {platform.python_version()}, {versions}"
