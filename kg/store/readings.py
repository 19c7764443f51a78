"""What was read out of each paper, kept beside the store: a later build reads only the papers that are new to it.

One JSON document a line: a header, then for each paper the checksum of what it was read from and what was found. The
same papers give the same bytes. Nothing depends on the file but time: one that is damaged, or that other rules wrote
(``kg.extract.stamp``), counts as none.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from kg.kinds import Kind, ResultKind, Role
from kg.model import Entity, Extraction, Finding, Name, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kg.model import Paper

READINGS: Final = "store/readings.jsonl"
_FORMAT: Final = "paperkg readings"
_VERSION: Final = 1


class Readings:
    """The kept extractions by the checksums of their papers."""

    def __init__(self, stamp: str, lines: Mapping[str, bytes] | None = None) -> None:
        self._stamp = stamp
        self._lines = dict(lines or {})

    def find(self, paper: Paper) -> Extraction | None:
        """What was read out of a paper; None if it was not, or if what is kept is damaged, which is forgotten."""
        checksum = _checksum(paper)
        line = self._lines.get(checksum)
        try:
            return None if line is None else _extraction(paper.identifier, json.loads(line))
        except (ValueError, TypeError):
            del self._lines[checksum]
            return None

    def lines(self, papers: Sequence[Paper], extractions: Sequence[Extraction]) -> Iterator[bytes]:
        """The file for some papers: what is known of them stays as it was written."""
        yield _line({"format": _FORMAT, "version": _VERSION, "stamp": self._stamp})
        for paper, extraction in zip(papers, extractions, strict=True):
            checksum = _checksum(paper)
            yield self._lines.get(checksum) or _line([checksum, *_record(extraction)])


def load_readings(folder: Path, stamp: str) -> Readings:
    """What an exports folder keeps of the extractions with that stamp; nothing where it keeps none."""
    try:
        with (folder / READINGS).open("rb") as stream:
            header = json.loads(stream.readline())
            if header != {"format": _FORMAT, "version": _VERSION, "stamp": stamp}:
                return Readings(stamp)
            return Readings(stamp, {line[2:66].decode("ascii"): line for line in stream})
    except (OSError, ValueError):
        return Readings(stamp)


def _checksum(paper: Paper) -> str:
    return hashlib.sha256(repr(paper).encode("utf-8", "surrogatepass")).hexdigest()


def _line(document: object) -> bytes:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _record(extraction: Extraction) -> tuple[object, ...]:
    """An extraction as JSON has it: lists in the order of the fields, for names would be most of the file."""
    entities = [
        (
            entity.name,
            entity.kind,
            entity.roles,
            [(name.text, name.language, name.garbled) for name in entity.names],
            [
                (span.section, span.start, span.end, span.text, span.rule, span.confidence)
                for span in entity.spans
            ],
            entity.confidence,
            entity.concept,
        )
        for entity in extraction.entities
    ]  # fmt: skip
    findings = [
        (
            finding.section,
            finding.start,
            finding.end,
            finding.value,
            finding.unit,
            finding.kind,
            finding.quote,
            finding.subject,
            finding.metric,
            finding.evaluated_on,
            finding.baseline,
        )
        for finding in extraction.findings
    ]
    return entities, findings, extraction.doubt


def _extraction(paper: str, record: Any) -> Extraction:  # noqa: ANN401  from a file
    _, entities, findings, doubt = record
    return Extraction(paper, tuple(map(_entity, entities)), tuple(map(_finding, findings)), doubt)


def _entity(record: Any) -> Entity:  # noqa: ANN401
    name, kind, roles, names, spans, confidence, concept = record
    return Entity(
        name,
        Kind(kind),
        tuple(map(Role, roles)),
        tuple(Name(*each) for each in names),
        tuple(Span(*each) for each in spans),
        confidence,
        concept,
    )


def _finding(record: Any) -> Finding:  # noqa: ANN401
    section, start, end, value, unit, kind, *rest = record
    return Finding(section, start, end, value, unit, ResultKind(kind), *rest)
