"""Filters, bins and orders beyond the plain cases of the sabotage."""

import pytest

from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Axes, Axis, Legend, PlotSpec, Sort
from pb_core.domain.plots.transforms import Aggregate, Bin, BinRule, Calibration, Filter, Fold, Limit, Measure, Op
from pb_core.domain.plots.wishes import BinWish, FilterWish, LimitWish, Order, OrderWish, Wish
from pb_core.domain.tables.profile import TableProfile
from support.wish_plots import RUNS, bars, drawn, histogram, mean_of, n, plot, points, q, seen, told

W = "words"


MONTHS = seen([{"Jan": 1, "Feb": 2, "Mar": 3}])


def only(field: str = "score", *one_of: str, **ends: object) -> PlotSpec:
    """Points of rows that a filter keeps."""
    return plot(points(), transform=(Filter(field=field, one_of=one_of, **ends),))  # type: ignore[arg-type]  # by the test


def keep(field: str, *one_of: str, negated: bool = False, **ends: float) -> FilterWish:
    return FilterWish(words=W, field=field, one_of=one_of, negated=negated, **ends)


def ordered(*, field: str = "model", **axis: object) -> PlotSpec:
    return plot(bars(x=field), axes=Axes(x=Axis(**axis)))  # type: ignore[arg-type]  # by the test


def folded(*names: str) -> PlotSpec:
    """Bars of columns of these names."""
    return plot(drawn(MarkType.BAR, Fold(fields=names), x=n("key"), y=q("value")))


def limited(*, after: bool, field: str = "value") -> PlotSpec:
    """Bars of the two models with the largest mean, or of two rows."""
    mean = mean_of("score", "model")
    return plot(bars(*((mean, Limit(field=field, count=2)) if after else (Limit(field="score", count=2), mean))))


def order(by: Order, *, descending: bool | None = None, field: str | None = None, values: tuple[str, ...] = ()) -> Wish:
    return OrderWish(words=W, by=by, descending=descending, field=field, values=values)


def binned(rule: BinRule, value: float) -> PlotSpec:
    count = Aggregate(groupby=("bin start", "bin end"), measures=(Measure(op=Op.COUNT, as_="count"),))
    bins = Bin(field="score", rule=rule, value=value)
    return plot(drawn(MarkType.BAR, bins, count, x=q("bin start"), x2="bin end", y=q("count")))


def table_of(spec: PlotSpec) -> TableProfile:
    return MONTHS if any(isinstance(step, Fold) for step in spec.layer[0].transform) else RUNS


SERIES = plot(bars(mean_of("score", "model", "task"), color=n("task")), legend=Legend(sort=Sort.DATA))
LATEST = plot(drawn(MarkType.LINE, Limit(field="era", count=2), x=q("era"), y=q("score")))
BEST = plot(drawn(MarkType.LINE, Limit(field="score", count=2), x=q("era"), y=q("score")))
CALIBRATED = plot(
    drawn(MarkType.LINE, Calibration(probability="depth", label="task"), x=q("predicted"), y=q("observed"))
)


@pytest.mark.parametrize(
    ("wish", "spec"),
    [
        (keep("score", low=60), only(low=60)),
        (keep("score", low=0), plot(points())),  # all rows are above
        (keep("seed", "2"), only("seed", low=2, high=2)),
        (keep("seed", "2", "3"), only("seed", "3", "2")),
        (keep("model", "ours"), only("model", "Ours")),
        (keep("model", "Ours", "BERT", "LSTM"), plot(points())),  # there are no others
        (keep("score", high=60, negated=True), only(low=60)),
        (keep("score", low=60, negated=True), only(high=60)),
        (keep("seed", "1", negated=True), only("seed", low=2)),
        (BinWish(words=W, count=20), binned(BinRule.COUNT, 20)),
        (BinWish(words=W, width=5), binned(BinRule.STEP, 5)),
        (BinWish(words=W, count=10), CALIBRATED),
        (keep("score", above=60), only(above=60)),
        (keep("seed", above=1), only("seed", low=2)),  # the same of whole numbers
        (keep("seed", "1", negated=True), only("seed", none_of=("1",))),
        (keep("model", "LSTM", negated=True), only("model", none_of=("LSTM",))),
        (keep("model", "Ours", "BERT"), only("model", none_of=("LSTM",))),
        (order(Order.NATURAL), ordered(field="seed")),
        (order(Order.NATURAL), plot(bars(), axes=Axes(x=Axis(values=("layer 1", "layer 2", "layer 10"))))),
        (order(Order.NATURAL), folded("Jan", "Feb", "Mar")),
        (LimitWish(words=W, count=2), limited(after=True)),
        (LimitWish(words=W, count=2, field="score"), limited(after=True)),
        (LimitWish(words=W, count=2, field="era"), LATEST),
        (order(Order.NATURAL, values=("Ours", "LSTM")), ordered(values=("Ours", "BERT", "LSTM"))),
        (order(Order.NATURAL), plot(points())),
        (order(Order.ALPHABET), ordered(sort=Sort.ASCENDING)),
        (order(Order.ALPHABET, descending=True), ordered(sort=Sort.DESCENDING)),
        (order(Order.DATA), ordered(sort=Sort.DATA)),
        (order(Order.LISTED, values=("bert", "Ours")), ordered(values=("BERT", "Ours", "LSTM"))),
        (order(Order.VALUE), ordered(sort=Sort.VALUE)),
        (order(Order.VALUE, field="score"), ordered(sort=Sort.VALUE)),
        (order(Order.DATA, field="task"), SERIES),
    ],
)  # fmt: skip
def test_what_amounts_to_the_same_is_followed(wish: Wish, spec: PlotSpec) -> None:
    assert told(wish, spec, table_of(spec))


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
        (keep("score", low=60), only(low=60, none_of=("61",))),
        (keep("score", below=60), only(high=60)),
        (keep("score", high=60, negated=True), only(low=65)),  # more is left out than was asked for
        (keep("model", "LSTM", negated=True), only("model", none_of=("LSTM", "BERT"))),
        (keep("seed", "1", negated=True), only("seed", low=3)),
        (LimitWish(words=W, count=2), limited(after=False)),  # two rows, and not two items
        (LimitWish(words=W, count=2), limited(after=True, field="stdev")),  # ranked by what is not shown
        (LimitWish(words=W, count=2, field="latency"), limited(after=True)),
        (LimitWish(words=W, count=2, field="score"), LATEST),
        (LimitWish(words=W, count=2), BEST),
        (order(Order.NATURAL), ordered()),  # names have no order of their own
        (order(Order.NATURAL), plot(bars(), axes=Axes(x=Axis(values=("10", "2", "1"))))),
        (order(Order.NATURAL), folded("Mar", "Jan", "Feb")),
        (order(Order.NATURAL), ordered(sort=Sort.VALUE)),
        (order(Order.NATURAL, descending=True), ordered()),
        (order(Order.NATURAL, values=("Ours", "LSTM")), ordered(values=("LSTM", "BERT", "Ours"))),
        (order(Order.LISTED, values=("BERT", "Ours")), ordered(values=("Ours", "BERT", "LSTM"))),
        (order(Order.VALUE, field="latency"), ordered(sort=Sort.VALUE)),
        (order(Order.VALUE), plot(points())),
        (order(Order.ALPHABET, field="task"), ordered(sort=Sort.ASCENDING)),
    ],
)  # fmt: skip
def test_what_amounts_to_something_else_is_not_followed(wish: Wish, spec: PlotSpec) -> None:
    assert not told(wish, spec, table_of(spec))
