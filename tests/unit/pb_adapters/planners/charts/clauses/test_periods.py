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
