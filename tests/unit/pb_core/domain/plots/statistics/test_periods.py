from datetime import UTC, datetime

import pytest

from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.transforms import Period, PeriodUnit
from pb_core.domain.tables.table import Cell, ColumnType, TimeUnit
from pb_core.errors import InvalidSpec
from support.tables import tabled


def at(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        (PeriodUnit.YEAR, at(2024, 1, 1)),
        (PeriodUnit.YEAR_QUARTER, at(2024, 10, 1)),
        (PeriodUnit.YEAR_MONTH, at(2024, 12, 1)),
        (PeriodUnit.YEAR_MONTH_DATE, at(2024, 12, 30)),
        (PeriodUnit.YEAR_MONTH_DATE_HOURS, at(2024, 12, 30, 23)),
        (PeriodUnit.YEAR_MONTH_DATE_HOURS_MINUTES, at(2024, 12, 30, 23, 59)),
        (PeriodUnit.QUARTER, "Q4"),
        (PeriodUnit.MONTH, "Dec"),
        (PeriodUnit.WEEK, 1),  # the week of its Thursday, which lies in 2025
        (PeriodUnit.DAY, "Mon"),
        (PeriodUnit.DATE, 30),
        (PeriodUnit.DAY_OF_YEAR, 365),
        (PeriodUnit.HOURS, 23),
        (PeriodUnit.MINUTES, 59),
    ],
)
def test_a_time_lies_in_a_period(unit: PeriodUnit, found: Cell) -> None:
    table = tabled(times=["when"], when=[at(2024, 12, 30, 23, 59, 30)])
    assert apply(table, [Period(field="when", unit=unit)]).column("period").values == (found,)


def test_times_before_1970_lie_in_the_period_that_began_before_them() -> None:
    made = apply(tabled(times=["when"], when=[-1]), [Period(field="when", unit=PeriodUnit.YEAR_MONTH, as_="month")])
    assert made.column("month").values == (at(1969, 12, 1),)
    assert (made.column("month").type, made.column("month").time_unit) == (ColumnType.TIME, TimeUnit.MONTH)


def test_named_periods_come_in_their_order_and_rows_without_a_time_are_left_out() -> None:
    table = tabled(times=["when"], when=[at(2024, 3, 1), None, at(2024, 1, 1)], v=[1, 2, 3])
    made = apply(table, [Period(field="when", unit=PeriodUnit.MONTH)])
    assert made.column("period").order[:3] == ("Jan", "Feb", "Mar")
    assert made.column("v").values == (1, 3)


@pytest.mark.parametrize(
    ("transform", "said"),
    [
        (Period(field="v", unit=PeriodUnit.DAY), "a period needs times"),
        (Period(field="gone", unit=PeriodUnit.DAY), "no field 'gone'"),
        (Period(field="when", unit=PeriodUnit.DAY, as_="v"), "second column named 'v'"),
    ],
)
def test_what_is_no_time_or_has_no_room_is_refused(transform: Period, said: str) -> None:
    with pytest.raises(InvalidSpec, match=said):
        apply(tabled(times=["when"], when=[0], v=[1]), [transform])
