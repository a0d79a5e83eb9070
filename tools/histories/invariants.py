"""What must hold after every history, whatever happened in it."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from histories.scenario import Order, Scenario
from histories.upstream import AWAY, BUSY, LONGEST_REST, LOST, REJECTED, Fate
from pb_core.application.deadline import OVER
from pb_core.application.task_run import STOPPED
from pb_core.application.waiting import INTERNAL_FAULT, LAST_TRY, SHORTAGE
from pb_core.domain.billing import EntryKind
from pb_core.domain.steps import StepState
from pb_core.domain.tasks import RUNS_ALONE, SUSPECT_FAULTS, Task, TaskResult, TaskStatus
from pb_core.domain.webhooks import DeliveryState
from pb_core.domain.webhooks.signatures import signature

LONGEST_HOLD_UP = 900.0
NO_TIME = "leaves no time for another try"
PASSING = {AWAY, BUSY, LOST, SHORTAGE}  # such errors end a task that is as old as it may become
RUNS_BEFORE_BLAME = SUSPECT_FAULTS + RUNS_ALONE
_MAY_COMPLETE = {Fate.HEALTHY, Fate.GARBAGE}  # a diagram goes without what its stylist and its critic say


def broken(scenario: Scenario) -> tuple[str, ...]:
    """One sentence for each thing that does not hold."""
    checks = (_ends, _in_time, _ledger, _acceptance, _webhooks, _deliveries, _streams, _leftovers)
    return (*scenario.world.upstream.wrong, *(fault for check in checks for fault in check(scenario)))


def _ends(scenario: Scenario) -> Iterator[str]:
    """Every task is over, by what its fate and its history allow."""
    orders = {order.task_id: order for order in scenario.orders if order.task_id}
    for task in scenario.world.location.tasks.values():
        order = orders.get(task.id) or _order_of(scenario, task)
        if not task.status.final:
            yield f"{order.mark} is {task.status} for ever (faults {task.faults}, waits for {task.waits_for})"
        elif task.status is TaskStatus.COMPLETED and order.fate not in _MAY_COMPLETE:
            yield f"{order.mark} was {order.fate} and completed"
        elif task.status is TaskStatus.FAILED and not _may_fail(scenario, order, task):
            yield f"{order.mark} was {order.fate} and failed: {task.error} (put back {task.put_backs} times)"


def _may_fail(scenario: Scenario, order: Order, task: Task) -> bool:
    """Whether the error of a failed task is a right cause for it."""
    error, deadline = task.error or "", scenario.world.options.deadline
    if error == "cancelled":
        return order.cancel_after is not None
    if error in {OVER.format(deadline.total_seconds()), *PASSING} or NO_TIME in error:
        return _age_at_end(scenario, task) >= LAST_TRY * deadline.total_seconds() - LONGEST_REST
    if error == STOPPED:
        return order.fate is Fate.BUGGY or _was_alone_when_it_stopped(scenario, task)
    by_fate = {
        Fate.REJECTED: error == REJECTED,
        Fate.BUGGY: error == INTERNAL_FAULT,
        Fate.GARBAGE: error not in {INTERNAL_FAULT, SHORTAGE},
    }
    return by_fate.get(order.fate, False)


def _age_at_end(scenario: Scenario, task: Task) -> float:
    """How many seconds of virtual time passed between acceptance and end of a task."""
    ended = next(
        at for at, *what in scenario.world.trace if what[1:] in (["finish_task", task.id], ["cancel_task", task.id])
    )
    return float(ended) - scenario.world.location.accepted_uptimes[task.id]


def _in_time(scenario: Scenario) -> Iterator[str]:
    """No task is worked on for long after its deadline, save where its store, its program or its job held it up."""
    put_back = sum(-seconds for seconds in scenario.jumps if seconds < 0)  # waits and deadlines are later by that
    latest = scenario.world.options.deadline.total_seconds() + LONGEST_HOLD_UP + put_back
    for task in scenario.world.location.tasks.values():
        if task.status.final and _age_at_end(scenario, task) > latest:
            yield f"task {task.id} ended {_age_at_end(scenario, task):.0f} s after its acceptance"


def _was_alone_when_it_stopped(scenario: Scenario, task: Task) -> bool:
    """Whether programs ended, or were stopped for long, so often under a task that it may be blamed."""
    held = [kill.held for kill in scenario.world.kills if task.id in kill.held]
    alone = sum(others == {task.id} for others in held)
    return len(held) + scenario.stops >= RUNS_BEFORE_BLAME and alone + scenario.stops >= RUNS_ALONE


def _order_of(scenario: Scenario, task: Task) -> Order:
    text = msgspec.json.encode(task.work).decode()
    return next(order for order in scenario.orders if order.mark in text)


def _ledger(scenario: Scenario) -> Iterator[str]:
    """One charge of its units for each task that is there, none besides; the balance is what is left.

    Nothing stays reserved.
    """
    at = scenario.world.location
    for key in at.keys.values():
        entries = [entry for entry in at.entries if entry.key_id == key.id]
        charged = sorted((entry.task_id, entry.amount) for entry in entries if entry.kind is EntryKind.CHARGE)
        tasks = sorted((task.id, -task.units) for task in at.tasks.values() if task.key_id == key.id)
        units = -sum(amount for _, amount in tasks)
        if charged != tasks:
            yield f"charges {charged} for tasks {tasks}"
        if key.total_used != units:
            yield f"{key.name} has used {key.total_used} units for tasks of {units}"
        if key.quota_total is not None and key.quota_remaining != key.quota_total - units:
            yield f"{key.name} has {key.quota_remaining} of {key.quota_total} left after tasks of {units} units"
    reserved = [amount for amount in at.spent_by_day.values() if amount.reserved_micros]
    if reserved and all(task.status.final for task in at.tasks.values()):
        yield f"reserved for ever: {reserved}"


def _acceptance(scenario: Scenario) -> Iterator[str]:
    """What was accepted is there, once."""
    at = scenario.world.location
    for order in scenario.orders:
        if order.task_id and order.task_id not in at.tasks and not scenario.accounts[order.key].removed:
            yield f"{order.mark} was accepted and is lost"
    stored = Counter(_order_of(scenario, task).mark for task in at.tasks.values())
    yield from (f"{mark} is stored {times} times" for mark, times in stored.items() if times > 1)


def _webhooks(scenario: Scenario) -> Iterator[str]:
    """What is told of a task is how it ended, signed; nothing is told of unknown tasks."""
    at = scenario.world.location
    for _, headers, body in scenario.world.upstream.received:
        told = msgspec.json.decode(body)
        task = at.tasks.get(told["task_id"])
        if task is None:
            if not any(account.removed for account in scenario.accounts):
                yield f"a webhook about an unknown task: {told['task_id']}"
            continue
        if (told["status"], told["error"]) != (task.status.value, task.error):
            yield f"a webhook says {told['status']} of a task that is {task.status}"
        secret = at.keys[task.key_id].webhook_secret
        if dict(headers).get("X-PaperBanana-Signature") != (signature(body, secret) if secret else None):
            yield "a webhook is not signed as it should be"


def _deliveries(scenario: Scenario) -> Iterator[str]:
    """Every end is told at least once where its receiver took it, and tried as often as is documented where not."""
    at = scenario.world.location
    heard = {msgspec.json.decode(body)["task_id"] for _, _, body in scenario.world.upstream.received}
    tries = 1 + len(scenario.world.options.retry_delays)
    for task in at.tasks.values():
        deliveries = [delivery for delivery in at.deliveries.values() if delivery.task_id == task.id]
        if len(deliveries) != (task.callback is not None and task.status.final):
            yield f"{len(deliveries)} webhooks for a task with callback {task.callback}"
        for delivery in deliveries:
            is_given_up = delivery.state is DeliveryState.FAILED and len(delivery.attempts) == tries
            if delivery.state is not DeliveryState.DELIVERED and not is_given_up:
                yield f"a webhook is {delivery.state} after {len(delivery.attempts)} tries"
            if delivery.state is DeliveryState.DELIVERED and task.id not in heard:
                yield "a webhook is delivered that nobody received"


def _streams(scenario: Scenario) -> Iterator[str]:
    """Versions of a task's events never go back or repeat a step."""
    for order in scenario.orders:
        if any(later < earlier for earlier, later in zip(order.seen, order.seen[1:], strict=False)):
            yield f"events of {order.mark} went back: {order.seen}"


def _notes(result: TaskResult) -> tuple[str, ...]:
    """What a result tells of itself and of its candidates."""
    return (*result.notes, *(note for candidate in result.candidates for note in candidate.result.notes))


def _leftovers(scenario: Scenario) -> Iterator[str]:
    """No lease and no step under way outlives its task; pictures of finished tasks are there."""
    at = scenario.world.location
    if at.leases:
        yield f"held for ever: {sorted(at.leases)}"
    for step in at.steps.values():
        task = at.tasks[step.task_id]
        is_own = not step.name.startswith("probe/")  # what a probe was to find another task may have found meanwhile
        if is_own and task.result is not None and not _notes(task.result) and step.state is StepState.STARTED:
            yield f"step {step.name} of the completed task {step.task_id} is under way"
    blobs = scenario.world.blobs
    for task in at.tasks.values():
        for artifact in task.result.pictures().values() if task.result else ():
            if (task.key_id, artifact.digest) not in blobs:
                yield f"the picture of {task.id} is not stored"
    if scenario.world.ownerless:
        yield f"pictures of deleted keys are left: {scenario.world.ownerless}"
