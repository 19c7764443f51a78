from __future__ import annotations

import asyncio
import importlib
import os
from pathlib import Path

import pytest

from kg.ask.pool import Bounds, Pool
from kg.errors import BusyError, GraphError, QueryError, QueryTimeoutError, WorkerError


def asked(bounds: Bounds, question, **more):
    async def ask():
        async with Pool(bounds, **more) as pool:
            return await question(pool)

    return asyncio.run(ask())


@pytest.fixture
def jobs(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    return importlib.import_module("pool_jobs")


def test_a_worker_stays_and_gives_values(jobs):
    async def question(pool):
        first = await pool.run(jobs.pid, None)
        assert await pool.run(jobs.pid, None) == first != os.getpid()
        return await pool.run(jobs.doubled, 21)

    assert asked(Bounds(workers=1), question) == 42


def test_errors_on_purpose_come_back_and_the_worker_stays(jobs):
    async def question(pool):
        before = await pool.run(jobs.pid, None)
        with pytest.raises(GraphError, match="damaged"):
            await pool.run(jobs.refuse, "damaged")
        assert await pool.run(jobs.pid, None) == before

    asked(Bounds(workers=1), question)


def test_other_errors_end_the_worker_and_are_for_the_log(jobs, caplog):
    async def question(pool):
        before = await pool.run(jobs.pid, None)
        with pytest.raises(WorkerError, match="ZeroDivisionError"):
            await pool.run(jobs.fail, "secret")
        assert await pool.run(jobs.pid, None) != before

    asked(Bounds(workers=1), question)
    assert "ZeroDivisionError" in caplog.text


def test_a_crash_and_endless_recursion_are_faults_of_the_question(jobs):
    async def question(pool):
        for function in (jobs.crash, jobs.recurse):
            with pytest.raises(QueryError, match="nested too deeply"):
                await pool.run(function, 0)
        assert await pool.run(jobs.doubled, 1) == 2

    asked(Bounds(workers=1), question)


def test_what_runs_too_long_is_stopped_alone(jobs):
    async def question(pool):
        late = asyncio.create_task(pool.run(jobs.sleep, 60))
        await asyncio.sleep(0.1)
        assert await pool.run(jobs.doubled, 1) == 2
        with pytest.raises(QueryTimeoutError, match="after 4 seconds"):
            await late
        assert await pool.run(jobs.doubled, 2) == 4

    asked(Bounds(workers=2, seconds=4), question)


def test_long_questions_leave_a_worker_to_short_ones(jobs):
    async def question(pool):
        late = [asyncio.create_task(pool.run(jobs.sleep, 3, long=True)) for _ in range(2)]
        await asyncio.sleep(0.2)
        assert await pool.run(jobs.doubled, 1) == 2
        assert not any(task.done() for task in late)
        await asyncio.gather(*late)

    asked(Bounds(workers=2, seconds=60), question)


def test_only_so_many_may_wait(jobs):
    async def question(pool):
        tasks = [asyncio.create_task(pool.run(jobs.sleep, 0.3)) for _ in range(10)]
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert sum(isinstance(each, BusyError) for each in done) == 10 - 1 - 3
        assert await pool.run(jobs.doubled, 1) == 2

    asked(Bounds(workers=1, waiting=3), question)


def test_who_leaves_early_keeps_the_worker_warm_and_late_does_not(jobs):
    async def question(pool):
        before = await pool.run(jobs.pid, None)
        for seconds, kept in ((0.2, True), (30, False)):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(pool.run(jobs.sleep, seconds), 0.05)
            assert (await pool.run(jobs.pid, None) == before) is kept

    asked(Bounds(workers=1, seconds=60), question)


def test_closing_tells_who_waits(jobs):
    async def question(pool):
        tasks = [asyncio.create_task(pool.run(jobs.sleep, 30)) for _ in range(3)]
        await asyncio.sleep(0.2)
        await pool.close()
        for done in await asyncio.gather(*tasks, return_exceptions=True):
            assert isinstance(done, BusyError)

    asked(Bounds(workers=1), question)


def test_large_answers_and_questions_go_through(jobs):
    async def question(pool):
        assert len(await pool.run(jobs.big, 30_000_000)) == 30_000_000
        with pytest.raises(QueryError, match="too large"):
            await pool.run(jobs.big, 300_000_000)

    asked(Bounds(workers=1), question)


def test_warming_that_fails_is_told(jobs):
    with pytest.raises(GraphError, match="no graph"):
        asked(Bounds(workers=2), None, warm=(jobs.refuse, "no graph"))


def test_a_worker_imports_nothing_from_the_folder_it_is_started_in(jobs, tmp_path, monkeypatch):
    (tmp_path / "pickle.py").write_text("raise SystemExit('this is not the pickle you look for')")
    monkeypatch.chdir(tmp_path)
    assert asked(Bounds(workers=1), lambda pool: pool.run(jobs.where, None)) == str(tmp_path)
