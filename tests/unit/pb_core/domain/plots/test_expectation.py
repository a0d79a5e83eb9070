"""What plots must show, mark by mark."""

import math

import pytest
from msgspec.structs import replace

from pb_core.domain.plots.drawn import Items
from pb_core.domain.plots.expectation import expect
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Encoding,
    Facet,
    Format,
    Layer,
    Legend,
    Orient,
    PlotSpec,
    Projection,
    Scale,
    ScaleType,
    Side,
    Sort,
    Spread,
    Stack,
    Style,
)
from pb_core.domain.plots.transforms import Fold
from pb_core.domain.tables.table import Column, ColumnType, Table, TimeUnit
from pb_core.errors import InvalidSpec
from pb_core.testing.memory.plots import column_of, table_of
from support.channels import layer
from support.channels import nominal as n
from support.channels import quantity as q
from support.channels import temporal as t

TABLE = table_of(
    model=["B", "A", "B", "A"],
    data=["q", "q", "p", "p"],
    score=[4.0, 1.0, 2.0, 3.0],
    error=[0.5, None, 0.25, 1.0],
)


def items(spec: PlotSpec, table: Table = TABLE, place: int = 0) -> Items:
    return expect(spec, table).panels[0].items[place]


def test_grouped_bars() -> None:
    spec = PlotSpec(layer=(layer(MarkType.BAR, x=n("model"), y=q("score"), color=n("data"), offset="data"),))
    plot = expect(spec, TABLE)
    shown = plot.panels[0].items[0]
    assert plot.series == ("q", "p")
    assert plot.panels[0].x == ("B", "A")
    assert plot.words == ("model", "score", "data")
    assert shown.series == ("q", "q", "p", "p")
    assert shown.x == ("B", "A", "B", "A")
    assert shown.y == (4, 1, 2, 3)
    assert shown.y2 == (0, 0, 0, 0)


def test_horizontal_bars_with_errors_along_x() -> None:
    spec = PlotSpec(layer=(layer(MarkType.BAR, y=n("model"), x=q("score"), x_error=Spread(delta="error")),))
    shown = items(spec)
    assert shown.x == (4, 1, 2, 3)
    assert shown.x2 == (0, 0, 0, 0)
    assert shown.low == (3.5, None, 1.75, 2)
    assert shown.high == (4.5, None, 2.25, 4)
    assert shown.x_low == ()


def test_bars_on_a_log_axis_start_nowhere() -> None:
    axes = Axes(y=Axis(scale=Scale(type=ScaleType.LOG)))
    spec = PlotSpec(layer=(layer(MarkType.BAR, x=n("model"), y=q("score")),), axes=axes)
    assert items(spec).y2 == (None,) * 4


def test_stacks_run_in_series_order_positives_up_and_negatives_down() -> None:
    table = table_of(x=["a", "a", "a", "b"], s=["t", "s", "u", "s"], v=[1, 2, -4, 5])
    spec = PlotSpec(
        layer=(layer(MarkType.BAR, x=n("x"), y=q("v"), color=n("s"), stack=Stack.ZERO),),
        legend=Legend(values=("s", "t", "u")),
    )
    shown = items(spec, table)
    assert shown.y == (3, 2, -4, 5)
    assert shown.y2 == (2, 0, 0, 0)


def test_normalised_stacks_are_shares_and_labels_print_each_share() -> None:
    table = table_of(x=["a", "a", "b", "b"], s=["s", "t", "s", "t"], v=[1, 3, 0, 0])
    mark = Mark(type=MarkType.BAR, labels=True)
    spec = PlotSpec(layer=(layer(mark, x=n("x"), y=q("v"), color=n("s"), stack=Stack.NORMALIZE),))
    shown = items(spec, table)
    assert shown.y == (0.25, 1, 0, 0)
    assert shown.y2 == (0, 0.25, 0, 0)
    assert shown.text == ("0.25", "0.75", "0", "0")


def test_waterfall_bars_print_what_they_add() -> None:
    table = table_of(x=["a", "b"], start=[0, 5], end=[5, 3])
    spec = PlotSpec(layer=(layer(Mark(type=MarkType.BAR, labels=True), x=n("x"), y=q("end"), y2="start"),))
    shown = items(spec, table)
    assert shown.y2 == (0, 5)
    assert shown.text == ("5", "-2")


def test_histogram_bars_have_two_ends_on_their_base() -> None:
    table = table_of(a=[0, 1], b=[1, 2], n=[3, 4])
    shown = items(PlotSpec(layer=(layer(MarkType.BAR, x=q("a"), x2="b", y=q("n")),)), table)
    assert (shown.x, shown.x2, shown.y, shown.y2) == ((0, 1), (1, 2), (3, 4), (0, 0))


def test_lines_run_by_series_and_along_their_base() -> None:
    table = table_of(x=[3, 1, 2, 1], y=[1, 2, None, 4], s=["b", "a", "a", "b"])
    spec = PlotSpec(layer=(layer(MarkType.LINE, x=q("x"), y=q("y"), color=n("s")),), legend=Legend(sort=Sort.ASCENDING))
    shown = items(spec, table)
    assert shown.series == ("a", "b", "b")
    assert shown.x == (1, 1, 3)


def test_lines_follow_their_order_field_and_keep_details_together() -> None:
    table = table_of(x=[3, 1, 2, 1], y=[1, 2, 3, 4], d=["b", "a", "b", "a"], o=[2, 1, 1, 2])
    shown = items(PlotSpec(layer=(layer(MarkType.LINE, x=q("x"), y=q("y"), detail="d", order="o"),)), table)
    assert shown.detail == ("b", "b", "a", "a")
    assert shown.x == (2, 3, 1, 1)
    assert shown.series == ("",) * 4


def test_lines_over_categories_follow_the_axis() -> None:
    table = table_of(x=["z", "a"], y=[1, 2])
    spec = PlotSpec(layer=(layer(MarkType.LINE, x=n("x"), y=q("y")),), axes=Axes(x=Axis(sort=Sort.ASCENDING)))
    assert items(spec, table).x == ("a", "z")


def test_bands_run_between_two_fields_also_sideways() -> None:
    table = table_of(x=[1, 2], low=[0, 1], high=[2, 3])
    shown = items(PlotSpec(layer=(layer(MarkType.ERRORBAND, x=q("x"), y=q("low"), y2="high"),)), table)
    assert (shown.x, shown.y, shown.y2) == ((1, 2), (0, 1), (2, 3))
    shown = items(PlotSpec(layer=(layer(MarkType.ERRORBAND, y=q("x"), x=q("low"), x2="high"),)), table)
    assert (shown.y, shown.x, shown.x2) == ((1, 2), (0, 1), (2, 3))


def test_bands_of_an_uncertainty_run_between_its_ends() -> None:
    table = table_of(x=[2, 1, 3], m=[5, 4, 6], sd=[1, 2, None], low=[0, 1, 2], high=[7, 8, 9])
    shown = items(PlotSpec(layer=(layer(MarkType.ERRORBAND, x=q("x"), y=q("m"), y_error=Spread(delta="sd")),)), table)
    assert (shown.x, shown.y, shown.y2, shown.low, shown.high) == ((1, 2), (6, 6), (2, 4), (), ())
    spec = PlotSpec(layer=(layer(MarkType.ERRORBAND, y=q("x"), x=q("m"), x_error=Spread(low="low", high="high")),))
    shown = items(spec, table)
    assert (shown.y, shown.x, shown.x2) == ((1, 2, 3), (8, 7, 9), (1, 0, 2))


def test_a_legend_tells_series_of_different_layers() -> None:
    table = table_of(x=[1, 2], a=[1, 2], b=[3, 4])
    lines = tuple(
        replace(
            layer(MarkType.LINE, x=q("x"), y=q("v"), color=n("of")), transform=(Fold(fields=(name,), as_=("of", "v")),)
        )
        for name in "ab"
    )
    assert expect(PlotSpec(layer=lines), table).series == ("a", "b")
    assert expect(PlotSpec(layer=lines[:1]), table).series == ()


def test_points_with_everything() -> None:
    table = table_of(x=[1, 2, 3], y=[4, 5, 6], c=[7, None, 9], s=[1, 2, 3], name=["p", "q", None])
    encoding = {"color": q("c"), "size": q("s"), "text": n("name"), "x_error": Spread(delta="s")}
    shown = items(PlotSpec(layer=(layer(Mark(type=MarkType.POINT, stem=True), x=q("x"), y=q("y"), **encoding),)), table)
    assert shown.value == (7, 9)
    assert shown.size == (1, 3)
    assert shown.text == ("p", "")
    assert shown.y2 == (0, 0)
    assert (shown.x_low, shown.x_high) == ((0, 0), (2, 6))
    assert shown.low == ()


def test_cells_have_two_categories_and_a_quantity() -> None:
    spec = PlotSpec(layer=(layer(Mark(type=MarkType.RECT, labels=True), x=n("data"), y=n("model"), color=q("score")),))
    shown = items(spec)
    assert shown.x == ("q", "q", "p", "p")
    assert shown.y == ("B", "A", "B", "A")
    assert shown.value == (4, 1, 2, 3)
    assert shown.text == ("4", "1", "2", "3")
    assert expect(spec, TABLE).words == ("data", "model", "score")


def test_arcs_show_shares_of_the_whole() -> None:
    table = table_of(part=["a", "b", "c"], v=[1, 3, None])
    plot = expect(PlotSpec(layer=(layer(MarkType.ARC, theta=q("v"), color=n("part")),)), table)
    shown = plot.panels[0].items[0]
    assert shown.x == shown.series == ("a", "b")
    assert shown.value == (0.25, 0.75)
    assert plot.series == ("a", "b", "c")


def test_boxes_whiskers_and_outliers() -> None:
    table = table_of(g=["a"] * 9 + ["b"], v=[1, 2, 3, 4, 5, 6, 7, 8, 100, 5])
    boxes, outliers = expect(PlotSpec(layer=(layer(MarkType.BOXPLOT, x=n("g"), y=q("v")),)), table).panels[0].items
    assert boxes.x == ("a", "b")
    assert boxes.y == (5, 5)
    assert (boxes.q1, boxes.q3) == ((3, 5), (7, 5))
    assert (boxes.low, boxes.high) == ((1, 5), (8, 5))
    assert (outliers.part, outliers.x, outliers.y) == ("outliers", ("a",), (100,))


def test_outliers_are_no_items_of_their_own_where_every_value_is_a_point() -> None:
    table = table_of(g=["a"] * 6, v=[1, 2, 3, 4, 5, 100])
    over = layer(MarkType.STRIP, x=n("g"), y=q("v"))
    box = layer(MarkType.BOXPLOT, x=n("g"), y=q("v"))
    assert [items.part for items in expect(PlotSpec(layer=(box, over)), table).panels[0].items] == ["", ""]
    other = layer(MarkType.STRIP, x=n("g"), y=q("w"))
    both = expect(PlotSpec(layer=(box, other)), table_of(g=["a"] * 6, v=[1, 2, 3, 4, 5, 100], w=[1.0] * 6))
    assert [items.part for items in both.panels[0].items] == ["", "outliers", ""]


def test_boxes_of_untold_series_stand_apart() -> None:
    table = table_of(g=["a"] * 4, s=["u", "v", "u", "v"], v=[1, 10, 3, 30])
    spec = PlotSpec(
        layer=(layer(MarkType.BOXPLOT, x=n("g"), y=q("v"), color=n("s"), offset="s"),),
        legend=Legend(orient=Orient.NONE),
    )
    shown = items(spec, table)
    assert (shown.series, shown.y) == (("", ""), (2, 20))


def test_violins_are_relative_to_their_peak_and_need_two_values() -> None:
    table = table_of(g=["a", "a", "a", "b"], v=[0.0, 1.0, 2.0, 5.0])
    shown = items(PlotSpec(layer=(layer(MarkType.VIOLIN, y=n("g"), x=q("v")),)), table)
    assert shown.y == ("a",) * 100
    assert (shown.x[0], shown.x[-1]) == (0, 2)
    assert max(v for v in shown.value if v is not None) == 1
    h = 0.9 * (1 / 1.349) * 3**-0.2
    at = shown.x[10]
    assert isinstance(at, float)
    ratio = sum(math.exp(-0.5 * ((at - v) / h) ** 2) for v in (0, 1, 2))
    peak = max(sum(math.exp(-0.5 * ((p - v) / h) ** 2) for v in (0, 1, 2)) for p in shown.x)
    assert shown.value[10] == pytest.approx(ratio / peak)


def test_times_are_seconds_on_an_axis_and_texts_as_categories() -> None:
    time = Column(name="t", type=ColumnType.TIME, values=(0.0, 31_536_000.0), time_unit=TimeUnit.YEAR)
    table = replace(TABLE, columns=(time, column_of("v", [1, 2])))
    assert items(PlotSpec(layer=(layer(MarkType.LINE, x=t("t"), y=q("v")),)), table).x == (0, 31_536_000)
    assert items(PlotSpec(layer=(layer(MarkType.BAR, x=n("t"), y=q("v")),)), table).x == ("1970", "1971")


def test_booleans_are_numbers_on_an_axis_and_words_as_categories() -> None:
    table = table_of(b=[True, False, None], v=[1, 2, 3])
    assert items(PlotSpec(layer=(layer(MarkType.POINT, x=q("v"), y=q("b")),)), table).y == (1, 0)
    assert expect(PlotSpec(layer=(layer(MarkType.BAR, x=n("b"), y=q("v")),)), table).panels[0].x == (
        "false", "true", "(missing)"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("axis", "order"),
    [
        (Axis(), ("b", "a", "C", "(missing)")),
        (Axis(sort=Sort.DATA), ("b", "a", "C", "(missing)")),
        (Axis(sort=Sort.ASCENDING), ("a", "b", "C", "(missing)")),
        (Axis(sort=Sort.DESCENDING), ("C", "b", "a", "(missing)")),
        (Axis(sort=Sort.VALUE), ("a", "b", "C", "(missing)")),
        (Axis(sort=Sort.VALUE_DOWN), ("b", "a", "C", "(missing)")),
        (Axis(values=("(missing)", "C")), ("(missing)", "C", "b", "a")),
        (Axis(sort=Sort.ASCENDING, values=("C",)), ("C", "a", "b", "(missing)")),
    ],
)
def test_categories_come_in_the_order_asked_for(axis: Axis, order: tuple[str, ...]) -> None:
    table = table_of(c=["b", None, "a", "C", "b"], v=[1, 9, 2, None, 2])
    spec = PlotSpec(layer=(layer(MarkType.POINT, x=n("c"), y=q("v")),), axes=Axes(x=axis))
    assert expect(spec, table).panels[0].x == order


def test_natural_orders_and_numbers() -> None:
    sizes = replace(column_of("size", ["32K", "1K", "odd", "8K"]), order=("1K", "8K", "32K"))
    table = replace(TABLE, columns=(sizes, column_of("k", [10, 9, 2, 1]), column_of("v", [1, 2, 3, 4])))
    spec = PlotSpec(layer=(layer(MarkType.BAR, x=n("size"), y=q("v")),))
    assert expect(spec, table).panels[0].x == ("1K", "8K", "32K", "odd")
    spec = PlotSpec(layer=(layer(MarkType.BAR, x=n("k"), y=q("v")),))
    assert expect(spec, table).panels[0].x == ("1", "2", "9", "10")


def test_boxes_are_sorted_by_their_median() -> None:
    table = table_of(c=["a", "a", "a", "b"], v=[1, 1, 100, 2])
    spec = PlotSpec(layer=(layer(MarkType.BOXPLOT, x=n("c"), y=q("v")),), axes=Axes(x=Axis(sort=Sort.VALUE_DOWN)))
    assert expect(spec, table).panels[0].x == ("b", "a")


@pytest.mark.parametrize(
    ("encoding", "legend", "series"),
    [
        ({"x": n("model"), "y": q("score"), "color": n("model")}, Legend(), ()),
        ({"x": n("model"), "y": q("score"), "color": n("data")}, Legend(orient=Orient.NONE), ()),
        ({"x": n("model"), "y": q("score"), "color": n("data")}, Legend(orient=Orient.DIRECT), ("q", "p")),
        ({"x": q("score"), "y": q("error"), "shape": n("model")}, Legend(), ("B", "A")),
        ({"x": n("model"), "y": q("score"), "color": n("data")}, Legend(values=("p",)), ("p", "q")),
        ({"x": n("model"), "y": q("score"), "color": n("data")}, Legend(sort=Sort.VALUE), ("q", "p")),
        ({"x": n("model"), "y": q("score"), "color": q("error")}, Legend(), ()),
    ],
)
def test_legends_are_due_where_colours_say_something_new(
    encoding: dict[str, object], legend: Legend, series: tuple[str, ...]
) -> None:
    plot = expect(PlotSpec(layer=(layer(MarkType.POINT, **encoding),), legend=legend), TABLE)
    assert plot.series == series
    assert set(plot.panels[0].items[0].series) <= set(series or ("",))


def test_what_is_missing_and_the_text_for_it_are_one_category() -> None:
    table = table_of(c=["(missing)", None], x=[1, 2], y=[3, 4])
    plot = expect(PlotSpec(layer=(layer(MarkType.POINT, x=q("x"), y=q("y"), color=n("c")),)), table)
    assert plot.series == ()
    assert plot.panels[0].items[0].series == ("", "")


def test_facets_share_categories_and_a_layer_without_the_field_stands_in_each() -> None:
    spec = PlotSpec(
        layer=(layer(MarkType.BAR, x=n("model"), y=q("score")),),
        facet=Facet(field="data", row="model"),
    )
    plot = expect(spec, TABLE)
    assert [(panel.column, panel.row) for panel in plot.panels] == [("q", "B"), ("p", "B"), ("q", "A"), ("p", "A")]
    assert [panel.items[0].y for panel in plot.panels] == [(4,), (2,), (1,), (3,)]
    assert {panel.x for panel in plot.panels} == {("B", "A")}


def test_titles_are_names_with_units_and_can_be_turned_off() -> None:
    columns = (column_of("t", [1, 2], "s"), column_of("loss (nats)", [1, 2], "nats"), column_of("u", [1, 2], "W"))
    table = replace(TABLE, columns=columns)
    right = Layer(mark=Mark(type=MarkType.LINE), encoding=Encoding(x=q("t"), y=q("u")), axis=Side.RIGHT)
    spec = PlotSpec(layer=(layer(MarkType.LINE, x=q("t"), y=q("loss (nats)")), right), title=" Training ")
    words = expect(spec, table).words
    assert (words[0], words[1], words[3]) == ("Training", "t (s)", "u (W)")
    bare = replace(spec, axes=Axes(x=Axis(title=""), y=Axis(title="Loss"), right=Axis(title="")), title="")
    assert expect(bare, table).words == ("Loss",)
    radar = PlotSpec(layer=(layer(MarkType.LINE, x=n("model"), y=q("score")),), projection=Projection.RADAR)
    assert expect(radar, TABLE).words == ()


def test_labels_use_full_precision_and_fields_that_do_not_exist_are_refused() -> None:
    spec = PlotSpec(
        layer=(layer(Mark(type=MarkType.BAR, labels=True), x=n("model"), y=q("score")),),
        axes=Axes(y=Axis(format=Format(style=Style.PERCENT, decimals=0))),
    )
    assert items(spec).text == ("4", "1", "2", "3")
    with pytest.raises(InvalidSpec, match="closest: 'score'"):
        expect(PlotSpec(layer=(layer(MarkType.BAR, x=n("model"), y=q("scor")),)), TABLE)
