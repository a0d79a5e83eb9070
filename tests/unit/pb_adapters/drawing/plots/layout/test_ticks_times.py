from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.layout.ticks import FIRST_TIME, LAST_TIME, time_ticks
from pb_core.domain.plots.label_text import shows_time


def at(*date: int) -> float:
    return datetime(*date, tzinfo=UTC).timestamp()  # type: ignore[misc,arg-type]  # year, month, day, …


def test_years_months_days_and_clocks() -> None:
    assert time_ticks(at(2010, 1, 1), at(2015, 1, 1), 6).texts == ("2010", "2011", "2012", "2013", "2014", "2015")
    assert time_ticks(at(2024, 1, 1), at(2024, 6, 1), 7).texts == ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
    assert time_ticks(at(2024, 3, 1), at(2024, 3, 5), 5).texts == ("01 Mar", "02 Mar", "03 Mar", "04 Mar", "05 Mar")
    assert time_ticks(at(2024, 3, 1, 9), at(2024, 3, 1, 12), 4).texts == ("09:00", "10:00", "11:00", "12:00")


def test_months_over_years_name_the_year() -> None:
    assert time_ticks(at(2022, 12, 1), at(2023, 3, 1), 4).texts[-1] == "Mar 2023"


@given(st.floats(-5e9, 5e9), st.floats(10, 5e9), st.integers(2, 9))
def test_every_tick_says_its_own_time_within_the_ends(low: float, span: float, most: int) -> None:
    ticks = time_ticks(low, low + span, most)
    assert 2 <= len(ticks.at) <= max(most, 2) + 8
    assert all(low <= second <= low + span for second in ticks.at)
    assert list(ticks.at) == sorted(ticks.at)
    assert all(shows_time(text, second) for second, text in zip(ticks.at, ticks.texts, strict=True))


def test_the_room_about_the_ends_of_the_calendar_has_no_ticks() -> None:
    assert time_ticks(FIRST_TIME - 1e9, at(101, 1, 1), 5).texts == ("20", "40", "60", "80", "100")
    assert time_ticks(at(9900, 1, 1), LAST_TIME + 1e9, 5).at[-1] <= LAST_TIME
