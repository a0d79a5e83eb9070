import pytest

from pb_adapters.notation.vega_lite.periods import period_name
from pb_core.domain.plots.spec import FieldType
from pb_core.domain.plots.transforms import PeriodUnit
from support.vega_lite import MEAN, layer, notes, read, refused, unit


@pytest.mark.parametrize(
    ("time_unit", "mark", "kind"),
    [
        ("month", "line", FieldType.ORDINAL),
        ("utcmonth", "line", FieldType.ORDINAL),
        ("yearmonth", "line", FieldType.TEMPORAL),
        ({"unit": "year"}, "bar", FieldType.TEMPORAL),
        ("hours", "bar", FieldType.ORDINAL),
        ("binnedyear", "line", FieldType.TEMPORAL),
    ],
)
def test_time_units_become_periods(time_unit: object, mark: str, kind: FieldType) -> None:
    assert layer(unit(mark, x={"field": "when", "timeUnit": time_unit}, y=MEAN)).encoding.x.type is kind


def test_a_period_of_a_transform_may_be_typed_temporal() -> None:
    step = {"timeUnit": "month", "field": "when", "as": "month"}
    view = {**unit("line", x={"field": "month", "type": "temporal"}, y=MEAN), "transform": [step]}
    assert layer(view).encoding.x.type is FieldType.ORDINAL


def test_a_period_is_computed_once_for_all_layers() -> None:
    view = unit("line", x={"field": "when", "timeUnit": "month"}, y=MEAN)
    assert len(read({"layer": [view, {**view, "mark": "point"}]}).transform) == 2


def test_weeks_begin_on_monday() -> None:
    assert "weeks begin on Monday" in notes(unit("bar", x={"field": "when", "timeUnit": "day"}, y=MEAN))


@pytest.mark.parametrize(
    ("time_unit", "said"),
    [
        ("fortnight", "timeUnit: the time unit 'fortnight' has no counterpart"),
        ({"unit": "month", "step": 3}, "timeUnit.step: has no counterpart"),
        ({}, "must be the name of a time unit"),
        (5, "must be the name of a time unit"),
    ],
)
def test_other_units_are_refused(time_unit: object, said: str) -> None:
    assert said in refused(unit("line", x={"field": "when", "timeUnit": time_unit}, y=MEAN))


def test_what_is_no_time_has_no_period() -> None:
    assert "holds numbers and no times" in refused(unit("line", x={"field": "w", "timeUnit": "month"}, y=MEAN))


@pytest.mark.parametrize(
    ("value", "unit_", "from_zero", "name"),
    [
        (0, PeriodUnit.MONTH, True, "Jan"),
        (1, PeriodUnit.MONTH, False, "Jan"),
        ("december", PeriodUnit.MONTH, False, "Dec"),
        (0, PeriodUnit.DAY, True, "Sun"),
        (1, PeriodUnit.DAY, False, "Mon"),
        (7, PeriodUnit.DAY, False, "Sun"),
        (5, PeriodUnit.HOURS, False, None),
        (True, PeriodUnit.MONTH, False, None),
    ],
)
def test_periods_are_named(value: object, unit_: PeriodUnit, from_zero: bool, name: str | None) -> None:  # noqa: FBT001 - a row of the table
    assert period_name(value, unit_, from_zero=from_zero) == name
