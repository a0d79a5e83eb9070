"""Faults: which of them a seed lets happen, how often, and when the weather is calm again."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from histories.event_loop import SimulatedLoop

EPOCH = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Rates(Struct, frozen=True, kw_only=True):
    """How likely each fault is where it can happen, from 0 to 1; ``slowest_*`` are seconds."""

    store_refuses: float = 0.0
    store_forgets: float = 0.0  # it commits, and its answer is an error
    store_waits: float = 0.0
    slowest_store: float = 0.05
    files_fail: float = 0.0
    engine_away: float = 0.0
    engine_throttles: float = 0.0
    engine_loses: float = 0.0  # it works, and its answer is lost
    engine_breaks: float = 0.0  # once a task: an error that is none of ours
    job_fails: float = 0.0  # once a task
    slowest_engine: float = 5.0
    receiver_fails: float = 0.0
    slowest_receiver: float = 1.0
    kills: int = 0
    restarts: int = 0
    stops: int = 0
    jumps: int = 0  # of the wall clock
    outages: int = 0


def rates_of(dice: random.Random) -> Rates:
    """A seed's rates: each history has some kinds of fault and not others, so that none hides behind another."""

    def rate(most: float) -> float:
        return dice.uniform(0, most) if dice.random() < 0.4 else 0.0

    def times(most: int) -> int:
        return dice.randint(1, most) if dice.random() < 0.4 else 0

    return Rates(
        store_refuses=rate(0.15),
        store_forgets=rate(0.05),
        store_waits=rate(0.3),
        slowest_store=dice.choice((0.05, 2.0, 75.0)),
        files_fail=rate(0.3),
        engine_away=rate(0.3),
        engine_throttles=rate(0.2),
        engine_loses=rate(0.1),
        engine_breaks=rate(0.1),
        job_fails=rate(0.2),
        slowest_engine=dice.choice((0.1, 5.0, 30.0, 200.0)),
        receiver_fails=rate(0.6),
        slowest_receiver=dice.choice((0.1, 15.0)),
        kills=times(5),
        restarts=times(3),
        stops=times(2),
        jumps=times(2),
        outages=times(2),
    )


class Weather:
    """Decides at each place where a fault can happen whether it does; ``calm`` ends all faults and waits."""

    def __init__(self, loop: SimulatedLoop, dice: random.Random, rates: Rates) -> None:
        self._loop, self._dice, self.rates = loop, dice, rates
        self.calm = False
        self.is_out: set[str] = set()
        """What of ``store``, ``files`` and ``engines`` is away altogether for now."""

    def strikes(self, rate: float) -> bool:
        """Whether a fault of this rate happens now."""
        return rate > 0 and not self.calm and self._dice.random() < rate

    def seconds(self, most: float) -> float:
        """How long something takes: mostly little, seldom ``most``."""
        return most * self._dice.random() ** 4

    async def takes(self, most: float) -> None:
        """Let something take its time."""
        await asyncio.sleep(self.seconds(0.01 if self.calm else most))


class SimulatedClock:
    """The wall clock: virtual time, and what it was put forward or back by. Waits by virtual time, as timers do."""

    def __init__(self, loop: SimulatedLoop) -> None:
        self._loop = loop
        self.put_by = 0.0

    def now(self) -> datetime:
        """The time now."""
        return EPOCH + timedelta(seconds=self._loop.time() + self.put_by)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(max(seconds, 0.0))


class SeededIds:
    """Names from a seed."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def fresh(self) -> str:
        """32 lowercase hex digits."""
        return f"{self._dice.getrandbits(128):032x}"

    def api_key(self) -> str:
        """``pb_`` and 32 digits."""
        return f"pb_{self._dice.getrandbits(128):032x}"
