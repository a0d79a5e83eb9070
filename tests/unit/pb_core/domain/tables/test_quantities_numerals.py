import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.tables.quantities import comma_number_of, is_decimal_comma, number_of


@given(st.integers(-(10**14), 10**14))
def test_whole_numbers_stay_whole(number: int) -> None:
    assert number_of(str(number)) == number
    assert number_of(f"{number:,}") == number
    assert isinstance(number_of(str(number)), int)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_python_writes_is_read_back(number: float) -> None:
    assert number_of(repr(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("76.1", 76.1), ("−3e−4", -3e-4), ("+5", 5), (".5", 0.5), ("1,234.5", 1234.5), ("0", 0), ("0.50", 0.5)],
)
def test_numbers_as_people_write_them(text: str, number: float) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "007",
        "01234",
        "1,23",
        "12,34,567",
        "1.2.3",
        "five",
        "1e400",
        "1234567890123456",
        "٣",
        "0x10",
        "1_000",
        "nan",
    ],
)
def test_identifiers_and_words_are_no_numbers(text: str) -> None:
    assert number_of(text) is None


def test_decimal_commas() -> None:
    assert comma_number_of("76,1") == 76.1
    assert comma_number_of("1,234") == 1.234
    assert comma_number_of("5") == 5
    assert comma_number_of("5.5") is None
    assert is_decimal_comma("76,1")
    assert not is_decimal_comma("1,234")
    assert not is_decimal_comma("76.1")


def test_no_text_reads_as_infinite() -> None:
    assert number_of("9" * 60 + ".0") is not None
    assert all(math.isfinite(number_of(text) or 0) for text in ("1e308", "1e309", "-1e999"))
