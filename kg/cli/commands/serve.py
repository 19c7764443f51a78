"""``kg serve``: the graph over HTTP, for browsers, SPARQL clients and programs on this machine."""

from __future__ import annotations

import argparse
import os
import re
from typing import TYPE_CHECKING

from kg.cli import arguments as common

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

EXAMPLES = (
    "kg serve",
    "kg serve --graph mine --port 0",
    "kg serve --timeout 120 --workers 8 --max-rows 1000000",
    "kg serve --cors http://localhost:3000",
)
_ORIGIN = re.compile(r"\*|null|https?://[A-Za-z0-9.\[\]:-]+")


def parser() -> ArgumentParser:
    made = common.command_parser(
        "serve",
        "The graph over HTTP, until Ctrl+C: SPARQL 1.1 Protocol at /sparql, JSON at /api (described in\n"
        "/api/openapi.json), and each thing at its own address (/paper/2502.01068, /concept/fastkv …) as a page,\n"
        "JSON, Turtle or JSON-LD. Queries are written at /query. Read only; a build that ends meanwhile is picked up.\n"
        "Then, for instance:\n\n"
        "  curl 'http://127.0.0.1:8765/api/search?q=LoRA'\n"
        "  curl -H 'Accept: text/turtle' http://127.0.0.1:8765/paper/2502.01068\n"
        "  curl http://127.0.0.1:8765/sparql --data-urlencode 'query=SELECT * { ?s ?p ?o } LIMIT 5'",
        EXAMPLES,
    )
    made.add_argument("--port", type=_port, default=8765, metavar="N", help="default: 8765; 0: any that is free")
    made.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="where to listen (default: 127.0.0.1, which only this machine reaches; 0.0.0.0: whole networks do)",
    )
    made.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name, beside localhost and IP addresses, that the server may be asked for by; repeatable",
    )
    made.add_argument(
        "--cors",
        action="append",
        type=_origin,
        default=[],
        metavar="ORIGIN",
        help="let pages of this origin read the answers, such as http://localhost:3000 (*: of all); repeatable",
    )
    made.add_argument(
        "--timeout",
        type=common.seconds,
        default=30.0,
        metavar="S",
        help="stop a question after S seconds (default: 30)",
    )
    made.add_argument(
        "--max-rows", type=common.count, default=100_000, metavar="N", help="cut an answer of SPARQL after N rows"
    )
    made.add_argument(
        "--workers", type=common.count, default=None, metavar="N", help="processes that answer (default: by processors)"
    )
    made.add_argument(
        "--memory", type=common.count, default=2048, metavar="MB", help="what each of them may use (default: 2048)"
    )
    common.add_graph(made)
    return made


def run(arguments: Namespace) -> int:
    from kg.ask.pool import Bounds
    from kg.cli import output
    from kg.web.server import Options, serve
    from kg.web.shield import Rules

    folder = common.built(arguments.graph)
    options = Options(
        folder=folder,
        host=arguments.host,
        port=arguments.port,
        rows=arguments.max_rows,
        version=common.installed_version(),
        rules=Rules(hosts=frozenset(name.lower() for name in arguments.allow_host), origins=frozenset(arguments.cors)),
        bounds=Bounds(
            workers=arguments.workers or _workers(), seconds=arguments.timeout, memory=arguments.memory << 20
        ),
    )
    serve(options, started=lambda url: _tell(url, arguments))
    output.say("stopped")
    return 0


def _tell(url: str, arguments: Namespace) -> None:
    from kg.cli import output

    if arguments.host not in {"127.0.0.1", "::1", "localhost"}:
        output.say("note: other machines can reach this; there is no password")
    print(f"Serving {arguments.graph} at {url} (SPARQL: {url}/sparql, JSON: {url}/api), stop with Ctrl+C", flush=True)


def _workers() -> int:
    """One for each processor and one more, so that two long questions do not stop the short ones."""
    return max(3, min(8, (os.cpu_count() or 1) + 1))


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 1 << 16:
        raise argparse.ArgumentTypeError("must lie between 0 and 65535")
    return port


def _origin(text: str) -> str:
    if not _ORIGIN.fullmatch(text):
        raise argparse.ArgumentTypeError("must be an origin such as http://localhost:3000, without a path, or *")
    return text
