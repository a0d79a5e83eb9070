"""Rows are kept, taken together and computed as asked, and nothing raw is drawn in the place of what is computed."""

import datetime as dt
from typing import Literal

import pytest

from pb_adapters.planners.charts.building.build import Built, build
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.transforms import (
    Calculate,
    Combination,
    Cumulate,
    Filter,
    Limit,
    Op,
    Period,
    PeriodUnit,
    Relative,
    Whole,
)
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.plots.wish_checks import outcomes
from pb_core.domain.plots.wishes import Chart, Order, Place
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table_reading import read_table
from pb_core.errors import NotPlottable

DIET = [{"diet": "AB"[k % 2], "before": 80.5 + k, "after": 79.25 + 1.5 * k % 7 + k} for k in range(12)]
RAIN = [{"day": str(dt.date(2022, 1, 1) + dt.timedelta(days=k)), "rain": 0.5 + k % 9} for k in range(500)]
PRICES = [{"year": y, "firm": f, "price": (y - 2000) * 7.5 + 10 * (f == "A")} for y in range(2001, 2006) for f in "AB"]
CITIES = [{"city": f"c{k:02}", "change": (k - 10) * 2.5} for k in range(21)]


def field(name: str, place: Place = Place.ANY) -> w.FieldWish:
    return w.FieldWish(words=f"{name} {place.value}", field=name, place=place)


def chart(name: Chart) -> w.ChartWish:
    return w.ChartWish(words=name.value, chart=name)


def built(data: object, *wishes: w.Wish) -> Built:
    table = read_table(data)
    plan = build(w.HeardIntent(wishes=wishes), profile(table))
    check_plot(plan.spec, table, "100")
    found = outcomes(wishes, plan.spec, profile(table), table)
    assert [one for one in found.wishes if not one.followed] == []
    return plan


def compute(
    kind: Literal["cumulative", "difference", "ratio", "change", "share", "normalized", "index"],
    name: str, other: str | None = None, words: str = "c",
) -> w.ComputeWish:  # fmt: skip
    return w.ComputeWish(words=words, compute=kind, field=name, other=other)


@pytest.mark.parametrize(
    ("kind", "op", "title"),
    [
        ("difference", Combination.DIFFERENCE, "After − before"),
        ("ratio", Combination.RATIO, "After / before"),
        ("change", Combination.CHANGE, "Change from before to after"),
    ],
)
def test_two_columns_are_computed_row_by_row(
    kind: Literal["difference", "ratio", "change"], op: Combination, title: str
) -> None:
    spec = built(DIET, chart(Chart.BOX), compute(kind, "after", "before"), field("diet", Place.SPLIT)).spec
    made = spec.transform[0]
    assert isinstance(made, Calculate)
    assert (made.op, made.first, made.second) == (op, "after", "before")
    assert spec.layer[0].mark.type is MarkType.BOXPLOT
    assert spec.axes.y.title == title


def test_a_statistic_of_a_column_is_one_of_what_is_computed_from_it() -> None:
    mean = w.StatisticWish(words="mean", op=Op.MEAN, field="after")
    spec = built(DIET, mean, compute("difference", "after", "before"), field("diet", Place.SPLIT)).spec
    assert spec.axes.y.title == "Mean after − before"


def test_columns_of_other_units_have_no_difference() -> None:
    data = [{"a (ms)": 1.5, "b (s)": 2.5, "k": k} for k in "xyz"]
    with pytest.raises(NotPlottable, match="different units"):
        built(data, compute("difference", "a (ms)", "b (s)"), field("k", Place.SPLIT))


def test_a_running_sum_runs_along_its_base() -> None:
    spec = built(RAIN, field("rain"), compute("cumulative", "rain"), field("day", Place.X)).spec
    (made,) = spec.transform
    assert isinstance(made, Cumulate)
    assert (made.order, spec.axes.y.title) == ("day", "Cumulative rain")


def test_a_running_sum_along_names_is_refused() -> None:
    with pytest.raises(NotPlottable, match="runs along times or numbers"):
        built(CITIES, field("change"), compute("cumulative", "change"), field("city", Place.X))


def test_an_index_starts_at_100_in_each_group() -> None:
    wishes = (field("price"), field("year", Place.X), field("firm", Place.SPLIT))
    spec = built(PRICES, *wishes, compute("index", "price", words="index to 100")).spec
    (made,) = spec.transform
    assert isinstance(made, Relative)
    assert (made.whole, made.scale, made.groupby, made.order) == (Whole.FIRST, 100, ("firm",), "year")


def test_both_ends_of_a_ranking_are_kept() -> None:
    wishes = (
        field("change"), field("city", Place.SPLIT), w.LimitWish(words="3 largest", count=3, field="change"),
        w.LimitWish(words="3 smallest", count=3, pick="smallest", field="change"),
    )  # fmt: skip
    assert built(CITIES, *wishes).spec.transform == (Limit(field="change", count=3, pick="ends"),)


def test_different_numbers_of_both_ends_are_refused() -> None:
    wishes = (
        field("change"), field("city", Place.SPLIT), w.LimitWish(words="3 largest", count=3, field="change"),
        w.LimitWish(words="2 smallest", count=2, pick="smallest", field="change"),
    )  # fmt: skip
    with pytest.raises(NotPlottable, match="As many of the largest"):
        built(CITIES, *wishes)


@pytest.mark.parametrize(
    ("others", "unit"),
    [
        ((), PeriodUnit.YEAR_MONTH),
        ((w.OrderWish(words="Jan to Dec", by=Order.NATURAL),), PeriodUnit.MONTH),
        ((w.PeriodWish(words="year", field="day", unit=PeriodUnit.YEAR),), PeriodUnit.MONTH),
    ],
)
def test_months_of_all_years_are_one_where_they_are_in_order_or_years_are_apart(
    others: tuple[w.Wish, ...], unit: PeriodUnit
) -> None:
    month = w.PeriodWish(words="month", field="day", unit=PeriodUnit.YEAR_MONTH)
    mean = w.StatisticWish(words="mean", op=Op.MEAN, field="rain")
    made = built(RAIN, field("rain"), mean, month, *others).spec.transform[0]
    assert isinstance(made, Period)
    assert made.unit is unit


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (w.FilterWish(words="f", field="change", above=0.0), Filter(field="change", above=0.0)),
        (w.FilterWish(words="f", field="change", low=0.0, negated=True), Filter(field="change", below=0.0)),
        (w.FilterWish(words="f", field="city", one_of=("c01",), negated=True), Filter(field="city", none_of=("c01",))),
    ],
)
def test_rows_are_kept_or_left_out_by_bounds_and_lists(wish: w.FilterWish, expected: Filter) -> None:
    assert built(CITIES, field("change"), field("city", Place.SPLIT), wish).spec.transform[0] == expected
