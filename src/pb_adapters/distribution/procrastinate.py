"""The distributor that has procrastinate hand out tickets; each is a visit of a place, which claims what is due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

import anyio
from anyio.abc import TaskGroup
from msgspec import Struct
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException
from psycopg import AsyncConnection, OperationalError
from psycopg.conninfo import conninfo_to_dict

from pb_adapters.distribution.tickets import LOOK, QUEUE
from pb_core.ports.distribution import Serve

log = logging.getLogger(__name__)

RESCUE = "paperbanana.rescue"
"""The name of the job that gives tickets back whose worker is gone."""


REFUSED_BY_POOLER = "startup parameter"
"""What pgbouncer says of options that it does not pass on."""


_IS_OPEN = """
SELECT EXISTS (
    SELECT 1 FROM procrastinate_jobs
    WHERE queue_name = %(queue)s AND task_name = %(name)s AND status = 'todo'
          AND (scheduled_at IS NULL OR scheduled_at <= now())
) AS is_open
"""


class Pace(Struct, frozen=True, kw_only=True):
    """Seconds: how often places look without a ticket, and how often a worker asks for tickets without being woken.

    A worker shows every ``heartbeat`` that it is there; the tickets of one that did not for ``stalled`` are given back.
    After a fault it begins again after ``first_pause``, and then after twice the pause before, at most
    ``longest_pause``. ``stop`` is how long the end may take.
    """

    look: float = 5.0
    fetch: float = 1.0
    heartbeat: float = 10.0
    stalled: float = 30.0
    first_pause: float = 0.5
    longest_pause: float = 10.0
    stop: float = 5.0


class _Unused(Exception):
    """A ticket was not used: no place was free before the end."""


class _Visits:
    """Visits of places, each of which claims and works until nothing is due, or there is another ticket.

    With that one it goes on: under load that lasts, tickets would be left over without end.
    """

    def __init__(self, serve: Serve, places: int, stopping: anyio.Event, group: TaskGroup) -> None:
        self._serve, self._stopping, self._group = serve, stopping, group
        self._places = anyio.CapacityLimiter(places)
        self.tickets: App | None = None

    async def take(self, task_id: str) -> None:
        """Use a ticket: visit as soon as a place is free, and return when the visit is over.

        One that is cancelled leaves its visit under way. Raises ``_Unused`` where there was none.
        """
        del task_id  # which task is next is decided by the claim
        visit = _Visit()
        self._group.start_soon(self._visit, visit)
        with suppress(asyncio.CancelledError):  # by procrastinate, when it stops: the visit is not its
            await visit.over.wait()
        if not visit.begun:
            visit.revoked = True
            raise _Unused

    async def look_again(self, seconds: float) -> None:
        """Visit every free place now and then: a ticket may be lost, and tasks become due without one."""
        while True:
            for _ in range(int(self._places.available_tokens)):
                self._group.start_soon(self._visit, _Visit())
            await anyio.sleep(seconds)

    async def _visit(self, visit: "_Visit") -> None:
        try:
            async with self._places:
                visit.begun = not self._stopping.is_set() and not visit.revoked
                while not self._stopping.is_set() and not visit.revoked and await self._serve():
                    if await self._is_ticket_open():
                        break
        finally:
            visit.over.set()

    async def _is_ticket_open(self) -> bool:
        """Whether somebody can take another ticket now; not where they cannot be asked for."""
        if self.tickets is None:
            return False
        try:
            answer = await self.tickets.connector.execute_query_one_async(_IS_OPEN, queue=QUEUE, name=LOOK)
        except Exception:  # noqa: BLE001 - whatever it is, who takes tickets finds out and tells
            return False
        return bool(answer["is_open"])


class _Visit:
    def __init__(self) -> None:
        self.begun = self.revoked = False
        self.over = anyio.Event()


class TicketDistributor:
    """``Distributor`` of any number of processes on one database, whose store writes ``Tickets``.

    Needs one connection that listens and at most two more, all to ``address``, which must lead to the server itself.
    While the database is away, and where a ticket is lost, places look by themselves every few seconds.
    """

    def __init__(self, address: str, *, pace: Pace = Pace()) -> None:  # noqa: B008 - frozen
        self._address, self._pace = address, pace

    async def distribute(self, serve: Serve, places: int, stopping: anyio.Event) -> None:
        """Take tickets and look without them until ``stopping`` is set and every visit is over."""
        async with anyio.create_task_group() as work, anyio.create_task_group() as side:
            visits = _Visits(serve, places, stopping, work)
            side.start_soon(visits.look_again, self._pace.look)
            side.start_soon(self._take_tickets, visits, places)
            await stopping.wait()
            side.cancel_scope.cancel()

    async def _take_tickets(self, visits: _Visits, places: int) -> None:
        """Work for procrastinate until cancelled, and begin again whenever that ends."""
        pause, is_told = self._pace.first_pause, False
        while True:
            began = anyio.current_time()
            try:
                await self._work(visits, places)
                fault = "its worker ended"
            except Exception as error:  # noqa: BLE001 - whatever it is, places look by themselves
                fault = (str(error.__cause__ or error).splitlines() or [type(error).__name__])[0]
            if anyio.current_time() - began > self._pace.heartbeat:
                pause, is_told = self._pace.first_pause, False
            if not is_told:
                log.warning(
                    "tickets for tasks cannot be taken: %s; tasks are looked for every %g seconds",
                    fault,
                    self._pace.look,
                )
            is_told = True
            await anyio.sleep(pause)
            pause = min(pause * 2, self._pace.longest_pause)

    async def _work(self, visits: _Visits, places: int) -> None:
        app = self._app(visits.take, await self._options())
        try:
            await app.open_async()
            visits.tickets = app
            worker = asyncio.ensure_future(self._run(app, places))
            try:
                await asyncio.wait([worker])
                worker.result()
            finally:
                visits.tickets = None
                await self._end(worker)
        finally:
            with anyio.move_on_after(self._pace.stop, shield=True):
                await app.close_async()

    async def _options(self) -> str:
        """The options of a connection that is there: a ticket need not be on disk to be taken, where one may say so.

        Raises ``psycopg.Error`` where there is none, sooner than a pool would tell.
        """
        own = str(conninfo_to_dict(self._address).get("options") or "")
        relaxed = f"{own} -c synchronous_commit=off".strip()
        with anyio.fail_after(self._pace.stop, shield=True):  # what psycopg begins is brought to its end
            try:
                connection = await AsyncConnection.connect(self._address, options=relaxed)
            except OperationalError as error:
                if REFUSED_BY_POOLER in str(error):
                    return own
                raise
            await connection.close()
        return relaxed

    def _app(self, take: Callable[[str], Awaitable[None]], options: str) -> App:
        pace = self._pace
        connector = PsycopgConnector(
            conninfo=self._address,
            min_size=1,
            max_size=2,
            timeout=10.0,
            kwargs={
                "application_name": "pb tickets",
                "connect_timeout": 10,
                "prepare_threshold": None,
                "options": options,
            },
            name="pb-tickets",
        )
        app = App(connector=connector)

        @app.task(name=LOOK, queue=QUEUE, retry=RetryStrategy(retry_exceptions=[_Unused]))
        async def look(task_id: str) -> None:
            await take(task_id)

        @app.periodic(cron="* * * * * */30")
        @app.task(name=RESCUE, queue=QUEUE, queueing_lock=RESCUE)
        async def rescue(timestamp: int) -> None:
            del timestamp
            for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=pace.stalled):
                with suppress(ConnectorException):  # somebody else gave it back, or it has ended
                    await app.job_manager.retry_job(job)

        return app

    async def _run(self, app: App, places: int) -> None:
        await app.run_worker_async(
            queues=[QUEUE],
            concurrency=places,
            fetch_job_polling_interval=self._pace.fetch,
            abort_job_polling_interval=60.0,  # tickets are not aborted
            shutdown_graceful_timeout=self._pace.fetch,
            delete_jobs="successful",
            install_signal_handlers=False,
            update_heartbeat_interval=self._pace.heartbeat,
            stalled_worker_timeout=self._pace.stalled,
        )

    async def _end(self, worker: "asyncio.Future[None]") -> None:
        """Have the worker stop in order, which gives back what it has not used; at once where that takes too long."""
        with anyio.CancelScope(shield=True):
            for _ in range(2):
                if not worker.done():
                    worker.cancel()
                    await asyncio.wait([worker], timeout=self._pace.stop)
