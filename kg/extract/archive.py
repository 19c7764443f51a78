"""What an archive of digests says about names without being annotated: how often and beside what they stand.

Facts only (names and counts). ``Archive.terms`` maps a key to counts of papers; ``Archive.dictionary``
maps a Korean name to the English one that most glosses 한국어(English) give it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from kg import names
from kg.extract.packed import pack, unpack
from kg.model import Kind


class Counts(NamedTuple):
    """In how many papers a name stands: anywhere, in a title, in a gloss; and before a head noun of each kind."""

    papers: int = 0
    titles: int = 0
    glosses: int = 0
    heads: tuple[int, ...] = (0,) * len(Kind)


@dataclass(frozen=True)
class Archive:
    """Counts by key and the dictionary by Korean name."""

    terms: Mapping[str, Counts] = field(default_factory=dict)
    dictionary: Mapping[str, str] = field(default_factory=dict)


def dump(archive: Archive) -> bytes:
    """The archive as gzipped JSON, sorted, without a timestamp."""
    counts = {key: [c.papers, c.titles, c.glosses, *c.heads] for key, c in archive.terms.items()}
    content = {
        "terms": pack(counts, 3 + len(Kind)),
        "dictionary": dict(sorted(archive.dictionary.items())),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), mtime=0)


def parse(raw: bytes) -> Archive:
    """The archive that ``dump`` wrote."""
    content = json.loads(gzip.decompress(raw))
    return Archive(unpack(content["terms"], _counts), content["dictionary"])


def _counts(row: Sequence[int]) -> Counts:
    return Counts(row[0], row[1], row[2], tuple(row[3:]))


@cache
def shipped() -> Archive:
    """The archive statistics that lie beside this module."""
    return parse(files("kg.extract.data").joinpath("archive.json.gz").read_bytes())


def best_translation(counts: Mapping[str, int]) -> str | None:
    """The English name that at least two papers and half of the glosses give, its most frequent spelling.

    Spellings with the same key (plural, hyphen) count together; ties go to the shorter, then to the alphabet.
    """
    total = sum(counts.values())
    by_key: dict[str, int] = {}
    for name, count in counts.items():
        by_key[names.key(name)] = by_key.get(names.key(name), 0) + count
    key, count = min(by_key.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    if count < 2 or 2 * count < total:
        return None
    spellings = [name for name in counts if names.key(name) == key and counts[name] > 0]
    singular = min(len(name) for name in spellings)
    return min(spellings, key=lambda name: (len(name) > singular, -counts[name], name))
