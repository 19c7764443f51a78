"""From a graph to the text of ``atlas.html``."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.export.atlas.bundle import bundle, modules
from kg.export.atlas.columns import pack
from kg.export.atlas.contents import columns, contents, head
from kg.export.atlas.topics import topics_json
from kg.export.page.payload import kinds, resource
from kg.export.page.render import compact, embed, policy, web_address
from kg.ontology.files import doubts_path

if TYPE_CHECKING:
    import networkx as nx

    from kg.export.atlas.contents import Contents

_LISTED = 250
"""How many papers the list shows where no script runs."""


class Atlas(NamedTuple):
    """The map as HTML text, and its regions as ``topics.json``."""

    text: str
    topics: str


def render_atlas(graph: nx.MultiDiGraph[str], *, title: str) -> str:
    """The map of everything as HTML text: the same text for the same graph (and the same zlib)."""
    return draw_atlas(graph, title=title).text


def draw_atlas(graph: nx.MultiDiGraph[str], *, title: str) -> Atlas:
    """The same with the topics that the map names, which are found on the way."""
    found = contents(graph)
    return Atlas(_page(graph, found, title), topics_json(found.regions))


def _page(graph: nx.MultiDiGraph[str], found: Contents, title: str) -> str:
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    style = compact(resource("colours.css") + _own("atlas.css"))
    script = compact(bundle(modules()))
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_own("atlas.html.jinja")).render(
        title=title,
        policy=policy(scripts=(script,), styles=(style,)),
        style=Markup(style),  # noqa: S704  (our own file)
        script=Markup(script),  # noqa: S704
        words=Markup(embed(_words())),  # noqa: S704  (embed escapes it)
        symbols=Markup(embed(kinds())),  # noqa: S704
        data=pack(head(graph, found), columns(graph, found)),
        kinds=kinds(),
        rows=_rows(graph, found.papers),
        total=len(found.papers),
        footer=Markup(_own("footer.html")),  # noqa: S704
    )


def _words() -> dict[str, dict[str, Any]]:
    """The texts of the interface by language, and why texts are doubted."""
    words = json.loads(_own("words.json"))
    doubts = json.loads(doubts_path().read_text(encoding="utf-8"))
    return {language: {**own, "doubts": doubts.get(language, [])} for language, own in words.items()}


def _own(name: str) -> str:
    return files("kg.export.atlas").joinpath(name).read_text(encoding="utf-8")


def _rows(graph: nx.MultiDiGraph[str], papers: tuple[str, ...]) -> list[dict[str, Any]]:
    """The most voted papers."""
    ranked = sorted(papers, key=lambda paper: (-graph.nodes[paper].get("votes", -1), paper))
    return [_row(graph.nodes[paper], paper) for paper in ranked[:_LISTED]]


def _row(data: dict[str, Any], paper: str) -> dict[str, Any]:
    return {"label": data["label"], "url": web_address(data, paper), "votes": data.get("votes")}
