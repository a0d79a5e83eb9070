"""Webhooks of all keys, and ledgers by the page, in SQLite."""

import sqlite3
from datetime import datetime

from pb_adapters.storage.rows import Rows
from pb_adapters.storage.sqlite.access import Access
from pb_adapters.storage.sqlite.billing import LEDGER
from pb_core.domain.history import MOST_COUNTED, LedgerPage
from pb_core.domain.history.deliveries import (
    MOST_LOOKED_AT,
    DeliveryLine,
    DeliveryLines,
    DeliveryQuery,
    DeliveryReport,
    failing_receivers,
)
from pb_core.domain.webhooks import DeliveryState

_BEHIND_ALL = 2**63 - 1
LINES = Rows(DeliveryLine)

_COLUMNS = "seq AS place, id, task_id, key_id, url, event, state, created_at, next_at, attempts"
_SHOWN = "NOT (SELECT removed FROM keys WHERE keys.id = key_id)"
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE state = :state LIMIT :most)"
_OF_STATE = f"SELECT {_COLUMNS} FROM deliveries WHERE state = :state ORDER BY seq DESC LIMIT :most"  # noqa: S608
_RESTS = "SELECT key_id, origin, rest_until FROM receivers WHERE rest_until IS NOT NULL"
_LEDGER = "SELECT * FROM ledger WHERE key_id = ? AND id < ? ORDER BY id DESC LIMIT ?"


class WebhookLists(Access):
    """The duties of ``HistoryStore`` that concern webhooks and ledgers."""

    async def list_deliveries(self, query: DeliveryQuery) -> DeliveryLines:
        """The webhooks that a query asks for, the last one first."""
        return await self._read(lambda connection: _lines(connection, query))

    async def delivery_report(self) -> DeliveryReport:
        """Webhooks by state, and the receivers that fail."""
        return await self._read(_report)

    async def ledger_page(self, key_id: str, before: int | None = None, size: int = 50) -> LedgerPage:
        """Entries of a key, the last one first."""
        values = (key_id, _BEHIND_ALL if before is None else before, size + 1)
        rows = await self._read(lambda connection: connection.execute(_LEDGER, values).fetchall())
        entries = tuple(map(LEDGER.decode, rows[:size]))
        return LedgerPage(entries=entries, next=entries[-1].id if len(rows) > size else None)


def listed(query: DeliveryQuery) -> str:
    """The numbers of the webhooks that a query asks for: a list for each state, in order, merged."""
    of_key = "" if query.key_id is None else "key_id = :key_id AND "
    states = DeliveryState if query.state is None else (query.state,)
    if query.key_id is None and query.state is None:
        parts = ["SELECT seq FROM deliveries WHERE seq < :before"]
    else:
        parts = [
            f"SELECT seq FROM deliveries WHERE {of_key}state = '{state.value}' AND seq < :before"  # noqa: S608
            for state in states
        ]
    return f"{' UNION ALL '.join(parts)} ORDER BY seq DESC LIMIT :size"


def _lines(connection: sqlite3.Connection, query: DeliveryQuery) -> DeliveryLines:
    values = {
        "key_id": query.key_id,
        "before": _BEHIND_ALL if query.before is None else query.before,
        "size": query.size + 1,
    }
    numbers = [number for (number,) in connection.execute(listed(query), values)]
    shown = numbers[: query.size]
    marks = ", ".join("?" * len(shown))
    text = f"SELECT {_COLUMNS} FROM deliveries WHERE seq IN ({marks}) AND {_SHOWN} ORDER BY seq DESC"  # noqa: S608
    lines = tuple(map(LINES.decode, connection.execute(text, shown)))
    return DeliveryLines(lines=lines, next=shown[-1] if len(numbers) > len(shown) else None)


def _report(connection: sqlite3.Connection) -> DeliveryReport:
    counts = {
        state.value: connection.execute(_COUNT, {"state": state, "most": MOST_COUNTED + 1}).fetchone()[0]
        for state in DeliveryState
    }
    removed = {name for (name,) in connection.execute("SELECT id FROM keys WHERE removed")}
    tried = [
        LINES.decode(row)
        for state in (DeliveryState.PENDING, DeliveryState.FAILED)
        for row in connection.execute(_OF_STATE, {"state": state, "most": MOST_LOOKED_AT})
        if row["key_id"] not in removed
    ]
    rests = {(key_id, origin): datetime.fromisoformat(until) for key_id, origin, until in connection.execute(_RESTS)}
    return DeliveryReport(
        **{state: min(count, MOST_COUNTED) for state, count in counts.items()},
        is_lower_bound=any(count > MOST_COUNTED for count in counts.values()),
        failing=failing_receivers(tried, rests),
    )
