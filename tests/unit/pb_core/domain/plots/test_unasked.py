"""What a specification shows although its intent does not ask for it."""

import pytest

from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Axes, Axis, Facet, PlotSpec, Spread, Stack
from pb_core.domain.plots.transforms import Aggregate, Measure, Op, Regression
from pb_core.domain.plots.unasked import unasked
from pb_core.domain.plots.wishes import (
    Chart,
    ChartWish,
    FieldWish,
    FitWish,
    Interval,
    IntervalWish,
    Place,
    StatisticWish,
    Wish,
)
from support.wish_plots import RUNS, SD, bars, drawn, histogram, mean_of, n, plot, points, q, seen

SCORE = FieldWish(words="score", field="score", place=Place.Y)
BY_MODEL = FieldWish(words="by model", field="model", place=Place.SPLIT)
MEAN = StatisticWish(words="mean", op=Op.MEAN, field="score")
ASKED = (MEAN, SCORE, BY_MODEL)
SAID = Axes(y=Axis(title="mean score"))
LINE = drawn(
    Mark(type=MarkType.LINE, fit=True), Regression(x="latency", y="score", as_=("a", "b", "c", "d")), x=q("a"), y=q("b")
)
BAND = drawn(
    MarkType.ERRORBAND, Regression(x="latency", y="score", as_=("a", "b", "c", "d")), x=q("a"), y=q("c"), y2="d"
)
LATENCY = FieldWish(words="over latency", field="latency", place=Place.X)
SUM = Aggregate(groupby=("model",), measures=(Measure(op=Op.SUM, field="score", as_="value"),))
COUNT = Aggregate(groupby=("model",), measures=(Measure(op=Op.COUNT, as_="value"),))


def found(wishes: tuple[Wish, ...], spec: PlotSpec) -> set[str]:
    findings = unasked(wishes, spec, RUNS)
    assert all("does not ask for" in finding.detail for finding in findings)
    return {finding.subject for finding in findings}


@pytest.mark.parametrize(
    ("wishes", "spec", "subjects"),
    [
        (ASKED, plot(bars(mean_of("score", "model", "task")), facet=Facet(field="task")), {"task"}),
        (ASKED, plot(bars(mean_of("score", "model", "task"), color=n("task"), offset="task")), {"task"}),
        (ASKED, plot(bars(mean_of("score", "model", "depth"), color=n("depth"))), {"depth"}),
        ((SCORE, LATENCY), plot(points(size=q("depth"))), {"depth"}),
        ((SCORE, BY_MODEL), plot(bars()), {"mean"}),
        ((SCORE, BY_MODEL), plot(bars(SUM)), {"sum"}),
        ((SCORE, BY_MODEL), plot(bars(COUNT)), {"count"}),
        ((StatisticWish(words="median", op=Op.MEDIAN), SCORE, BY_MODEL), plot(bars()), {"mean"}),
        (ASKED, plot(bars(y_error=SD)), {"interval"}),
        ((SCORE, LATENCY), plot(points(), LINE), {"fit"}),
        ((SCORE, LATENCY), plot(points(), BAND), {"interval", "fit"}),
    ],
)
def test_what_is_smuggled_in_is_found(wishes: tuple[Wish, ...], spec: PlotSpec, subjects: set[str]) -> None:
    assert found(wishes, spec) == subjects


@pytest.mark.parametrize(
    ("wishes", "spec"),
    [
        (ASKED, plot(bars())),
        ((), plot(bars(y_error=SD), facet=Facet(field="task"))),  # an intent that names no column leaves it all open
        ((SCORE,), plot(bars(), axes=SAID)),  # the other axis has to be found
        ((SCORE, BY_MODEL), plot(bars(), axes=SAID)),
        ((BY_MODEL,), plot(bars(COUNT))),
        ((SCORE, ChartWish(words="histogram", chart=Chart.HISTOGRAM)), histogram()),
        ((*ASKED, IntervalWish(words="sd", interval=Interval.STDEV)), plot(bars(y_error=SD))),
        ((SCORE, LATENCY, FitWish(words="trend")), plot(points(), LINE, BAND)),
        ((SCORE, BY_MODEL), plot(bars(SUM, stack=Stack.ZERO))),
        (
            (FieldWish(words="depth", field="depth"), ChartWish(words="forest plot", chart=Chart.FOREST), BY_MODEL),
            plot(drawn(MarkType.POINT, y=n("model"), x=q("depth"), x_error=Spread(delta="depth_std"))),
        ),
    ],
)
def test_what_was_asked_for_or_follows_from_it_is_not(wishes: tuple[Wish, ...], spec: PlotSpec) -> None:
    assert found(wishes, spec) - {"depth_std"} == set()


def test_what_tells_repeated_rows_apart_may_be_shown_unless_they_are_merged() -> None:
    table = seen([{"task": task, "step": step, "score": step} for task in ("NER", "QA") for step in range(5)])
    curves = plot(drawn(MarkType.LINE, x=q("step"), y=q("score"), color=n("task")))
    over = FieldWish(words="over step", field="step", place=Place.X)
    assert table.keys == ("task", "step")
    assert unasked((SCORE, over), curves, table) == ()
    assert [one.subject for one in unasked((SCORE, over, MEAN), curves, table)] == ["task"]


def test_a_negated_wish_asks_for_nothing() -> None:
    without = FieldWish(words="not by task", field="task", negated=True)
    split = plot(bars(mean_of("score", "model", "task"), color=n("task")))
    assert found((*ASKED, without), split) == {"task"}
