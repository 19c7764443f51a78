"""The regions of the map as ``topics.json``, for programs that show a topic's papers without drawing the map."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from kg import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.graph.regions import Region

NO_TOPICS: Final = '{"topics":[]}\n'


def topics_json(regions: Sequence[Region]) -> str:
    """The regions in the order in which the map numbers them, one a line: id (its name as a slug), name, place on the
    map, the IRIs of the concepts that characterise it (best first) and of its papers.
    """
    lines = [
        json.dumps(
            {
                "id": slug,
                "name": region.name,
                "place": list(region.place),
                "concepts": list(region.concepts),
                "papers": sorted(region.papers),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for slug, region in zip(slugs(regions), regions, strict=True)
    ]
    return '{"topics":[\n' + ",\n".join(lines) + "\n]}\n" if lines else NO_TOPICS


def slugs(regions: Sequence[Region]) -> Iterator[str]:
    """The names as slugs; those that are taken get a number."""
    taken: set[str] = set()
    for region in regions:
        wanted = names.slug(region.name) or "topic"
        slug, number = wanted, 1
        while slug in taken:
            number += 1
            slug = f"{wanted}-{number}"
        taken.add(slug)
        yield slug
