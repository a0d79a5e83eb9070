import pytest

from pb_adapters.notation.vega_lite.moments import seconds_of
from pb_core.domain.tables.table import Column, ColumnType, TimeUnit
from pb_core.errors import InvalidRequest

YEARS = Column(name="t", type=ColumnType.TIME, values=(), time_unit=TimeUnit.YEAR)
DAYS = Column(name="t", type=ColumnType.TIME, values=(), time_unit=TimeUnit.DAY)


@pytest.mark.parametrize(
    ("value", "column", "seconds"),
    [
        (1970, YEARS, 0),
        (86_400_000, DAYS, 86_400),
        ("1971", DAYS, 31_536_000),
        (" 1970-01-02 ", DAYS, 86_400),
        ("Jan 2 1970", DAYS, 86_400),
        ({"year": 1970, "month": 2}, DAYS, 31 * 86_400),
        ({"year": 1970, "month": "feb", "date": 2}, DAYS, 32 * 86_400),
        ({"year": 1970, "quarter": 2}, DAYS, 90 * 86_400),
        ({"year": 1970, "hours": 1, "minutes": 2, "seconds": 3, "milliseconds": 500}, DAYS, 3723.5),
    ],
)
def test_moments_are_read(value: object, column: Column, seconds: float) -> None:
    assert seconds_of(value, column, "plan") == seconds


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "holds times"),
        (True, "holds times"),
        (1e15, "holds times"),
        ("soon", "is no date"),
        ({"month": 2}, "needs its year"),
        ({"year": 2000, "month": 13}, "no date of the calendar"),
        ({"year": 2000, "month": True}, "month of a date"),
        ({"year": "2000"}, "must be a whole number"),
        ({"year": 10**12}, "no date of the calendar"),
        ({"year": 2000, "era": 1}, "a date has no 'era'"),
    ],
)
def test_what_is_no_moment_is_refused(value: object, said: str) -> None:
    with pytest.raises(InvalidRequest, match=said):
        seconds_of(value, DAYS, "plan")
