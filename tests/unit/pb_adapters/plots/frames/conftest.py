from collections.abc import Callable, Iterable, Sequence

import pytest

from pb_adapters.plots.frames.columns import columns_of
from pb_adapters.plots.frames.transforms import derive
from pb_core.plot.transforms import Transform
from pb_core.tables.natural import natural_order
from pb_core.tables.table import Cell, Column, ColumnType, Shape, Table, TimeUnit

Tabled = Callable[..., Table]
Derived = Callable[..., dict[str, list[Cell]]]


def column_of(name: str, values: Sequence[Cell], *, times: bool, unit: str) -> Column:
    kinds = {type(value) for value in values if value is not None}
    if str in kinds:
        texts = tuple(dict.fromkeys(value for value in values if isinstance(value, str)))
        return Column(name=name, type=ColumnType.TEXT, values=tuple(values), order=natural_order(texts))
    if kinds == {bool}:
        return Column(name=name, type=ColumnType.BOOLEAN, values=tuple(values))
    if times:
        return Column(name=name, type=ColumnType.TIME, values=tuple(values), time_unit=TimeUnit.DAY)
    return Column(name=name, type=ColumnType.NUMBER, values=tuple(values), unit=unit)


@pytest.fixture(scope="session")
def tabled() -> Tabled:
    """Makes a table of named lists; ``times`` names columns of times, ``units`` gives columns a unit."""

    def build(times: Iterable[str] = (), units: dict[str, str] | None = None, **columns: Sequence[Cell]) -> Table:
        made = (
            column_of(name, values, times=name in times, unit=(units or {}).get(name, ""))
            for name, values in columns.items()
        )
        return Table(columns=tuple(made), shape=Shape.COLUMNS)

    return build


@pytest.fixture(scope="session")
def derived(tabled: Tabled) -> Derived:
    """The columns of named lists after transforms."""

    def build(*transforms: Transform, **columns: Sequence[Cell]) -> dict[str, list[Cell]]:
        data = derive(columns_of(tabled(**columns)), transforms)
        return {column.name: [column.cell(value) for value in column.values.tolist()] for column in data.columns}

    return build
