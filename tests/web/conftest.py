"""A real server process for the tests of a session, and the means to ask it byte by byte."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, urlencode

import pytest

import kg
from kg.export.atlas import render_atlas
from kg.read import read_paths
from kg.store.digests import save_digests

FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    def json(self):
        return json.loads(self.body)


@dataclass
class Served:
    """A running ``kg serve``."""

    process: subprocess.Popen
    line: str
    host: str = "127.0.0.1"
    port: int = field(init=False)

    def __post_init__(self):
        self.port = int(self.line.partition("http://127.0.0.1:")[2].partition(" ")[0])

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def ask(self, path, *, method="GET", body=None, headers=None, timeout=90) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def query(self, text, accept=None, **more) -> Answer:
        return self.ask(f"/sparql?query={quote(text, safe='')}", headers={"Accept": accept} if accept else {}, **more)

    def form(self, pairs, **more) -> Answer:
        headers = {"Content-Type": FORM, **more.pop("headers", {})}
        return self.ask("/sparql", method="POST", body=urlencode(pairs).encode(), headers=headers, **more)

    def direct(self, text, path="/sparql", media="application/sparql-query", **more) -> Answer:
        body = text if isinstance(text, bytes) else text.encode()
        return self.ask(path, method="POST", body=body, headers={"Content-Type": media}, **more)

    def stop(self) -> tuple[int, str]:
        """Ctrl+C; the exit code and what it said."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Served]:
    """``kg serve`` on a free port, stopped in the end."""
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--graph", str(folder), *options]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    try:
        line = process.stdout.readline()
        if not line:
            raise AssertionError(process.communicate(timeout=30)[1])
        yield Served(process, line)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def copied(root: Path, folder: Path) -> Path:
    """The sample that lies in the repository, without its page, and with the map as it is drawn now."""
    folder.mkdir()
    for name in ("graph.nt", "mentions.nt", "manifest.json", "void.ttl"):
        shutil.copy2(root / "exports" / name, folder / name)
    save_digests(folder, read_paths([root / "kg" / "sample"]).digests)
    papers = [f"https://arxiv.org/abs/{each}" for each in ("2502.00299", "2502.01068", "2502.01941")]
    concepts = [f"https://w3id.org/paperkg/concept/{each}" for each in ("kv-cache-compression", "longbench")]
    topic = {"id": "kv-cache", "name": "KV cache · LongBench", "place": [3, 4], "concepts": concepts, "papers": papers}
    (folder / "topics.json").write_text(json.dumps({"topics": [topic]}), encoding="utf-8")
    map_of_it = render_atlas(kg.open(folder).networkx(), title="The sample")
    (folder / "atlas.html").write_text(map_of_it, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def web():
    return SimpleNamespace(serving=serving, copied=copied)


@pytest.fixture(scope="session")
def sample(root, once) -> Path:
    return once("web", lambda folder: copied(root, folder / "exports")) / "exports"


@pytest.fixture(scope="session")
def server(sample) -> Iterator[Served]:
    with serving(sample, "--timeout", "60") as running:
        yield running
        code = running.process.poll()
        assert code is None, "the server died"


@pytest.fixture(scope="session")
def archive(request, once):
    """A graph of the archive: one that is built (PAPERKG_CORPUS_GRAPH, a folder), else one of some of its days."""
    there = Path(os.environ.get("PAPERKG_CORPUS_GRAPH", ""))
    if (there / "graph.nt").is_file():
        return there
    shared = request.getfixturevalue("shared") / "corpus"
    days = sorted(shared.glob("20*/**/*.md"))
    abstracts = sorted((shared / "en").rglob("*.json"))
    some = [*days[:: len(days) // 30], *abstracts[:: len(abstracts) // 15]]

    def make(folder: Path) -> None:
        command = [sys.executable, "-m", "kg", "build", *some, "--out", folder / "exports"]
        subprocess.run(command, check=True, capture_output=True)

    return once("archive", make) / "exports"
