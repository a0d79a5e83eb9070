"""The items of one layer in one panel: of stacked and plain marks, and of boxes, violins and ridges one per group."""

from collections.abc import Callable, Hashable, Mapping, Sequence

from msgspec import Struct

from pb_core.domain.plots.drawn import Items
from pb_core.domain.plots.label_text import category_text, shortest
from pb_core.domain.plots.marks import MarkType, Quantity
from pb_core.domain.plots.resolved_layers import (
    LayerData,
    axis_of,
    channel_on,
    error_on,
    has_no_zero,
    is_discrete,
    is_quantitative,
    pick,
    second_on,
    shows_rows,
    texts,
)
from pb_core.domain.plots.resolved_plot import Resolved, ordered
from pb_core.domain.plots.spec import Channel, FieldType, Stack
from pb_core.domain.plots.statistics import estimates
from pb_core.domain.plots.statistics.estimates import quantile, shares, silverman
from pb_core.domain.plots.suggestions import column_of
from pb_core.domain.tables.table import Cell, ColumnType


def stacked(
    positions: Sequence[Hashable], values: Sequence[float], ranks: Sequence[int], stack: Stack
) -> tuple[list[float], list[float]]:
    """The near and the far end of each item.

    Items of one position are laid on each other by rank, ties in their own order, positive ones upwards and
    negative ones downwards from zero. ``normalize`` divides by the sum of the position (all 0 where that is 0).
    """
    members: dict[Hashable, list[int]] = {}
    for index, position in enumerate(positions):
        members.setdefault(position, []).append(index)
    starts, ends = [0.0] * len(values), [0.0] * len(values)
    for indices in members.values():
        sizes = [values[index] for index in indices]
        parts = dict(zip(indices, shares(sizes) if stack is Stack.NORMALIZE else sizes, strict=True))
        above = below = 0.0
        for index in sorted(indices, key=ranks.__getitem__):
            size = parts[index]
            start = above if size >= 0 else below
            starts[index], ends[index] = start, start + size
            if size >= 0:
                above = start + size
            else:
                below = start + size
    return starts, ends


def ranks_of(series: Sequence[str], order: Sequence[str], count: int) -> list[int]:
    """The place of each item's series in the order of series; 0 for items without."""
    places: Mapping[str, int] = {name: place for place, name in enumerate(order)}
    return [places.get(name, 0) for name in series] if series else [0] * count


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
    banded = layer.layer.mark.type.traits.band  # its uncertainty is what it spans
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
    if not layer.layer.mark.type.traits.joined:
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
    encoding, mark, traits = layer.layer.encoding, layer.layer.mark, layer.layer.mark.type.traits
    far = pick(layer.cells(channel_on(encoding, layer.value)), rows)
    second = second_on(encoding, layer.value)
    if second is not None:
        return Ends(far, pick(layer.quantities(second), rows))
    if traits.band:
        low, high = _errors(layer, rows, layer.value)
        return Ends(high, low)
    if encoding.stack is not None and traits.stacks:
        positions = zip(*_stack_key(layer, rows), strict=True)
        ranks = ranks_of(pick(layer.series(), rows), resolved.series, len(rows))
        starts, ends = stacked(list(positions), far, ranks, encoding.stack)  # type: ignore[arg-type]  # no row is missing
        return Ends(tuple(ends), tuple(starts))
    if mark.starts_at_zero:
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
    return pick(layer.cells(layer.layer.encoding.color), rows) if layer.layer.mark.type.traits.angular else ()


def _shown_by_colour(layer: LayerData, rows: Sequence[int]) -> Numbers:
    """The quantity behind each colour; of arcs the share of the whole."""
    encoding = layer.layer.encoding
    if not layer.layer.mark.type.traits.angular:
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
    if mark.type.traits.quantity in {Quantity.COLOR, Quantity.ANGLE}:
        return tuple(map(_number, value))
    if mark.type.traits.quantity is Quantity.LENGTH:
        return tuple(
            _number(far - (near or 0))  # type: ignore[operator]  # the ends of bars are numbers
            for far, near in zip(ends.far, ends.near, strict=True)
        )
    return tuple(map(_number, ends.far))


def _number(cell: Cell) -> str:
    return shortest(float(cell)) if isinstance(cell, int | float) else ""


VIOLIN_POINTS = 100
RIDGE_CUT = 3.0
_WHISKER, _PLAY = 1.5, 1e-9

Group = tuple[tuple[str, Cell], list[float]]
"""The series as told (``""`` without a legend) and the category of a group, and its values."""


class Box(Struct, frozen=True, kw_only=True):
    """The five numbers of a box plot."""

    low: float
    q1: float
    median: float
    q3: float
    high: float


def box_of(values: Sequence[float]) -> Box:
    """The box of at least one value, as ``Items`` defines it."""
    ascending = sorted(values)
    q1, median, q3 = (quantile(ascending, share) for share in (0.25, 0.5, 0.75))
    reach = (_WHISKER + _PLAY) * (q3 - q1)
    low = next(value for value in ascending if value >= q1 - reach)
    high = next(value for value in reversed(ascending) if value <= q3 + reach)
    return Box(low=min(low, q1), q1=q1, median=median, q3=q3, high=max(high, q3))


def violin_of(values: Sequence[float]) -> tuple[list[float], list[float]]:
    """The vertices of a violin and the density at each, relative to the largest; empty for a constant sample."""
    ascending = sorted(values)
    if not ascending or ascending[0] == ascending[-1]:
        return [], []
    start, extent = ascending[0], ascending[-1] - ascending[0]
    units = [(value - start) / extent for value in ascending]  # a bandwidth in them never vanishes
    points, sums = estimates.curve(units, silverman(units), 0.0, VIOLIN_POINTS)
    largest = max(sums)
    return [start + point * extent for point in points], [total / largest for total in sums]


def summary_items(resolved: Resolved, layer: LayerData, rows: Sequence[int]) -> tuple[Items, ...]:
    """The boxes and their outliers, or violins, or ridges, of these rows: by series in order, then in that of rows."""
    encoding = layer.layer.encoding
    names = pick(layer.cells(channel_on(encoding, layer.base)), rows)
    values = pick(layer.cells(channel_on(encoding, layer.value)), rows)
    own = pick(layer.series(), rows) or ("",) * len(rows)
    found: dict[tuple[str, Cell], list[float]] = {}
    for series, name, value in zip(own, names, values, strict=True):
        found.setdefault((series, name), []).append(value)  # type: ignore[arg-type]  # rows that are items hold numbers
    places = {name: place for place, name in enumerate(resolved.series)}
    order = sorted(found, key=lambda key: places.get(key[0], 0))
    groups = [((series if resolved.legend else "", name), found[series, name]) for series, name in order]
    make = {MarkType.VIOLIN: _violins, MarkType.RIDGE: _ridges}.get(layer.layer.mark.type, _boxes)
    if make is _boxes and shows_rows(resolved.spec, layer.layer):
        return make(layer, groups)[:1]  # the points of another layer are the outliers too
    return make(layer, groups)


def _boxes(layer: LayerData, groups: Sequence[Group]) -> tuple[Items, ...]:
    boxes = [box_of(values) for _, values in groups]
    outliers = [
        (key, value)
        for (key, values), box in zip(groups, boxes, strict=True)
        for value in values
        if not box.low <= value <= box.high
    ]
    shown = _items(layer, [key for key, _ in groups], tuple(box.median for box in boxes), boxes=tuple(boxes))
    if not outliers:
        return (shown,)
    return shown, _items(layer, [key for key, _ in outliers], tuple(value for _, value in outliers), part="outliers")


def _violins(layer: LayerData, groups: Sequence[Group]) -> tuple[Items, ...]:
    keys: list[tuple[str, Cell]] = []
    points: list[float] = []
    heights: list[float] = []
    for key, values in groups:
        outline, densities = violin_of(values)
        keys += [key] * len(outline)
        points += outline
        heights += densities
    return (_items(layer, keys, tuple(points), heights=tuple(heights)),)


def ridge_of(values: Sequence[float]) -> tuple[list[float], list[float], float]:
    """The vertices of a ridge, the density at each times the extent of the values, and that extent.

    Empty for a constant sample.
    """
    ascending = sorted(values)
    if not ascending or ascending[0] == ascending[-1]:
        return [], [], 0.0
    start, extent = ascending[0], ascending[-1] - ascending[0]
    units = [(value - start) / extent for value in ascending]  # a bandwidth in them never vanishes
    bandwidth = silverman(units)
    points, sums = estimates.curve(units, bandwidth, RIDGE_CUT * bandwidth, VIOLIN_POINTS)
    return [start + point * extent for point in points], estimates.normed(sums, len(units), bandwidth), extent


def _ridges(layer: LayerData, groups: Sequence[Group]) -> tuple[Items, ...]:
    """Ridges on one scale: the extents are taken as shares of the smallest, so that no density overflows."""
    found = [(key, *ridge_of(values)) for key, values in groups]
    least = min((extent for *_, extent in found if extent), default=0.0)
    keys = [key for key, points, _, _ in found for _ in points]
    points = [point for _, points, _, _ in found for point in points]
    heights = [height * (least / extent) for _, _, densities, extent in found for height in densities]
    largest = max(heights, default=1.0)
    return (_items(layer, keys, tuple(points), heights=tuple(height / largest for height in heights)),)


def _items(
    layer: LayerData,
    keys: Sequence[tuple[str, Cell]],
    positions: tuple[float, ...],
    *,
    part: str = "",
    boxes: tuple[Box, ...] = (),
    heights: tuple[float, ...] = (),
) -> Items:
    names = tuple(name for _, name in keys)
    x, y = (names, positions) if layer.base == "x" else (positions, names)
    return Items(
        layer=layer.index, mark=layer.layer.mark.type, part=part, series=tuple(series for series, _ in keys), x=x, y=y,
        low=tuple(box.low for box in boxes), high=tuple(box.high for box in boxes), q1=tuple(box.q1 for box in boxes),
        q3=tuple(box.q3 for box in boxes), value=heights,
    )  # fmt: skip
