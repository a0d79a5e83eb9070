"""Soundness: what must hold of a database whatever happened to its server, asked in one read of its rows."""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pb_adapters.storage.flaws import ENDS, HISTORY, LEDGER_RULE, PAGES, SPENDING, Flaw
from pb_adapters.storage.references import Name, Reference
from pb_adapters.storage.rows import Rows
from pb_adapters.storage.snapshots import RowReader, Snapshot, Tell
from pb_adapters.storage.sqlite.billing import KEYS, LEDGER
from pb_adapters.storage.sqlite.outbox import DELIVERIES
from pb_adapters.storage.sqlite.queue import TASKS
from pb_adapters.storage.sqlite.references import references
from pb_adapters.storage.sqlite.store import VISION_RECORDS, reading
from pb_adapters.storage.sqlite.tasks import STEPS

MOST_FLAWS = 100
"""How many flaws of the pages are told."""


def flawed_pages(connection: sqlite3.Connection) -> Iterator[Flaw]:
    """What SQLite finds wrong of pages, indexes and foreign keys; this reads the whole file."""
    try:
        for (found,) in connection.execute(f"PRAGMA integrity_check({MOST_FLAWS})"):
            if found != "ok":
                yield Flaw(PAGES, " ".join(str(found).split()))
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            yield Flaw(PAGES, f"row {row} of {table} refers to a row of {parent} that is not there")
    except sqlite3.DatabaseError as error:
        yield Flaw(PAGES, str(error))


_TABLES: dict[str, tuple[str, Rows[Any]]] = {
    "keys": ("id", KEYS),
    "ledger": ("fact", LEDGER),
    "tasks": ("id", TASKS),
    "steps": ("task_id", STEPS),
    "deliveries": ("id", DELIVERIES),
    "vision": ("model", VISION_RECORDS),
}


def flawed_rows(connection: sqlite3.Connection, reader: RowReader) -> Iterator[Flaw]:
    """Rows that this version of the program cannot read."""
    for table, (name, form) in _TABLES.items():
        for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - our own tables
            if flaw := reader.flaw_of(table, name, row, form):
                yield flaw


_QUESTIONS = (
    (
        LEDGER_RULE,
        """
        SELECT 'the entry ' || fact || ' of key ' || key_id || ' does not follow from the one before it'
        FROM (
            SELECT *, lag(balance) OVER entries AS before, row_number() OVER entries AS number
            FROM ledger WINDOW entries AS (PARTITION BY key_id ORDER BY id)
        )
        WHERE (kind = 'grant') IS NOT (number = 1)
              OR (number = 1 AND balance IS NOT amount)
              OR (number > 1 AND amount IS NOT NULL AND balance IS NOT before + amount AND before IS NOT NULL)
        """,
    ),
    (
        LEDGER_RULE,
        """
        SELECT 'key ' || id || ' has another balance than its last entry says' FROM keys
        WHERE NOT removed AND quota_remaining IS NOT (
            SELECT balance FROM ledger WHERE key_id = keys.id ORDER BY ledger.id DESC LIMIT 1
        )
        """,
    ),
    (
        LEDGER_RULE,
        """
        SELECT 'key ' || id || ' has used ' || total_used || ' units, and its entries say otherwise' FROM keys
        WHERE NOT removed AND total_used <> (
            SELECT coalesce(-sum(amount), 0) FROM ledger WHERE key_id = keys.id AND kind = 'charge'
        )
        """,
    ),
    (
        LEDGER_RULE,
        """
        SELECT 'task ' || id || ' was accepted without a charge' FROM tasks
        WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE fact = 'charge:' || tasks.id AND ledger.key_id = tasks.key_id)
        """,
    ),
    (
        SPENDING,
        """
        SELECT 'key ' || key_id || ' has reserved another amount on ' || day || ' than its steps under way' FROM (
            SELECT key_id, day, reserved FROM spent_by_key
            UNION ALL
            SELECT key_id, reservation ->> 'day', -(reservation ->> 'micros')
            FROM steps JOIN tasks ON tasks.id = task_id WHERE reservation IS NOT NULL
        ) GROUP BY key_id, day HAVING sum(reserved) <> 0
        """,
    ),
    (
        SPENDING,
        """
        SELECT 'on ' || day || ' the whole server has reserved another amount than its keys' FROM (
            SELECT day, reserved FROM spent_by_day UNION ALL SELECT day, -reserved FROM spent_by_key
        ) GROUP BY day HAVING sum(reserved) <> 0
        """,
    ),
    (
        SPENDING,
        """
        SELECT 'key ' || id || ' has steps that cost more than is booked for it' FROM keys
        WHERE NOT removed AND (SELECT coalesce(sum(settled), 0) FROM spent_by_key WHERE key_id = keys.id) < (
            SELECT coalesce(sum(booked_micros), 0) FROM steps JOIN tasks ON tasks.id = task_id WHERE key_id = keys.id
        )
        """,
    ),
    (
        ENDS,
        """
        SELECT 'task ' || id || ' is ' || status || ', and result, error or time of its end say otherwise' FROM tasks
        WHERE (status = 'completed') IS NOT (result IS NOT NULL)
              OR (status = 'failed') IS NOT (error IS NOT NULL)
              OR (status IN ('completed', 'failed')) IS NOT (completed_at IS NOT NULL)
        """,
    ),
    (
        ENDS,
        """
        SELECT 'task ' || id || ' has ended, and the webhook that it asked for is not there' FROM tasks
        WHERE status IN ('completed', 'failed') AND callback IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM deliveries WHERE task_id = tasks.id)
        """,
    ),
    (
        HISTORY,
        """
        SELECT 'task ' || id || ' stands otherwise in the history' FROM history JOIN tasks ON tasks.seq = history.seq
        WHERE (history.key_id, history.kind, history.status) IS NOT (tasks.key_id, tasks.kind, tasks.status)
              OR cost_micros <> (SELECT coalesce(sum(booked_micros), 0) FROM steps WHERE task_id = tasks.id)
        """,
    ),
    (
        HISTORY,
        """
        SELECT 'the history counts another number of tasks ' || kind || ', ' || status || ' than it has' FROM (
            SELECT key_id, kind, status, tasks FROM history_counts
            UNION ALL SELECT '', kind, status, -1 FROM history
            UNION ALL SELECT key_id, kind, status, -1 FROM history
        ) GROUP BY key_id, kind, status HAVING sum(tasks) <> 0
        """,
    ),
    (
        HISTORY,
        """
        SELECT 'the history counts another number of tasks with ' || provider || ' than it has' FROM (
            SELECT provider, tasks FROM history_provider_counts UNION ALL SELECT provider, -1 FROM history_providers
        ) GROUP BY provider HAVING sum(tasks) <> 0
        """,
    ),
)


def flawed_rules(connection: sqlite3.Connection) -> Iterator[Flaw]:
    """What does not hold between rows: balances and charges, money under way, how tasks end, and their history."""
    for check, question in _QUESTIONS:
        for (text,) in connection.execute(question):
            yield Flaw(check, text)


_RUNNING = "SELECT key_id, min(started_at) FROM tasks WHERE status = 'running' GROUP BY key_id"


def _running_since(connection: sqlite3.Connection) -> dict[str, datetime]:
    return {key_id: datetime.fromisoformat(since) for key_id, since in connection.execute(_RUNNING)}


def read_snapshot(database: Path, tell: Tell = lambda _: None) -> Snapshot:
    """Read every page and every row of a database as it is at one moment, beside its server.

    Raises ``StorageError`` where this version of the program cannot open it.
    """
    reader = RowReader(tell)
    tell("the pages of the database")
    needed: dict[Name, Reference] = {}
    released: frozenset[Name] = frozenset()
    running: Mapping[str, datetime] = {}
    with reading(database) as connection:
        flaws = list(flawed_pages(connection))
        try:
            flaws += flawed_rows(connection, reader)
            flaws += flawed_rules(connection)
            for found in references(connection):
                needed.setdefault((found.owner, found.digest), found)
            running = _running_since(connection)
            released = frozenset(map(tuple, connection.execute("SELECT key_id, digest FROM released")))
        except sqlite3.DatabaseError as error:
            flaws.append(Flaw(PAGES, f"the rows cannot be read to their end: {error}"))
    return Snapshot(rows=reader.rows, flaws=tuple(flaws), needed=needed, released=released, running_since=running)
