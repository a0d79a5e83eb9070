"""Transactions: every method of the store is one, with limits of time of its own, and repeated where that is safe.

They run at READ COMMITTED and lock what they decide on. Locks are taken in this order, so that no two wait for each
other: the row of a key; ``queue_clock`` or ``outbox_clock``; ``holders``; tasks by ``seq``; steps; amounts by day, a
key's before the server's; ``queues``; deliveries; receivers. Where PostgreSQL finds a circle all the same, one of the
transactions is repeated.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import psycopg
from anyio import CancelScope, fail_after
from psycopg import errors
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

from pb_adapters.storage.postgres.pool import Connection, Pool
from pb_core.errors import RowRefused, StorageError

T = TypeVar("T")

Unit = Callable[[Connection], Awaitable[T]]
"""What a caller wants done whole or not at all; it may run several times, of which one counts."""

CONFLICTS = 8
"""How often a transaction is begun that meets a deadlock or a conflict with others."""

LOSSES = 3
"""How often a transaction is begun whose connection is lost before its end."""

SILENCE_SECONDS = 60.0
"""How long a transaction, and then its end, may take as seen from here: the limits below hold while a server runs, and
not while its machine stands still."""

BEGIN = b"""
BEGIN; SET LOCAL statement_timeout = '30s'; SET LOCAL lock_timeout = '20s';
SET LOCAL idle_in_transaction_session_timeout = '30s'
"""
"""Limits that end with the transaction, so that neither this program nor its loss holds up others for long."""

BEGIN_CLAIM = BEGIN + b"; SET LOCAL synchronous_commit = off; SELECT 1 FROM queue_clock WHERE id = 1 FOR NO KEY UPDATE"
BEGIN_SENDING = BEGIN + b"; SELECT 1 FROM outbox_clock WHERE id = 1 FOR NO KEY UPDATE"
"""Transactions that follow each other, begun in one journey with their turn.

A claim need not be on the disk when its holder hears of it: what the holder stores next brings it there, and a crash
before that leaves the task pending and the holder without its lease.
"""

_REMEDIES: dict[type[psycopg.Error], str] = {
    errors.DiskFull: "make room where the server of the database keeps its files",
    errors.ReadOnlySqlTransaction: "let the database be written, or name its primary server in the database URL",
    errors.InsufficientPrivilege: "grant this user of the database all rights on its tables",
}
"""What to do about a refusal that is an operator's to end."""

_BEGIN_SNAPSHOT = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '30s'"


class OutcomeUnknown(StorageError):
    """The connection was lost while the end of a transaction was under way: it is applied whole or not at all."""


async def run(pool: Pool, unit: Unit[T], *, begin: bytes = BEGIN) -> T:
    """Run a unit in a transaction; it is durable on return.

    Raises what the unit raises; ``RowRefused`` for a row that breaks a rule; ``OutcomeUnknown`` where the answer of the
    commit was lost; ``StorageError`` where the database cannot be used, and then nothing is changed.
    Once begun, a unit is brought to its end even if the caller is cancelled, for as long as the database answers.
    """
    lost = conflicts = 0
    while True:
        try:
            async with _connection(pool) as connection:
                with CancelScope(shield=True):
                    return await _transact(connection, unit, begin)
        except (errors.SerializationFailure, errors.DeadlockDetected) as error:
            conflicts += 1
            await _wait_or_refuse(conflicts, error)
        except TimeoutError as error:
            raise _silent() from error
        except (psycopg.OperationalError, errors.ReadOnlySqlTransaction) as error:
            lost += 1
            if lost >= LOSSES or not is_loss(error):
                raise refused(error) from error
            await _drop_lost(pool)
        except psycopg.Error as error:
            raise refused(error) from _told(error)


async def snapshot(pool: Pool, unit: Unit[T]) -> T:
    """Run a unit of several questions that are all answered of one moment."""
    return await run(pool, unit, begin=_BEGIN_SNAPSHOT)


async def run_at_once(pool: Pool, unit: Unit[T]) -> T:
    """Run a unit that is one statement, without a transaction around it, which takes one journey in place of three.

    Raises as ``run``; ``OutcomeUnknown`` also where the connection turns out to be lost, which does not tell when.
    """
    conflicts = 0
    while True:
        try:
            async with _connection(pool) as connection:
                with CancelScope(shield=True):
                    return await _in_time(connection, _alone(connection, unit))
        except (errors.SerializationFailure, errors.DeadlockDetected) as error:
            conflicts += 1
            await _wait_or_refuse(conflicts, error)
        except TimeoutError as error:
            raise _unknown(error) from error
        except (psycopg.OperationalError, errors.ReadOnlySqlTransaction) as error:
            if not is_loss(error):
                raise refused(error) from error
            await _drop_lost(pool)
            raise _unknown(error) from error
        except psycopg.Error as error:
            raise refused(error) from _told(error)


async def _alone(connection: Connection, unit: Unit[T]) -> T:
    try:
        return await unit(connection)
    except errors.ReadOnlySqlTransaction:
        await connection.close()
        raise


async def read(pool: Pool, unit: Unit[T]) -> T:
    """Run a unit that is a single statement, without a transaction around it; it ends with its caller.

    It is repeated where its connection is lost, though it may have been done: for questions, and for writes that may be
    done twice. Raises ``StorageError``.
    """
    lost = 0
    while True:
        try:
            async with _connection(pool) as connection:
                return await _alone(connection, unit)
        except (psycopg.OperationalError, errors.ReadOnlySqlTransaction) as error:
            lost += 1
            if lost >= LOSSES or not is_loss(error):
                raise refused(error) from error
            await _drop_lost(pool)
        except psycopg.Error as error:
            raise refused(error) from _told(error)


async def _wait_or_refuse(conflicts: int, error: psycopg.Error) -> None:
    """Wait before a transaction that met a conflict is begun again, unless it has been begun often enough."""
    if conflicts >= CONFLICTS:
        raise refused(error) from error
    await asyncio.sleep(random.uniform(0.0, 0.005 * 2**conflicts))  # noqa: S311 - no secret


async def _transact(connection: Connection, unit: Unit[T], begin: bytes) -> T:
    async def begun() -> T:
        await connection.execute(begin)
        return await unit(connection)

    try:
        value = await _in_time(connection, begun())
    except BaseException as error:
        with CancelScope(shield=True):
            await _roll_back(connection)
            if isinstance(error, errors.ReadOnlySqlTransaction):  # the server is the primary no more
                await connection.close()
        raise
    try:
        await _in_time(connection, connection.commit())
    except (errors.SerializationFailure, errors.DeadlockDetected):
        raise
    except psycopg.IntegrityError as error:
        raise refused(error) from _told(error)
    except (psycopg.Error, TimeoutError) as error:
        raise _unknown(error) from error
    return value


async def _in_time(connection: Connection, work: Awaitable[T]) -> T:
    """What is waited for; raises ``TimeoutError`` where the server is silent, and closes the connection to it."""
    try:
        with fail_after(SILENCE_SECONDS):
            return await work
    except TimeoutError:
        await connection.close()
        raise


async def _roll_back(connection: Connection) -> None:
    """End a transaction that failed; a connection on which that fails is closed, and the pool makes another."""
    try:
        if not connection.closed:
            await connection.rollback()
    except psycopg.Error:
        await connection.close()


@asynccontextmanager
async def _connection(pool: Pool) -> AsyncIterator[Connection]:
    try:
        connection = await pool.getconn()
    except PoolClosed as error:
        raise StorageError("The store is closed.") from error
    except (PoolTimeout, TooManyRequests) as error:
        raise StorageError(
            f"The database gave no connection ({_said(error)}): check that its server runs and can be reached, and that"
            " programs do not keep all of its connections busy."
        ) from error
    try:
        yield connection
    finally:
        with CancelScope(shield=True):
            await pool.putconn(connection)


async def _drop_lost(pool: Pool) -> None:
    """Let a pool replace the connections that a restart of the server has left dead."""
    await pool.check()


def is_loss(error: psycopg.Error) -> bool:
    """Whether the connection is gone, so that a transaction which had not come to its end has changed nothing."""
    is_stopping = isinstance(
        error, errors.AdminShutdown | errors.CrashShutdown | errors.CannotConnectNow | errors.ReadOnlySqlTransaction
    )
    return is_stopping or error.sqlstate is None or error.sqlstate.startswith("08")


def refused(error: psycopg.Error) -> StorageError:
    """The error of ours for one of the library."""
    broken = isinstance(error, psycopg.IntegrityError | psycopg.DataError)
    return (RowRefused if broken else StorageError)(f"The store refused the operation ({_reason(error)}).")


def _told(error: psycopg.Error) -> psycopg.Error | None:
    """The cause that logs may show: a refusal of a row quotes the row, with secrets and requests in it."""
    return None if isinstance(error, psycopg.IntegrityError | psycopg.DataError) else error


def _silent() -> StorageError:
    return StorageError(
        f"The database has not answered for {SILENCE_SECONDS:g} seconds: look whether its machine stands still, or"
        " waits for its disk."
    )


def _unknown(error: Exception) -> OutcomeUnknown:
    said = _reason(error) if isinstance(error, psycopg.Error) else "it has not answered in time"
    return OutcomeUnknown(f"The database did not say whether it has stored this ({said}): look before doing it again.")


def _reason(error: psycopg.Error) -> str:
    """What the database says, without where in its functions, and what to do about it."""
    said = _said(error)
    return next((f"{said}: {remedy}" for kind, remedy in _REMEDIES.items() if isinstance(error, kind)), said)


def _said(error: Exception) -> str:
    """What a library says, without the details that quote rows."""
    words = (error.diag.message_primary if isinstance(error, psycopg.Error) else None) or str(error)
    return " ".join(words.split()).rstrip(".")
