"""A few worker processes that stay warm, for a server: bounded in number, in time, in memory and in who may wait.

A worker that runs past its time or dies is replaced, and the question it had fails alone. Questions that may take long
(anybody's SPARQL) never take the last worker, so that short ones are answered meanwhile. Who asks may leave: the worker
goes on for a moment, because most answers come soon and a warm worker is worth more than what it does in vain.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from kg.ask import worker
from kg.errors import BusyError, PaperkgError, QueryMemoryError, WorkerError

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Callable, Sequence

_LOG: Final = logging.getLogger(__name__)
_T = TypeVar("_T")
_V = TypeVar("_V")

_GRACE: Final = 1.0
"""Seconds that a worker may go on for somebody who has left."""
_CLOSING: Final = "the server is about to stop"
_LARGEST: Final = 1 << 28
"""Bytes of a reply that are taken from a worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much a pool does at once: seconds for a question, bytes for a worker, and how many questions of each sort
    (short and long) may wait.
    """

    workers: int = 3
    waiting: int = 64
    seconds: float = 30.0
    memory: int = 2 << 30


class Pool:
    """Workers that are started when the ``async with`` block is entered, and gone when it is left.

    ``warm`` is a function with its argument that each worker runs first, for instance to open the graph. ``ready`` is
    another one that may take seconds: each worker runs it before it is needed, the first one when others are there.
    """

    def __init__(
        self,
        bounds: Bounds,
        *,
        warm: tuple[Callable[[Any], object], Any] | None = None,
        ready: tuple[Callable[[Any], object], Any] | None = None,
    ) -> None:
        self.bounds = bounds
        self._warm = warm
        self._ready = ready
        self._idle: list[_Child] = []
        self._all: set[_Child] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._slots = asyncio.Semaphore(bounds.workers)
        self._long = asyncio.Semaphore(max(1, bounds.workers - 1))
        self._waiting = {False: 0, True: 0}
        self._closing = False

    async def __aenter__(self) -> Self:
        """Start the first worker, then the others while that one answers.

        Raises:
            PaperkgError: what warming raises.
        """
        self._idle.append(await self._hatched())
        self._spawn(self._fill())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End all workers; who still waits for an answer is told to come later."""
        self._closing = True
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for child in tuple(self._all):
            await self._bury(child)

    async def run(self, function: Callable[[_T], _V], argument: _T, *, long: bool = False) -> _V:
        """What ``function(argument)`` gives, or raises, in a worker.

        ``function`` must stand at the top of a module; ``argument`` and what it gives must be picklable.

        Raises:
            BusyError: too many wait already, or no worker became free within the time of a question.
            QueryTimeoutError, QueryMemoryError: the question was stopped at its limit.
            QueryError: it cannot be read, for instance because it is nested too deeply.
            WorkerError: the worker failed.
        """
        data = worker.request(function, argument, seconds=self.bounds.seconds)
        lanes = [self._long, self._slots] if long else [self._slots]
        await self._enter(lanes, long=long)
        job = self._spawn(self._job(data, lanes))
        try:
            return await asyncio.shield(job)
        except asyncio.CancelledError:
            if self._closing:
                raise BusyError(_CLOSING) from None
            if not job.done():
                asyncio.get_running_loop().call_later(_GRACE, job.cancel)
            raise

    async def _enter(self, lanes: Sequence[asyncio.Semaphore], *, long: bool) -> None:
        """Wait for a free place in each lane, in order; long questions do not count for short ones."""
        if self._waiting[long] >= self.bounds.waiting and any(lane.locked() for lane in lanes):
            raise BusyError(f"{self._waiting[long]} questions wait already: ask again later")
        entered: list[asyncio.Semaphore] = []
        self._waiting[long] += 1
        try:
            async with asyncio.timeout(self.bounds.seconds):
                for lane in lanes:
                    await lane.acquire()
                    entered.append(lane)
        except TimeoutError:
            raise BusyError("no worker became free in time: ask again later") from None
        finally:
            self._waiting[long] -= 1
            if len(entered) < len(lanes):
                _leave(entered)

    async def _job(self, data: bytes, lanes: Sequence[asyncio.Semaphore]) -> object:
        """One question from a free place to an answer; the place is free again afterwards."""
        try:
            if self._closing:
                raise BusyError(_CLOSING)
            child = self._awake() or await self._hatched()
            reply = b""
            try:
                reply = await child.ask(data, self.bounds.seconds)
            finally:
                if reply and not worker.is_last(reply):
                    self._idle.append(child)
                else:
                    await self._bury(child)
                    if not self._closing:
                        self._spawn(self._refill())
        finally:
            _leave(lanes)
        return worker.outcome(memoryview(reply)[:-1])

    def _awake(self) -> _Child | None:
        """The worker that answered last, whose memories are the freshest."""
        while self._idle:
            child = self._idle.pop()
            if child.alive:
                return child
            self._spawn(self._bury(child))
        return None

    async def _hatched(self) -> _Child:
        """A new worker, warm."""
        child = await _Child.started(self.bounds.memory)
        self._all.add(child)
        warm = self._warm is None
        try:
            if self._warm:
                reply = await child.ask(worker.request(*self._warm, seconds=0), None)
                worker.outcome(memoryview(reply)[:-1])
                warm = True
        finally:
            if not warm:
                await self._bury(child)
        return child

    async def _fill(self) -> None:
        """The other workers, one after the other where each has much to read; in the end the first has its turn."""
        others = [self._refill() for _ in range(self.bounds.workers - 1)]
        if self._ready is None:
            await asyncio.gather(*others)
            return
        for each in others:
            await each
        if self._idle:
            child = self._idle.pop(0)  # the first, unless a question has it, which makes it ready by itself
            await self._make_ready(child)
            self._idle.insert(0, child)

    async def _make_ready(self, child: _Child) -> None:
        if self._ready:
            reply = await child.ask(worker.request(*self._ready, seconds=0), None)
            worker.outcome(memoryview(reply)[:-1])

    async def _refill(self) -> None:
        """One more idle worker. If none can be made now, the next question tries again, and is told why."""
        try:
            child = await self._hatched()
            await self._make_ready(child)
        except (PaperkgError, OSError) as error:
            _LOG.warning("a worker cannot be started: %s", error)
            return
        if len(self._all) > self.bounds.workers:  # a question that found no idle worker made one itself
            await self._bury(child)
        else:
            self._idle.append(child)

    async def _bury(self, child: _Child) -> None:
        self._all.discard(child)
        await child.stop()

    def _spawn(self, coroutine: Any) -> asyncio.Task[Any]:  # noqa: ANN401  any coroutine
        task: asyncio.Task[Any] = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # looked at here, because who asked may have left


def _leave(lanes: Sequence[asyncio.Semaphore]) -> None:
    for lane in lanes:
        lane.release()


class _Child:
    """The parent's side of one worker."""

    def __init__(self, process: Process, log: Any) -> None:  # noqa: ANN401  a file without a name
        self._process = process
        self._log = log

    @classmethod
    async def started(cls, memory: int) -> _Child:
        """Start it; what it says to standard error is kept for the case that it dies."""
        log = tempfile.TemporaryFile()  # noqa: SIM115  closed by ``stop``
        process = None
        try:
            process = await asyncio.create_subprocess_exec(
                *worker.command(memory=memory),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=worker.environment(),
                start_new_session=True,  # Ctrl+C is for the parent
                limit=1 << 20,
            )
        finally:
            if process is None:
                log.close()
        return cls(process, log)

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, data: bytes, seconds: float | None) -> bytes:
        """The reply to a request; afterwards a worker that raised anything must be stopped."""
        requests, replies = self._process.stdin, self._process.stdout
        assert requests is not None  # noqa: S101  both are pipes
        assert replies is not None  # noqa: S101
        try:
            async with asyncio.timeout(seconds):
                requests.write(data)
                await requests.drain()
                (size,) = worker.LENGTH.unpack(await replies.readexactly(worker.LENGTH.size))
                if size > _LARGEST:
                    raise QueryMemoryError("the answer is too large: narrow the query, or add LIMIT")
                return await replies.readexactly(size)
        except TimeoutError:
            raise worker.time_is_up(seconds or 0) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            code = await self._process.wait()
            raise self._death(code) from None

    def _death(self, code: int) -> PaperkgError:
        self._log.seek(0, 2)
        self._log.seek(max(0, self._log.tell() - 4000))
        error = worker.death(code, self._log.read().decode("utf-8", "replace"))
        if isinstance(error, WorkerError):
            _LOG.error("%s", error)
        return error

    async def stop(self) -> None:
        """Kill it, and wait until it is gone."""
        try:
            with suppress(ProcessLookupError):
                self._process.kill()
            if self._process.stdin is not None:
                self._process.stdin.close()
            await self._process.wait()
        finally:
            self._log.close()
