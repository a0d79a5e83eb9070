"""The time limit of a suite: a test whose adapter does not end is stopped and fails with a sentence."""

import functools
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

import anyio
import pytest

AsyncTest = Callable[..., Awaitable[None]]

AGAIN_SECONDS = 5.0
"""After so long the alarm strikes again: what it interrupted may have been caught, or hang while it is cleaned up."""


def ends_in_time(test: AsyncTest) -> AsyncTest:
    """The asynchronous test of a ``Contract``, cancelled and failed after the suite's ``seconds``."""

    @functools.wraps(test)
    async def limited(suite: Any, *args: Any, **named: Any) -> None:  # noqa: ANN401 - the fixtures of any test
        __tracebackhide__ = True
        with anyio.move_on_after(suite.seconds) as scope:
            await test(suite, *args, **named)
        if scope.cancelled_caught:
            pytest.fail(
                f"The adapter did not end within {suite.seconds:g} seconds: give every wait for an upstream a deadline."
            )

    return limited


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Interrupt this thread when the block takes longer, for adapters that cannot be cancelled.

    Does nothing where there is no such signal, in other threads, and where somebody else has set the alarm.
    """
    is_possible = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not is_possible or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return

    def strike(_number: int, _frame: FrameType | None) -> NoReturn:
        pytest.fail(
            f"The adapter could not be stopped after {seconds:g} seconds: it, or a fixture, blocks the event loop or "
            "swallows its cancellation. Do blocking work with anyio.to_thread.run_sync, and let cancellation pass."
        )

    before = signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
