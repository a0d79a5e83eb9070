"""Random histories of the outbox, on every store, against a model of two dictionaries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, initialize, multiple, rule

from pb_core.domain.tasks import Lease
from pb_core.domain.webhooks import Attempt, DeliveryState
from pb_core.domain.webhooks.receivers import Share
from pb_core.errors import LeaseLost
from pb_core.testing.contracts.storage_base import LEASE, NOW, queue_delivery, sample_delivery
from support.store_machines import InMemory, InPostgres, InSqlite, StoreMachine
from support.trials import trials

KEYS, HOSTS = st.sampled_from(["key-1", "key-2"]), st.sampled_from(["a", "b"])
SHARES = st.builds(Share, per_receiver=st.sampled_from([None, 1, 2]), per_key=st.sampled_from([None, 1, 2]))
WAITS = st.sampled_from([None, 1, 5, 60])
HISTORIES = settings(
    max_examples=trials(10), stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@dataclass
class Webhook:
    """What the model knows of a delivery; ``life`` is that of the program which holds it."""

    key: str
    host: str
    next_at: datetime
    state: DeliveryState = DeliveryState.PENDING
    tries: int = 0
    tries_before: int = 0
    token: str | None = None
    life: int = 0

    @property
    def receiver(self) -> tuple[str, str]:
        return self.key, self.host


class Histories(StoreMachine):
    """Whatever is asked of the outbox, it does what the model does."""

    names: Bundle[str] = Bundle("names")
    leases: Bundle[Lease] = Bundle("leases")

    def __init__(self) -> None:
        super().__init__()
        self.webhooks: dict[str, Webhook] = {}
        self.rests: dict[tuple[str, str], datetime] = {}
        self.tokens: set[str] = set()
        self.now, self.count, self.program = NOW, 0, 0

    def go_on(self, seconds: float = 0) -> None:
        """Let time pass, each time a little longer, so that no two webhooks are ever due at once."""
        self.count += 1
        self.now += timedelta(seconds=seconds, microseconds=self.count)

    def later(self, seconds: int | None) -> datetime | None:
        """A time of which no other is the same."""
        return None if seconds is None else self.now + timedelta(seconds=seconds, microseconds=self.count)

    @initialize(target=names)
    def open(self) -> object:
        """Every history begins with a few webhooks of both keys to both hosts."""
        super().open()
        return multiple(*(self.deliver(key, host) for _ in range(2) for key in ("key-1", "key-2") for host in "ab"))

    @rule(target=names, key=KEYS, host=HOSTS)
    def deliver(self, key: str, host: str) -> str:
        self.go_on(1)
        name = f"w{len(self.webhooks)}"
        due = (self.now - NOW).total_seconds()
        delivery = sample_delivery(name, f"task of {name}", due, key, f"https://{host}.example/{name}")
        self.do(queue_delivery(self.storage, delivery))
        self.webhooks[name] = Webhook(key, host, self.now)
        return name

    def claimable(self, share: Share) -> str | None:
        """What is longest due of all that may be sent."""
        held = [webhook for webhook in self.webhooks.values() if webhook.token is not None]
        due = {
            name: webhook.next_at
            for name, webhook in self.webhooks.items()
            if webhook.state is DeliveryState.PENDING
            and webhook.token is None
            and max(webhook.next_at, self.rests.get(webhook.receiver, NOW)) <= self.now
            and _within(share.per_receiver, [other for other in held if other.receiver == webhook.receiver])
            and _within(share.per_key, [other for other in held if other.key == webhook.key])
        }
        return min(due, key=lambda name: due[name], default=None)

    @rule(target=leases, share=SHARES, count=st.integers(1, 4))
    def claim(self, share: Share, count: int) -> object:
        """So many claims one after the other, until one finds nothing."""
        leases = []
        for _ in range(count):
            expected, token = self.claimable(share), f"token {len(self.tokens)}"
            self.tokens.add(token)
            claimed = self.do(self.storage.claim_delivery(self.now, LEASE, token, share))
            assert (claimed and claimed.delivery.id) == expected
            if claimed is None or expected is None:
                break
            self.webhooks[expected].token, self.webhooks[expected].life = token, self.program
            leases.append(claimed.lease)
        return multiple(*leases)

    @rule(lease=consumes(leases), status=st.sampled_from([200, 503, None]), wait=WAITS, rest=WAITS)
    def record(self, lease: Lease, status: int | None, wait: int | None, rest: int | None) -> None:
        self.go_on()
        webhook, next_at, until = self.webhooks[lease.holds], self.later(wait), self.later(rest)
        attempt = Attempt(number=webhook.tries + 1, at=self.now, status=status)
        call = self.storage.record_attempt(lease, attempt, next_at, until)
        if webhook.token != lease.token:
            self.refused(call, LeaseLost)
            return
        self.do(call)
        webhook.token, webhook.tries = None, webhook.tries + 1
        if attempt.delivered:
            webhook.state = DeliveryState.DELIVERED
        elif next_at is None:
            webhook.state = DeliveryState.FAILED
        else:
            webhook.next_at = next_at
        self.let_rest(webhook.receiver, until)

    def let_rest(self, receiver: tuple[str, str], until: datetime | None) -> None:
        waits = any(
            webhook.receiver == receiver and webhook.state is DeliveryState.PENDING
            for webhook in self.webhooks.values()
        )
        before = self.rests.pop(receiver, None)
        if until is not None and waits:
            self.rests[receiver] = max(until, before or until)

    @rule(lease=consumes(leases))
    def release(self, lease: Lease) -> None:
        webhook, call = self.webhooks[lease.holds], self.storage.release_delivery(lease)
        if webhook.token != lease.token:
            self.refused(call, LeaseLost)
            return
        self.do(call)
        webhook.token = None

    @rule(name=names)
    def redeliver(self, name: str) -> None:
        self.go_on(1)
        webhook = self.webhooks[name]
        again = self.do(self.storage.redeliver(name, self.now))
        if webhook.token is None:
            webhook.state, webhook.next_at, webhook.tries_before = DeliveryState.PENDING, self.now, webhook.tries
            self.rests.pop(webhook.receiver, None)
        assert again.state is webhook.state

    @rule(seconds=st.integers(1, 90))
    def wait(self, seconds: int) -> None:
        self.go_on(seconds)

    @rule()
    def crash(self) -> None:
        """What the dead program held is free for the next one."""
        super().crash()
        self.program += 1
        self.do(self.storage.rescue(self.now))
        for webhook in self.webhooks.values():
            webhook.token = None if webhook.life < self.program else webhook.token

    def teardown(self) -> None:
        for name, webhook in self.webhooks.items():
            delivery = self.do(self.storage.delivery(name))
            assert delivery is not None
            assert (delivery.state, delivery.tries) == (webhook.state, webhook.tries)
            if webhook.state is DeliveryState.PENDING:
                assert (delivery.next_at, delivery.tries_before) == (webhook.next_at, webhook.tries_before)
        super().teardown()


def _within(most: int | None, held: list[Webhook]) -> bool:
    return most is None or len(held) < most


class MemoryHistories(InMemory, Histories):
    pass


class SqliteHistories(InSqlite, Histories):
    pass


class PostgresHistories(InPostgres, Histories):
    pass


TestMemoryHistories = MemoryHistories.TestCase
TestMemoryHistories.settings = HISTORIES
TestSqliteHistories = SqliteHistories.TestCase
TestSqliteHistories.settings = HISTORIES
TestPostgresHistories = PostgresHistories.TestCase
TestPostgresHistories.settings = settings(HISTORIES, max_examples=trials(6))  # its calls take longer
