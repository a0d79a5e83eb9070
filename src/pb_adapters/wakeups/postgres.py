"""Wake-ups between processes that share a PostgreSQL database, by LISTEN and NOTIFY.

One connection of its own listens, for as long as the process lives. Notifications are sent through the pool, many in
one statement. A process wakes its own subscribers at once, without the database.
"""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any

import anyio
from msgspec import Struct
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from pb_adapters.wakeups.local import LocalWakeup, LocalWakeups

log = logging.getLogger(__name__)

LISTEN = "LISTEN paperbanana_wakeups"
NOTIFY = "SELECT pg_notify('paperbanana_wakeups', payload) FROM unnest(%s::text[]) AS payload"

MOST_UNSENT = 10_000
"""How many topics are kept while the database is away; those that were notified first are let go."""
MOST_AT_ONCE = 1_000
LONGEST_NAME = 200
"""Topics of more characters are sent as their SHA-256: PostgreSQL takes payloads below 8,000 bytes."""

ECHO = ""
"""What a process sends to hear itself: the name of no topic."""


class Pace(Struct, frozen=True, kw_only=True):
    """Seconds: how long it listens until it tries whether it still hears itself, and how long that may take.

    After a fault it connects again after ``first_pause``, and then after twice the pause before, at most
    ``longest_pause``. ``timeout`` is how long a connection may take, and ``last`` what is left to send at the end.
    """

    quiet: float = 15.0
    echo: float = 5.0
    first_pause: float = 0.2
    longest_pause: float = 30.0
    timeout: float = 10.0
    last: float = 2.0


class _Unheard(Exception):
    """A notification of one's own did not come back."""


UNHEARD = (
    "the connection that listens hears nothing, as behind a pooler that gives connections away after each transaction:"
    " set PAPERBANANA_DATABASE_LISTEN_URL to the address of the server itself"
)


class PostgresWakeups:
    """``Wakeups`` of all processes on one database; ``open_wakeups`` runs it.

    ``within`` are the topics whose subscribers are all in this process. While the database is away, or does not let
    it listen, others are heard late or not at all, which is logged once, and waiters find by polling what they need.
    Once it hears again, everybody is woken.
    """

    def __init__(
        self, address: str, pool: AsyncConnectionPool[Any], *, within: frozenset[str] = frozenset(), pace: Pace
    ) -> None:
        self._address, self._pool, self._within, self._pace = address, pool, within, pace
        self._local = LocalWakeups()
        self._own = secrets.token_hex(8)
        self._unsent: dict[str, None] = {}
        self._has_unsent = LocalWakeup()
        self._faults: set[str] = set()
        self.hears = anyio.Event()

    async def notify(self, topic: str) -> None:
        """Wake everyone in this process who waits on the topic, and soon those in others; returns at once."""
        name = _name(topic)
        self._local.wake(name)
        if topic not in self._within:
            self._keep(name)

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncGenerator[LocalWakeup]:
        """Subscribe to a topic."""
        async with self._local.subscribe(_name(topic)) as wakeup:
            yield wakeup

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Listen and send until the context is left; what is not sent by then is sent if the database takes it soon."""
        # Tasks of asyncio, each cancelled once: a cancel scope cancels again what psycopg does in order to end a call.
        loops = [asyncio.create_task(self._listen()), asyncio.create_task(self._send_all())]
        try:
            yield
        finally:
            with anyio.CancelScope(shield=True):
                await _ended(loops, 0)
                if self._unsent:
                    await _ended([asyncio.create_task(self._sent())], self._pace.last)

    def _keep(self, name: str) -> None:
        self._unsent[name] = None
        if len(self._unsent) > MOST_UNSENT:
            del self._unsent[next(iter(self._unsent))]
        self._has_unsent.notify()

    async def _send_all(self) -> None:
        pause = self._pace.first_pause
        while True:
            await self._has_unsent.wait(self._pace.quiet)
            while self._unsent:
                if await self._sent():
                    pause = self._pace.first_pause
                else:
                    await anyio.sleep(pause)
                    pause = min(pause * 2, self._pace.longest_pause)

    async def _sent(self) -> bool:
        """Send what was notified; whether the database took it. If not, it is kept for the next try."""
        names = list(self._unsent)[:MOST_AT_ONCE]
        for name in names:
            del self._unsent[name]
        try:
            await self._send(names)
        except BaseException as error:
            for name in names:
                self._keep(name)
            if not isinstance(error, Exception):
                raise
            self._tell("send", f"wake-ups for other processes cannot be sent: {_reason(error)}; they poll meanwhile")
            return False
        self._forget("send")
        return True

    async def _send(self, names: Sequence[str]) -> None:
        async with self._pool.connection(timeout=self._pace.timeout) as connection:
            await connection.execute(NOTIFY, ([f"{self._own} {name}" for name in names],))

    async def _listen(self) -> None:
        pause = self._pace.first_pause
        while True:
            try:
                async with await self._connected() as connection:
                    await connection.execute(LISTEN)
                    self._local.wake_all()  # for what was missed
                    while True:
                        await self._require_echo(connection)
                        pause = self._pace.first_pause
                        self._forget("listen")
                        self.hears.set()
                        await self._hear(connection, self._pace.quiet)
            except Exception as error:  # noqa: BLE001 - listened for as long as the process lives
                self._tell(
                    "listen", f"wake-ups of other processes are not heard: {_reason(error)}; work is found by polling"
                )
            await anyio.sleep(pause)
            pause = min(pause * 2, self._pace.longest_pause)

    async def _connected(self) -> AsyncConnection[Any]:
        return await AsyncConnection.connect(
            self._address, autocommit=True, connect_timeout=int(self._pace.timeout), application_name="pb wake-ups"
        )

    async def _require_echo(self, connection: AsyncConnection[Any]) -> None:
        """Raise unless what another connection sends is heard on this one."""
        await self._send([ECHO])
        if not await self._hear(connection, self._pace.echo):
            raise _Unheard(UNHEARD)

    async def _hear(self, connection: AsyncConnection[Any], seconds: float) -> bool:
        """Wake whoever is meant by the notifications that come within ``seconds``; whether there was an echo."""
        until = anyio.current_time() + seconds
        while (left := until - anyio.current_time()) > 0:
            async for notification in connection.notifies(timeout=left, stop_after=1):
                sender, _, name = notification.payload.partition(" ")
                if sender == self._own and name == ECHO:
                    until = 0.0  # what came with it is still heard
                elif sender != self._own:
                    self._local.wake(name)
        return until == 0.0

    def _tell(self, what: str, sentence: str) -> None:
        """Log the beginning of a fault."""
        if what not in self._faults:
            log.warning(sentence)
        self._faults.add(what)

    def _forget(self, what: str) -> None:
        """Log the end of a fault."""
        if what in self._faults:
            log.info("wake-ups reach other processes again" if what == "send" else "wake-ups are heard again")
        self._faults.discard(what)


@asynccontextmanager
async def open_wakeups(
    address: str,
    pool: AsyncConnectionPool[Any],
    *,
    within: frozenset[str] = frozenset(),
    pace: Pace = Pace(),  # noqa: B008 - frozen
) -> AsyncGenerator[PostgresWakeups]:
    """Wake-ups that listen at ``address`` and send through the pool, until the context is left.

    Needs one connection beside the pool's. The address must lead to the server itself, or to a pooler that keeps the
    connection for its session. A database that is away is waited for in the background.
    """
    wakeups = PostgresWakeups(address, pool, within=within, pace=pace)
    async with wakeups.running():
        yield wakeups


async def _ended(tasks: Collection["asyncio.Task[Any]"], seconds: float) -> None:
    """Wait for tasks, and cancel those that take longer; again where ``asyncio.wait_for`` lost a cancellation."""
    _, running = await asyncio.wait(tasks, timeout=seconds)
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=1.0)


def _name(topic: str) -> str:
    return topic if len(topic) <= LONGEST_NAME else "sha256:" + hashlib.sha256(topic.encode()).hexdigest()


def _reason(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
