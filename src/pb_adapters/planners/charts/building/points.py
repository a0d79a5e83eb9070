"""Points between two quantities: scatter and bubble; hexagons where there are many."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import Case
from pb_adapters.planners.charts.building.naming import title_of
from pb_adapters.planners.charts.building.sheet import category, channel, hue, is_number, is_words, quantity
from pb_core.domain.plots.estimators import Hexbin
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Channel, Encoding, Layer, Legend, PlotSpec
from pb_core.domain.plots.wishes import BinWish, Chart, LabelWish
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.errors import NotPlottable

_MOST_COLORS, _MOST_HEXAGONS = 12, 200


def points(case: Case) -> PlotSpec:
    """A point per row between two quantities."""
    parts = case.parts
    x, y = _pair(case)
    if case.chart is Chart.BUBBLE and parts.size is None:
        raise NotPlottable("A bubble chart needs a third quantity for the sizes: name the column that they show")
    asked = case.vague or case.asked.interval is not None
    encoding = Encoding(
        x=channel(x), y=channel(y), color=_color(parts.color), shape=_shape(case),
        size=quantity(parts.size.name) if parts.size else None,
        x_error=case.sheet.spread(x.name) if asked else None, y_error=case.sheet.spread(y.name) if asked else None,
    )  # fmt: skip
    spec = case.plot(Mark(type=MarkType.POINT), encoding, title_of(x), title_of(y))
    label = _label(case)
    if label is None:
        return spec
    text = Encoding(x=encoding.x, y=encoding.y, text=category(label))
    return replace(spec, layer=(*spec.layer, Layer(mark=Mark(type=MarkType.TEXT), encoding=text)))


def hexagons(case: Case) -> PlotSpec:
    """The number of rows in hexagons over two quantities."""
    x, y = _pair(case)
    if case.parts.color is not None or not (is_number(x) and is_number(y)):
        raise NotPlottable("Hexagons count rows over two columns of numbers, all groups together; name panels for more")
    wish = case.asked.first(BinWish)
    groups = tuple(c.name for c in (case.parts.panel, case.parts.row) if c is not None)
    columns = {"columns": wish.count} if wish and wish.count and 1 < wish.count <= _MOST_HEXAGONS else {}
    made = Hexbin(x=x.name, y=y.name, groupby=groups, **columns)
    left, right, low, high, count = made.as_
    encoding = Encoding(x=quantity(left), x2=right, y=quantity(low), y2=high, color=quantity(count))
    spec = case.plot(Mark(type=MarkType.HEX), encoding, title_of(x), title_of(y), (made,))
    return replace(spec, legend=Legend(title="Count"))


def _pair(case: Case) -> tuple[ColumnProfile, ColumnProfile]:
    parts, sheet = case.parts, case.sheet
    pool = [c for c in (parts.base, *parts.values) if c is not None]
    spare = [c for c in (*sheet.axes, *sheet.measures) if c not in (*pool, parts.size, parts.color)]
    if case.vague or not pool or len(spare) == 1:
        pool += spare[: max(0, 2 - len(pool))]
    if len(pool) < 2:  # noqa: PLR2004 - a pair
        raise NotPlottable("Points need two quantities, one for each axis: name the columns of both")
    return pool[0], pool[1]


def _color(column: ColumnProfile | None) -> Channel | None:
    measured = column is not None and is_number(column) and column.distinct > _MOST_COLORS
    return channel(column) if column is not None and measured else hue(column)


def _shape(case: Case) -> Channel | None:
    shape, color = case.parts.shape, case.parts.color
    other = shape is not None and color is not None and color.name != shape.name and is_words(color)
    return None if other else hue(shape)


def _label(case: Case) -> ColumnProfile | None:
    """The column that names points: what is said, else the texts that differ in every row where names are wanted."""
    wish = case.asked.first(LabelWish)
    if case.parts.text is not None or wish is None or wish.pick is not None or wish.value:
        return case.parts.text
    names = [c for c in case.sheet.categories if c.distinct >= case.sheet.rows]
    return case.sheet.column(wish.field) or next(iter((*names, *case.sheet.categories)), None)
