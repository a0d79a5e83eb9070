"""Whole plots: each is drawn, read back, proved, and has no fault of layout."""

import io
import re

import msgspec
import pypdfium2
import pytest
from PIL import Image

from pb_adapters.drawing.plots.rendering import draw
from pb_core.domain.plots.drawn import DrawnPlot, TextRole
from pb_core.domain.plots.layout_checks import check_layout
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Channel,
    Color,
    Config,
    Encoding,
    Facet,
    FieldType,
    Format,
    Highlight,
    IdentityLine,
    Inset,
    Layer,
    Legend,
    Medium,
    Orient,
    PlotSpec,
    PointNote,
    Projection,
    ReferenceBand,
    ReferenceLine,
    Scale,
    ScaleType,
    Side,
    Sort,
    Spread,
    Style,
)
from pb_core.domain.plots.styling import PlotStyling
from pb_core.domain.print_styling import Theme
from pb_core.domain.tables.table import Column, ColumnType, Shape, Table, TimeUnit
from pb_core.errors import CannotDraw
from pb_core.ports.plots import PlotReply, PlotRequest
from pb_core.testing.memory.plots import table_of
from support.channels import layer, nominal, quantity

METHODS = ("BERT", "RoBERTa", "DeBERTa", "Ours")
TASKS = ("MNLI", "QQP", "SST-2")
SCORES = table_of(
    method=[m for m in METHODS for _ in TASKS],
    task=list(TASKS) * 4,
    score=[84.1, 90.2, 93.5, 87.0, 91.1, 94.8, 88.2, 91.9, 95.3, 90.4, 92.5, 96.7],
    sd=[0.4, 0.3, 0.5, 0.2, 0.4, 0.6, 0.3, 0.2, 0.4, 0.5, 0.3, 0.2],
)
EPOCHS = range(1, 21)
CURVES = table_of(
    epoch=[float(e) for _ in METHODS for e in EPOCHS],
    model=[m for m in METHODS for _ in EPOCHS],
    loss=[2.0 / e**0.5 + 0.15 * i for i, _ in enumerate(METHODS) for e in EPOCHS],
    fold=["first" if e % 2 else "second" for _ in METHODS for e in EPOCHS],
)
DATES = Table(
    shape=Shape.COLUMNS,
    columns=(
        Column(
            name="date", type=ColumnType.TIME, time_unit=TimeUnit.DAY,
            values=tuple(1_577_836_800 + 864_000 * i for i in range(60)),
        ),
        Column(name="visits", type=ColumnType.NUMBER, values=tuple(100 + 7 * i % 53 for i in range(60))),
    ),
)  # fmt: skip


LINES = layer(MarkType.LINE, x=quantity("epoch"), y=quantity("loss"), color=nominal("model"))
GROUPED = layer(
    MarkType.BAR, x=nominal("task"), y=quantity("score"), color=nominal("method"), offset="method",
    y_error=Spread(delta="sd"),
)  # fmt: skip
FIRST = layer(Mark(type=MarkType.BAR, labels=True), x=nominal("method"), y=quantity("score"))
ONE_EACH = table_of(method=METHODS, score=(84.1, 87.0, 88.2, 90.4), cost=(1.0, 2.5, 3.0, 2.0))
LOG = Axis(scale=Scale(type=ScaleType.LOG))

PLOTS: dict[str, tuple[PlotSpec, Table]] = {
    "bars": (PlotSpec(layer=(FIRST,), title="Accuracy of four methods"), ONE_EACH),
    "bars, grouped": (PlotSpec(layer=(GROUPED,)), SCORES),
    "bars, lying": (
        PlotSpec(
            layer=(layer(Mark(type=MarkType.BAR, labels=True), y=nominal("method"), x=quantity("score")),),
            axes=Axes(y=Axis(sort=Sort.VALUE_DOWN)),
        ),
        ONE_EACH,
    ),
    "bars, broken axis": (
        PlotSpec(layer=(FIRST,), axes=Axes(y=Axis(scale=Scale(break_from=20, break_to=80)))), ONE_EACH,
    ),
    "bars, from 80": (PlotSpec(layer=(FIRST,), axes=Axes(y=Axis(scale=Scale(domain_min=80)))), ONE_EACH),
    "bars, highlighted": (
        PlotSpec(layer=(FIRST,), highlight=(Highlight(field="method", value="Ours"),)), ONE_EACH,
    ),
    "right axis": (
        PlotSpec(
            layer=(
                layer(MarkType.BAR, x=nominal("method"), y=quantity("score")),
                layer(Mark(type=MarkType.LINE, point=True), x=nominal("method"), y=quantity("cost"), axis=Side.RIGHT),
            )
        ),
        ONE_EACH,
    ),
    "lines": (PlotSpec(layer=(LINES,)), CURVES),
    "lines, named": (PlotSpec(layer=(LINES,), legend=Legend(orient=Orient.DIRECT)), CURVES),
    "panels, named": (PlotSpec(layer=(LINES,), legend=Legend(orient=Orient.DIRECT), facet=Facet(field="fold")), CURVES),
    "lines, legend at the right": (PlotSpec(layer=(LINES,), legend=Legend(orient=Orient.RIGHT)), CURVES),
    "lines, legend below": (PlotSpec(layer=(LINES,), legend=Legend(orient=Orient.BOTTOM)), CURVES),
    "lines, logarithmic": (PlotSpec(layer=(LINES,), axes=Axes(x=LOG, y=LOG)), CURVES),
    "lines, inset": (PlotSpec(layer=(LINES,), inset=Inset(x_min=15, x_max=20)), CURVES),
    "lines, annotated": (
        PlotSpec(
            layer=(LINES,),
            annotations=(
                ReferenceLine(axis="y", value=1.0, label="target"),
                ReferenceLine(axis="x", value=10.0, label="warm-up ends"),
                ReferenceBand(axis="y", low=1.5, high=1.8, label="plateau"),
                PointNote(pick="min", text="best"),
            ),
        ),
        CURVES,
    ),
    "identity": (
        PlotSpec(layer=(layer(MarkType.POINT, x=quantity("score"), y=quantity("score")),),
                 annotations=(IdentityLine(label="equal"),)), ONE_EACH,
    ),
    "panels": (
        PlotSpec(layer=(LINES,), facet=Facet(field="fold"), config=Config(medium=Medium.DOUBLE)), CURVES,
    ),
    "panels in a grid": (
        PlotSpec(
            layer=(layer(MarkType.LINE, x=quantity("epoch"), y=quantity("loss")),),
            facet=Facet(field="model", row="fold", row_values=("second",)), config=Config(medium=Medium.DOUBLE),
        ),
        CURVES,
    ),
    "panels of their own": (
        PlotSpec(
            layer=(LINES,), facet=Facet(field="fold", independent_y=True), config=Config(medium=Medium.DOUBLE),
        ),
        CURVES,
    ),
    "heatmap": (
        PlotSpec(layer=(layer(
            Mark(type=MarkType.RECT, labels=True), x=nominal("task"), y=nominal("method"), color=quantity("score"),
        ),)),
        SCORES,
    ),
    "radar": (
        PlotSpec(
            layer=(layer(MarkType.LINE, x=nominal("task"), y=quantity("score"), color=nominal("method")),),
            projection=Projection.RADAR,
        ),
        SCORES,
    ),
    "parallel": (
        PlotSpec(
            layer=(layer(MarkType.LINE, x=nominal("task"), y=quantity("score"), color=nominal("method")),),
            projection=Projection.PARALLEL,
        ),
        SCORES,
    ),
    "pie": (
        PlotSpec(layer=(layer(Mark(type=MarkType.ARC, labels=True), theta=quantity("cost"), color=nominal("method")),)),
        ONE_EACH,
    ),
    "bubbles": (
        PlotSpec(layer=(layer(
            MarkType.POINT, x=quantity("cost"), y=quantity("score"), size=quantity("cost"), color=nominal("method"),
        ),)),
        ONE_EACH,
    ),
    "dates": (
        PlotSpec(layer=(layer(
            MarkType.LINE, x=Channel(field="date", type=FieldType.TEMPORAL), y=quantity("visits"),
        ),)),
        DATES,
    ),
    "slide": (PlotSpec(layer=(GROUPED,), config=Config(medium=Medium.SLIDES)), SCORES),
    "shares": (
        PlotSpec(layer=(layer(MarkType.POINT, x=quantity("cost"), y=quantity("share")),),
                 axes=Axes(y=Axis(format=Format(style=Style.PERCENT)))),
        table_of(cost=(1.0, 2.0, 3.0), share=(0.125, 0.5, 0.75)),
    ),
}  # fmt: skip
RATIOS = (None, "4:3", "16:9", "1:1")


def drawn(name: str, ratio: str | None = None, **changes: object) -> PlotReply:
    spec, table = PLOTS[name]
    return draw(PlotRequest(spec=msgspec.structs.replace(spec, **changes), table=table, aspect_ratio=ratio))


def texts(plot: DrawnPlot, role: TextRole) -> list[str]:
    return [text.text for text in plot.texts if text.role is role]


# A quick run draws each plot at two ratios, and all ratios in turn.
AT_RATIOS = [
    pytest.param(name, ratio, marks=() if ratio in {None, RATIOS[1 + number % 3]} else pytest.mark.drill)
    for number, name in enumerate(PLOTS)
    for ratio in RATIOS
]


@pytest.mark.parametrize(("name", "ratio"), AT_RATIOS)
def test_a_plot_shows_its_data_and_can_be_read(name: str, ratio: str | None) -> None:
    spec, table = PLOTS[name]
    reply = drawn(name, ratio)
    report = prove(spec, table, reply.drawn)
    assert report.faithful, report.mismatches
    assert check_layout(reply.drawn, spec, ratio) == ()
    assert min(text.size for text in reply.drawn.texts) >= 7.0


@pytest.mark.parametrize("name", ["bars, grouped", "lines, annotated", "heatmap", "panels in a grid"])
def test_pictures_are_reproducible_and_of_one_size(name: str) -> None:
    spec, table = PLOTS[name]
    request = PlotRequest(spec=spec, table=table, aspect_ratio="3:2", formats=("png", "svg", "pdf"))
    first, second = draw(request), draw(request)
    assert first == second
    png, svg, pdf = (picture.data for picture in first.pictures)
    with Image.open(io.BytesIO(png)) as image:
        assert image.size == (first.pictures[0].width, first.pictures[0].height)
        assert image.width * 2 == image.height * 3
    found = re.search(rb'width="([\d.]+)pt" height="([\d.]+)pt"', svg)
    assert found is not None
    size = first.drawn.width, first.drawn.height
    assert (float(found[1]), float(found[2])) == pytest.approx(size, abs=1e-4)
    assert pypdfium2.PdfDocument(pdf)[0].get_size() == pytest.approx(size, abs=1e-3)


def test_text_stays_text_with_its_faces_inside() -> None:
    spec, table = PLOTS["bars"]
    svg, pdf = draw(PlotRequest(spec=spec, table=table, formats=("svg", "pdf"))).pictures
    text = svg.data.decode()
    assert all(f">{word}</text>" in text for word in (*METHODS, "84.1"))
    assert "@font-face" in text
    assert b"CIDFontType2" in pdf.data
    assert b"/FontFile2" in pdf.data
    assert "Accuracy of four methods" in pypdfium2.PdfDocument(pdf.data)[0].get_textpage().get_text_range()


def test_a_legend_keeps_off_lines_or_moves_out() -> None:
    inside = drawn("lines").drawn
    assert inside.legend is not None
    assert inside.panels[0].rect.right >= inside.legend.right
    flat = drawn("lines", "4:1").drawn
    assert flat.legend is not None
    assert flat.legend.x >= flat.panels[0].rect.right or flat.legend.bottom <= flat.panels[0].rect.y
    assert flat.repairs


def test_repairs_are_said() -> None:
    long = [f"a method with a name of many words, number {i}" for i in range(7)]
    table = table_of(method=long, score=[float(i + 1) for i in range(7)])
    reply = draw(PlotRequest(spec=PlotSpec(layer=(FIRST,)), table=table))
    assert reply.drawn.repairs
    assert prove(PlotSpec(layer=(FIRST,)), table, reply.drawn).faithful
    assert drawn("bars").drawn.repairs == ()
    assert drawn("bars, from 80").drawn.repairs == ("The value axis does not start at zero, as marked on it.",)


def test_names_at_lines_replace_the_legend() -> None:
    plot = drawn("lines, named").drawn
    assert plot.legend is None
    assert sorted(texts(plot, TextRole.DIRECT)) == sorted(METHODS)
    assert {key.series for key in plot.keys} == set(METHODS)


def test_where_names_cannot_stand_at_lines_there_is_a_legend_with_its_title() -> None:
    plot = drawn("panels, named").drawn
    assert not texts(plot, TextRole.DIRECT)
    assert texts(plot, TextRole.LEGEND_TITLE) == ["model"]


def test_a_legend_is_no_proof_of_names_at_lines() -> None:
    spec, table = PLOTS["lines, named"]
    legend = draw(PlotRequest(spec=PLOTS["lines, legend below"][0], table=table)).drawn
    assert any("beside their lines" in fault for fault in prove(spec, table, legend).mismatches)


def test_only_outer_panels_are_labelled() -> None:
    first, second = drawn("panels").drawn.panels
    assert first.y.ticks
    assert second.y.ticks == ()
    assert first.y.low == second.y.low
    own = drawn("panels of their own").drawn.panels
    assert all(panel.y.ticks for panel in own)


def test_the_same_words_are_literal_or_formulas_as_the_spec_says() -> None:
    literal = drawn("bars", title="A $x^2$ plot").drawn
    formula = drawn("bars", title="A $x^2$ plot", mathematics=True).drawn
    widths = [next(t.rect.width for t in p.texts if t.role is TextRole.TITLE) for p in (literal, formula)]
    assert widths[1] < widths[0]


BAD: list[dict[str, object]] = [{"formats": ("gif",)}, {"aspect_ratio": "wide"}, {"aspect_ratio": "1:100"}]


@pytest.mark.parametrize("changes", BAD)
def test_what_cannot_be_drawn_is_refused(changes: dict[str, object]) -> None:
    spec, table = PLOTS["bars"]
    with pytest.raises(CannotDraw):
        draw(msgspec.structs.replace(PlotRequest(spec=spec, table=table), **changes))


def test_a_letter_without_a_glyph_is_refused() -> None:
    table = table_of(method=("plain", "\U00013000"), score=(1.0, 2.0))
    with pytest.raises(CannotDraw, match=r"no installed typeface has a glyph for .* \(EGYPTIAN HIEROGLYPH A001\)"):
        draw(PlotRequest(spec=PlotSpec(layer=(FIRST,)), table=table))


def test_symbols_without_a_glyph_are_said() -> None:
    table = table_of(method=("plain", "\U0001f5a7"), score=(1.0, 2.0))
    reply = draw(PlotRequest(spec=PlotSpec(layer=(FIRST,)), table=table))
    assert any("\U0001f5a7" in repair for repair in reply.drawn.repairs)


def test_a_series_without_a_line_has_its_name_in_a_legend() -> None:
    spec, _ = PLOTS["lines, named"]
    table = table_of(epoch=(1.0, 2.0, 1.0), loss=(3.0, 2.0, None), model=("a", "a", "b"))
    plot = draw(PlotRequest(spec=spec, table=table)).drawn
    assert [key.series for key in plot.keys] == ["a", "b"]
    assert texts(plot, TextRole.DIRECT) == []
    assert prove(spec, table, plot).faithful


@pytest.mark.parametrize("value", [1e308, 1e-300])
def test_numbers_beyond_double_precision_are_refused(value: float) -> None:
    table = table_of(name=["a", "b"], value=[value, -value])
    layer = Layer(
        mark=Mark(type=MarkType.BAR),
        encoding=Encoding(
            x=Channel(field="name", type=FieldType.NOMINAL), y=Channel(field="value", type=FieldType.QUANTITATIVE)
        ),
    )

    with pytest.raises(CannotDraw, match="choose another unit"):
        draw(PlotRequest(spec=PlotSpec(layer=(layer,)), table=table))


def test_a_name_that_fits_nowhere_is_refused_and_not_cut() -> None:
    table = table_of(name=["x" * 400, "y" * 300], value=[1.0, 2.0])
    layer = Layer(
        mark=Mark(type=MarkType.BAR),
        encoding=Encoding(
            x=Channel(field="name", type=FieldType.NOMINAL), y=Channel(field="value", type=FieldType.QUANTITATIVE)
        ),
    )

    with pytest.raises(CannotDraw, match="shorten names"):
        draw(PlotRequest(spec=PlotSpec(layer=(layer,)), table=table))


def test_a_number_that_fits_nowhere_is_refused_with_what_makes_it_shorter() -> None:
    table = table_of(x=[float(place) for place in range(40)], y=[8_552_918_519.0 + place for place in range(40)])
    labelled = layer(Mark(type=MarkType.LINE, labels=True), x=quantity("x"), y=quantity("y"))
    axes = Axes(y=Axis(format=Format(style=Style.PERCENT)))
    spec = PlotSpec(layer=(labelled,), axes=axes, config=Config(medium=Medium.SLIDES))
    with pytest.raises(CannotDraw, match=r"\(855,29\d,\d{3},\d00%\): write its numbers in another unit or format"):
        draw(PlotRequest(spec=spec, table=table))


@pytest.mark.parametrize("end", [1e150, -1e12])
def test_times_that_no_calendar_has_are_refused(end: float) -> None:
    spec, table = days(ReferenceLine(axis="x", value=end))
    with pytest.raises(CannotDraw, match="times before the year 1 or after 9999"):
        draw(PlotRequest(spec=spec, table=table))


def days(*annotations: ReferenceLine) -> tuple[PlotSpec, Table]:
    moments = Column(name="day", type=ColumnType.TIME, values=(0, 86_400, 172_800), time_unit=TimeUnit.DAY)
    table = Table(columns=(moments, *table_of(v=[1.0, 2.0, 3.0]).columns), shape=Shape.COLUMNS)
    line = layer(MarkType.LINE, x=Channel(field="day", type=FieldType.TEMPORAL), y=quantity("v"))
    return PlotSpec(layer=(line,), annotations=annotations), table


def test_the_lowest_label_has_room_where_no_axis_stands_below_it() -> None:
    table = table_of(v=[0.0, 0.5, 1.0])
    spec = PlotSpec(layer=(layer(MarkType.TICK, y=quantity("v")),), axes=Axes(y=Axis(scale=Scale(zero=True))))
    plot = draw(PlotRequest(spec=spec, table=table, aspect_ratio="21:9")).drawn
    assert max(text.rect.bottom for text in plot.texts) <= plot.height


def test_a_break_that_is_not_worth_it_is_said() -> None:
    table = table_of(x=[0.0, 1.0, 2.0], y=[0.0, 50.0, 100.0])
    axis = Axis(scale=Scale(break_from=50.0, break_to=51.0))
    spec = PlotSpec(layer=(layer(MarkType.POINT, x=quantity("x"), y=quantity("y")),), axes=Axes(y=axis))
    plot = draw(PlotRequest(spec=spec, table=table)).drawn
    assert any("is not broken" in repair for repair in plot.repairs)
    assert prove(spec, table, plot).faithful


@pytest.mark.parametrize("scale", [ScaleType.LOG, ScaleType.LOGIT, ScaleType.SYMLOG, ScaleType.LINEAR])
def test_a_panel_without_items_has_an_axis_all_the_same(scale: ScaleType) -> None:
    table = table_of(g=["a", "b", "a"], v=[0.2, None, 0.4])
    points = layer(MarkType.POINT, x=nominal("g"), y=quantity("v"))
    axes, facet = Axes(y=Axis(scale=Scale(type=scale))), Facet(field="g", independent_y=True)
    spec = PlotSpec(layer=(points,), facet=facet, axes=axes)
    plot = draw(PlotRequest(spec=spec, table=table)).drawn
    assert prove(spec, table, plot).faithful
    assert len(plot.panels) == 2


@pytest.mark.parametrize(("mark", "words"), [(MarkType.BOXPLOT, "n = 3 to 6"), (MarkType.VIOLIN, "n = 3 to 6")])
@pytest.mark.parametrize("lying", [False, True])
def test_how_many_values_boxes_and_violins_are_of_stands_below(mark: MarkType, words: str, *, lying: bool) -> None:
    table = table_of(g=["a"] * 6 + ["b"] * 3, v=[1.0, 2.0, 3.0, 4.0, 5.0, 100.0, 1.0, 2.0, 3.0])
    over = layer(MarkType.STRIP, x=nominal("g"), y=quantity("v"))
    parts = [msgspec.structs.replace(over, mark=Mark(type=kind)) for kind in (mark, MarkType.STRIP)]
    if lying:
        turned = msgspec.structs.replace(over.encoding, x=over.encoding.y, y=over.encoding.x)
        parts = [msgspec.structs.replace(part, encoding=turned) for part in parts]
    spec = PlotSpec(layer=tuple(parts))
    plot = draw(PlotRequest(spec=spec, table=table, formats=())).drawn
    assert prove(spec, table, plot).mismatches == ()
    assert texts(plot, TextRole.NOTE) == [words]
    assert "outliers" not in {items.part for items in plot.panels[0].items}


def test_what_error_bars_show_stands_below_and_a_wrong_word_is_found() -> None:
    table = table_of(m=["a", "b"], v=[3.0, 4.0], e=[0.5, 0.25])
    spec = PlotSpec(layer=(layer(MarkType.BAR, x=nominal("m"), y=quantity("v"), y_error=Spread(delta="e")),))
    plot = draw(PlotRequest(spec=spec, table=table, formats=())).drawn
    assert texts(plot, TextRole.NOTE) == ["Error bars: ± e"]
    wrong = tuple(
        msgspec.structs.replace(text, text="Error bars: ± f") if text.role is TextRole.NOTE else text
        for text in plot.texts
    )
    assert prove(spec, table, msgspec.structs.replace(plot, texts=wrong)).mismatches


@pytest.mark.parametrize(("width", "points"), [(89, 252.3), ("3.25 in", 234.0), ("6.75 in", 486.0), (183, 518.7)])
def test_a_figure_is_as_wide_as_the_caller_says_whatever_its_medium(width: float | str, points: float) -> None:
    spec, table = PLOTS["bars, grouped"]
    reply = draw(PlotRequest(spec=spec, table=table, formats=(), styling=PlotStyling(width=width)))
    assert reply.drawn.width == pytest.approx(points, abs=0.1)
    assert prove(spec, table, reply.drawn).faithful


def test_a_narrow_figure_is_never_widened() -> None:
    table = table_of(m=[f"model {i}" for i in range(20)], v=[1234.0 + i for i in range(20)])
    bars = layer(MarkType.BAR, x=nominal("m"), y=quantity("v"))
    spec = PlotSpec(layer=(msgspec.structs.replace(bars, mark=Mark(type=MarkType.BAR, labels=True)),))
    wide = draw(PlotRequest(spec=spec, table=table, formats=())).drawn
    narrow = draw(PlotRequest(spec=spec, table=table, formats=(), styling=PlotStyling(width=89))).drawn
    assert wide.width > 500 > narrow.width


def test_a_figure_for_ieee_has_one_size_of_type() -> None:
    spec, table = PLOTS["bars, grouped"]
    request = PlotRequest(spec=spec, table=table, formats=(), styling=PlotStyling(theme=Theme.IEEE))
    assert {text.size for text in draw(request).drawn.texts} == {8.0}


def test_ticks_are_never_larger_than_titles_and_bars_hold_no_turned_values() -> None:
    for spec, table in PLOTS.values():
        found = draw(PlotRequest(spec=spec, table=table, formats=())).drawn.texts
        ticks = [text.size for text in found if text.role in {TextRole.TICK_X, TextRole.TICK_Y}]
        titles = [text.size for text in found if text.role in {TextRole.AXIS_TITLE, TextRole.TITLE, TextRole.PANEL}]
        assert max(ticks, default=0) <= min(titles, default=99)
        assert not [text for text in found if text.role is TextRole.VALUE and text.angle % 180]


def pie(parts: int, **changes: object) -> tuple[PlotSpec, Table]:
    table = table_of(part=[f"part {i}" for i in range(parts)], share=[float(i + 2) for i in range(parts)])
    slices = layer(MarkType.ARC, theta=quantity("share"), color=nominal("part"))
    return PlotSpec(layer=(slices,), **changes), table  # type: ignore[arg-type]  # parts of a spec


@pytest.mark.parametrize(("parts", "beside"), [(2, True), (6, True), (7, False)])
def test_the_parts_of_a_pie_are_named_beside_it_where_they_are_few(parts: int, *, beside: bool) -> None:
    spec, table = pie(parts)
    plot = draw(PlotRequest(spec=spec, table=table, formats=())).drawn
    assert prove(spec, table, plot).mismatches == ()
    assert check_layout(plot, spec, None) == ()
    names = [f"part {i}" for i in range(parts)]
    assert sorted(texts(plot, TextRole.DIRECT if beside else TextRole.LEGEND)) == names
    assert [key.series for key in plot.keys] == names


def test_a_legend_of_a_pie_that_is_asked_for_is_drawn() -> None:
    spec, table = pie(3, legend=Legend(orient=Orient.RIGHT))
    plot = draw(PlotRequest(spec=spec, table=table, formats=())).drawn
    assert len(texts(plot, TextRole.LEGEND)) == 3
    assert not texts(plot, TextRole.DIRECT)


def test_a_pie_of_one_part_has_no_key() -> None:
    spec, table = pie(1, highlight=(Highlight(field="part", value="part 0", color=Color.BLACK),))
    plot = draw(PlotRequest(spec=spec, table=table, formats=())).drawn
    assert prove(spec, table, plot).mismatches == ()
    assert plot.keys == ()
