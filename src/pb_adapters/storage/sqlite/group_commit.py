"""Connections in threads of their own, and group commit: many units of work, one durable commit."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Generic, NamedTuple, TypeVar

from pb_core.errors import RowRefused, StorageError

T = TypeVar("T")

Unit = Callable[[sqlite3.Connection], T]
"""One unit of work: what a caller wants done whole or not at all."""

LARGEST_BATCH = 256
"""How many units are enough to begin a batch without looking for more."""


class Outcome(NamedTuple):
    """What became of a unit: its value, or the error to raise in its caller."""

    value: object = None
    error: Exception | None = None


RunBatch = Callable[[sqlite3.Connection, Sequence[Unit[Any]]], list[Outcome]]


class _Job(NamedTuple, Generic[T]):
    unit: Unit[T]
    future: asyncio.Future[T]


class ConnectionThread:
    """Owns a connection and runs units of work on it in batches, in the order they came.

    A unit whose caller was cancelled before its batch began is left out; later, it is applied whole.
    Must be created in the event loop that uses it.
    """

    def __init__(self, connection: sqlite3.Connection, run_batch: RunBatch, name: str) -> None:
        self._connection, self._run_batch = connection, run_batch
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._queue: SimpleQueue[list[_Job[Any] | None]] = SimpleQueue()
        self._gathered: list[_Job[Any] | None] = []
        self._closing = False
        self._thread = Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    async def run(self, unit: Unit[T]) -> T:
        """Return what the unit returns, or raise what it raises, once its batch is over."""
        if self._closing:
            raise StorageError("The store is closed.")
        future: asyncio.Future[T] = self._loop.create_future()
        self._gathered.append(_Job(unit, future))
        if len(self._gathered) == 1:
            self._loop.call_soon(self._hand_over)
        return await future

    async def aclose(self) -> None:
        """Run what is queued, then close the connection; idempotent."""
        if not self._closing:
            self._closing = True
            self._gathered.append(None)
            self._hand_over()
        await asyncio.shield(self._ended)
        self._thread.join()

    def _hand_over(self) -> None:
        """Wake the thread once for all that was asked in one turn of the loop."""
        if self._gathered:
            self._queue.put(self._gathered)
            self._gathered = []

    def _serve(self) -> None:
        while batch := self._next_batch():
            jobs = [job for job in batch if job is not None and not job.future.cancelled()]
            self._call_loop(_deliver, [job.future for job in jobs], self._outcomes(jobs))
            if batch[-1] is None:
                break
        self._connection.close()
        self._call_loop(_deliver, [self._ended], [Outcome()])

    def _outcomes(self, jobs: Sequence[_Job[Any]]) -> list[Outcome]:
        try:
            return self._run_batch(self._connection, [job.unit for job in jobs]) if jobs else []
        except Exception as error:  # noqa: BLE001 - a thread that died would leave every caller waiting
            return [Outcome(error=_storage_error(error)) for _ in jobs]

    def _next_batch(self) -> list[_Job[Any] | None]:
        batch = self._queue.get()
        with suppress(Empty):
            while batch[-1] is not None and len(batch) < LARGEST_BATCH:
                batch += self._queue.get_nowait()
        return batch

    def _call_loop(self, callback: Callable[..., object], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits for the answer
            self._loop.call_soon_threadsafe(callback, *arguments)


def _deliver(futures: Sequence[asyncio.Future[Any]], outcomes: Sequence[Outcome]) -> None:
    for future, outcome in zip(futures, outcomes, strict=True):
        if future.done():
            continue
        if outcome.error is None:
            future.set_result(outcome.value)
        else:
            future.set_exception(outcome.error)


def read_each(connection: sqlite3.Connection, units: Sequence[Unit[Any]]) -> list[Outcome]:
    """Run units that only read, each on the newest committed state."""
    return [_attempt(connection, unit) for unit in units]


def commit_together(connection: sqlite3.Connection, units: Sequence[Unit[Any]]) -> list[Outcome]:
    """Run units within one ``BEGIN IMMEDIATE``, each in a savepoint, and acknowledge them by one commit.

    A unit that raises takes back its own savepoint only. When the transaction itself fails, nothing is
    applied and every unit fails with ``StorageError``.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        outcomes = [_within_savepoint(connection, unit) for unit in units]
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        outcomes = [Outcome(error=_storage_error(error)) for _ in units]
    return outcomes


def _within_savepoint(connection: sqlite3.Connection, unit: Unit[Any]) -> Outcome:
    connection.execute("SAVEPOINT unit")
    outcome = _attempt(connection, unit)
    if outcome.error is not None:
        connection.execute("ROLLBACK TO unit")
    connection.execute("RELEASE unit")
    return outcome


def _attempt(connection: sqlite3.Connection, unit: Unit[Any]) -> Outcome:
    try:
        return Outcome(unit(connection))
    except sqlite3.IntegrityError as error:
        return Outcome(error=_storage_error(error, RowRefused))
    except sqlite3.Error as error:
        return Outcome(error=_storage_error(error))
    except Exception as error:  # noqa: BLE001 - raised again in the caller
        return Outcome(error=error)


def _storage_error(error: Exception, kind: type[StorageError] = StorageError) -> StorageError:
    translated = kind(f"The store refused the operation: {error}.")
    translated.__cause__ = error
    return translated
