"""What the papers' texts say, kept beside the graph: their terms and topics, a JSON document a line, by IRI.

The graph states what papers share, but not the words of which related papers are computed. With this file an exports
folder is whole without its store: ``terms.jsonl`` and ``graph.nt`` make the index of related papers again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from kg.errors import GraphError
from kg.graph.similarity.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TERMS: Final = "terms.jsonl"


def terms_lines(wordings: Mapping[str, Wording]) -> Iterator[bytes]:
    """The lines of the file."""
    for paper in sorted(wordings):
        record = {"paper": paper, **wordings[paper].record()}
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def load_terms(folder: Path) -> dict[str, Wording]:
    """What the texts of the papers of an exports folder say, by IRI; nothing where it has no such file.

    Raises:
        GraphError: a line is damaged; it is named.
    """
    path = folder / TERMS
    if not path.is_file():
        return {}
    found = {}
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                record = json.loads(line)
                found[str(record["paper"])] = Wording.of_record(record)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                reason = f"{type(error).__name__}: {error}"  # its repr would hold the whole line
                advice = f"build again with `kg build --out {folder}`"
                raise GraphError(
                    f"{path}:{number}: damaged, expected the terms of a paper ({reason}); {advice}"
                ) from error
    return found
