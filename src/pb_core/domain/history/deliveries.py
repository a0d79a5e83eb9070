"""Webhooks of all keys as an operator reads them: lines by state, and the receivers that fail."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from pb_core.domain.webhooks import Attempt, DeliveryState
from pb_core.domain.webhooks.receivers import origin_of

MOST_FAILING = 100
"""Receivers that are told at most, those that failed last."""

MOST_LOOKED_AT = 1_000
"""Webhooks of a state, the last ones, among which failing receivers are sought."""


class DeliveryQuery(Struct, frozen=True, kw_only=True):
    """Which webhooks of all keys to list, the last one first: at most ``size``, behind the place ``before``."""

    size: int = 20
    before: int | None = None
    state: DeliveryState | None = None
    key_id: str | None = None


class DeliveryLine(Struct, frozen=True, kw_only=True):
    """A webhook without its body, and its place in the order of all; the other fields are the delivery's."""

    place: int
    id: str
    task_id: str
    key_id: str
    url: str
    event: str
    state: DeliveryState
    created_at: datetime
    next_at: datetime
    attempts: tuple[Attempt, ...] = ()


class DeliveryLines(Struct, frozen=True, kw_only=True):
    """Some webhooks, and the place behind which to go on; ``None`` where there are no more."""

    lines: tuple[DeliveryLine, ...] = ()
    next: int | None = None


Receiver = tuple[str, str]
"""The id of a key, and the scheme, host and port that its webhooks go to."""


class FailingReceiver(Struct, frozen=True, kw_only=True):
    """A receiver as one key calls it, ``origin`` its scheme, host and port, and what it was not sent.

    ``pending`` webhooks were tried and are tried again, ``failed`` ones were given up, of those that were looked at.
    ``last_error`` is what the last attempt met. It is left alone until ``rests_until``.
    """

    key_id: str
    origin: str
    pending: int
    failed: int
    last_tried: datetime
    last_error: str
    rests_until: datetime | None = None


class DeliveryReport(Struct, frozen=True, kw_only=True):
    """Webhooks by state, each counted up to a bound, and the receivers that fail, the last failure first."""

    pending: int
    delivered: int
    failed: int
    is_lower_bound: bool = False
    failing: tuple[FailingReceiver, ...] = ()


def failing_receivers(
    lines: Iterable[DeliveryLine], rests: Mapping[Receiver, datetime | None]
) -> tuple[FailingReceiver, ...]:
    """The receivers of those webhooks whose last attempt failed, at most ``MOST_FAILING``."""
    by_receiver: dict[Receiver, list[DeliveryLine]] = {}
    for line in lines:
        if line.attempts and not line.attempts[-1].delivered:
            by_receiver.setdefault((line.key_id, origin_of(line.url)), []).append(line)
    found = [_failing(receiver, some, rests.get(receiver)) for receiver, some in by_receiver.items()]
    return tuple(sorted(found, key=lambda receiver: receiver.last_tried, reverse=True)[:MOST_FAILING])


def _failing(receiver: Receiver, lines: Sequence[DeliveryLine], rests_until: datetime | None) -> FailingReceiver:
    states = Counter(line.state for line in lines)
    last = max((line.attempts[-1] for line in lines), key=lambda attempt: attempt.at)
    return FailingReceiver(
        key_id=receiver[0],
        origin=receiver[1],
        pending=states[DeliveryState.PENDING],
        failed=states[DeliveryState.FAILED],
        last_tried=last.at,
        last_error=last.error or f"HTTP {last.status}",
        rests_until=rests_until,
    )
