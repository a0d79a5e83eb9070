"""The scheduler: an asyncio event loop whose time is virtual and whose order a seed decides, running programs that die.

What is ready runs in a seeded order that does not depend on the order of sets or on addresses; when nothing is ready,
time jumps to the next timer. No thread, socket or real clock takes part, so a seed has one history.
"""

import asyncio
import heapq
from collections import defaultdict
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from typing import Any, TypeVar

T = TypeVar("T")

_NUMBER: ContextVar[int] = ContextVar("number", default=0)
_PROGRAM: ContextVar["Program | None"] = ContextVar("program", default=None)
_LONGEST_UNWINDING = 1000


class Stuck(Exception):
    """Nothing is ready and no timer is set, or far more happened than a history should need."""


Entry = tuple[int, int, asyncio.Handle, "Program | None"]
"""A place in the order of its round, what came before it from the same task, the handle, and whose it is."""


class Program:
    """Code that runs as one operating system process would: it may be killed or stopped at any step of any task.

    Killed, none of its code runs any more, no ``finally`` either. The loop unwinds it when it is closed; by then all
    that it can reach must refuse it (``ports.Dead``).
    """

    def __init__(self, loop: "SimulatedLoop", name: str) -> None:
        self.name, self._loop = name, loop
        self.died = loop.create_future()
        self.stopped_until, self.stops = 0.0, 0
        self.is_leaving = self.is_unwound = False
        self.left_undone: list[Entry] = []
        loop.add(self)
        self._steps_left: int | None = None

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return not self.died.done()

    def start(self, main: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Run a coroutine as a part of this program."""
        context = copy_context()
        context.run(_PROGRAM.set, self)
        return self._loop.create_task(main, context=context)

    def kill(self) -> None:
        """End it here and now."""
        if self.is_alive:
            self.died.set_result(None)

    def kill_after(self, steps: int) -> None:
        """End it after so many further steps of its tasks."""
        self._steps_left = steps

    def stop_for(self, seconds: float) -> None:
        """Let none of its code run for a while, as ``SIGSTOP`` does."""
        self.stopped_until = self._loop.time() + seconds
        self.stops += 1

    def count_step(self) -> None:
        """Take note of a step that is over."""
        if self._steps_left is not None:
            self._steps_left -= 1
            if self._steps_left <= 0:
                self.kill()


class SimulatedLoop(asyncio.AbstractEventLoop):
    """The part of an event loop that asyncio's futures and tasks, and anyio's scopes and groups, need."""

    def __init__(self, seed: int, most_steps: int = 1_000_000) -> None:
        self._seed, self._steps_left = seed, most_steps
        self._now = 0.0
        self._ready: list[Entry] = []
        self._programs: list[Program] = []
        self._timers: list[tuple[float, int, int, asyncio.Handle, Program | None]] = []
        self._asked: defaultdict[int, int] = defaultdict(int)
        self._tasks: list[asyncio.Task[Any]] = []
        self._running = self._closed = False
        self.faults: list[str] = []

    # --- what asyncio calls -----------------------------------------------------------------------

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self._now

    def call_soon(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> asyncio.Handle:
        """Run a callback in the next round, at a place that the seed chooses."""
        context = copy_context() if context is None else context
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append((*self._place(context), handle, context.get(_PROGRAM)))
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run a callback after so many seconds of virtual time."""
        return self.call_at(self._now + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run a callback at a virtual time."""
        context = copy_context() if context is None else context
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._timers, (when, *self._place(context), handle, context.get(_PROGRAM)))
        return handle

    def create_future(self) -> "asyncio.Future[Any]":
        """Make a future of this loop."""
        return asyncio.Future(loop=self)

    def create_task(self, coro: Any, *, name: str | None = None, context: Context | None = None) -> "asyncio.Task[Any]":
        """Make a task; its number gives all that it asks for a place in the order."""
        context = copy_context() if context is None else context
        context.run(_NUMBER.set, len(self._tasks) + 1)
        task = asyncio.Task(coro, loop=self, name=name, context=context)
        self._tasks.append(task)
        return task

    def get_task_factory(self) -> None:
        """None: tasks are asyncio's own, and begin in the next round."""

    def get_debug(self) -> bool:
        """No."""
        return False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Keep what nobody caught."""
        if not self._closed:
            self.faults.append(f"{context.get('message')}: {context.get('exception')!r}")

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """A cancelled timer is passed over when its time comes."""

    def add(self, program: Program) -> None:
        """Take note of a program."""
        self._programs.append(program)

    # --- running ----------------------------------------------------------------------------------

    def is_running(self) -> bool:
        """Whether ``run`` is under way."""
        return self._running

    def is_closed(self) -> bool:
        """Whether ``close`` was called."""
        return self._closed

    def run(self, main: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end and return what it returns. Raises ``Stuck``."""
        asyncio._set_running_loop(self)  # noqa: SLF001 - documented as the way of event loops
        self._running = True
        try:
            task: asyncio.Task[T] = self.create_task(main)
            while not task.done():
                self._run_round()
            return task.result()
        finally:
            self._running = False
            asyncio._set_running_loop(None)  # noqa: SLF001 - as above

    def close(self) -> None:
        """Dispose of what never ended: killed programs are unwound, now that nothing that they do counts any more."""
        self._closed = True
        for program in self._programs:
            program.is_unwound = True
            self._ready += program.left_undone
            program.left_undone.clear()
        self._ready += [(place, count, handle, program) for _, place, count, handle, program in self._timers]
        self._timers.clear()
        self.run(self._unwound())
        self._tasks.clear()

    async def _unwound(self) -> None:
        """Cancel whatever is left until nothing is, each task once it has begun."""
        me = asyncio.current_task()
        for _ in range(_LONGEST_UNWINDING):
            left = [task for task in self._tasks if not task.done() and task is not me]
            for _ in range(2):  # in the second round each has begun, whatever the order in the first
                await asyncio.sleep(0)
            for task in left:
                task.cancel()
            if not left:
                return
        raise Stuck("a killed program cannot be unwound")

    def _run_round(self) -> None:
        if not self._ready:
            self._pass_time()
        ready, self._ready = sorted(self._ready, key=_by_place), []
        for place, count, handle, program in ready:
            if handle.cancelled() or (program is not None and not self._may_run(program, place, count, handle)):
                continue
            self._steps_left -= 1
            handle._run()  # noqa: SLF001 - as every event loop runs its handles
            if program is not None:
                program.count_step()
        if self._steps_left < 0:
            raise Stuck(f"it went on and on, until second {self._now:.0f}")

    def _pass_time(self) -> None:
        """Go to the next timer, and make what is due then ready."""
        while self._timers and self._timers[0][3].cancelled():
            heapq.heappop(self._timers)
        if not self._timers:
            raise Stuck(f"nothing can happen any more after second {self._now:.3f}")
        self._now = max(self._now, self._timers[0][0])
        while self._timers and self._timers[0][0] <= self._now:
            _, place, count, handle, program = heapq.heappop(self._timers)
            self._ready.append((place, count, handle, program))

    def _may_run(self, program: Program, place: int, count: int, handle: asyncio.Handle) -> bool:
        if program.is_unwound:
            return True
        if not program.is_alive:
            program.left_undone.append((place, count, handle, program))
            return False
        if program.stopped_until <= self._now:
            return True
        heapq.heappush(self._timers, (program.stopped_until, place, count, handle, program))
        return False

    def _place(self, context: Context) -> tuple[int, int]:
        number = context.get(_NUMBER, 0)
        self._asked[number] = count = self._asked[number] + 1
        return hash((self._seed, number, count)), count


def _by_place(entry: Entry) -> tuple[int, int]:
    return entry[0], entry[1]
