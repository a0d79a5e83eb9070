"""Between two quantities: points, bubbles, hexagons; and measures on two value axes."""

from typing import Literal

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import Case, Columns, once
from pb_adapters.planners.charts.building.naming import common_title, title_of
from pb_adapters.planners.charts.building.sheet import category, channel, hue, is_number, is_words, nominal, quantity
from pb_adapters.planners.charts.building.values import given, valued
from pb_core.domain.plots.estimators import Hexbin
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Axes, Axis, Channel, Encoding, Layer, Legend, PlotSpec, Side
from pb_core.domain.plots.transforms import Fold, Limit
from pb_core.domain.plots.wishes import BinWish, Chart, FitWish, LabelWish
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.raw_values import fresh_name
from pb_core.errors import NotPlottable

_FEW_VERTICES, _MOST_COLORS, _MOST_HEXAGONS, _MOST_NAMES = 12, 12, 200, 4


def points(case: Case) -> PlotSpec:
    """A point per row between two quantities."""
    parts, (x, y) = case.parts, _pair(case)
    if case.chart is Chart.BUBBLE and parts.size is None:
        raise NotPlottable("A bubble chart needs a third quantity for the sizes: name the column that they show")
    encoding = Encoding(
        x=channel(x), y=channel(y), color=_color(parts.color), shape=_shape(case),
        size=quantity(parts.size.name) if parts.size else None, detail=parts.detail.name if parts.detail else None,
        y_error=None if case.asked.first(FitWish) else given(case, y),
    )  # fmt: skip
    spec = case.plot(Mark(type=MarkType.POINT), encoding, title_of(x), title_of(y))
    label = _label(case)
    text = Encoding(x=encoding.x, y=encoding.y, text=category(label) if label else None)
    few = _few(case, y)
    named = (Layer(mark=Mark(type=MarkType.TEXT), encoding=text, transform=few),) if label is not None else ()
    return replace(spec, layer=(*spec.layer, *named))


def quantities(case: Case) -> tuple[ColumnProfile, ...]:
    """The columns that points could stand between, first the one along x."""
    parts, sheet = case.parts, case.sheet
    pool = list(once((parts.base, *parts.values)))
    spare = [c for c in sheet.columns if is_number(c) and c not in (*pool, parts.size, parts.color)]
    left = spare[: 2 - len(pool)] if case.vague and len(spare) + len(pool) == 2 else []  # noqa: PLR2004 - a pair
    return (*left, *pool)


def _pair(case: Case) -> tuple[ColumnProfile, ColumnProfile]:
    pool = quantities(case)
    if len(pool) < 2:  # noqa: PLR2004 - a pair
        raise NotPlottable(
            "Points need two quantities, one for each axis: name the columns of both; by category, ask for a strip plot"
        )
    return pool[0], pool[1]


def _color(column: ColumnProfile | None) -> Channel | None:
    measured = column is not None and is_number(column) and column.distinct > _MOST_COLORS
    return channel(column) if column is not None and measured else hue(column)


def _shape(case: Case) -> Channel | None:
    shape, color = case.parts.shape, case.parts.color
    if shape is not None and color is not None and color.name != shape.name and is_words(color):
        raise NotPlottable(
            f"Colours tell '{color.name}' apart, and shapes the same: leave out the shape of '{shape.name}'"
        )
    return hue(shape)


def _label(case: Case) -> ColumnProfile | None:
    """The column that names points: what is said, else the only one of texts where names are wanted."""
    wish = case.asked.first(LabelWish)
    if case.parts.text is not None or wish is None or (wish.pick is not None and wish.count is None) or wish.value:
        return case.parts.text
    names = [c for c in case.sheet.categories if c.distinct >= case.sheet.rows] or case.sheet.categories
    if wish.field is None and len(names) > 1:
        listed = ", ".join(f"“with {column.name}”" for column in names[:_MOST_NAMES])
        raise NotPlottable(f"“{wish.words}”: which column the labels are is not said: write {listed} behind it")
    return case.sheet.column(wish.field) or next(iter(names), None)


def _few(case: Case, y: ColumnProfile) -> tuple[Limit, ...]:
    """Only so many of the largest or smallest, where no more shall carry their names."""
    wish = next((one for one in case.asked.all(LabelWish) if one.count is not None), None)
    if wish is None or wish.count is None:
        return ()
    pick: Literal["largest", "smallest"] = "smallest" if wish.pick == "min" else "largest"
    return (Limit(field=wish.by or y.name, count=wish.count, pick=pick),)


def hexagons(case: Case) -> PlotSpec:
    """The number of rows in hexagons over two quantities."""
    x, y = _pair(case)
    if case.parts.color is not None or not (is_number(x) and is_number(y)):
        raise NotPlottable("Hexagons count rows over two columns of numbers, all groups together; name panels for more")
    wish = case.asked.first(BinWish)
    made = Hexbin(x=x.name, y=y.name, groupby=tuple(c.name for c in once((case.parts.panel, case.parts.row))))
    if wish is not None and wish.count and 1 < wish.count <= _MOST_HEXAGONS:
        made = replace(made, columns=wish.count)
    left, right, low, high, count = made.as_
    encoding = Encoding(x=quantity(left), x2=right, y=quantity(low), y2=high, color=quantity(count))
    spec = case.plot(Mark(type=MarkType.HEX), encoding, title_of(x), title_of(y), (made,))
    return replace(spec, legend=Legend(title="Count"))


def twins(case: Case) -> PlotSpec:
    """Measures on two value axes, told apart by a legend."""
    parts, base = case.parts, case.parts.base
    lefts = tuple(c for c in parts.values if c not in parts.right)
    if base is None or not lefts or not parts.right:
        raise NotPlottable("Two value axes need two measures and something that both run along")
    bar = Chart.BAR in case.asked.charts or (is_words(base) and not case.asked.charts)
    place = category(base) if bar else channel(base)
    line = Mark(type=MarkType.LINE, point=base.distinct <= _FEW_VERTICES)
    left, left_title = _side(case, lefts, place, Mark(type=MarkType.BAR) if bar and len(lefts) == 1 else line)
    right, right_title = _side(case, parts.right, place, line)
    axes = Axes(x=Axis(title=title_of(base)), y=Axis(title=left_title), right=Axis(title=right_title))
    layers = (left, replace(right, axis=Side.RIGHT))
    return PlotSpec(layer=layers, transform=case.sheet.transform, axes=axes, legend=Legend(title=""))


def _side(case: Case, columns: Columns, place: Channel, mark: Mark) -> tuple[Layer, str]:
    """One side: its measures under their own names, and the title of its axis."""
    taken = {column.name for column in case.sheet.columns}
    key, title = fresh_name("measure", taken), common_title(columns)
    if len(columns) > 1:
        fold = Fold(fields=tuple(c.name for c in columns), as_=(key, fresh_name(title, taken)))
        encoding = Encoding(x=place, y=quantity(fold.as_[1]), color=nominal(key))
        return Layer(mark=mark, encoding=encoding, transform=(fold,)), title
    shaped = valued(case, columns[0], (case.parts.base, case.parts.panel, case.parts.row))
    fold = Fold(fields=(shaped.field,), as_=(key, shaped.field))
    encoding = Encoding(x=place, y=shaped.channel, color=nominal(key), y_error=shaped.spread)
    return Layer(mark=mark, encoding=encoding, transform=(*shaped.made, fold)), shaped.title
