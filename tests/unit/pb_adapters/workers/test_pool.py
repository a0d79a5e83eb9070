"""Real processes, ended in the middle of their work: one that reads a named pipe until this process writes to it."""

import io
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
import anyio.from_thread
import anyio.to_thread
import pytest

from pb_adapters.workers import pool as pool_module
from pb_adapters.workers.pool import WorkerPool, WorkLimits
from pb_adapters.workers.process import (
    Entry,
    FilesExceeded,
    OutOfMemory,
    WorkerDied,
    WorkerNotStarted,
    WorkerProcess,
    WorkerStalled,
    WorkTooSlow,
)
from pb_core.errors import EngineUnavailable

Probe = dict[str, Entry[Any]]
OpenPool = Callable[..., Awaitable[WorkerPool]]


async def opened(pipe: Path) -> io.TextIOBase:
    """The end to write to; there once a worker reads, and so is in the middle of its work."""
    return await anyio.to_thread.run_sync(pipe.open, "w")


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def killed(worker: int, writer: io.TextIOBase) -> None:
    """Kill the worker before it can see that its pipe is closed, and wait until it has let go of it."""
    os.kill(worker, signal.SIGKILL)
    writer.close()
    await ended(worker)


async def ended(worker: int) -> None:
    """Wait until a process is no more."""
    with suppress(ProcessLookupError):
        handle = os.pidfd_open(worker)
        await anyio.wait_readable(handle)
        os.close(handle)


def worker_of(pool: WorkerPool) -> int:
    [worker] = pool._running
    return worker.pid


async def test_a_process_starts_with_the_first_call_and_serves_the_next(pool: WorkerPool, probe: Probe) -> None:
    assert not pool._running
    assert await pool.run(probe["pid"]) == await pool.run(probe["pid"]) == worker_of(pool)


async def test_work_whose_process_dies_is_begun_once_more(pool: WorkerPool, probe: Probe, pipe: Path) -> None:
    warm = await pool.run(probe["pid"])
    answers: list[str] = []

    async def call() -> None:
        answers.append(await pool.run(probe["read"], str(pipe)))

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        await killed(warm, await opened(pipe))
        writer = await opened(pipe)
        writer.write("alive")
        writer.close()
    assert answers == ["alive"]
    assert await pool.run(probe["pid"]) != warm


async def test_a_second_death_fails_the_one_call_and_the_pool_works_on(
    pool: WorkerPool, probe: Probe, pipe: Path
) -> None:
    warm = await pool.run(probe["pid"])
    failures: list[EngineUnavailable] = []

    async def call() -> None:
        try:
            await pool.run(probe["read"], str(pipe))
        except WorkerDied as error:
            failures.append(error)

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        await killed(warm, await opened(pipe))
        writer = await opened(pipe)
        second = worker_of(pool)
        await killed(second, writer)
    assert [str(error) for error in failures] == ["the process of the engine died (SIGKILL)"]
    assert not failures[0].retryable
    assert await pool.run(probe["pid"]) not in {warm, second}


async def test_work_that_must_not_be_begun_again_is_not(open_pool: OpenPool, probe: Probe, pipe: Path) -> None:
    pool = await open_pool(attempts=1)
    warm = await pool.run(probe["pid"])
    async with anyio.create_task_group() as group:

        async def call() -> None:
            with pytest.raises(WorkerDied):
                await pool.run(probe["read"], str(pipe))

        group.start_soon(call)
        await killed(warm, await opened(pipe))
    assert not pool._running


@pytest.mark.parametrize("executable", ["/bin/false", "/nowhere/python", ""])
async def test_a_process_that_does_not_start_fails_the_call(
    pool: WorkerPool, probe: Probe, monkeypatch: pytest.MonkeyPatch, executable: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", executable)
        with pytest.raises(WorkerNotStarted, match=r"of the engine|Python interpreter"):
            await pool.run(probe["pid"])
    assert await pool.run(probe["pid"])


async def test_a_process_that_died_while_it_was_idle_is_replaced(open_pool: OpenPool, probe: Probe) -> None:
    pool = await open_pool(attempts=1)
    idle = await pool.run(probe["pid"])
    os.kill(idle, signal.SIGKILL)
    assert await pool.run(probe["pid"]) != idle


async def test_a_process_that_was_stopped_while_it_was_idle_is_replaced(
    open_pool: OpenPool, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = await open_pool(attempts=1)
    idle = await pool.run(probe["pid"])
    os.kill(idle, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(pool_module, "_PING_SECONDS", 0.1)
        assert await pool.run(probe["pid"]) != idle
    assert is_gone(idle)


async def test_a_process_is_replaced_after_its_share_of_calls(open_pool: OpenPool, probe: Probe) -> None:
    pool = await open_pool(calls_per_process=2)
    first, second, third = [await pool.run(probe["pid"]) for _ in range(3)]
    assert first == second != third
    assert is_gone(first)


async def test_cancelling_kills_the_process_and_nothing_is_begun_anew(
    pool: WorkerPool, probe: Probe, pipe: Path
) -> None:
    warm = await pool.run(probe["pid"])
    async with anyio.create_task_group() as group:
        group.start_soon(pool.run, probe["read"], str(pipe))
        writer = await opened(pipe)
        group.cancel_scope.cancel()
    writer.close()
    assert is_gone(warm)
    assert not pool._running


async def test_cancelling_while_a_process_starts_leaves_none(
    pool: WorkerPool, probe: Probe, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "never-ready"
    program.write_text("#!/bin/sh\nread line\n", "utf-8")
    program.chmod(0o700)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", str(program))
        async with anyio.create_task_group() as group:
            group.start_soon(pool.run, probe["pid"])
            await anyio.wait_all_tasks_blocked()
            worker = worker_of(pool)
            group.cancel_scope.cancel()
    assert is_gone(worker)
    assert not pool._running
    assert await pool.run(probe["pid"])


async def test_work_that_takes_too_long_is_killed_and_would_take_as_long_again(
    open_pool: OpenPool, probe: Probe, pipe: Path
) -> None:
    pool = await open_pool(timeout_seconds=0.2)
    await pool.start()
    worker = worker_of(pool)
    with pytest.raises(WorkTooSlow, match=r"^the engine took more than 0\.2 seconds$") as caught:
        await pool.run(probe["read"], str(pipe))
    assert not caught.value.retryable
    assert is_gone(worker)


async def test_a_process_that_is_stopped_at_its_work_is_killed_and_the_work_succeeds_on_another(
    open_pool: OpenPool, probe: Probe, pipe: Path
) -> None:
    pool = await open_pool(silence_seconds=1.5)
    await pool.start()
    worker = worker_of(pool)
    answers: list[str] = []

    async def call() -> None:
        answers.append(await pool.run(probe["read"], str(pipe)))

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        writer = await opened(pipe)
        os.kill(worker, signal.SIGSTOP)
        await ended(worker)
        writer.close()
        writer = await opened(pipe)
        writer.write("alive")
        writer.close()
    assert answers == ["alive"]


async def test_a_process_that_cannot_take_its_work_as_it_is_stopped_is_killed(
    open_pool: OpenPool, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = await open_pool(silence_seconds=0.3, attempts=1)
    await pool.start()
    worker = worker_of(pool)
    call = WorkerProcess.call

    def stopped(
        process: WorkerProcess, entry: Entry[object], arguments: tuple[object, ...], on_sign: Callable[[], object]
    ) -> object:
        os.kill(worker, signal.SIGSTOP)
        return call(process, entry, arguments, on_sign)

    monkeypatch.setattr(WorkerProcess, "call", stopped)
    with pytest.raises(WorkerStalled, match=r"^the process of the engine gave no sign of life for 0\.3 seconds$"):
        await pool.run(probe["echo"], 1, bytes(2**20))  # more than fits into a pipe
    assert is_gone(worker)


async def test_a_process_gives_signs_of_life_as_long_as_it_works(open_pool: OpenPool, probe: Probe, pipe: Path) -> None:
    pool = await open_pool(silence_seconds=0.8)
    await pool.start()
    signs, thrice = list[int](), anyio.Event()
    answers: list[str] = []

    def heard() -> None:
        signs.append(1)
        if len(signs) == 3:
            anyio.from_thread.run_sync(thrice.set)

    async def call() -> None:
        worker = pool._idle[0]
        answers.append(await anyio.to_thread.run_sync(worker.call, probe["read"], (str(pipe),), heard))

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        writer = await opened(pipe)
        await thrice.wait()
        writer.write("done")
        writer.close()
    assert answers == ["done"]
    assert await pool.run(probe["echo"], 1, b"") == (1, b"")


async def test_a_loop_without_an_end_is_too_slow_and_not_silent(open_pool: OpenPool, probe: Probe) -> None:
    pool = await open_pool(timeout_seconds=2.0, silence_seconds=1.9)
    await pool.start()
    with pytest.raises(WorkTooSlow, match="took more than 2 seconds"):
        await pool.run(probe["loop"])
    assert await pool.run(probe["echo"], 1, b"") == (1, b"")


async def test_the_processor_time_is_bounded_in_the_process_itself(pool: WorkerPool, probe: Probe, pipe: Path) -> None:
    await pool.start()
    async with anyio.create_task_group() as group:

        async def call() -> None:
            with pytest.raises(WorkTooSlow, match="processor time"):
                await pool.run(probe["read"], str(pipe))

        group.start_soon(call)
        writer = await opened(pipe)
        os.kill(worker_of(pool), signal.SIGXCPU)  # what the kernel sends at the limit
    writer.close()


async def test_work_that_needs_too_much_memory_is_refused_by_name(open_pool: OpenPool, probe: Probe) -> None:
    pool = await open_pool(memory_bytes=2**30)
    assert await pool.run(probe["allocate"], 2**20) == 2**20
    with pytest.raises(OutOfMemory, match="needs more memory") as caught:
        await pool.run(probe["allocate"], 2**31)
    assert not caught.value.retryable
    assert await pool.run(probe["allocate"], 2**20) == 2**20


async def test_a_file_that_grows_too_large_is_refused_by_name(
    open_pool: OpenPool, probe: Probe, tmp_path: Path
) -> None:
    pool = await open_pool(file_bytes=2**16)
    path = tmp_path / "file"
    assert await pool.run(probe["write"], str(path), 2**16) == 2**16
    with pytest.raises(FilesExceeded, match="a larger file than it may") as caught:
        await pool.run(probe["write"], str(path), 2**20)
    assert not caught.value.retryable
    assert path.stat().st_size <= 2**16


async def test_too_many_open_files_are_refused_by_name(open_pool: OpenPool, probe: Probe) -> None:
    pool = await open_pool(open_files=64)
    assert await pool.run(probe["open_files"], 32) == 32
    with pytest.raises(FilesExceeded, match="more open files than it may"):
        await pool.run(probe["open_files"], 64)
    assert await pool.run(probe["open_files"], 32) == 32


@pytest.mark.skipif(sys.platform != "linux", reason="no other system tells what a process holds")
async def test_a_process_that_grew_is_replaced(open_pool: OpenPool, probe: Probe) -> None:
    pool = await open_pool(kept_bytes=2**27)
    small = await pool.run(probe["hoard"], 2**20)
    assert await pool.run(probe["pid"]) == small
    assert await pool.run(probe["hoard"], 2**27) == small
    assert is_gone(small)
    assert await pool.run(probe["pid"]) != small


async def test_a_function_that_is_not_listed_is_never_called(probe: Probe) -> None:
    pool = WorkerPool("engine", WorkLimits(), (*probe.values(), Entry("os:getpid", int)))
    with pytest.raises(WorkerNotStarted):
        await pool.run(Entry("os:getpid", int))


async def test_two_processes_serve_two_calls_at_a_time(open_pool: OpenPool, probe: Probe, pipe: Path) -> None:
    pool = await open_pool(processes=2)
    async with anyio.create_task_group() as group:
        group.start_soon(pool.run, probe["read"], str(pipe))
        writer = await opened(pipe)
        assert await pool.run(probe["echo"], 1, b"") == (1, b"")
        writer.close()
    assert len(pool._idle) == 2


async def test_a_closed_pool_takes_no_calls_and_waits_for_those_it_has(
    pool: WorkerPool, probe: Probe, pipe: Path
) -> None:
    done = anyio.Event()

    async def call() -> None:
        await pool.run(probe["read"], str(pipe))
        done.set()

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        writer = await opened(pipe)
        worker = worker_of(pool)
        group.start_soon(pool.aclose)
        await anyio.wait_all_tasks_blocked()
        writer.close()
    assert done.is_set()
    assert is_gone(worker)
    await pool.aclose()
    with pytest.raises(EngineUnavailable, match=r"^the engine is closed$"):
        await pool.run(probe["pid"])


def test_processes_end_with_the_event_loop_and_the_pool_serves_the_next_one(probe: Probe) -> None:
    pool = WorkerPool("engine", WorkLimits(), tuple(probe.values()))
    first = anyio.run(pool.run, probe["pid"])
    assert is_gone(first)
    second = anyio.run(pool.run, probe["pid"])
    assert first != second
    assert is_gone(second)


def test_an_event_loop_in_a_thread_does_as_well(probe: Probe) -> None:
    pool = WorkerPool("engine", WorkLimits(), tuple(probe.values()))
    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(anyio.run(pool.run, probe["pid"])))
    thread.start()
    thread.join()
    assert is_gone(*answers)
