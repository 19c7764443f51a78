"""From a graph to the text of ``graph.html``."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from kg.export.page.atlas import draw
from kg.export.page.part import choose
from kg.export.page.payload import kinds, payload, relations, resource

if TYPE_CHECKING:
    import networkx as nx

    from kg.export.page.atlas import Atlas
    from kg.export.page.part import Part

_LIBRARY = "lib/vis-9.1.2/vis-network.min.js"
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
_LISTED_AUTHORS = 6


def render_page(graph: nx.MultiDiGraph[str], *, title: str, max_nodes: int = 1500) -> str:
    """The page as HTML text: the same text for the same graph.

    ``max_nodes`` limits the papers, concepts and authors on the page; of a larger graph it shows the most
    connected part and says so.
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    part = choose(graph, max_nodes=max_nodes)
    atlas = draw(graph, part)
    style, script, library = (
        compact(resource("colours.css") + resource("page.css")),
        compact(resource("page.js")),
        vis_network(),
    )
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(resource("page.html.jinja")).render(
        title=title,
        policy=policy(scripts=(library, script), styles=(style,)),
        style=Markup(style),  # noqa: S704  (our own file)
        script=Markup(script),  # noqa: S704
        library=Markup(library),  # noqa: S704  (from the installed package, checked by vis_network)
        data=Markup(embed(payload(graph, part, atlas))),  # noqa: S704  (embed escapes it)
        kinds=kinds(),
        relations=relations(),
        part=part,
        topics=_topics(graph, part, atlas),
        digests=_digests(graph),
        counts=_counts(graph, part),
    )


def vis_network() -> str:
    """The library that pyvis brings along, with its licence notice, without the pointer to a source map."""
    text = files("pyvis").joinpath(_LIBRARY).read_text(encoding="utf-8").replace("\r\n", "\n")
    lines = [line for line in text.split("\n") if not line.startswith("//# sourceMappingURL=")]
    library = "\n".join(lines)
    if "</script" in library.lower() or "<!--" in library or "@license" not in library[:1000]:
        raise ValueError(f"{_LIBRARY} of the installed pyvis cannot be embedded")
    return library


def compact(text: str) -> str:
    """A script or style of ours without indentation, blank lines and comments that fill lines.

    Neither has text over several lines in which that would matter.
    """
    without = re.sub(r"^ */\*.*?\*/$", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = (line.strip() for line in without.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("// "))


def web_address(data: dict[str, Any], paper: str) -> str | None:
    """Where a paper can be read, None if that is no address of the web: it must not run as a script."""
    url = str(data.get("url", paper))
    return url if url.startswith(("https://", "http://")) else None


def embed(data: dict[str, Any]) -> str:
    """JSON that no HTML parser can mistake for markup."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).translate(_ESCAPES)


def policy(*, scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """A content security policy under which only the given texts run and nothing is loaded."""
    allowed = [
        "default-src 'none'",
        "script-src " + " ".join(map(_source, scripts)),
        "style-src " + " ".join(map(_source, styles)),
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(allowed)


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _topics(graph: nx.MultiDiGraph[str], part: Part, atlas: Atlas) -> list[dict[str, Any]]:
    """The papers by topic, as the list without a script shows them; a paper's number is that of its node."""
    rows = {paper: _row(graph, paper, place) for place, paper in enumerate(part.papers)}
    return [
        {
            "name": region.name,
            "tint": region.tint,
            "papers": sorted((rows[paper] for paper in region.papers), key=itemgetter("number")),
        }
        for region in atlas.regions
    ]


def _row(graph: nx.MultiDiGraph[str], paper: str, number: int) -> dict[str, Any]:
    data = graph.nodes[paper]
    authors = sorted(
        (found.get("position", 0), graph.nodes[author]["label"])
        for _, author, relation, found in graph.out_edges(paper, keys=True, data=True)
        if relation == "dcterms:creator"
    )
    names = [name for _, name in authors]
    return {
        "number": number,
        "label": data["label"],
        "url": web_address(data, paper),
        "votes": data.get("votes"),
        "authors": ", ".join(names[:_LISTED_AUTHORS]),
        "more": max(0, len(names) - _LISTED_AUTHORS),
    }


def _digests(graph: nx.MultiDiGraph[str]) -> dict[str, Any]:
    """How many digests the graph was made from, the first and the last date."""
    dates = sorted(data["date"] for _, data in graph.nodes(data=True) if data["kind"] == "digest")
    return {"count": len(dates), "first": dates[0] if dates else "", "last": dates[-1] if dates else ""}


def _counts(graph: nx.MultiDiGraph[str], part: Part) -> dict[str, int]:
    """Kind -> how many are on the page."""
    counts = dict.fromkeys(kinds(), 0)
    for node in (*part.papers, *part.concepts, *part.authors):
        counts[graph.nodes[node]["kind"]] += 1
    return counts
