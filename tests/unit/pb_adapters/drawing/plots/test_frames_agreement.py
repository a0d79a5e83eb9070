"""Two programs that share no code compute the same tables and items from the same definitions."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from pb_adapters.drawing.plots.frames import frame
from pb_adapters.drawing.plots.frames.columns import columns_of
from pb_adapters.drawing.plots.frames.model import Floats, Frame, FrameAxis, FrameLayer
from pb_adapters.drawing.plots.frames.transforms import derive
from pb_core.domain.plots import estimators as e
from pb_core.domain.plots import spec as g
from pb_core.domain.plots import transforms as t
from pb_core.domain.plots.drawn import Items
from pb_core.domain.plots.expectation import expect
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.tables.table import Cell, Column, ColumnType, Shape, Table, TimeUnit
from pb_core.errors import InvalidSpec
from support.trials import trials

NUMBERS = st.one_of(st.integers(-20, 20), st.floats(-1e3, 1e3).map(lambda value: round(value, 4)))
SHARES = st.integers(0, 20).map(lambda value: value / 20)
MOMENTS = st.one_of(st.integers(-30_000_000_000, 30_000_000_000), st.floats(-1e9, 1e9))
DAYS = st.integers(0, 400).map(lambda day: 86_400 * day)


def optional(values: st.SearchStrategy[Cell]) -> st.SearchStrategy[Cell]:
    return st.one_of(values, values, values, values, st.none())


@st.composite
def tables(draw: st.DrawFn) -> Table:
    rows = draw(st.integers(1, 16))

    def column(name: str, kind: ColumnType, values: st.SearchStrategy[Cell], **more: object) -> Column:
        cells = tuple(draw(st.lists(optional(values), min_size=rows, max_size=rows)))
        return Column(name=name, type=kind, values=cells, **more)

    return Table(
        shape=Shape.RECORDS,
        columns=(
            column("model", ColumnType.TEXT, st.sampled_from(["Ours", "base", "abl", "β"])),
            column("size", ColumnType.TEXT, st.sampled_from(["8K", "1K", "32K"]), order=("1K", "8K", "32K")),
            column("hit", ColumnType.BOOLEAN, st.booleans()),
            column("score", ColumnType.NUMBER, NUMBERS, unit="ms"),
            column("count", ColumnType.NUMBER, st.integers(0, 5)),
            column("share", ColumnType.NUMBER, SHARES, unit="%"),
            column("day", ColumnType.TIME, DAYS, time_unit=TimeUnit.DAY),
            column("moment", ColumnType.TIME, MOMENTS, time_unit=TimeUnit.SECOND),
        ),
    )


FIELDS = st.sampled_from(["model", "size", "hit", "score", "count", "share", "day"])
QUANTITIES = st.sampled_from(["score", "score", "count", "share", "hit"])
GROUPS = st.lists(st.sampled_from(["model", "size", "hit", "count"]), max_size=2, unique=True).map(tuple)
LEVELS = st.sampled_from([0.5, 0.8, 0.95])


@st.composite
def aggregates(draw: st.DrawFn) -> t.Aggregate:
    groupby = draw(GROUPS)
    ops = draw(st.lists(st.sampled_from(list(t.Op)), min_size=1, max_size=4, unique=True))
    return t.Aggregate(
        groupby=groupby,
        measures=tuple(t.Measure(op=op, field=draw(QUANTITIES), as_=f"{op.value} of it") for op in ops),
        within=groupby[: draw(st.integers(0, 2))],
        complete=draw(st.booleans()),
        level=draw(LEVELS),
    )


TRANSFORMS = st.one_of(
    st.builds(
        t.Filter,
        field=FIELDS,
        one_of=st.sampled_from([(), (), ("Ours", "1K", "true", "2"), ("base", "32K", "1970-01-05")]),
        none_of=st.sampled_from([(), (), ("Ours", "1K", "true", "2"), ("base", "1970-01-05")]),
        low=st.sampled_from([None, None, -1.0, 3.0]),
        high=st.sampled_from([None, None, 4.0, 1e6]),
        above=st.sampled_from([None, None, 0.0]),
        below=st.sampled_from([None, None, 3.0]),
    ),
    st.builds(
        t.Period, field=st.sampled_from(["day", "day", "moment", "score"]), unit=st.sampled_from(list(t.PeriodUnit))
    ),
    st.builds(t.Fold, fields=st.lists(FIELDS, min_size=1, max_size=3, unique=True).map(tuple)),
    aggregates(),
    st.builds(t.Bin, field=FIELDS, rule=st.sampled_from(list(t.BinRule)), value=st.sampled_from([None, 3.0, 7.0, 0.5])),
    st.builds(
        t.Density,
        field=QUANTITIES,
        groupby=GROUPS,
        bandwidth=st.sampled_from([None, None, 2.0]),
        steps=st.just(12),
        cut=st.sampled_from([0.0, 3.0]),
    ),
    st.builds(t.Ecdf, field=FIELDS, groupby=GROUPS),
    st.builds(
        t.Regression,
        x=FIELDS,
        y=QUANTITIES,
        groupby=GROUPS,
        log_x=st.booleans(),
        log_y=st.booleans(),
        level=LEVELS,
        steps=st.just(4),
    ),
    st.builds(t.Smooth, field=QUANTITIES, order=FIELDS, window=st.sampled_from([3, 5]), groupby=GROUPS),
    st.builds(
        t.Cumulate, field=QUANTITIES, label=st.sampled_from([None, "model", "size"]), total=st.sampled_from(["", "All"])
    ),
    st.builds(t.Cumulate, field=QUANTITIES, order=FIELDS, groupby=GROUPS),
    st.builds(t.Calculate, op=st.sampled_from(list(t.Combination)), first=QUANTITIES, second=QUANTITIES),
    st.builds(
        t.Calculate,
        op=st.sampled_from([t.Combination.DIFFERENCE, t.Combination.PLUS]),
        first=QUANTITIES,
        second=QUANTITIES,
        factor=st.sampled_from([0.5, 1.96]),
    ),
    st.builds(t.Relative, field=QUANTITIES, whole=st.sampled_from(list(t.Whole)), groupby=GROUPS, order=FIELDS),
    st.builds(
        t.Pareto,
        x=FIELDS,
        y=FIELDS,
        x_best=st.sampled_from(["low", "high"]),
        y_best=st.sampled_from(["low", "high"]),
    ),
    st.builds(t.Limit, field=FIELDS, count=st.integers(1, 8), pick=st.sampled_from(["largest", "smallest", "ends"])),
    st.builds(t.Roc, score=QUANTITIES, label=FIELDS, positive=st.sampled_from(["", "Ours", "1"]), groupby=GROUPS),
    st.builds(
        t.PrecisionRecall, score=QUANTITIES, label=FIELDS, positive=st.sampled_from(["", "Ours", "1"]), groupby=GROUPS
    ),
    st.builds(
        t.Calibration,
        probability=st.sampled_from(["share", "hit", "score"]),
        label=FIELDS,
        bins=st.just(4),
        groupby=GROUPS,
    ),
    st.builds(
        e.Survival,
        time=QUANTITIES,
        event=st.sampled_from(["hit", "hit", "count", "model"]),
        observed=st.sampled_from(["", "1", "Ours"]),
        groupby=GROUPS,
        level=st.sampled_from([None, 0.9]),
        log_rank=st.booleans(),
    ),
    st.builds(e.Schedule, start=FIELDS, end=FIELDS),
    st.builds(e.Hexbin, x=QUANTITIES, y=QUANTITIES, groupby=GROUPS, columns=st.sampled_from([2, 5]), rows=st.just(3)),
    st.builds(e.Agreement, first=QUANTITIES, second=QUANTITIES, groupby=GROUPS),
    st.builds(
        e.Quantiles,
        field=QUANTITIES,
        distribution=st.sampled_from(list(e.Distribution)),
        against=st.sampled_from([None, None, "count", "score"]),
        by=st.sampled_from([None, None, "hit", "model"]),
        groupby=GROUPS,
    ),
    st.builds(t.Correlation, fields=st.lists(QUANTITIES, min_size=2, max_size=3, unique=True).map(tuple)),
)


def close(found: Sequence[Cell], expected: Sequence[Cell]) -> None:
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        if isinstance(other, float | int) and isinstance(one, float | int) and not isinstance(other, bool):
            assert one == pytest.approx(other, rel=1e-7, abs=1e-7)
        else:
            assert one == other


@settings(max_examples=trials(120))
@given(table=tables(), transforms=st.lists(TRANSFORMS, min_size=1, max_size=2))
def test_both_programs_make_the_same_tables(table: Table, transforms: list[t.Transform]) -> None:
    try:
        expected = apply(table, tuple(transforms))
    except InvalidSpec:
        event("refused")
        return
    found = derive(columns_of(table), transforms)
    assert [column.name for column in found.columns] == [column.name for column in expected.columns]
    for one, other in zip(found.columns, expected.columns, strict=True):
        assert (one.type, one.unit, one.order, one.time_unit) == (other.type, other.unit, other.order, other.time_unit)
        close([one.cell(value) for value in one.values.tolist()], other.values)


CATEGORIES = st.sampled_from(["model", "size", "hit", "count", "day"])
SORTS = st.sampled_from([None, *g.Sort])
COLUMNS = ("x", "y", "x2", "y2", "low", "high", "x_low", "x_high", "q1", "q3", "value", "size")


def named(field: str) -> g.Channel:
    return g.Channel(field=field, type=g.FieldType.ORDINAL if field == "size" else g.FieldType.NOMINAL)


def measured(field: str) -> g.Channel:
    return g.Channel(field=field, type=g.FieldType.TEMPORAL if field == "day" else g.FieldType.QUANTITATIVE)


def turned(encoding: g.Encoding, *, sideways: bool) -> g.Encoding:
    if not sideways:
        return encoding
    swapped = {"x": "y", "y": "x", "x2": "y2", "y2": "x2", "x_error": "y_error", "y_error": "x_error"}
    fields = {name: getattr(encoding, name) for name in encoding.__struct_fields__}
    return g.Encoding(**{swapped.get(name, name): value for name, value in fields.items()})


@st.composite
def bars(draw: st.DrawFn, more: tuple[str, ...]) -> g.Layer:
    base, color = draw(st.lists(CATEGORIES, min_size=2, max_size=2, unique=True))
    colored, stack = draw(st.booleans()), draw(st.sampled_from([None, g.Stack.ZERO, g.Stack.NORMALIZE]))
    op = t.Op.COUNT if stack is g.Stack.NORMALIZE else draw(st.sampled_from([t.Op.MEAN, t.Op.SUM, t.Op.MAX]))
    encoding = g.Encoding(
        x=named(base),
        y=measured("m"),
        y_error=g.Spread(delta="e") if stack is None and draw(st.booleans()) else None,
        color=named(color) if colored else None,
        offset=color if colored and stack is None else None,
        stack=stack,
    )
    fields = (base, color) if colored else (base,)
    measures = (t.Measure(op=op, field="score", as_="m"), t.Measure(op=t.Op.STDERR, field="score", as_="e"))
    return g.Layer(
        mark=Mark(type=MarkType.BAR, labels=draw(st.booleans())),
        encoding=turned(encoding, sideways=draw(st.booleans())),
        transform=(t.Aggregate(groupby=tuple(dict.fromkeys((*fields, *more))), measures=measures),),
    )


@st.composite
def histograms(draw: st.DrawFn) -> g.Layer:
    colored = draw(st.booleans())
    encoding = g.Encoding(
        x=measured("bin start"),
        x2="bin end",
        y=measured("n"),
        color=named("model") if colored else None,
        stack=g.Stack.ZERO if colored else None,
    )
    groupby = ("bin start", "bin end", *(("model",) if colored else ()))
    return g.Layer(
        mark=Mark(type=MarkType.BAR),
        encoding=turned(encoding, sideways=draw(st.booleans())),
        transform=(
            t.Bin(field="score"),
            t.Aggregate(groupby=groupby, measures=(t.Measure(op=t.Op.COUNT, as_="n"),)),
        ),
    )


@st.composite
def runs(draw: st.DrawFn) -> g.Layer:
    mark = draw(st.sampled_from([MarkType.LINE, MarkType.AREA, MarkType.ERRORBAND]))
    base = draw(st.sampled_from([measured("day"), measured("score"), named("size"), named("model")]))
    stack = draw(st.sampled_from([None, g.Stack.ZERO, g.Stack.NORMALIZE])) if mark is MarkType.AREA else None
    second = mark is not MarkType.LINE and stack is None and draw(st.booleans())
    spread = draw(st.sampled_from([g.Spread(delta="share"), g.Spread(low="count", high="score")]))
    encoding = g.Encoding(
        x=base,
        y=measured(draw(st.sampled_from(["count", "share"]))),
        y2="score" if second else None,
        y_error=spread if mark is MarkType.ERRORBAND and not second else None,
        color=draw(st.sampled_from([None, named("model"), named("size")])),
        detail=draw(st.sampled_from([None, None, "hit", "model"])),
        order=draw(st.sampled_from([None, None, "score", "day"])),
        stack=stack,
    )
    return g.Layer(
        mark=Mark(type=mark, labels=mark is MarkType.LINE and draw(st.booleans())),
        encoding=turned(encoding, sideways=mark is MarkType.ERRORBAND and draw(st.booleans())),
    )


@st.composite
def points(draw: st.DrawFn) -> g.Layer:
    mark = draw(st.sampled_from([MarkType.POINT, MarkType.TEXT, MarkType.TICK, MarkType.RULE]))
    place = st.sampled_from([measured("day"), measured("score"), named("model"), measured("count"), named("count")])
    x, y = draw(place), draw(place)
    spread = st.sampled_from([None, g.Spread(delta="share"), g.Spread(low="count", high="share")])
    return g.Layer(
        mark=Mark(
            type=mark,
            stem=mark is MarkType.POINT and draw(st.booleans()),
            labels=mark is MarkType.POINT and draw(st.booleans()),
        ),
        encoding=g.Encoding(
            x=x,
            y=y,
            color=draw(st.sampled_from([None, named("model"), named("hit"), measured("score")])),
            size=draw(st.sampled_from([None, measured("count")])),
            detail=draw(st.sampled_from([None, "size"])),
            text=draw(st.sampled_from([None, named("model"), measured("share")])) if mark is MarkType.TEXT else None,
            y_error=draw(spread) if y == measured("score") else None,
            x_error=draw(spread) if x == measured("score") and y == measured("score") else None,
        ),
    )


@st.composite
def distributions(draw: st.DrawFn) -> g.Layer:
    mark = draw(st.sampled_from([MarkType.BOXPLOT, MarkType.VIOLIN, MarkType.STRIP, MarkType.SWARM]))
    color = draw(st.sampled_from([None, "model", "hit"]))
    encoding = g.Encoding(
        x=named(draw(CATEGORIES)),
        y=measured(draw(st.sampled_from(["score", "share"]))),
        color=named(color) if color else None,
        offset=color,
    )
    return g.Layer(mark=Mark(type=mark), encoding=turned(encoding, sideways=draw(st.booleans())))


@st.composite
def cells(draw: st.DrawFn) -> g.Layer:
    column, row = draw(st.lists(CATEGORIES, min_size=2, max_size=2, unique=True))
    measure = t.Measure(op=draw(st.sampled_from([t.Op.MEAN, t.Op.COUNT])), field="score", as_="m")
    return g.Layer(
        mark=Mark(type=MarkType.RECT, labels=draw(st.booleans())),
        encoding=g.Encoding(x=named(column), y=named(row), color=measured("m")),
        transform=(t.Aggregate(groupby=(column, row), measures=(measure,), complete=draw(st.booleans())),),
    )


@st.composite
def arcs(draw: st.DrawFn) -> g.Layer:
    color = draw(CATEGORIES)
    return g.Layer(
        mark=Mark(type=MarkType.ARC, labels=draw(st.booleans())),
        encoding=g.Encoding(theta=measured("n"), color=named(color)),
        transform=(t.Aggregate(groupby=(color,), measures=(t.Measure(op=t.Op.COUNT, as_="n"),)),),
    )


def layers(more: tuple[str, ...]) -> st.SearchStrategy[list[g.Layer]]:
    return st.one_of(
        st.lists(bars(more), min_size=1, max_size=1),
        st.lists(histograms(), min_size=1, max_size=1),
        st.lists(runs(), min_size=1, max_size=2),
        st.lists(points(), min_size=1, max_size=2),
        st.lists(distributions(), min_size=1, max_size=2),
        st.lists(cells(), min_size=1, max_size=1),
        st.lists(arcs(), min_size=1, max_size=1),
        st.lists(st.one_of(runs(), points(), distributions()), min_size=2, max_size=3),
    )


SCALES = st.sampled_from([*[g.Scale()] * 5, g.Scale(type=g.ScaleType.LOG), g.Scale(type=g.ScaleType.SYMLOG)])
AXES = st.builds(g.Axis, sort=SORTS, scale=SCALES)
FACETS = st.sampled_from(
    [None, None, g.Facet(field="hit"), g.Facet(field="size", row="hit"), g.Facet(field="model", independent_y=True)]
)


@st.composite
def specs(draw: st.DrawFn) -> g.PlotSpec:
    facet = draw(FACETS)
    fields = () if facet is None else (facet.field, facet.row)
    return g.PlotSpec(
        layer=tuple(draw(layers(tuple(field for field in fields if field)))),
        axes=g.Axes(x=draw(AXES), y=draw(AXES)),
        legend=g.Legend(sort=draw(SORTS), orient=draw(st.sampled_from([g.Orient.AUTO, g.Orient.AUTO, g.Orient.NONE]))),
        facet=facet,
    )


def shown(values: Floats, axis: FrameAxis) -> list[Cell]:
    if axis.discrete:
        return [axis.categories[int(value)] for value in values.tolist()]
    return [None if math.isnan(value) else value for value in values.tolist()]


def rows_shown(layer: FrameLayer, drawn: Frame) -> list[tuple[Cell, ...]]:
    vertical = drawn.y if layer.side is g.Side.LEFT or drawn.right is None else drawn.right
    columns: list[Sequence[Cell]] = [
        layer.text or [""] * layer.count,
        layer.series if drawn.legend else [""] * layer.count,
        layer.detail,
    ]
    for name in COLUMNS:
        values = getattr(layer, name)
        if values is None:
            columns.append(["absent"] * layer.count)
        elif layer.mark.type is MarkType.ARC and name == "x":
            columns.append([drawn.series[int(value)] for value in values])
        else:
            free = [None if math.isnan(value) else value for value in values.tolist()]
            columns.append(shown(values, {"x": drawn.x, "y": vertical}[name]) if name in {"x", "y"} else free)
    rows = list(zip(*columns, strict=True))
    across = layer.x if layer.horizontal else layer.y
    gaps = [False] * layer.count if across is None else [math.isnan(value) for value in across]
    return [row for row, gap in zip(rows, gaps, strict=True) if not gap]


def rows_expected(items: Items) -> list[tuple[Cell, ...]]:
    every = ("text", "series", "detail", *COLUMNS)
    count = max(len(getattr(items, name)) for name in every)
    absent = {"text": "", "series": "", "detail": ""}
    columns = [getattr(items, name) or [absent.get(name, "absent")] * count for name in every]
    return list(zip(*columns, strict=True))


def sortable(row: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple(f"{cell + 0.0:.5e}" if isinstance(cell, int | float) else str(cell) for cell in row[1:])


def line(row: tuple[Cell, ...]) -> tuple[str, str]:
    return str(row[1]), str(row[2])


def labels_agree(found: str, expected: str) -> None:
    """A drawn number is rounded: it reads back within half a unit of its last digit."""
    try:
        number = float(expected)
    except ValueError:
        assert found == expected
        return
    plain = found.replace("\N{MINUS SIGN}", "-").replace(",", "")
    scale = 0.01 if plain.endswith("%") else 1.0
    plain, _, power = plain.partition("×10")
    scale *= 10.0 ** int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)
    digits = len(plain.rstrip("%").partition(".")[2])
    assert abs(float(plain.rstrip("%")) * scale - number) <= scale * 0.5000001 * 10**-digits


@settings(max_examples=trials(120))
@given(table=tables(), spec=specs())
def test_both_programs_show_the_same_items(table: Table, spec: g.PlotSpec) -> None:
    try:
        check_plot(spec, table, "")
    except InvalidSpec as error:
        event(f"refused: {error}"[:40])
        assume(False)
    drawn = frame(spec, table)
    expected = expect(spec, table)
    assert (drawn.series if drawn.legend else ()) == expected.series
    titles = {drawn.x.title, drawn.y.title, drawn.legend_title, drawn.ramp.title if drawn.ramp else ""}
    assert set(expected.words) <= titles
    assert len(drawn.panels) == len(expected.panels)
    for panel, wanted in zip(drawn.panels, expected.panels, strict=True):
        assert (panel.column, panel.row) == (wanted.column, wanted.row)
        assert drawn.x.categories == wanted.x
        assert drawn.y.categories == wanted.y
        layers = [layer for layer in panel.layers if rows_shown(layer, drawn)]
        items = [each for each in wanted.items if rows_expected(each)]
        assert [(layer.layer, layer.part) for layer in layers] == [(each.layer, each.part) for each in items]
        for layer, each in zip(layers, items, strict=True):
            found, rows = sorted(rows_shown(layer, drawn), key=line), sorted(rows_expected(each), key=line)
            if not (layer.mark.type.traits.joined and drawn.legend):
                found, rows = sorted(found, key=sortable), sorted(rows, key=sortable)
            assert len(found) == len(rows)
            for one, other in zip(found, rows, strict=True):
                close(one[1:], other[1:])
                labels_agree(str(one[0]), str(other[0]))
