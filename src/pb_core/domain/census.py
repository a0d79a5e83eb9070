"""Census: how much of the work in a store is open."""

from datetime import datetime

from msgspec import Struct


class Census(Struct, frozen=True, kw_only=True):
    """What is open: tasks and webhooks that have not ended.

    ``put_back`` are pending tasks that wait for a later time; ``oldest_waiting`` is when the oldest of the others was
    accepted. ``retried`` deliveries failed at least once since they were asked for, at ``failing_receivers`` (hosts and
    ports, each key's apart).
    """

    pending: int
    running: int
    put_back: int
    oldest_waiting: datetime | None
    deliveries: int
    retried: int
    failing_receivers: int
