"""The orders of categories that all panels and layers of a plot share: axes, series, offsets and facets."""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from msgspec import Struct, structs

from pb_adapters.drawing.plots.frames.channel_data import ChannelData, Position
from pb_adapters.drawing.plots.frames.columns import Categories
from pb_adapters.drawing.plots.frames.model import Floats
from pb_adapters.drawing.plots.frames.statistics import Sample, statistic
from pb_core.domain.plots.label_text import MISSING
from pb_core.domain.plots.marks import Quantity
from pb_core.domain.plots.spec import Axis, Legend, Orient, PlotSpec, Side, Sort
from pb_core.domain.plots.transforms import Op
from pb_core.domain.tables.table import ColumnType


def ordered(
    columns: Sequence[Categories],
    sort: Sort | None = None,
    values: Sequence[str] = (),
    weights: Mapping[str, float] | None = None,
) -> tuple[str, ...]:
    """All categories of at least one column: those of ``values`` first, the others sorted, the missing one last."""
    labels = list(dict.fromkeys(label for column in columns for label in column.labels))
    first = list(dict.fromkeys(values))
    rest = [label for label in _sorted(labels, columns, sort, weights or {}) if label not in first]
    return (*first, *(label for label in rest if label != MISSING), *(label for label in rest if label == MISSING))


def weights_of(channels: ChannelData, categories: Categories | None) -> dict[str, float]:
    """What the categories of a layer weigh when they are sorted by value, to 12 digits; only those with a value."""
    amounts = amounts_of(channels)
    if categories is None or amounts is None:
        return {}
    op = Op.MEDIAN if channels.layer.mark.type.traits.distribution else Op.SUM
    sample = Sample.of(np.where(channels.items, amounts, np.nan), categories.codes, len(categories.labels))
    found = zip(categories.labels, statistic(op, sample, 0.5).tolist(), strict=True)
    return {label: float(f"{weight:.12g}") for label, weight in found if not math.isnan(weight)}


def amounts_of(channels: ChannelData) -> Floats | None:
    """The quantity that each row of a layer shows: its value, or the colour of what has categories only."""
    match channels.layer.mark.type.traits.quantity:
        case Quantity.ANGLE:
            return channels.theta
        case Quantity.COLOR:
            return channels.value
        case _:
            position = channels.value_position
            return position.vector.values if position and not position.categories else channels.value


def _sorted(
    labels: list[str], columns: Sequence[Categories], sort: Sort | None, weights: Mapping[str, float]
) -> list[str]:
    match sort:
        case Sort.DATA:
            return labels
        case Sort.VALUE | Sort.VALUE_DOWN:
            sign = 1 if sort is Sort.VALUE else -1
            weighed = sorted((label for label in labels if label in weights), key=lambda label: sign * weights[label])
            return weighed + [label for label in labels if label not in weights]
        case Sort.ASCENDING | Sort.DESCENDING:
            ascending = _ascending(labels, columns)
            return ascending if sort is Sort.ASCENDING else ascending[::-1]
        case _:
            return _natural(labels, columns)


def _natural(labels: list[str], columns: Sequence[Categories]) -> list[str]:
    if all(column.vector.type is not ColumnType.TEXT for column in columns):
        return _ascending(labels, columns)
    known = {label: place for place, label in enumerate(columns[0].vector.order)}
    return sorted(labels, key=lambda label: known.get(label, len(known)))


def _ascending(labels: list[str], columns: Sequence[Categories]) -> list[str]:
    """Numbers, times and booleans by value; by their letters where there are texts among them."""
    if any(column.vector.type is ColumnType.TEXT for column in columns):
        return sorted(labels, key=lambda label: (label.casefold(), label))
    amounts: dict[str, float] = {}
    for column in columns:
        codes, first = np.unique(column.codes, return_index=True)
        for code, value in zip(codes.tolist(), column.vector.values[first].tolist(), strict=True):
            amounts.setdefault(column.labels[code], value)
    return sorted(labels, key=lambda label: math.inf if math.isnan(amounts[label]) else amounts[label])


_LEAST_SERIES = 2


class Orders(Struct, frozen=True, kw_only=True, eq=False):
    """Categories in order: of the axes (``()`` where not discrete), the series, what stands side by side, the facets.

    ``offsets`` has one order per layer, ``()`` for one without an offset.
    """

    x: tuple[str, ...]
    y: tuple[str, ...]
    series: tuple[str, ...]
    legend: bool
    offsets: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    rows: tuple[str, ...]


def settle_series(all_channels: Sequence[ChannelData]) -> list[ChannelData]:
    """The layers, of which those whose colour only repeats an axis give it up where another one has a key.

    Lines, areas and bands give it up in any case: they run through all categories.
    """
    keyed = _need_keys(all_channels)
    return [
        structs.replace(channels, series=None)
        if _named_by_position(channels) and (keyed or channels.layer.mark.type.traits.joined)
        else channels
        for channels in all_channels
    ]


def orders_of(spec: PlotSpec, all_channels: Sequence[ChannelData]) -> Orders:
    """The orders of a plot."""
    series = _order(
        [channels.series for channels in all_channels if channels.series],
        all_channels[0].series,
        spec.legend,
        all_channels,
    )
    return Orders(
        x=_axis(spec.axes.x, all_channels, lambda channels: channels.x, "x"),
        y=_axis(spec.axes.y, all_channels, lambda channels: channels.y, "y"),
        series=series,
        legend=_legend(spec, all_channels),
        offsets=tuple(_offsets(channels, series) for channels in all_channels),
        columns=_facet(spec.facet.field, spec.facet.values, all_channels) if spec.facet else ("",),
        rows=_facet(spec.facet.row, spec.facet.row_values, all_channels) if spec.facet else ("",),
    )


def _axis(
    axis: Axis, all_channels: Sequence[ChannelData], position: Callable[[ChannelData], Position | None], name: str
) -> tuple[str, ...]:
    found = [place for channels in all_channels if (place := position(channels)) and not _is_right(channels, name)]
    discrete = [place.categories for place in found if place.categories]
    first = position(all_channels[0])
    return _order(discrete, first.categories if first else None, axis, all_channels)


def _is_right(channels: ChannelData, name: str) -> bool:
    return name == "y" and channels.layer.axis is Side.RIGHT


def _order(
    columns: Sequence[Categories], first: Categories | None, wish: Axis | Legend, all_channels: Sequence[ChannelData]
) -> tuple[str, ...]:
    if not columns:
        return ()
    by_value = wish.sort in {Sort.VALUE, Sort.VALUE_DOWN}
    return ordered(columns, wish.sort, wish.values, weights_of(all_channels[0], first) if by_value else None)


def _legend(spec: PlotSpec, all_channels: Sequence[ChannelData]) -> bool:
    return spec.legend.orient is not Orient.NONE and _need_keys(all_channels)


def _need_keys(all_channels: Sequence[ChannelData]) -> bool:
    """Whether the layers together have several series that their positions do not tell."""
    named = [
        channels.series for channels in all_channels if channels.series is not None and not _named_by_position(channels)
    ]
    return len({label for series in named for label in series.labels}) >= _LEAST_SERIES


def _named_by_position(channels: ChannelData) -> bool:
    field = channels.series.vector.name if channels.series else ""
    return any(place is not None and place.vector.name == field for place in (channels.x, channels.y))


def _offsets(channels: ChannelData, series: tuple[str, ...]) -> tuple[str, ...]:
    if channels.offset is None:
        return ()
    if channels.series and channels.series.vector.name == channels.offset.vector.name:
        return series
    return ordered([channels.offset])


def _facet(field: str | None, values: Sequence[str], all_channels: Sequence[ChannelData]) -> tuple[str, ...]:
    if field is None:
        return ("",)
    columns = [channels.data.column(field) for channels in all_channels if channels.data.has(field)]
    return ordered([column.categories() for column in columns], values=values)
