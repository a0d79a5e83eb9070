"""Tables of named lists, and what transforms make of them."""

from collections.abc import Iterable, Sequence

from pb_adapters.drawing.plots.frames.columns import columns_of
from pb_adapters.drawing.plots.frames.transforms import derive
from pb_core.domain.plots.transforms import Transform
from pb_core.domain.tables.natural_order import natural_order
from pb_core.domain.tables.table import Cell, Column, ColumnType, Shape, Table, TimeUnit


def tabled(times: Iterable[str] = (), units: dict[str, str] | None = None, **columns: Sequence[Cell]) -> Table:
    """A table of named lists; ``times`` names columns of times, ``units`` gives columns a unit."""
    made = (
        column_of(name, values, times=name in times, unit=(units or {}).get(name, ""))
        for name, values in columns.items()
    )
    return Table(columns=tuple(made), shape=Shape.COLUMNS)


def derived(*transforms: Transform, **columns: Sequence[Cell]) -> dict[str, list[Cell]]:
    """The columns of named lists after transforms."""
    data = derive(columns_of(tabled(**columns)), transforms)
    return {column.name: [column.cell(value) for value in column.values.tolist()] for column in data.columns}


def column_of(name: str, values: Sequence[Cell], *, times: bool, unit: str) -> Column:
    """A column of the type that its values have."""
    kinds = {type(value) for value in values if value is not None}
    if str in kinds:
        texts = tuple(dict.fromkeys(value for value in values if isinstance(value, str)))
        return Column(name=name, type=ColumnType.TEXT, values=tuple(values), order=natural_order(texts))
    if kinds == {bool}:
        return Column(name=name, type=ColumnType.BOOLEAN, values=tuple(values))
    if times:
        return Column(name=name, type=ColumnType.TIME, values=tuple(values), time_unit=TimeUnit.DAY)
    return Column(name=name, type=ColumnType.NUMBER, values=tuple(values), unit=unit)
