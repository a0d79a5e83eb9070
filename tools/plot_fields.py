"""Fields of a table by what they hold, and layers that show them: what random plots are made of."""

import random
from collections.abc import Sequence

import msgspec

from hostile_tables import chance
from pb_core.domain.plots import spec as g
from pb_core.domain.plots import transforms as t
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.tables.table import Cell, Column, ColumnType, Table


class Fields:
    """Chooses fields of a table by what they hold, and channels that show them; a wrong one now and then."""

    def __init__(self, rng: random.Random, table: Table, *, well_formed: bool) -> None:
        self._rng = rng
        self._columns = table.columns
        self.well_formed = well_formed

    def number(self) -> str:
        """A field of numbers, or now and then of booleans."""
        more = {ColumnType.BOOLEAN} if chance(self._rng, 0.1) else set()
        return self._field({ColumnType.NUMBER} | more)

    def unsigned(self) -> str:
        """A field of numbers that lengths, areas and shares can show."""
        fitting = [c for c in self._columns if c.type is ColumnType.NUMBER and not any(map(_negative, c.values))]
        return self._rng.choice(fitting).name if fitting and self.well_formed else self.number()

    def text(self) -> str:
        """A field of texts."""
        return self._field({ColumnType.TEXT})

    def cell(self, field: str) -> str:
        """A text of the field, or one that it may not have."""
        texts = [cell for column in self._columns if column.name == field for cell in column.values if cell]
        return str(self._rng.choice(texts)) if texts and self.well_formed else "8K"

    def quantity(self, field: str | None = None) -> g.Channel:
        """A channel of numbers."""
        return g.Channel(field=field or self.number(), type=g.FieldType.QUANTITATIVE)

    def category(self, field: str | None = None) -> g.Channel:
        """A channel of names."""
        kind = self._rng.choice((g.FieldType.NOMINAL, g.FieldType.ORDINAL))
        kinds = self._rng.choice(
            ({ColumnType.TEXT},) * 6 + ({ColumnType.BOOLEAN}, {ColumnType.NUMBER}, {ColumnType.TIME})
        )
        return g.Channel(field=field or self._field(kinds), type=kind)

    def time(self) -> g.Channel:
        """The channel of days."""
        return g.Channel(field="t", type=g.FieldType.TEMPORAL)

    def position(self) -> g.Channel:
        """A channel of any kind."""
        return self._rng.choice((self.quantity, self.quantity, self.category, self.time))()

    def groupby(self) -> tuple[str, ...]:
        """No group, or those of one field."""
        return self._rng.choice(((), (self.text(),)))

    def _field(self, kinds: set[ColumnType]) -> str:
        fitting: list[Column] = [column for column in self._columns if column.type in kinds]
        return self._rng.choice(fitting or list(self._columns)).name


def _negative(cell: Cell) -> bool:
    return isinstance(cell, int | float) and cell < 0


Made = tuple[Sequence[t.Transform], Sequence[g.Layer]]
"""The transforms that a plot shares, and its layers."""


def layer_of(mark: MarkType, *, labels: bool = False, **channels: object) -> g.Layer:
    """A layer of one mark, with labels if it takes them."""
    return g.Layer(
        mark=Mark(type=mark, labels=labels and mark.traits.labels), encoding=msgspec.convert(channels, g.Encoding)
    )
