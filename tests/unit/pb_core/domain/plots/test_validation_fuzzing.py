"""Any spec over any small table: refused with a sentence, or provable."""

from hypothesis import event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pb_core.domain.plots.captions import methods
from pb_core.domain.plots.expectation import expect
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Channel,
    Encoding,
    Facet,
    FieldType,
    IdentityLine,
    Layer,
    Legend,
    Orient,
    PlotSpec,
    PointNote,
    ReferenceLine,
    Scale,
    ScaleType,
    Side,
    Sort,
    Spread,
    Stack,
)
from pb_core.domain.plots.transforms import (
    Aggregate,
    Bin,
    Correlation,
    Cumulate,
    Density,
    Ecdf,
    Filter,
    Fold,
    Limit,
    Measure,
    Op,
    Pareto,
    PrecisionRecall,
    Regression,
    Roc,
    Smooth,
    Transform,
)
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.tables.table import Column, ColumnType, Shape, Table, TimeUnit
from pb_core.errors import InvalidSpec
from pb_core.testing.memory.plots import column_of, honest
from support.channels import quantity as q
from support.trials import trials

FIELDS = ("g", "h", "x", "y", "b", "t")
NUMBERS = st.none() | st.integers(-5, 5) | st.floats(-1e3, 1e3).map(lambda number: round(number, 2)) | st.just(1e9)
TEXTS = st.none() | st.sampled_from(["a", "b", "c 1", "(missing)", "", "ü%$_\n"])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    count = draw(st.integers(1, 12))

    def column(name: str, cells: st.SearchStrategy[object]) -> Column:
        return column_of(name, draw(st.lists(cells, min_size=count, max_size=count)))

    text = [replace(column(name, TEXTS), type=ColumnType.TEXT) for name in ("g", "h")]
    number = [replace(column(name, NUMBERS), type=ColumnType.NUMBER, unit="ms") for name in ("x", "y")]
    flag = replace(column("b", st.none() | st.booleans()), type=ColumnType.BOOLEAN)
    days = st.none() | st.integers(-5_000, 20_000).map(lambda day: float(day * 86_400))
    time = replace(column("t", days), type=ColumnType.TIME, time_unit=TimeUnit.DAY)
    return Table(shape=Shape.RECORDS, columns=(*text, *number, flag, time))


fields = st.sampled_from(FIELDS)
made = st.sampled_from(
    [*FIELDS, "n", "m", "bin start", "bin end", "value", "share", "density", "fit", "start", "end", "key"]
)
channels = st.builds(Channel, field=made, type=st.sampled_from(FieldType))
positions = st.sampled_from([
    Channel(field=field, type=kind)
    for field, kind in [
        ("g", FieldType.NOMINAL), ("h", FieldType.ORDINAL),
        ("x", FieldType.QUANTITATIVE), ("y", FieldType.QUANTITATIVE),
        ("b", FieldType.NOMINAL), ("b", FieldType.QUANTITATIVE), ("t", FieldType.TEMPORAL), ("t", FieldType.ORDINAL),
        ("x", FieldType.ORDINAL), ("m", FieldType.QUANTITATIVE), ("n", FieldType.QUANTITATIVE),
    ]
])  # fmt: skip
maybe = st.none() | st.none() | made
transforms = st.sampled_from([
    Aggregate(groupby=("g",), measures=(Measure(op=Op.MEAN, field="x", as_="m"), Measure(op=Op.COUNT, as_="n"))),
    Aggregate(groupby=("g", "h"), measures=(Measure(op=Op.SUM, field="y", as_="m"),), complete=True),
    Bin(field="x"), Density(field="y", groupby=("g",), steps=12), Ecdf(field="x"), Fold(fields=("x", "y")),
    Regression(x="x", y="y", as_=("x", "fit", "fit low", "fit high"), steps=4),
    Cumulate(field="y", label="g", total="all"),
    Filter(field="g", one_of=("a", "b")), Limit(field="x", count=3),
])  # fmt: skip
encodings = st.builds(
    Encoding, x=positions | channels | st.none(), y=positions | channels | st.none(), x2=maybe, y2=maybe,
    theta=st.none() | channels, color=st.none() | positions | channels, shape=st.none() | channels,
    size=st.none() | channels, text=st.none() | channels, offset=maybe, detail=maybe, order=maybe,
    x_error=st.none() | st.builds(Spread, delta=maybe), y_error=st.none() | st.builds(Spread, delta=maybe),
    stack=st.none() | st.sampled_from(Stack),
)  # fmt: skip
plain = st.builds(
    Encoding, x=positions, y=positions, color=st.none() | positions, stack=st.none() | st.sampled_from(Stack),
    offset=st.none() | st.just("h"), size=st.none() | st.just(Channel(field="m", type=FieldType.QUANTITATIVE)),
)  # fmt: skip
axes = st.builds(Axis, sort=st.none() | st.sampled_from(Sort), scale=st.builds(Scale, type=st.sampled_from(ScaleType)))
NOTES = (IdentityLine(), PointNote(pick="max"), ReferenceLine(op=Op.MAX, field="x"), ReferenceLine(value=0))
specs = st.builds(
    PlotSpec,
    layer=st.lists(
        st.builds(
            Layer,
            mark=st.builds(Mark, type=st.sampled_from(MarkType), labels=st.booleans(), stem=st.booleans()),
            encoding=encodings | plain, transform=st.just(()) | st.tuples(transforms), axis=st.sampled_from(Side),
        ),
        min_size=1, max_size=2,
    ).map(tuple),
    transform=st.just(()) | st.tuples(transforms) | st.tuples(transforms, transforms),
    axes=st.just(Axes()) | st.builds(Axes, x=axes, y=axes, right=axes),
    legend=st.builds(Legend, orient=st.sampled_from(Orient), sort=st.none() | st.sampled_from(Sort)),
    facet=st.none() | st.builds(Facet, field=fields, row=st.none() | fields),
    annotations=st.just(()) | st.tuples(st.sampled_from(NOTES)),
)  # fmt: skip
QUANTITIES = [Channel(field=name, type=FieldType.QUANTITATIVE) for name in ("x", "y", "b")]
CATEGORIES = [
    Channel(field=name, type=kind)
    for name in ("g", "h", "b", "t", "x")
    for kind in (FieldType.NOMINAL, FieldType.ORDINAL)
]
quantity, category = st.sampled_from(QUANTITIES), st.sampled_from(CATEGORIES)
anything = quantity | category | st.just(Channel(field="t", type=FieldType.TEMPORAL))
colours = st.none() | category | quantity


@st.composite
def sensible(draw: st.DrawFn) -> PlotSpec:
    """A spec that is mostly of one piece: channels that the mark takes."""
    mark = Mark(type=draw(st.sampled_from(MarkType)), labels=draw(st.booleans()))
    channels = {"x": draw(anything), "y": draw(quantity)}
    if draw(st.booleans()):
        channels = {"x": channels["y"], "y": channels["x"]}
    channels["color"] = draw(colours)
    if mark.type is MarkType.ARC:
        channels = {"theta": draw(quantity), "color": draw(category)}
    elif mark.type is MarkType.RECT:
        channels = {"x": draw(category), "y": draw(category), "color": draw(quantity)}
    elif mark.type is MarkType.TEXT:
        channels["text"] = draw(anything)
    elif mark.type is MarkType.ERRORBAND:
        ends = st.sampled_from([{"y2": "y"}, {"y_error": Spread(low="y", high="x")}, {"y_error": Spread(delta="b")}])
        channels |= {"x": draw(anything), "y": QUANTITIES[0], **draw(ends)}
    elif mark.type in {MarkType.BAR, MarkType.AREA}:
        channels["stack"] = draw(st.sampled_from([None, Stack.ZERO, Stack.ZERO, Stack.NORMALIZE]))
    elif mark.type in {MarkType.BOXPLOT, MarkType.VIOLIN, MarkType.STRIP, MarkType.SWARM}:
        channels["x"], channels["offset"] = draw(category), draw(st.sampled_from([None, "h"]))
    layer = Layer(mark=mark, encoding=Encoding(**channels))
    facet = draw(st.none() | st.builds(Facet, field=fields, row=st.none() | fields))
    legend = draw(st.builds(Legend, orient=st.sampled_from(Orient), sort=st.none() | st.sampled_from(Sort)))
    scale = draw(st.sampled_from([Scale(), Scale(), Scale(type=ScaleType.SYMLOG), Scale(type=ScaleType.LOG)]))
    shown = draw(st.builds(Axis, sort=st.none() | st.sampled_from(Sort)))
    notes = draw(st.just(()) | st.tuples(st.sampled_from(NOTES)))
    axes = Axes(x=shown, y=Axis(scale=scale)) if draw(st.booleans()) else Axes(x=shown)
    return PlotSpec(layer=(layer,), axes=axes, facet=facet, legend=legend, annotations=notes)


FIT = Regression(x="x", y="y", groupby=("g",), as_=("x", "fit", "fit low", "fit high"), steps=4)
COUNTED = Aggregate(groupby=("bin start", "bin end", "g"), measures=(Measure(op=Op.COUNT, as_="n"),))
SUMMED = Aggregate(
    groupby=("g", "h"),
    measures=(
        Measure(op=Op.MEAN, field="x", as_="m"),
        Measure(op=Op.STDERR, field="x", as_="se"),
        Measure(op=Op.CI0, field="x", as_="low"),
        Measure(op=Op.CI1, field="x", as_="high"),
        Measure(op=Op.PROPORTION, as_="share"),
    ),
)
G, H = CATEGORIES[0], CATEGORIES[2]


def drawn_with(mark: MarkType, *own: Transform, **channels: object) -> Layer:
    labels = mark in {MarkType.BAR, MarkType.RECT}
    return Layer(mark=Mark(type=mark, labels=labels), encoding=Encoding(**channels), transform=own)


SCORES = Roc(score="x", label="b", groupby=("g",))
RECALL = PrecisionRecall(score="x", label="b", groupby=("g",))
RATES = ("false positive rate", "true positive rate")
SMOOTH = Smooth(field="y", order="x", window=3, groupby=("g",))
DERIVED = [
    PlotSpec(
        layer=(drawn_with(MarkType.BAR, x=q("bin start"), x2="bin end", y=q("n"), color=G),),
        transform=(Bin(field="x"), COUNTED),
    ),
    PlotSpec(
        layer=(drawn_with(MarkType.AREA, x=q("value"), y=q("density"), color=G),),
        transform=(Density(field="x", groupby=("g",), steps=15),),
    ),
    PlotSpec(
        layer=(drawn_with(MarkType.LINE, x=q("value"), y=q("share"), color=G),),
        transform=(Ecdf(field="x", groupby=("g",)),),
    ),
    PlotSpec(
        layer=(
            drawn_with(MarkType.POINT, x=q("x"), y=q("y"), color=G),
            drawn_with(MarkType.LINE, FIT, x=q("x"), y=q("fit"), color=G),
            drawn_with(MarkType.ERRORBAND, FIT, x=q("x"), y=q("fit low"), y2="fit high", color=G),
        ),
    ),
    PlotSpec(
        layer=(drawn_with(MarkType.BAR, x=G, y=q("m"), y_error=Spread(delta="se"), color=H, offset="h"),),
        transform=(SUMMED,),
    ),
    PlotSpec(
        layer=(drawn_with(MarkType.BAR, y=G, x=q("m"), x_error=Spread(low="low", high="high"), color=H, offset="h"),),
        transform=(SUMMED,),
    ),
    PlotSpec(layer=(drawn_with(MarkType.BAR, x=G, y=q("share"), color=H, stack=Stack.NORMALIZE),), transform=(SUMMED,)),
    PlotSpec(layer=(drawn_with(MarkType.RECT, x=G, y=H, color=q("m")),), transform=(SUMMED,)),
    PlotSpec(
        layer=(
            drawn_with(
                MarkType.BOXPLOT, x=H, y=q("value"), color=Channel(field="key", type=FieldType.NOMINAL), offset="key"
            ),
        ),
        transform=(Fold(fields=("x", "y")),),
    ),
    PlotSpec(
        layer=(drawn_with(MarkType.BAR, x=G, y=q("end"), y2="start"),),
        transform=(Limit(field="y", count=1), Cumulate(field="y", label="g", total="all")),
    ),
    PlotSpec(layer=(drawn_with(MarkType.LINE, x=q("x"), y=q("y")),), transform=(Pareto(x="x", y="y", y_best="high"),)),
    PlotSpec(layer=(drawn_with(MarkType.LINE, x=q("x"), y=q("smoothed"), color=G),), transform=(SMOOTH,)),
    PlotSpec(
        layer=(drawn_with(MarkType.LINE, x=q(RATES[0]), y=q(RATES[1]), color=G),),
        transform=(SCORES,),
        annotations=(IdentityLine(),),
    ),
    PlotSpec(layer=(drawn_with(MarkType.LINE, x=q("recall"), y=q("precision"), color=G),), transform=(RECALL,)),
    PlotSpec(
        layer=(
            drawn_with(
                MarkType.RECT,
                x=Channel(field="column", type=FieldType.NOMINAL),
                y=Channel(field="row", type=FieldType.NOMINAL),
                color=q("r"),
            ),
        ),
        transform=(Correlation(fields=("x", "y", "b")),),
    ),
    PlotSpec(
        layer=(
            drawn_with(MarkType.BAR, x=G, y=q("m"), color=H, offset="h"),
            drawn_with(MarkType.POINT, x=G, y=q("high")),
        ),
        transform=(SUMMED,),
    ),
]


@settings(max_examples=trials(150))
@given(st.sampled_from(DERIVED), tables())
def test_statistics_of_any_table_can_be_proved_and_described(spec: PlotSpec, table: Table) -> None:
    check(spec, table)


@settings(max_examples=trials(250))
@given(sensible(), tables())
def test_what_is_accepted_can_be_proved_and_described(spec: PlotSpec, table: Table) -> None:
    check(spec, table)


def check(spec: PlotSpec, table: Table) -> None:
    try:
        check_plot(spec, table, "")
    except InvalidSpec as error:
        event(str(error)[:40])
        assert str(error).endswith(".")  # noqa: PT017 - the other outcome is as good
        return
    event("accepted")
    report = prove(spec, table, honest(spec, table))
    assert report.mismatches == ()
    assert all(sentence.endswith(".") for sentence in methods(spec, table))


@settings(max_examples=trials(100))
@given(specs | sensible(), tables())
def test_what_was_not_checked_is_computed_or_refused(spec: PlotSpec, table: Table) -> None:
    try:
        plot = expect(spec, table)
    except InvalidSpec:
        return
    for panel in plot.panels:
        for items in panel.items:
            assert {len(getattr(items, name)) for name in items.__struct_fields__[3:]} <= {0, len(items.series)}
