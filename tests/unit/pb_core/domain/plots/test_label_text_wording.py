from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pb_core.domain.plots.label_text import (
    MISSING,
    TIME_PATTERNS,
    category_text,
    decimals_of,
    deviates,
    number_text,
    number_texts,
    read_number,
    shortest,
    shows,
    time_text,
    title_of,
)
from pb_core.domain.plots.spec import Format, Style
from pb_core.domain.tables.table import Column, ColumnType, TimeUnit

formats = st.builds(
    Format,
    style=st.sampled_from(Style),
    decimals=st.none() | st.integers(0, 6),
    suffix=st.sampled_from(["", "ms", "°", "×", "kg m", "%"]),
)


@given(st.floats(-1e307, 1e307), formats)
@example(12345678.1, Format())
@example(-0.0, Format(style=Style.SCIENTIFIC, decimals=2))
@example(999_999.0, Format(style=Style.SI, decimals=0))
def test_every_number_reads_back_within_half_a_unit_of_its_last_digit(number: float, form: Format) -> None:
    shown = read_number(number_text(number, form), form)
    assert shown is not None
    assert deviates(shown, number) <= shown.half * (1 + 1e-9)


@given(st.decimals(-10_000_000, 10_000_000, places=4))
def test_plain_numbers_keep_every_digit_that_the_data_has(number: object) -> None:
    value = float(str(number))
    shown = read_number(number_text(value, Format()), Format())
    assert shown is not None
    assert shown.value == value


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (0.1 + 0.2, Format(), "0.3"),
        (12345678.1, Format(), "12,345,678.1"),
        (9_999, Format(), "9999"),
        (10_000, Format(), "10,000"),
        (123_456_789_012_345, Format(), "123,456,789,012,345"),
        (-0.0, Format(decimals=1), "0.0"),
        (-0.04, Format(decimals=1), "0.0"),
        (-5, Format(), "−5"),
        (0.145, Format(style=Style.PERCENT), "14.5%"),
        (0.07, Format(style=Style.PERCENT), "7%"),
        (1.1, Format(style=Style.PERCENT, decimals=1), "110.0%"),
        (1_500, Format(style=Style.SI), "1.5k"),
        (999_999, Format(style=Style.SI, decimals=0), "1M"),
        (0.0015, Format(style=Style.SI), "1.5m"),
        (1_500, Format(style=Style.SCIENTIFIC), "1.5×10³"),
        (0.00015, Format(style=Style.SCIENTIFIC, decimals=2), "1.50×10⁻⁴"),
        (5, Format(style=Style.SCIENTIFIC), "5"),
        (0, Format(style=Style.SCIENTIFIC, decimals=1), "0.0"),
        (0.00001, Format(), "1×10⁻⁵"),
        (2e15, Format(), "2×10¹⁵"),
        (12.5, Format(suffix="ms"), "12.5\N{NO-BREAK SPACE}ms"),
        (12.5, Format(suffix="°", decimals=0), "12°"),
    ],
)
def test_numbers_are_written_as_a_journal_would(number: float, form: Format, text: str) -> None:
    assert number_text(number, form) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_shortest_text_is_the_number(number: float) -> None:
    assert float(shortest(number)) == number


@pytest.mark.parametrize(
    ("numbers", "decimals"),
    [([1, 2], 0), ([76.1, 76.25], 2), ([0.1 + 0.2], 1), ([100 / 3, 50], 1), ([2 / 3], 3), ([1234.56789], 0), ([], 0)],
)
def test_decimals_are_those_of_the_data_or_enough_for_three_digits(numbers: list[float], decimals: int) -> None:
    assert decimals_of(numbers) == decimals


@pytest.mark.parametrize(
    ("numbers", "form", "texts"),
    [
        ([76.1, 85.25], Format(), ("76.10", "85.25")),
        ([1e12, 3e-7, 5e5], Format(), ("1,000,000,000,000", "3×10⁻⁷", "500,000")),
        ([100 / 3, 50, 0.0123456], Format(), ("33.3", "50.0", "0.0123")),
        ([0, 2 / 3], Format(), ("0.000", "0.667")),
        ([0.0004, 5.12], Format(decimals=1), ("0.0004", "5.1")),
        ([0.145, 0.5], Format(style=Style.PERCENT), ("14.5%", "50.0%")),
        ([123_456, 0.5], Format(style=Style.SI), ("123k", "500m")),
        ([123_456], Format(style=Style.SI, decimals=1), ("123.5k",)),
        ([], Format(), ()),
    ],
)
def test_numbers_that_stand_together_share_their_decimals(
    numbers: list[float], form: Format, texts: tuple[str, ...]
) -> None:
    assert number_texts(numbers, form) == texts


@given(st.lists(st.floats(-1e12, 1e12), max_size=6), formats)
def test_numbers_that_stand_together_read_back(numbers: list[float], form: Format) -> None:
    for number, text in zip(numbers, number_texts(numbers, form), strict=True):
        assert shows(text, number, form)


def column(kind: ColumnType, unit: TimeUnit | None = None) -> Column:
    return Column(name="c", type=kind, values=(), time_unit=unit)


def test_categories_are_as_short_as_they_were_given() -> None:
    seconds = datetime(2020, 3, 1, 12, 30, tzinfo=UTC).timestamp()
    assert category_text(None, column(ColumnType.TEXT)) == MISSING
    assert category_text(True, column(ColumnType.BOOLEAN)) == "true"
    assert category_text(1.0, column(ColumnType.NUMBER)) == "1"
    assert category_text(0.5, column(ColumnType.NUMBER)) == "0.5"
    assert category_text(seconds, column(ColumnType.TIME, TimeUnit.YEAR)) == "2020"
    assert category_text(seconds, column(ColumnType.TIME, TimeUnit.MONTH)) == "2020-03"
    assert category_text(seconds, column(ColumnType.TIME)) == "2020-03-01 12:30:00"
    assert [time_text(seconds, pattern) for pattern in TIME_PATTERNS][:3] == ["2020", "2020-03", "Mar 2020"]


def test_a_unit_is_added_where_the_name_does_not_say_it() -> None:
    assert title_of(Column(name="latency", type=ColumnType.NUMBER, values=(), unit="ms")) == "latency (ms)"
    assert title_of(Column(name="latency (ms)", type=ColumnType.NUMBER, values=(), unit="ms")) == "latency (ms)"
    assert title_of(Column(name="score", type=ColumnType.NUMBER, values=())) == "score"
