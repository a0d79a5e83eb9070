"""Waiting: which errors put a task back instead of failing it, until when, and what it says after its deadline."""

from datetime import datetime, timedelta

from msgspec import Struct

from pb_core.domain.tasks import Task
from pb_core.errors import Billed, CapBusy, EngineError, PaperBananaError


class Patience(Struct, frozen=True, kw_only=True):
    """How long a task is tried again: until ``deadline`` after its acceptance.

    The waits between tries double from ``first_wait`` up to ``longest_wait``, unless the engine asks for longer ones.
    """

    deadline: timedelta = timedelta(hours=1)
    first_wait: timedelta = timedelta(seconds=15)
    longest_wait: timedelta = timedelta(minutes=5)

    def next_try(self, task: Task, error: PaperBananaError, now: datetime) -> datetime | None:
        """When a task that met this error is due again; ``None``: it fails.

        The last try is at the deadline. An engine that wants to be left alone for longer ends the task at once.
        """
        last = task.created_at + self.deadline
        if not is_outage(error) or now >= last:
            return None
        asked = _asked(error)
        if asked is not None and now + asked > last:
            return None
        doubled = self.first_wait * (1 << min(task.put_backs, 16))
        return min(now + max(min(doubled, self.longest_wait), asked or timedelta()), last)

    def last_words(self, task: Task, error: PaperBananaError) -> str:
        """The sentence of a task that fails by this error, with why it is not tried again where it was put back."""
        if not is_outage(error) or not task.put_backs:
            return str(error)
        seconds = self.deadline.total_seconds()
        why = f"its deadline of {seconds:g} seconds leaves no time for another try"
        return f"{str(error).rstrip('.')}; the task was tried again, and {why}"


def is_outage(error: PaperBananaError) -> bool:
    """Whether the engine is away or too busy for now and has certainly billed nothing, or a cap is not free yet.

    An answer that was lost may have been billed; its call is made again only where it was one of many in a row, of
    which the breaker lets few through.
    """
    if isinstance(error, CapBusy):
        return True
    if not isinstance(error, EngineError) or not error.retryable:
        return False
    return error.billed is Billed.NO or error.in_outage


def _asked(error: PaperBananaError) -> timedelta | None:
    seconds = error.retry_after if isinstance(error, EngineError) else None
    return None if seconds is None else timedelta(seconds=min(max(seconds, 0.0), 1e6))
