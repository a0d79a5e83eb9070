"""The history as CSV: a stream of lines that spreadsheets read, none of whose cells they take for a formula."""

import csv
import io
from collections.abc import AsyncGenerator, AsyncIterator

from pb_core.domain.billing import MICROS
from pb_core.domain.history import HistoryLine
from pb_http.field_types import when

COLUMNS = (
    "task_id", "key_id", "key_name", "status", "diagram_type", "title", "created_at", "started_at", "completed_at",
    "seconds", "engines", "cost_usd", "error", "webhook",
)  # fmt: skip
LINES_AT_ONCE = 100
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that a spreadsheet computes (OWASP, CSV Injection)."""


async def csv_of(lines: AsyncIterator[HistoryLine]) -> AsyncGenerator[bytes]:
    """The header, then a row for each line, some at a time; UTF-8, rows end as RFC 4180 has it."""
    rows: list[tuple[str, ...]] = [COLUMNS]
    async for line in lines:
        rows.append(_row(line))
        if len(rows) >= LINES_AT_ONCE:
            yield _written(rows)
            rows = []
    if rows:
        yield _written(rows)


def defused(cell: str) -> str:
    """The cell as text: with an apostrophe before what would be a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _row(line: HistoryLine) -> tuple[str, ...]:
    return (
        line.id,
        line.key_id,
        line.key_name,
        line.status.value,
        line.kind.value,
        line.title,
        when(line.created_at),
        when(line.started_at) if line.started_at else "",
        when(line.completed_at) if line.completed_at else "",
        "" if line.seconds is None else f"{max(line.seconds, 0.0):.3f}",
        " ".join(line.engines),
        f"{line.cost_micros / MICROS:.6f}",
        line.error or "",
        line.webhook.value if line.webhook else "",
    )


def _written(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([[defused(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8", "replace")
