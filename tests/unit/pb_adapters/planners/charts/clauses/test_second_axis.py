"""Columns on a second axis, with statistics and without."""

import pytest

from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import FieldWish, Place
from support.readings import RUNS, wishes


@pytest.mark.parametrize(
    ("intent", "right"),
    [
        ("acc over epoch, mpg on a second axis", {"mpg"}),
        ("acc and mpg over epoch, mpg on the right axis", {"mpg"}),
        ("acc and mpg on a second axis over epoch", {"mpg"}),
        ("acc over epoch, pop and mpg on a second axis", {"pop", "mpg"}),
        ("acc over epoch and mpg on a second axis", {"mpg"}),
        ("acc by model and mpg on a second axis", {"mpg"}),
        ("bars of mean acc by model, line of mean mpg on a second axis", {"mpg"}),
        ("bars of mean acc by model, mean mpg as a line on a second axis", {"mpg"}),
    ],
)
def test_columns_on_a_second_axis(intent: str, right: set[str]) -> None:
    found = wishes(intent, RUNS)
    assert {one.field for one in found if isinstance(one, FieldWish) and one.place is Place.RIGHT} == right
    assert "acc" in {one.field for one in found if isinstance(one, FieldWish) and one.place is Place.ANY}


def test_statistics_are_those_of_the_second_axis_too() -> None:
    found = wishes("bars of mean acc by model, mean mpg as a line on a second axis", RUNS)
    assert [one.field for one in found if isinstance(one, w.StatisticWish) and one.op is Op.MEAN] == ["acc", "mpg"]
    assert [one.chart for one in found if isinstance(one, w.ChartWish)] == [w.Chart.BAR, w.Chart.LINE]
