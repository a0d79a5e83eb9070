"""Counts in memory, by the second, and within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.server_state.memory import rate_limits
from pb_adapters.server_state.memory.rate_limits import MemoryRateLimits
from pb_core.domain.rates import Rate
from support.clocks import TurnedClock


async def test_a_burst_is_allowed_and_then_as_many_as_the_rate() -> None:
    clock = TurnedClock()
    limits, rate = MemoryRateLimits(clock), Rate(3, 60)
    taken = [await limits.take("key", rate, "a") for _ in range(4)]
    assert [one.remaining for one in taken] == [2, 1, 0, 0]
    assert [one.retry_after for one in taken] == [0, 0, 0, 20]
    clock.now = 19
    assert (await limits.take("key", rate, "a")).retry_after == 1
    clock.now = 20
    assert (await limits.take("key", rate, "a")).retry_after == 0
    assert (await limits.take("key", rate, "a")).retry_after == 20
    assert (await limits.take("key", rate, "b")).remaining == 2
    clock.now = 1_000
    assert (await limits.take("key", rate, "a")).remaining == 2


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60), st.integers(1, 5), st.integers(1, 10))
async def test_no_window_has_more_than_twice_the_limit_and_nobody_waits_for_ever(
    pauses: list[float], limit: int, seconds: int
) -> None:
    clock, rate, allowed = TurnedClock(), Rate(limit, seconds), []
    limits = MemoryRateLimits(clock)
    for pause in pauses:
        clock.now += pause
        standing = await limits.take("key", rate, "a")
        if standing.retry_after:
            assert 0 < standing.retry_after <= seconds
            assert standing.remaining == 0
        else:
            allowed.append(clock.now)
            assert 0 <= standing.remaining < limit
    for start in allowed:
        assert sum(start <= at < start + seconds for at in allowed) <= 2 * limit
    clock.now += seconds
    assert (await limits.take("key", rate, "a")).retry_after == 0


async def test_no_more_subjects_are_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MOST_SUBJECTS", 2)
    limits, rate = MemoryRateLimits(TurnedClock()), Rate(1, 60)
    for subject in ("a", "b", "c"):
        assert (await limits.take("address", rate, subject)).retry_after == 0
    assert (await limits.take("address", rate, "c")).retry_after == 60
    assert (await limits.take("address", rate, "a")).retry_after == 0


async def test_counts_that_are_worth_nothing_are_removed() -> None:
    clock = TurnedClock()
    limits = MemoryRateLimits(clock)
    await limits.take("key", Rate(2, 60), "old")
    clock.now = 30
    await limits.take("key", Rate(2, 60), "new")
    await limits.clear()
    assert [list(counts) for counts in limits._busy_until.values()] == [["new"]]
