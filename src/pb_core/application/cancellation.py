"""Cancellation: tells an engine's own cancelled call from a cancellation of ours, which must always pass."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio
import anyio.lowlevel

from pb_core.errors import Billed, EngineUnavailable


@asynccontextmanager
async def own_cancellation_fails() -> AsyncGenerator[None]:
    """Let a cancellation that an engine raises by itself fail as any other fault of an engine.

    A client library may raise one when its connection closes. Raises ``EngineUnavailable``, which is not retryable and
    may have been billed, in its place. One that a cancel scope or an embedder asked for passes as it is.
    """
    try:
        yield
    except anyio.get_cancelled_exc_class() as error:
        await anyio.lowlevel.checkpoint_if_cancelled()
        if _cancelled_by_asyncio():
            raise
        message = "An engine cancelled its own call: submit again"
        raise EngineUnavailable(message, retryable=False, billed=Billed.UNKNOWN) from error


def _cancelled_by_asyncio() -> bool:
    """Whether an embedder cancelled this asyncio task itself, which no cancel scope knows of."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # another event loop runs this, which cancels by scopes only
        return False
    return task is not None and task.cancelling() > 0
