"""Who may ask at all, and the headers that every answer carries.

A page of another site must neither read this graph nor make this machine work, so:

- Host must be an IP address, localhost, or a name that was allowed: a name of somebody else that was pointed at this
  machine (DNS rebinding) is none of these.
- Origin must be this server itself, or one that was allowed (``--cors``). A browser that says without an Origin that
  another site asks (Sec-Fetch-Site) is refused too, unless it follows a link.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders

from kg.web.problems import ProblemError, problem

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST: Final = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?")
_METHODS: Final = "GET, HEAD, POST, OPTIONS"
_EXPOSED: Final = "ETag, Link, Retry-After, X-SPARQL-MaxRows"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_STYLES: Final = "style-src 'self'"
_ALWAYS: Final = {
    "Cache-Control": "no-cache",  # without it browsers go on with the scripts of an older paperkg for weeks
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def policy(nonce: str) -> str:
    """The policy of a page on which a script adds a style sheet that names this nonce, a new one for every answer."""
    return _POLICY.replace(_STYLES, f"{_STYLES} 'nonce-{nonce}'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Names that this server may be asked for, origins that may read it ("*": all), and the largest body in bytes."""

    hosts: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    body: int = 1 << 20


@dataclass(slots=True)
class Shield:
    """An ASGI application in front of another one."""

    app: ASGIApp
    rules: Rules = field(default_factory=Rules)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        readable = origin is not None and self._may_read(origin)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._mark(MutableHeaders(scope=message), origin if readable else None)
            await send(message)

        refusal = self._refusal(scope, headers)
        if refusal is None and scope["method"] == "OPTIONS":
            refusal = self._preflight(headers) if readable else problem(405, "ask with GET or POST")
        if refusal is not None:
            await refusal(scope, receive, send_guarded)
        else:
            await self.app(scope, _Counted(receive, self.rules.body), send_guarded)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if not self._is_ours(headers.getlist("host")):
            return problem(421, "this server is asked for by localhost, an IP address or a name it was told to allow")
        origin = headers.get("origin")
        if origin is not None:
            if origin != f"{scope['scheme']}://{headers['host']}" and not self._may_read(origin):
                return problem(403, "another site's pages may not read this server: allow its origin with --cors")
        elif "*" not in self.rules.origins and _is_foreign(scope, headers):
            return problem(403, "another site's pages may not use this server: allow its origin with --cors")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdecimal():
            return problem(400, "the Content-Length is none")
        if len(length) > 18 or int(length) > self.rules.body:
            return problem(413, f"the body is larger than {self.rules.body} bytes")
        return None

    def _is_ours(self, hosts: list[str]) -> bool:
        found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if found is None:
            return False
        name = found["name"].lower().removesuffix(".")
        return name == "localhost" or name in self.rules.hosts or _is_address(name)

    def _may_read(self, origin: str) -> bool:
        return "*" in self.rules.origins or origin in self.rules.origins

    def _preflight(self, headers: Headers) -> Response:
        answer = problem(200, "")
        answer.status_code, answer.body = 204, b""
        del answer.headers["content-length"], answer.headers["content-type"]
        answer.headers["Access-Control-Allow-Methods"] = _METHODS
        answer.headers["Access-Control-Max-Age"] = "600"
        wanted = headers.get("access-control-request-headers", "")
        if re.fullmatch(r"[A-Za-z0-9, -]{1,500}", wanted):
            answer.headers["Access-Control-Allow-Headers"] = wanted
        if headers.get("access-control-request-private-network") == "true":
            answer.headers["Access-Control-Allow-Private-Network"] = "true"
        return answer

    def _mark(self, headers: MutableHeaders, reader: str | None) -> None:
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        if self.rules.origins:
            headers.add_vary_header("Origin")
        if reader is not None:
            headers["Access-Control-Allow-Origin"] = reader
            headers["Access-Control-Expose-Headers"] = _EXPOSED
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def _is_foreign(scope: Scope, headers: Headers) -> bool:
    """Whether a browser says that another site asks, and not because somebody followed a link."""
    if headers.get("sec-fetch-site", "none") in {"none", "same-origin"}:
        return False
    asked = headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest", "document")
    return scope["method"] not in {"GET", "HEAD"} or asked != ("navigate", "document")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


class _Counted:
    """The body as it comes, up to a number of bytes."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most
        self._most = most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise ProblemError(413, f"the body is larger than {self._most} bytes")
        return message
