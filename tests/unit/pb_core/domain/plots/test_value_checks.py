"""Fields, statistics, uncertainties and labels beyond the plain cases of the sabotage."""

from typing import Literal

import pytest
from msgspec.structs import replace

from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Axes, Axis, Facet, PlotSpec, PointNote, ReferenceLine, Scale, Spread, Stack
from pb_core.domain.plots.transforms import Aggregate, Calculate, Combination, Filter, Fold, Limit, Measure, Op, Smooth
from pb_core.domain.plots.wishes import (
    ComputeWish,
    FieldWish,
    FitWish,
    Interval,
    IntervalWish,
    LabelWish,
    Place,
    StatisticWish,
    Wish,
)
from support.wish_plots import SD, bars, drawn, held, histogram, mean_of, n, plot, points, q, told

W = "words"
BARS = plot(bars())
PIE = plot(drawn(MarkType.ARC, mean_of("score", "model"), theta=q("value"), color=n("model")))
BOXES = plot(drawn(MarkType.BOXPLOT, x=n("model"), y=q("score")))
GIVEN = plot(drawn(MarkType.POINT, x=n("model"), y=q("depth"), y_error=Spread(delta="depth_std")))
OURS = plot(points(), annotations=(PointNote(pick="value", field="model", value="Ours"),))
FOLDED = plot(drawn(MarkType.LINE, Fold(fields=("score", "latency")), x=q("seed"), y=q("value")))
SINGLE = held([{"model": name, "score": value} for name, value in (("A", 1), ("B", 2))])


def field(name: str, place: Place = Place.ANY) -> FieldWish:
    return FieldWish(words=W, field=name, place=place)


def op(name: Op, of: str | None = None) -> StatisticWish:
    return StatisticWish(words=W, op=name, field=of)


@pytest.mark.parametrize(
    ("wish", "spec"),
    [
        (field("model", Place.SPLIT), BARS),
        (field("model", Place.X), PIE),
        (field("score", Place.Y), PIE),
        (field("latency", Place.Y), FOLDED),
        (field("depth_std"), GIVEN),
        (field("depth", Place.SIZE), plot(points(size=q("depth")))),
        (op(Op.COUNT), histogram()),
        (op(Op.COUNT, "seed"), histogram()),
        (op(Op.PROPORTION), PIE),
        (op(Op.PROPORTION), plot(bars(stack=Stack.NORMALIZE, color=n("model")))),
        (op(Op.MEDIAN, "score"), BOXES),
        (op(Op.MEAN), plot(points(), annotations=(ReferenceLine(op=Op.MEAN, field="score"),))),
        (op(Op.MAX), plot(points(), annotations=(PointNote(pick="max"),))),
        (IntervalWish(words=W, interval=Interval.ANY), plot(bars(y_error=SD))),
        (IntervalWish(words=W, interval=Interval.GIVEN), GIVEN),
        (IntervalWish(words=W, interval=Interval.STDEV), GIVEN),
        (IntervalWish(words=W, interval=Interval.GIVEN, fields=("depth_std",)), GIVEN),
        (IntervalWish(words=W, interval=Interval.QUARTILES), BOXES),
        (LabelWish(words=W, field="model"), plot(points(text=n("model")))),
        (LabelWish(words=W, field="score"), plot(bars(kind=Mark(type=MarkType.BAR, labels=True)))),
        (LabelWish(words=W, pick="max"), plot(points(), annotations=(PointNote(pick="max"),))),
        (LabelWish(words=W, field="model", value="Ours"), OURS),
    ],
)  # fmt: skip
def test_what_is_shown_in_another_way_is_followed(wish: Wish, spec: PlotSpec) -> None:
    assert told(wish, spec)


@pytest.mark.parametrize(
    ("wish", "spec"),
    [
        (field("absent"), BARS),
        (field("score", Place.SPLIT), BARS),
        (field("score", Place.RIGHT), BARS),
        (op(Op.PROPORTION), BARS),
        (op(Op.MEAN, "score"), BOXES),
        (op(Op.MEAN, "score"), plot(points())),
        (IntervalWish(words=W, interval=Interval.STDERR), GIVEN),
        (IntervalWish(words=W, interval=Interval.GIVEN, fields=("score",)), GIVEN),
        (IntervalWish(words=W, interval=Interval.ANY), histogram()),
        (LabelWish(words=W, field="task"), plot(bars(kind=Mark(type=MarkType.BAR, labels=True)))),
        (LabelWish(words=W, pick="min"), plot(points(), annotations=(PointNote(pick="max"),))),
        (LabelWish(words=W, field="model", value="BERT"), OURS),
    ],
)  # fmt: skip
def test_what_is_not_shown_is_not_followed(wish: Wish, spec: PlotSpec) -> None:
    assert not told(wish, spec)


def test_a_single_row_is_its_own_mean() -> None:
    assert told(op(Op.MEAN, "score"), plot(drawn(MarkType.BAR, x=n("model"), y=q("score"))), SINGLE)


def test_the_type_of_a_field_counts_where_it_is_asked_for() -> None:
    wish = replace(field("seed"), type=n("seed").type)
    assert told(wish, plot(bars(x="seed")))
    assert not told(wish, plot(points(x=q("seed"))))


def test_the_window_of_an_average_is_odd_where_an_even_one_was_asked_for() -> None:
    smooth = Smooth(field="score", order="era", window=7)
    spec = plot(drawn(MarkType.LINE, smooth, x=q("era"), y=q("smoothed")))
    assert told(FitWish(words=W, fit="smooth", window=6), spec)
    assert told(FitWish(words=W, fit="smooth"), spec)
    assert not told(FitWish(words=W, fit="smooth", window=30), spec)
    assert not told(FitWish(words=W), spec)


def test_a_count_of_a_column_is_no_sight_of_it() -> None:
    count = Aggregate(groupby=("model",), measures=(Measure(op=Op.COUNT, field="score", as_="value"),))
    assert not told(field("score"), plot(bars(count)))
    assert told(op(Op.COUNT, "score"), plot(bars(count)))


@pytest.mark.parametrize(
    ("compute", "field", "other", "followed"),
    [
        ("difference", "score", "depth", True),
        ("difference", "depth", "score", False),
        ("ratio", "score", "depth", False),
        ("cumulative", "score", None, False),
    ],
)
def test_what_is_computed_is_told_by_the_transform(
    compute: Literal["difference", "ratio", "cumulative"], field: str, other: str | None, *, followed: bool
) -> None:
    made = Calculate(op=Combination.DIFFERENCE, first="score", second="depth", as_="gap")
    spec = plot(drawn(MarkType.POINT, made, x=n("model"), y=q("gap")))
    assert told(ComputeWish(words=W, compute=compute, field=field, other=other), spec) is followed


def test_an_average_along_what_has_no_course_is_none() -> None:
    across = Smooth(field="score", order="latency", window=3)
    assert not told(
        FitWish(words="smoothed", fit="smooth"), plot(drawn(MarkType.LINE, across, x=q("latency"), y=q("smoothed")))
    )


def test_numbers_that_tell_lines_apart_are_not_shown_for_themselves() -> None:
    apart = plot(points(color=n("depth")))
    assert not told(field("depth"), apart)
    assert told(field("depth", Place.SPLIT), apart)
    assert told(field("depth"), plot(points(color=q("depth"))))
    assert told(field("depth"), plot(bars(x="depth")))
    assert not told(field("depth"), plot(points(), facet=Facet(field="depth")))
    assert told(field("era"), plot(points(color=n("era"))))  # two years are two classes


CAUSES = held([{"cause": cause, "deaths": 5} for cause in ("All causes", "Flood", "Drought")])


def test_a_total_that_shall_be_left_out_must_not_stand_there_by_its_name() -> None:
    wish = StatisticWish(words="without the total", op=Op.SUM, negated=True)
    spec = plot(drawn(MarkType.BAR, x=n("cause"), y=q("deaths")))
    assert not told(wish, spec, CAUSES)
    assert told(wish, replace(spec, transform=(Filter(field="cause", none_of=("All causes",)),)), CAUSES)


def test_what_lies_beyond_the_ends_of_its_axis_is_not_shown() -> None:
    both = drawn(MarkType.LINE, Fold(fields=("score", "depth")), x=q("era"), y=q("value"), color=n("key"))
    high = Axes(y=Axis(scale=Scale(domain_min=40, domain_max=80)))  # scores from 54 on, depths up to 9.5
    assert told(field("score"), plot(both, axes=high))
    assert not told(field("depth"), plot(both, axes=high))
    assert told(field("depth"), plot(both))


def test_panels_give_a_line_to_each_value_unless_lines_of_others_share_them() -> None:
    line = drawn(MarkType.LINE, x=q("era"), y=q("score"))
    colored = drawn(MarkType.LINE, x=q("era"), y=q("score"), color=n("model"))
    assert told(field("task", Place.DETAIL), plot(line, facet=Facet(field="task")))
    assert not told(field("task", Place.DETAIL), plot(colored, facet=Facet(field="task")))


def _forest(factor: float, *, high: Combination = Combination.PLUS) -> PlotSpec:
    ends = ((Combination.DIFFERENCE, "low"), (high, "high"))
    made = (Calculate(op=op, first="depth", second="depth_std", factor=factor, as_=name) for op, name in ends)
    return plot(drawn(MarkType.POINT, *made, x=n("model"), y=q("depth"), y_error=Spread(low="low", high="high")))


@pytest.mark.parametrize(
    ("spec", "level", "shown"),
    [
        (_forest(1.96), 0.95, True),
        (_forest(1.96), None, True),
        (_forest(1.645), 0.9, True),
        (_forest(1.96), 0.9, False),
        (_forest(1), 0.95, False),
        (_forest(1.96, high=Combination.DIFFERENCE), 0.95, False),
        (GIVEN, 0.95, False),
    ],
)
def test_an_interval_reaches_so_many_errors_as_its_level_needs(
    spec: PlotSpec,
    level: float | None,
    shown: bool,  # noqa: FBT001 - of the test
) -> None:
    wish = IntervalWish(words=W, interval=Interval.CONFIDENCE, level=level, fields=("depth_std",))
    assert told(wish, spec) is shown


FEW = plot(points(), drawn(MarkType.TEXT, Limit(field="score", count=3), x=q("latency"), y=q("score"), text=n("model")))


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        (LabelWish(words=W, field="model", by="score", pick="max", count=3), True),
        (LabelWish(words=W, pick="max", count=3), True),
        (LabelWish(words=W, pick="max", count=2), False),
        (LabelWish(words=W, pick="min", count=3), False),
        (LabelWish(words=W, by="latency", pick="max", count=3), False),
        (LabelWish(words=W, field="task", pick="max", count=3), False),
    ],
)
def test_a_few_items_carry_their_names(wish: LabelWish, shown: bool) -> None:  # noqa: FBT001 - of the test
    assert told(wish, FEW) is shown
