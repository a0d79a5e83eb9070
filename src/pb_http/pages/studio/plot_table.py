"""The table behind a plot: its columns as they were read, and its first rows."""

import anyio.to_thread
from msgspec import Struct

from pb_core.domain.plots.label_text import category_text
from pb_core.domain.tables.table import Column, Table, TableLimits
from pb_core.domain.tables.table_reading import read_json
from pb_core.domain.tasks import Task
from pb_core.errors import InvalidRequest
from pb_http.request import ApiRequest

LARGEST = 2**20
"""Bytes of data of which a page shows a table; larger ones are taken from the bundle."""
ROWS, COLUMNS = 25, 20


class TableView(Struct, frozen=True, kw_only=True):
    """The beginning of a table; ``told`` says what is not shown of it."""

    headings: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    told: str = ""
    notes: tuple[str, ...] = ()


async def table_view(request: ApiRequest, task: Task) -> TableView:
    """The table of a plot, as far as it is shown."""
    data = await request.runtime.service.trace.data(task)
    if data is None:
        return TableView(told="The data is damaged or lost in the server's store.")
    if len(data) > LARGEST:
        return TableView(told="The data is too long to be shown here: it is in the bundle.")
    return await anyio.to_thread.run_sync(_read, data)


def _read(data: bytes) -> TableView:
    try:
        return _view(read_json(data.decode(), TableLimits()))
    except (InvalidRequest, UnicodeDecodeError) as error:
        return TableView(told=f"The data cannot be shown as a table: {error}.")


def _view(table: Table) -> TableView:
    columns, rows = table.columns[:COLUMNS], min(ROWS, table.rows)
    shown = f"{rows:,} of {table.rows:,} rows"
    if len(table.columns) > COLUMNS:
        shown += f", {COLUMNS} of {len(table.columns)} columns"
    return TableView(
        headings=tuple((column.name, _type(column)) for column in columns),
        rows=tuple(
            tuple(category_text(column.values[row], column) for column in columns)
            for row in range(min(ROWS, table.rows))
        ),
        told=shown,
        notes=table.notes,
    )


def _type(column: Column) -> str:
    return f"{column.type.value}, {column.unit}" if column.unit else column.type.value
