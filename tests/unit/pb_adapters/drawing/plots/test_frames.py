import math

import numpy as np
import pytest

from pb_adapters.drawing.plots.frames import frame
from pb_adapters.drawing.plots.frames.model import FrameLayer
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Config,
    Encoding,
    Facet,
    Layer,
    Legend,
    Orient,
    PlotSpec,
    Projection,
    Ramp,
    Scale,
    ScaleType,
    Side,
    Sort,
    Spread,
    Stack,
)
from pb_core.domain.plots.transforms import Aggregate, Bin, BinRule, Measure, Op
from pb_core.domain.tables.table import Table
from pb_core.errors import InvalidSpec
from support.channels import nominal, quantity
from support.tables import tabled


def layer(mark: MarkType, encoding: Encoding, side: Side = Side.LEFT, **manner: object) -> Layer:
    return Layer(mark=Mark(type=mark, **manner), encoding=encoding, axis=side)


def only(spec: PlotSpec, table: Table) -> FrameLayer:
    return frame(spec, table).panels[0].layers[0]


def listed(values: np.ndarray | None) -> list[float | None] | None:
    return None if values is None else [None if math.isnan(value) else value for value in values.tolist()]


@pytest.fixture(scope="module")
def scores() -> Table:
    return tabled(
        units={"score": "ms"},
        model=["A", "A", "B", "B"], task=["x", "y", "x", "y"], score=[1, 2, 3, 4], err=[0.1, None, 0.3, 0.4],
    )  # fmt: skip


def test_grouped_bars_stand_side_by_side_with_their_errors(scores: Table) -> None:
    encoding = Encoding(
        x=nominal("task"), y=quantity("score"), color=nominal("model"), offset="model", y_error=Spread(delta="err")
    )
    drawn = frame(PlotSpec(layer=(layer(MarkType.BAR, encoding, labels=True),)), scores)
    bars = drawn.panels[0].layers[0]
    assert (drawn.series, drawn.legend, drawn.legend_title) == (("A", "B"), True, "model")
    assert (drawn.x.categories, drawn.y.title) == (("x", "y"), "score (ms)")
    assert (listed(bars.x), listed(bars.y), listed(bars.y2)) == ([0, 1, 0, 1], [1, 2, 3, 4], [0, 0, 0, 0])
    assert listed(bars.low) == [0.9, None, 2.7, 3.6]
    assert (bars.offset_index.tolist(), bars.offset_count) == ([0, 0, 1, 1], 2)
    assert bars.text == ("1", "2", "3", "4")
    assert (drawn.y.low, drawn.y.high) == (0, 4.4)


def test_stacks_grow_from_the_axis_in_the_order_of_the_series() -> None:
    table = tabled(model=["B", "A", "C", "A"], task=["x", "x", "x", "y"], v=[2, 1, -4, 5])
    encoding = Encoding(y=nominal("task"), x=quantity("v"), color=nominal("model"), stack=Stack.ZERO)
    spec = PlotSpec(layer=(layer(MarkType.BAR, encoding, labels=True),), legend=Legend(sort=Sort.ASCENDING))
    bars = only(spec, table)
    assert bars.horizontal
    assert (listed(bars.x2), listed(bars.x)) == ([1, 0, 0, 0], [3, 1, -4, 5])
    assert bars.text == ("2", "1", "\N{MINUS SIGN}4", "5")


def test_shares_of_a_stack_add_up_to_one(scores: Table) -> None:
    encoding = Encoding(x=nominal("task"), y=quantity("score"), color=nominal("model"), stack=Stack.NORMALIZE)
    bars = only(PlotSpec(layer=(layer(MarkType.BAR, encoding),)), scores)
    assert listed(bars.y) == pytest.approx([0.25, 1 / 3, 1, 1])


def test_a_histogram_has_both_ends_of_its_bins() -> None:
    encoding = Encoding(x=quantity("bin start"), x2="bin end", y=quantity("n"))
    transforms = (
        Bin(field="v", rule=BinRule.STEP, value=2),
        Aggregate(groupby=("bin start", "bin end"), measures=(Measure(op=Op.COUNT, as_="n"),)),
    )
    bars = only(PlotSpec(transform=transforms, layer=(layer(MarkType.BAR, encoding),)), tabled(v=[0, 1, 3]))
    assert (listed(bars.x), listed(bars.x2), listed(bars.y)) == ([0, 2], [2, 4], [2, 1])


def test_bars_on_a_log_axis_start_nowhere(scores: Table) -> None:
    axes = Axes(y=Axis(scale=Scale(type=ScaleType.LOG)))
    encoding = Encoding(x=nominal("task"), y=quantity("score"), color=nominal("model"), offset="model")
    drawn = frame(PlotSpec(layer=(layer(MarkType.BAR, encoding),), axes=axes), scores)
    assert listed(drawn.panels[0].layers[0].y2) == [None] * 4
    assert (drawn.y.low, drawn.y.high) == (1, 4)


def test_lines_run_along_their_base_and_break_where_a_value_is_missing() -> None:
    table = tabled(t=[3, 1, 2, 1, None], v=[30, 10, None, 5, 7], m=["B", "B", "B", "A", "A"])
    spec = PlotSpec(layer=(layer(MarkType.LINE, Encoding(x=quantity("t"), y=quantity("v"), color=nominal("m"))),))
    line = only(spec, table)
    assert line.series == ("B", "B", "B", "A")
    assert (listed(line.x), listed(line.y)) == ([1, 2, 3, 1], [10, None, 30, 5])


def test_an_order_field_joins_the_vertices() -> None:
    encoding = Encoding(x=quantity("x"), y=quantity("y"), order="step")
    line = only(PlotSpec(layer=(layer(MarkType.LINE, encoding),)), tabled(x=[1, 2, 0], y=[1, 2, 3], step=[2, 3, 1]))
    assert listed(line.x) == [0, 1, 2]


def test_boxes_have_tukeys_whiskers_and_their_outliers_behind_them() -> None:
    spec = PlotSpec(layer=(layer(MarkType.BOXPLOT, Encoding(x=nominal("g"), y=quantity("v"))),))
    drawn = frame(spec, tabled(g=["a"] * 6, v=[1, 2, 3, 4, 5, 20]))
    boxes, outliers = drawn.panels[0].layers
    found = [values.tolist() for values in (boxes.y, boxes.q1, boxes.q3, boxes.low, boxes.high)]
    assert found == [[3.5], [2.25], [4.75], [1], [5]]
    assert (outliers.part, listed(outliers.x), listed(outliers.y)) == ("outliers", [0], [20])


def test_violins_are_relative_densities_from_end_to_end() -> None:
    spec = PlotSpec(layer=(layer(MarkType.VIOLIN, Encoding(y=nominal("g"), x=quantity("v"))),))
    violin = only(spec, tabled(g=["a", "a", "a", "b"], v=[0, 1, 5, 2]))
    assert (violin.count, violin.x[0], violin.x[99], violin.value.max()) == (100, 0, 5, 1)
    assert set(violin.y.tolist()) == {0}


def test_cells_show_their_quantity_on_a_ramp_around_zero() -> None:
    table = tabled(a=["p", "q"], b=["r", "r"], v=[-1, 3])
    spec = PlotSpec(
        layer=(layer(MarkType.RECT, Encoding(x=nominal("a"), y=nominal("b"), color=quantity("v")), labels=True),)
    )
    drawn = frame(spec, table)
    assert (drawn.ramp.low, drawn.ramp.high, drawn.ramp.diverging, drawn.ramp.title) == (-3, 3, True, "v")
    assert drawn.panels[0].layers[0].text == ("\N{MINUS SIGN}1", "3")
    plain = PlotSpec(layer=spec.layer, config=Config(ramp=Ramp.SEQUENTIAL))
    assert (frame(plain, table).ramp.low, frame(plain, table).ramp.diverging) == (-1, False)


def test_arcs_are_shares_in_the_order_of_the_legend() -> None:
    encoding = Encoding(theta=quantity("n"), color=nominal("g"))
    spec = PlotSpec(layer=(layer(MarkType.ARC, encoding, labels=True),), legend=Legend(sort=Sort.VALUE_DOWN))
    drawn = frame(spec, tabled(g=["a", "b"], n=[1, 3]))
    assert drawn.series == ("b", "a")
    arcs = drawn.panels[0].layers[0]
    assert (listed(arcs.x), listed(arcs.value), arcs.text) == ([0, 1], [0.75, 0.25], ("75%", "25%"))


def test_stems_rise_from_zero(scores: Table) -> None:
    encoding = Encoding(y=nominal("task"), x=quantity("score"), color=nominal("model"))
    points = only(PlotSpec(layer=(layer(MarkType.POINT, encoding, stem=True),)), scores)
    assert listed(points.x2) == [0, 0, 0, 0]


def test_points_carry_size_colour_and_errors_along_both_axes() -> None:
    encoding = Encoding(
        x=quantity("x"), y=quantity("y"), size=quantity("n"), color=quantity("y"),
        x_error=Spread(delta="e"), y_error=Spread(low="lo", high="hi"),
    )  # fmt: skip
    table = tabled(x=[1, 2], y=[3, 4], n=[5, None], e=[0.5, 1], lo=[2, 3], hi=[9, 5])
    drawn = frame(PlotSpec(layer=(layer(MarkType.POINT, encoding),)), table)
    points = drawn.panels[0].layers[0]
    assert points.count == 1
    assert [listed(each) for each in (points.x_low, points.x_high, points.low, points.high)] == [[0.5], [1.5], [2], [9]]
    assert (drawn.x.low, drawn.y.high, drawn.sizes.high) == (0.5, 9, 5)


def test_a_rug_needs_one_axis_only() -> None:
    ticks = only(PlotSpec(layer=(layer(MarkType.TICK, Encoding(x=quantity("v"))),)), tabled(v=[1, None, 2]))
    assert (listed(ticks.x), ticks.y) == ([1, 2], None)


def test_a_colour_that_repeats_the_axis_needs_no_legend(scores: Table) -> None:
    encoding = Encoding(x=nominal("model"), y=quantity("score"), color=nominal("model"), stack=Stack.ZERO)
    drawn = frame(PlotSpec(layer=(layer(MarkType.BAR, encoding),)), scores)
    assert (drawn.legend, drawn.series) == (False, ("A", "B"))


def test_a_legend_that_is_not_wanted_is_not_due(scores: Table) -> None:
    encoding = Encoding(x=nominal("task"), y=quantity("score"), color=nominal("model"))
    spec = PlotSpec(layer=(layer(MarkType.STRIP, encoding),), legend=Legend(orient=Orient.NONE))
    assert not frame(spec, scores).legend


def test_panels_stand_row_by_row_and_may_have_axes_of_their_own(scores: Table) -> None:
    spec = PlotSpec(
        layer=(layer(MarkType.POINT, Encoding(x=quantity("score"), y=quantity("score"))),),
        facet=Facet(field="task", row="model", independent_y=True),
    )
    drawn = frame(spec, scores)
    assert drawn.columns == 2
    assert [(panel.row, panel.column) for panel in drawn.panels] == [("A", "x"), ("A", "y"), ("B", "x"), ("B", "y")]
    assert [panel.y.high for panel in drawn.panels] == [1, 2, 3, 4]
    assert drawn.y.high == 4


def test_panels_stand_in_the_order_that_the_spec_lists() -> None:
    spec = PlotSpec(
        layer=(layer(MarkType.POINT, Encoding(x=quantity("v"), y=quantity("v"))),),
        facet=Facet(field="g", values=("c", "a"), row="r", row_values=("t",)),
    )
    drawn = frame(spec, tabled(g=["a", "b", "c"], r=["s", "t", "s"], v=[1, 2, 3]))
    assert [panel.column for panel in drawn.panels] == ["c", "a", "b"] * 2
    assert [panel.row for panel in drawn.panels] == ["t"] * 3 + ["s"] * 3


def test_combinations_without_rows_are_empty_panels() -> None:
    spec = PlotSpec(
        layer=(layer(MarkType.POINT, Encoding(x=quantity("v"), y=quantity("v"))),), facet=Facet(field="a", row="b")
    )
    drawn = frame(spec, tabled(a=["p", "q"], b=["r", "s"], v=[1, 2]))
    assert [len(panel.layers) for panel in drawn.panels] == [1, 0, 0, 1]


def test_a_line_of_gaps_only_is_no_layer() -> None:
    spec = PlotSpec(layer=(layer(MarkType.AREA, Encoding(x=nominal("x"), y=quantity("v"))),), facet=Facet(field="g"))
    drawn = frame(spec, tabled(x=["p", "q", "p"], v=[1, None, None], g=["a", "a", "b"]))
    assert [[each.count for each in panel.layers] for panel in drawn.panels] == [[2], []]


@pytest.mark.parametrize(("panels", "columns"), [(1, 1), (3, 3), (4, 2), (5, 3), (10, 4)])
def test_panels_fill_a_grid(panels: int, columns: int) -> None:
    spec = PlotSpec(layer=(layer(MarkType.POINT, Encoding(x=quantity("v"), y=quantity("v"))),), facet=Facet(field="g"))
    drawn = frame(spec, tabled(g=[f"g{i}" for i in range(panels)], v=list(range(panels))))
    assert drawn.columns == columns


def test_the_right_axis_has_its_own_extent_and_title() -> None:
    x, table = nominal("g"), tabled(units={"n": "GB"}, g=["a", "b"], v=[1, 2], n=[100, 50])
    layers = (
        layer(MarkType.BAR, Encoding(x=x, y=quantity("v"))),
        layer(MarkType.LINE, Encoding(x=x, y=quantity("n")), Side.RIGHT),
    )
    drawn = frame(PlotSpec(layer=layers), table)
    assert (drawn.y.low, drawn.y.high, drawn.y.title) == (0, 2, "v")
    assert (drawn.right.low, drawn.right.high, drawn.right.title) == (50, 100, "n (GB)")


def test_parallel_axes_have_an_extent_each_and_radars_include_zero() -> None:
    table = tabled(axis=["a", "b", "a", "b"], v=[1, 10, 2, 30], m=["p", "p", "q", "q"])
    spec = PlotSpec(
        layer=(layer(MarkType.LINE, Encoding(x=nominal("axis"), y=quantity("v"), color=nominal("m"))),),
        projection=Projection.PARALLEL,
    )
    assert frame(spec, table).spans == ((1, 2), (10, 30))
    radar = PlotSpec(layer=spec.layer, projection=Projection.RADAR)
    assert (frame(radar, table).spans, frame(radar, table).y.low) == ((), 0)


def test_stated_ends_replace_those_of_the_data(scores: Table) -> None:
    encoding = Encoding(x=quantity("score"), y=quantity("score"))
    axes = Axes(
        y=Axis(title="", scale=Scale(domain_min=-5, domain_max=70)), x=Axis(title="Time", scale=Scale(zero=True))
    )
    drawn = frame(PlotSpec(layer=(layer(MarkType.POINT, encoding),), axes=axes), scores)
    assert (drawn.y.low, drawn.y.high, drawn.y.title) == (-5, 70, "")
    assert (drawn.x.low, drawn.x.title) == (0, "Time")


def test_a_missing_category_is_one_and_comes_last() -> None:
    spec = PlotSpec(layer=(layer(MarkType.BAR, Encoding(x=nominal("g"), y=quantity("v"))),))
    assert frame(spec, tabled(g=[None, "a"], v=[1, 2])).x.categories == ("a", "(missing)")


def test_100_000_points_in_groups_are_framed() -> None:
    source, count = np.random.default_rng(7), 100_000
    table = tabled(
        x=source.random(count).tolist(), y=source.normal(size=count).tolist(),
        g=source.choice(list("abcd"), count).tolist(),
    )  # fmt: skip
    encoding = Encoding(x=quantity("x"), y=quantity("y"), color=nominal("g"))
    layers = (layer(MarkType.POINT, encoding), layer(MarkType.LINE, encoding))
    points, line = frame(PlotSpec(layer=layers), table).panels[0].layers
    assert (points.count, line.count) == (count, count)
    assert (np.diff(line.x)[np.array(line.series[1:]) == np.array(line.series[:-1])] >= 0).all()


def test_stated_ends_that_leave_no_room_are_refused() -> None:
    axes = Axes(x=Axis(scale=Scale(domain_min=9)))
    spec = PlotSpec(layer=(layer(MarkType.POINT, Encoding(x=quantity("w"), y=quantity("v"))),), axes=axes)
    with pytest.raises(InvalidSpec, match="leave no room"):
        frame(spec, tabled(v=[-1, 2], w=[0.5, 1]))


def test_lines_follow_an_order_field_of_texts() -> None:
    encoding = Encoding(x=quantity("x"), y=quantity("y"), order="step")
    spec = PlotSpec(layer=(layer(MarkType.LINE, encoding),))
    steps = tabled(step=["10K", "1K", None, "2K"], x=[1, 2, 3, 4], y=[5, 6, 7, 8])
    assert listed(only(spec, steps).x) == [2, 4, 1]
