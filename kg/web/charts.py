"""Pictures of counts as numbers for templates: where bars, lines and points lie in a box of 600 by 160.

Nothing here is text: names and scales stand beside a picture, as text of the page, so that they never shrink with it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH, HEIGHT = 600, 160
SERIES: Final = 6
"""Lines and sorts of points that can be told apart by their strokes and shapes, without colours."""
_EDGE: Final = 8


def months(first: str, last: str) -> list[str]:
    """Every month from one to another, as "2025-02"."""
    start, end = (int(text[:4]) * 12 + int(text[5:7]) - 1 for text in (first, last))
    return [f"{place // 12:04}-{place % 12 + 1:02}" for place in range(start, end + 1)]


def quarter(month: str) -> str:
    """The quarter of a month: "2025-02" -> "2025 Q1"."""
    return f"{month[:4]} Q{(int(month[5:7]) + 2) // 3}"


def bars(counts: Mapping[str, int], *, span: tuple[str, str] | None = None) -> dict[str, Any]:
    """A bar for each month of a span (by default from the first month counted to the last)."""
    if not counts:
        return {"bars": [], "most": 0, "first": "", "last": ""}
    places = months(*(span or (min(counts), max(counts))))
    most, step = max(counts.values()), WIDTH / len(places)
    drawn = [
        {
            "x": round(number * step + step * 0.1, 2),
            "y": round(HEIGHT - HEIGHT * counts[month] / most, 2),
            "width": round(step * 0.8, 2),
            "height": round(HEIGHT * counts[month] / most, 2),
            "month": month,
            "count": counts[month],
        }
        for number, month in enumerate(places)
        if counts.get(month)
    ]
    return {"bars": drawn, "most": most, "first": places[0], "last": places[-1]}


def shares(rows: Sequence[Mapping[str, str]], everything: Mapping[str, int]) -> dict[str, Any]:
    """A line for each concept: its share of the papers of each quarter that has some, in percent; rows are months."""
    totals: dict[str, int] = {}
    for month, papers in everything.items():
        totals[quarter(month)] = totals.get(quarter(month), 0) + papers
    quarters = list(dict.fromkeys(map(quarter, months(min(everything), max(everything))))) if everything else []
    counts: dict[str, dict[str, int]] = {}
    names: dict[str, str] = {}
    for row in rows:
        own = counts.setdefault(row["concept"], {})
        names[row["concept"]] = row["name"]
        own[quarter(row["month"])] = own.get(quarter(row["month"]), 0) + int(row["papers"])
    percent = {
        concept: [
            (place, 100 * own.get(each, 0) / totals[each]) for place, each in enumerate(quarters) if each in totals
        ]
        for concept, own in counts.items()
    }
    most = max((value for values in percent.values() for _, value in values), default=0.0)
    lines = [
        {
            "concept": concept,
            "name": names[concept],
            "points": _line(values, len(quarters), most),
            "last": round(values[-1][1], 1),
        }
        for concept, values in list(percent.items())[:SERIES]
    ]
    ends = (quarters[0], quarters[-1]) if quarters else ("", "")
    return {"lines": lines, "most": round(most, 1), "first": ends[0], "last": ends[1]}


def _line(values: Sequence[tuple[int, float]], places: int, most: float) -> list[tuple[float, float]]:
    step = (WIDTH - 2 * _EDGE) / max(1, places - 1)
    return [(round(_EDGE + place * step, 2), _height(value, 0.0, most)) for place, value in values]


def points(rows: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Reported absolute values over time: a picture for each metric and unit of three or more, the largest first."""
    groups: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        if row["kind"] == "absolute" and row.get("date"):
            groups.setdefault((row.get("metric", ""), row.get("unit", "")), []).append(row)
    order = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [_points(metric, unit, own) for (metric, unit), own in order[:SERIES] if len(own) > 2]


def _points(metric: str, unit: str, rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    days = [dt.date.fromisoformat(row["date"]).toordinal() for row in rows]
    values = [float(row["value"]) for row in rows]
    first, span = min(days), max(max(days) - min(days), 1)
    low, high = min(values), max(values)
    drawn = [
        {
            "x": round(_EDGE + (WIDTH - 2 * _EDGE) * (day - first) / span, 2),
            "y": _height(value, low, high),
            "row": row,
        }
        for day, value, row in zip(days, values, rows, strict=True)
    ]
    dates = sorted(row["date"] for row in rows)
    told = {"metric": metric, "unit": unit, "first": dates[0], "last": dates[-1], "low": _plain(low)}
    return {**told, "high": _plain(high), "points": sorted(drawn, key=lambda each: (each["x"], each["y"]))}


def _height(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return round(HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * share, 2)


def _plain(value: float) -> str:
    return f"{value:.6g}"
