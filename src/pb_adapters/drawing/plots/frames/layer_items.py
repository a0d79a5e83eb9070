"""LayerItems: the items of one layer in one panel as numbers, stacked where they share a place; summaries of rows."""

import numpy as np
from msgspec import structs

from pb_adapters.drawing.plots.frames.channel_data import ChannelData, Ends, Position, normalized
from pb_adapters.drawing.plots.frames.columns import Groups, Vector, numbered
from pb_adapters.drawing.plots.frames.estimators import kernel_curve, silverman
from pb_adapters.drawing.plots.frames.model import OUTLIERS, Bools, Floats, Ints, ItemColumns
from pb_adapters.drawing.plots.frames.orders import Orders, ordered
from pb_adapters.drawing.plots.frames.statistics import Sample, quantile, statistic
from pb_core.domain.plots.marks import Quantity
from pb_core.domain.plots.spec import PlotSpec, ScaleType, Side
from pb_core.domain.plots.transforms import Op
from pb_core.domain.tables.table import ColumnType


def stacked(channels: ChannelData, values: Floats, rows: Ints, series: Ints) -> tuple[Floats, Floats]:
    """The far and near end of each item: in the order of the series away from zero, negatives downwards."""
    stacks = places_of(channels, rows)
    known = np.flatnonzero(~np.isnan(values))
    if normalized(channels.layer.encoding):
        values = _shares(values, stacks, known)
    far, near = np.full((2, len(values)), np.nan)
    known = known[np.lexsort((series[known], stacks[known]))]
    for chosen in (known[values[known] >= 0], known[values[known] < 0]):
        near[chosen], far[chosen] = _running(values[chosen], stacks[chosen])
    return far, near


def places_of(channels: ChannelData, rows: Ints) -> Ints:
    """Numbers that are equal for items at one base position (and its second end) and one place side by side."""
    base, second = channels.base_position, channels.y2 if channels.horizontal else channels.x2
    keys: list[Floats | Ints] = [] if second is None else [second]
    if base is not None:
        keys.append(base.categories.codes if base.categories else base.vector.values)
    if channels.offset:
        keys.append(channels.offset.codes)
    codes = np.zeros(len(rows), dtype=np.int64)
    for key in keys:
        distinct, places = np.unique(key[rows], return_inverse=True)
        codes = numbered(codes * max(len(distinct), 1) + places.reshape(-1)).codes
    return codes


def _shares(values: Floats, stacks: Ints, known: Ints) -> Floats:
    count = int(stacks.max(initial=-1)) + 1
    largest = np.zeros(count)
    np.maximum.at(largest, stacks[known], values[known])
    parts = values / np.where(largest > 0, largest, 1.0)[stacks]  # of the largest, so that no sum overflows
    wholes = np.bincount(stacks[known], weights=parts[known], minlength=count)[stacks]
    return np.divide(parts, wholes, out=np.where(np.isnan(values), np.nan, 0.0), where=wholes > 0)


def _running(values: Floats, stacks: Ints) -> tuple[Floats, Floats]:
    """The sum before and after each value within its stack; stacks follow each other."""
    near, far = np.zeros((2, len(values)))
    leads = np.flatnonzero(np.diff(stacks, prepend=-1)) if len(values) else np.zeros(0, dtype=np.int64)
    ranks = np.arange(len(values)) - np.repeat(leads, np.diff(np.append(leads, len(values))))
    for level in np.split(np.argsort(ranks, kind="stable"), np.cumsum(np.bincount(ranks))[:-1]) if len(values) else ():
        near[level] = np.where(ranks[level] > 0, far[level - 1], 0.0)
        far[level] = near[level] + values[level]
    return near, far


class LayerItems(ItemColumns, frozen=True, kw_only=True, eq=False):
    """Columns as in ``FrameLayer``; ``rows`` is a row of the page that each item stands for.

    ``number`` is what a value label prints.
    """

    rows: Ints
    part: str = ""
    number: Floats | None = None


def placed(position: Position | None, order: tuple[str, ...]) -> Floats | None:
    """The positions of all rows; a category's is its place in the order."""
    if position is None or position.categories is None:
        return position.vector.values if position else None
    return position.categories.placed(order).astype(np.float64)


def row_items(channels: ChannelData, layout: Orders, spec: PlotSpec, rows: Ints) -> LayerItems:
    """The items of a mark that draws row by row: all but boxes, violins and arcs."""
    running = channels.layer.mark.type.traits.joined
    rows = rows[(channels.items | channels.gaps)[rows]]
    x, y = placed(channels.x, layout.x), placed(channels.y, layout.y)
    if running:
        rows = rows[_path_order(channels, layout, rows, y if channels.horizontal else x)]
    first, second = (x, channels.x2) if channels.horizontal else (y, channels.y2)
    banded = channels.layer.mark.type.traits.band and channels.errors.high is not None
    if banded:
        first, second = channels.errors.high, channels.errors.low
    base, base2 = (y, channels.y2) if channels.horizontal else (x, channels.x2)
    end, start = _ends(channels, layout, spec, rows, (first, second))
    cut = np.where(channels.gaps[rows], np.nan, 0.0) if running else np.zeros(len(rows))
    along, across = (_taken(base, rows), _taken(base2, rows)), (_cut(end, cut), _cut(start, cut))
    (x1, x2), (y1, y2) = (across, along) if channels.horizontal else (along, across)
    errors, sideways = Ends() if banded else channels.errors, channels.x_errors
    return LayerItems(
        rows=rows, x=x1, x2=x2, y=y1, y2=y2,
        low=_taken(errors.low, rows), high=_taken(errors.high, rows),
        x_low=_taken(sideways.low, rows), x_high=_taken(sideways.high, rows),
        value=_taken(channels.value, rows), size=_taken(channels.size, rows),
        number=_number(channels, across, _taken(channels.value, rows)),
    )  # fmt: skip


def scale_type(channels: ChannelData, spec: PlotSpec) -> ScaleType:
    """The scale of the layer's value axis."""
    if channels.horizontal:
        return spec.axes.x.scale.type
    return (spec.axes.right if channels.layer.axis is Side.RIGHT else spec.axes.y).scale.type


def series_places(channels: ChannelData, layout: Orders) -> Ints:
    """The place of each row's series in their order."""
    return channels.series.placed(layout.series) if channels.series else np.zeros(channels.data.rows, dtype=np.int64)


def _ends(
    channels: ChannelData, layout: Orders, spec: PlotSpec, rows: Ints, fields: tuple[Floats | None, Floats | None]
) -> tuple[Floats | None, Floats | None]:
    """The end and the start of each item along the value axis."""
    end, start = (_taken(field, rows) for field in fields)
    mark, unbounded = channels.layer.mark, scale_type(channels, spec) in {ScaleType.LOG, ScaleType.LOGIT}
    if channels.layer.encoding.stack and end is not None:
        return stacked(channels, end, rows, series_places(channels, layout)[rows])
    if start is None and end is not None and mark.starts_at_zero:
        start = np.where(np.isnan(end) | unbounded, np.nan, 0.0)
    return end, start


def _path_order(channels: ChannelData, layout: Orders, rows: Ints, base: Floats | None) -> Ints:
    along = base if channels.order is None else _order_places(channels.order)
    places = along[rows] if along is not None else np.zeros(len(rows))
    return np.lexsort((places, _detail_places(channels, rows), series_places(channels, layout)[rows]))


def _order_places(order: Vector) -> Floats:
    """The place of each row along the order field: its number, or that of its text in the order of such texts."""
    if order.type is not ColumnType.TEXT:
        return order.values
    categories = order.categories()
    return categories.placed(ordered([categories])).astype(np.float64)


def _detail_places(channels: ChannelData, rows: Ints) -> Ints:
    """The details in order of their first item; those with gaps only come last."""
    if channels.detail is None:
        return np.zeros(len(rows), dtype=np.int64)
    codes, count = channels.detail.codes[rows], len(channels.detail.labels)
    firsts = np.full(count, len(rows))
    np.minimum.at(firsts, codes, np.where(channels.items[rows], np.arange(len(rows)), len(rows)))
    ranks = np.empty(count, dtype=np.int64)
    ranks[np.argsort(firsts, kind="stable")] = np.arange(count)
    return ranks[codes]


def _number(channels: ChannelData, across: tuple[Floats | None, Floats | None], value: Floats | None) -> Floats | None:
    end, start = across
    match channels.layer.mark.type.traits.quantity:
        case Quantity.COLOR:
            return value
        case Quantity.LENGTH if end is not None and start is not None:
            return end - np.nan_to_num(start)
        case _:
            return end


def _taken(values: Floats | None, rows: Ints) -> Floats | None:
    return None if values is None else values[rows]


def _cut(values: Floats | None, cut: Floats) -> Floats | None:
    return None if values is None else values + cut


_REACH = 1.5  # interquartile ranges (Tukey 1977)
_SLACK = 1e-9  # of the interquartile range: a value that rounding has moved past the fence is still inside
_VERTICES = 100
_BEYOND = 3.0  # bandwidths of a ridge past its values
_LEAST = 2


def box_items(channels: ChannelData, layout: Orders, rows: Ints, *, outliers: bool) -> list[LayerItems]:
    """The box of each series and category with Tukey's whiskers, and the values beyond them as a part of its own."""
    rows = _items_by_series(channels, layout, rows)
    base, values, groups = _grouped(channels, layout, rows)
    sample = Sample.of(values, groups.codes, groups.count)
    q1, median, q3 = (quantile(sample, share) for share in (0.25, 0.5, 0.75))
    fence = (_REACH + _SLACK) * (q3 - q1)
    within = (values >= (q1 - fence)[groups.codes]) & (values <= (q3 + fence)[groups.codes])
    inside = Sample.of(np.where(within, values, np.nan), groups.codes, groups.count)
    low = np.fmin(statistic(Op.MIN, inside, 0.5), q1)  # where rounding leaves no value inside, there is no whisker
    high = np.fmax(statistic(Op.MAX, inside, 0.5), q3)
    firsts = groups.first
    sizes = np.bincount(groups.codes, minlength=groups.count).astype(np.float64)
    boxes = LayerItems(rows=rows[firsts], x=base[firsts], y=median, q1=q1, q3=q3, low=low, high=high, sample=sizes)
    boxes = _turned(channels, boxes)
    beyond: Bools = (values < low[groups.codes]) | (values > high[groups.codes])
    if not outliers or not beyond.any():
        return [boxes]
    return [boxes, _turned(channels, LayerItems(rows=rows[beyond], part=OUTLIERS, x=base[beyond], y=values[beyond]))]


def violin_items(channels: ChannelData, layout: Orders, rows: Ints) -> LayerItems:
    """100 vertices for each series and category that has two different values: the value, and the relative density."""
    rows = _items_by_series(channels, layout, rows)
    base, values, groups = _grouped(channels, layout, rows)
    chosen, grids, densities = [], [], []
    for first, members in zip(groups.first.tolist(), groups.rows(), strict=True):
        found = values[members]
        if found.min() == found.max():
            continue
        units = (found - found.min()) / np.ptp(found)  # a bandwidth in them never vanishes
        grid, sums = kernel_curve(units, silverman(units), 0.0, _VERTICES)
        chosen.append(first)
        grids.append(found.min() + grid * np.ptp(found))
        densities.append(sums / sums.max())
    vertices = np.repeat(np.array(chosen, dtype=np.int64), _VERTICES)
    y, value = (np.concatenate([np.zeros(0), *parts]) for parts in (grids, densities))
    sizes = _sizes(groups, chosen)
    return _turned(channels, LayerItems(rows=rows[vertices], x=base[vertices], y=y, value=value, sample=sizes))


def ridge_items(channels: ChannelData, layout: Orders, rows: Ints) -> LayerItems:
    """100 vertices for each series and category that has two different values: the value, and the density there.

    Densities are shares of the largest in the panel.
    """
    rows = _items_by_series(channels, layout, rows)
    base, values, groups = _grouped(channels, layout, rows)
    chosen, grids, densities, spans = [], [np.zeros(0)], [np.zeros(0)], []
    for first, members in zip(groups.first.tolist(), groups.rows(), strict=True):
        found = values[members]
        span = float(np.ptp(found))
        if not span:
            continue
        units = (found - found.min()) / span
        width = silverman(units)
        grid, sums = kernel_curve(units, width, _BEYOND * width, _VERTICES)
        chosen.append(first)
        grids.append(found.min() + grid * span)
        densities.append(sums / (len(units) * width))
        spans.append(span)
    vertices = np.repeat(np.array(chosen, dtype=np.int64), _VERTICES)
    scale = np.repeat(min(spans, default=1.0) / np.array(spans), _VERTICES)  # shares of the narrowest never overflow
    y, height = np.concatenate(grids), np.concatenate(densities) * scale
    shares = height / height.max(initial=1e-300)
    items = LayerItems(rows=rows[vertices], x=base[vertices], y=y, value=shares, sample=_sizes(groups, chosen))
    return _turned(channels, items)


def _sizes(groups: Groups, firsts: list[int]) -> Floats:
    """How many values each of these groups, by its first item, has, at all vertices of its shape."""
    counts = np.bincount(groups.codes, minlength=groups.count)[groups.codes[firsts]] if firsts else np.zeros(0)
    return np.repeat(counts.astype(np.float64), _VERTICES)


def arc_items(channels: ChannelData, layout: Orders, rows: Ints) -> LayerItems:
    """The share of each category of the colour, in the order of the series."""
    rows, series = _items_by_series(channels, layout, rows), series_places(channels, layout)
    theta = channels.theta[rows] if channels.theta is not None else np.zeros(len(rows))
    share = theta / theta.max() if len(rows) else theta  # first of the largest, so that no sum overflows
    share = share / share.sum() if len(rows) else share
    return LayerItems(rows=rows, x=series[rows].astype(np.float64), value=share, number=share)


def _items_by_series(channels: ChannelData, layout: Orders, rows: Ints) -> Ints:
    """The rows that are items, series after series, so that shapes of one category stand in the series' order."""
    rows = rows[channels.items[rows]]
    return rows[np.argsort(series_places(channels, layout)[rows], kind="stable")]


def _grouped(channels: ChannelData, layout: Orders, rows: Ints) -> tuple[Floats, Floats, Groups]:
    """The place of each row's category, its value, and the rows of each series and category."""
    base = placed(channels.base_position, layout.y if channels.horizontal else layout.x)
    position = channels.value_position
    assert base is not None  # noqa: S101 - a mark of distributions needs both
    assert position is not None  # noqa: S101 - the same
    keys = series_places(channels, layout)[rows]
    groups = numbered(base[rows].astype(np.int64) * (len(layout.series) + 1) + keys)
    return base[rows], position.vector.values[rows], groups


def _turned(channels: ChannelData, items: LayerItems) -> LayerItems:
    if not channels.horizontal:
        return items
    return structs.replace(items, x=items.y, y=items.x)
