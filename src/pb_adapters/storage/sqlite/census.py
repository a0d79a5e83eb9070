"""Census: what lies in a database, read beside the server's connections; whether it is sound and takes a write now."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from pb_adapters.storage.rows import time_text
from pb_core.domain.census import Census


def fault_of_pages(connection: sqlite3.Connection) -> str | None:
    """The first thing that SQLite finds wrong, in one line; ``None`` where all is sound. It reads every page."""
    try:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        found = str(error)
    return None if found == "ok" else " ".join(str(found).split())


WAIT_SECONDS = 2.0
"""How long another's write may take before the database counts as locked."""


_TASKS = """
SELECT count(*) FILTER (WHERE status = 'pending'), count(*) FILTER (WHERE status = 'running'),
       count(*) FILTER (WHERE not_before > :now),
       min(created_at) FILTER (WHERE status = 'pending' AND (not_before IS NULL OR not_before <= :now))
FROM tasks WHERE status IN ('pending', 'running')
"""
_DELIVERIES = """
SELECT count(*), count(*) FILTER (WHERE attempts ->> '$[#-1].number' > tries_before),
       count(DISTINCT key_id || ' ' || origin) FILTER (WHERE attempts ->> '$[#-1].number' > tries_before)
FROM deliveries WHERE state = 'pending'
"""


def read_census(path: Path, now: datetime) -> Census:
    """Count what is open in a database that is there; raises ``sqlite3.Error``."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT_SECONDS)) as connection:
        pending, running, put_back, oldest = connection.execute(_TASKS, {"now": time_text(now)}).fetchone()
        deliveries, retried, receivers = connection.execute(_DELIVERIES).fetchone()
    return Census(
        pending=pending,
        running=running,
        put_back=put_back,
        oldest_waiting=datetime.fromisoformat(oldest) if oldest else None,
        deliveries=deliveries,
        retried=retried,
        failing_receivers=receivers,
    )


def require_writable(path: Path) -> bool:
    """Begin a write and end it; raises ``sqlite3.Error`` where the database is locked or cannot be written."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    return True
