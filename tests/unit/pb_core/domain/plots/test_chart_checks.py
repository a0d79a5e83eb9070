"""Which charts, arrangements and purposes specifications are."""

import pytest
from msgspec.structs import replace

from pb_core.domain.plots.chart_checks import charts_of, is_arranged, is_chart, serves
from pb_core.domain.plots.estimators import Survival
from pb_core.domain.plots.lineage import view_of
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType
from pb_core.domain.plots.spec import Facet, PlotSpec, Projection, Side, Spread, Stack
from pb_core.domain.plots.transforms import (
    Aggregate,
    Calibration,
    Correlation,
    Cumulate,
    Density,
    Ecdf,
    Fold,
    Measure,
    Op,
    Pareto,
    PrecisionRecall,
    Roc,
)
from pb_core.domain.plots.wishes import Arrangement, Chart
from support.wish_plots import RUNS, bars, drawn, histogram, looked, mean_of, n, plot, points, q, seen

LINE, POINT, RECT, ARC = MarkType.LINE, MarkType.POINT, MarkType.RECT, MarkType.ARC
CELLS = {"x": n("model"), "y": n("task"), "color": q("value")}
RATES = {"x": q("false positive rate"), "y": q("true positive rate")}
PLOTS: dict[Chart, PlotSpec] = {
    Chart.BAR: plot(bars()),
    Chart.LOLLIPOP: plot(bars(kind=Mark(type=POINT, stem=True))),
    Chart.DOT: plot(bars(kind=POINT)),
    Chart.LINE: plot(drawn(LINE, x=q("seed"), y=q("score"))),
    Chart.STEP: plot(drawn(Mark(type=LINE, interpolate=Interpolate.STEP), x=q("seed"), y=q("score"))),
    Chart.AREA: plot(drawn(MarkType.AREA, x=q("seed"), y=q("score"))),
    Chart.SCATTER: plot(points()),
    Chart.BUBBLE: plot(points(size=q("depth"))),
    Chart.HISTOGRAM: histogram(),
    Chart.DENSITY: plot(drawn(LINE, Density(field="score"), x=q("value"), y=q("density"))),
    Chart.ECDF: plot(drawn(LINE, Ecdf(field="score"), x=q("value"), y=q("share"))),
    Chart.BOX: plot(drawn(MarkType.BOXPLOT, x=n("model"), y=q("score"))),
    Chart.VIOLIN: plot(drawn(MarkType.VIOLIN, x=n("model"), y=q("score"))),
    Chart.STRIP: plot(drawn(MarkType.STRIP, x=n("model"), y=q("score"))),
    Chart.SWARM: plot(drawn(MarkType.SWARM, x=n("model"), y=q("score"))),
    Chart.PIE: plot(drawn(ARC, mean_of("score", "model"), theta=q("value"), color=n("model"))),
    Chart.DONUT: plot(
        drawn(Mark(type=ARC, inner_radius=0.5), mean_of("score", "model"), theta=q("value"), color=n("model"))
    ),
    Chart.HEATMAP: plot(drawn(RECT, mean_of("score", "model", "task"), **CELLS)),
    Chart.CORRELATION: plot(
        drawn(RECT, Correlation(fields=("score", "latency")), x=n("column"), y=n("row"), color=q("r"))
    ),
    Chart.FOREST: plot(drawn(POINT, y=n("model"), x=q("depth"), x_error=Spread(delta="depth_std"))),
    Chart.WATERFALL: plot(drawn(MarkType.BAR, Cumulate(field="score"), x=n("model"), y=q("start"), y2="end")),
    Chart.PARETO: plot(drawn(POINT, Pareto(x="latency", y="score"), x=q("latency"), y=q("score"))),
    Chart.SLOPE: plot(drawn(LINE, mean_of("score", "model", "task"), x=n("task"), y=q("value"), color=n("model"))),
    Chart.RADAR: plot(bars(kind=LINE), projection=Projection.RADAR),
    Chart.PARALLEL: plot(
        drawn(LINE, Fold(fields=("score", "latency")), x=n("key"), y=q("value")), projection=Projection.PARALLEL
    ),
    Chart.ROC: plot(drawn(LINE, Roc(score="score", label="task", positive="QA"), **RATES)),
    Chart.PRECISION_RECALL: plot(
        drawn(LINE, PrecisionRecall(score="score", label="task", positive="QA"), x=q("recall"), y=q("precision"))
    ),
    Chart.CALIBRATION: plot(
        drawn(LINE, Calibration(probability="depth", label="task"), x=q("predicted"), y=q("observed"))
    ),
}
OTHERS = {
    Chart.BAR: Chart.HISTOGRAM, Chart.HISTOGRAM: Chart.BAR, Chart.PIE: Chart.DONUT, Chart.DONUT: Chart.PIE,
    Chart.LINE: Chart.SCATTER, Chart.SCATTER: Chart.LOLLIPOP, Chart.LOLLIPOP: Chart.DOT, Chart.DOT: Chart.STRIP,
    Chart.STEP: Chart.LINE, Chart.AREA: Chart.LINE, Chart.BUBBLE: Chart.SCATTER, Chart.DENSITY: Chart.ECDF,
    Chart.ECDF: Chart.DENSITY, Chart.BOX: Chart.VIOLIN, Chart.VIOLIN: Chart.BOX, Chart.SWARM: Chart.STRIP,
    Chart.STRIP: Chart.BOX, Chart.HEATMAP: Chart.BAR, Chart.CORRELATION: Chart.HEATMAP, Chart.CONFUSION: Chart.BAR,
    Chart.FOREST: Chart.DOT, Chart.WATERFALL: Chart.BAR, Chart.PARETO: Chart.SCATTER, Chart.RADAR: Chart.LINE,
    Chart.PARALLEL: Chart.LINE, Chart.ROC: Chart.LINE, Chart.PRECISION_RECALL: Chart.ROC, Chart.CALIBRATION: Chart.ROC,
}  # fmt: skip
"""For each chart the one that is taken for it most easily."""


@pytest.mark.parametrize("chart", PLOTS)
def test_a_chart_is_what_its_marks_and_transforms_say(chart: Chart) -> None:
    assert chart in charts_of(view_of(PLOTS[chart], RUNS))


@pytest.mark.parametrize("chart", OTHERS)
def test_a_chart_is_not_what_is_taken_for_it(chart: Chart) -> None:
    assert chart not in charts_of(view_of(PLOTS[OTHERS[chart]], RUNS))


def test_a_slope_runs_over_two_categories() -> None:
    assert is_chart(view_of(plot(drawn(LINE, x=n("task"), y=q("score"), color=n("model"))), RUNS), Chart.SLOPE)
    assert not is_chart(view_of(plot(drawn(LINE, x=n("model"), y=q("score"), color=n("task"))), RUNS), Chart.SLOPE)
    assert not is_chart(view_of(plot(drawn(LINE, x=q("seed"), y=q("score"))), RUNS), Chart.SLOPE)


def test_gantt_bars_run_between_two_columns_over_categories() -> None:
    spec = plot(drawn(MarkType.BAR, y=n("model"), x=q("depth"), x2="score"))
    assert is_chart(view_of(spec, RUNS), Chart.GANTT)
    assert not is_chart(view_of(plot(bars()), RUNS), Chart.GANTT)


@pytest.mark.parametrize(
    ("arrangement", "spec"),
    [
        (Arrangement.GROUPED, plot(bars(mean_of("score", "model", "task"), offset="task", color=n("task")))),
        (Arrangement.STACKED, plot(bars(mean_of("score", "model", "task"), stack=Stack.ZERO, color=n("task")))),
        (
            Arrangement.NORMALIZED,
            plot(bars(mean_of("score", "model", "task"), stack=Stack.NORMALIZE, color=n("task"))),
        ),
        (Arrangement.OVERLAID, plot(points(color=n("task")))),
        (Arrangement.HORIZONTAL, plot(drawn(MarkType.BAR, mean_of("score", "model"), y=n("model"), x=q("value")))),
        (Arrangement.PANELS, plot(points(), facet=Facet(field="task"))),
    ],
)
def test_an_arrangement_is_told_and_plain_bars_have_none(arrangement: Arrangement, spec: PlotSpec) -> None:
    assert is_arranged(looked(spec), arrangement)
    assert not is_arranged(looked(plot(bars())), arrangement)


def test_what_stands_alone_at_its_place_is_neither_stacked_nor_grouped() -> None:
    for arrangement in (Arrangement.STACKED, Arrangement.GROUPED):
        assert not is_arranged(looked(plot(bars(stack=Stack.ZERO, color=n("model")))), arrangement)
        pie = drawn(ARC, mean_of("score", "model"), theta=q("value"), color=n("model"))
        assert not is_arranged(looked(plot(pie)), arrangement)


@pytest.mark.parametrize("arrangement", [Arrangement.VERTICAL, Arrangement.ONE_PANEL])
def test_plain_bars_stand_upright_in_one_panel(arrangement: Arrangement) -> None:
    assert is_arranged(looked(plot(bars())), arrangement)


def test_shares_are_a_composition_whatever_shows_them() -> None:
    assert serves(view_of(plot(bars(stack=Stack.ZERO)), RUNS), "composition")
    assert not serves(view_of(plot(points()), RUNS), "composition")


def test_a_comparison_needs_what_can_be_told_apart() -> None:
    assert serves(view_of(plot(points(color=n("task"))), RUNS), "comparison")
    assert not serves(view_of(plot(points()), RUNS), "comparison")


LABELS = seen([{"true": a, "found": b, "score": 0.5} for a, b in (("cat", "cat"), ("cat", "dog"), ("dog", "dog"))])
MATRIX = seen([{"true": "cat", "cat": 5, "dog": 1}, {"true": "dog", "cat": 2, "dog": 7}])
GIVEN = plot(drawn(RECT, Fold(fields=("cat", "dog")), x=n("key"), y=n("true"), color=q("value")))


def cells(op: Op, x: str = "found") -> PlotSpec:
    """A statistic in the cells of two columns."""
    count = Aggregate(groupby=("true", x), measures=(Measure(op=op, field="score", as_="value"),))
    return plot(drawn(RECT, count, x=n(x), y=n("true"), color=q("value")))


def test_a_confusion_matrix_counts_two_columns_of_the_same_classes() -> None:
    assert is_chart(view_of(cells(Op.COUNT), LABELS), Chart.CONFUSION)
    assert is_chart(view_of(cells(Op.PROPORTION), LABELS), Chart.CONFUSION)
    assert is_chart(view_of(GIVEN, MATRIX), Chart.CONFUSION)
    assert not is_chart(view_of(cells(Op.MEAN), LABELS), Chart.CONFUSION)
    assert not is_chart(view_of(cells(Op.COUNT, "true"), LABELS), Chart.CONFUSION)
    others = Aggregate(groupby=("model", "task"), measures=(Measure(op=Op.COUNT, as_="value"),))
    assert not is_chart(view_of(plot(drawn(RECT, others, **CELLS)), RUNS), Chart.CONFUSION)


@pytest.mark.parametrize(
    ("purpose", "honest", "false"),
    [
        ("comparison", plot(bars()), plot(drawn(POINT, y=q("score")))),
        ("trend", plot(drawn(LINE, x=q("era"), y=q("score"))), plot(drawn(LINE, x=n("model"), y=q("score")))),
        ("time", plot(drawn(LINE, x=q("era"), y=q("score"))), plot(drawn(LINE, x=q("latency"), y=q("score")))),
        ("time", plot(bars(x="era")), plot(bars(color=n("era")))),
        ("relationship", plot(points()), plot(drawn(LINE, y=q("score")))),
    ],
)
def test_a_purpose_needs_its_axes(purpose: str, honest: PlotSpec, false: PlotSpec) -> None:
    assert serves(view_of(honest, RUNS), purpose)
    assert not serves(view_of(false, RUNS), purpose)


def test_measures_share_an_axis_that_is_the_same_in_all_panels() -> None:
    wanted = ("score", "latency")
    both = drawn(LINE, Fold(fields=wanted), x=q("seed"), y=q("value"), color=n("key"))
    left, right = drawn(LINE, x=q("seed"), y=q("score")), drawn(LINE, x=q("seed"), y=q("latency"))
    twins = plot(left, replace(right, axis=Side.RIGHT))
    assert is_arranged(looked(plot(both)), Arrangement.ONE_AXIS, wanted)
    assert is_arranged(looked(plot(left, right)), Arrangement.ONE_AXIS, wanted)
    assert not is_arranged(looked(twins), Arrangement.ONE_AXIS, wanted)
    assert not is_arranged(looked(twins), Arrangement.ONE_AXIS)
    assert not is_arranged(looked(plot(points())), Arrangement.ONE_AXIS, wanted)
    apart = plot(both, facet=Facet(field="key", independent_y=True))
    assert not is_arranged(looked(apart), Arrangement.ONE_AXIS, wanted)


@pytest.mark.parametrize(
    ("columns", "event", "followed"),
    [
        ({"week": [1, 2, 3], "arrest": [0, 1, 1], "aid": [1, 0, 1]}, "arrest", True),
        ({"week": [1, 2, 3], "arrest": [0, 1, 1], "aid": [1, 0, 1]}, "aid", False),
        ({"week": [1, 2, 3], "back": [0, 1, 1]}, "back", True),  # there is no other
    ],
)
def test_lives_end_with_an_event_by_name(columns: dict[str, list[int]], event: str, *, followed: bool) -> None:
    curve = drawn(LINE, Survival(time="week", event=event), x=q("time"), y=q("survival"))
    view = view_of(plot(curve), seen(columns))
    assert is_chart(view, Chart.KAPLAN_MEIER) is followed
    assert is_chart(replace(view, ends=frozenset({event})), Chart.KAPLAN_MEIER)  # the intent names it
