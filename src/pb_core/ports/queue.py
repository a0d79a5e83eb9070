"""Port of the queue: who works on which task, under leases whose end is the queue's judgement."""

from datetime import datetime, timedelta
from typing import Protocol

from pb_core.domain.tasks import ClaimedTask, Lease, Outcome, Task
from pb_core.domain.webhooks import Delivery


class TaskQueue(Protocol):
    """Tasks that are to be worked on.

    One instance is one holder. A holder that is gone (closed, or its program ended) holds nothing any more; one that is
    there holds what it renews. Where nothing tells the end of a program, it is gone when all its leases have ended.
    Ends of leases are measured by a clock of the store, its uptime, that no wall clock of a program moves.

    Duties: every method is one transaction, durable on return. A method that takes a lease changes something only while
    the stored token equals the lease's; else, and when the task is gone or final, it raises ``LeaseLost`` and changes
    nothing. An expired lease that nobody took over is still valid.
    """

    async def claim_task(
        self, now: datetime, lease: timedelta, token: str, most_running: int | None = None
    ) -> ClaimedTask | None:
        """Take a task that is pending and due; count an attempt.

        Keys take turns: the one whose turn is longest past, where a key of weight 3 has three turns while others have
        one; one that joins, or had nothing due, starts with the others and has nothing in arrears. Of a key, the task
        that is first by ``Task.queued_at``, then by acceptance. A key that is disabled is passed over, and so is one
        with ``most_running`` tasks running.

        A task is due unless it was put back until later than ``now``. It becomes running and waits for nothing. Two
        concurrent claims never return the same task. What anybody holds is not claimed: ``rescue`` makes it pending.

        A suspect (``Task.is_suspect``) is claimed only by a holder that holds nothing, before any other task, and while
        it is held its holder claims nothing. One that has been due for longer than ``SUSPECT_PATIENCE`` keeps its
        holder from claiming others. A task whose record cannot be read is claimed with ``UnreadableWork``.

        ``ClaimedTask.age`` is by both clocks: the shorter of what wall clock and uptime say since the acceptance, and
        by the wall clock alone where the uptime began anew.

        A claim that raises has claimed nothing: nobody would know of its lease.
        """

    async def claim_overdue(
        self, now: datetime, lease: timedelta, token: str, deadline: timedelta
    ) -> ClaimedTask | None:
        """Take the oldest task that is pending and was accepted at least ``deadline`` ago; count an attempt.

        Whatever it waits for, whoever's turn it is, and whether its key is active: it is to be ended. One whose job a
        provider has under way is left to ``claim_task``, as that is polled to its end. A claim that raises has claimed
        nothing.
        """

    async def rescue(self, now: datetime) -> int:
        """Make tasks and deliveries pending that holders held who are gone, or who let their leases end; how many.

        A task rescued so counts a fault, and a suspect waits for ``SUSPECT_WAIT``. A holder that is gone clears those
        that it did not hold at its end: their ``faults`` are forgiven, as it stopped without them. A holder never loses
        to itself.
        """

    async def renew_task(self, lease: Lease, duration: timedelta) -> None:
        """Let a lease last for ``duration`` from now on."""

    async def release_task(self, lease: Lease) -> None:
        """Give a task back unfinished: pending again, and the attempt of this claim is not counted."""

    async def put_back(self, lease: Lease, not_before: datetime, reason: str, *, fault: bool = False) -> None:
        """Give a task back that cannot go on yet: as ``release_task``, and nobody claims it before ``not_before``.

        ``reason`` says in one sentence what it waits for, and ``put_backs`` grows. Its steps stay as they are. With
        ``fault`` its run has ended unexpectedly: ``faults`` grows, and it is a suspect at least.
        """

    async def finish_task(
        self, lease: Lease, outcome: Outcome, completed_at: datetime, delivery: Delivery | None = None
    ) -> Task:
        """Set the outcome, drop the lease and insert the delivery, in one transaction; return the task.

        What steps under way had reserved counts as spent, since nobody will settle it.
        """

    async def cancel_task(
        self, task_id: str, outcome: Outcome, completed_at: datetime, delivery: Delivery | None = None
    ) -> bool:
        """End a task that is not over, whoever holds it, as ``finish_task`` does; return whether it was so.

        Its holder has lost its lease. A task that is over, or is not there, stays as it is.
        """
