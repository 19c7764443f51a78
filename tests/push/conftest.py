"""Stores to push to: a small one of our own that can be told to fail, and a real Virtuoso."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

N_TRIPLES = "application/n-triples"


@dataclass
class FakeStore:
    """A Graph Store at /store and queries at /query, over a pyoxigraph store in memory."""

    store: ox.Store = field(default_factory=ox.Store)
    faults: list[int] = field(default_factory=list)
    """Status codes of the next PUT and POST requests to /store; 0: the connection breaks, 200: none."""
    after: dict[str, str] = field(default_factory=dict)
    """Headers that go with those."""
    words: str = ""
    """What goes with a fault as its body."""
    password: str = ""
    """Asks for the user "ada" with this password, Basic."""
    seen: list[tuple[str, str, int]] = field(default_factory=list)
    """Method, query and number of lines of every request to /store."""
    authorised: list[bool] = field(default_factory=list)
    """Whether the requests came with credentials."""
    url: str = ""
    gives: str = N_TRIPLES
    """What it says it gives back."""

    def graph(self, iri: str = "") -> set[str]:
        name = ox.NamedNode(iri) if iri else ox.DefaultGraph()
        return {str(quad.triple) for quad in self.store.quads_for_pattern(None, None, None, name)}


class Handler(BaseHTTPRequestHandler):
    """Answers for ``fake``, which the fixture sets."""

    fake: FakeStore
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def _answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _name(self):
        asked = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return ox.DefaultGraph() if "default" in asked else ox.NamedNode(asked["graph"][0])

    def _write(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        place = urlsplit(self.path).path
        if place == "/query":
            found = self.fake.store.query(parse_qs(body.decode())["query"][0])
            results = found.serialize(format=ox.QueryResultsFormat.JSON)
            self._answer(200, results, Content_Type="application/sparql-results+json")
        elif place == "/store":
            self._store(body)
        else:
            self._answer(404, b"<html><body>no <b>such</b> page</body></html>")

    def _store(self, body):
        fake = self.fake
        fake.seen.append((self.command, urlsplit(self.path).query, body.count(b"\n")))
        fake.authorised.append("Authorization" in self.headers)
        wanted = "Basic " + base64.b64encode(f"ada:{fake.password}".encode()).decode()
        if fake.password and self.headers.get("Authorization") != wanted:
            self._answer(401, WWW_Authenticate='Basic realm="store"')
            return
        fault = fake.faults.pop(0) if fake.faults else 200
        if fault == 0:
            self.connection.shutdown(socket.SHUT_RDWR)
        elif fault != 200:
            self._answer(fault, fake.words.encode(), **fake.after)
        else:
            if self.command == "PUT":
                fake.store.clear_graph(self._name())
            fake.store.load(body, format=ox.RdfFormat.N_TRIPLES, to_graph=self._name())
            self._answer(204)

    do_PUT = do_POST = _write  # noqa: N815  the names that http.server wants

    def do_GET(self):
        quads = self.fake.store.quads_for_pattern(None, None, None, self._name())
        body = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
        self._answer(200, b"# the graph\n" + body, Content_Type=self.fake.gives)


@pytest.fixture
def fake() -> Iterator[FakeStore]:
    made = FakeStore()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"fake": made}))
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


# ---------------------------------------------------------------- Virtuoso

INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 5
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 1000000
"""
START_SECONDS = 120


@dataclass
class Virtuoso:
    url: str
    user: str = "dba"
    password: str = "dba"  # noqa: S105  what every new database has

    @property
    def graphs(self) -> str:
        return f"{self.url}/sparql-graph-crud-auth"

    def select(self, query: str, graph: str) -> list[dict[str, dict[str, str]]]:
        data = urllib.parse.urlencode({"query": query, "default-graph-uri": graph}).encode()
        request = urllib.request.Request(  # noqa: S310  the address is the fixture's
            f"{self.url}/sparql", data, {"Accept": "application/sparql-results+json"}
        )
        with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310
            return json.load(answer)["results"]["bindings"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory) -> Iterator[Virtuoso]:
    """A new Virtuoso of its own on loopback, in a temporary folder, stopped in the end."""
    program = shutil.which("virtuoso-t")
    if program is None:
        reason = "no Virtuoso 7 found: install it (Debian: apt-get install virtuoso-opensource)"
        if "virtuoso" in os.environ.get("PAPERKG_REQUIRE", ""):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("virtuoso")
    http = free_port()
    buffers = 170_000 if os.environ.get("PAPERKG_GRAPH") else 5_000
    ini = INI.format(sql=free_port(), http=http, buffers=buffers, dirty=buffers * 3 // 4)
    (folder / "virtuoso.ini").write_text(ini, encoding="ascii")
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with (folder / "out.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        made = Virtuoso(f"http://127.0.0.1:{http}")
        wait_for(made, process, folder)
        yield made
    finally:
        process.kill()
        process.wait()


def wait_for(server: Virtuoso, process: subprocess.Popen, folder: Path) -> None:
    for _ in range(START_SECONDS * 10):
        try:
            server.select("SELECT (1 AS ?one) {}", "urn:none")
        except OSError:
            assert process.poll() is None, (folder / "out.log").read_text() + (folder / "virtuoso.log").read_text()
            time.sleep(0.1)
        else:
            return
    raise AssertionError((folder / "virtuoso.log").read_text())
