"""Columns at places, statistics, uncertainties and averages."""

import datetime as dt

import pytest

from pb_core.domain.plots.spec import FieldType
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import (
    ChartWish,
    ComputeWish,
    FieldWish,
    FitWish,
    Interval,
    IntervalWish,
    PeriodWish,
    Place,
    StatisticWish,
    UnmetWish,
)
from pb_core.domain.tables.profile import TableProfile, profile
from pb_core.domain.tables.table_reading import read_table
from support.readings import PENGUINS, RUNS, read, wishes
from support.wish_plots import seen


def _profiled(step: int) -> TableProfile:
    start = dt.date(2023, 1, 1)
    days = (start + dt.timedelta(days=step * k) for k in range(60))
    return profile(read_table([{"date": str(day), "accuracy": k / 60} for k, day in enumerate(days)]))


DAILY, MONTHLY = _profiled(5), _profiled(31)


@pytest.mark.parametrize(
    ("intent", "field", "place"),
    [
        ("bill length against bill depth", "bill_length_mm", Place.Y),
        ("bill length against bill depth", "bill_depth_mm", Place.X),
        ("bill length against estimated bill depth", "bill_length_mm", Place.Y),
        ("bill length against estimated bill depth", "bill_depth_mm", Place.X),
        ("bill length vs. body mass", "body mass (g)", Place.X),
        ("bill length as a function of body mass", "body mass (g)", Place.X),
        ("how bill length varies with body mass", "bill_length_mm", Place.Y),
        ("effect of body mass on bill length", "body mass (g)", Place.X),
        ("effect of body mass on bill length", "bill_length_mm", Place.Y),
        ("bill length over time", "year", Place.X),
        ("bill length on body mass", "body mass (g)", Place.X),
        ("bill length with and without survived", "survived", Place.SPLIT),
        ("each island's bill length", "island", Place.DETAIL),
        ("bubble size body mass", "body mass (g)", Place.SIZE),
        ("colour species", "species", Place.COLOR),
        ("bill length by species", "species", Place.SPLIT),
        ("one line for each species", "species", Place.SPLIT),
        ("across the islands", "island", Place.SPLIT),
        ("nach species", "species", Place.SPLIT),
        ("coloured by species", "species", Place.COLOR),
        ("one colour per species", "species", Place.COLOR),
        ("color = species", "species", Place.COLOR),
        ("species as colour", "species", Place.COLOR),
        ("Farbe nach species", "species", Place.COLOR),
        ("bubble size by body mass", "body mass (g)", Place.SIZE),
        ("marker shape by sex", "sex", Place.SHAPE),
        ("one panel per island", "island", Place.PANEL),
        ("facet by island", "island", Place.PANEL),
        ("small multiples for each island", "island", Place.PANEL),
        ("panels for males and females", "sex", Place.PANEL),
        ("rows by sex, columns by island", "sex", Place.ROW),
        ("rows by sex, columns by island", "island", Place.PANEL),
        ("x axis: year", "year", Place.X),
        ("year on the x axis", "year", Place.X),
        ("body mass on the y-axis", "body mass (g)", Place.Y),
        ("bill depth on a second axis", "bill_depth_mm", Place.RIGHT),
        ("right axis: bill depth", "bill_depth_mm", Place.RIGHT),
        ("heat map with species in rows, islands in columns", "species", Place.Y),
        ("heat map with species in rows, islands in columns", "island", Place.X),
        ("bill depth", "bill_depth_mm", Place.ANY),
        ("top 3 species by body mass", "body mass (g)", Place.ANY),
    ],
)
def test_a_column_is_heard_where_the_words_put_it(intent: str, field: str, place: Place) -> None:
    found = {(wish.field, wish.place) for wish in wishes(intent) if isinstance(wish, FieldWish)}
    assert (field, place) in found


def test_only_one_of_a_pair_goes_to_the_second_axis() -> None:
    found = {
        wish.field: wish.place
        for wish in wishes("body mass and bill depth on a second axis")
        if isinstance(wish, FieldWish)
    }
    assert found == {"body mass (g)": Place.ANY, "bill_depth_mm": Place.RIGHT}


def test_measures_of_training_and_validation_are_series_and_not_axes() -> None:
    found = {wish.field: wish.place for wish in wishes("train vs val loss", RUNS) if isinstance(wish, FieldWish)}
    assert found == {"train_loss": Place.ANY, "val_loss": Place.ANY}


def test_one_line_for_each_is_a_line_chart_and_a_split() -> None:
    chart, split = wishes("one line per island")
    assert isinstance(chart, ChartWish)
    assert isinstance(split, FieldWish)
    assert (chart.words, split.words) == ("one line", "line per island")


def test_two_axes_put_the_last_measure_to_the_right() -> None:
    found = [wish for wish in wishes("bill depth and body mass over time, two y axes") if isinstance(wish, FieldWish)]
    assert ("body mass (g)", Place.RIGHT) in [(wish.field, wish.place) for wish in found]


@pytest.mark.parametrize(
    ("intent", "op", "field"),
    [
        ("mean body mass by species", Op.MEAN, "body mass (g)"),
        ("average of the bill depth", Op.MEAN, "bill_depth_mm"),
        ("median bill length", Op.MEDIAN, "bill_length_mm"),
        ("total body mass", Op.SUM, "body mass (g)"),
        ("maximum body mass", Op.MAX, "body mass (g)"),
        ("number of penguins per island", Op.COUNT, None),
        ("number of species per island", Op.COUNT, "species"),
        ("counts by sex", Op.COUNT, None),
        ("share of each species", Op.PROPORTION, None),
        ("survival rate by sex", Op.MEAN, "survived"),
        ("rate by sex", Op.PROPORTION, None),
        ("row-normalised confusion matrix", Op.PROPORTION, None),
        ("平均 body mass", Op.MEAN, "body mass (g)"),
    ],
)
def test_a_statistic_is_heard_with_its_column(intent: str, op: Op, field: str | None) -> None:
    assert (op, field) in [(wish.op, wish.field) for wish in wishes(intent) if isinstance(wish, StatisticWish)]


def test_what_is_averaged_over_is_not_to_be_shown() -> None:
    for intent in ("accuracy averaged over seeds", "mean accuracy over seeds"):
        (seed,) = [wish for wish in wishes(intent, RUNS) if isinstance(wish, FieldWish) and wish.field == "seed"]
        assert seed.negated


@pytest.mark.parametrize(
    ("intent", "interval", "level", "fields", "table"),
    [
        ("with error bars", Interval.ANY, None, (), PENGUINS),
        ("standard deviation error bars", Interval.STDEV, None, (), PENGUINS),
        ("mean ± sd", Interval.STDEV, None, (), PENGUINS),
        ("error bars show SEM", Interval.STDERR, None, (), PENGUINS),
        ("95% CI", Interval.CONFIDENCE, 0.95, (), PENGUINS),
        ("99 % confidence band", Interval.CONFIDENCE, 0.99, (), PENGUINS),
        ("bootstrap confidence intervals as error bars", Interval.CONFIDENCE, None, (), PENGUINS),
        ("with the interquartile range", Interval.QUARTILES, None, (), PENGUINS),
        ("error bars min to max", Interval.RANGE, None, (), PENGUINS),
        ("error bars from acc_std", Interval.GIVEN, None, ("acc_std",), RUNS),
    ],
)  # fmt: skip
def test_an_uncertainty_is_heard(
    intent: str, interval: Interval, level: float | None, fields: tuple[str, ...], table: TableProfile
) -> None:
    found = [
        (wish.interval, wish.level, wish.fields) for wish in wishes(intent, table) if isinstance(wish, IntervalWish)
    ]
    assert found == [(interval, level, fields)]


@pytest.mark.parametrize(
    ("intent", "why"),
    [
        ("error bars of 1.96 SE", "one standard"),
        ("boxes with the number of penguins below", "caption"),
        ("mean bill length weighted by body mass", "not weighted"),
        ("loess curve", "straight lines"),
        ("mean before 2008 and from 2008 on as two lines", "not of a part"),
    ],
)
def test_what_no_transform_does_is_heard_and_unmet(intent: str, why: str) -> None:
    assert [wish.why for wish in wishes(intent) if isinstance(wish, UnmetWish) and why in wish.why]


@pytest.mark.parametrize(
    ("intent", "unit"),
    [
        ("accuracy per month", "yearmonth"), ("annual accuracy", "year"), ("yearly mean of accuracy", "year"),
        ("accuracy by quarter", "yearquarter"), ("accuracy by weekday", "day"), ("accuracy by day of the week", "day"),
        ("accuracy by month of the year", "month"),
    ],
)  # fmt: skip
def test_times_are_taken_together_by_coarser_units(intent: str, unit: str) -> None:
    heard = [(wish.field, wish.unit.value) for wish in wishes(intent, DAILY) if isinstance(wish, PeriodWish)]
    assert heard == [("date", unit)]


@pytest.mark.parametrize("intent", ["accuracy by decade", "weekly accuracy", "accuracy by hour"])
def test_units_that_times_are_not_taken_together_by_refuse_or_are_no_period(intent: str) -> None:
    heard = read(intent, DAILY)
    assert not any(isinstance(wish, PeriodWish) for wish in heard.wishes)
    assert heard.refusal


@pytest.mark.parametrize(("day", "month"), [("Day", "Month"), ("day", "month")])
def test_a_day_of_the_month_that_columns_hold_is_the_day(day: str, month: str) -> None:
    days = seen({"ozone": [1.5, 2, 3, 4], month: [5, 5, 6, 6], day: [1, 2, 1, 2]})
    fields = [wish for wish in wishes("ozone by day of month", days) if isinstance(wish, FieldWish)]
    assert {wish.field for wish in fields} == {"ozone", day}


@pytest.mark.parametrize("intent", ["number of cases by agegp", "cases", "a1 to a3"])
def test_numbers_of_what_is_counted_and_runs_of_columns_are_quantities(intent: str) -> None:
    few = seen({"agegp": ["a", "b"], "ncases": [1, 2], "a1": [1, 2], "a2": [2, 1], "a3": [1, 1]})
    kinds = {wish.type for wish in wishes(intent, few) if isinstance(wish, FieldWish) and wish.field != "agegp"}
    assert kinds == ({None} if intent == "cases" else {FieldType.QUANTITATIVE})


def test_a_number_that_another_is_set_against_runs_along_x() -> None:
    drunk = seen({"bac": [0.1, 0.2], "beers": [3, 5]})
    places = {
        wish.field: wish.place for wish in wishes("bac against number of beers", drunk) if isinstance(wish, FieldWish)
    }
    assert places["beers"] is Place.X


def test_the_rate_behind_a_column_of_numbers_is_that_column() -> None:
    rates = seen({"state": ["a", "b", "c"], "murder": [1.5, 2, 3]})
    heard = wishes("murder rate by state", rates)
    assert not [wish for wish in heard if isinstance(wish, StatisticWish)]
    assert FieldWish(words="rate", field="murder") in heard


def test_days_are_counted_where_each_row_is_one() -> None:
    days = seen({"date": ["2024-01-01", "2024-01-02", "2024-01-03"], "weather": ["sun", "rain", "sun"]})
    assert StatisticWish(words="days", op=Op.COUNT) in wishes("days per weather", days)
    assert StatisticWish(words="days", op=Op.COUNT) not in wishes("days of date", days)


def test_a_unit_that_a_column_holds_is_the_column() -> None:
    assert read("yearly bill depth").wishes[0] == FieldWish(words="yearly", field="year", place=Place.X)
    assert read("bill depth per month").refusal.startswith("Which column is “month”?")


def test_times_of_a_period_already_are_shown_as_they_are() -> None:
    heard = wishes("monthly accuracy", MONTHLY)
    assert not [wish for wish in heard if isinstance(wish, PeriodWish)]
    assert [wish.field for wish in heard if isinstance(wish, FieldWish) and wish.place is Place.X] == ["date"]


@pytest.mark.parametrize(
    ("intent", "window"), [("7-day moving average", 7), ("smoothed with window 5", 5), ("running mean", None)]
)
def test_an_average_is_heard_with_its_window(intent: str, window: int | None) -> None:
    assert [(wish.fit, wish.window) for wish in wishes(intent) if isinstance(wish, FitWish)] == [("smooth", window)]


def test_an_unknown_word_before_a_column_is_named_and_moves_nothing() -> None:
    assert read("bill length against estimated bill depth").unknown == ("estimated",)


@pytest.mark.parametrize(
    ("intent", "compute", "field", "other"),
    [
        ("bill length relative to body mass", "ratio", "bill_length_mm", "body mass (g)"),
        ("ratio of bill length to body mass", "ratio", "bill_length_mm", "body mass (g)"),
        ("bill length minus bill depth by species", "difference", "bill_length_mm", "bill_depth_mm"),
        ("change from bill depth to bill length", "difference", "bill_length_mm", "bill_depth_mm"),
        ("change from bill depth to bill length in per cent", "change", "bill_length_mm", "bill_depth_mm"),
        ("cumulative body mass over the years", "cumulative", "body mass (g)", None),
    ],
)
def test_what_is_computed_from_columns_is_heard(intent: str, compute: str, field: str, other: str | None) -> None:
    found = [(one.compute, one.field, one.other) for one in wishes(intent) if isinstance(one, ComputeWish)]
    assert found == [(compute, field, other)]


WAGES = seen({"job": ["a", "b"], "P25th": [1, 2], "Median": [3.5, 4], "P75th": [5, 6]})
META = seen({"study": ["a", "b"], "yi": [0.1, -0.2], "sei": [0.1, 0.2]})
WEIGHTS = seen({"group": ["a", "b"] * 12, "wl1": [2, 4, 5] * 8, "wl2": [1, 3, 4] * 8, "wl3": [0, 2, 9] * 8})
CODES = seen({"sex": [0, 1] * 8, "smoker": [0, 0, 1, 1] * 4, "fev": [1.5, 2, 2.5, 3] * 4})
ANNEES = seen([{"annee": 1900 + k, "température": 10 + k / 7} for k in range(20)])


@pytest.mark.parametrize(
    "intent",
    [
        "Median by job with P25th-P75th range",
        "Median by job, from P25th to P75th as range",
        "Median by job with the P25th–P75th interval",
        "Median by job with error bars from P25th to P75th",
        "Median by job, whiskers between P25th and P75th",
    ],
)
def test_two_columns_are_the_ends_of_a_range(intent: str) -> None:
    heard = wishes(intent, WAGES)
    found = [(wish.interval, wish.fields) for wish in heard if isinstance(wish, IntervalWish)]
    assert found == [(Interval.GIVEN, ("P25th", "P75th"))]
    assert {wish.field for wish in heard if isinstance(wish, FieldWish)} == {"Median", "job"}


def test_two_ends_without_a_measure_between_them_are_what_is_shown() -> None:
    heard = wishes("range from P25th to P75th by job", WAGES)
    assert {wish.field for wish in heard if isinstance(wish, FieldWish)} == {"P25th", "P75th", "job"}


@pytest.mark.parametrize(
    ("intent", "level"),
    [
        ("forest plot of yi with 95% CI from sei", 0.95),
        ("yi by study, 90 % confidence intervals computed from the standard errors (sei)", 0.9),
        ("yi by study with error bars ±1.96 × sei", None),
    ],
)
def test_an_interval_is_computed_from_standard_errors(intent: str, level: float | None) -> None:
    found = [wish for wish in wishes(intent, META) if isinstance(wish, IntervalWish)]
    assert [(wish.interval, wish.level, wish.fields) for wish in found] == [(Interval.CONFIDENCE, level, ("sei",))]


def test_one_statistic_is_of_every_measure_in_its_list() -> None:
    found = [wish for wish in wishes("mean of wl1, wl2 and wl3 by group", WEIGHTS) if isinstance(wish, StatisticWish)]
    assert [(wish.op, wish.field) for wish in found] == [(Op.MEAN, name) for name in ("wl1", "wl2", "wl3")]


@pytest.mark.parametrize(
    ("intent", "field"),
    [
        ("fev, men vs women", "sex"),
        ("fev of boys and girls", "sex"),
        ("fev of smokers vs non-smokers", "smoker"),
        ("fev of smokers and not smokers", "smoker"),
    ],
)
def test_two_words_for_the_codes_of_a_column_are_the_column(intent: str, field: str) -> None:
    heard = read(intent, CODES)
    found = {(wish.field, wish.place) for wish in heard.wishes if isinstance(wish, FieldWish)}
    assert (field, Place.SPLIT) in found
    assert heard.refusal == ""


@pytest.mark.parametrize("intent", ["fev, cats vs dogs", "fev, men vs men"])
def test_other_pairs_are_asked_after(intent: str) -> None:
    assert "Which column" in read(intent, CODES).refusal


@pytest.mark.parametrize(
    ("intent", "heard"),
    [
        (
            "température par année, moyenne mobile sur 10 ans",
            [FitWish(words="moyenne mobile sur 10 ans", fit="smooth", window=10)],
        ),
        ("media de température por annee", [StatisticWish(words="media de", op=Op.MEAN, field="température")]),
        ("température in the media by annee", []),
    ],
)  # fmt: skip
def test_words_of_other_languages_count_where_the_intent_is_in_one(intent: str, heard: list[object]) -> None:
    assert [wish for wish in wishes(intent, ANNEES) if isinstance(wish, FitWish | StatisticWish)] == heard
