"""Real processes, killed in the middle of their work: one that reads a named pipe until this process writes to it."""

import io
import operator
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import anyio
import anyio.to_thread
import pytest

from pb_adapters.processes import ProcessPool
from pb_core.errors import EngineUnavailable


@pytest.fixture
async def pool() -> AsyncIterator[ProcessPool]:
    async with aclosing(ProcessPool("engine", 1)) as pool:
        yield pool


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


async def opened(pipe: Path) -> io.TextIOBase:
    """The end to write to; there once a worker reads, and so is in the middle of its work."""
    return await anyio.to_thread.run_sync(pipe.open, "w")


def workers() -> set[int]:
    """The processes that this one has started."""
    return {int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text("utf-8").split()}


async def killed(worker: int, writer: io.TextIOBase) -> None:
    """Kill the worker before it can see that its pipe is closed, and wait until it has let go of it."""
    handle = os.pidfd_open(worker)
    os.kill(worker, signal.SIGKILL)
    writer.close()
    await anyio.wait_readable(handle)
    os.close(handle)


async def test_work_whose_process_dies_is_begun_once_more(pool: ProcessPool, pipe: Path) -> None:
    warm = await pool.run(os.getpid)
    answers: list[str] = []

    async def call() -> None:
        answers.append(await pool.run(Path.read_text, pipe))

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        await killed(warm, await opened(pipe))
        writer = await opened(pipe)
        writer.write("alive")
        writer.close()
    assert answers == ["alive"]
    assert await pool.run(os.getpid) != warm


async def test_a_second_death_fails_the_one_call_and_the_pool_works_on(pool: ProcessPool, pipe: Path) -> None:
    warm, others = await pool.run(os.getpid), workers()
    failures: list[EngineUnavailable] = []

    async def call() -> None:
        try:
            await pool.run(Path.read_text, pipe)
        except EngineUnavailable as error:
            failures.append(error)

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        await killed(warm, await opened(pipe))
        writer = await opened(pipe)
        (second,) = workers() - others
        await killed(second, writer)
    assert [str(error) for error in failures] == ["the process of the engine died, and so did the next one"]
    assert failures[0].retryable
    assert await pool.run(os.getpid) not in {warm, second}


async def test_processes_that_die_while_they_start_fail_the_call(
    pool: ProcessPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/bin/false")
        with pytest.raises(EngineUnavailable, match="died"):
            await pool.run(os.getpid)
    assert await pool.run(os.getpid)


async def test_cancelling_kills_the_worker_and_nothing_is_begun_anew(pool: ProcessPool, pipe: Path) -> None:
    warm, others = await pool.run(os.getpid), workers()
    async with anyio.create_task_group() as group:
        group.start_soon(pool.run, Path.read_text, pipe)
        writer = await opened(pipe)
        group.cancel_scope.cancel()
    writer.close()
    assert workers() == others - {warm}


async def test_work_that_takes_too_long_is_killed() -> None:
    async with aclosing(ProcessPool("engine", 1, timeout_seconds=0.2)) as pool:
        with pytest.raises(EngineUnavailable, match=r"^the engine took more than 0\.2 seconds$"):
            await pool.run(time.sleep, 600)


async def test_errors_of_the_work_arrive_as_they_are(pool: ProcessPool) -> None:
    with pytest.raises(ZeroDivisionError):
        await pool.run(operator.truediv, 1, 0)


async def test_a_closed_pool_takes_no_calls_and_waits_for_those_it_has(pipe: Path) -> None:
    pool, done = ProcessPool("engine", 1), anyio.Event()

    async def call() -> None:
        await pool.run(Path.read_text, pipe)
        done.set()

    async def release() -> None:
        (await opened(pipe)).close()

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        await anyio.wait_all_tasks_blocked()
        group.start_soon(release)
        await pool.aclose()
        assert done.is_set()
    await pool.aclose()
    with pytest.raises(EngineUnavailable, match=r"^the engine is closed$"):
        await pool.run(os.getpid)
