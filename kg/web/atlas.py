"""``/map``: the map of everything that the build made, under the policy that it states for itself.

The map is a file that also lies alone. Here it is told in its first tag that there are pages beside it, and in which
language they are; its scripts and style, of which the policy has the checksums, stay as they are.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kg.web import language
from kg.web.desk import site
from kg.web.parameters import Parameters
from kg.web.problems import ProblemError

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

FILE: Final = "atlas.html"
_POLICY: Final = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"\r\n]*)"')
_ROOT: Final = re.compile(rb"<html lang=\"en\">")
_HEAD: Final = 1 << 14
"""Bytes in which the policy stands."""
_FRAMES: Final = "frame-ancestors 'none'"


async def page(request: Request) -> Response:
    """The map. It names the checksums of its own script and style, which this server's policy would refuse."""
    Parameters.of_query(request).allow(language.PARAMETER)
    told = language.words(request)
    found = await run_in_threadpool(_read, site(request).folder / FILE)
    stated = _POLICY.search(found[:_HEAD])
    if stated is None:  # a file without one is not ours
        raise ProblemError(404, "this graph has no map: `kg build` draws one")
    body = _ROOT.sub(f'<html lang="{told.language}" data-pages="/">'.encode(), found, count=1)
    policy = f"{html.unescape(stated[1].decode('utf-8', 'replace'))}; {_FRAMES}"
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": policy, "Vary": language.VARY}
    response = Response(body, media_type="text/html", headers=headers)
    language.keep(request, response, told)
    return response


def there_is_one(folder: Path) -> bool:
    """Whether a graph has a map."""
    return (folder / FILE).is_file()


def _read(path: Path) -> bytes:
    """The file, b"" if there is none."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
