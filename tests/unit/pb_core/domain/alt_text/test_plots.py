"""Plots in words: kind, axes with units, series, panels and rows, as the drawing names them."""

import pytest

from pb_core.domain.alt_text import LONG, SHORT
from pb_core.domain.alt_text.plots import plot_text
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Channel,
    Encoding,
    Facet,
    FieldType,
    Layer,
    PlotSpec,
    Scale,
    ScaleType,
    Side,
    Stack,
)
from pb_core.domain.plots.transforms import Bin
from support.tables import tabled

MODEL, SET = Channel(field="model", type=FieldType.NOMINAL), Channel(field="set", type=FieldType.NOMINAL)
SCORE, COST = (Channel(field=name, type=FieldType.QUANTITATIVE) for name in ("accuracy", "cost"))
TABLE = tabled(
    units={"accuracy": "%"},
    model=["A", "B", "A", "B"],
    set=["x", "x", "y", "y"],
    accuracy=[76.1, 81.8, 60.0, 82.9],
    cost=[1, 10, 100, 1000],
)


def spec(mark: MarkType = MarkType.BAR, *, title: str = "", axes: Axes = Axes(), **channels: object) -> PlotSpec:  # noqa: B008 - frozen
    encoding = Encoding(**({"x": MODEL, "y": SCORE} | channels))
    return PlotSpec(layer=(Layer(mark=Mark(type=mark), encoding=encoding),), title=title, axes=axes)


def test_the_short_text_has_kind_axes_extremes_series_and_rows() -> None:
    assert plot_text(spec(color=SET, offset="set"), TABLE).alt_text == (
        "Grouped bar chart of accuracy (%) by model. accuracy (%): 60.0 (A, y) to 82.9 (B, y). "
        "2 series by set: x and y. 4 rows of data."
    )


def test_the_long_text_adds_axes_and_the_extremes_of_each_series() -> None:
    text = plot_text(spec(color=SET, offset="set"), TABLE).long_description
    assert "x axis: model, A and B. y axis: accuracy (%)." in text
    assert "By series: x: 76.1 to 81.8; y: 60.0 to 82.9." in text


@pytest.mark.parametrize(
    ("plot", "head"),
    [
        (spec(MarkType.POINT, x=COST), "Scatter plot of accuracy (%) against cost."),
        (spec(MarkType.POINT), "Dot plot of accuracy (%) by model."),
        (spec(MarkType.BAR, x=SCORE, y=MODEL), "Bar chart of accuracy (%) by model."),
        (spec(MarkType.BAR, color=SET, stack=Stack.ZERO), "Stacked bar chart of accuracy (%) by model."),
        (spec(MarkType.RECT, y=SET, color=SCORE), "Heatmap of accuracy (%) by set and model."),
        (spec(MarkType.BOXPLOT), "Box plot of accuracy (%) by model."),
        (spec(MarkType.ARC, x=None, y=None, theta=COST, color=MODEL), "Pie chart of cost by model."),
    ],
)
def test_each_kind_is_called_as_people_call_it(plot: PlotSpec, head: str) -> None:
    assert plot_text(plot, TABLE).alt_text.startswith(head)


def test_bars_over_bins_are_a_histogram() -> None:
    bins = Bin(field="accuracy", as_=("from", "to"))
    plot = PlotSpec(
        layer=(
            Layer(
                mark=Mark(type=MarkType.BAR),
                encoding=Encoding(x=Channel(field="from", type=FieldType.QUANTITATIVE), x2="to", y=SCORE),
                transform=(bins,),
            ),
        )
    )
    assert plot_text(plot, None).alt_text == "Histogram of accuracy by from."


def test_panels_and_scales_are_told() -> None:
    axes = Axes(x=Axis(title="Cost ($)", scale=Scale(type=ScaleType.LOG)))
    plot = spec(MarkType.POINT, x=COST, axes=axes)
    faceted = PlotSpec(layer=plot.layer, axes=axes, facet=Facet(field="set"))
    text = plot_text(faceted, TABLE)
    assert "2 panels by set: x and y." in text.alt_text
    assert "x axis: Cost ($), logarithmic scale." in text.long_description


def test_a_second_axis_is_told() -> None:
    line = Layer(mark=Mark(type=MarkType.LINE), encoding=Encoding(x=MODEL, y=COST), axis=Side.RIGHT)
    text = plot_text(PlotSpec(layer=(*spec().layer, line)), TABLE)
    assert text.alt_text.startswith("Bar chart with lines of accuracy (%) by model.")
    assert "right axis: cost." in text.long_description


def test_without_its_data_a_plot_is_told_by_its_plan() -> None:
    assert plot_text(spec(title="Scores"), None).alt_text == "Bar chart of accuracy by model."
    assert plot_text(spec(title="Scores"), None).title == "Scores"


def test_long_names_keep_the_lengths() -> None:
    table = tabled(model=["A" * 500, "B" * 500], accuracy=[1, 2])
    plot = spec(title="T" * 300, axes=Axes(y=Axis(title="y " * 140)), color=MODEL)
    text = plot_text(plot, table)
    assert len(text.alt_text) <= SHORT
    assert len(text.long_description) <= LONG
    assert len(text.title) <= 120
