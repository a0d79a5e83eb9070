"""Port of the wake-ups between those who queue work and those who do it."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

TASKS = "tasks"
DELIVERIES = "deliveries"


def task_topic(task_id: str) -> str:
    """The topic that is notified whenever this task or one of its steps changes."""
    return f"task:{task_id}"


def cancel_topic(task_id: str) -> str:
    """The topic that is notified when this task was ended by its caller, for who works on it."""
    return f"cancel:{task_id}"


class Wakeup(Protocol):
    """A subscription to one topic."""

    async def wait(self, seconds: float) -> bool:
        """Return true at once if the topic was notified since the last wait (or the subscription), else when it is.

        Returns false after ``seconds`` without a notification. Several notifications may count as one.
        """


class Wakeups(Protocol):
    """Notifications by topic: they carry no data and may be missed across processes, so waiters also poll.

    Duties: a notification after ``subscribe`` was entered is never missed within one process. ``notify`` does
    not wait for slow subscribers. Leaving the context ends the subscription.
    """

    async def notify(self, topic: str) -> None:
        """Wake everyone who waits on the topic."""

    def subscribe(self, topic: str) -> AbstractAsyncContextManager[Wakeup]:
        """Subscribe to a topic."""
