"""What the papers' texts say, taken from the terms.jsonl of the build before as far as it was said of the same texts.

exports/store/wordings.json     the checksum of that terms.jsonl, and of what each of its lines was made from
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from kg.graph.similarity.topics import with_topics
from kg.graph.similarity.wording import Wording, paper_wording
from kg.store.kept import packed, stamp, unpacked
from kg.store.terms import TERMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kg.model import Paper
    from kg.store.drafts import File

WORDINGS: Final = "store/wordings.json"
_RULES: Final = ("graph/similarity", "names.py")


class KeptWordings:
    """What ``kg.graph.build`` asks what papers say; once asked, it has the file to keep."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp = stamp(*_RULES)
        self._checksums: dict[str, str] = {}

    def __call__(self, papers: Mapping[str, tuple[Paper, bool]]) -> dict[str, Wording]:
        """The wordings of papers by IRI; of each is given whether its text is doubtful."""
        self._checksums = {iri: _checksum(*paper) for iri, paper in papers.items()}
        lines = self._lines()
        found = {iri: _wording(lines.get(checksum)) for iri, checksum in self._checksums.items()}
        new = [iri for iri, said in found.items() if said is None]
        made = with_topics([paper_wording(papers[iri][0], doubtful=papers[iri][1]) for iri in new])
        found.update(zip(new, made, strict=True))
        return {iri: said for iri, said in found.items() if said is not None}

    def pieces(self, files: Iterable[File]) -> Iterator[bytes]:
        """The file to keep beside those that were written, terms.jsonl among them."""
        terms = next(file.sha256 for file in files if file.name == TERMS)
        checksums = [self._checksums[iri] for iri in sorted(self._checksums)]  # the order of terms.jsonl
        return packed(self._stamp, json.dumps({"terms": terms, "papers": checksums}).encode())

    def _lines(self) -> dict[str, bytes]:
        """The lines of terms.jsonl by the checksums of the texts."""
        data = unpacked(self._folder / WORDINGS, self._stamp)
        if data is None:
            return {}
        known = json.loads(data)
        try:
            text = (self._folder / TERMS).read_bytes()
        except OSError:
            return {}
        if hashlib.sha256(text).hexdigest() != known["terms"]:
            return {}
        lines = text.splitlines()
        return dict(zip(known["papers"], lines, strict=True)) if len(known["papers"]) == len(lines) else {}


def _wording(line: bytes | None) -> Wording | None:
    return None if line is None else Wording.of_record(json.loads(line))


def _checksum(paper: Paper, doubtful: bool) -> str:  # noqa: FBT001
    text = repr((paper.title, paper.sections, doubtful))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
