"""Ordering: rows that are kept, the largest few, and the order of categories."""

from collections.abc import Sequence

from msgspec.structs import replace

from pb_adapters.planners.charts.building.asked import Asked
from pb_adapters.planners.charts.building.sheet import Sheet, is_words
from pb_core.domain.plots.resolved_layers import base_of, channel_on, is_discrete, other
from pb_core.domain.plots.spec import Axis, PlotSpec, Sort
from pb_core.domain.plots.transforms import Filter, Limit
from pb_core.domain.plots.wishes import FilterWish, LimitWish, Order, OrderWish
from pb_core.domain.tables.profile import MAX_EXAMPLES, ColumnProfile
from pb_core.domain.tables.table import ColumnType
from pb_core.domain.tables.times import MAX_YEAR, MIN_YEAR, year_of


def axis_named(spec: PlotSpec, name: str) -> Axis:
    """The axis of this name."""
    return {"x": spec.axes.x, "y": spec.axes.y, "right": spec.axes.right}[name]


def with_axis(spec: PlotSpec, name: str, axis: Axis) -> PlotSpec:
    """The plot with another axis of this name."""
    return replace(spec, axes=replace(spec.axes, **{name: axis}))


def value_axis(spec: PlotSpec) -> str:
    """The axis that values stand on in the first layer."""
    return other(base_of(spec.layer[0]))


def kept(asked: Asked, sheet: Sheet, notes: list[str]) -> Sheet:
    """The rows that the intent speaks of."""
    for wish in asked.wishes:
        column = sheet.column(wish.field) if isinstance(wish, FilterWish) else None
        if column is None or not isinstance(wish, FilterWish):
            continue
        keep = _filter(wish, column)
        if keep is None:
            notes.append(
                f"“{wish.words}” is not followed: what is to be left out of '{column.name}' is no list or range"
            )
        else:
            sheet = sheet.filtered(column, keep)
    return sheet


def _filter(wish: FilterWish, column: ColumnProfile) -> Filter | None:
    """The rows to keep; of what is to be left out, the complement, where the profile lists all values."""
    if wish.one_of and wish.negated:
        unwanted = {text.casefold() for text in wish.one_of}
        others = [text for text in map(_text, column.examples) if text.casefold() not in unwanted]
        return Filter(field=column.name, one_of=tuple(others)) if column.distinct <= MAX_EXAMPLES and others else None
    if wish.one_of:
        return Filter(field=column.name, one_of=wish.one_of)
    ends = (_end(column, wish.low, 0), _end(column, wish.high, 1))
    return None if wish.negated else Filter(field=column.name, low=ends[0], high=ends[1])


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _end(column: ColumnProfile, value: float | None, last: int) -> float | None:
    """An end of a range; a year of a column of times is its first or last second."""
    year = value is not None and value == int(value) and MIN_YEAR <= value <= MAX_YEAR
    if value is None or column.type is not ColumnType.TIME or not year:
        return value
    return float(year_of(int(value) + last) - last)


def limited(spec: PlotSpec, asked: Asked, value: str | None) -> PlotSpec:
    """Only the largest or smallest few, told by the value that is shown."""
    wish = asked.first(LimitWish)
    if wish is None or value is None:
        return spec
    return replace(spec, transform=(*spec.transform, Limit(field=value, count=wish.count, pick=wish.pick)))


def ordered(spec: PlotSpec, asked: Asked, sheet: Sheet) -> PlotSpec:
    """The categories of the base, or of the colours where those are meant, in the order that is asked for."""
    encoding = spec.layer[0].encoding
    name = "y" if is_discrete(encoding.x) and is_discrete(encoding.y) else base_of(spec.layer[0])
    channel, color = channel_on(encoding, name), encoding.color
    for wish in asked.all(OrderWish):
        by_color = color is not None and wish.field == color.field and wish.by is not Order.VALUE
        if is_discrete(color) and color and (by_color or not is_discrete(channel)):
            sort, values = _order(wish, sheet.column(color.field))
            spec = replace(spec, legend=replace(spec.legend, sort=sort, values=tuple(values)))
        elif is_discrete(channel) and channel:
            sort, values = _order(wish, sheet.column(channel.field))
            spec = with_axis(spec, name, replace(axis_named(spec, name), sort=sort, values=tuple(values)))
    return spec


def _order(wish: OrderWish, column: ColumnProfile | None) -> tuple[Sort | None, Sequence[str]]:
    match wish.by:
        case Order.VALUE:
            return (Sort.VALUE if wish.descending is False else Sort.VALUE_DOWN), ()
        case Order.ALPHABET:
            return (Sort.DESCENDING if wish.descending else Sort.ASCENDING), ()
        case Order.LISTED:
            return None, wish.values
        case Order.DATA:
            return Sort.DATA, ()
    if not wish.descending or column is None:
        return Sort.NATURAL, ()
    return (None, list(map(_text, column.examples))[::-1]) if is_words(column) else (Sort.DESCENDING, ())
