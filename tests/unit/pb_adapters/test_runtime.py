"""What the contract suites cannot see of the machine's clock."""

from datetime import datetime, timedelta

import anyio

from pb_adapters.runtime import SystemClock


class ClockPutBack(SystemClock):
    """Is put back by an hour after it was looked at once."""

    def __init__(self) -> None:
        self._looks = 0

    def now(self) -> datetime:
        self._looks += 1
        return super().now() - timedelta(hours=self._looks > 1)


async def test_nothing_sleeps_for_as_long_as_the_clock_is_put_back() -> None:
    with anyio.fail_after(30):
        await ClockPutBack().sleep(0.01)
