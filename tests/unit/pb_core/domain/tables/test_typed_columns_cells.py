import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.tables.raw_values import RawColumn
from pb_core.domain.tables.table import ColumnType, TimeUnit
from pb_core.domain.tables.typed_columns import typed
from pb_core.errors import InvalidRequest

MAX_TEXT = 100


def read(*values: object, name: str = "v", is_key: bool = False) -> tuple[ColumnType, list[object]]:
    column = typed(RawColumn(name, list(values), is_key), MAX_TEXT).column
    return column.type, list(column.values)


@pytest.mark.parametrize(
    ("values", "kind", "cells"),
    [
        ((1, 2.5, None), "number", [1, 2.5, None]),
        (("1", 2, "n/a"), "number", [1, 2, None]),
        (("5%", "6 %"), "number", [5, 6]),
        ((True, None), "boolean", [True, None]),
        (("TRUE", "false"), "boolean", [True, False]),
        (("2024-01-01", ""), "time", [1704067200, None]),
        (("a", " ", "N/A"), "text", ["a", None, "N/A"]),
        ((" a ", "a"), "text", [" a ", "a"]),
        ((True, 1, "x", None), "text", ["true", "1", "x", None]),
        (("n/a", "-"), "text", ["n/a", "-"]),
        (("", None), "number", [None, None]),
        (("NaN", 1.5), "number", [None, 1.5]),
    ],
)
def test_what_values_are(values: tuple[object, ...], kind: str, cells: list[object]) -> None:
    assert read(*values) == (kind, cells)


def test_years_need_a_name_that_says_so() -> None:
    assert read(1970, None, name="year") == ("time", [0, None])
    assert read("1970", 1971, name="Year") == ("time", [0, 31536000])
    assert read(1970) == ("number", [1970])
    assert read(70, name="years") == ("number", [70])
    assert typed(RawColumn("year", [1970]), MAX_TEXT).column.time_unit is TimeUnit.YEAR


def test_keys_of_objects_are_never_missing() -> None:
    assert read("none", "1", is_key=True) == ("text", ["none", "1"])
    assert read("", "a", is_key=True) == ("text", ["", "a"])


@pytest.mark.parametrize(
    ("values", "note"),
    [
        (("1", "n/a", "-"), "'v' has 'n/a', '-' where a value is missing"),
        (("1", "2", "x"), "'v' mixes numbers with texts such as 'x' and is read as text"),
        ((1, "x"), "'v' mixes numbers with texts such as 'x' and is read as text"),
        ((True, 1), "'v' mixes booleans with other values and is read as text"),
        (("5 ms", "6"), "'v' is in ms, numbers without it too"),
        (("1,5", "2"), "the comma in 'v' is read as a decimal one"),
        (
            ("01/02/2024", "03/02/2024"),
            "'v' has dates whose day and month nothing tells apart: write them as 2024-12-31",
        ),
    ],
)
def test_what_is_assumed_is_said(values: tuple[object, ...], note: str) -> None:
    assert typed(RawColumn("v", list(values)), MAX_TEXT).notes == (note,)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (["x" * 101], "data_json holds a text of 101 characters under 'v'; at most 100 are read"),
        ([float("inf")], "data_json holds NaN or Infinity under 'v': write null for a missing value"),
    ],
)
def test_what_is_refused(values: list[object], sentence: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        typed(RawColumn("v", values), MAX_TEXT)

    assert str(refusal.value) == sentence


@given(st.lists(st.text(max_size=8) | st.none(), min_size=1))
def test_texts_that_stay_texts_stay_as_they_are(values: list[object]) -> None:
    kind, cells = read(*values)

    if kind is ColumnType.TEXT:
        assert cells == [value if isinstance(value, str) and value.strip() else None for value in values]


def test_whole_numbers_that_no_float_holds_are_rounded_and_said() -> None:
    exact, past = 2**53, 1_700_000_000_000_000_001
    found = typed(RawColumn("at", [exact, past, 10**18]), 100)
    assert found.column.values == (exact, 1.7e18, 1e18)
    assert all(type(value) is float for value in found.column.values[1:])
    (note,) = found.notes
    assert "past 2^53" in note


def test_large_whole_numbers_that_a_float_holds_need_no_note() -> None:
    assert typed(RawColumn("at", [10**18, 2**60]), 100).notes == ()
