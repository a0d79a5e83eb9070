"""Which errors put a task back, until when, and what it says when its deadline has come."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from pb_core.application.waiting import Patience, is_outage
from pb_core.errors import (
    BadAnswer,
    Billed,
    CapBusy,
    CapReached,
    EngineError,
    EngineExhausted,
    EngineMisconfigured,
    EngineThrottled,
    EngineUnavailable,
    JobFailed,
    OutcomeUnknown,
    OutOfFunds,
    PaperBananaError,
    TooSlow,
)
from pb_core.testing.contracts.storage_base import NOW, after, sample_task

YOUNG = timedelta()
DOWN = EngineUnavailable("The provider is unavailable (HTTP 503).")


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (DOWN, True),
        (EngineThrottled("Slow down."), True),
        (OutOfFunds("Pay.", retryable=True), True),
        (JobFailed("The job failed."), False),
        (OutcomeUnknown("Lost."), True),
        (OutcomeUnknown("Lost for good.", retryable=False), False),
        (TooSlow("It was still reading."), False),
        (EngineUnavailable("Gone.", billed=Billed.UNKNOWN), False),
        (EngineUnavailable("Gone.", retryable=False), False),
        (EngineMisconfigured("Wrong key."), False),
        (EngineExhausted("Until tomorrow."), False),
        (OutOfFunds("Pay."), False),
        (BadAnswer("No JSON."), False),
        (CapReached("Spent."), False),
        (CapBusy("Reserved."), True),
    ],
)
def test_an_outage_is_what_may_pass_and_was_not_billed_or_lost_on_its_way(
    error: PaperBananaError, *, outage: bool
) -> None:
    assert is_outage(error) is outage
    assert (Patience().next_try(sample_task(), error, YOUNG, NOW) is not None) is outage


def test_a_call_that_took_too_long_is_made_again_where_it_is_one_of_many() -> None:
    slow = TooSlow("It was still reading.")
    slow.in_outage = True
    assert Patience().next_try(sample_task(), slow, YOUNG, NOW) == after(60)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (DOWN, [15, 30, 60, 120, 240, *[300] * 9, 75]),
        (OutcomeUnknown("Lost."), [60, 240, 960, 960, 960, 60]),
    ],
)
def test_the_waits_grow_to_the_longest_one_and_the_last_try_is_before_the_deadline(
    error: EngineError, expected: list[int]
) -> None:
    task, now, waits = sample_task(), NOW, []
    while (due := Patience().next_try(task, error, now - NOW, now)) is not None:
        waits.append((due - now).total_seconds())
        task, now = replace(task, put_backs=task.put_backs + 1), due
    assert waits == expected
    assert now == after(3240)


@pytest.mark.parametrize(
    ("asked", "now", "due"),
    [
        (200.0, NOW, after(200)),
        (1.0, NOW, after(15)),
        (-5.0, NOW, after(15)),
        (3240.0, NOW, after(3240)),
        (3241.0, NOW, None),
        (float("inf"), NOW, None),
        (None, after(3235), after(3240)),
        (None, after(3240), None),
    ],
)
def test_an_engine_may_ask_for_a_longer_wait_within_the_deadline(
    asked: float | None, now: datetime, due: datetime | None
) -> None:
    throttled = EngineThrottled("Slow down.", retry_after=asked)
    assert Patience().next_try(sample_task(), throttled, now - NOW, now) == due


def test_with_a_deadline_of_nothing_every_outage_fails_its_task() -> None:
    assert Patience(deadline=timedelta()).next_try(sample_task(), DOWN, YOUNG, NOW) is None


def test_a_task_that_waited_says_why_it_is_not_tried_again() -> None:
    patience, waited = Patience(deadline=timedelta(seconds=90)), sample_task(put_backs=3)
    assert patience.last_words(sample_task(), DOWN) == str(DOWN)
    assert patience.last_words(waited, EngineMisconfigured("Wrong key.")) == "Wrong key."
    assert patience.last_words(waited, DOWN) == (
        "The provider is unavailable (HTTP 503); the task was tried again, "
        "and its deadline of 90 seconds leaves no time for another try"
    )
