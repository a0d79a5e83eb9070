"""Random histories of ledger and leases, on every store, against a model of a few dictionaries."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, invariant, multiple, rule

from pb_core.domain.billing import KeyChange
from pb_core.domain.tasks import SUSPECT_FAULTS, SUSPECT_PATIENCE, SUSPECT_WAIT, Idempotency, Lease, TaskStatus
from pb_core.errors import IdempotencyMismatch, LeaseLost, NotFound, QuotaExhausted
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    LEASE,
    NOW,
    delete_key,
    sample_delivery,
    sample_key,
    sample_task,
)
from support.store_machines import InMemory, InSqlite, StoreMachine
from support.trials import trials

QUOTAS = st.one_of(st.none(), st.integers(0, 4))
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


@dataclass
class Model:
    """The whole store as dictionaries; tasks in the order of acceptance."""

    accounts: dict[str, Account] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
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


class Histories(StoreMachine):
    """The rules of ledger and leases."""

    keys: Bundle[str] = Bundle("keys")
    requests: Bundle[tuple[str, str, str]] = Bundle("requests")
    leases: Bundle[Lease] = Bundle("leases")

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.now = NOW
        self.lives: list[object] = []
        self.has_claimed = False

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

    @rule(target=requests, key=keys)
    def submit(self, key: str) -> object:
        name = self.model.name("task")
        account = self.model.accounts.get(key)
        if account is None:
            return multiple()
        call = self.storage.accept(sample_task(name, key), Idempotency(key=name, digest="d"))
        if account.balance == 0:
            self.refused(call, QuotaExhausted)
            return multiple()
        self.do(call)
        account.balance = None if account.balance is None else account.balance - 1
        account.used += 1
        account.entries.append(("charge", -1, account.balance))
        self.model.jobs[name] = Job(key)
        return name, key, "d"

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

    @rule(target=leases)
    def claim(self) -> object:
        token, expected = self.model.name("token"), self.model.claimable(self.now, self.program)
        self.has_claimed = True
        claimed = self.do(self.storage.claim_task(self.now, LEASE, token))
        if claimed is None:
            assert not expected
            return multiple()
        job = self.model.jobs[claimed.task.id]
        assert claimed.task.id in expected
        job.status, job.token, job.life, job.attempt = TaskStatus.RUNNING, token, self.program, job.attempt + 1
        return claimed.lease

    @rule()
    def start_anew(self) -> None:
        """The program dies, holding what it holds, and the next one takes that over."""
        self.storage = self.do(self.crashed(self.storage))
        lost = {name for name, job in self.model.jobs.items() if job.token is not None}
        assert self.do(self.storage.rescue(self.now)) == len(lost)
        for name, job in self.model.jobs.items():
            if name in lost:
                job.status, job.token, job.faults = TaskStatus.PENDING, None, job.faults + 1
                if job.faults >= SUSPECT_FAULTS:
                    job.not_before = self.now + SUSPECT_WAIT
            elif self.has_claimed and job.status is TaskStatus.PENDING:
                job.faults = 0
        self.has_claimed = False

    @rule(lease=leases)
    def renew(self, lease: Lease) -> None:
        call = self.storage.renew_task(lease, LEASE)
        if self.holds(lease):
            self.do(call)
            self.model.jobs[lease.holds].life, self.has_claimed = self.program, True
        else:
            self.refused(call, LeaseLost)

    @rule(lease=leases)
    def finish(self, lease: Lease) -> None:
        if not self.holds(lease):
            self.refused(self.storage.finish_task(lease, COMPLETED, self.now), LeaseLost)
            return
        job = self.model.jobs[lease.holds]
        delivery = sample_delivery(self.model.name("delivery"), lease.holds, key_id=job.key_id)
        self.do(self.storage.finish_task(lease, COMPLETED, self.now, delivery))
        job.status, job.token = TaskStatus.COMPLETED, None

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
            assert len(outbox) == (job.status is TaskStatus.COMPLETED)


class MemoryHistories(InMemory, Histories):
    pass


class SqliteHistories(InSqlite, Histories):
    pass


TestMemoryHistories = MemoryHistories.TestCase
TestMemoryHistories.settings = HISTORIES
TestSqliteHistories = SqliteHistories.TestCase
TestSqliteHistories.settings = HISTORIES
