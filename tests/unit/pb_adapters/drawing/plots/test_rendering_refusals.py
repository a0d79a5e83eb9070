"""Whoever draws without planning is answered as planners are: with the sentence of the core."""

import pytest

from pb_adapters.drawing.plots import render
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Annotation,
    Axes,
    Axis,
    Channel,
    Encoding,
    FieldType,
    Highlight,
    IdentityLine,
    Layer,
    Legend,
    PlotSpec,
    PointNote,
    ReferenceBand,
    ReferenceLine,
    Scale,
    ScaleType,
    Side,
    Spread,
    Stack,
)
from pb_core.domain.plots.transforms import (
    Aggregate,
    Bin,
    BinRule,
    Calibration,
    Cumulate,
    Density,
    Filter,
    Fold,
    Limit,
    Measure,
    Op,
    Pareto,
    Smooth,
    Transform,
)
from pb_core.domain.plots.validation import check_spec
from pb_core.domain.tables.table import Table
from pb_core.errors import InvalidSpec
from pb_core.ports.plots import PlotRequest
from support.tables import tabled

SCORE = Channel(field="score", type=FieldType.QUANTITATIVE)
LOSS = Channel(field="loss", type=FieldType.QUANTITATIVE)
MODEL = Channel(field="model", type=FieldType.NOMINAL)
TASK = Channel(field="task", type=FieldType.NOMINAL)
DELTA = Spread(delta="err")

BAR = Mark(type=MarkType.BAR)
POINT = Mark(type=MarkType.POINT)
LINE = Mark(type=MarkType.LINE)
ARC = Mark(type=MarkType.ARC)
BOX = Mark(type=MarkType.BOXPLOT)


@pytest.fixture(scope="module")
def table() -> Table:
    return tabled(
        model=["A", "A", "B"], task=["x", "y", "x"], score=[1, 2, 3], err=[0.1, 0.2, 0.3], loss=[-1, -2, -3],
        far=[-1.7e308, 0.0, 1.7e308], none=[None] * 3, many=list(range(3)),
    )  # fmt: skip


def refused(spec: PlotSpec, table: Table) -> None:
    with pytest.raises(InvalidSpec) as core:
        check_spec(spec, table)
    with pytest.raises(InvalidSpec) as drawn:
        render(PlotRequest(spec=spec, table=table, formats=()))
    assert str(drawn.value) == str(core.value)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (BAR, Encoding(x=MODEL)),
        (Mark(type=MarkType.RULE), Encoding()),
        (BAR, Encoding(x=MODEL, y=TASK)),
        (BAR, Encoding(x=MODEL, y=Channel(field="scroe", type=FieldType.QUANTITATIVE))),
        (BAR, Encoding(x=MODEL, y=Channel(field="task", type=FieldType.QUANTITATIVE))),
        (LINE, Encoding(x=Channel(field="score", type=FieldType.TEMPORAL), y=SCORE)),
        (BAR, Encoding(x=MODEL, y=SCORE)),
        (ARC, Encoding(x=MODEL, y=SCORE)),
        (ARC, Encoding(theta=LOSS, color=TASK)),
        (ARC, Encoding(theta=SCORE, color=TASK)),
        (Mark(type=MarkType.RECT), Encoding(x=MODEL, y=SCORE)),
        (Mark(type=MarkType.ERRORBAND), Encoding(x=MODEL, y=SCORE)),
        (
            Mark(type=MarkType.ERRORBAND),
            Encoding(x=MODEL, y=SCORE, y2="score", y_error=Spread(delta="score")),
        ),
        (
            Mark(type=MarkType.ERRORBAND),
            Encoding(x=SCORE, y=SCORE, x_error=Spread(delta="score"), y_error=Spread(delta="score")),
        ),
        (BOX, Encoding(x=MODEL, y=TASK)),
        (BOX, Encoding(x=MODEL, y=SCORE, y_error=DELTA)),
        (BOX, Encoding(x=MODEL, y=SCORE, offset="task")),
        (Mark(type=MarkType.BOXPLOT, labels=True), Encoding(x=MODEL, y=SCORE)),
        (Mark(type=MarkType.POINT, labels=True), Encoding(x=MODEL, y=TASK)),
        (LINE, Encoding(x=SCORE, y=SCORE, stack=Stack.ZERO)),
        (BAR, Encoding(x=TASK, y=SCORE, stack=Stack.ZERO, y_error=DELTA)),
        (BAR, Encoding(x=TASK, y=SCORE, stack=Stack.ZERO, y2="err")),
        (BAR, Encoding(x=TASK, y=LOSS, stack=Stack.NORMALIZE)),
        (BAR, Encoding(y=TASK, x=SCORE, y_error=DELTA)),
        (POINT, Encoding(x=SCORE, y=SCORE, y_error=Spread(low="err"))),
        (POINT, Encoding(x=SCORE, y=SCORE, y_error=Spread(delta="loss"))),
        (POINT, Encoding(x=TASK, y=MODEL, y_error=DELTA)),
        (POINT, Encoding(x=SCORE, y=SCORE, size=LOSS)),
        (POINT, Encoding(x=SCORE, y=SCORE, size=TASK)),
        (POINT, Encoding(x=SCORE, y=SCORE, shape=SCORE)),
        (POINT, Encoding(x=SCORE, y=SCORE, color=TASK, shape=MODEL)),
        (POINT, Encoding(x=MODEL, x2="score", y=SCORE)),
    ],
)
def test_what_the_table_does_not_support_is_refused(table: Table, mark: Mark, encoding: Encoding) -> None:
    refused(PlotSpec(layer=(Layer(mark=mark, encoding=encoding),)), table)


def test_the_right_axis_shows_quantities_upright(table: Table) -> None:
    layers = (Layer(mark=LINE, encoding=Encoding(x=SCORE, y=SCORE)),)
    for encoding in (Encoding(x=SCORE, y=MODEL), Encoding(x=TASK, y=MODEL)):
        refused(PlotSpec(layer=(*layers, Layer(mark=LINE, encoding=encoding, axis=Side.RIGHT))), table)


POINTS = Layer(mark=POINT, encoding=Encoding(x=SCORE, y=LOSS))
BARS = Layer(mark=BAR, encoding=Encoding(x=TASK, y=SCORE, color=MODEL, offset="model"))


@pytest.mark.parametrize(
    ("layer", "annotation"),
    [
        (POINTS, ReferenceLine()),
        (POINTS, ReferenceLine(op=Op.MEAN)),
        (POINTS, ReferenceLine(op=Op.MEAN, field="none")),
        (POINTS, ReferenceLine(value="tomorrow")),
        (BARS, ReferenceLine(axis="x", value="z")),
        (BARS, ReferenceLine(axis="x", op=Op.MEAN, field="score")),
        (BARS, ReferenceBand(axis="x", low=0, high=1)),
        (POINTS, ReferenceBand(low=2, high=1)),
        (BARS, IdentityLine()),
        (BARS, PointNote(pick="value", value="x")),
        (BARS, PointNote(pick="value", field="task", value="z")),
        (Layer(mark=Mark(type=MarkType.TICK), encoding=Encoding(x=SCORE)), PointNote(pick="max")),
        (
            Layer(mark=Mark(type=MarkType.TICK), encoding=Encoding(x=SCORE)),
            PointNote(pick="value", field="task", value="x", text="here"),
        ),
        (Layer(mark=BOX, encoding=Encoding(x=MODEL, y=SCORE)), PointNote(pick="max")),
    ],
)
def test_annotations_of_nothing_are_refused(table: Table, layer: Layer, annotation: Annotation) -> None:
    refused(PlotSpec(layer=(layer,), annotations=(annotation,)), table)


@pytest.mark.parametrize(
    "spec",
    [
        PlotSpec(layer=(POINTS,), axes=Axes(y=Axis(scale=Scale(type=ScaleType.LOG)))),
        PlotSpec(layer=(POINTS,), axes=Axes(x=Axis(scale=Scale(type=ScaleType.LOGIT)))),
        PlotSpec(layer=(BARS,), axes=Axes(x=Axis(values=("nowhere",)))),
        PlotSpec(layer=(BARS,), legend=Legend(values=("nobody",))),
        PlotSpec(layer=(BARS,), highlight=(Highlight(field="task", value="z"),)),
        PlotSpec(layer=(BARS,), highlight=(Highlight(field="taks", value="x"),)),
        PlotSpec(layer=(POINTS, BARS)),
        PlotSpec(
            layer=(
                Layer(
                    mark=Mark(type=MarkType.TICK),
                    encoding=Encoding(x=Channel(field="none", type=FieldType.QUANTITATIVE)),
                ),
            )
        ),
    ],
)
def test_what_axes_legend_and_highlights_cannot_show_is_refused(table: Table, spec: PlotSpec) -> None:
    refused(spec, table)


def aggregated(op: Op, field: str | None, as_: str = "made") -> Aggregate:
    return Aggregate(groupby=("model",), measures=(Measure(op=op, field=field, as_=as_),))


@pytest.mark.parametrize(
    "transform",
    [
        aggregated(Op.MEAN, "task"),
        aggregated(Op.MEAN, "scroe"),
        aggregated(Op.MEAN, None),
        aggregated(Op.SUM, "score", "model"),
        Aggregate(groupby=("model", "model"), measures=(Measure(op=Op.COUNT, as_="made"),)),
        Aggregate(within=("model",), measures=(Measure(op=Op.PROPORTION, as_="made"),)),
        Bin(field="score", rule=BinRule.STEP),
        Bin(field="score", rule=BinRule.COUNT, value=2.5),
        Bin(field="score", rule=BinRule.STEP, value=0.001),
        Bin(field="task"),
        Bin(field="score", as_=("same", "same")),
        Bin(field="far"),
        Calibration(probability="score", label="task"),
        Density(field="score", bandwidth=1e-30),
        Fold(fields=("score", "task")),
        Fold(fields=("score",), as_=("model", "value")),
        Filter(field="task", low=1),
        Limit(field="task", count=1),
        Smooth(field="score", order="score", window=4),
        Smooth(field="score", order="task", window=3),
        Cumulate(field="score", total="Net"),
        Cumulate(field="score", label="score", total="Net"),
        Pareto(x="score", y="nothing"),
    ],
)
def test_transforms_of_what_is_not_there_are_refused(table: Table, transform: Transform) -> None:
    refused(PlotSpec(layer=(BARS,), transform=(transform,)), table)


def test_groups_are_not_completed_to_a_million_rows() -> None:
    names = [f"name {place}" for place in range(1_100)]
    transform = Aggregate(groupby=("a", "b"), measures=(Measure(op=Op.COUNT, as_="count"),), complete=True)
    counts = Channel(field="count", type=FieldType.QUANTITATIVE)
    cells = Layer(mark=POINT, encoding=Encoding(x=Channel(field="a", type=FieldType.NOMINAL), y=counts))
    with pytest.raises(InvalidSpec, match="1,210,000 rows"):
        check_spec(PlotSpec(layer=(cells,), transform=(transform,)), tabled(a=names, b=names))
