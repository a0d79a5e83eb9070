"""An engine's own cancellation is its fault; one of ours passes."""

import asyncio

import anyio
import pytest

from pb_core.application.cancellation import own_cancellation_fails
from pb_core.errors import Billed, EngineUnavailable


async def guarded(reached: anyio.Event) -> None:
    async with own_cancellation_fails():
        reached.set()
        await anyio.sleep_forever()


async def test_an_engines_own_cancellation_is_its_failure() -> None:
    with pytest.raises(EngineUnavailable, match="cancelled its own call") as raised:
        async with own_cancellation_fails():
            raise asyncio.CancelledError
    assert (raised.value.retryable, raised.value.billed) == (False, Billed.UNKNOWN)


async def test_other_faults_pass() -> None:
    with pytest.raises(ZeroDivisionError):
        async with own_cancellation_fails():
            raise ZeroDivisionError


async def test_a_cancelled_scope_passes() -> None:
    reached = anyio.Event()
    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as group:
            group.start_soon(guarded, reached)
            await reached.wait()
            scope.cancel()
    assert scope.cancelled_caught


async def test_a_cancelled_asyncio_task_passes() -> None:
    reached = anyio.Event()
    task = asyncio.ensure_future(guarded(reached))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
