"""A layer with its own table: the cells of its channels and the rows that are items."""

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct

from pb_core.plot.deriving import apply
from pb_core.plot.deriving.rows import complete_rows, numbers
from pb_core.plot.grammar import Channel, Layer, PlotSpec
from pb_core.plot.layering.bases import band_of, base_of, is_discrete, is_quantitative, other, series_channel
from pb_core.plot.naming import column_of
from pb_core.plot.wording import category_text
from pb_core.tables.table import Cell, Column, ColumnType, Table

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
