"""The tools that an agent has, and what it can read.

Everything is asked of workers (``kg.ask.pool``), as ``kg serve`` does, so that no question of an agent hangs or floods
the program that started this one. What goes wrong is told in words that an agent can act on.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from kg.ask import cited, tasks
from kg.ask.pool import Bounds, Pool
from kg.errors import PaperkgError, WorkerError
from kg.ontology.files import ontology_path
from kg.ontology.queries import load_queries

_LOG: Final = logging.getLogger(__name__)
_READS: Final = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_ROWS: Final = 200
_T = TypeVar("_T")

Kind = Literal["paper", "author", "method", "model", "dataset", "benchmark", "metric", "task"]
Name = Annotated[str, Field(min_length=1, max_length=500)]
Count = Annotated[int, Field(ge=1, le=50, description="How many at most.")]


@dataclass(frozen=True, slots=True)
class Desk:
    """The graph in a folder and the workers that are asked."""

    folder: Path
    pool: Pool

    async def ask(self, function: Callable[[_T], dict[str, Any]], task: _T, *, long: bool = False) -> dict[str, Any]:
        """What a worker answers.

        Raises:
            ToolError: what paperkg raised, in its words.
        """
        try:
            return await self.pool.run(function, task, long=long)
        except WorkerError:
            raise ToolError("something went wrong inside: the log says what") from None
        except PaperkgError as error:
            raise ToolError(str(error)) from None


Asking = Context[Desk, Any]


def run(folder: Path, bounds: Bounds, *, version: str) -> None:
    """Serve on standard input and output until the input ends.

    Raises:
        GraphError: there is no graph in the folder.
    """
    server(folder, bounds, version=version).run()


def server(folder: Path, bounds: Bounds, *, version: str) -> MCPServer[Desk]:
    """The server, which starts its workers when it runs."""

    @asynccontextmanager
    async def lifespan(_: MCPServer[Desk]) -> AsyncIterator[Desk]:
        async with Pool(bounds, warm=(tasks.warm, folder)) as pool:
            yield Desk(folder, pool)

    instructions = (files("kg.mcp") / "instructions.md").read_text(encoding="utf-8")
    made = MCPServer[Desk](
        "paperkg", instructions=instructions, version=version, lifespan=lifespan, log_level="WARNING"
    )
    for tool in (search, show, related, path, sparql):
        made.add_tool(tool, annotations=_READS)
    made.resource("paperkg://ontology", mime_type="text/turtle", description="Classes and properties.")(_ontology)
    made.resource("paperkg://queries", mime_type="text/plain", description="Questions with their SPARQL.")(_queries)
    return made


async def search(
    context: Asking,
    text: Annotated[Name, Field(description="A name, part of one, an acronym, the id of a paper; typos are forgiven.")],
    kinds: Annotated[tuple[Kind, ...], Field(description="Only things of these kinds; none: of all.")] = (),
    limit: Count = 10,
) -> dict[str, Any]:
    """Find papers, authors and concepts by name, in Korean or English."""
    desk = context.request_context.lifespan_context
    task = tasks.Search(folder=desk.folder, text=text, kinds=kinds, limit=limit)
    return await desk.ask(cited.search, task)


async def show(
    context: Asking,
    thing: Annotated[Name, Field(description="An arXiv id, a name, an IRI, or a short form such as concept:lora.")],
) -> dict[str, Any]:
    """Show one paper, author, concept or digest with what it is connected to."""
    desk = context.request_context.lifespan_context
    return await desk.ask(cited.show, tasks.Thing(folder=desk.folder, text=thing))


async def related(
    context: Asking,
    papers: Annotated[tuple[Name, ...], Field(max_length=50, description="arXiv ids or links; or a text.")] = (),
    text: Annotated[str, Field(max_length=20_000, description="A text, such as an abstract; or papers.")] = "",
    limit: Count = 10,
) -> dict[str, Any]:
    """Find papers near one or several papers, or near a text, each with the reasons why."""
    desk = context.request_context.lifespan_context
    task = tasks.Near(folder=desk.folder, papers=papers, text=text, limit=limit)
    return await desk.ask(cited.related, task)


async def path(
    context: Asking,
    one: Annotated[Name, Field(description="From what: an arXiv id, a name, an IRI.")],
    other: Annotated[Name, Field(description="To what.")],
    avoid: Annotated[tuple[Name, ...], Field(max_length=20, description="Not through these.")] = (),
    limit: Annotated[int, Field(ge=1, le=10, description="How many chains, with nothing in common.")] = 1,
) -> dict[str, Any]:
    """Find the strongest chain of evidence between two things, each step with the sentence that says so."""
    desk = context.request_context.lifespan_context
    task = tasks.Ways(folder=desk.folder, one=one, other=other, avoid=avoid, limit=limit)
    return await desk.ask(cited.path, task, long=True)


async def sparql(
    context: Asking,
    query: Annotated[
        str,
        Field(min_length=1, max_length=50_000, description="SELECT, ASK, CONSTRUCT or DESCRIBE; prefixes are known."),
    ],
) -> dict[str, Any]:
    """Answer a SPARQL query over the graph; read only, at most 200 rows."""
    desk = context.request_context.lifespan_context
    task = tasks.Sparql(folder=desk.folder, text=query, rows=_ROWS, size=1 << 20)
    return await desk.ask(cited.sparql, task, long=True)


def _ontology() -> str:
    return ontology_path().read_text(encoding="utf-8")


def _queries() -> str:
    return "\n\n".join(query.text.strip() for query in load_queries().values()) + "\n"
