"""One named graph of a store elsewhere: PUT and POST of N-Triples, and counting.

A request is tried again after a fault that may pass (no connection, a time-out, 429, 502 to 504). That is safe: a PUT
replaces, and a POST of triples without blank nodes adds the same triples once more, which changes nothing.
"""

from __future__ import annotations

import re
import time
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from kg.errors import RemoteError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFAULT_GRAPH: Final = "default"
"""Instead of an IRI: the store's default graph."""

_N_TRIPLES: Final = "application/n-triples"
_JSON: Final = "application/sparql-results+json"
_PASSING: Final = frozenset({429, 502, 503, 504})
_PAUSES: Final = (1.0, 2.0, 4.0, 8.0)
"""Seconds before each further attempt."""
_LONGEST_PAUSE: Final = 120.0
_CONNECT_SECONDS: Final = 15.0
_TAG: Final = re.compile(r"<[^>]*>")
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")
_SHOWN: Final = 300
"""Characters of a store's own words that an error repeats."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who pushes. The password is in no message, and not in the object's own text."""

    user: str
    password: str = field(repr=False)
    scheme: str = "auto"
    """"basic" or "digest"; "auto": what the store asks for, and nothing before it asks."""


@dataclass(frozen=True, slots=True)
class Target:
    """A named graph in a store: where graphs are taken, the IRI, where queries are answered ("": as known)."""

    url: str
    graph: str
    queries: str = ""
    seconds: float = 600.0
    """How long the store may take for one request."""

    def __post_init__(self) -> None:
        for address in filter(None, (self.url, self.queries)):
            _check(address)
        if self.graph != DEFAULT_GRAPH and not _IRI.fullmatch(self.graph):
            raise UsageError(f"the graph must be an absolute IRI or the word {DEFAULT_GRAPH!r}, not {self.graph!r}")

    @property
    def query_url(self) -> str:
        """Where queries are answered, "" if nobody said so and the address is like that of no known store."""
        return self.queries or _known(self.url)


class GraphStore:
    """The connection to one named graph."""

    def __init__(
        self,
        target: Target,
        credentials: Credentials | None = None,
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.target = target
        self._credentials = credentials
        self._pause = pause

    def close(self) -> None:
        """Give connections back."""
        self._session.close()

    def replace(self, data: bytes) -> None:
        """Let the graph hold these N-Triples and nothing else. Raises RemoteError."""
        self._send("PUT", data)

    def add(self, data: bytes) -> None:
        """Add N-Triples to the graph. Raises RemoteError."""
        self._send("POST", data)

    def count(self) -> int:
        """How many triples the graph holds: asked by a query, else read back and counted.

        Raises:
            RemoteError: the store does not say.
        """
        return self._asked(self.target.query_url) if self.target.query_url else self._read_back()

    @cached_property
    def _session(self) -> requests.Session:
        session = requests.Session()
        session.auth = _nobody  # without one, requests would look into .netrc
        if self._credentials and self._credentials.scheme != "auto":
            session.auth = _authentication(self._credentials, self._credentials.scheme)
        return session

    @property
    def _named(self) -> dict[str, str]:
        return {"default": ""} if self.target.graph == DEFAULT_GRAPH else {"graph": self.target.graph}

    def _send(self, method: str, data: bytes) -> None:
        answer = self._request(
            method, self.target.url, params=self._named, data=data, headers={"Content-Type": _N_TRIPLES}
        )
        answer.close()

    def _asked(self, url: str) -> int:
        text = _query("default" if self.target.graph == DEFAULT_GRAPH else "named")
        # As in pyoxigraph's substitutions, the variable is replaced where it stands; the IRI was checked.
        text = text.replace("?graph", f"<{self.target.graph}>")
        answer = self._request("POST", url, data={"query": text}, headers={"Accept": _JSON})
        try:
            rows = answer.json()["results"]["bindings"]
            return int(rows[0]["triples"]["value"])
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise RemoteError(
                f"{url} does not answer SPARQL queries in JSON: name where it does (--query-url)"
            ) from error

    def _read_back(self) -> int:
        answer = self._request("GET", self.target.url, params=self._named, headers={"Accept": _N_TRIPLES}, stream=True)
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip()
        if kind not in {_N_TRIPLES, "text/plain"}:
            answer.close()
            raise RemoteError(
                f"{self.target.url} gives graphs as {kind or 'nothing known'}, not as {_N_TRIPLES}, "
                "so what arrived cannot be counted: name where it answers queries (--query-url)"
            )
        try:
            return sum(1 for line in answer.iter_lines(1 << 20) if line.strip() and not line.startswith(b"#"))
        except requests.RequestException as error:
            raise RemoteError(f"{self.target.url} broke off while the graph was read back") from error

    def _request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None = None,
        data: bytes | Mapping[str, str] | None = None,
        stream: bool = False,
    ) -> requests.Response:
        """One request until it succeeds, fails for good, or has failed too often."""
        fault = ""
        for wait in (*_PAUSES, None):
            try:
                answer = self._session.request(
                    method,
                    url,
                    params=params,
                    data=data,
                    headers=headers,
                    stream=stream,
                    timeout=(_CONNECT_SECONDS, self.target.seconds),
                    allow_redirects=False,  # a redirected POST would become a GET
                )
            except (requests.ConnectionError, requests.Timeout) as error:
                fault, asked = _network_fault(url, error, self.target.seconds), 0.0
            except requests.RequestException as error:
                raise RemoteError(f"{url} cannot be asked: {error.__class__.__name__}") from error
            else:
                if answer.status_code == 401 and self._introduced(answer):
                    return self._request(method, url, headers=headers, params=params, data=data, stream=stream)
                if answer.ok and not answer.is_redirect:
                    return answer
                fault = self._refusal(url, answer)
                if answer.status_code not in _PASSING:
                    raise RemoteError(fault)
                asked = _retry_after(answer)
            if wait is not None:
                self._pause(min(max(wait, asked), _LONGEST_PAUSE))
        raise RemoteError(f"{fault} (tried {len(_PAUSES) + 1} times)")

    def _introduced(self, answer: requests.Response) -> bool:
        """Whether the store's challenge can be met for the first time now."""
        if self._session.auth is not _nobody or self._credentials is None:
            return False
        challenge = answer.headers.get("WWW-Authenticate", "").lower()
        scheme = next((name for name in ("digest", "basic") if name in challenge), "")
        if not scheme:
            return False
        answer.close()
        self._session.auth = _authentication(self._credentials, scheme)
        return True

    def _refusal(self, url: str, answer: requests.Response) -> str:
        status = answer.status_code
        if answer.is_redirect:
            return f"{url} redirects to {answer.headers.get('Location', '')}: give that address"
        if status in {401, 403}:
            who = "refuses this user and password" if self._credentials else "wants a user and a password (--user)"
            return f"{url} {who} (HTTP {status}){self._words(answer)}"
        if status in {404, 405, 501}:
            return f"{url} takes no graphs over the Graph Store Protocol (HTTP {status}){self._words(answer)}"
        if status == 413:
            return f"{url} takes no batch of this size (HTTP 413): choose a smaller --batch"
        return f"{url} failed (HTTP {status}){self._words(answer)}"

    def _words(self, answer: requests.Response) -> str:
        """What the store says itself, in one line; a password that it repeats is left out."""
        text = " ".join(_TAG.sub(" ", answer.text).split())
        if self._credentials and self._credentials.password:
            text = text.replace(self._credentials.password, "…")
        return f": {text[:_SHOWN]}" if text else ""


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No credentials."""
    return request


def _authentication(credentials: Credentials, scheme: str) -> AuthBase:
    if scheme == "digest":
        return HTTPDigestAuth(credentials.user, credentials.password)
    return HTTPBasicAuth(credentials.user.encode(), credentials.password.encode())  # texts would go as Latin-1


def _network_fault(url: str, error: Exception, seconds: float) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return f"{url}: its certificate is not trusted, or it speaks no TLS"
    if isinstance(error, requests.ReadTimeout):
        return f"{url} did not answer within {seconds:g} seconds"
    return f"{url} cannot be reached"


def _retry_after(answer: requests.Response) -> float:
    """What the store asks to wait; a date instead of seconds counts as nothing."""
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() else 0.0


def _check(address: str) -> None:
    """Raises UsageError for what is no address of a store; a password in it is not repeated."""
    try:
        parts = urlsplit(address)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        raise UsageError("the address of the store is no URL: expected one such as http://host:8890/path") from None
    if "@" in parts.netloc:
        raise UsageError("a user and a password do not belong into the address of the store: see --user")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_fits or parts.fragment:
        raise UsageError(f"expected the address of a store such as http://host:8890/path, not {address!r}")


def _known(url: str) -> str:
    """Where a store of a known kind answers queries, "" for another one."""
    parts = urlsplit(url)
    table = tomllib.loads(files("kg.push").joinpath("data", "stores.toml").read_text(encoding="utf-8"))
    for store in table["store"]:
        path, found = re.subn(store["graphs"], store["queries"], parts.path.rstrip("/"))
        if found:
            return urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    return ""


def _query(name: str) -> str:
    return files("kg.push").joinpath("data", f"count-{name}.rq").read_text(encoding="utf-8")
