"""Which charts, arrangements and purposes specifications are."""

import pytest

from pb_core.domain.plots.chart_checks import charts_of, is_arranged, is_chart, serves
from pb_core.domain.plots.lineage import view_of
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType
from pb_core.domain.plots.spec import Facet, PlotSpec, Projection, Spread, Stack
from pb_core.domain.plots.transforms import (
    Calibration,
    Correlation,
    Cumulate,
    Density,
    Ecdf,
    Fold,
    Pareto,
    PrecisionRecall,
    Roc,
)
from pb_core.domain.plots.wishes import Arrangement, Chart
from support.wish_plots import RUNS, bars, drawn, histogram, mean_of, n, plot, points, q

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
    Chart.CONFUSION: plot(drawn(RECT, mean_of("score", "model", "task"), **CELLS)),
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


def test_a_slope_runs_over_categories() -> None:
    assert is_chart(view_of(plot(drawn(LINE, x=n("model"), y=q("score"), color=n("task"))), RUNS), Chart.SLOPE)
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
        (Arrangement.NORMALIZED, plot(bars(stack=Stack.NORMALIZE, color=n("task")))),
        (Arrangement.OVERLAID, plot(points(color=n("task")))),
        (Arrangement.HORIZONTAL, plot(drawn(MarkType.BAR, mean_of("score", "model"), y=n("model"), x=q("value")))),
        (Arrangement.PANELS, plot(points(), facet=Facet(field="task"))),
    ],
)
def test_an_arrangement_is_told_and_plain_bars_have_none(arrangement: Arrangement, spec: PlotSpec) -> None:
    assert is_arranged(view_of(spec, RUNS), arrangement)
    assert not is_arranged(view_of(plot(bars()), RUNS), arrangement)


@pytest.mark.parametrize("arrangement", [Arrangement.VERTICAL, Arrangement.ONE_PANEL])
def test_plain_bars_stand_upright_in_one_panel(arrangement: Arrangement) -> None:
    assert is_arranged(view_of(plot(bars()), RUNS), arrangement)


def test_shares_are_a_composition_whatever_shows_them() -> None:
    assert serves(view_of(plot(bars(stack=Stack.ZERO)), RUNS), "composition")
    assert not serves(view_of(plot(points()), RUNS), "composition")
    assert serves(view_of(plot(points()), RUNS), "comparison")
