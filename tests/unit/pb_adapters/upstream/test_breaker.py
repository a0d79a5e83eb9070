"""When a provider that failed is asked again."""

import pytest

from pb_adapters.upstream.breaker import Breaker, BreakerOpen
from pb_core.errors import BadAnswer, EngineError, EngineUnavailable, OutcomeUnknown


class Clock:
    """Turned by hand."""

    time = 0.0

    def now(self) -> float:
        return self.time


def attempt(breaker: Breaker, error: EngineError | None = None) -> None:
    with breaker.attempt():
        if error is not None:
            raise error


def failing(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(EngineUnavailable, match="down"):
            attempt(breaker, EngineUnavailable("down"))


def pause(breaker: Breaker) -> float | None:
    """How long the breaker stays open; ``None`` if it is closed."""
    try:
        attempt(breaker)
    except BreakerOpen as error:
        return error.retry_after
    return None


def test_each_probe_that_fails_doubles_the_pause_up_to_the_longest() -> None:
    clock = Clock()
    breaker, pauses = Breaker("acme", failures=3, now=clock.now), []
    failing(breaker, 3)
    for _ in range(6):
        wait = pause(breaker)
        assert wait is not None
        pauses.append(wait)
        clock.time += wait
        failing(breaker)
    assert pauses == [15, 30, 60, 120, 120, 120]
    clock.time += 120
    assert pause(breaker) is None
    failing(breaker, 3)
    assert pause(breaker) == 15


def test_calls_that_were_under_way_when_it_opened_do_not_keep_it_open_for_longer() -> None:
    clock = Clock()
    breaker = Breaker("acme", failures=1, now=clock.now)

    def late() -> None:
        with breaker.attempt():
            failing(breaker)
            clock.time = 10.0
            raise OutcomeUnknown("lost")

    with pytest.raises(OutcomeUnknown):
        late()
    assert pause(breaker) == 5.0


@pytest.mark.parametrize("error", [None, BadAnswer("what")])
def test_a_call_that_is_only_watched_closes_it(error: EngineError | None) -> None:
    clock = Clock()
    breaker = Breaker("acme", failures=1, now=clock.now)
    failing(breaker)
    with pytest.raises(BreakerOpen):
        attempt(breaker)
    try:
        with breaker.watched():
            if error is not None:
                raise error
    except BadAnswer:
        pass
    assert pause(breaker) is None


def test_a_probe_that_was_accepted_makes_room_and_may_fail_later() -> None:
    clock = Clock()
    breaker = Breaker("acme", failures=2, now=clock.now)
    failing(breaker, 2)
    clock.time = 15.0

    def probe() -> None:
        with breaker.attempt() as accepted:
            accepted()
            attempt(breaker)
            raise EngineUnavailable("down")

    with pytest.raises(EngineUnavailable, match="down"):
        probe()
    assert pause(breaker) is None


def test_errors_of_calls_that_fail_in_a_row_are_marked() -> None:
    clock, marks = Clock(), []
    breaker = Breaker("acme", failures=3, now=clock.now)
    for _ in range(4):
        error = OutcomeUnknown("lost")
        with pytest.raises(OutcomeUnknown):
            attempt(breaker, error)
        marks.append(error.in_outage)
        clock.time += 15 * len(marks)
    assert marks == [False, False, True, True]
    attempt(breaker)
    error = OutcomeUnknown("lost")
    with pytest.raises(OutcomeUnknown):
        attempt(breaker, error)
    assert not error.in_outage
