"""WorkerPool: work in warm processes of its own, so that it can be limited and killed, and takes nothing else along."""

import logging
import math
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from types import AsyncGeneratorType
from typing import Any, TypeVar, TypeVarTuple, cast

import anyio
import anyio.from_thread
import anyio.to_thread
from anyio import CapacityLimiter
from msgspec import Struct

from pb_adapters.workers.process import (
    Entry,
    WorkerDied,
    WorkerNotStarted,
    WorkerProcess,
    WorkerStalled,
    WorkFault,
    WorkTooSlow,
)
from pb_adapters.workers.protocol import Setup
from pb_core.errors import CallerError, EngineError, EngineUnavailable

_START_SECONDS = 60.0
_PING_SECONDS = 10.0

log = logging.getLogger(__name__)

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class WorkLimits(Struct, frozen=True, kw_only=True):
    """What one kind of work may use.

    ``processes`` run at the same time. One call may take ``timeout_seconds``, the wait for a free process not counted,
    and return ``answer_bytes``. Its process is lost when it gives no sign of life for ``silence_seconds``. On POSIX it
    may have an address space of ``memory_bytes``, write files of ``file_bytes`` each and have ``open_files`` open.

    Work whose process dies or is lost is begun ``attempts`` times in all, so it must be safe to repeat. A process is
    replaced after ``calls_per_process``, and (on Linux) when it holds more than ``kept_bytes`` of memory after a call,
    which bounds what a call may leave behind in one.
    """

    processes: int = 1
    timeout_seconds: float = 300.0
    silence_seconds: float = 20.0
    memory_bytes: int = 4 * 2**30
    answer_bytes: int = 2**30
    file_bytes: int = 64 * 2**20
    open_files: int = 256
    attempts: int = 2
    calls_per_process: int = 256
    kept_bytes: int = 512 * 2**20


class WorkerPool:
    """Calls functions in processes that start when they are needed, stay warm and end with the event loop.

    ``name`` says in errors whose pool it is; ``entries`` are all functions that it calls. A process that has been idle
    gives a sign of life before it gets work, and is replaced if it does not. A cancelled call kills its process.
    A pool serves one event loop at a time.
    """

    def __init__(self, name: str, limits: WorkLimits, entries: tuple[Entry[Any], ...]) -> None:
        """Start nothing yet: a process starts with the first call that needs it."""
        self._name, self._limits = name, limits
        self._setup = Setup(
            entries=tuple(entry.path for entry in entries),
            memory_bytes=limits.memory_bytes,
            processor_seconds=limits.timeout_seconds * (os.cpu_count() or 1),  # libraries use several threads
            file_bytes=limits.file_bytes,
            open_files=limits.open_files,
            sign_seconds=limits.silence_seconds / 4,
        )
        self._places = CapacityLimiter(limits.processes)
        self._threads = CapacityLimiter(math.inf)
        self._idle: list[WorkerProcess] = []
        self._running: set[WorkerProcess] = set()
        self._loop_watch: AsyncGeneratorType[None, None] | None = None
        self._closed = False

    async def start(self) -> None:
        """Start the first process now, so that a broken installation shows and the first call is not slower.

        Raises:
            WorkerNotStarted: it did not start.
        """
        async with self._places:
            if not self._idle:
                self._idle.append(await self._started())

    async def run(self, entry: Entry[T], *arguments: object) -> T:
        """What the function returns for ``arguments``, which are checked against its annotations.

        Raises:
            WorkerDied: the process died at every attempt; ``WorkerNotStarted`` if it did not get as far as the work,
                ``WorkerStalled`` if it gave no sign of life at the last one.
            LimitReached: it needs more than it may use: ``WorkTooSlow``, ``OutOfMemory``, ``FilesExceeded`` or
                ``AnswerTooLarge``.
            EngineUnavailable: the pool is closed; the base of the above.
            InvalidRequest: the arguments break the limits of their own types.
            WorkFault: the function failed in a way that nobody foresaw; its traceback is in the log.
            PaperBananaError: whatever the function raises of the callers' and engines' errors.
        """
        if self._closed:
            raise EngineUnavailable(f"the {self._name} is closed")
        async with self._places:
            for attempt in range(1, self._limits.attempts + 1):
                try:
                    answer = await self._attempted(entry, arguments)
                except WorkerDied as error:
                    if attempt < self._limits.attempts:
                        log.warning("the %s begins work again: %s", self._name, error)
                        continue
                    raise
                if isinstance(answer, (CallerError, EngineError)):
                    raise answer
                return answer
        raise AssertionError  # pragma: no cover - there is at least one attempt

    async def aclose(self) -> None:
        """Take no further calls, wait until those that were taken are done and end the processes; again: nothing."""
        if self._closed:
            return
        self._closed = True
        async with anyio.create_task_group() as group:
            for _ in range(self._limits.processes):
                group.start_soon(self._places.acquire_on_behalf_of, object())
        while self._idle:
            await self._end(self._idle.pop())

    async def _attempted(self, entry: Entry[T], arguments: tuple[object, ...]) -> T | CallerError | EngineError:
        worker = await self._live()
        async with self._ended_on_error(worker):
            try:
                answer = await self._answered(worker, entry, arguments)
            except WorkFault as error:
                log.error("%s\n%s", error, error.traceback)  # noqa: TRY400 - the traceback that tells is the worker's
                raise
        if worker.calls < self._limits.calls_per_process and worker.resident_bytes() <= self._limits.kept_bytes:
            self._idle.append(worker)
        else:
            await self._end(worker)
        return answer

    async def _answered(
        self, worker: WorkerProcess, entry: Entry[T], arguments: tuple[object, ...]
    ) -> T | CallerError | EngineError:
        """What a process answers within the time limit, if it gives signs of life meanwhile."""
        limits, heard = self._limits, anyio.current_time()
        latest = heard + limits.timeout_seconds

        def is_alive() -> None:
            nonlocal heard
            heard = anyio.current_time()
            scope.deadline = min(heard + limits.silence_seconds, latest)

        try:
            with anyio.fail_after(None) as scope:
                is_alive()
                on_sign = partial(anyio.from_thread.run_sync, is_alive)
                return await self._in_thread(worker.call, entry, arguments, on_sign)
        except TimeoutError as error:
            # Silence comes first: when this program itself was stopped, the time that is over is not the work's fault.
            if anyio.current_time() - heard >= limits.silence_seconds:
                raise WorkerStalled(
                    f"the process of the {self._name} gave no sign of life for {limits.silence_seconds:g} seconds"
                ) from error
            raise WorkTooSlow(f"the {self._name} took more than {limits.timeout_seconds:g} seconds") from error

    async def _live(self) -> WorkerProcess:
        """An idle process that answers, or a new one."""
        while self._idle:
            worker = self._idle.pop()
            try:
                async with self._ended_on_error(worker):
                    with anyio.fail_after(_PING_SECONDS):
                        await self._in_thread(worker.ping)
                    return worker
            except (TimeoutError, EngineUnavailable, WorkFault) as error:
                log.warning("an idle process of the %s is replaced: %r", self._name, error)
        return await self._started()

    async def _started(self) -> WorkerProcess:
        await self._watch_loop()
        with anyio.CancelScope(shield=True):  # a process that nobody knows of could not be ended
            worker = await self._in_thread(WorkerProcess, self._name, self._setup, self._limits.answer_bytes)
            self._running.add(worker)
        async with self._ended_on_error(worker):
            try:
                with anyio.fail_after(_START_SECONDS):
                    await self._in_thread(worker.wait_ready)
            except (TimeoutError, EngineUnavailable, WorkFault) as error:
                raise WorkerNotStarted(f"the process of the {self._name} did not start") from error
        return worker

    @asynccontextmanager
    async def _ended_on_error(self, worker: WorkerProcess) -> AsyncIterator[None]:
        try:
            yield
        except BaseException:
            await self._end(worker)
            raise

    async def _end(self, worker: WorkerProcess) -> None:
        with anyio.CancelScope(shield=True):
            await self._in_thread(worker.end)
        self._running.discard(worker)

    async def _in_thread(self, work: Callable[[*Ts], T], *arguments: *Ts) -> T:
        """A cancelled wait leaves the thread behind; it ends with the process, which whoever cancelled kills."""
        return await anyio.to_thread.run_sync(work, *arguments, abandon_on_cancel=True, limiter=self._threads)

    async def _watch_loop(self) -> None:
        """Have the processes ended when the event loop ends, also if nobody closes the pool."""
        if self._loop_watch is None or self._loop_watch.ag_frame is None:  # none yet, or that of an earlier loop
            self._loop_watch = cast("AsyncGeneratorType[None, None]", _until_loop_ends(self._running))
            await anext(self._loop_watch)


async def _until_loop_ends(running: set[WorkerProcess]) -> AsyncGenerator[None]:
    """Every event loop closes the asynchronous generators that are left when it ends."""
    try:
        yield
    finally:
        while running:
            running.pop().end()
