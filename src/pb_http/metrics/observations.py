"""Observations: what has happened in this process since it started, counted."""

from collections import Counter
from dataclasses import dataclass, field

from pb_adapters.upstream.breaker import Breaker
from pb_core.application.retention import Cleared


@dataclass
class Observations:
    """Counts of events; ``breakers`` by provider show whether it is left alone now.

    ``ended`` by kind and status of task; ``bought_again`` are calls whose earlier answer is unknown, so that they were
    made once more; ``tries`` of webhooks by whether they were delivered. ``cleared`` is what retention has removed.
    """

    ended: Counter[tuple[str, str]] = field(default_factory=Counter)
    put_back: int = 0
    lease_losses: int = 0
    bought_again: int = 0
    tries: Counter[bool] = field(default_factory=Counter)
    cleared: Cleared = field(default_factory=Cleared)
    breakers: dict[str, Breaker] = field(default_factory=dict)
