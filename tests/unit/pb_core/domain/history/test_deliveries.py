from datetime import UTC, datetime, timedelta

from pb_core.domain.history.deliveries import MOST_FAILING, DeliveryLine, failing_receivers
from pb_core.domain.webhooks import Attempt, DeliveryState

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def line(number: int, url: str, *statuses: int | str, state: DeliveryState = DeliveryState.FAILED) -> DeliveryLine:
    """A webhook that was tried with these outcomes, the last of them ``number`` seconds after noon."""
    attempts = tuple(
        Attempt(
            number=place,
            at=NOON + timedelta(seconds=number),
            status=found if isinstance(found, int) else None,
            error=found if isinstance(found, str) else None,
        )
        for place, found in enumerate(statuses, start=1)
    )
    return DeliveryLine(
        place=number,
        id=f"delivery-{number}",
        task_id=f"task-{number}",
        key_id="key-1",
        url=url,
        event="task.completed",
        state=state,
        created_at=NOON,
        next_at=NOON,
        attempts=attempts,
    )


def test_webhooks_to_one_receiver_are_told_together() -> None:
    lines = (
        line(1, "https://a.example/x", 500, 503),
        line(2, "https://a.example:443/y?z", "Nobody listens", state=DeliveryState.PENDING),
        line(3, "https://b.example/", 200, state=DeliveryState.DELIVERED),
        line(4, "https://c.example/", state=DeliveryState.PENDING),
    )
    rest = NOON + timedelta(seconds=60)
    (found,) = failing_receivers(lines, {("key-1", "https://a.example:443"): rest})
    assert (found.origin, found.pending, found.failed) == ("https://a.example:443", 1, 1)
    assert (found.last_error, found.last_tried, found.rests_until) == ("Nobody listens", lines[1].attempts[-1].at, rest)


def test_the_receivers_that_failed_last_are_told() -> None:
    lines = [line(number, f"https://{number}.example", 500) for number in range(MOST_FAILING + 5)]
    found = failing_receivers(lines, {})
    assert len(found) == MOST_FAILING
    assert found[0].origin == f"https://{MOST_FAILING + 4}.example:443"
    assert found[0].last_error == "HTTP 500"
