"""Insets over hostile stretches: drawn whole and within the page, or refused before they could mislead."""

import msgspec
import pytest

from pb_adapters.drawing.plots.rendering import draw
from pb_core.domain.plots.drawn import DrawnPlot
from pb_core.domain.plots.layout_checks import check_layout
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import Axes, Axis, Inset, PlotSpec, Scale, ScaleType, Style
from pb_core.domain.plots.spec import Format as NumberFormat
from pb_core.domain.tables.table import Table
from pb_core.errors import CannotDraw
from pb_core.ports.plots import PlotRequest
from pb_core.testing.memory.plots import table_of
from support.channels import layer, nominal, quantity

LINE = PlotSpec(layer=(layer(MarkType.LINE, x=quantity("x"), y=quantity("y")),))
TABLE = table_of(x=[float(place) for place in range(21)], y=[float(place % 7) for place in range(21)], g=["a"] * 21)


def drawn(spec: PlotSpec, table: Table = TABLE, ratio: str | None = None) -> DrawnPlot:
    plot = draw(PlotRequest(spec=spec, table=table, formats=(), aspect_ratio=ratio)).drawn
    assert prove(spec, table, plot).mismatches == ()
    return plot


def with_inset(inset: Inset, x: Axis = Axis(), y: Axis = Axis()) -> PlotSpec:  # noqa: B008 - frozen
    return msgspec.structs.replace(LINE, inset=inset, axes=Axes(x=x, y=y))


@pytest.mark.parametrize("ends", [(0.0, 1e-9), (0.0, 1000.0), (5.0, 5.0 + 1e-9), (19.5, 20.0)])
@pytest.mark.parametrize("ratio", [None, "1:1", "21:9"])
@pytest.mark.parametrize("style", [Style.PLAIN, Style.PERCENT, Style.SCIENTIFIC])
def test_the_labels_of_an_inset_stay_on_the_page(ends: tuple[float, float], ratio: str | None, style: Style) -> None:
    axis = Axis(format=NumberFormat(style=style))
    plot = drawn(with_inset(Inset(x_min=ends[0], x_max=ends[1]), axis, axis), ratio=ratio)
    assert [finding for finding in check_layout(plot, LINE, ratio) if "cut off" in finding.detail] == []
    inset = plot.panels[0].inset
    assert inset is not None
    assert [inset.x.low, inset.x.high] == pytest.approx(list(ends), rel=1e-12)


def test_an_inset_shows_a_stretch_whole_that_a_break_leaves_out_of_the_plot() -> None:
    broken = Axis(scale=Scale(break_from=3.0, break_to=12.0))
    inset = drawn(with_inset(Inset(x_min=0.0, x_max=20.0), broken)).panels[0].inset
    assert inset is not None
    assert (inset.x.low, inset.x.high) == (0.0, 20.0)


def test_bars_on_the_one_category_of_an_inset_fill_its_band() -> None:
    bars = layer(MarkType.BAR, x=quantity("x"), y=nominal("g"))
    lone = table_of(x=[3.0], g=["a"])
    plot = drawn(PlotSpec(layer=(bars,), inset=Inset(x_min=1.0, x_max=2.0)), lone)
    assert plot.panels[0].inset is not None


@pytest.mark.parametrize(
    "inset",
    [
        Inset(x_min=0.0, x_max=5e-324),
        Inset(x_min=0.0, x_max=20.0, y_min=0.0, y_max=1e-310),
        Inset(x_min=0.0, x_max=1e151),
    ],
    ids=["x", "y", "huge"],
)
def test_a_stretch_beyond_double_precision_is_refused(inset: Inset) -> None:
    with pytest.raises(CannotDraw, match="cannot be drawn: choose another unit"):
        drawn(with_inset(inset))


def test_an_end_that_a_scale_without_zero_cannot_hold_is_refused() -> None:
    table = table_of(x=[1.0, 10.0, 100.0], y=[1.0, 2.0, 3.0])
    spec = with_inset(Inset(x_min=1e-200, x_max=10.0), Axis(scale=Scale(type=ScaleType.LOG)))
    with pytest.raises(CannotDraw, match="numbers of the size 1e-200"):
        drawn(spec, table)


@pytest.mark.parametrize(
    "inset", [Inset(x_min=0.0, x_max=20.0, y_min=50.0), Inset(x_min=0.0, x_max=20.0, y_max=-50.0)], ids=["low", "high"]
)
def test_one_stated_end_beyond_the_items_is_refused(inset: Inset) -> None:
    with pytest.raises(CannotDraw, match="state both of its ends or none"):
        drawn(with_inset(inset))


def test_values_within_a_stretch_that_hardly_differ_are_shown_as_equal() -> None:
    table = table_of(x=[0.0, 1.0, 2.0, 3.0], y=[5e-324, 1e-323, 5e-324, 1.0])
    inset = drawn(with_inset(Inset(x_min=0.0, x_max=2.0)), table).panels[0].inset
    assert inset is not None
    assert inset.y.high - inset.y.low == pytest.approx(0.04, rel=0.1)  # of the plot's axis
