"""A suite ends, whatever the adapter does: what waits is cancelled, what blocks is interrupted."""

import signal
import time
from collections.abc import Iterator

import anyio
import anyio.lowlevel
import pytest

from pb_core.testing.contracts import Contract
from pb_core.testing.contracts.time_limit import alarm

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this platform has no such signal")


class Suite(Contract):
    seconds = 0.05

    async def test_that_waits(self) -> None:
        await anyio.sleep_forever()

    async def test_that_ends(self) -> None:
        await anyio.lowlevel.checkpoint()


@pytest.fixture
def free_alarm() -> Iterator[None]:
    """Take back for this test the alarm that the runner of our own tests has set."""
    handler, (left, interval) = signal.getsignal(signal.SIGALRM), signal.setitimer(signal.ITIMER_REAL, 0)
    yield
    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, left, interval)


async def test_what_waits_is_cancelled_and_told() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"did not end within 0\.05 seconds: give every wait"):
        await Suite().test_that_waits()
    await Suite().test_that_ends()


@pytest.mark.usefixtures("free_alarm")
def test_what_blocks_is_interrupted() -> None:
    with pytest.raises(pytest.fail.Exception, match="blocks the event loop or swallows"), alarm(0.05):
        time.sleep(60)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@pytest.mark.usefixtures("free_alarm")
def test_what_swallows_the_first_alarm_meets_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pb_core.testing.contracts.time_limit.AGAIN_SECONDS", 0.05)
    swallowed: list[BaseException] = []

    def swallow() -> None:
        try:
            time.sleep(60)
        except BaseException as error:  # noqa: BLE001 - what an adapter must not do
            swallowed.append(error)
        time.sleep(60)

    with pytest.raises(pytest.fail.Exception), alarm(0.05):
        swallow()
    assert len(swallowed) == 1


@pytest.mark.usefixtures("free_alarm")
def test_an_alarm_that_somebody_set_is_left_to_him() -> None:
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 500)
    with alarm(0.01):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 1
    assert signal.getitimer(signal.ITIMER_REAL)[0] > 1
