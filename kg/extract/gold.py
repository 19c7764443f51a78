"""Annotated papers, and which proposed group is which annotated entity.

One JSON object a line: {"arxiv": id, "entities": [{"name", "names", "type", "types", "role", "roles", "core"}]}.
Names are compared as the scorer of the annotations does it: case, punctuation and a plural s do not count.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import InputError
from kg.extract.merge import Group
from kg.extract.propose import group_names
from kg.model import Kind, Role, Term

_WORD = re.compile(r"[^\W_]+|\+")
_ROLE = {"evaluates_on": Role.EVALUATES_ON, "compares_with": Role.COMPARES_WITH}


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """One annotated entity; ``kinds`` and ``roles`` are all that a fair judge accepts, the best first."""

    name: str
    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    roles: tuple[Role, ...]
    core: bool

    @property
    def normal(self) -> frozenset[str]:
        """The names as they are compared."""
        return frozenset(map(normal, self.names)) - {""}


@dataclass(frozen=True, slots=True)
class GoldPaper:
    """All annotations of one paper."""

    paper: str
    entities: tuple[GoldEntity, ...]


@cache
def normal(label: str) -> str:
    """Casefolded, without punctuation and spaces, without the final s of a Latin word."""
    words = _WORD.findall(unicodedata.normalize("NFKC", label).casefold())
    return "".join(
        word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" and word.isascii() else word
        for word in words
    )


def find_gold(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Files to learn from and files to look away from: a folder's train*.jsonl, and its dev*.jsonl and test*.jsonl.

    Raises:
        InputError: a path that does not exist, or a folder without a file to learn from.
    """
    learn: list[Path] = []
    look_away: list[Path] = []
    for path in paths:
        own = sorted(path.glob("train*.jsonl")) if path.is_dir() else [path] if path.is_file() else []
        if not own:
            raise InputError("no gold annotations (a folder needs a train*.jsonl)", source=str(path))
        learn += own
        look_away += sorted((*path.glob("dev*.jsonl"), *path.glob("test*.jsonl"))) if path.is_dir() else []
    return learn, look_away


def read_gold(path: Path) -> list[GoldPaper]:
    """The annotations in a file of JSON lines.

    Raises:
        InputError: a file that cannot be read, or a line that is no annotation.
    """
    found = []
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", source=str(path)) from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                raw = json.loads(line)
                found.append(GoldPaper(raw["arxiv"], tuple(map(_entity, raw["entities"]))))
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(f"not an annotated paper: {error!r}", source=str(path), line=number) from error
    return found


def _entity(raw: Mapping[str, object]) -> GoldEntity:
    kinds = [raw["type"], *_strings(raw.get("types"))]
    roles = [raw["role"], *_strings(raw.get("roles"))]
    return GoldEntity(
        name=str(raw["name"]),
        names=tuple(_strings(raw["names"])),
        kinds=tuple(dict.fromkeys(Kind(str(kind)) for kind in kinds)),
        roles=tuple(dict.fromkeys(_ROLE.get(str(role)) or Role(str(role)) for role in roles)),
        core=bool(raw["core"]),
    )


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def labels(group: Group, terms: Mapping[str, Term]) -> frozenset[str]:
    """Every label under which the group will stand in a graph, as it is compared."""
    forms = group_names(group)
    term = terms.get(group.concept)
    if term is not None:
        forms += [term.name, *(name.text for name in term.names)]
    return frozenset(map(normal, forms)) - {""}


def assign(
    groups: Sequence[Group], labelled: Sequence[Collection[str]], entities: Sequence[GoldEntity]
) -> dict[int, int]:
    """Index of a group -> index of the annotated entity that it is; core entities choose first.

    Annotators list looser names, too ("retrieval" of neural retrieval): of several groups the entity takes the one that
    has its first name, else the one that the text calls by its longest name.
    """
    taken: dict[int, int] = {}
    spelt = [frozenset(map(normal, group_names(group))) for group in groups]
    for index in sorted(range(len(entities)), key=lambda i: not entities[i].core):
        wanted, first = entities[index].normal, normal(entities[index].name)
        fitting = [g for g in range(len(groups)) if g not in taken and not wanted.isdisjoint(labelled[g])]
        if fitting:
            best = max(
                fitting,
                key=lambda g: (
                    first in spelt[g],
                    first in labelled[g],
                    max(map(len, wanted & spelt[g]), default=0),
                    bool(groups[g].concept),
                    len(groups[g].places),
                    -g,
                ),
            )
            taken[best] = index
    return taken


def copies(
    labelled: Sequence[Collection[str]], entities: Iterable[GoldEntity], taken: Mapping[int, int]
) -> frozenset[int]:
    """Groups that name an annotated entity which another group took already."""
    wanted = frozenset(name for entity in entities for name in entity.normal)
    return frozenset(
        index for index, names in enumerate(labelled) if index not in taken and not wanted.isdisjoint(names)
    )
