from datetime import UTC, datetime, timedelta

import pytest

from pb_http.pages.filters import dollars, grouped, iso, moment, size, span, words

AT = datetime(2026, 2, 15, 10, 30, 1, 500_000, tzinfo=UTC)


def test_times() -> None:
    assert moment(AT) == "2026-02-15 10:30:01"
    assert moment(None) == ""
    assert iso(AT) == "2026-02-15T10:30:01.500000+00:00"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.25, "250 ms"), (3.14, "3.1 s"), (59.97, "60.0 s"), (61, "1 min 1 s"), (3_600, "1 h"), (90_061, "1 d 1 h")],
)
def test_lengths_of_time(seconds: float, text: str) -> None:
    assert span(seconds) == text
    assert span(timedelta(seconds=seconds)) == text


def test_no_length_of_time() -> None:
    assert span(None) == ""


@pytest.mark.parametrize(
    ("micros", "text"),
    [(None, ""), (0, "$0.00"), (31_200, "$0.0312"), (1_500_000, "$1.50"), (1_234_560_000, "$1,234.56")],
)
def test_dollars(micros: int | None, text: str) -> None:
    assert dollars(micros) == text


@pytest.mark.parametrize(
    ("count", "text"), [(None, ""), (0, "0 B"), (1_023, "1023 B"), (1_536, "1.5 KiB"), (3 * 2**40, "3.0 TiB")]
)
def test_sizes(count: int | None, text: str) -> None:
    assert size(count) == text


def test_numbers_and_names() -> None:
    assert grouped(1_234_567) == "1,234,567"
    assert words("statistical_plot") == "statistical plot"
