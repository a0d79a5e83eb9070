"""Columns of quantities with cells that cannot be read: which are named, and which columns are just words."""

import pytest

from pb_core.domain.tables.table import ColumnType
from pb_core.domain.tables.table_reading import read_table


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (["900 ms", "1.2k", "3 ms"], "'v' holds cells that are no numbers: '1.2k' in row 2;"),
        (["88.1*", 87, 90], "'v' holds cells that are no numbers: '88.1*' in row 1;"),
        (["3 s", "4 ms"], "'v' holds different units: '3 s' in row 1, '4 ms' in row 2;"),
        ([1, 2, 3, 4, 5, 6, *"abcde"], "'a' in row 7, 'b' in row 8, 'c' in row 9, 'd' in row 10 and 1 more;"),
        ([0.45, "55%"], "'v' mixes fractions with per cent: 0.45 in row 1 and '55%' in row 2;"),
        (["0.45 ± 0.1", "55% ± 2%"], "'v' mixes fractions with per cent"),
    ],
)
def test_the_cells_that_keep_a_measure_from_being_read_are_named(cells: list[object], sentence: str) -> None:
    column = read_table({"v": cells, "w": list(range(len(cells)))}).columns[0]
    assert column.type is ColumnType.TEXT
    assert sentence in column.unread
    assert "write" in column.unread


@pytest.mark.parametrize(
    "cells",
    [
        ["1K", "8K", "32K"],
        ["control", 1, "low", "high"],
        ["<10", "10-20", "20+"],
        ["BERT", "GPT-2", "T5"],
        ["1", "2", "–", "NA", "", "NaN", "N/A", "-", "**", "#NULL!", "#N/A", "?"],
        [45, "55%", "60%"],
        ["12 ms", 15],
    ],
)
def test_columns_of_words_and_of_readable_numbers_are_not_faulty(cells: list[object]) -> None:
    assert read_table({"v": cells, "w": list(range(len(cells)))}).columns[0].unread == ""


def test_a_number_without_its_unit_is_assumed_and_said() -> None:
    table = read_table({"v": ["12 ms", 15]})
    assert table.notes == ("'v' is in ms, numbers without it too",)
