"""Times are taken together by the periods that are named."""

import pytest

from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import PeriodUnit
from pb_core.errors import NotPlottable
from support.readings import wishes
from support.wish_plots import seen

DATED = seen([{"date": f"20{k:02}-01-{1 + k % 9:02}", "rain": k * 1.5} for k in range(10, 40)])


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("by calendar month", PeriodUnit.MONTH),
        ("by year and month", PeriodUnit.YEAR_MONTH),
        ("by weekday", PeriodUnit.DAY),
    ],
)
def test_times_are_taken_together_by_periods(words: str, unit: PeriodUnit) -> None:
    assert [one.unit for one in wishes(f"mean rain {words}", DATED) if isinstance(one, w.PeriodWish)] == [unit]


@pytest.mark.parametrize("words", ["by weekday", "by calendar month", "by hour of the day"])
def test_times_that_are_written_more_coarsely_tell_no_period(words: str) -> None:
    table = seen([{"year": 1990 + k, "rain": 1.5 * k} for k in range(12)])
    with pytest.raises(NotPlottable, match="'year' is written by the year and tells no"):
        wishes(f"mean rain {words}", table)


DAYS = [{"date": f"2024-{k:02}-{d:02}", "month": "JFMAMJJASOND"[k - 1]} for k in range(1, 13) for d in (7, 9)]


def test_a_period_of_a_named_time_is_one_whatever_else_is_called_so() -> None:
    (found,) = [one for one in wishes("count by month of date", seen(DAYS)) if isinstance(one, w.PeriodWish)]
    assert (found.field, found.unit) == ("date", PeriodUnit.YEAR_MONTH)
    assert not [one for one in wishes("count by month", seen(DAYS)) if isinstance(one, w.PeriodWish)]


def test_two_periods_are_two_sides() -> None:
    found = wishes("heat map of mean rain by weekday and calendar month", DATED)
    assert [one.unit for one in found if isinstance(one, w.PeriodWish)] == [PeriodUnit.DAY, PeriodUnit.MONTH]


def test_only_times_that_can_tell_a_period_are_asked_after() -> None:
    table = seen([{**row, "record_year": 1900 + k} for k, row in enumerate(DAYS)])
    (found,) = [one for one in wishes("count by calendar month", table) if isinstance(one, w.PeriodWish)]
    assert found.field == "date"
    with pytest.raises(NotPlottable, match="there are 2"):
        wishes("count by yearly", table)
