"""Methods and tasks that nobody has combined, though both are rising and their neighbours are combined.

Rising: of a method or task, the papers of the recent days are counted against those before. Its rise is
(r + 1) / (e + 1) for r recent papers, where e = b * R / B would be recent ones if it were named as often as before
(b of the B papers before, R recent papers). It rises where that is above 1, with three recent papers and five in all
at least.

Neighbours: the tasks that are named together with the task (with the method: methods), nearest first by
``association``. If the papers of the task used the method as often as those of its neighbours do, so many papers would
combine the two: n * sum(a * k / m) / sum(a), over neighbours with association a and m papers, k of which name the
method. The same from the method's side; their geometric mean is what is expected, against none that is observed.

Score: expected * (ln rise of the method + ln rise of the task) / 2. What does not rise adds 0 (one may be fixed).

Left out: what more than one paper in fifty names (it goes with everything), pairs of which one lies in the other or
that the lexicon calls related, pairs that a paper combines through a narrower concept, and doubtful papers.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from kg.ask import nodes, search
from kg.ask.census import Census
from kg.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph as ox

    from kg.ask.nodes import Thing

_RECENT, _ALL = 3, 5
"""Papers that a concept needs: recent ones, and in all."""
_GENERIC, _SMALL = 50, 10
"""More than one paper in fifty, and more than ten, make a concept generic."""
_NEIGHBOURS: Final = 10
_EVIDENCE: Final = 3
"""Papers that combine neighbours must there be, from both sides together."""
_QUARTER: Final = 4


_Near: TypeAlias = tuple[float, str, int, int]
"""Association, concept, its papers, and how many of them name the other side."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are compared: ``papers`` were listed in the ``days`` from ``since`` on, ``before`` earlier."""

    since: str
    days: int
    papers: int
    days_before: int
    before: int


@dataclass(frozen=True, slots=True)
class Side:
    """The method or the task of a gap, with its ``papers`` in the recent days and those ``before``."""

    thing: Thing
    papers: int
    before: int
    rise: float
    expected: float
    """How many papers would combine it with the other side, if it did as its neighbours do."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A neighbour of one side: ``papers`` name it, ``combined`` of them with the other side (perhaps none)."""

    thing: Thing
    association: float
    papers: int
    combined: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A method and a task (or a benchmark) that no paper combines; ``expected`` papers would."""

    method: Side
    task: Side
    expected: float
    score: float
    near_tasks: tuple[Neighbour, ...]
    near_methods: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: a ``method`` or a ``task`` may be fixed by name, ``since`` is the first recent day."""

    method: str = ""
    task: str = ""
    since: str = ""
    against: Literal["task", "benchmark"] = "task"


def gaps(store: ox.Store, wanted: Wanted | None = None, *, k: int = 10) -> tuple[Window, tuple[Gap, ...]]:
    """The days compared and the ``k`` best gaps; without ``since`` the last quarter of the graph's days is recent.

    Raises:
        NotFoundError: the papers are of one day, or a name is not there: what rises cannot be told.
        UsageError: ``since`` is no day with papers on both sides.
    """
    asked = wanted or Wanted()
    fixed = [
        search.find(store, text, kinds=(kind,)).iri if text else ""
        for text, kind in ((asked.method, "method"), (asked.task, asked.against))
    ]
    census = Census(store)
    field = _Field(store, census, window(census, asked.since))
    sides = field.side("method", fixed[0]), field.side(asked.against, fixed[1])
    found = sorted(field.gaps(*sides), key=lambda gap: (-gap[0], *gap[1:]))[:k]
    return field.window, tuple(field.named(method, task) for _, method, task in found)


def window(census: Census, since: str = "") -> Window:
    """The days to compare (see ``gaps``)."""
    days = sorted(map(dt.date.fromisoformat, filter(None, census.dates.values())))
    if not days or days[0] == days[-1]:
        shown = f"all papers are of one day ({days[0]})" if days else "there is no paper with a date"
        raise NotFoundError(f"{shown}: that cannot show what is rising; build from digests of several days")
    first, last = days[0], days[-1]
    span = (last - first).days + 1
    start = _day(since) if since else last - dt.timedelta(max(span // _QUARTER, 1) - 1)
    recent = sum(day >= start for day in days)
    if recent in {0, len(days)}:
        raise UsageError(
            f"no papers {'since' if not recent else 'before'} {start}: name a day after {first}, to {last}"
        )
    return Window(str(start), (last - start).days + 1, recent, (start - first).days, len(days) - recent)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"since must be a date such as 2025-02-05, not {text!r}") from None


class _Field:
    """The counts that gaps are made from."""

    def __init__(self, store: ox.Store, census: Census, days: Window) -> None:
        self._store, self._census, self.window = store, census, days
        self._recent = {paper for paper, date in census.dates.items() if date >= days.since}
        self._near: dict[str, list[tuple[float, str]]] = {}

    @cached_property
    def _pairs(self) -> Counter[tuple[str, str]]:
        """In how many papers a method and a task (benchmark) are named together."""
        kinds, pairs = self._census.kinds, Counter[tuple[str, str]]()
        for named in self._census.named.values():
            methods = [each for each in named if kinds.get(each) == "method"]
            others = [each for each in named if kinds.get(each) in {"task", "benchmark"}]
            pairs.update((method, other) for method in methods for other in others)
        return pairs

    def side(self, kind: str, fixed: str) -> list[str]:
        """The concept that is fixed, else those of a kind that rise and are not generic."""
        if fixed:
            return [fixed]
        most = max(_SMALL, len(self._census.dates) // _GENERIC)
        return sorted(
            concept
            for concept in self._census.papers
            if self._census.kinds.get(concept) == kind
            and _ALL <= self._census.uses(concept) <= most
            and self._counts(concept)[0] >= _RECENT
            and self.rise(concept) > 1
        )

    def _counts(self, concept: str) -> tuple[int, int]:
        """Its recent papers, and those before."""
        papers = self._census.papers.get(concept, set())
        recent = len(papers & self._recent)
        return recent, len(papers) - recent

    def rise(self, concept: str) -> float:
        """How many times more often it is named than before."""
        recent, before = self._counts(concept)
        return rise(recent, before, self.window)

    def near(self, concept: str) -> list[tuple[float, str]]:
        """Association and IRI of the concepts of its kind that are nearest, as neighbours stand in answers."""
        if concept not in self._near:
            census, own = self._census, self._census.uses(concept)
            kind = census.kinds[concept]
            found = [
                (-round(census.association(count, own, census.uses(other)), 6), other)
                for other, count in census.beside(concept).items()
                if census.kinds.get(other) == kind and not census.kin(concept, other)
            ]
            self._near[concept] = [(-low, other) for low, other in sorted(found)[:_NEIGHBOURS] if low]
        return self._near[concept]

    def gaps(self, methods: list[str], tasks: list[str]) -> Iterator[tuple[float, str, str]]:
        """Score, method and task of every gap."""
        census = self._census
        within = {concept: census.papers_within(concept) for concept in (*methods, *tasks)}
        for method in methods:
            for task in tasks:
                if not within[method].isdisjoint(within[task]):
                    continue
                near_tasks, near_methods = self._combined(method, task)
                if _evidence(near_tasks, near_methods) < _EVIDENCE or census.kin(method, task):
                    continue
                expected = self._expected(method, near_methods), self._expected(task, near_tasks)
                score = gap_score(*expected, self.rise(method), self.rise(task))
                if score:
                    yield score, method, task

    def _combined(self, method: str, task: str) -> tuple[list[_Near], list[_Near]]:
        """The near tasks, with the papers that name the method too, and the near methods, with those of the task."""
        uses, pairs = self._census.uses, self._pairs
        tasks = [(said, other, uses(other), pairs[method, other]) for said, other in self.near(task)]
        methods = [(said, other, uses(other), pairs[other, task]) for said, other in self.near(method)]
        return tasks, methods

    def _expected(self, concept: str, near: list[_Near]) -> float:
        return expected([(said, papers, combined) for said, _, papers, combined in near], self._census.uses(concept))

    def named(self, method: str, task: str) -> Gap:
        """A gap in words and numbers."""
        near_tasks, near_methods = self._combined(method, task)
        sides = self._side(method, near_methods), self._side(task, near_tasks)
        both = (sides[0].expected, sides[1].expected)
        return Gap(
            method=sides[0],
            task=sides[1],
            expected=round(math.sqrt(both[0] * both[1]), 6),
            score=gap_score(*both, sides[0].rise, sides[1].rise),
            near_tasks=self._neighbours(near_tasks),
            near_methods=self._neighbours(near_methods),
        )

    def _side(self, concept: str, near: list[_Near]) -> Side:
        expectation = self._expected(concept, near)
        return Side(nodes.thing(self._store, concept), *self._counts(concept), self.rise(concept), expectation)

    def _neighbours(self, near: list[_Near]) -> tuple[Neighbour, ...]:
        return tuple(
            Neighbour(nodes.thing(self._store, iri), said, papers, combined) for said, iri, papers, combined in near
        )


def _evidence(near_tasks: list[_Near], near_methods: list[_Near]) -> int:
    """In how many papers neighbours are combined; 0 if they are from one side only."""
    tasks, methods = (sum(combined for *_, combined in near) for near in (near_tasks, near_methods))
    return tasks + methods if tasks and methods else 0


def rise(recent: int, before: int, days: Window) -> float:
    """(r + 1) / (b * R / B + 1), in six decimals."""
    return round((recent + 1) / (before * days.papers / days.before + 1), 6)


def expected(near: Iterable[tuple[float, int, int]], papers: int) -> float:
    """What ``papers`` n would be combined: n * sum(a * k / m) / sum(a) over neighbours (a, m, k), in six decimals."""
    known = list(near)
    total = math.fsum(said for said, _, _ in known)
    return round(papers * math.fsum(said * combined / of for said, of, combined in known) / total, 6) if total else 0.0


def gap_score(expected_method: float, expected_task: float, rise_method: float, rise_task: float) -> float:
    """sqrt(product of what is expected) * (ln rise + ln rise) / 2, in six decimals; what falls counts as 0."""
    growth = max(0.0, math.log(rise_method)) + max(0.0, math.log(rise_task))
    return round(math.sqrt(expected_method * expected_task) * growth / 2, 6)
