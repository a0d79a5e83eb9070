"""What does not fit is refused with a sentence that says what would."""

import pytest
from msgspec.structs import replace

from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Annotation,
    Axes,
    Axis,
    Facet,
    Format,
    Highlight,
    IdentityLine,
    Inset,
    Legend,
    PlotSpec,
    PointNote,
    Projection,
    ReferenceBand,
    ReferenceLine,
    Scale,
    ScaleType,
    Side,
    Spread,
    Stack,
    ValueNote,
)
from pb_core.domain.plots.spec_rules import check_fields
from pb_core.domain.plots.transforms import Aggregate, Bin, Filter, Limit, Measure, Op, Regression, Smooth
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.tables.table import Column, ColumnType, Table, TimeUnit
from pb_core.errors import InvalidSpec
from pb_core.testing.memory.plots import column_of, table_of
from support.channels import layer
from support.channels import nominal as n
from support.channels import quantity as q
from support.channels import temporal as t

TABLE = table_of(
    model=["Ours", "GPT-4", "Ours", "GPT-4"],
    data=["SQuAD 2.0", "SQuAD 2.0", "MNLI", "MNLI"],
    score=[0.9, 0.8, 0.7, 0.0],
    cost=[4.0, -1.0, 2.0, 3.0],
    good=[True, False, None, True],
    none=[None, None, None, None],
    same=[1, 1, 1, 1],
)
TIMES = replace(
    TABLE,
    columns=(
        Column(name="year", type=ColumnType.TIME, values=(1577836800, 1609459200), time_unit=TimeUnit.YEAR),
        column_of("v", [1, 2], "ms"),
    ),
)
YEARS = Column(name="year", type=ColumnType.TIME, values=(0, 1, 2, 3), time_unit=TimeUnit.YEAR)
INTENT = "Compare the models; mark 0.5, from 70 to 85, since 2020."


def plot(mark: Mark | MarkType, **channels: object) -> PlotSpec:
    return PlotSpec(layer=(layer(mark, **channels),))


BARS = plot(MarkType.BAR, x=n("model"), y=q("score"), color=n("data"), offset="data")
POINTS = plot(MarkType.POINT, x=q("score"), y=q("cost"), color=n("model"))
TREND = plot(MarkType.LINE, x=t("year"), y=q("v"))
GROUPED = plot(MarkType.BAR, x=n("model"), y=q("cost"), stack=Stack.ZERO)

FITTING = {
    "bars": BARS,
    "points": POINTS,
    "stack": GROUPED,
    "booleans as numbers": plot(MarkType.POINT, x=q("good"), y=q("score")),
    "heatmap": plot(MarkType.RECT, x=n("model"), y=n("data"), color=q("cost")),
    "boxes": plot(MarkType.BOXPLOT, x=n("model"), y=q("cost")),
    "names in a title": replace(BARS, title="SQuAD 2.0 and GPT-4"),
    "stated numbers": replace(BARS, title="Between 70 and 85"),
    "a claim of the transform": replace(
        PlotSpec(
            layer=(layer(MarkType.LINE, x=q("score"), y=q("smoothed")),),
            transform=(Smooth(field="cost", order="score", window=3),),
        ),
        title="3-point average",
    ),
    "number of rows": replace(BARS, title="n = 4"),
    "stated end": replace(POINTS, axes=Axes(y=Axis(scale=Scale(domain_min=70, domain_max=85)))),
    "natural ends": replace(POINTS, axes=Axes(x=Axis(scale=Scale(domain_min=0, domain_max=1)))),
    "stated line": replace(POINTS, annotations=(ReferenceLine(value=0.5, axis="x"), ReferenceLine(value=0))),
    "statistic": replace(POINTS, annotations=(ReferenceLine(op=Op.MEAN, field="cost", label="mean"),)),
    "identity": replace(POINTS, annotations=(IdentityLine(), PointNote(pick="max"))),
    "symlog": replace(POINTS, axes=Axes(y=Axis(scale=Scale(type=ScaleType.SYMLOG)))),
    "radar": replace(plot(MarkType.LINE, x=n("model"), y=q("score"), color=n("data")), projection=Projection.RADAR),
    "facets": replace(plot(MarkType.BAR, x=n("model"), y=q("score")), facet=Facet(field="data")),
    "highlight": replace(BARS, highlight=(Highlight(field="model", value="Ours"),)),
}


@pytest.mark.parametrize("what", FITTING)
def test_what_fits_is_accepted(what: str) -> None:
    check_plot(FITTING[what], TABLE, INTENT)


@pytest.mark.parametrize(
    "spec",
    [
        TREND,
        replace(TREND, axes=Axes(x=Axis(scale=Scale(domain_min=1577836800)))),
        replace(TREND, title="2020 to 2021", axes=Axes(y=Axis(format=Format(suffix="ms")))),
        replace(TREND, annotations=(ReferenceLine(axis="x", value="2020"),)),
    ],
)
def test_times_are_grounded_by_years_and_dates(spec: PlotSpec) -> None:
    check_plot(spec, TIMES, INTENT)


def annotated(annotation: Annotation) -> PlotSpec:
    return replace(POINTS, annotations=(annotation,))


def scaled(mark: MarkType = MarkType.POINT, **scale: object) -> PlotSpec:
    return replace(plot(mark, x=q("score"), y=q("cost")), axes=Axes(y=Axis(scale=Scale(**scale))))


LABELLED = Mark(type=MarkType.BOXPLOT, labels=True)

FAULTS: dict[str, tuple[PlotSpec, str]] = {
    "field": (plot(MarkType.BAR, x=n("modle"), y=q("score")), r"no field 'modle'; closest: 'model'"),
    "type": (plot(MarkType.BAR, x=n("model"), y=q("data")), "as quantitative in y, but it holds text"),
    "time": (plot(MarkType.LINE, x=t("score"), y=q("cost")), "as temporal in x, but it holds number"),
    "offset field": (plot(MarkType.BAR, x=n("model"), y=q("score"), offset="dat"), "no field 'dat'"),
    "needed": (plot(MarkType.BAR, x=n("model")), "needs y"),
    "nothing": (plot(MarkType.RULE), "needs x or y"),
    "both categories": (plot(MarkType.BAR, x=n("model"), y=n("data")), "both are categories"),
    "no category": (plot(MarkType.BOXPLOT, x=q("score"), y=q("cost")), "to stand on"),
    "text": (plot(MarkType.TEXT, x=q("score"), y=q("cost")), "needs text"),
    "rect": (plot(MarkType.RECT, x=q("score"), y=n("data"), color=q("cost")), "nominal or ordinal x and y"),
    "arc with x": (plot(MarkType.ARC, theta=q("score"), color=n("model"), x=n("model")), "no x or y"),
    "theta": (plot(MarkType.POINT, x=q("score"), y=q("cost"), theta=q("cost")), "no theta"),
    "arc colour": (plot(MarkType.ARC, theta=q("score"), color=q("cost")), "quantitative color goes with"),
    "line colour": (plot(MarkType.LINE, x=q("score"), y=q("cost"), color=q("cost")), "quantitative color goes with"),
    "size": (plot(MarkType.POINT, x=q("score"), y=q("cost"), size=n("model")), "size must be quantitative"),
    "shape": (plot(MarkType.POINT, x=q("score"), y=q("cost"), shape=q("cost")), "shape must be nominal"),
    "shape and colour": (
        plot(MarkType.POINT, x=q("score"), y=q("cost"), shape=n("model"), color=n("data")), "same field"),
    "band": (plot(MarkType.ERRORBAND, x=q("score"), y=q("cost")), "other edge"),
    "band of both": (
        plot(MarkType.ERRORBAND, x=q("score"), y=q("cost"), y2="score", y_error=Spread(delta="score")),
        "not both",
    ),
    "band along its base": (
        plot(MarkType.ERRORBAND, x=q("score"), y=q("cost"), x_error=Spread(delta="none"), y_error=Spread(delta="cost")),
        "along its values only",
    ),
    "band beyond its scale": (
        PlotSpec(
            layer=(layer(MarkType.ERRORBAND, x=q("cost"), y=q("score"), y_error=Spread(delta="score")),),
            axes=Axes(y=Axis(scale=Scale(type=ScaleType.LOG))),
        ),
        "the band of 'score' reaches 0",
    ),
    "error bars of ticks": (plot(MarkType.TICK, x=q("score"), y_error=Spread(delta="cost")), "has no error bars"),
    "second end": (plot(MarkType.POINT, x=q("score"), y=q("cost"), y2="score"), "no second end"),
    "second end of categories": (plot(MarkType.BAR, x=n("model"), x2="score", y=q("cost")), "x2, which needs"),
    "second end of text": (plot(MarkType.BAR, x=n("model"), y=q("cost"), y2="data"), "does not hold"),
    "offset": (plot(MarkType.BAR, x=q("score"), y=q("cost"), offset="model"), "needs a category axis"),
    "stack": (plot(MarkType.LINE, x=q("score"), y=q("cost"), stack=Stack.ZERO), "only bars and areas"),
    "stacked areas with gaps": (
        plot(MarkType.AREA, x=q("score"), y=q("same"), color=n("model"), stack=Stack.ZERO),
        "'Ours' has no value at 2 of 4"),
    "stack of ranges": (
        plot(MarkType.BAR, x=n("model"), y=q("cost"), y2="score", stack=Stack.ZERO), "cannot be stacked"),
    "stack with errors": (
        plot(MarkType.BAR, x=n("model"), y=q("cost"), stack=Stack.ZERO, y_error=Spread(delta="score")), "side by side"),
    "shares of negatives": (plot(MarkType.BAR, x=n("model"), y=q("cost"), stack=Stack.NORMALIZE), "are no shares"),
    "labels": (plot(LABELLED, x=n("model"), y=q("cost")), "labels go with"),
    "labels of categories": (
        plot(Mark(type=MarkType.POINT, labels=True), x=n("model"), y=n("data")), "value axis has none"),
    "stem": (plot(Mark(type=MarkType.LINE, stem=True), x=q("score"), y=q("cost")), "stem goes with points"),
    "stack on a log axis": (
        replace(GROUPED, axes=Axes(y=Axis(scale=Scale(type=ScaleType.LOG)))), "Stacks start at 0"),
    "temporal colour": (plot(MarkType.POINT, x=q("score"), y=q("cost"), color=t("year")), "color cannot be temporal"),
    "error along a horizontal base": (
        plot(MarkType.BAR, x=q("cost"), y=q("score"), y2="cost", y_error=Spread(delta="score")), "horizontal"),
    "offset without a colour": (plot(MarkType.BAR, x=n("model"), y=q("score"), offset="data"), "must be told apart"),
    "line on no axis": (
        PlotSpec(layer=(layer(MarkType.TICK, x=q("score")),), annotations=(ReferenceLine(value=0),)), "no y axis"),
    "statistic on categories": (
        replace(BARS, annotations=(ReferenceLine(axis="x", op=Op.MEAN, field="score"),)), "stands on a quantitative"),
    "statistic of nothing": (annotated(ReferenceLine(op=Op.MEAN, field="none")), "too few values"),
    "count as a line": (annotated(ReferenceLine(op=Op.COUNT, field="cost")), "not count"),
    "note of categories": (
        replace(plot(MarkType.POINT, x=n("model"), y=n("data")), annotations=(PointNote(pick="max"),)),
        "picks or prints"),
    "spread": (
        plot(MarkType.POINT, x=q("score"), y=q("cost"), y_error=Spread(low="cost")), "either delta, or low and high"),
    "spread twice": (
        plot(MarkType.POINT, x=q("score"), y=q("cost"), y_error=Spread(delta="score", low="cost", high="cost")),
        "either"),
    "error field": (plot(MarkType.POINT, x=q("score"), y=q("cost"), y_error=Spread(delta="data")), "must hold numbers"),
    "negative error": (plot(MarkType.POINT, x=q("score"), y=q("score"), y_error=Spread(delta="cost")), "negative"),
    "error of categories": (
        plot(MarkType.BAR, x=n("model"), y=q("score"), x_error=Spread(delta="score")), "quantitative x"),
    "negative sizes": (plot(MarkType.POINT, x=q("score"), y=q("cost"), size=q("cost")), "no area shows"),
    "negative angles": (plot(MarkType.ARC, theta=q("cost"), color=n("model")), "no parts of a whole"),
    "several slices": (plot(MarkType.ARC, theta=q("score"), color=n("model")), "several rows for Ours"),
    "several bars": (plot(MarkType.BAR, x=n("model"), y=q("score"), color=n("data")), "aggregate them, stack them"),
    "several cells": (
        plot(MarkType.RECT, x=n("model"), y=n("model"), color=q("score")), "several rows for Ours, Ours"),
    "all missing": (plot(MarkType.POINT, x=q("none"), y=q("score")), "nothing to show: no row"),
    "no rows": (
        replace(POINTS, transform=(Filter(field="model", one_of=("none",)),)),
        "filter keeps 'none' of 'model'; there are 'Ours', 'GPT-4'",
    ),
    "log": (scaled(type=ScaleType.LOG), r"numbers above 0; symlog takes all; 'cost' holds -1"),
    "logit": (scaled(type=ScaleType.LOGIT), "between 0 and 1"),
    "log end": (scaled(type=ScaleType.LOG, domain_min=0), "cannot end at 0"),
    "log zero": (scaled(type=ScaleType.LOG, zero=True), "has no zero"),
    "ends": (scaled(domain_min=85, domain_max=70), "end above its beginning"),
    "half a break": (scaled(break_from=70), "both break_from and break_to"),
    "break of a log axis": (scaled(type=ScaleType.LOG, break_from=70, break_to=85), "only where it is linear"),
    "log categories": (
        replace(BARS, axes=Axes(x=Axis(scale=Scale(type=ScaleType.LOG)))), "holds categories"),
    "mixed axes": (PlotSpec(layer=(BARS.layer[0], POINTS.layer[0])), "disagree on the x axis"),
    "arcs and bars": (
        PlotSpec(layer=(BARS.layer[0], layer(MarkType.ARC, theta=q("score"), color=n("model")))), "cannot share"),
    "right side": (
        PlotSpec(layer=(replace(layer(MarkType.BAR, y=n("model"), x=q("score")), axis=Side.RIGHT),)), "right axis"),
    "radar bars": (replace(BARS, projection=Projection.RADAR), "takes lines, areas and points"),
    "radar of numbers": (replace(POINTS, projection=Projection.RADAR), "needs a nominal or ordinal x"),
    "radar turned round": (
        replace(FITTING["radar"], axes=Axes(y=Axis(scale=Scale(reverse=True)))), "cannot be reversed"),
    "radar notes": (
        replace(FITTING["radar"], annotations=(ReferenceLine(value=0.5),)), "takes no annotations"),
    "identity of categories": (replace(BARS, annotations=(IdentityLine(),)), "quantitative x and y"),
    "band of categories": (replace(BARS, annotations=(ReferenceBand(axis="x", low=70, high=85),)), "A band needs"),
    "band upside down": (annotated(ReferenceBand(low=85, high=70)), "end above its beginning"),
    "line at nothing": (annotated(ReferenceLine()), "needs a 'value', or an 'op'"),
    "line at two things": (annotated(ReferenceLine(value=0.5, op=Op.MEAN, field="cost")), "not at both"),
    "line at a value and a field": (annotated(ReferenceLine(value=0.5, field="cost")), "not at both"),
    "line at many values": (annotated(ReferenceLine(field="cost")), "different values"),
    "value of no field": (annotated(ValueNote(field="p", label="p")), "There is no field 'p'"),
    "value of words": (annotated(ValueNote(field="model", label="p")), "holds text"),
    "value of many": (annotated(ValueNote(field="cost", label="p")), "different values"),
    "hexagons on a log axis": (
        replace(
            plot(MarkType.HEX, x=q("score"), x2="cost", y=q("score"), y2="cost", color=q("cost")),
            axes=Axes(x=Axis(scale=Scale(type=ScaleType.LOG)))),
        "Hexagons need linear axes"),
    "hexagons on each other": (
        plot(MarkType.HEX, x=q("same"), x2="cost", y=q("same"), y2="cost", color=q("cost")), "hide each other"),
    "ridges turned round": (
        replace(plot(MarkType.RIDGE, y=n("model"), x=q("cost")), axes=Axes(y=Axis(scale=Scale(reverse=True)))),
        "the y axis cannot be reversed"),
    "bars on each other": (
        plot(MarkType.BAR, y=n("model"), x=q("score"), x2="cost"), "has rows for Ours that overlap"),
    "line at a word": (annotated(ReferenceLine(value="models")), "no place on the y axis"),
    "line at no category": (
        replace(BARS, annotations=(ReferenceLine(axis="x", value="models"),)), "which is no category"),
    "note of nothing": (annotated(PointNote(pick="value", field="model", value="ours")), "closest: 'Ours'"),
    "note without field": (annotated(PointNote(pick="value", value="ours")), "needs its 'field'"),
    "note at a box": (
        replace(plot(MarkType.BOXPLOT, x=n("model"), y=q("cost")), annotations=(PointNote(pick="max"),)),
        "single items"),
    "inset": (replace(BARS, inset=Inset(x_min=70, x_max=85)), "quantitative or temporal x"),
    "inset upside down": (replace(POINTS, inset=Inset(x_min=85, x_max=70)), "end above"),
    "flat inset": (replace(POINTS, inset=Inset(x_min=70, x_max=70.00000000000001)), "70.00000000000001.*further apart"),
    "flat inset of y": (
        replace(POINTS, inset=Inset(x_min=70, x_max=85, y_min=0.5, y_max=0.5000000000000001)), "magnify y from 0.5 to",
    ),
    "flat axis": (scaled(domain_min=70, domain_max=70.00000000000001), "y axis would run from 70 to .* or none"),
    "flat log axis": (scaled(type=ScaleType.LOG, domain_min=70, domain_max=70.00000000000001), "y axis would run"),
    "flat break": (scaled(break_from=70, break_to=70.00000000000001), "break of the y axis would run from 70 to"),
    "highlight": (replace(BARS, highlight=(Highlight(field="model", value="ours"),)), "closest: 'Ours'"),
    "two series of one colour": (
        replace(BARS, highlight=tuple(Highlight(field="data", value=name) for name in ("SQuAD 2.0", "MNLI"))),
        "'SQuAD 2.0' and 'MNLI' are both highlighted in red"),
    "highlight field": (replace(BARS, highlight=(Highlight(field="modl", value="Ours"),)), "closest: 'model'"),
    "values": (replace(BARS, axes=Axes(x=Axis(values=("Our",)))), "closest: 'Ours'"),
    "legend values": (replace(BARS, legend=Legend(values=("x",))), "there are 'SQuAD 2.0', 'MNLI'"),
    "fits of groups in one line": (
        plot(MarkType.LINE, x=q("score"), y=q("fit"), transform=(
            Regression(x="score", y="cost", groupby=("model",), as_=("score", "fit", "low", "high")),)),
        "fits of each 'model' would be joined"),
    "facet field": (replace(BARS, facet=Facet(field="dataset")), "closest: 'data'"),
    "facet values": (replace(BARS, facet=Facet(field="data", values=("MNL",))), "closest: 'MNLI'"),
    "facet twice": (replace(BARS, facet=Facet(field="data", row="data")), "different fields"),
    "title": (replace(BARS, title="Ours wins by 99 %"), "say 99 %, which neither"),
    "fullwidth title": (replace(BARS, title="Ours: ９９"), "say 99"),
    "hyphened title": (replace(BARS, title="Accuracy-99.5"), "say 99.5"),
    "axis title": (replace(BARS, axes=Axes(y=Axis(title="score (×12)"))), "12"),
    "legend title": (replace(BARS, legend=Legend(title="top 17")), "17"),
    "note text": (annotated(PointNote(pick="max", text="+3.2 points")), "3.2"),
    "line label": (annotated(ReferenceLine(value=0.5, axis="x", label="chance 51 %")), "51"),
    "column name": (
        PlotSpec(
            layer=(layer(MarkType.BAR, x=n("model"), y=q("mean 42")),),
            transform=(Aggregate(groupby=("model",), measures=(Measure(op=Op.MEAN, field="score", as_="mean 42"),)),),
        ),
        "42",
    ),
    "end": (scaled(domain_min=71), "lower end of the y axis is 71, and the intent does not say so"),
    "line": (annotated(ReferenceLine(value=0.6)), "reference line is 0.6"),
    "named line": (replace(BARS, annotations=(ReferenceLine(axis="x", value="Ours"),)), "stands at 'Ours'"),
    "band end": (annotated(ReferenceBand(low=70, high=86)), "band is 86"),
    "break": (scaled(break_from=70, break_to=90), "break of the y axis is 90"),
    "inset end": (replace(POINTS, inset=Inset(x_min=0.5, x_max=0.75)), "inset is 0.75"),
    "filter": (replace(POINTS, transform=(Filter(field="cost", low=-0.5),)), "filter on 'cost' is -0.5"),
    "suffix": (replace(BARS, axes=Axes(y=Axis(format=Format(suffix="s")))), "end with 's'"),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_every_fault_is_named(what: str) -> None:
    spec, sentence = FAULTS[what]
    table = TABLE if what != "temporal colour" else replace(TABLE, columns=(*TABLE.columns, YEARS))
    with pytest.raises(InvalidSpec, match=sentence):
        check_plot(spec, table, "Compare the models; mark 0.5, from 70 to 85." if what == "named line" else INTENT)


def test_limits_say_what_to_do_instead() -> None:
    many = table_of(c=[f"c{place}" for place in range(201)], v=list(range(201)), x=list(range(201)))
    with pytest.raises(InvalidSpec, match=r"201 categories; 200 is the limit\. Keep the largest with 'limit'"):
        check_plot(plot(MarkType.BAR, x=n("c"), y=q("v")), many, "")
    with pytest.raises(InvalidSpec, match="201 series; 60 is the limit"):
        check_plot(plot(MarkType.POINT, x=q("x"), y=q("v"), color=n("c")), many, "")
    with pytest.raises(InvalidSpec, match="201 panels; 36 is the limit"):
        check_plot(replace(plot(MarkType.POINT, x=q("x"), y=q("v")), facet=Facet(field="c")), many, "")
    check_plot(replace(plot(MarkType.BAR, x=n("c"), y=q("v")), transform=(Limit(field="v", count=5),)), many, "")


def test_overlaid_histograms_and_categories_side_by_side_are_no_overlap() -> None:
    table = table_of(x=[1, 2, 1, 2], g=["a", "a", "b", "b"])
    counted = Aggregate(groupby=("bin start", "bin end", "g"), measures=(Measure(op=Op.COUNT, as_="n"),))
    spec = PlotSpec(
        layer=(layer(MarkType.BAR, x=q("bin start"), x2="bin end", y=q("n"), color=n("g")),),
        transform=(Bin(field="x"), counted),
    )
    check_plot(spec, table, "")


def test_all_missing_angles_and_zero_wholes_are_refused() -> None:
    table = table_of(c=["a", "b"], v=[0, 0])
    with pytest.raises(InvalidSpec, match="add up to 0"):
        check_plot(plot(MarkType.ARC, theta=q("v"), color=n("c")), table, "")


def test_fields_can_be_checked_without_data() -> None:
    empty: Table = replace(TABLE, columns=tuple(replace(column, values=()) for column in TABLE.columns))
    check_fields(BARS, empty)
    with pytest.raises(InvalidSpec, match="closest: 'score'"):
        check_fields(plot(MarkType.BAR, x=n("model"), y=q("scores")), empty)


@pytest.mark.parametrize(("second", "fits"), [(2, True), (1, False)])
def test_bars_of_one_place_may_follow_each_other(second: int, fits: bool) -> None:  # noqa: FBT001 - a case
    table = table_of(task=["a", "a", "b"], start=[0, second, 0], end=[2, 3, 3])
    plan = plot(MarkType.BAR, y=n("task"), x=q("start"), x2="end")
    if fits:
        check_plot(plan, table, "")
        return
    with pytest.raises(InvalidSpec, match="Layer 1 has rows for a that overlap"):
        check_plot(plan, table, "")


def test_a_stacked_area_of_one_series_has_no_gap() -> None:
    check_plot(plot(MarkType.AREA, x=q("cost"), y=q("same"), stack=Stack.ZERO), TABLE, INTENT)
