"""Clauses on what is drawn become wishes for columns, statistics, computed values and uncertainties."""

# ruff: noqa: E501 - a row of a table is a line

import pytest

from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import Op, PeriodUnit
from pb_core.domain.plots.wishes import FieldWish, Interval, Place
from pb_core.errors import NotPlottable
from support.readings import PENGUINS, RUNS, wishes
from support.wish_plots import seen

DATED = seen([{"date": f"20{k:02}-01-{1 + k % 9:02}", "rain": k * 1.5} for k in range(10, 40)])


def fields(intent: str) -> dict[str, Place]:
    return {one.field: one.place for one in wishes(intent) if isinstance(one, FieldWish)}


@pytest.mark.parametrize(
    ("intent", "places"),
    [
        ("body mass by species and sex", {"body mass (g)": Place.ANY, "species": Place.SPLIT, "sex": Place.SPLIT}),
        ("body mass vs year", {"body mass (g)": Place.ANY, "year": Place.X}),
        ("body mass coloured by sex, one panel per island", {"body mass (g)": Place.ANY, "sex": Place.COLOR, "island": Place.PANEL}),
        ("body mass over year, one line per species", {"body mass (g)": Place.ANY, "year": Place.X, "species": Place.COLOR}),
        ("relationship between body mass and year", {"body mass (g)": Place.X, "year": Place.Y}),
        ("bars of body mass by species, year on a second axis", {"body mass (g)": Place.ANY, "species": Place.SPLIT, "year": Place.RIGHT}),
        ("body mass of the species", {"body mass (g)": Place.ANY, "species": Place.SPLIT}),
        ("species body mass", {"species": Place.SPLIT, "body mass (g)": Place.ANY}),
        ("size by body mass, shape by sex, x = year", {"body mass (g)": Place.SIZE, "sex": Place.SHAPE, "year": Place.X}),
    ],
)  # fmt: skip
def test_columns_stand_where_their_words_put_them(intent: str, places: dict[str, Place]) -> None:
    assert fields(intent) == places


@pytest.mark.parametrize(
    ("intent", "op", "field"),
    [
        ("mean of body mass by sex", Op.MEAN, "body mass (g)"), ("total body mass by sex", Op.SUM, "body mass (g)"),
        ("count by sex", Op.COUNT, None), ("share of rows by sex", Op.PROPORTION, None),
        ("standard deviation of body mass by sex", Op.STDEV, "body mass (g)"), ("mean survived by sex", Op.MEAN, "survived"),
    ],
)  # fmt: skip
def test_statistics_are_of_columns_or_rows(intent: str, op: Op, field: str | None) -> None:
    assert [(one.op, one.field) for one in wishes(intent) if isinstance(one, w.StatisticWish)] == [(op, field)]


@pytest.mark.parametrize(
    ("intent", "kind", "level", "columns"),
    [
        ("acc by model with SD", Interval.STDEV, None, ()),
        ("acc by model, 90 % CI", Interval.CONFIDENCE, 0.9, ()),
        ("acc by model with error bars from acc_std", Interval.GIVEN, None, ("acc_std",)),
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


@pytest.mark.parametrize(
    ("intent", "kind", "field", "other"),
    [
        ("val_loss minus train_loss over epoch", "difference", "val_loss", "train_loss"),
        ("ratio of val_loss to train_loss over epoch", "ratio", "val_loss", "train_loss"),
        ("change from train_loss to val_loss over epoch", "change", "val_loss", "train_loss"),
        ("cumulative pop over epoch", "cumulative", "pop", None), ("share of pop by model", "share", "pop", None),
    ],
)  # fmt: skip
def test_what_is_computed_names_its_columns(intent: str, kind: str, field: str, other: str | None) -> None:
    found = [one for one in wishes(intent, RUNS) if isinstance(one, w.ComputeWish)]
    assert [(one.compute, one.field, one.other) for one in found] == [(kind, field, other)]


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


@pytest.mark.parametrize(
    ("intent", "sentence"),
    [
        ("mean rain by month", "write “calendar month”"), ("mean rain by hour", "hour of the day"),
        ("rain over date, rolling mean of 4", "an odd number"), ("rain by", "the name of a column is missing"),
        ("count of rain by date", "rows are counted, not 'rain'"), ("rain minus wind by date", "Not understood: “wind”"),
        ("relationship between rain", "name two columns"), ("rain over", "is missing"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(intent: str, sentence: str) -> None:
    with pytest.raises(NotPlottable) as refusal:
        wishes(intent, DATED)
    assert sentence in str(refusal.value)


def test_different_values_are_not_counted() -> None:
    with pytest.raises(NotPlottable, match="different values are not counted"):
        wishes("number of species by island", PENGUINS)


@pytest.mark.parametrize("words", ["by weekday", "by calendar month", "by hour of the day"])
def test_times_that_are_written_more_coarsely_tell_no_period(words: str) -> None:
    table = seen([{"year": 1990 + k, "rain": 1.5 * k} for k in range(12)])
    with pytest.raises(NotPlottable, match="'year' is written by the year and tells no"):
        wishes(f"mean rain {words}", table)


def test_minimum_and_maximum_are_an_interval_behind_with_alone() -> None:
    (found,) = [one for one in wishes("mean acc by model with min and max", RUNS) if isinstance(one, w.IntervalWish)]
    assert found.interval is Interval.RANGE
    with pytest.raises(NotPlottable, match="says nothing where it stands"):
        wishes("min and max of acc by model", RUNS)
