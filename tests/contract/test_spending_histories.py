"""Random histories of money, on every store, against a model that keeps one line per call; no cap is ever passed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, initialize, invariant, multiple, rule

from pb_core.domain.billing import Caps, Spent, Usage
from pb_core.domain.steps import StepIntent, StepState
from pb_core.domain.tasks import Lease
from pb_core.errors import Billed, CapReached, LeaseLost
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    LEASE,
    NOW,
    delete_key,
    sample_intent,
    sample_key,
    sample_task,
)
from support.store_machines import InMemory, InPostgres, InSqlite, StoreMachine
from support.trials import trials

CAP = st.one_of(st.none(), st.integers(5, 20))
NAMES = st.sampled_from(["plan", "draw"])
MONEY = settings(
    max_examples=trials(100), stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@dataclass
class Call:
    """What the model knows of one call: what it reserved, and what it cost once that is settled."""

    key_id: str
    task_id: str
    day: date
    reserved: int
    cost: int | None = None


@dataclass
class Stage:
    """What the model knows of a step."""

    state: StepState = StepState.STARTED
    job: bool = False
    call: Call | None = None


@dataclass
class Job:
    """What the model knows of a task."""

    key_id: str
    token: str | None = None
    over: bool = False
    stages: dict[str, Stage] = field(default_factory=dict)


def spent(calls: Iterable[Call]) -> Spent:
    """The amounts of some calls."""
    lines = list(calls)
    return Spent(
        settled_micros=sum(call.cost for call in lines if call.cost is not None),
        reserved_micros=sum(call.reserved for call in lines if call.cost is None),
    )


class Amounts(StoreMachine):
    """The rules of reserving and settling. No call costs more than it reserved."""

    leases: Bundle[Lease] = Bundle("leases")
    keys: Bundle[str] = Bundle("keys")

    def __init__(self) -> None:
        super().__init__()
        self.jobs: dict[str, Job] = {}
        self.calls: list[Call] = []
        self.now, self.number, self.caps = NOW, 0, Caps()

    @initialize(target=leases, task=CAP, key=CAP, day=CAP)
    def open(self, task: int | None, key: int | None, day: int | None) -> object:
        """Two keys, three tasks under way."""
        self.storage = self.do(self.opened())
        self.caps = Caps(task_micros=task, key_day_micros=key, day_micros=day)
        first, second = self.grant(), self.grant()
        return multiple(*(self.submit_and_claim(name) for name in (first, first, second)))

    def fresh(self, kind: str) -> str:
        self.number += 1
        return f"{kind}-{self.number}"

    def held(self, lease: Lease) -> Job | None:
        job = self.jobs.get(lease.holds)
        return job if job is not None and job.token == lease.token else None

    def under_way(self, lease: Lease, name: str) -> Stage | None:
        job = self.held(lease)
        stage = job.stages.get(name) if job else None
        return stage if stage and stage.state is StepState.STARTED else None

    def fits(self, job: Job, task_id: str, estimate: int) -> bool:
        today = [call for call in self.calls if call.day == self.now.date()]
        scopes: tuple[tuple[int | None, Iterable[Call]], ...] = (
            (self.caps.task_micros, [call for call in self.calls if call.task_id == task_id]),
            (self.caps.key_day_micros, [call for call in today if call.key_id == job.key_id]),
            (self.caps.day_micros, today),
        )
        return not estimate or all(cap is None or spent(calls).total_micros + estimate <= cap for cap, calls in scopes)

    @rule(target=keys, name=st.sampled_from(["key-1", "key-2", None]))
    def choose_key(self, name: str | None) -> str:
        return name or self.grant()

    def grant(self) -> str:
        name = self.fresh("key")
        self.do(self.storage.add_key(sample_key(name, None)))
        return name

    @rule(target=leases, key=keys)
    def new_task(self, key: str) -> Any:  # noqa: ANN401 - a lease or none
        return multiple() if self.do(self.storage.key(key)) is None else self.submit_and_claim(key)

    @rule(target=leases)
    def claim(self) -> Any:  # noqa: ANN401 - a lease or none
        lease = self.claimed()
        return multiple() if lease is None else lease

    def submit_and_claim(self, key: str) -> Lease:
        name = self.fresh("task")
        self.do(self.storage.accept(sample_task(name, key)))
        self.jobs[name] = Job(key)
        lease = self.claimed()
        assert lease is not None
        return lease

    def claimed(self) -> Lease | None:
        token = self.fresh("token")
        claimed = self.do(self.storage.claim_task(self.now, LEASE, token))
        if claimed is not None:
            self.jobs[claimed.task.id].token = token
        return None if claimed is None else claimed.lease

    @rule(seconds=st.sampled_from([1, 60, 86_400]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(lease=leases, name=NAMES, estimate=st.sampled_from([0, 3, 4, 5]))
    def begin(self, lease: Lease, name: str, estimate: int) -> None:
        call = self.storage.begin_step(lease, self.intent(name, estimate), self.caps)
        job = self.held(lease)
        if job is None:
            self.refused(call, LeaseLost)
            return
        stage = job.stages.get(name)
        if stage and (stage.state is StepState.FINISHED or stage.job):
            self.do(call)
        elif self.fits(job, lease.holds, estimate):
            self.do(call)
            self.began(job, lease, name, estimate)
        else:
            self.refused(call, CapReached)

    @rule(wishes=st.lists(st.tuples(leases, st.integers(3, 6)), min_size=2, max_size=4, unique_by=lambda wish: wish[0]))
    def begin_together(self, wishes: list[tuple[Lease, int]]) -> None:
        """Fresh steps of several tasks at once: those that were begun fit together."""
        mine = [(lease, estimate) for lease, estimate in wishes if self.held(lease)]
        names = [self.fresh("step") for _ in mine]

        outcomes = self.all_at_once(
            [
                partial(self.storage.begin_step, lease, self.intent(name, estimate), self.caps)
                for (lease, estimate), name in zip(mine, names, strict=True)
            ]
        )
        for (lease, estimate), name, outcome in zip(mine, names, outcomes, strict=True):
            if not isinstance(outcome, CapReached):
                self.began(self.jobs[lease.holds], lease, name, estimate)

    def intent(self, name: str, estimate: int) -> StepIntent:
        return sample_intent(name, seconds=(self.now - NOW).total_seconds(), estimate=estimate)

    def began(self, job: Job, lease: Lease, name: str, estimate: int) -> None:
        before = job.stages.get(name)
        if before and before.call and before.call.cost is None:
            before.call.cost = before.call.reserved  # given up, so possibly paid
        call = Call(job.key_id, lease.holds, self.now.date(), estimate)
        self.calls.append(call)
        job.stages[name] = Stage(call=call)

    @rule(lease=leases, name=NAMES)
    def submit_job(self, lease: Lease, name: str) -> None:
        stage = self.under_way(lease, name)
        if stage:
            self.do(self.storage.submitted_step(lease, name, "job-7"))
            stage.job = True

    @rule(lease=leases, name=NAMES, share=st.sampled_from([None, 0.5]))
    def poll_a_day_later(self, lease: Lease, name: str, share: float | None) -> None:
        """The same job, so the same reservation, which counts for the day on which it was made."""
        self.begin(lease, name, 4)
        self.submit_job(lease, name)
        self.wait(86_400)
        self.begin(lease, name, 5)
        self.finish_step(lease, name, share)

    @rule(lease=leases, name=NAMES, share=st.one_of(st.none(), st.sampled_from([0, 0.5, 1])))
    def finish_step(self, lease: Lease, name: str, share: float | None) -> None:
        stage = self.under_way(lease, name)
        if stage and stage.call:
            cost = None if share is None else int(stage.call.reserved * share)
            self.do(self.storage.finish_step(lease, name, b"1", self.now, Usage(cost_micros=cost)))
            stage.state, stage.call.cost = StepState.FINISHED, stage.call.reserved if cost is None else cost

    @rule(lease=leases, name=NAMES, billed=st.sampled_from(Billed))
    def fail_step(self, lease: Lease, name: str, billed: Billed) -> None:
        stage = self.under_way(lease, name)
        if stage and stage.call:
            self.do(self.storage.fail_step(lease, name, "Broken.", self.now, billed))
            stage.state, stage.job = StepState.FAILED, False
            stage.call.cost = 0 if billed is Billed.NO else stage.call.reserved

    @rule(lease=leases)
    def release(self, lease: Lease) -> None:
        job = self.held(lease)
        if job:
            self.do(self.storage.release_task(lease))
            job.token = None

    @rule(lease=leases)
    def finish_task(self, lease: Lease) -> None:
        job = self.held(lease)
        if job:
            self.do(self.storage.finish_task(lease, COMPLETED, self.now))
            job.token = None
            self.book(call for call in self.calls if call.task_id == lease.holds)

    @rule(key=consumes(keys))
    def remove(self, key: str) -> None:
        if self.do(self.storage.key(key)) is None:
            return
        self.do(delete_key(self.storage, key))
        self.book(call for call in self.calls if call.key_id == key)
        self.jobs = {name: job for name, job in self.jobs.items() if job.key_id != key}

    def book(self, calls: Iterable[Call]) -> None:
        for call in calls:
            call.cost = call.reserved if call.cost is None else call.cost

    @invariant()
    def amounts_equal_the_model(self) -> None:
        assert self.do(self.storage.spent()) == spent(self.calls)
        for day in {call.day for call in self.calls}:
            assert self.do(self.storage.spent(day=day)) == spent(call for call in self.calls if call.day == day)
        for key_id, day in {(call.key_id, call.day) for call in self.calls}:
            there = any(job.key_id == key_id for job in self.jobs.values())
            mine = [call for call in self.calls if call.key_id == key_id and there]
            assert self.do(self.storage.spent(key_id)) == spent(mine)
            assert self.do(self.storage.spent(key_id, day)) == spent(call for call in mine if call.day == day)

    @invariant()
    def steps_equal_the_model(self) -> None:
        for name in self.jobs:
            steps = self.do(self.storage.steps(name))
            total = sum(step.spent.total_micros for step in steps)
            assert total == spent(call for call in self.calls if call.task_id == name).total_micros

    @invariant()
    def no_cap_is_passed(self) -> None:
        for cap, of in (
            (self.caps.task_micros, lambda call: call.task_id),
            (self.caps.key_day_micros, lambda call: (call.key_id, call.day)),
            (self.caps.day_micros, lambda call: call.day),
        ):
            for scope in {of(call) for call in self.calls}:
                assert cap is None or spent(call for call in self.calls if of(call) == scope).total_micros <= cap


class MemoryAmounts(InMemory, Amounts):
    pass


class SqliteAmounts(InSqlite, Amounts):
    pass


class PostgresAmounts(InPostgres, Amounts):
    pass


TestMemoryAmounts = MemoryAmounts.TestCase
TestMemoryAmounts.settings = MONEY
TestSqliteAmounts = SqliteAmounts.TestCase
TestSqliteAmounts.settings = MONEY
TestPostgresAmounts = PostgresAmounts.TestCase
TestPostgresAmounts.settings = settings(MONEY, max_examples=trials(6))  # its calls take longer
