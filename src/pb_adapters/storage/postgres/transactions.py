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
from anyio import CancelScope
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

BEGIN = b"""
BEGIN; SET LOCAL statement_timeout = '30s'; SET LOCAL lock_timeout = '20s';
SET LOCAL idle_in_transaction_session_timeout = '30s'
"""
"""Limits that end with the transaction, so that neither this program nor its loss holds up others for long."""

BEGIN_CLAIM = BEGIN + b"; SELECT 1 FROM queue_clock WHERE id = 1 FOR NO KEY UPDATE"
BEGIN_SENDING = BEGIN + b"; SELECT 1 FROM outbox_clock WHERE id = 1 FOR NO KEY UPDATE"
"""Transactions that follow each other, begun in one journey with their turn."""

_BEGIN_SNAPSHOT = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '30s'"


class OutcomeUnknown(StorageError):
    """The connection was lost while the end of a transaction was under way: it is applied whole or not at all."""


async def run(pool: Pool, unit: Unit[T], *, begin: bytes = BEGIN) -> T:
    """Run a unit in a transaction; it is durable on return.

    Raises what the unit raises; ``RowRefused`` for a row that breaks a rule; ``OutcomeUnknown`` where the answer of the
    commit was lost; ``StorageError`` where the database cannot be used, and then nothing is changed.
    """
    lost = conflicts = 0
    while True:
        try:
            async with _connection(pool) as connection:
                with CancelScope(shield=True):  # once begun, it is brought to its end
                    return await _transact(connection, unit, begin)
        except (errors.SerializationFailure, errors.DeadlockDetected) as error:
            conflicts += 1
            await _wait_or_refuse(conflicts, error)
        except (psycopg.OperationalError, errors.ReadOnlySqlTransaction) as error:
            lost += 1
            if lost >= LOSSES or not is_loss(error):
                raise refused(error) from error
            await _drop_lost(pool)
        except psycopg.Error as error:
            raise refused(error) from error


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
                    return await _alone(connection, unit)
        except (errors.SerializationFailure, errors.DeadlockDetected) as error:
            conflicts += 1
            await _wait_or_refuse(conflicts, error)
        except (psycopg.OperationalError, errors.ReadOnlySqlTransaction) as error:
            if not is_loss(error):
                raise refused(error) from error
            await _drop_lost(pool)
            raise _unknown(error) from error
        except psycopg.Error as error:
            raise refused(error) from error


async def _alone(connection: Connection, unit: Unit[T]) -> T:
    try:
        return await unit(connection)
    except errors.ReadOnlySqlTransaction:
        await connection.close()
        raise


async def read(pool: Pool, unit: Unit[T]) -> T:
    """Run a unit that asks a single question, without a transaction around it."""
    lost = 0
    while True:
        try:
            async with _connection(pool) as connection:
                return await unit(connection)
        except psycopg.OperationalError as error:
            lost += 1
            if lost >= LOSSES or not is_loss(error):
                raise refused(error) from error
            await _drop_lost(pool)
        except psycopg.Error as error:
            raise refused(error) from error


async def _wait_or_refuse(conflicts: int, error: psycopg.Error) -> None:
    """Wait before a transaction that met a conflict is begun again, unless it has been begun often enough."""
    if conflicts >= CONFLICTS:
        raise refused(error) from error
    await asyncio.sleep(random.uniform(0.0, 0.005 * 2**conflicts))  # noqa: S311 - no secret


async def _transact(connection: Connection, unit: Unit[T], begin: bytes) -> T:
    try:
        await connection.execute(begin)
        value = await unit(connection)
    except BaseException as error:
        with CancelScope(shield=True):
            await _roll_back(connection)
            if isinstance(error, errors.ReadOnlySqlTransaction):  # the server is the primary no more
                await connection.close()
        raise
    try:
        await connection.commit()
    except (errors.SerializationFailure, errors.DeadlockDetected):
        raise
    except psycopg.IntegrityError as error:
        raise refused(error) from error
    except psycopg.Error as error:
        raise _unknown(error) from error
    return value


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
    return (RowRefused if broken else StorageError)(f"The store refused the operation: {_said(error)}.")


def _unknown(error: psycopg.Error) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"The database did not say whether it has stored this ({_said(error)}): look before doing it again."
    )


def _said(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")
