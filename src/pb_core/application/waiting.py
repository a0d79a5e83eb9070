"""Waiting: which errors put a task back instead of failing it, until when, and what it says after its deadline.

An engine that is away puts a task back, and so do the server's own store, disk, memory and files.
A try that was lost may have been paid for, so that waits after lost answers grow fast: an hour of outage costs a step
eight calls at most, where one that costs nothing is tried seventeen times.
"""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from pb_core.application.holding import is_shortage
from pb_core.domain.tasks import SUSPECT_FAULTS, Outcome, Task
from pb_core.errors import Billed, CapBusy, EngineError, OutcomeUnknown, PaperBananaError, RowRefused, TooSlow

SHORTAGE = "The store, disk, memory or files of this server do not suffice at present"
"""What callers are told of a shortage: what an operating system says of one may name paths."""

INTERNAL_FAULT = "An internal fault stopped this task; the operator's log tells more"


UNEXPECTED = "The last try ended by an internal fault: it is tried again alone"


LAST_TRY = 0.9
"""At which share of its deadline a task is tried for the last time."""


class PutBack(Struct, frozen=True, kw_only=True):
    """What becomes of a task that met what may pass: it waits, for ``reason``, until ``not_before``.

    ``fault``: its run has ended unexpectedly, so it runs alone next.
    """

    not_before: datetime
    reason: str
    fault: bool = False


class Patience(Struct, frozen=True, kw_only=True):
    """How long a task is tried again: until nine tenths of ``deadline`` have passed since its acceptance.

    The last tenth is for the last try, since a run is ended at its deadline. With a deadline of zero nothing is tried
    again, and no run is ended.
    The waits between tries double from ``first_wait`` up to ``longest_wait``, unless the engine asks for longer ones.
    They begin with ``first_own_wait`` where the fault is the server's own.
    Where the try before may have been billed they quadruple from ``first_paid_wait`` up to ``longest_paid_wait``.
    """

    deadline: timedelta = timedelta(hours=1)
    first_wait: timedelta = timedelta(seconds=15)
    first_own_wait: timedelta = timedelta(seconds=1)
    longest_wait: timedelta = timedelta(minutes=5)
    first_paid_wait: timedelta = timedelta(minutes=1)
    longest_paid_wait: timedelta = timedelta(minutes=16)

    def next_try(self, task: Task, error: Exception, age: timedelta, now: datetime) -> datetime | None:
        """When a task of this age that met this error is due again; ``None``: it fails.

        An engine that wants to be left alone until after the last try ends the task at once.
        """
        left = self.deadline * LAST_TRY - age
        if not _passes(error) or left <= timedelta():
            return None
        asked = _asked(error)
        if asked is not None and asked > left:
            return None
        return now + min(max(self._wait(task, error), asked or timedelta()), left)

    def _wait(self, task: Task, error: Exception) -> timedelta:
        waited = min(task.put_backs, 16)
        if isinstance(error, EngineError) and error.billed is not Billed.NO:
            return min(self.first_paid_wait * (1 << 2 * waited), self.longest_paid_wait)
        first = self.first_own_wait if is_shortage(error) else self.first_wait
        return min(first * (1 << waited), self.longest_wait)

    def last_words(self, task: Task, error: Exception) -> str:
        """The sentence of a task that fails by this error, with why it is not tried again where it was put back."""
        if not _passes(error) or not task.put_backs:
            return reason(error)
        seconds = self.deadline.total_seconds()
        why = f"its deadline of {seconds:g} seconds leaves no time for another try"
        return f"{reason(error).rstrip('.')}; the task was tried again, and {why}"


def blame(error: Exception, task: Task, age: timedelta, now: datetime, patience: Patience) -> Outcome | PutBack:
    """What an error comes to: the end of its task, or another try.

    What may pass is tried again until the deadline. An unexpected fault ends a task only once it has met it in two runs
    alone, for which the task must be as it is in the store now.
    """
    not_before = patience.next_try(task, error, age, now)
    if not_before is not None:
        return PutBack(not_before=not_before, reason=reason(error))
    faulty = replace(task, faults=max(task.faults + 1, SUSPECT_FAULTS))
    if is_unexpected(error) and not faulty.is_to_blame and age < patience.deadline:
        wait = patience.first_own_wait * (1 << min(task.faults, 8))
        return PutBack(not_before=now + wait, reason=UNEXPECTED, fault=True)
    return Outcome(error=patience.last_words(task, error))


def is_unexpected(error: Exception) -> bool:
    """Whether nobody can say whose fault it is: the task's, or that of whatever ran beside it."""
    if isinstance(error, EngineError):
        return error.suspect
    return isinstance(error, RowRefused) or not (isinstance(error, PaperBananaError) or is_shortage(error))


def reason(error: Exception) -> str:
    """The sentence that a caller reads of this error."""
    if is_shortage(error):
        return SHORTAGE
    is_told = isinstance(error, PaperBananaError) and not isinstance(error, RowRefused)
    return str(error) if is_told else INTERNAL_FAULT


def _passes(error: Exception) -> bool:
    return is_shortage(error) or (isinstance(error, PaperBananaError) and is_outage(error))


def is_outage(error: PaperBananaError) -> bool:
    """Whether the engine is away or too busy for now, or a cap is not free yet.

    It has certainly billed nothing, or the answer was lost on its way. A call that took too long is made again only
    where calls fail in a row: else it would take as long again.
    """
    if isinstance(error, CapBusy):
        return True
    if not isinstance(error, EngineError) or not error.retryable:
        return False
    is_lost = isinstance(error, OutcomeUnknown) and not isinstance(error, TooSlow)
    return error.billed is Billed.NO or is_lost or error.in_outage


def _asked(error: Exception) -> timedelta | None:
    seconds = error.retry_after if isinstance(error, EngineError) else None
    return None if seconds is None else timedelta(seconds=min(max(seconds, 0.0), 1e6))
