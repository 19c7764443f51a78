"""``/map``: the map of everything that the build made, under the policy that it states for itself."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from starlette.responses import FileResponse, Response

from kg.web.desk import site
from kg.web.parameters import Parameters
from kg.web.problems import ProblemError

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

FILE: Final = "atlas.html"
_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"\r\n]*)"')
_HEAD: Final = 1 << 14
"""Bytes in which the policy stands."""
_FRAMES: Final = "frame-ancestors 'none'"


async def page(request: Request) -> Response:
    """The map. It names the checksums of its own script and style, which this server's policy would refuse."""
    Parameters.of_query(request).allow("lang")
    path = site(request).folder / FILE
    stated = _stated(path)
    if stated is None:
        raise ProblemError(404, "this graph has no map: `kg build` draws one")
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": f"{stated}; {_FRAMES}"}
    return FileResponse(path, media_type="text/html", headers=headers)


def there_is_one(folder: Path) -> bool:
    """Whether a graph has a map."""
    return (folder / FILE).is_file()


def _stated(path: Path) -> str | None:
    """The policy in the head of the file; a file without one is not ours."""
    try:
        with path.open("rb") as stream:
            found = _POLICY.search(stream.read(_HEAD).decode("utf-8", "replace"))
    except OSError:
        return None
    return html.unescape(found[1]) if found else None
