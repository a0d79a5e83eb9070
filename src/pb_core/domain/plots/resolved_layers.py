"""A layer with its own table: which of its axes is the base, the cells of its channels and the rows that are items.

The base axis is (1) the discrete one when exactly one of x and y is discrete; (2) x when both are; (3) of bars the
one that alone has a second end, of areas and error bands (these also with an uncertainty) the other one; (4) the
temporal one when exactly one is; (5) x. The other axis is the value axis.
"""

import math
from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct

from pb_core.domain.plots.label_text import category_text
from pb_core.domain.plots.marks import SecondEnd
from pb_core.domain.plots.spec import (
    Axis,
    Channel,
    Encoding,
    FieldType,
    Layer,
    PlotSpec,
    Scale,
    ScaleType,
    Side,
    Spread,
)
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.statistics.row_transforms import complete_rows, numbers
from pb_core.domain.plots.suggestions import column_of
from pb_core.domain.tables.table import Cell, Column, ColumnType, Table


def base_of(layer: Layer) -> str:
    """The base axis, ``x`` or ``y``."""
    encoding, second_end = layer.encoding, layer.mark.type.traits.second_end
    x_discrete, y_discrete = is_discrete(encoding.x), is_discrete(encoding.y)
    if x_discrete or y_discrete:
        return "x" if x_discrete else "y"
    x_far, y_far = (_reaches(layer, axis) for axis in ("x", "y"))
    if x_far != y_far and second_end in {SecondEnd.BASE, SecondEnd.VALUE}:
        lone = "x" if x_far else "y"
        return lone if second_end is SecondEnd.BASE else other(lone)
    x_time, y_time = _is_temporal(encoding.x), _is_temporal(encoding.y)
    return "y" if y_time and not x_time else "x"


def _reaches(layer: Layer, axis: str) -> bool:
    """Whether items have a second end along the axis."""
    banded = layer.mark.type.traits.band and error_on(layer.encoding, axis) is not None
    return banded or second_on(layer.encoding, axis) is not None


def other(axis: str) -> str:
    """``y`` for ``x`` and ``x`` for ``y``."""
    return "y" if axis == "x" else "x"


def is_discrete(channel: Channel | None) -> bool:
    """Whether the channel shows categories."""
    return channel is not None and channel.type.discrete


def is_quantitative(channel: Channel | None) -> bool:
    """Whether the channel shows quantities."""
    return channel is not None and channel.type is FieldType.QUANTITATIVE


def _is_temporal(channel: Channel | None) -> bool:
    return channel is not None and channel.type is FieldType.TEMPORAL


def channel_on(encoding: Encoding, axis: str) -> Channel | None:
    """The channel of an axis."""
    return encoding.x if axis == "x" else encoding.y


def second_on(encoding: Encoding, axis: str) -> str | None:
    """The field of the second end on an axis."""
    return encoding.x2 if axis == "x" else encoding.y2


def error_on(encoding: Encoding, axis: str) -> Spread | None:
    """The uncertainty along an axis."""
    return encoding.x_error if axis == "x" else encoding.y_error


def band_of(layer: Layer) -> Spread | None:
    """The uncertainty that an error band spans, ``None`` for other marks and for bands between two fields."""
    return error_on(layer.encoding, other(base_of(layer))) if layer.mark.type.traits.band else None


def axis_of(spec: PlotSpec, layer: Layer, axis: str) -> Axis:
    """The axis that a layer's positions stand on; ``right`` replaces y for the layers that ask for it."""
    if axis == "x":
        return spec.axes.x
    return spec.axes.right if layer.axis is Side.RIGHT else spec.axes.y


def has_no_zero(axis: Axis) -> bool:
    """Whether the axis' scale has no place for zero."""
    return axis.scale.type in {ScaleType.LOG, ScaleType.LOGIT}


def on_scale(number: float, scale: ScaleType) -> bool:
    """Whether the scale has a place for the number."""
    if scale is ScaleType.LOG:
        return number > 0
    return scale is not ScaleType.LOGIT or 0 < number < 1


NARROWEST = 1e-12
"""Of their size: numbers that differ by less are equal but for rounding, and no stretch of an axis between them."""


def is_flat(low: float, high: float, scale: Scale) -> bool:
    """Whether two ends on a scale are equal but for rounding, so that nothing can be told apart between them."""
    start, end = evened(low, scale), evened(high, scale)
    least = 1.0 if scale.type in {ScaleType.LOG, ScaleType.LOGIT} else 0.0  # the logarithm of an end may be 0
    return end - start <= NARROWEST * max(abs(start), abs(end), least)


def evened(number: float, scale: Scale) -> float:
    """A number in the units in which its scale is even; it must have a place on the scale."""
    match scale.type:
        case ScaleType.LOG:
            return math.log10(number)
        case ScaleType.LOGIT:
            return math.log10(number) - math.log10(1 - number)
        case ScaleType.SYMLOG:
            size = abs(number) / scale.constant
            return math.copysign(size if size <= 1 else 1 + math.log10(size), number)
        case ScaleType.LINEAR:
            return number


def shows_rows(spec: PlotSpec, layer: Layer) -> bool:
    """Whether another layer shows every row of this one as a point, so that no row need be drawn a second time."""
    encoding = layer.encoding
    return any(
        one.mark.type.traits.scattered
        and one.axis is layer.axis
        and one.transform == layer.transform
        and (one.encoding.x, one.encoding.y) == (encoding.x, encoding.y)
        for one in spec.layer
    )


def series_channel(layer: Layer) -> Channel | None:
    """The channel that tells series apart: a discrete colour, else a discrete shape, unless it repeats an axis."""
    encoding = layer.encoding
    channel = encoding.color if is_discrete(encoding.color) else encoding.shape
    if not is_discrete(channel):
        return None
    axes = {position.field for position in (encoding.x, encoding.y) if position is not None}
    return None if channel is None or channel.field in axes else channel


T = TypeVar("T")


class LayerData(Struct, frozen=True, kw_only=True):
    """One layer, its table after all transforms, its base axis and the rows of that table that are items."""

    index: int
    layer: Layer
    table: Table
    base: str
    rows: Sequence[int]

    @property
    def value(self) -> str:
        """The value axis."""
        return other(self.base)

    def cells(self, channel: Channel | None) -> Sequence[Cell]:
        """The cells of a channel, row by row: category texts where it is discrete, else numbers; ``()`` without."""
        if channel is None:
            return ()
        column = column_of(self.table, channel.field)
        return texts(column) if channel.type.discrete else numbers_of(column)

    def quantities(self, field: str | None) -> Sequence[float | None]:
        """A field as numbers, row by row; ``()`` without a field."""
        return () if field is None else numbers(self.table, field, times=True)

    def series(self) -> Sequence[str]:
        """The series of each row; ``()`` for a layer without."""
        channel = series_channel(self.layer)
        return () if channel is None else texts(column_of(self.table, channel.field))


def loaded(spec: PlotSpec, table: Table) -> tuple[LayerData, ...]:
    """The layers of a plot with their tables; raises ``InvalidSpec`` for a field or a transform that does not fit."""
    shared = apply(table, spec.transform)
    return tuple(_layer(index, layer, apply(shared, layer.transform)) for index, layer in enumerate(spec.layer))


def _layer(index: int, layer: Layer, table: Table) -> LayerData:
    encoding = layer.encoding
    needed: list[str | None] = [
        channel.field
        for channel in (encoding.x, encoding.y, encoding.theta, encoding.size)
        if channel is not None and not is_discrete(channel)
    ]
    needed += [encoding.x2, encoding.y2, encoding.order]
    spread = band_of(layer)
    needed += [spread.delta, spread.low, spread.high] if spread is not None else []
    if is_quantitative(encoding.color) and encoding.color is not None:
        needed.append(encoding.color.field)
    columns = [column_of(table, field).values for field in needed if field is not None]
    rows: Sequence[int] = complete_rows(*columns) if columns else range(table.rows)
    return LayerData(index=index, layer=layer, table=table, base=base_of(layer), rows=rows)


def texts(column: Column) -> Sequence[str]:
    """The cells of a column as category texts."""
    if column.type is ColumnType.TEXT and None not in column.values:
        return column.values  # type: ignore[return-value]  # a column of text without a missing cell
    known = {cell: category_text(cell, column) for cell in dict.fromkeys(column.values)}
    return tuple(map(known.__getitem__, column.values))


def numbers_of(column: Column) -> Sequence[Cell]:
    """The cells of a column as numbers, true being 1."""
    if column.type is not ColumnType.BOOLEAN:
        return column.values
    return tuple(None if cell is None else int(cell) for cell in column.values)


def pick(values: Sequence[T], rows: Sequence[int]) -> tuple[T, ...]:
    """The values of these rows; ``()`` stays ``()``."""
    if not values:
        return ()
    if isinstance(rows, range) and len(rows) == len(values):
        return tuple(values)
    return tuple(map(values.__getitem__, rows))
