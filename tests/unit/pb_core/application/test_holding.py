import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from pb_core.application.holding import HOLD_SECONDS, LONGEST_PAUSE_SECONDS, held, is_shortage
from pb_core.errors import LeaseLost, RowRefused, StorageError
from pb_core.testing.memory import ManualClock

FULL = OSError(errno.ENOSPC, "No space left on device")


class Store:
    """Raises the errors one after another, and then takes what it is given."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.calls = list(errors), 0

    async def write(self) -> str:
        self.calls += 1
        await anyio.lowlevel.checkpoint()
        if self.errors:
            raise self.errors.pop(0)
        return "stored"


@asynccontextmanager
async def time_passes(clock: ManualClock) -> AsyncIterator[None]:
    """Let time pass whenever somebody waits for it."""

    async def turn() -> None:
        while True:
            await clock.elapse(LONGEST_PAUSE_SECONDS)

    async with anyio.create_task_group() as group:
        group.start_soon(turn)
        yield
        group.cancel_scope.cancel()


@pytest.mark.parametrize("error", [StorageError("locked"), FULL, MemoryError(), OSError(errno.EMFILE, "too many")])
async def test_a_shortage_passes_and_is_waited_for(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    store, clock = Store(error, error), ManualClock()
    assert is_shortage(error)
    async with time_passes(clock):
        assert await held(store.write, clock) == "stored"
    assert store.calls == 3
    assert caplog.text.count("look at disk and database") == 2


@pytest.mark.parametrize("error", [RowRefused("twice"), LeaseLost("gone"), ZeroDivisionError(), FileNotFoundError()])
async def test_what_does_not_pass_is_not_held(error: Exception) -> None:
    store = Store(error)
    assert not is_shortage(error)
    with pytest.raises(type(error)):
        await held(store.write, ManualClock())
    assert store.calls == 1


async def test_what_is_held_is_given_up_after_an_hour() -> None:
    store, clock = Store(*[FULL] * 1000), ManualClock()
    async with time_passes(clock):
        with pytest.raises(OSError, match="No space"):
            await held(store.write, clock)
    assert 0 <= store.calls - HOLD_SECONDS / LONGEST_PAUSE_SECONDS < 10


async def test_a_write_that_was_begun_is_finished_though_it_is_cancelled() -> None:
    store = Store()
    with anyio.CancelScope() as scope:
        scope.cancel()
        assert await held(store.write, ManualClock()) == "stored"


async def test_a_wait_between_two_tries_can_be_cancelled() -> None:
    store, clock = Store(FULL), ManualClock()
    async with anyio.create_task_group() as group:
        group.start_soon(held, store.write, clock)
        await clock.until_asleep()
        group.cancel_scope.cancel()
    assert store.calls == 1
