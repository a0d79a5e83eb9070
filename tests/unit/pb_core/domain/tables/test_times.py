from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.tables.table import TimeUnit
from pb_core.domain.tables.times import is_ambiguous, names_a_year, times_of, year_of, year_text

ZONES = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))


def seconds(*parts: int) -> float:
    return datetime(*parts, tzinfo=UTC).timestamp()


@given(st.datetimes(timezones=ZONES, min_value=datetime(1000, 1, 2), max_value=datetime(9998, 12, 30)))  # noqa: DTZ001 - hypothesis adds the zone
def test_what_python_writes_is_read_back(moment: datetime) -> None:
    text = moment.isoformat()
    times = times_of([text])

    assert times is not None
    assert times.unit is TimeUnit.SECOND
    assert times.moments[text] == pytest.approx(moment.timestamp(), abs=1e-4)


@pytest.mark.parametrize(
    ("text", "moment", "unit"),
    [
        ("2024-02-29", seconds(2024, 2, 29), "day"), ("2024/3/5", seconds(2024, 3, 5), "day"),
        ("31.12.2024", seconds(2024, 12, 31), "day"), ("12/31/2024", seconds(2024, 12, 31), "day"),
        ("10/22/12", seconds(2012, 10, 22), "day"), ("12/31/69", seconds(1969, 12, 31), "day"),
        ("Jan-1-1995", seconds(1995, 1, 1), "day"),
        ("31/12/2024", seconds(2024, 12, 31), "day"), ("Mar 5, 2024", seconds(2024, 3, 5), "day"),
        ("5 March 2024", seconds(2024, 3, 5), "day"), ("2nd Sept 2024", seconds(2024, 9, 2), "day"),
        ("2024年3月5日", seconds(2024, 3, 5), "day"), ("2024-03", seconds(2024, 3, 1), "month"),
        ("Mar 2024", seconds(2024, 3, 1), "month"), ("2024 March", seconds(2024, 3, 1), "month"),
        ("2024年3月", seconds(2024, 3, 1), "month"), ("2024Q3", seconds(2024, 7, 1), "month"),
        ("Q1 2024", seconds(2024, 1, 1), "month"), ("2024-01-01T10:00", seconds(2024, 1, 1, 10), "second"),
        ("2024-01-01 10:00:30Z", seconds(2024, 1, 1, 10, 0, 30), "second"),
        ("2024-01-01T10:00:00+0530", seconds(2024, 1, 1, 4, 30), "second"),
        ("2024/03/05 06:55", seconds(2024, 3, 5, 6, 55), "second"),
        ("1066-10-14", seconds(1066, 10, 14), "day"),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(text: str, moment: float, unit: str) -> None:
    times = times_of([text])

    assert times is not None
    assert (times.moments[text], times.unit) == (moment, unit)


@pytest.mark.parametrize(
    "text",
    [
        "2024",
        "2024-13",
        "2024-02-30",
        "03/04/2024",
        "Foo 2024",
        "5 Foo 2024",
        "2024-01-01T25:00",
        "2024-01/01 10:00",
        "10:30",
        "May",
        "1-2-3",
        "",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert times_of([text]) is None


def test_a_sibling_past_twelve_tells_the_day_from_the_month() -> None:
    american = times_of(["03/14/2024", "05/06/2024"])
    european = times_of(["14/03/2024", "05/06/2024"])

    assert american is not None
    assert european is not None
    assert american.moments["05/06/2024"] == seconds(2024, 5, 6)
    assert european.moments["05/06/2024"] == seconds(2024, 6, 5)
    assert times_of(["14/03/2024", "03/14/2024"]) is None
    assert is_ambiguous(["03/04/2024"])
    assert not is_ambiguous(["03/14/2024"])
    assert not is_ambiguous([])


def test_the_finest_unit_is_the_column_s() -> None:
    times = times_of(["2024-03", "2024-03-05"])

    assert times is not None
    assert times.unit is TimeUnit.DAY


@pytest.mark.parametrize("name", ["year", "Year", "publication_year", "Date", "Jahr", "année", "年份", "yr"])
def test_names_of_years(name: str) -> None:
    assert names_a_year(name)


@pytest.mark.parametrize("name", ["n", "update", "candidate", "yearly income", "age"])
def test_names_of_no_years(name: str) -> None:
    assert not names_a_year(name)


def test_years() -> None:
    assert year_of(1970) == 0
    assert year_text("2019") == 2019
    assert year_text("2019年") == 2019
    assert year_text("0019") is None
    assert year_text("19") is None


def test_years_of_two_digits_are_said_to_be_assumed() -> None:
    times = times_of(["10/22/12", "1/2/13"])
    assert times is not None
    assert "1969 to 2068" in times.note
