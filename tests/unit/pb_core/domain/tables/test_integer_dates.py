"""Whole numbers that are dates: only where every value fits, and never without a note."""

import pytest

from pb_core.domain.tables.table import ColumnType, TimeUnit
from pb_core.domain.tables.table_reading import read_table


@pytest.mark.parametrize(
    ("name", "cells", "first", "unit", "note"),
    [
        ("date", [20230101, 20230102], 1_672_531_200, TimeUnit.DAY, "20230101 are read as dates"),
        ("d", [20230101, 20230102, 20230228], 1_672_531_200, TimeUnit.DAY, "20230101 are read as dates"),
        ("d", ["20230101", "20230102", "20230228"], 1_672_531_200, TimeUnit.DAY, "20230101 are read as dates"),
        ("month", [202301, 202302], 1_672_531_200, TimeUnit.MONTH, "202301 are read as year and month"),
        ("timestamp", [1_700_000_000, 1_700_000_060], 1_700_000_000, TimeUnit.SECOND, "read as seconds since 1970"),
        ("created_at", [1_700_000_000_000, None], 1_700_000_000, TimeUnit.SECOND, "read as milliseconds since 1970"),
    ],
)
def test_numbers_that_all_fit_are_dates(name: str, cells: list[object], first: int, unit: TimeUnit, note: str) -> None:
    table = read_table({name: cells, "y": list(range(len(cells)))})
    assert (table.columns[0].type, table.columns[0].time_unit) == (ColumnType.TIME, unit)
    assert table.columns[0].values[0] == first
    assert any(note in one for one in table.notes)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("population", [20_230_101, 45_000_000, 99_999_999]),
        ("epoch", [1, 2, 3]),
        ("time (s)", [1_700_000_000, 1_700_000_001]),
        ("day", [1, 2, 31]),
        ("downloads", [202301, 202302]),
    ],
)
def test_numbers_stay_numbers(name: str, cells: list[object]) -> None:
    column = read_table({name: cells, "y": list(range(len(cells)))}).columns[0]
    assert (column.type, column.unread) == (ColumnType.NUMBER, "")


def test_dates_of_which_one_is_none_are_not_shown_as_numbers() -> None:
    column = read_table({"date": [20230101, 20230199, 20230103], "y": [1, 2, 3]}).columns[0]
    assert column.unread == (
        "'date' cannot be read as dates: numbers such as 20230101 are read as dates, year, month and day, and 20230199 "
        "in row 2 is none; write dates as 2024-12-31"
    )
