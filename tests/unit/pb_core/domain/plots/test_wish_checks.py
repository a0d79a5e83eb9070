"""Sabotage: what a plan claims and does not do is told, and its true twin is followed."""

import pytest
from msgspec.structs import replace

from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Color,
    Facet,
    Highlight,
    IdentityLine,
    Layer,
    Legend,
    Orient,
    PlotSpec,
    ReferenceLine,
    Scale,
    ScaleType,
    Sort,
    Stack,
)
from pb_core.domain.plots.transforms import Aggregate, Filter, Fold, Limit, Measure, Op, Regression, Smooth
from pb_core.domain.plots.wish_checks import outcomes
from pb_core.domain.plots.wishes import (
    Arrangement,
    ArrangementWish,
    Chart,
    ChartWish,
    FieldWish,
    FilterWish,
    FitWish,
    Interval,
    IntervalWish,
    LabelWish,
    LimitWish,
    Order,
    OrderWish,
    Place,
    PurposeWish,
    ReferenceWish,
    SettingWish,
    StatisticWish,
    UnmetWish,
    Wish,
)
from support.wish_plots import RUNS, SD, bars, drawn, histogram, mean_of, n, plot, points, q, scaled, told

BARS = plot(bars())
CI = replace(SD, delta=None, low="ci0", high="ci1")
W = "words"


def shares(within: str) -> Aggregate:
    """The share of rows per model and task within one of them."""
    share = Measure(op=Op.PROPORTION, as_="value")
    return Aggregate(groupby=("model", "task"), measures=(share,), within=(within,))


def slices(aggregate: Aggregate) -> Layer:
    return drawn(MarkType.ARC, aggregate, theta=q("value"), color=n("model"))


def averaged(field: str, drawn_as: str = "smoothed") -> PlotSpec:
    """A line of a moving average, or of something else beside it."""
    return plot(drawn(MarkType.LINE, Smooth(field=field, order="era", window=3), x=q("era"), y=q(drawn_as)))


SABOTAGE: dict[str, tuple[Wish, PlotSpec, PlotSpec]] = {
    "another chart": (ChartWish(words=W, chart=Chart.LINE), plot(bars(kind=MarkType.LINE)), BARS),
    "a chart that was ruled out": (ChartWish(words="no bars", negated=True, chart=Chart.BAR), plot(points()), BARS),
    "swapped axes": (
        FieldWish(words=W, field="score", place=Place.Y),
        plot(points()),
        plot(points(x=q("score"), y=q("latency"))),
    ),
    "a column left out": (FieldWish(words=W, field="task"), plot(bars(x="task")), BARS),
    "counts for a measure": (
        FieldWish(words=W, field="score"),
        BARS,
        plot(bars(Aggregate(groupby=("model",), measures=(Measure(op=Op.COUNT, field="score", as_="value"),)))),
    ),
    "colour for panels": (
        FieldWish(words=W, field="task", place=Place.PANEL),
        plot(bars(mean_of("score", "model", "task")), facet=Facet(field="task")),
        plot(bars(mean_of("score", "model", "task"), offset="task", color=n("task"))),
    ),
    "the aggregate swapped": (
        StatisticWish(words=W, op=Op.MEDIAN, field="score"),
        plot(bars(mean_of("score", "model", op=Op.MEDIAN))),
        BARS,
    ),
    "the statistic of another column": (
        StatisticWish(words=W, op=Op.MEAN, field="latency"),
        plot(bars(mean_of("latency", "model"))),
        BARS,
    ),
    "another interval": (
        IntervalWish(words=W, interval=Interval.CONFIDENCE),
        plot(bars(y_error=CI)),
        plot(bars(y_error=SD)),
    ),
    "another level": (
        IntervalWish(words=W, interval=Interval.CONFIDENCE, level=0.99),
        plot(bars(mean_of("score", "model", level=0.99), y_error=CI)),
        plot(bars(y_error=CI)),
    ),
    "error bars that were ruled out": (
        IntervalWish(words="no error bars", negated=True, interval=Interval.ANY),
        BARS,
        plot(bars(y_error=SD)),
    ),
    "the filter dropped": (
        FilterWish(words=W, field="task", one_of=("NER",)),
        plot(bars(), transform=(Filter(field="task", one_of=("NER",)),)),
        BARS,
    ),
    "a filter of more": (
        FilterWish(words=W, field="model", one_of=("Ours",)),
        plot(bars(), transform=(Filter(field="model", one_of=("Ours",)),)),
        plot(bars(), transform=(Filter(field="model", one_of=("Ours", "BERT")),)),
    ),
    "what was to be left out is kept": (
        FilterWish(words=W, field="model", one_of=("LSTM",), negated=True),
        plot(bars(), transform=(Filter(field="model", one_of=("Ours", "BERT")),)),
        plot(bars(), transform=(Filter(field="model", one_of=("Ours", "LSTM")),)),
    ),
    "the filter of one layer only": (
        FilterWish(words=W, field="task", one_of=("NER",)),
        plot(bars(), points(), transform=(Filter(field="task", one_of=("NER",)),)),
        plot(bars(), drawn(MarkType.POINT, Filter(field="task", one_of=("NER",)), x=n("model"), y=q("score"))),
    ),
    "another number of items": (
        LimitWish(words=W, count=2),
        plot(bars(mean_of("score", "model"), Limit(field="value", count=2))),
        plot(bars(mean_of("score", "model"), Limit(field="value", count=2, pick="smallest"))),
    ),
    "the order ignored": (
        OrderWish(words=W, by=Order.VALUE, descending=True),
        plot(bars(), axes=Axes(x=Axis(sort=Sort.VALUE_DOWN))),
        plot(bars(), axes=Axes(x=Axis(sort=Sort.VALUE))),
    ),
    "a linear axis": (
        SettingWish(words=W, setting="scale", scale=ScaleType.LOG, of="y"),
        plot(points(), axes=scaled(y=Scale(type=ScaleType.LOG))),
        plot(points(), axes=scaled(x=Scale(type=ScaleType.LOG))),
    ),
    "another end": (
        SettingWish(words=W, setting="range", of="y", low=0, high=100),
        plot(points(), axes=scaled(y=Scale(domain_min=0, domain_max=100))),
        plot(points(), axes=scaled(y=Scale(domain_min=0, domain_max=90))),
    ),
    "another colour": (
        SettingWish(words=W, setting="color", color=Color.BLUE, field="model", value="Ours"),
        plot(bars(), highlight=(Highlight(field="model", value="Ours", color=Color.BLUE),)),
        plot(bars(), highlight=(Highlight(field="model", value="BERT", color=Color.BLUE),)),
    ),
    "no labels": (LabelWish(words=W), plot(bars(kind=Mark(type=MarkType.BAR, labels=True))), BARS),
    "another title": (
        SettingWish(words=W, setting="title", text="Scores"),
        plot(bars(), title="scores"),
        plot(bars(), title="Results"),
    ),
    "a title that was ruled out": (
        SettingWish(words="no title", setting="title", negated=True),
        BARS,
        plot(bars(), title="Results"),
    ),
    "no trend line": (
        FitWish(words=W),
        plot(
            points(),
            drawn(
                Mark(type=MarkType.LINE, fit=True),
                Regression(x="latency", y="score", as_=("a", "b", "c", "d")),
                x=q("a"),
                y=q("b"),
            ),
        ),
        plot(points()),
    ),
    "a line elsewhere": (
        ReferenceWish(words=W, axis="y", value=50.0),
        plot(points(), annotations=(ReferenceLine(value=50.0),)),
        plot(points(), annotations=(ReferenceLine(value=55.0),)),
    ),
    "no diagonal": (
        ReferenceWish(words=W, identity=True),
        plot(points(), annotations=(IdentityLine(),)),
        plot(points(), annotations=(ReferenceLine(value=1.0),)),
    ),
    "a legend elsewhere": (
        SettingWish(words=W, setting="legend", orient=Orient.TOP),
        plot(points(color=n("model")), legend=Legend(orient=Orient.TOP)),
        plot(points(color=n("model")), legend=Legend(orient=Orient.RIGHT)),
    ),
    "a legend that was ruled out": (
        SettingWish(words="no legend", setting="legend", negated=True),
        plot(points(color=n("model")), legend=Legend(orient=Orient.NONE)),
        plot(points(color=n("model"))),
    ),
    "not stacked": (
        ArrangementWish(words=W, arrangement=Arrangement.STACKED),
        plot(bars(mean_of("score", "model", "task"), color=n("task"), stack=Stack.ZERO)),
        plot(bars(mean_of("score", "model", "task"), color=n("task"), offset="task")),
    ),
    "not turned": (
        ArrangementWish(words=W, arrangement=Arrangement.HORIZONTAL),
        plot(drawn(MarkType.BAR, mean_of("score", "model"), y=n("model"), x=q("value"))),
        BARS,
    ),
    "a line across what was to have lines of its own": (
        FieldWish(words="one line per task", field="task", place=Place.DETAIL),
        plot(drawn(MarkType.LINE, x=q("era"), y=q("score"), color=n("task"))),
        plot(drawn(MarkType.LINE, x=n("task"), y=q("score"))),
    ),
    "areas of different shapes": (
        FieldWish(words="area by depth", field="depth", place=Place.SIZE),
        plot(points(size=q("depth"))),
        plot(points(size=q("depth"), shape=n("task"))),
    ),
    "shares of another whole": (
        StatisticWish(words="share within each model", op=Op.PROPORTION, within="model"),
        plot(bars(shares("model"), color=n("task"))),
        plot(bars(shares("task"), color=n("task"))),
    ),
    "shares of counts for those of a measure": (
        StatisticWish(words="share of latency", op=Op.PROPORTION, field="latency"),
        plot(slices(mean_of("latency", "model", op=Op.SUM))),
        plot(slices(Aggregate(groupby=("model",), measures=(Measure(op=Op.COUNT, as_="value"),)))),
    ),
    "the mean of months that are merged": (
        StatisticWish(words="mean score", op=Op.MEAN, field="score"),
        plot(bars(mean_of("score", "model"))),
        plot(drawn(MarkType.LINE, x=q("era"), y=q("score"))),
    ),
    "one end of a range": (
        IntervalWish(words="from depth to score", interval=Interval.GIVEN, fields=("depth", "score")),
        plot(drawn(MarkType.BAR, y=n("model"), x=q("depth"), x2="score")),
        plot(drawn(MarkType.BAR, y=n("model"), x=q("score"))),
    ),
    "the average of another column": (
        FitWish(words="smoothed score", fit="smooth", field="score"),
        averaged("score"),
        averaged("latency"),
    ),
    "an average that is computed and not drawn": (
        FitWish(words="smoothed", fit="smooth"),
        averaged("score"),
        averaged("score", drawn_as="score"),
    ),
    "measures on two axes": (
        ArrangementWish(words="on one axis", arrangement=Arrangement.ONE_AXIS, fields=("score", "latency")),
        plot(drawn(MarkType.LINE, Fold(fields=("score", "latency")), x=q("era"), y=q("value"), color=n("key"))),
        plot(points()),
    ),
    "no time": (
        PurposeWish(words="over time", purpose="time"),
        plot(drawn(MarkType.LINE, x=q("era"), y=q("score"))),
        BARS,
    ),
    "no distribution": (
        PurposeWish(words=W, purpose="distribution"),
        plot(drawn(MarkType.BOXPLOT, x=n("model"), y=q("score"))),
        BARS,
    ),
}


@pytest.mark.parametrize("name", SABOTAGE)
def test_what_is_claimed_and_not_done_is_told_and_its_twin_is_followed(name: str) -> None:
    wish, honest, false = SABOTAGE[name]
    assert told(wish, honest)
    assert not told(wish, false)


@pytest.mark.parametrize("name", [name for name, (wish, _, _) in SABOTAGE.items() if not isinstance(wish, FilterWish)])
def test_a_negated_wish_is_followed_where_the_plain_one_is_not(name: str) -> None:
    wish, honest, false = SABOTAGE[name]
    other = replace(wish, negated=not wish.negated)
    assert told(other, false)
    assert not told(other, honest)


def test_wishes_of_the_same_words_are_one_and_followed_together() -> None:
    both = (
        SettingWish(words="log-log", setting="scale", scale=ScaleType.LOG, of="x"),
        SettingWish(words="log-log", setting="scale", scale=ScaleType.LOG, of="y"),
    )
    half = plot(points(), axes=scaled(x=Scale(type=ScaleType.LOG)))
    (found,) = outcomes(both, half, RUNS)
    assert (found.words, found.followed) == ("log-log", False)


def test_what_is_said_of_x_and_y_turns_with_horizontal_bars() -> None:
    turned = plot(drawn(MarkType.BAR, mean_of("score", "model"), y=n("model"), x=q("value")))
    over = (
        FieldWish(words="score", field="score", place=Place.Y),
        FieldWish(words="over model", field="model", place=Place.X),
    )
    asked = ArrangementWish(words="horizontal", arrangement=Arrangement.HORIZONTAL)
    assert told((*over, asked), turned)
    assert not told(over, turned)


def test_what_no_plot_does_is_never_followed_and_always_avoided() -> None:
    wish = UnmetWish(words="in 3D", why="Depth hides values.")
    assert outcomes((wish,), BARS, RUNS)[0].note == "Depth hides values."
    assert told(replace(wish, negated=True), BARS)


def test_bars_of_a_histogram_are_bars_to_those_who_want_none() -> None:
    assert not told(ChartWish(words="no bars", negated=True, chart=Chart.BAR), histogram())
    assert not told(ChartWish(words="bars", chart=Chart.BAR), histogram())
    assert told(ChartWish(words="histogram", chart=Chart.HISTOGRAM), histogram())
