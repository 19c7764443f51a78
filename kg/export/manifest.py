"""What went into a build and what came out: checksums and counts, no dates of writing and no places."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from kg.errors import GraphError
from kg.graph.pairs import MAX_AUTHORS, papers_without_pairs
from kg.store.convert import FACTS_LICENCE, RIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import networkx as nx

    from kg.model import Facts
    from kg.store.drafts import File

MANIFEST = "manifest.json"


def installed_version() -> str:
    """The version of paperkg that writes; "unknown" where it runs without being installed."""
    try:
        return version("paperkg")
    except PackageNotFoundError:
        return "unknown"


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the build that is written down."""

    max_authors_for_pairs: int = MAX_AUTHORS
    links_per_paper: int = 10
    lexicon: tuple[str, ...] = ()
    """The SHA-256 checksums of the user's lexicon files, in the order in which they count."""
    decisions: tuple[str, ...] = ()
    """The SHA-256 checksum of the user's file of decisions, if there is one."""
    min_confidence: float = 0.0
    version: str = field(default_factory=installed_version)


def manifest(graph: nx.MultiDiGraph[str], facts: Facts, files: Iterable[File], options: Options) -> Iterator[bytes]:
    """The manifest as JSON, in pieces."""
    document: dict[str, Any] = {
        "paperkg": options.version,
        "licence": {"facts": FACTS_LICENCE, "statement": RIGHTS},
        "options": {
            "base": graph.graph["base"],
            "max_authors_for_pairs": options.max_authors_for_pairs,
            "links_per_paper": options.links_per_paper,
            "lexicon": options.lexicon,
            "decisions": options.decisions,
            "min_confidence": options.min_confidence,
        },
        "inputs": _inputs(facts),
        "papers_without_pairs": papers_without_pairs(facts.authorship, max_authors=options.max_authors_for_pairs),
        "counts": counts(graph, facts),
        "outputs": [{"name": file.name, "bytes": file.size, "sha256": file.sha256} for file in sorted(files)],
    }
    yield json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a manifest says of the build that wrote it, as far as a later build must know."""

    inputs: tuple[tuple[str, str], ...]
    """Date and SHA-256 of every digest."""
    base: str
    max_authors: int
    lexicon: tuple[str, ...]
    decisions: tuple[str, ...] = ()
    min_confidence: float = 0.0


def read_manifest(folder: Path) -> Recorded | None:
    """What the manifest of an exports folder records, None where there is none.

    Raises:
        GraphError: it is damaged.
    """
    path = folder / MANIFEST
    try:
        document = json.loads(path.read_bytes())
        options = document["options"]
        return Recorded(
            tuple((str(each["date"]), str(each["sha256"])) for each in document["inputs"]),
            str(options["base"]),
            int(options["max_authors_for_pairs"]),
            tuple(str(checksum) for checksum in options.get("lexicon", ())),
            tuple(str(checksum) for checksum in options.get("decisions", ())),
            float(options.get("min_confidence", 0.0)),
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GraphError(f"{path} is damaged ({error}): restore it, or start over with --fresh") from error


def counts(graph: nx.MultiDiGraph[str], facts: Facts) -> dict[str, dict[str, int]]:
    """How many nodes of each kind, edges of each property, and mentions."""
    nodes = Counter(data["kind"] for _, data in graph.nodes(data=True))
    edges = Counter(key for _, _, key in graph.edges(keys=True))
    return {
        "nodes": dict(sorted(nodes.items())),
        "edges": dict(sorted(edges.items())),
        "mentions": {"mention": len(facts.mentions)},
    }


def _inputs(facts: Facts) -> list[dict[str, str | int]]:
    rows = sorted((digest.date, digest.title, len(digest.entries), digest.sha256) for digest in facts.digests)
    return [{"date": date, "title": title, "papers": papers, "sha256": sha256} for date, title, papers, sha256 in rows]
