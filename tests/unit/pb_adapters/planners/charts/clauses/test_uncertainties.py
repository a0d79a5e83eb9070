"""Uncertainties are computed or given by columns."""

import pytest

from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.wishes import FieldWish, Interval, Place
from pb_core.errors import NotPlottable
from support.readings import RUNS, wishes


def fields(intent: str) -> dict[str, Place]:
    return {one.field: one.place for one in wishes(intent) if isinstance(one, FieldWish)}


@pytest.mark.parametrize(
    ("intent", "kind", "level", "columns"),
    [
        ("acc by model with SD", Interval.STDEV, None, ()),
        ("acc by model, bootstrap 90 % CI", Interval.CONFIDENCE, 0.9, ()),
        ("acc by model, 90 % CI", Interval.CONFIDENCE, 0.9, ()),
        ("acc by model with error bars from acc_std", Interval.GIVEN, None, ("acc_std",)),
        ("acc by model with band from acc_std to mpg", Interval.GIVEN, None, ("acc_std", "mpg")),
        ("acc by model with acc_std", Interval.GIVEN, None, ("acc_std",)),
        ("acc by model, error bars show standard error", Interval.STDERR, None, ()),
        ("acc by model with bootstrap confidence intervals", Interval.CONFIDENCE, None, ()),
        ("acc by model, 95% CI from acc_std", Interval.CONFIDENCE, 0.95, ("acc_std",)),
    ],
)
def test_uncertainties_are_computed_or_given(
    intent: str, kind: Interval, level: float, columns: tuple[str, ...]
) -> None:
    found = [one for one in wishes(intent, RUNS) if isinstance(one, w.IntervalWish)]
    assert [(one.interval, one.level, one.fields) for one in found] == [(kind, level, columns)]


def test_minimum_and_maximum_are_an_interval_behind_with_alone() -> None:
    (found,) = [one for one in wishes("mean acc by model with min and max", RUNS) if isinstance(one, w.IntervalWish)]
    assert found.interval is Interval.RANGE
    with pytest.raises(NotPlottable, match="says nothing where it stands"):
        wishes("min and max of acc by model", RUNS)
