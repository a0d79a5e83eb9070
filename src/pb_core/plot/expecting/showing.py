"""The items of one layer in one panel, for every mark but box plots and violins."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from pb_core.plot.estimates.summaries import shares
from pb_core.plot.expecting.orders import ordered
from pb_core.plot.expecting.resolved import Resolved
from pb_core.plot.expecting.stacking import ranks_of, stacked
from pb_core.plot.grammar import Channel, FieldType, MarkType
from pb_core.plot.items import Items
from pb_core.plot.layering.bases import (
    AREAS,
    JOINED,
    axis_of,
    channel_on,
    error_on,
    has_no_zero,
    is_discrete,
    is_quantitative,
    second_on,
)
from pb_core.plot.layering.layers import LayerData, pick, texts
from pb_core.plot.naming import column_of
from pb_core.plot.wording import category_text, shortest
from pb_core.tables.table import Cell, ColumnType

Numbers = tuple[float | None, ...]


class Ends(Struct, frozen=True):
    """Along the value axis: the far end and the near end of each item, ``()`` without."""

    far: tuple[Cell, ...]
    near: tuple[Cell, ...] = ()


def simple_items(resolved: Resolved, layer: LayerData, rows: Sequence[int]) -> Items:
    """The items of these rows in their order."""
    encoding = layer.layer.encoding
    rows = row_order(resolved, layer, rows)
    ends = _ends(resolved, layer, rows)
    positions = {layer.value: ends.far, layer.base: pick(layer.cells(channel_on(encoding, layer.base)), rows)}
    seconds = {layer.value: ends.near, layer.base: pick(layer.quantities(second_on(encoding, layer.base)), rows)}
    banded = layer.layer.mark.type is MarkType.ERRORBAND  # its uncertainty is what it spans
    low, high = ((), ()) if banded else _errors(layer, rows, layer.value)
    x_low, x_high = _errors(layer, rows, "x") if layer.value == "y" else ((), ())
    value = _shown_by_colour(layer, rows)
    return Items(
        layer=layer.index,
        mark=layer.layer.mark.type,
        series=series_texts(resolved, layer, rows),
        detail=_detail(layer, rows),
        x=_arc_names(layer, rows) or positions["x"],
        y=positions["y"],
        x2=seconds["x"],
        y2=seconds["y"],
        low=low,
        high=high,
        x_low=x_low,
        x_high=x_high,
        value=value,
        size=_quantities(layer, encoding.size, rows),
        text=_texts(layer, rows, ends, value),
    )


def series_texts(resolved: Resolved, layer: LayerData, rows: Sequence[int]) -> tuple[str, ...]:
    """The series of each row, ``""`` where no legend is due or the layer has none."""
    series = layer.series()
    return pick(series, rows) if resolved.legend and series else ("",) * len(rows)


def row_order(resolved: Resolved, layer: LayerData, rows: Sequence[int]) -> Sequence[int]:
    """The rows in the order of their items: joined ones by series, detail, and along the order field or base axis."""
    if layer.layer.mark.type not in JOINED:
        return rows
    series = pick(layer.series(), rows)
    detail = _detail(layer, rows)
    names = {name: place for place, name in enumerate(dict.fromkeys(detail))}
    along = _along(resolved, layer)
    ranks = ranks_of(series, resolved.series, len(rows))
    groups = [(rank, names[name]) for rank, name in zip(ranks, detail, strict=True)] if detail else ranks
    keys: dict[int, tuple[object, object]] = {
        row: (group, along[row] if along else 0) for row, group in zip(rows, groups, strict=True)
    }
    return sorted(rows, key=keys.__getitem__)


def _along(resolved: Resolved, layer: LayerData) -> Sequence[Cell]:
    encoding = layer.layer.encoding
    base = channel_on(encoding, layer.base)
    if encoding.order is not None:
        column = column_of(layer.table, encoding.order)
        if column.type is not ColumnType.TEXT:
            return column.values
        names, order = texts(column), ordered([column])
    elif is_discrete(base):
        names = layer.cells(base)  # type: ignore[assignment]  # discrete cells are texts
        order = resolved.x if layer.base == "x" else resolved.y
    else:
        return layer.cells(base)
    places = {name: place for place, name in enumerate(order)}
    return [places[name] for name in names]


def _ends(resolved: Resolved, layer: LayerData, rows: Sequence[int]) -> Ends:
    encoding, mark = layer.layer.encoding, layer.layer.mark
    far = pick(layer.cells(channel_on(encoding, layer.value)), rows)
    second = second_on(encoding, layer.value)
    if second is not None:
        return Ends(far, pick(layer.quantities(second), rows))
    if mark.type is MarkType.ERRORBAND:
        low, high = _errors(layer, rows, layer.value)
        return Ends(high, low)
    if encoding.stack is not None and (mark.type is MarkType.BAR or mark.type in AREAS):
        positions = zip(*_stack_key(layer, rows), strict=True)
        ranks = ranks_of(pick(layer.series(), rows), resolved.series, len(rows))
        starts, ends = stacked(list(positions), far, ranks, encoding.stack)  # type: ignore[arg-type]  # no row is missing
        return Ends(tuple(ends), tuple(starts))
    if mark.type in {MarkType.BAR, MarkType.AREA} or mark.stem:
        start = None if has_no_zero(axis_of(resolved.spec, layer.layer, layer.value)) else 0.0
        return Ends(far, (start,) * len(far))
    return Ends(far)


def _stack_key(layer: LayerData, rows: Sequence[int]) -> list[Sequence[Cell]]:
    """What tells stacks apart: the position on the base axis, and the field that sets bars side by side."""
    encoding = layer.layer.encoding
    columns = [layer.cells(channel_on(encoding, layer.base)), layer.quantities(second_on(encoding, layer.base))]
    if encoding.offset is not None:
        columns.append(texts(column_of(layer.table, encoding.offset)))
    return [pick(column, rows) for column in columns if column]


def _errors(layer: LayerData, rows: Sequence[int], axis: str) -> tuple[Numbers, Numbers]:
    encoding = layer.layer.encoding
    spread, channel = error_on(encoding, axis), channel_on(encoding, axis)
    if spread is None or channel is None or is_discrete(channel):
        return (), ()
    if spread.delta is None:
        return pick(layer.quantities(spread.low), rows), pick(layer.quantities(spread.high), rows)
    middles, deltas = pick(layer.quantities(channel.field), rows), pick(layer.quantities(spread.delta), rows)
    pairs = list(zip(middles, deltas, strict=True))
    return (
        tuple(None if m is None or d is None else m - d for m, d in pairs),
        tuple(None if m is None or d is None else m + d for m, d in pairs),
    )


def _detail(layer: LayerData, rows: Sequence[int]) -> tuple[str, ...]:
    field = layer.layer.encoding.detail
    return () if field is None else pick(texts(column_of(layer.table, field)), rows)


def _quantities(layer: LayerData, channel: Channel | None, rows: Sequence[int]) -> Numbers:
    return pick(layer.quantities(channel.field), rows) if channel is not None and is_quantitative(channel) else ()


def _arc_names(layer: LayerData, rows: Sequence[int]) -> tuple[Cell, ...]:
    return pick(layer.cells(layer.layer.encoding.color), rows) if layer.layer.mark.type is MarkType.ARC else ()


def _shown_by_colour(layer: LayerData, rows: Sequence[int]) -> Numbers:
    """The quantity behind each colour; of arcs the share of the whole."""
    encoding = layer.layer.encoding
    if layer.layer.mark.type is not MarkType.ARC:
        return _quantities(layer, encoding.color, rows)
    angles = _quantities(layer, encoding.theta, rows)
    return tuple(shares([angle or 0.0 for angle in angles]))


def _texts(layer: LayerData, rows: Sequence[int], ends: Ends, value: Numbers) -> tuple[str, ...]:
    channel, mark = layer.layer.encoding.text, layer.layer.mark
    if channel is not None:
        column = column_of(layer.table, channel.field)
        write: Callable[[Cell], str] = (
            _number if channel.type is FieldType.QUANTITATIVE else lambda cell: category_text(cell, column)
        )
        return tuple("" if cell is None else write(cell) for cell in pick(column.values, rows))
    if not mark.labels:
        return ()
    if mark.type in {MarkType.RECT, MarkType.ARC}:
        return tuple(map(_number, value))
    if mark.type is MarkType.BAR:
        return tuple(
            _number(far - (near or 0))  # type: ignore[operator]  # the ends of bars are numbers
            for far, near in zip(ends.far, ends.near, strict=True)
        )
    return tuple(map(_number, ends.far))


def _number(cell: Cell) -> str:
    return shortest(float(cell)) if isinstance(cell, int | float) else ""
