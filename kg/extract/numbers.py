"""Numbers that are measurements: found by form and unit, sorted from sizes, versions, years and settings by context.

What the units and the contexts look like is data (``data/results.toml``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import zip_longest

Interval = tuple[int, int]

UNITS = {"percent": "%", "times": "x", "points": "points"}
"""Form of a number -> unit of the result; every other form has none."""

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.,@^\\±])(?<![A-Za-z0-9]-)(?:(?P<money>\$\s?)|(?P<sign>[+\-−–]\s?))?"
    r"(?P<low>\d+(?:\.\d+)?\s*(?:%|％|점|배|[x×])?\s*(?:-{1,2}|–|—|~|∼|〜|\sto\s(?=\d[\d.]*\s*[x×]))\s*)?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d,]*\d|/\d)"
)
_WON = re.compile(r"\d+개(?:의)?\s*[^,.\d]{0,20}중\s*(?:최대\s*)?(?P<digits>\d+)개(?:의\s*[^,.\d]{0,12})?(?=에서)")
_ADDRESS = re.compile(r"(?:https?://|www\.|[\w-]{1,60}\.(?:org|com|io|ai)/)\S+")
_WEB = ("://", "www.", ".org", ".com", ".io", ".ai")
"""A text without one of these holds no address."""
_VERSION = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*\s$")
_BEFORE, _AFTER = 40, 40
"""So many code points around a number are looked at."""
_RIGHT_BEFORE = 24
"""So many where only what stands right before it counts."""


@dataclass(frozen=True, slots=True)
class Number:
    """A measured number: ``text[start:end]`` is number and unit, ``value`` its canonical decimal.

    A range ("4-17%") stands for its upper end, as "up to 17%" does.
    """

    start: int
    end: int
    value: str
    form: str
    """A key of ``[unit]`` in the data file, or "money", "count" or "plain"."""
    signed: bool

    @property
    def unit(self) -> str:
        return UNITS.get(self.form, "")


@cache
def cues() -> dict[str, re.Pattern[str]]:
    """The patterns of the data file by "table.name", each alternative tried in order."""
    text = resources.files("kg.extract").joinpath("data", "results.toml").read_text("utf-8")
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return {
        f"{table}.{name}": re.compile("(?:" + "|".join(f"(?:{item})" for item in items) + ")", re.IGNORECASE)
        for table, entries in tables.items()
        for name, items in entries.items()
    }


@cache
def _ending(name: str) -> re.Pattern[str]:
    """The pattern of that name, to be found at the end of a text."""
    return re.compile(cues()[name].pattern + r"\Z", re.IGNORECASE)


@cache
def at_end(name: str) -> re.Pattern[str]:
    """The pattern of that name, to be found at the end of a text but for spaces."""
    return re.compile(cues()[name].pattern + r"\s*\Z", re.IGNORECASE)


@cache
def _spaced(name: str) -> re.Pattern[str]:
    return re.compile(r"\s*" + cues()[name].pattern, re.IGNORECASE)


def canonical(digits: str, *, negative: bool = False) -> str:
    """Decimal text without thousands separators, leading and trailing zeros: "1,002.50" -> "1002.5"."""
    whole, _, fraction = digits.replace(",", "").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    value = f"{whole}.{fraction}" if fraction else whole
    return f"-{value}" if negative and value != "0" else value


def find_numbers(text: str, names: Sequence[Interval], metrics: Sequence[Interval]) -> tuple[Number, ...]:
    """The measurements in one sentence.

    Args:
        text: the sentence.
        names: places of names: a digit inside one is part of it.
        metrics: places of names of metrics: an integer counts as a measurement beside one.
    """
    addresses = [match.span() for match in _ADDRESS.finditer(text)] if any(sign in text for sign in _WEB) else []
    inside = [*names, *addresses]
    found = [
        number
        for match in _NUMBER.finditer(text)
        if not any(start <= match.start("digits") < end for start, end in inside)
        and (number := _measured(text, match, metrics)) is not None
    ]
    found.extend(
        Number(match.start("digits"), match.end(), canonical(match["digits"]), "count", signed=False)
        for match in _WON.finditer(text)
    )
    return tuple(_with_shared_units(text, sorted(_without_old_values(text, found), key=lambda number: number.start)))


def _with_shared_units(text: str, numbers: Sequence[Number]) -> Iterator[Number]:
    """The unit of "5.6 and 22.7 points" belongs to both."""
    for number, following in zip_longest(numbers, numbers[1:]):
        shared = (
            following is not None
            and number.form == "plain"
            and following.form in UNITS
            and cues()["link.both"].fullmatch(text, number.end, following.start)
        )
        yield replace(number, form=following.form) if shared else number


def _measured(text: str, match: re.Match[str], metrics: Iterable[Interval]) -> Number | None:
    before, after = text[max(0, match.start() - _BEFORE) : match.start()], text[match.end() : match.end() + _AFTER]
    if _ending("veto.before").search(before[-_RIGHT_BEFORE:]):
        return None
    form, length = _form(match, after)
    sign = (match["sign"] or "").strip()
    signed = sign == "+" or (sign != "" and before[-1:] in " (=:," and not before.rstrip().endswith(("%", "점")))
    checks = {"percent": _is_share, "time": _is_duration, "rate": _is_rate}
    if form in checks:
        keep = checks[form](text, match, after[length:])
    elif form == "plain":
        keep = _is_plain_result(text, match, metrics)
    else:
        keep = True
    if not keep:
        return None
    start = match.start() if match["money"] or signed else match.start("digits")
    negative = signed and sign != "+"
    return Number(start, match.end() + length, canonical(match["digits"], negative=negative), form, signed)


def _form(match: re.Match[str], after: str) -> tuple[str, int]:
    """The kind of unit after a number and how long it is."""
    if match["money"] and not (after[:1].isascii() and after[:1].isalpha()):
        return "money", 0
    for name in ("points", "percent", "times", "score", "decibel", "percentile", "time", "rate", "money"):
        unit = _spaced(f"unit.{name}").match(after)
        if unit is not None:
            return name, unit.end()
    return "plain", 0


def _is_share(text: str, match: re.Match[str], after: str) -> bool:
    """Whether a percentage is a result, not the make-up of a data set or a setting."""
    if cues()["veto.share_after"].match(after):
        return False
    return not _ending("veto.share_before").search(text[max(0, match.start() - _BEFORE) : match.start()])


def _is_duration(text: str, match: re.Match[str], after: str) -> bool:
    around = text[max(0, match.start() - 25) : match.start()] + " … " + after[:25]
    return not cues()["veto.duration_after"].match(after) and bool(cues()["cue.time"].search(around))


def _is_rate(text: str, match: re.Match[str], after: str) -> bool:
    if (
        "프레임" in text[match.end() : match.end() + 4]
        and "초" not in text[max(0, match.start() - 8) : match.end() + 6]
    ):
        return False
    return bool(cues()["cue.rate"].search(text[max(0, match.start() - 30) : match.start()] + " … " + after[:25]))


def _is_plain_result(text: str, match: re.Match[str], metrics: Iterable[Interval]) -> bool:
    """A number without unit counts if it has decimals or a sign, or stands beside a metric."""
    after = text[match.end() :]
    if after[:1].isalpha() and after[:1].isascii():
        return False
    if cues()["veto.after"].match(after):
        return False
    beside = _beside_metric(text, match, metrics)
    if beside:
        return True
    decimals = "." in match["digits"]
    plus = (match["sign"] or "").strip() == "+"
    return (decimals or plus) and not _is_version(text, match)


def _is_version(text: str, match: re.Match[str]) -> bool:
    """Whether it belongs to a name, as in "Claude 3.5": small, one decimal, right after a Latin word."""
    small = float(match["digits"].replace(",", "")) < 10 and len(match["digits"].partition(".")[2]) == 1
    return (
        small and match["sign"] is None and bool(_VERSION.search(text[max(0, match.start() - _BEFORE) : match.start()]))
    )


def _beside_metric(text: str, match: re.Match[str], metrics: Iterable[Interval]) -> bool:
    link, of = cues()["link.metric_before"], cues()["link.metric_after"]
    return any(
        (end <= match.start() and link.fullmatch(text, end, match.start()))
        or (match.end() <= start and of.fullmatch(text, match.end(), start))
        for start, end in metrics
    )


def _without_old_values(text: str, numbers: Iterable[Number]) -> Iterator[Number]:
    """Leave out the old value of "53.20%에서 67.42%로": the new one is the report."""
    ordered = sorted(numbers, key=lambda number: number.start)
    for index, number in enumerate(ordered):
        following = ordered[index + 1] if index + 1 < len(ordered) else None
        if following is None or not _superseded(text, number, following):
            yield number


def _superseded(text: str, number: Number, following: Number) -> bool:
    gap = text[number.end : following.start]
    return bool(cues()["link.from"].fullmatch(gap) and cues()["link.to"].match(text, following.end))
