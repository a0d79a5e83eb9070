"""Port of the distribution: when which worker looks for work. What it finds is decided by the queue's claim alone."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import anyio

Serve = Callable[[], Awaitable[bool]]
"""Claims one task that is due and works on it to its end; returns whether there was one, and raises nothing."""


class Distributor(Protocol):
    """Has the places of workers look for tasks.

    Duties: once a task has become pending and due, a free place of some worker looks for it soon, and some time later
    again for one that was overlooked. So a task is found, too, that a worker left which is gone, after ``rescue``. What
    was rolled back is not looked for. One that finds nothing does no harm, so that looking once too often is right
    where it is not known.
    """

    async def distribute(self, serve: Serve, places: int, stopping: anyio.Event) -> None:
        """Call ``serve`` in ``places`` at once at most, each again for as long as it finds something.

        Once ``stopping`` is set it calls no more, and returns when every call has. Cancelled, it cancels the calls
        under way. It outlives faults of whatever it distributes by.
        """
