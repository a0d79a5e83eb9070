"""What each operation does to a plot, and what it refuses."""

import pytest
from msgspec.structs import replace

from pb_core.domain.plots import patch as ops
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.patch import AnyPlotOperation, PlannedPlot, PlotPatch, apply
from pb_core.domain.plots.spec import Color, Highlight, Orient, PaletteName, ScaleType, Sort
from pb_core.errors import InvalidPatch
from pb_core.testing.memory.vlm import plain_plot, sample_profile

PLOT = PlannedPlot(spec=plain_plot(sample_profile()))


def done(*operations: AnyPlotOperation) -> PlannedPlot:
    return apply(PlotPatch(operations=operations), PLOT)


def test_words_scales_and_orders_of_axes_change() -> None:
    spec = done(
        ops.SetTitle(text="Scores"),
        ops.SetAxisTitle(axis="y", text="Accuracy (%)"),
        ops.SetScale(axis="y", type=ScaleType.LOG),
        ops.SetOrder(axis="x", sort=Sort.VALUE_DOWN),
        ops.SetGrid(axis="y", on=False),
    ).spec
    assert (spec.title, spec.axes.y.title, spec.axes.y.scale.type) == ("Scores", "Accuracy (%)", ScaleType.LOG)
    assert (spec.axes.x.sort, spec.axes.y.grid) == (Sort.VALUE_DOWN, False)
    assert spec.axes.x.title is None


def test_an_order_takes_the_place_of_listed_values() -> None:
    axes = replace(PLOT.spec.axes, x=replace(PLOT.spec.axes.x, values=("B", "A")))
    listed = replace(PLOT, spec=replace(PLOT.spec, axes=axes))
    patch = PlotPatch(operations=(ops.SetOrder(axis="x", sort=Sort.ASCENDING),))
    assert apply(patch, listed).spec.axes.x.values == ()


def test_legend_marks_highlights_and_look_change() -> None:
    figure = done(
        ops.SetLegend(orient=Orient.BOTTOM, text="Model"),
        ops.SetMark(mark=MarkType.BAR),
        ops.SetHighlight(field="model", value="A"),
        ops.SetHighlight(field="model", value="A", color=Color.BLUE),
        ops.SetLook(palette=PaletteName.SOFT, aspect_ratio="4:3"),
    )
    spec = figure.spec
    assert (spec.legend.orient, spec.legend.title) == (Orient.BOTTOM, "Model")
    assert spec.layer[0].mark.type is MarkType.BAR
    assert spec.highlight == (Highlight(field="model", value="A", color=Color.BLUE),)
    assert (spec.config.palette, figure.aspect_ratio) == (PaletteName.SOFT, "4:3")


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        (ops.SetTitle(text=""), r"operation 2 \(title\): it changes nothing"),
        (ops.SetMark(mark=MarkType.BAR, layer=3), r"operation 2 \(mark\): there is no such layer"),
    ],
)
def test_what_cannot_be_done_is_said(operation: AnyPlotOperation, why: str) -> None:
    with pytest.raises(InvalidPatch, match=why):
        done(ops.SetGrid(axis="x", on=True), operation)
