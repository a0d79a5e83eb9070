"""Random histories of ledger, queue, leases and outbox, on every store, against a model of a few dictionaries."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, invariant, multiple, rule

from pb_core.domain.billing import KeyChange
from pb_core.domain.requests import Canvas, MethodologyWork
from pb_core.domain.tasks import (
    SUSPECT_FAULTS,
    SUSPECT_PATIENCE,
    SUSPECT_WAIT,
    ClaimedTask,
    Idempotency,
    Lease,
    Task,
    TaskStatus,
)
from pb_core.domain.webhooks import Attempt, Delivery, DeliveryState
from pb_core.errors import IdempotencyMismatch, LeaseLost, NotFound, QuotaExhausted
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    FAILED,
    LEASE,
    NOW,
    delete_key,
    sample_delivery,
    sample_key,
    sample_task,
)
from support.store_machines import InMemory, InPostgres, InSqlite, StoreMachine
from support.trials import trials

DEADLINE = timedelta(seconds=100)
QUOTAS = st.one_of(st.none(), st.integers(0, 12))
HISTORIES = settings(
    max_examples=trials(25), stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@dataclass
class Account:
    """What the model knows of a key."""

    balance: int | None
    entries: list[tuple[str, int | None, int | None]]
    used: int = 0


@dataclass
class Job:
    """What the model knows of a task."""

    key_id: str
    status: TaskStatus = TaskStatus.PENDING
    token: str | None = None
    life: int = 0
    attempt: int = 0
    faults: int = 0
    not_before: datetime = NOW
    put_backs: int = 0
    lease_until: float = 0.0
    accepted_uptime: float = 0.0
    has_webhook: bool = False
    lost_by: int = 0


@dataclass
class Webhook:
    """What the model knows of a delivery."""

    task: str
    due: datetime
    token: str | None = None
    life: int = 0
    lease_until: float = 0.0
    tries: int = 0
    state: DeliveryState = DeliveryState.PENDING


@dataclass
class Model:
    """The whole store as dictionaries; tasks in the order of acceptance."""

    accounts: dict[str, Account] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    webhooks: dict[str, Webhook] = field(default_factory=dict)
    names: int = 0

    def name(self, kind: str) -> str:
        self.names += 1
        return f"{kind}-{self.names}"

    def claimable(self, now: datetime, life: int) -> set[str]:
        """What a holder that lives now may claim next: a suspect alone, else the oldest of any key."""
        mine = [job for job in self.jobs.values() if job.token is not None and job.life == life]
        due = [n for n, job in self.jobs.items() if job.status is TaskStatus.PENDING and job.not_before <= now]
        suspect = next((name for name in due if self.jobs[name].faults >= SUSPECT_FAULTS), None)
        if any(job.faults >= SUSPECT_FAULTS for job in mine):
            return set()
        if suspect is not None:
            if not mine:
                return {suspect}
            if self.jobs[suspect].not_before <= now - SUSPECT_PATIENCE:
                return set()
        ready = {n: self.jobs[n].key_id for n in reversed(due) if self.jobs[n].faults < SUSPECT_FAULTS}
        return set({key: name for name, key in ready.items()}.values())

    def overdue(self, now: datetime, uptime: float) -> set[str]:
        """What is pending past its deadline by both clocks; by the wall clock alone after a start of the machine."""
        late = set()
        for name, job in self.jobs.items():
            ages = [(now - NOW).total_seconds()]
            if job.accepted_uptime <= uptime:
                ages.append(uptime - job.accepted_uptime)
            if job.status is TaskStatus.PENDING and min(ages) >= DEADLINE.total_seconds():
                late.add(name)
        return late

    def due(self, now: datetime) -> set[str]:
        """The webhooks that may be claimed next: those that are longest due."""
        ready = {
            name: hook.due
            for name, hook in self.webhooks.items()
            if hook.state is DeliveryState.PENDING and hook.token is None and hook.due <= now
        }
        return {name for name, due in ready.items() if due == min(ready.values())}

    def lose(self, job: Job, now: datetime) -> None:
        """A job's holder is gone, or let its lease end."""
        job.status, job.token, job.faults, job.lost_by = TaskStatus.PENDING, None, job.faults + 1, job.life
        if job.faults >= SUSPECT_FAULTS:
            job.not_before = now + SUSPECT_WAIT


class Histories(StoreMachine):
    """The rules of ledger, queue, leases and outbox."""

    keys: Bundle[str] = Bundle("keys")
    requests: Bundle[tuple[str, str, str]] = Bundle("requests")
    leases: Bundle[Lease] = Bundle("leases")
    sendings: Bundle[Lease] = Bundle("sendings")

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.now = NOW
        self.lives: list[object] = []
        self.gone: set[int] = set()
        self.heard_at: float | None = None

    @property
    def program(self) -> int:
        """Which of the programs so far is running."""
        if not self.lives or self.lives[-1] is not self.storage:
            self.lives.append(self.storage)
        return len(self.lives)

    def holds(self, lease: Lease) -> bool:
        job = self.model.jobs.get(lease.holds)
        return job is not None and job.token == lease.token

    @rule(target=keys, quota=QUOTAS)
    def grant(self, quota: int | None) -> str:
        name = self.model.name("key")
        self.do(self.storage.add_key(sample_key(name, quota)))
        self.model.accounts[name] = Account(quota, [("grant", quota, quota)])
        return name

    @rule(key=keys, quota=QUOTAS)
    def adjust(self, key: str, quota: int | None) -> None:
        change = self.storage.change_key(key, KeyChange(quota_remaining=quota), self.now)
        account = self.model.accounts.get(key)
        if account is None:
            self.refused(change, NotFound)
            return
        self.do(change)
        if quota != account.balance:
            amount = None if quota is None or account.balance is None else quota - account.balance
            account.entries.append(("adjust", amount, quota))
            account.balance = quota

    @rule(target=requests, key=keys, units=st.integers(1, 4))
    def submit(self, key: str, units: int) -> object:
        name = self.model.name("task")
        account = self.model.accounts.get(key)
        if account is None:
            return multiple()
        call = self.storage.accept(self.asked(name, key, units), Idempotency(key=name, digest="d"))
        if account.balance is not None and account.balance < units:
            self.refused(call, QuotaExhausted)
            return multiple()
        self.do(call)
        account.balance = None if account.balance is None else account.balance - units
        account.used += units
        account.entries.append(("charge", -units, account.balance))
        self.model.jobs[name] = Job(key, accepted_uptime=self.uptime())
        return name, key, "d"

    def asked(self, name: str, key: str, units: int) -> Task:
        canvas = Canvas(candidates=units)
        return sample_task(name, key, work=MethodologyWork(caption="Figure", source="An encoder.", canvas=canvas))

    @rule(request=requests, digest=st.sampled_from(["d", "other"]))
    def submit_again(self, request: tuple[str, str, str], digest: str) -> None:
        name, key, first = request
        if key not in self.model.accounts:
            return
        again = self.storage.accept(sample_task(self.model.name("task"), key), Idempotency(key=name, digest=digest))
        if digest == first:
            assert self.do(again).id == name
        else:
            self.refused(again, IdempotencyMismatch)

    @rule(seconds=st.sampled_from([1, 30, 60]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.uptime.advance(seconds)

    @rule(seconds=st.sampled_from([-3600, 3600]))
    def put_the_clock(self, seconds: int) -> None:
        self.now = max(NOW, self.now + timedelta(seconds=seconds))

    @rule(target=leases)
    def claim(self) -> object:
        token, expected = self.model.name("token"), self.model.claimable(self.now, self.program)
        self.heard_at = self.uptime()
        claimed = self.do(self.storage.claim_task(self.now, LEASE, token))
        if claimed is None:
            assert not expected
            return multiple()
        return self.claimed(claimed, expected)

    @rule(target=leases)
    def claim_overdue(self) -> object:
        token, expected = self.model.name("token"), self.model.overdue(self.now, self.uptime())
        claimed = self.do(self.storage.claim_overdue(self.now, LEASE, token, DEADLINE))
        if claimed is None:
            assert not expected
            return multiple()
        self.heard_at = self.uptime()
        return self.claimed(claimed, expected)

    def claimed(self, claimed: ClaimedTask, expected: set[str]) -> Lease:
        job = self.model.jobs[claimed.task.id]
        assert claimed.task.id in expected
        job.status, job.token, job.life = TaskStatus.RUNNING, claimed.lease.token, self.program
        job.attempt, job.lease_until, job.not_before = job.attempt + 1, self.uptime() + 60, NOW
        job.lost_by = 0
        return claimed.lease

    @rule()
    def rescue_by_another(self) -> None:
        """Another program takes over what was not renewed in time."""
        other = self.do(self.beside())
        self.rescued_by(other)
        self.do(other.aclose())

    def rescued_by(self, storage: Storage) -> None:
        """What programs held that are gone, and leases that have ended; who is gone clears what it did not hold."""
        held = [held for held in (*self.model.jobs.values(), *self.model.webhooks.values()) if held.token]
        lost = [held for held in held if held.life != self.program or held.lease_until <= self.uptime()]
        if storage is self.storage:
            lost = [held for held in held if held.life != self.program]  # a holder never loses to itself
        assert self.do(storage.rescue(self.now)) == len(lost)
        if self.is_silent and storage is not self.storage:
            self.gone.add(self.program)
            self.heard_at = None
        for job in self.model.jobs.values():
            is_kept = self.silence is not None and job.lost_by in self.gone
            if self.gone and job.status is TaskStatus.PENDING and not is_kept:
                job.faults = 0
        for one in lost:
            if isinstance(one, Job):
                self.model.lose(one, self.now)
            else:
                one.token = None
        self.gone.clear()

    @property
    def is_silent(self) -> bool:
        """Whether others take this program for gone, as it said nothing for so long."""
        return self.silence is not None and self.heard_at is not None and self.uptime() - self.heard_at >= self.silence

    @rule()
    def crash(self) -> None:
        """The program dies and is started again; nothing that it held is taken over yet."""
        if self.heard_at is not None:
            self.gone.add(self.program)
        self.heard_at = None
        self.storage = self.do(self.crashed(self.storage))

    @rule(reboots=st.booleans())
    def start_anew(self, *, reboots: bool) -> None:
        """The program dies, holding what it holds, and the next one takes that over; the uptime may begin anew."""
        self.crash()
        if reboots:
            self.uptime.advance(5 - self.uptime())
        self.rescued_by(self.storage)

    @rule(lease=leases)
    def renew(self, lease: Lease) -> None:
        call = self.storage.renew_task(lease, LEASE)
        if self.holds(lease):
            self.do(call)
            job = self.model.jobs[lease.holds]
            job.life, job.lease_until, self.heard_at = self.program, self.uptime() + 60, self.uptime()
        else:
            self.refused(call, LeaseLost)

    @rule(lease=leases)
    def finish(self, lease: Lease) -> None:
        if not self.holds(lease):
            self.refused(self.storage.finish_task(lease, COMPLETED, self.now), LeaseLost)
            return
        job = self.model.jobs[lease.holds]
        self.do(self.storage.finish_task(lease, COMPLETED, self.now, self.webhook(lease.holds)))
        job.status, job.token = TaskStatus.COMPLETED, None

    @rule(request=requests)
    def cancel(self, request: tuple[str, str, str]) -> None:
        job = self.model.jobs.get(request[0])
        is_open = job is not None and not job.status.final
        hook = self.webhook(request[0]) if is_open else sample_delivery("unused")
        assert self.do(self.storage.cancel_task(request[0], FAILED, self.now, hook)) is is_open
        if job is not None and is_open:
            job.status, job.token = TaskStatus.FAILED, None

    def webhook(self, task: str) -> Delivery:
        """A webhook of a task that ends now."""
        name = self.model.name("delivery")
        self.model.webhooks[name] = Webhook(task, self.now)
        self.model.jobs[task].has_webhook = True
        seconds = (self.now - NOW).total_seconds()
        return sample_delivery(name, task, seconds, key_id=self.model.jobs[task].key_id)

    @rule(target=sendings)
    def send(self) -> object:
        token, expected = self.model.name("token"), self.model.due(self.now)
        claimed = self.do(self.storage.claim_delivery(self.now, LEASE, token))
        self.heard_at = self.uptime()
        if claimed is None:
            assert not expected
            return multiple()
        assert claimed.delivery.id in expected
        hook = self.model.webhooks[claimed.delivery.id]
        hook.token, hook.life, hook.lease_until = token, self.program, self.uptime() + 60
        return claimed.lease

    @rule(lease=consumes(sendings), status=st.sampled_from([200, 503]), again=st.sampled_from([None, 5, 60]))
    def record(self, lease: Lease, status: int, again: int | None) -> None:
        hook = self.model.webhooks.get(lease.holds)
        tries = 1 if hook is None else hook.tries + 1
        due = None if again is None else self.now + timedelta(seconds=again)
        call = self.storage.record_attempt(lease, Attempt(number=tries, at=self.now, status=status), due)
        if hook is None or hook.token != lease.token:
            self.refused(call, LeaseLost)
            return
        self.do(call)
        hook.token, hook.tries = None, tries
        if status == 200:
            hook.state = DeliveryState.DELIVERED
        elif due is None:
            hook.state = DeliveryState.FAILED
        else:
            hook.due = due

    @rule(lease=consumes(sendings))
    def give_back(self, lease: Lease) -> None:
        hook = self.model.webhooks.get(lease.holds)
        call = self.storage.release_delivery(lease)
        if hook is None or hook.token != lease.token:
            self.refused(call, LeaseLost)
            return
        self.do(call)
        hook.token = None

    @rule(lease=leases)
    def release(self, lease: Lease) -> None:
        call = self.storage.release_task(lease)
        if not self.holds(lease):
            self.refused(call, LeaseLost)
            return
        self.do(call)
        job = self.model.jobs[lease.holds]
        job.status, job.token, job.attempt = TaskStatus.PENDING, None, job.attempt - 1

    @rule(lease=leases, seconds=st.sampled_from([0, 20, 60]), fault=st.booleans())
    def put_back(self, lease: Lease, seconds: int, *, fault: bool) -> None:
        until = self.now + timedelta(seconds=seconds)
        call = self.storage.put_back(lease, until, "Waiting.", fault=fault)
        if not self.holds(lease):
            self.refused(call, LeaseLost)
            return
        self.do(call)
        job = self.model.jobs[lease.holds]
        job.status, job.token, job.attempt = TaskStatus.PENDING, None, job.attempt - 1
        job.not_before, job.put_backs = until, job.put_backs + 1
        job.faults = max(job.faults + 1, SUSPECT_FAULTS) if fault else job.faults

    @rule(key=consumes(keys))
    def remove(self, key: str) -> None:
        self.do(delete_key(self.storage, key))
        del self.model.accounts[key]
        self.model.jobs = {name: job for name, job in self.model.jobs.items() if job.key_id != key}
        self.model.webhooks = {n: hook for n, hook in self.model.webhooks.items() if hook.task in self.model.jobs}

    @invariant()
    def ledger_equals_the_model(self) -> None:
        for name, account in self.model.accounts.items():
            key, entries = self.do(self.storage.key(name)), self.do(self.storage.ledger(name))
            assert key is not None
            assert (key.quota_remaining, key.total_used) == (account.balance, account.used)
            assert [(entry.kind.value, entry.amount, entry.balance) for entry in entries] == account.entries

    @invariant()
    def tasks_equal_the_model(self) -> None:
        for name, job in self.model.jobs.items():
            task, outbox = self.do(self.storage.task(name)), self.do(self.storage.deliveries(name))
            assert task is not None
            assert (task.status, task.attempt, task.put_backs) == (job.status, job.attempt, job.put_backs)
            assert task.faults == job.faults
            assert len(outbox) == job.has_webhook == job.status.final
            for delivery in outbox:
                hook = self.model.webhooks[delivery.id]
                assert (delivery.state, delivery.tries) == (hook.state, hook.tries)
                assert delivery.state is not DeliveryState.PENDING or delivery.next_at == hook.due


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
