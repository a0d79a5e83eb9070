"""An honest plot is proved; every single alteration of it is found."""

import math
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pb_core.domain.plots.drawn import DrawnAxis, DrawnKey, DrawnPlot, DrawnReference, DrawnTick, Items, ReferenceKind
from pb_core.domain.plots.faithfulness import FaithfulnessReport
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Channel,
    Color,
    Facet,
    FieldType,
    Format,
    Highlight,
    IdentityLine,
    Inset,
    PlotSpec,
    PointNote,
    ReferenceBand,
    ReferenceLine,
    Scale,
    ScaleType,
    Side,
    Spread,
    Stack,
    Style,
)
from pb_core.domain.plots.transforms import Aggregate, Bin, Density, Measure, Op, Regression
from pb_core.domain.tables.table import Column, ColumnType, Table
from pb_core.testing.memory.plots import column_of, honest, table_of
from support.channels import layer
from support.channels import nominal as n
from support.channels import quantity as q

TABLE = table_of(
    model=["A", "A", "B", "B", "C", "C"] * 2,
    data=["q", "p"] * 6,
    score=[70.25, 1.5, 71.125, 68.0, 12.5, 90.0, 71.5, 2.5, 72.0, 61.0, 13.0, 95.5],
    size=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 6.5, 7.0, 8.0, 9.0, 10.0, 11.0],
    delta=[0.5, 0.25, 1.0, 0.75, 0.5, 0.5, 0.3, 0.2, 0.1, 0.4, 0.6, 0.7],
    share=[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.15, 0.25, 0.35],
)
MEANS = Aggregate(
    groupby=("model", "data"),
    measures=(
        Measure(op=Op.MEAN, field="score", as_="mean"),
        Measure(op=Op.STDEV, field="score", as_="sd"),
    ),
)
BY_MODEL = replace(MEANS, groupby=("model",))
COUNTS = Aggregate(groupby=("bin start", "bin end"), measures=(Measure(op=Op.COUNT, as_="n"),))


LABELLED = Mark(type=MarkType.BAR, labels=True)
GROUPED = layer(LABELLED, x=n("model"), y=q("mean"), y_error=Spread(delta="sd"), color=n("data"), offset="data")
STACKED = layer(LABELLED, x=n("model"), y=q("mean"), color=n("data"), stack=Stack.ZERO)
SCATTER = layer(MarkType.POINT, x=q("size"), y=q("score"), color=n("model"))
FIT = Regression(x="size", y="score", as_=("size", "fit", "fit low", "fit high"), steps=5)
LOG = Axes(y=Axis(scale=Scale(type=ScaleType.LOG)))

SPECS = {
    "grouped bars": PlotSpec(layer=(GROUPED,), transform=(MEANS,), title="Scores"),
    "stacked bars": PlotSpec(layer=(STACKED,), transform=(MEANS,)),
    "horizontal bars": PlotSpec(layer=(layer(MarkType.BAR, y=n("model"), x=q("mean")),), transform=(BY_MODEL,)),
    "histogram": PlotSpec(
        layer=(layer(MarkType.BAR, x=q("bin start"), x2="bin end", y=q("n")),),
        transform=(Bin(field="score"), COUNTS),
    ),
    "scatter with fit": PlotSpec(
        layer=(
            SCATTER,
            layer(Mark(type=MarkType.LINE, fit=True), x=q("size"), y=q("fit"), transform=(FIT,)),
            layer(MarkType.ERRORBAND, x=q("size"), y=q("fit low"), y2="fit high", transform=(FIT,)),
        ),
        annotations=(ReferenceLine(op=Op.MEAN, field="score", label="mean"), PointNote(pick="max")),
    ),
    "bubbles": PlotSpec(layer=(layer(MarkType.POINT, x=q("size"), y=q("score"), size=q("delta"), color=q("share")),)),
    "named points": PlotSpec(layer=(layer(MarkType.POINT, x=q("size"), y=q("score"), text=n("data")),)),
    "lines on a log axis": PlotSpec(
        layer=(layer(MarkType.LINE, x=q("size"), y=q("score"), color=n("data")),), axes=LOG
    ),
    "density": PlotSpec(
        layer=(layer(MarkType.AREA, x=q("value"), y=q("density"), color=n("data")),),
        transform=(Density(field="score", groupby=("data",), steps=20),),
    ),
    "heatmap": PlotSpec(
        layer=(layer(Mark(type=MarkType.RECT, labels=True), x=n("data"), y=n("model"), color=q("mean")),),
        transform=(MEANS,),
    ),
    "pie": PlotSpec(
        layer=(layer(Mark(type=MarkType.ARC, labels=True), theta=q("mean"), color=n("model")),),
        transform=(BY_MODEL,),
    ),
    "boxes": PlotSpec(layer=(layer(MarkType.BOXPLOT, x=n("data"), y=q("score")),)),
    "violins": PlotSpec(layer=(layer(MarkType.VIOLIN, x=n("data"), y=q("score")),)),
    "strip": PlotSpec(layer=(layer(MarkType.STRIP, y=n("model"), x=q("score"), color=n("data")),)),
    "facets": PlotSpec(
        layer=(layer(MarkType.BAR, x=n("model"), y=q("mean")),), transform=(MEANS,), facet=Facet(field="data")
    ),
    "two sides": PlotSpec(
        layer=(
            layer(MarkType.LINE, x=q("size"), y=q("score")),
            replace(layer(MarkType.LINE, x=q("size"), y=q("share")), axis=Side.RIGHT),
        ),
        axes=Axes(right=Axis(format=Format(style=Style.PERCENT))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPECS)
def test_an_honest_plot_is_proved(name: str) -> None:
    report = prove(SPECS[name], TABLE, honest(SPECS[name], TABLE))
    assert report.mismatches == ()
    assert report.faithful
    assert report.points > 6
    assert report.deviation == 0


NUMERIC = ("x", "y", "x2", "y2", "low", "high", "x_low", "x_high", "q1", "q3", "value", "size")


def numeric_places(drawn: DrawnPlot) -> list[tuple[int, int, str, int]]:
    """Panel, layer, column and place of every number that an artist holds."""
    return [
        (panel, layer, name, place)
        for panel, shown in enumerate(drawn.panels)
        for layer, items in enumerate(shown.items)
        for name in NUMERIC
        for place, cell in enumerate(getattr(items, name))
        if isinstance(cell, int | float)
    ]


def with_items(drawn: DrawnPlot, panel: int, place: int, items: Items | None) -> DrawnPlot:
    shown = list(drawn.panels[panel].items)
    shown[place : place + 1] = [] if items is None else [items]
    return with_panel(drawn, panel, items=tuple(shown))


def with_panel(drawn: DrawnPlot, panel: int, **changes: object) -> DrawnPlot:
    panels = list(drawn.panels)
    panels[panel] = replace(panels[panel], **changes)
    return replace(drawn, panels=tuple(panels))


def changed(items: Items, name: str, place: int, cell: object) -> Items:
    column = list(getattr(items, name))
    column[place] = cell
    return replace(items, **{name: tuple(column)})


@given(st.sampled_from(sorted(SPECS)), st.data())
def test_every_number_that_is_off_by_a_thousandth_is_found(name: str, data: st.DataObject) -> None:
    drawn = honest(SPECS[name], TABLE)
    panel, place, column, item = data.draw(st.sampled_from(numeric_places(drawn)))
    items = drawn.panels[panel].items[place]
    cell = getattr(items, column)[item]
    by_colour = column == "value" and items.mark in {MarkType.RECT, MarkType.POINT}
    factor = 1.2 if column == "size" else 1.001
    wrong = cell * factor if abs(cell) > 1e-3 else cell + 0.1
    wrong = cell + 0.02 * (max(items.value) - min(items.value)) if by_colour else wrong
    if data.draw(st.booleans()) and not by_colour:
        wrong = data.draw(st.sampled_from([math.nan, math.inf, -math.inf, -cell - 1, None]))
    altered = with_items(drawn, panel, place, changed(items, column, item, wrong))
    assert prove(SPECS[name], TABLE, altered).mismatches


def every_column(items: Items) -> list[str]:
    return [name for name in (*NUMERIC, "series", "detail", "text") if getattr(items, name)]


def resized(items: Items, change: Callable[[list[object]], list[object]]) -> Items:
    return replace(items, **{name: tuple(change(list(getattr(items, name)))) for name in every_column(items)})


@given(st.sampled_from(sorted(SPECS)), st.data())
def test_items_left_out_doubled_or_invented_are_found(name: str, data: st.DataObject) -> None:
    drawn = honest(SPECS[name], TABLE)
    panel = data.draw(st.integers(0, len(drawn.panels) - 1))
    place = data.draw(st.integers(0, len(drawn.panels[panel].items) - 1))
    items = drawn.panels[panel].items[place]
    item = data.draw(st.integers(0, len(items.series) - 1))
    change = data.draw(
        st.sampled_from([
            lambda cells: cells[:item] + cells[item + 1 :],
            lambda cells: [*cells[: item + 1], cells[item], *cells[item + 1 :]],
            lambda cells: [*cells, cells[item]],
            lambda _: [],
        ])
    )  # fmt: skip
    assert prove(SPECS[name], TABLE, with_items(drawn, panel, place, resized(items, change))).mismatches
    assert prove(SPECS[name], TABLE, with_items(drawn, panel, place, None)).mismatches


@given(st.sampled_from(sorted(SPECS)), st.data())
def test_two_items_that_changed_places_are_found(name: str, data: st.DataObject) -> None:
    drawn = honest(SPECS[name], TABLE)
    items = drawn.panels[0].items[0]
    column = data.draw(st.sampled_from([name for name in ("x", "y", "series", "text") if getattr(items, name)]))
    cells = getattr(items, column)
    pairs = [(a, b) for a in range(len(cells)) for b in range(a) if cells[a] != cells[b]]
    if not pairs:
        return
    first, second = data.draw(st.sampled_from(pairs))
    altered = changed(changed(items, column, first, cells[second]), column, second, cells[first])
    assert prove(SPECS[name], TABLE, with_items(drawn, 0, 0, altered)).mismatches


@pytest.mark.parametrize("name", ["grouped bars", "stacked bars", "heatmap", "pie"])
def test_labels_may_be_rounded_but_not_wrong(name: str) -> None:
    drawn = honest(SPECS[name], TABLE)
    items = drawn.panels[0].items[0]
    sign = "%" if name == "pie" else ""
    texts = tuple(f"{float(text.removesuffix(sign)):.1f}{sign}" for text in items.text)
    rounded = with_items(drawn, 0, 0, replace(items, text=texts))
    assert prove(SPECS[name], TABLE, rounded).faithful
    for wrong in ("", "n/a", texts[0].replace(texts[0][1], "9" if texts[0][1] != "9" else "3"), texts[-1]):
        bad = with_items(drawn, 0, 0, replace(items, text=(wrong, *texts[1:])))
        report = prove(SPECS[name], TABLE, bad)
        assert any("text" in sentence for sentence in report.mismatches), wrong


def swapped_keys(drawn: DrawnPlot) -> DrawnPlot:
    return replace(drawn, keys=(drawn.keys[1], drawn.keys[0], *drawn.keys[2:]))


def twin_keys(drawn: DrawnPlot) -> DrawnPlot:
    first, second = drawn.keys[:2]
    return replace(drawn, keys=(first, replace(first, series=second.series), *drawn.keys[2:]))


def with_axis(drawn: DrawnPlot, name: str, change: Callable[[DrawnAxis], DrawnAxis]) -> DrawnPlot:
    return with_panel(drawn, 0, **{name: change(getattr(drawn.panels[0], name))})


def swapped_ticks(axis: DrawnAxis) -> DrawnAxis:
    first, second, *rest = axis.ticks
    return replace(axis, ticks=(replace(first, text=second.text), replace(second, text=first.text), *rest))


INVENTED = DrawnKey(series="z", color="#abcdef")
ALTERATIONS: dict[str, tuple[str, Callable[[DrawnPlot], DrawnPlot], str]] = {
    "legend order": ("grouped bars", swapped_keys, "legend shows"),
    "legend entry missing": ("grouped bars", lambda d: replace(d, keys=d.keys[1:]), "legend shows"),
    "legend entry invented": ("grouped bars", lambda d: replace(d, keys=(*d.keys, INVENTED)), "legend"),
    "legend that none needs": ("boxes", lambda d: replace(d, keys=(INVENTED,)), "legend"),
    "keys alike": ("grouped bars", twin_keys, "look the same"),
    "title": (
        "grouped bars",
        lambda d: replace(d, texts=(replace(d.texts[0], text="Score"), *d.texts[1:])),
        "title of the plot",
    ),
    "legend title": ("grouped bars", lambda d: replace(d, texts=d.texts[:1]), "title of the legend"),
    "axis title": ("boxes", lambda d: with_axis(d, "y", lambda a: replace(a, title="Accuracy")), "title of the y"),
    "axis titles swapped": (
        "boxes",
        lambda d: with_panel(d, 0, x=replace(d.panels[0].x, title="score"), y=replace(d.panels[0].y, title="data")),
        "title of the x",
    ),
    "categories swapped": ("boxes", lambda d: with_axis(d, "x", swapped_ticks), "labelled"),
    "category unnamed": (
        "boxes",
        lambda d: with_axis(d, "x", lambda a: replace(a, ticks=a.ticks[1:])),
        "does not name",
    ),
    "category nowhere": (
        "boxes",
        lambda d: with_axis(d, "x", lambda a: replace(a, ticks=(*a.ticks, DrawnTick(7, "z")))),
        "where no category is",
    ),
    "tick text": (
        "boxes",
        lambda d: with_axis(d, "y", lambda a: replace(a, ticks=(DrawnTick(50, "60"),))),
        "label '60' at 50",
    ),
    "tick rounded away": (
        "boxes",
        lambda d: with_axis(d, "y", lambda a: replace(a, ticks=(DrawnTick(2.5, "3"),))),
        "label '3' at 2.5",
    ),
    "tick shown as zero": (
        "boxes",
        lambda d: with_axis(d, "y", lambda a: replace(a, ticks=(DrawnTick(0.2, "0"),))),
        "label '0'",
    ),
    "no tick labels": ("boxes", lambda d: with_axis(d, "y", lambda a: replace(a, ticks=())), "no tick labels"),
    "values out of view": (
        "boxes",
        lambda d: with_axis(d, "y", lambda a: replace(a, high=a.high - 1)),
        "leaves out values",
    ),
    "right axis missing": ("two sides", lambda d: with_panel(d, 0, right=None), "right axis was not drawn"),
    "panel titles swapped": (
        "facets",
        lambda d: replace(d, panels=(replace(d.panels[0], column="p"), replace(d.panels[1], column="q"))),
        "titled 'p'",
    ),
    "panels swapped": ("facets", lambda d: replace(d, panels=d.panels[::-1]), "was drawn at"),
    "panel missing": ("facets", lambda d: replace(d, panels=d.panels[:1]), "1 panels"),
    "other mark": (
        "boxes",
        lambda d: with_items(d, 0, 0, replace(d.panels[0].items[0], mark=MarkType.VIOLIN)),
        "drawn as violin",
    ),
    "layer twice": (
        "boxes",
        lambda d: with_panel(d, 0, items=(*d.panels[0].items, d.panels[0].items[0])),
        "read back twice",
    ),
    "layer invented": (
        "boxes",
        lambda d: with_panel(d, 0, items=(*d.panels[0].items, Items(layer=3, mark=MarkType.LINE, x=(1,), y=(2,)))),
        "layer 4",
    ),
    "errors invented": (
        "horizontal bars",
        lambda d: with_items(d, 0, 0, replace(d.panels[0].items[0], low=(1.0,) * 3, high=(2.0,) * 3)),
        "error or whisker was drawn and should not",
    ),
    "errors missing": (
        "grouped bars",
        lambda d: with_items(d, 0, 0, replace(d.panels[0].items[0], low=(), high=())),
        "should have been drawn",
    ),
    "numbers turned round": (
        "scatter with fit",
        lambda d: with_axis(d, "x", lambda axis: replace(axis, reversed=True)),
        "The x axis is turned round",
    ),
    "categories turned round": (
        "horizontal bars",
        lambda d: with_axis(d, "y", lambda axis: replace(axis, reversed=True)),
        "The y axis is turned round",
    ),
    "annotation missing": ("scatter with fit", lambda d: with_panel(d, 0, references=()), "annotations"),
    "inset invented": ("boxes", lambda d: with_panel(d, 0, inset=d.panels[0]), "inset was drawn"),
}  # fmt: skip


@pytest.mark.parametrize("what", ALTERATIONS)
def test_every_kind_of_damage_is_found_and_named(what: str) -> None:
    name, damage, sentence = ALTERATIONS[what]
    report = prove(SPECS[name], TABLE, damage(honest(SPECS[name], TABLE)))
    assert any(sentence in mismatch for mismatch in report.mismatches), report.mismatches


def test_a_mismatch_names_the_item_and_both_numbers() -> None:
    drawn = honest(SPECS["grouped bars"], TABLE)
    altered = with_items(drawn, 0, 0, changed(drawn.panels[0].items[0], "y", 2, 75.0))
    (sentence,) = prove(SPECS["grouped bars"], TABLE, altered).mismatches
    assert sentence == ("layer 1 (bar), series 'q', category 'B', item 3: y was drawn at 75, the data says 71.5625.")


def test_wrapped_words_are_the_same_words() -> None:
    drawn = honest(SPECS["grouped bars"], TABLE)
    wrapped = replace(drawn, texts=(replace(drawn.texts[0], text="Sco\nres"), *drawn.texts[1:]))
    assert prove(SPECS["grouped bars"], TABLE, wrapped).faithful


def test_containers_per_series_may_come_in_any_order() -> None:
    drawn = honest(SPECS["grouped bars"], TABLE)
    items = drawn.panels[0].items[0]
    order = sorted(range(len(items.series)), key=lambda place: items.series[place])
    turned = resized(items, lambda cells: [cells[place] for place in order])
    assert prove(SPECS["grouped bars"], TABLE, with_items(drawn, 0, 0, turned)).faithful


def test_names_of_many_categories_may_be_thinned_but_not_wrong() -> None:
    table = table_of(c=[f"c{place}" for place in range(20)], v=list(range(20)))
    spec = PlotSpec(layer=(layer(MarkType.BAR, x=n("c"), y=q("v")),))
    drawn = honest(spec, table)
    thinned = with_axis(drawn, "x", lambda axis: replace(axis, ticks=axis.ticks[::5]))
    assert prove(spec, table, thinned).faithful
    assert not prove(spec, table, with_axis(thinned, "x", lambda axis: replace(axis, ticks=axis.ticks[1:]))).faithful
    assert not prove(spec, table, with_axis(thinned, "x", swapped_ticks)).faithful


def test_inner_panels_may_leave_out_tick_labels() -> None:
    drawn = honest(SPECS["facets"], TABLE)
    bare = with_panel(drawn, 1, y=replace(drawn.panels[1].y, ticks=(), title=""))
    assert prove(SPECS["facets"], TABLE, bare).faithful


def test_fixed_ends_of_an_axis_are_the_visible_ends() -> None:
    spec = replace(SPECS["boxes"], axes=Axes(y=Axis(scale=Scale(domain_min=10, domain_max=80))))
    drawn = honest(spec, TABLE)
    assert prove(spec, TABLE, drawn).faithful
    report = prove(spec, TABLE, with_axis(drawn, "y", lambda axis: replace(axis, low=0)))
    assert report.mismatches == ("The lower end of the y axis is 0, not 10.",)


def referenced() -> tuple[PlotSpec, DrawnPlot]:
    notes = (
        ReferenceLine(value=50, label="half"),
        ReferenceBand(low=10, high=20, axis="x"),
        IdentityLine(),
        PointNote(pick="value", field="size", value="11", text="best"),
    )
    spec = PlotSpec(layer=(SCATTER,), annotations=notes)
    return spec, honest(spec, TABLE)


@pytest.mark.parametrize("place", range(4))
def test_every_annotation_that_moves_or_changes_is_found(place: int) -> None:
    spec, drawn = referenced()
    assert prove(spec, TABLE, drawn).faithful
    notes = drawn.panels[0].references
    for wrong in (
        replace(notes[place], at=tuple(number + 0.01 * (index + 1) for index, number in enumerate(notes[place].at))),
        replace(notes[place], text="other 3"),
        replace(notes[place], kind=ReferenceKind.LINE if place else ReferenceKind.BAND),
        DrawnReference(kind=notes[place].kind, at=(), axis=notes[place].axis, text=notes[place].text),
    ):
        altered = with_panel(drawn, 0, references=(*notes[:place], wrong, *notes[place + 1 :]))
        assert not prove(spec, TABLE, altered).faithful, wrong


def test_an_inset_shows_its_stretch_and_all_items() -> None:
    spec = PlotSpec(layer=(SCATTER,), inset=Inset(x_min=2, x_max=4))
    drawn = honest(spec, TABLE)
    assert not prove(spec, TABLE, drawn).faithful
    panel = drawn.panels[0]
    inset = replace(panel, x=replace(panel.x, low=2, high=4))
    assert prove(spec, TABLE, with_panel(drawn, 0, inset=inset)).faithful
    for wrong in (
        replace(inset, x=replace(panel.x, low=2, high=5)),
        replace(inset, y=replace(panel.y, reversed=True)),
        replace(inset, items=(changed(panel.items[0], "y", 0, 3.0),)),
    ):
        assert not prove(spec, TABLE, with_panel(drawn, 0, inset=wrong)).faithful


def test_times_are_compared_by_the_millisecond_and_their_ticks_by_words() -> None:
    time = Column(name="t", type=ColumnType.TIME, values=(0.0, 86_400.0, 172_800.0))
    table = Table(shape=TABLE.shape, columns=(time, column_of("v", [1, 2, 3])))
    spec = PlotSpec(layer=(layer(MarkType.LINE, x=Channel(field="t", type=FieldType.TEMPORAL), y=q("v")),))
    drawn = honest(spec, table)
    items = drawn.panels[0].items[0]
    assert prove(spec, table, with_items(drawn, 0, 0, changed(items, "x", 1, 86_400.0005))).faithful
    assert not prove(spec, table, with_items(drawn, 0, 0, changed(items, "x", 1, 86_401.0))).faithful
    wrong = with_axis(drawn, "x", lambda axis: replace(axis, ticks=(DrawnTick(0, "1971"),)))
    assert prove(spec, table, wrong).mismatches == ("The x axis has the label '1971' at 0.",)


def test_sizes_are_compared_relative_to_each_other() -> None:
    spec = SPECS["bubbles"]
    drawn = honest(spec, TABLE)
    items = drawn.panels[0].items[0]
    areas = tuple(size * 37.5 if size else size for size in items.size)
    assert prove(spec, TABLE, with_items(drawn, 0, 0, replace(items, size=areas))).faithful
    equal = replace(items, size=(1.0,) * len(areas))
    assert not prove(spec, TABLE, with_items(drawn, 0, 0, equal)).faithful


def test_colours_may_be_off_by_a_step_of_the_ramp() -> None:
    spec = SPECS["heatmap"]
    drawn = honest(spec, TABLE)
    items = drawn.panels[0].items[0]
    numbers = [value for value in items.value if value is not None]
    step = (max(numbers) - min(numbers)) / 250
    assert prove(spec, TABLE, with_items(drawn, 0, 0, changed(items, "value", 0, numbers[0] + step))).faithful
    assert not prove(spec, TABLE, with_items(drawn, 0, 0, changed(items, "value", 0, numbers[0] + 2 * step))).faithful


def test_words_among_numbers_are_a_mismatch() -> None:
    drawn = honest(SPECS["horizontal bars"], TABLE)
    altered = with_items(drawn, 0, 0, changed(drawn.panels[0].items[0], "x", 1, "70"))
    report = prove(SPECS["horizontal bars"], TABLE, altered)
    assert any("words among its numbers" in sentence for sentence in report.mismatches)


def test_reports_can_be_stored_whatever_was_drawn() -> None:
    drawn = honest(SPECS["boxes"], TABLE)
    altered = with_items(drawn, 0, 0, changed(drawn.panels[0].items[0], "y", 0, math.inf))
    report = prove(SPECS["boxes"], TABLE, altered)
    assert msgspec.json.decode(msgspec.json.encode(report), type=FaithfulnessReport) == report


def test_many_wrong_numbers_and_texts_of_one_layer_are_counted() -> None:
    drawn = honest(SPECS["grouped bars"], TABLE)
    items = drawn.panels[0].items[0]
    wrong = replace(items, y=(1.0,) * len(items.y), text=("1",) * len(items.text))
    report = prove(SPECS["grouped bars"], TABLE, with_items(drawn, 0, 0, wrong))
    assert "layer 1 (bar): y of 3 more items differs." in report.mismatches
    assert "layer 1 (bar): the texts of 3 more items differ." in report.mismatches


def test_many_mismatches_are_counted() -> None:
    spec = PlotSpec(layer=(SCATTER,), facet=Facet(field="score"))
    drawn = honest(spec, TABLE)
    empty = replace(drawn, panels=tuple(replace(panel, items=()) for panel in drawn.panels))
    report = prove(spec, TABLE, empty)
    assert not report.faithful
    assert len(report.mismatches) <= 41


def test_empty_panels_of_a_grid_are_drawn_empty() -> None:
    spec = PlotSpec(layer=(SCATTER,), facet=Facet(field="data", row="size"))
    drawn = honest(spec, TABLE)
    assert len(drawn.panels) == 24
    assert prove(spec, TABLE, drawn).faithful


def test_a_highlighted_series_has_the_colour_that_it_is_given() -> None:
    plain = SPECS["grouped bars"]
    color = plain.layer[0].encoding.color
    assert color is not None
    series = honest(plain, TABLE).keys[0].series
    spec = replace(plain, highlight=(Highlight(field=color.field, value=series, color=Color.GREEN),))
    drawn = honest(spec, TABLE)
    assert prove(spec, TABLE, drawn).faithful
    for accent in ("", "red"):
        wrong = replace(drawn, keys=(replace(drawn.keys[0], accent=accent), *drawn.keys[1:]))
        (mismatch,) = prove(spec, TABLE, wrong).mismatches
        assert mismatch.endswith("not green.")
