import csv
import io
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from pb_core.domain.history import HistoryLine
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.domain.webhooks import DeliveryState
from pb_http.history_csv import COLUMNS, LINES_AT_ONCE, csv_of, defused

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
LINE = HistoryLine(
    place=1,
    id="task-1",
    key_id="key-1",
    key_name="=cmd|' /C calc'!A0",
    kind=TaskKind.METHODOLOGY,
    status=TaskStatus.FAILED,
    created_at=NOON,
    completed_at=NOON + timedelta(seconds=2),
    title='Figure 1: "a", b',
    engines=("gemini/flash", "vector/layered"),
    cost_micros=1_500,
    error="-1 is no share",
    webhook=DeliveryState.DELIVERED,
)


async def given(*lines: HistoryLine) -> AsyncGenerator[HistoryLine]:
    for line in lines:
        yield line


async def read(*lines: HistoryLine) -> list[list[str]]:
    text = b"".join([part async for part in csv_of(given(*lines))]).decode()
    return list(csv.reader(io.StringIO(text, newline="")))


async def test_a_row_is_a_line() -> None:
    header, row = await read(LINE)
    assert tuple(header) == COLUMNS
    assert dict(zip(header, row, strict=True)) == {
        "task_id": "task-1",
        "key_id": "key-1",
        "key_name": "'=cmd|' /C calc'!A0",
        "status": "failed",
        "diagram_type": "methodology",
        "title": 'Figure 1: "a", b',
        "created_at": "2026-01-31T12:00:00+00:00",
        "started_at": "",
        "completed_at": "2026-01-31T12:00:02+00:00",
        "seconds": "2.000",
        "engines": "gemini/flash vector/layered",
        "cost_usd": "0.001500",
        "error": "'-1 is no share",
        "webhook": "delivered",
    }


async def test_a_clock_that_was_put_back_makes_no_formula_of_a_duration() -> None:
    _, row = await read(replace(LINE, completed_at=NOON - timedelta(seconds=5)))
    assert row[COLUMNS.index("seconds")] == "0.000"


async def test_lines_are_sent_some_at_a_time() -> None:
    parts = [part async for part in csv_of(given(*[LINE] * (2 * LINES_AT_ONCE)))]
    assert [part.count(b"task-1") for part in parts] == [LINES_AT_ONCE - 1, LINES_AT_ONCE, 1]
    assert [row async for row in csv_of(given())] == [",".join(COLUMNS).encode() + b"\r\n"]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1", "'=1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_a_cell_is_no_formula(cell: str, written: str) -> None:
    assert defused(cell) == written
