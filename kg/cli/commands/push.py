"""``kg push``: a built graph into any SPARQL store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cli import arguments as common
from kg.errors import InputError, UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kg.push.client import Credentials

EXAMPLES = (
    "kg push http://localhost:8890/sparql-graph-crud-auth --user dba --password-file secret.txt",
    "kg push http://localhost:3030/papers/data --mentions",
    "kg push http://localhost:7878/store --graph archive --graph-iri default",
    "kg push https://example.org/repositories/papers/rdf-graphs/service --graph-iri https://example.org/papers",
)
USER: Final = "KG_PUSH_USER"
PASSWORD: Final = "KG_PUSH_PASSWORD"  # noqa: S105  the name of a variable
_BATCH: Final = 25_000


def parser() -> ArgumentParser:
    made = common.command_parser(
        "push",
        "Load a built graph into a SPARQL store over the SPARQL 1.1 Graph Store Protocol (Virtuoso, Fuseki, GraphDB,\n"
        "Oxigraph …). URL is where the store takes graphs. The graph there then holds what this one holds and nothing\n"
        "else; the store's other graphs stay. The triples go in batches and are counted in the end. Given again after\n"
        "an interruption, the same command goes on where it stopped.\n\n"
        f"User and password are taken from --user and --password-file, else from {USER} and {PASSWORD}.",
        EXAMPLES,
    )
    made.add_argument("url", metavar="URL", help="the store's address of the Graph Store Protocol")
    made.add_argument(
        "--graph-iri",
        metavar="IRI",
        help="the named graph to fill (default: the IRI of the data set, https://w3id.org/paperkg/dataset; "
        "the word default: the store's default graph)",
    )
    made.add_argument("--mentions", action="store_true", help="with mentions.nt: where the texts name each concept")
    made.add_argument(
        "--query-url",
        default="",
        metavar="URL",
        help="where the store answers queries, to count what arrived (default: known for Virtuoso, Fuseki, GraphDB, "
        "RDF4J and Oxigraph; of others the graph is read back)",
    )
    made.add_argument("--user", metavar="NAME", help=f"who pushes (default: {USER})")
    made.add_argument(
        "--password-file", metavar="FILE", help=f"a file with the password, - for standard input (default: {PASSWORD})"
    )
    made.add_argument(
        "--auth",
        choices=("auto", "basic", "digest"),
        default="auto",
        help="how to say who pushes (default: auto, as the store asks for it)",
    )
    made.add_argument(
        "--batch", type=common.count, default=_BATCH, metavar="N", help=f"triples in a request (default: {_BATCH})"
    )
    made.add_argument(
        "--timeout", type=common.seconds, default=600.0, metavar="S", help="seconds for a request (default: 600)"
    )
    made.add_argument("--restart", action="store_true", help="start over after an interruption")
    common.add_graph(made)
    return made


def run(arguments: Namespace) -> int:
    from contextlib import closing

    from kg.cli import output, progress
    from kg.push.client import GraphStore, Target
    from kg.push.send import send

    target = Target(
        arguments.url,
        arguments.graph_iri or _dataset(arguments.graph),
        queries=arguments.query_url,
        seconds=arguments.timeout,
    )
    credentials = _credentials(arguments)
    try:
        with closing(GraphStore(target, credentials)) as store, progress.bar() as tell:
            sent = send(
                arguments.graph,
                store,
                mentions=arguments.mentions,
                size=arguments.batch,
                restart=arguments.restart,
                tell=tell,
            )
    except KeyboardInterrupt:
        output.say("stopped: the same command goes on from here")
        raise
    for note in sent.notes:
        output.say(note)
    before = f", {sent.resumed:,} of them sent before the interruption" if sent.resumed else ""
    print(f"{arguments.url} holds {sent.triples:,} triples in {target.graph}{before}")
    return 0


def _dataset(folder: Path) -> str:
    """The IRI of the data set that a folder holds."""
    from kg.ask.nodes import base
    from kg.ontology.terms import Iris
    from kg.store.disk import open_store

    return Iris(base(open_store(folder))).dataset()


def _credentials(arguments: Namespace) -> Credentials | None:
    """Who pushes: as the options say, else the environment; None if neither names anybody."""
    from kg.push.client import Credentials

    user = arguments.user if arguments.user is not None else os.environ.get(USER, "")
    if not user:
        if arguments.password_file or arguments.auth != "auto":
            raise UsageError(f"a password alone says not who pushes: give --user, or set {USER}")
        return None
    if arguments.password_file:
        password = common.text_file(arguments.password_file).removesuffix("\n").removesuffix("\r")
    else:
        password = os.environ.get(PASSWORD, "")
        if not password:
            raise UsageError(f"no password for {user}: give --password-file, or set {PASSWORD}")
    if "\n" in password:
        raise InputError("holds more than one line: expected the password alone", source=arguments.password_file)
    return Credentials(user, password, arguments.auth)
