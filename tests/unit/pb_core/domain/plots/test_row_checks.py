"""Filters, limits and bins beyond the plain cases of the sabotage."""

import pytest

from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.transforms import (
    Aggregate,
    Bin,
    BinRule,
    Calibration,
    Filter,
    Limit,
    Measure,
    Op,
    Period,
    PeriodUnit,
)
from pb_core.domain.plots.wishes import BinWish, FilterWish, LimitWish, Wish
from support.channels import temporal as t
from support.wish_plots import bars, drawn, held, histogram, mean_of, plot, points, q, told

W = "words"


def only(field: str = "score", *one_of: str, **ends: object) -> PlotSpec:
    """Points of rows that a filter keeps."""
    return plot(points(), transform=(Filter(field=field, one_of=one_of, **ends),))  # type: ignore[arg-type]  # by the test


def keep(field: str, *one_of: str, negated: bool = False, **ends: float) -> FilterWish:
    return FilterWish(words=W, field=field, one_of=one_of, negated=negated, **ends)


def limited(*, after: bool, field: str = "value") -> PlotSpec:
    """Bars of the two models with the largest mean, or of two rows."""
    mean = mean_of("score", "model")
    return plot(bars(*((mean, Limit(field=field, count=2)) if after else (Limit(field="score", count=2), mean))))


def binned(rule: BinRule, value: float) -> PlotSpec:
    count = Aggregate(groupby=("bin start", "bin end"), measures=(Measure(op=Op.COUNT, as_="count"),))
    bins = Bin(field="score", rule=rule, value=value)
    return plot(drawn(MarkType.BAR, bins, count, x=q("bin start"), x2="bin end", y=q("count")))


LATEST = plot(drawn(MarkType.LINE, Limit(field="era", count=2), x=q("era"), y=q("score")))
BEST = plot(drawn(MarkType.LINE, Limit(field="score", count=2), x=q("era"), y=q("score")))
CALIBRATED = plot(
    drawn(
        MarkType.LINE, Calibration(probability="depth_std", label="task", positive="QA"), x=q("predicted"),
        y=q("observed"),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "spec"),
    [
        (keep("score", low=60), only(low=60)),
        (keep("score", low=0), plot(points())),  # all rows are above
        (keep("seed", "2"), only("seed", low=2, high=2)),
        (keep("seed", "2", "3"), only("seed", "3", "2")),
        (keep("model", "ours"), only("model", "Ours")),
        (keep("model", "Ours", "BERT", "LSTM"), plot(bars())),  # there are no others
        (keep("score", high=60, negated=True), only(above=60)),
        (keep("score", low=60, negated=True), only(below=60)),
        (keep("seed", "1", negated=True), only("seed", low=2)),
        (BinWish(words=W, count=20), binned(BinRule.COUNT, 20)),
        (BinWish(words=W, width=5), binned(BinRule.STEP, 5)),
        (BinWish(words=W, count=10), CALIBRATED),
        (keep("score", above=60), only(above=60)),
        (keep("seed", above=1), only("seed", low=2)),  # the same of whole numbers
        (keep("seed", "1", negated=True), only("seed", none_of=("1",))),
        (keep("model", "LSTM", negated=True), only("model", none_of=("LSTM",))),
        (keep("model", "Ours", "BERT"), only("model", none_of=("LSTM",))),
        (LimitWish(words=W, count=2), limited(after=True)),
        (LimitWish(words=W, count=2, field="score"), limited(after=True)),
        (LimitWish(words=W, count=2, field="era"), LATEST),
    ],
)  # fmt: skip
def test_what_amounts_to_the_same_is_followed(wish: Wish, spec: PlotSpec) -> None:
    assert told(wish, spec)


@pytest.mark.parametrize(
    ("wish", "spec"),
    [
        (keep("absent", "1"), plot(points())),
        (keep("score", low=60), only(low=61)),
        (keep("score", low=60), only(low=60, high=65)),
        (keep("score", "60"), only(low=60)),
        (keep("model", "Ours"), only("task", "Ours")),
        (keep("model", "LSTM", negated=True), only("model", "Ours")),  # more is left out than was asked for
        (keep("model", "LSTM", negated=True), plot(points())),
        (keep("score", low=55, high=60, negated=True), only(low=60)),
        (keep("seed", "1", "2", negated=True), only("seed", low=2)),
        (BinWish(words=W, count=20), binned(BinRule.COUNT, 10)),
        (BinWish(words=W, width=5), binned(BinRule.COUNT, 5)),
        (BinWish(words=W, count=20), plot(points())),
        (BinWish(words=W, count=20), histogram()),
        (keep("score", above=60), only(low=60)),
        (keep("score", low=60), only(above=60)),
        (keep("score", low=60), only(low=60, none_of=("62",))),
        (keep("score", below=60), only(high=60)),
        (keep("score", high=60, negated=True), only(low=65)),  # more is left out than was asked for
        (keep("model", "LSTM", negated=True), only("model", none_of=("LSTM", "BERT"))),
        (keep("seed", "1", negated=True), only("seed", low=3)),
        (LimitWish(words=W, count=2), limited(after=False)),  # two rows, and not two items
        (LimitWish(words=W, count=2), limited(after=True, field="stdev")),  # ranked by what is not shown
        (LimitWish(words=W, count=2, field="latency"), limited(after=True)),
        (LimitWish(words=W, count=2, field="score"), LATEST),
        (LimitWish(words=W, count=2), BEST),
    ],
)  # fmt: skip
def test_what_amounts_to_something_else_is_not_followed(wish: Wish, spec: PlotSpec) -> None:
    assert not told(wish, spec)


DAYS = held([{"day": f"{year}-{month:02}-01", "rain": month} for year in (2011, 2012, 2013) for month in range(1, 13)])
JANUARY, NEW_YEAR = 1325376000.0, 1356998399.0
RAIN = drawn(MarkType.LINE, x=t("day"), y=q("rain"))


def within(words: str, *, low: float | None = None, high: float | None = None, **named: object) -> FilterWish:
    return FilterWish(words=words, field="day", low=low, high=high, **named)  # type: ignore[arg-type]  # by the test


def of_days(**ends: object) -> PlotSpec:
    return plot(RAIN, transform=(Filter(field="day", **ends),))  # type: ignore[arg-type]  # by the test


@pytest.mark.parametrize(
    ("wish", "spec", "followed"),
    [
        (within("over 2012", low=JANUARY, high=NEW_YEAR), of_days(low=JANUARY, high=NEW_YEAR), True),
        (within("in 2012", low=2012, high=2012), of_days(low=JANUARY, high=NEW_YEAR), True),
        (within("over 2012", low=JANUARY), of_days(low=JANUARY), False),  # 2013 is in no "over 2012"
        (within("since 2012", low=JANUARY), of_days(low=JANUARY), True),
        (within("after 2012", above=2012), of_days(low=NEW_YEAR + 1), True),
        (within("before 2012", below=2012), of_days(high=JANUARY - 1), True),
        (within("before 2012", below=2012), of_days(high=JANUARY), False),
        (within("only 2012", one_of=("2012",)), of_days(low=JANUARY, high=NEW_YEAR), True),
        (within("only 2012", one_of=("2012",)), of_days(low=JANUARY), False),
        (within("in May 2012", one_of=("2012-05",)), of_days(one_of=("2012-05-01",)), True),
    ],
)  # fmt: skip
def test_a_year_is_kept_from_its_first_to_its_last_day(wish: FilterWish, spec: PlotSpec, *, followed: bool) -> None:
    assert told(wish, spec, DAYS) is followed


def test_filters_by_periods_count_and_those_by_what_is_computed_do_not() -> None:
    years = Period(field="day", unit=PeriodUnit.YEAR, as_="year")
    spec = plot(RAIN, transform=(years, Filter(field="year", low=JANUARY, high=JANUARY)))
    assert told(within("in 2012", low=2012, high=2012), spec, DAYS)
    summed = Aggregate(groupby=("day",), measures=(Measure(op=Op.SUM, field="rain", as_="rain"),))
    after, before = ((summed, Filter(field="rain", low=6)), (Filter(field="rain", low=6), summed))
    wet = FilterWish(words="at least 6", field="rain", low=6)
    assert told(wet, plot(RAIN, transform=before), DAYS)
    assert not told(wet, plot(RAIN, transform=after), DAYS)


def test_a_value_that_no_row_has_is_kept_by_nobody() -> None:
    assert not told(keep("model", "GPT"), plot(points()))
    assert not told(keep("model", "Ours", "GPT"), only("model", "Ours"))
    assert not told(keep("model", low=3), plot(points()))


def test_bins_are_measured_and_not_believed() -> None:
    wide = binned(BinRule.COUNT, 4)  # of 54 to 68
    assert told(BinWish(words="in bins of 3.5", width=3.5), wide)
    assert told(BinWish(words="4 bins", count=4, width=3.5), wide)
    assert not told(BinWish(words="4 bins", count=4, width=5), wide)
