"""Tickets: jobs of procrastinate, one for each time that a task becomes pending, deferred in the same transaction."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.types import JSONDict
from psycopg import AsyncConnection

QUEUE = "paperbanana"
LOOK = "paperbanana.look"
"""The name of the jobs that are tickets."""

MARGIN = timedelta(seconds=0.1)
"""How much later than its task a ticket is due, as workers look by clocks of their own."""


class Tickets:
    """Told by the store which tasks become pending, writes a ticket for each.

    A ticket carries the id of its task and no more; whoever takes it may find another task, or none.
    """

    def __init__(self) -> None:
        self._app = App(connector=PsycopgConnector())  # never opened: it writes on connections of the store

    async def defer(self, connection: AsyncConnection[Any], due: Sequence[tuple[str, datetime | None]]) -> None:
        """Write tickets in the transaction of a connection, for tasks that are due at once or at a time.

        Raises ``psycopg.Error``.
        """
        by_time: defaultdict[datetime | None, list[str]] = defaultdict(list)
        for task_id, not_before in due:
            by_time[not_before].append(task_id)
        for not_before, task_ids in by_time.items():
            at = None if not_before is None else not_before + MARGIN
            job = self._app.configure_task(LOOK, queue=QUEUE, schedule_at=at, connection=connection)
            arguments: list[JSONDict] = [{"task_id": task_id} for task_id in task_ids]
            try:
                await job.batch_defer_async(*arguments)
            except ConnectorException as error:  # the transaction's owner knows what to do of the database's own
                raise error.__cause__ or error from error
