"""Webhooks of all keys, and ledgers by the page, in PostgreSQL."""

from pb_adapters.storage.postgres.access import Access, merged, only, rows
from pb_adapters.storage.postgres.billing import LEDGER
from pb_adapters.storage.postgres.pool import Connection
from pb_adapters.storage.rows import NATIVE_TIMES, Rows, in_utc
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
LINES = Rows(DeliveryLine, NATIVE_TIMES)

_COLUMNS = "seq AS place, id, task_id, key_id, url, event, state, created_at, next_at, attempts"
_SHOWN = "NOT (SELECT removed FROM keys WHERE keys.id = key_id)"
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE state = %(state)s LIMIT %(most)s) AS counted"
_OF_STATE = f"SELECT {_COLUMNS} FROM deliveries WHERE state = %(state)s ORDER BY seq DESC LIMIT %(most)s"
_OF_NUMBERS = f"SELECT {_COLUMNS} FROM deliveries WHERE seq = ANY(%s) AND {_SHOWN} ORDER BY seq DESC"
_RESTS = "SELECT key_id, origin, rest_until FROM receivers WHERE rest_until IS NOT NULL"
_LEDGER = "SELECT * FROM ledger WHERE key_id = %s AND id < %s::bigint ORDER BY id DESC LIMIT %s"


class WebhookLists(Access):
    """The duties of ``HistoryStore`` that concern webhooks and ledgers."""

    async def list_deliveries(self, query: DeliveryQuery) -> DeliveryLines:
        """The webhooks that a query asks for, the last one first."""
        return await self._read_whole(lambda connection: _lines(connection, query))

    async def delivery_report(self) -> DeliveryReport:
        """Webhooks by state, and the receivers that fail."""
        return await self._read_whole(_report)

    async def ledger_page(self, key_id: str, before: int | None = None, size: int = 50) -> LedgerPage:
        """Entries of a key, the last one first."""
        values = [key_id, _BEHIND_ALL if before is None else before, size + 1]
        found = await self._read(lambda connection: rows(connection, _LEDGER, values))
        entries = tuple(map(LEDGER.decode, found[:size]))
        return LedgerPage(entries=entries, next=entries[-1].id if len(found) > size else None)


def listed(query: DeliveryQuery) -> str:
    """The numbers of the webhooks that a query asks for: a list for each state, in order, merged."""
    of_key = "" if query.key_id is None else "key_id = %(key_id)s AND "
    states = DeliveryState if query.state is None else (query.state,)
    if query.key_id is None and query.state is None:
        parts = ["SELECT seq FROM deliveries WHERE seq < %(before)s::bigint"]
    else:
        parts = [
            f"SELECT seq FROM deliveries WHERE {of_key}state = '{state.value}' AND seq < %(before)s::bigint"
            for state in states
        ]
    return merged(parts, "ORDER BY seq DESC LIMIT %(size)s")


async def _lines(connection: Connection, query: DeliveryQuery) -> DeliveryLines:
    values = {
        "key_id": query.key_id,
        "before": _BEHIND_ALL if query.before is None else query.before,
        "size": query.size + 1,
    }
    numbers = [row["seq"] for row in await rows(connection, listed(query), values)]
    shown = numbers[: query.size]
    lines = tuple(map(LINES.decode, await rows(connection, _OF_NUMBERS, [shown])))
    return DeliveryLines(lines=lines, next=shown[-1] if len(numbers) > len(shown) else None)


async def _report(connection: Connection) -> DeliveryReport:
    counts = {
        state.value: int(await only(connection, _COUNT, {"state": state.value, "most": MOST_COUNTED + 1}))
        for state in DeliveryState
    }
    removed = {row["id"] for row in await rows(connection, "SELECT id FROM keys WHERE removed")}
    tried = [
        LINES.decode(row)
        for state in (DeliveryState.PENDING, DeliveryState.FAILED)
        for row in await rows(connection, _OF_STATE, {"state": state.value, "most": MOST_LOOKED_AT})
        if row["key_id"] not in removed
    ]
    rests = {(row["key_id"], row["origin"]): in_utc(row["rest_until"]) for row in await rows(connection, _RESTS)}
    return DeliveryReport(
        **{state: min(count, MOST_COUNTED) for state, count in counts.items()},
        is_lower_bound=any(count > MOST_COUNTED for count in counts.values()),
        failing=failing_receivers(tried, rests),
    )
