"""A made-up archive of any size, for measuring: the same seed and size give the same bytes.

    python tests/benchmarks/synthetic.py 5000 --out digests
    python tests/benchmarks/synthetic.py 500000 --format arxiv --out arxiv.jsonl

Its shape follows what was counted in the archive of daily digests (5,467 papers): 3.6 authors a paper in the whole, six
names on a title page in the median, one paper in 170 with more than fifty (up to a thousand); authors and concepts are
drawn by the law of Zipf; authors write with neighbours; each paper may coin a name that later ones take up. The texts
are sentences of ``synthetic.toml`` filled with names of the lexicon, so every stage of a build finds its work in them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg.ontology.lexicon import load_lexicon

FIRST_DAY = dt.date(2019, 1, 1)
AUTHORS_PER_PAPER = 3.6
MEGA = 1 / 170
MEGA_AUTHORS = (51, 1000)
LAB = 12
PER_DAY = 40  # of a small archive; a large one is spread over seven years
DAYS = 2500
WORDS = tomllib.loads((Path(__file__).parent / "synthetic.toml").read_text(encoding="utf-8"))
KINDS = {
    "method": "method",
    "model": "model",
    "task": "task",
    "metric": "metric",
    "data": "benchmark",
    "other": "method",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One made-up paper."""

    identifier: str
    date: dt.date
    title: str
    authors: tuple[str, ...]
    sentences: tuple[str, ...]
    votes: int


def zipf(draw: random.Random, size: int, exponent: float = 1.0) -> int:
    """A rank from 0 to size - 1, drawn with a probability that falls as 1 / rank^exponent (its integral, inverted)."""
    u = draw.random()
    if exponent == 1.0:
        rank = (size + 1) ** u
    else:
        power = 1 - exponent
        rank = (1 + u * ((size + 1) ** power - 1)) ** (1 / power)
    return min(int(rank) - 1, size - 1)


def person(number: int) -> str:
    """The name of an author, another one for each number."""
    syllables, base = WORDS["syllables"], len(WORDS["syllables"])
    digits = [number % base, number // base % base, number // base**2 % base, number // base**3]
    first = syllables[digits[0]] + syllables[(digits[0] + 7 * digits[1]) % base]
    last = syllables[digits[1]] + syllables[digits[2]] + (syllables[digits[3] % base] if digits[3] else "")
    more = "" if digits[3] < base else f"-{syllables[digits[3] // base % base]}"
    return f"{first.title()} {last.title()}{more}"


def coined(number: int) -> str:
    """The name that the paper of this number coins."""
    heads, tails = WORDS["coined_heads"], WORDS["coined_tails"]
    pair = number % (len(heads) * len(tails))
    middle = number // (len(heads) * len(tails))
    syllables = WORDS["syllables"]
    inner = "" if not middle else syllables[middle % len(syllables)].title()
    rest = middle // len(syllables)
    return f"{heads[pair // len(tails)]}{inner}{tails[pair % len(tails)]}{f'-{rest}' if rest else ''}"


class Archive:
    """Papers from 0 to ``size`` - 1. Each is drawn by itself, so any part can be made without the rest."""

    def __init__(self, size: int, seed: int = 0, *, english: bool = False) -> None:
        self.size = size
        self.seed = seed
        self.english = english
        self.per_day = max(PER_DAY, -(-size // DAYS))

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """Names of the lexicon by kind, in an order that has nothing to do with their letters."""
        found: dict[str, list[str]] = {}
        for term in load_lexicon():
            found.setdefault(term.kind.value, []).append(term.name)
        for kind in sorted(found):
            found[kind].sort()
            random.Random(f"{self.seed} {kind}").shuffle(found[kind])
        return found

    def __iter__(self) -> Iterator[Paper]:
        return (self.paper(number) for number in range(self.size))

    def paper(self, number: int) -> Paper:
        draw = random.Random(f"{self.seed} {self.size} {number}")
        date = self.day(number)
        fill = self._fill(draw, number)
        templates = WORDS["english" if self.english else "korean"]
        sentences = [
            draw.choice(templates).format(**{**fill, **self._fill(draw, number)}) for _ in range(draw.randint(4, 9))
        ]
        within = (date.day - 1) * self.per_day + number % self.per_day
        identifier = f"{date:%y%m}.{10_000 + within:05}"
        return Paper(
            identifier,
            date,
            draw.choice(WORDS["titles"]).format(**fill),
            self._authors(draw),
            tuple(sentences),
            min(int(draw.paretovariate(1.2)), 500),
        )

    def day(self, number: int) -> dt.date:
        return FIRST_DAY + dt.timedelta(days=number // self.per_day)

    def _authors(self, draw: random.Random) -> tuple[str, ...]:
        people = max(int(self.size * AUTHORS_PER_PAPER), LAB)
        lead = zipf(draw, people, 0.6)
        if draw.random() < MEGA:
            low, high = MEGA_AUTHORS
            count = min(int(low * draw.paretovariate(1.1)), high, people)
        else:
            count = min(1 + int(draw.lognormvariate(1.6, 0.6)), 50)
        chosen = {lead: None}  # a dict keeps the order
        while len(chosen) < count:
            near = lead // LAB * LAB + draw.randrange(LAB)
            chosen[near % people if draw.random() < 0.7 and count < LAB else zipf(draw, people, 0.6)] = None
        return tuple(dict.fromkeys(person(each) for each in chosen))

    def _fill(self, draw: random.Random, number: int) -> dict[str, str]:
        def name(kind: str) -> str:
            if kind in {"method", "model"} and number and draw.random() < 0.25:  # what an earlier paper coined
                return coined(zipf(draw, number))
            names = self.names[kind]
            return names[zipf(draw, len(names))]

        return {
            "coined": coined(number),
            "topic": draw.choice(WORDS["topics"]),
            "number": f"{draw.uniform(1, 99):.1f}",
            "times": f"{draw.uniform(1.1, 12):.1f}",
            **{slot: name(kind) for slot, kind in KINDS.items()},
        }


def digest(date: dt.date, papers: Sequence[Paper]) -> str:
    """One day's digest in Markdown."""
    parts = [f"## Daily Papers ({date})"]
    for paper in papers:
        half = (len(paper.sentences) + 1) // 2
        parts.append(f"### [{paper.title}](https://arxiv.org/abs/{paper.identifier})")
        parts.append(f"Vote: {paper.votes}")
        parts.append(f"Authors: {', '.join(paper.authors)}")
        new, measured = " ".join(paper.sentences[:half]), " ".join(paper.sentences[half:])
        parts.append(f"- ***What's New***: {new}\n- ***Performance Highlights***: {measured}")
    return "\n\n".join(parts) + "\n"


def record(paper: Paper) -> str:
    """One record as arXiv's metadata has it, in one line."""
    created = f"{paper.date:%a, %d %b %Y} 10:00:00 GMT"
    value = {
        "id": paper.identifier,
        "title": paper.title,
        "authors": ", ".join(paper.authors),
        "abstract": "  " + "\n".join(paper.sentences) + "\n",
        "categories": "cs.CL",
        "versions": [{"version": "v1", "created": created}],
        "update_date": str(paper.date),
        "authors_parsed": [[*reversed(name.split(" ", 1)), ""] for name in paper.authors],
    }
    return json.dumps(value)


def write_digests(archive: Archive, folder: Path) -> None:
    """A Markdown file a day."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, archive.size, archive.per_day):
        papers = [archive.paper(number) for number in range(start, min(start + archive.per_day, archive.size))]
        day = archive.day(start)
        (folder / f"{day}.md").write_text(digest(day, papers), encoding="utf-8")


def write_records(archive: Archive, path: Path) -> None:
    """A record of arXiv a line."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for paper in archive:
            stream.write(record(paper) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description="A made-up archive for measuring.")
    parser.add_argument("papers", type=int)
    parser.add_argument("--format", choices=("markdown", "arxiv"), default="markdown")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.format == "markdown":
        write_digests(Archive(arguments.papers, arguments.seed), arguments.out)
    else:
        write_records(Archive(arguments.papers, arguments.seed, english=True), arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
