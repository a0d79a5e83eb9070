"""Port of the wake-ups between those who queue work and those who do it."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

TASKS = "tasks"
DELIVERIES = "deliveries"


def task_topic(task_id: str) -> str:
    """The topic that rings whenever this task or one of its steps changes."""
    return f"task:{task_id}"


class Wakeup(Protocol):
    """A subscription to one topic."""

    async def wait(self, seconds: float) -> bool:
        """Return true at once if it rang since the last wait (or the subscription), else when it rings.

        Returns false after ``seconds`` without a ring. Several rings may count as one.
        """


class Wakeups(Protocol):
    """A doorbell: it carries no data and may be missed across processes, so waiters also poll.

    Duties: a ring after ``subscribe`` was entered is never missed within one process. ``ring`` does
    not block on slow listeners. Leaving the context forgets the subscription.
    """

    async def notify(self, topic: str) -> None:
        """Wake everyone who waits on the topic."""

    def subscribe(self, topic: str) -> AbstractAsyncContextManager[Wakeup]:
        """Listen to a topic."""
