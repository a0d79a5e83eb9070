"""How many calls reach a provider within a time, seen from the provider."""

import anyio
import pytest

from pb_adapters.upstream.limiter import MARGIN, Limiter


class Clock:
    """Waiting moves it, nothing else does."""

    def __init__(self) -> None:
        self.time = 0.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds
        await anyio.lowlevel.checkpoint()


async def test_calls_beyond_the_limit_wait_for_the_next_window() -> None:
    clock = Clock()
    limiter = Limiter(20, 10.0, now=clock.now, sleep=clock.sleep)
    starts: list[float] = []

    async def call() -> None:
        async with limiter.place():
            starts.append(clock.now())

    async with anyio.create_task_group() as group:
        for _ in range(70):
            group.start_soon(call)
    assert [starts.count(time) for time in (0.0, 10.5, 21.0, 31.5)] == [20, 20, 20, 10]


async def test_a_place_is_free_again_once_its_time_is_over() -> None:
    clock = Clock()
    limiter = Limiter(2, 10.0, now=clock.now, sleep=clock.sleep)
    for time in (0.0, 4.0, 9.0, 13.0):
        clock.time = max(clock.time, time)
        async with limiter.place():
            pass
    assert clock.waits == [1.5, 1.5]


@pytest.mark.parametrize("slow", [0.15, 0.5, 0.9])
async def test_no_window_of_the_provider_sees_more_calls_than_allowed(slow: float) -> None:
    """The first calls are slow on their way, as with connections that are made for them; the later ones are not."""
    allowed, window = 5, 0.3
    limiter, arrivals = Limiter(allowed, window), list[float]()

    async def call(number: int) -> None:
        async with limiter.place() as accepted:
            await anyio.sleep(slow * window if number < allowed else 0.0)
            arrivals.append(anyio.current_time())
            accepted()
            await anyio.sleep(window)  # what the provider does once it has accepted counts for nothing

    async with anyio.create_task_group() as group:
        for number in range(3 * allowed):
            group.start_soon(call, number)
    arrivals.sort()
    assert [later - earlier > window for earlier, later in zip(arrivals, arrivals[allowed:], strict=False)] == [
        True
    ] * (2 * allowed)
    assert arrivals[-1] - arrivals[0] < 2 * window * (1 + MARGIN) + slow * window + window


async def test_a_call_that_hangs_keeps_its_place_until_it_is_over() -> None:
    clock = Clock()
    limiter, called, hanging = Limiter(1, 10.0, now=clock.now, sleep=clock.sleep), anyio.Event(), anyio.CancelScope()
    done: list[float] = []

    async def hang() -> None:
        with hanging:
            async with limiter.place():
                called.set()
                await anyio.sleep_forever()

    async def second() -> None:
        async with limiter.place():
            done.append(clock.now())

    async with anyio.create_task_group() as group:
        group.start_soon(hang)
        await called.wait()
        group.start_soon(second)
        await anyio.wait_all_tasks_blocked()
        assert (done, clock.waits) == ([], [])
        hanging.cancel()
    assert done == [10.5]


async def test_acceptance_counts_once() -> None:
    clock = Clock()
    limiter = Limiter(1, 10.0, now=clock.now, sleep=clock.sleep)
    for _ in range(3):
        async with limiter.place() as accepted:
            accepted()
            accepted()
    assert clock.waits == [10.5, 10.5]
