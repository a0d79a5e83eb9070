"""Data: a table as numpy columns, made once, and its rows in groups; 100,000 rows are a few array operations."""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct, structs

from pb_adapters.drawing.plots.frames.model import Floats, Ints
from pb_core.domain.plots.label_text import category_text
from pb_core.domain.tables.table import Cell, Column, ColumnType, Table, TimeUnit
from pb_core.errors import InvalidSpec


class Vector(Struct, frozen=True, kw_only=True, eq=False):
    """One column; ``values`` are numbers with NaN for missing: of texts the index in ``texts``, of booleans 0 and 1."""

    name: str
    type: ColumnType
    values: Floats
    texts: tuple[str, ...] = ()
    unit: str = ""
    order: tuple[str, ...] = ()
    time_unit: TimeUnit | None = None

    @property
    def present(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which rows have a value."""
        return ~np.isnan(self.values)

    def take(self, rows: Ints) -> "Vector":
        """The column of these rows; -1 is a missing value."""
        values = np.where(rows < 0, np.nan, self.values[rows]) if len(self.values) else np.full(len(rows), np.nan)
        return structs.replace(self, values=values)

    def cell(self, value: float) -> Cell:
        """One stored value as the cell that it was."""
        if np.isnan(value):
            return None
        match self.type:
            case ColumnType.TEXT:
                return self.texts[int(value)]
            case ColumnType.BOOLEAN if value in {0.0, 1.0}:  # a total of booleans may be another number
                return bool(value)
            case _:
                return float(value)

    def categories(self) -> "Categories":
        """The rows as categories; different values of one text are one category."""
        distinct, first, inverse = np.unique(self.values, return_index=True, return_inverse=True)
        labels: dict[str, int] = {}
        codes = np.empty(len(distinct), dtype=np.int64)
        for place in np.argsort(first):
            text = self.text(float(distinct[place]))
            codes[place] = labels.setdefault(text, len(labels))
        return Categories(self, codes[inverse.reshape(-1)], tuple(labels))

    def text(self, value: float) -> str:
        """One stored value as a category."""
        return category_text(self.cell(value), self.header)

    @property
    def header(self) -> Column:
        """The column without its values."""
        return Column(name=self.name, type=self.type, values=(), unit=self.unit, time_unit=self.time_unit)


class Categories(Struct, frozen=True, eq=False):
    """A column as category texts: ``labels`` in order of appearance, ``codes`` per row into them."""

    vector: Vector
    codes: Ints
    labels: tuple[str, ...]

    def texts(self, rows: Ints) -> tuple[str, ...]:
        """The texts of these rows."""
        return tuple(np.array(self.labels, dtype=object)[self.codes[rows]].tolist()) if len(rows) else ()

    def placed(self, order: Sequence[str]) -> Ints:
        """The place of each row's category in an order that holds them all."""
        places = {label: place for place, label in enumerate(order)}
        return np.array([places[label] for label in self.labels], dtype=np.int64)[self.codes]


class Data(Struct, frozen=True, eq=False):
    """Columns of equal length."""

    columns: tuple[Vector, ...]

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.columns[0].values) if self.columns else 0

    def has(self, name: str) -> bool:
        """Whether there is a column of this name."""
        return any(column.name == name for column in self.columns)

    def column(self, name: str) -> Vector:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)

    def take(self, rows: Ints) -> "Data":
        """These rows of every column; -1 is a row of missing values."""
        return Data(tuple(column.take(rows) for column in self.columns))

    def where(self, *fields: str) -> "Data":
        """The rows in which none of these fields is missing."""
        kept = np.ones(self.rows, dtype=bool)
        for field in fields:
            kept &= self.column(field).present
        return self if kept.all() else self.take(np.flatnonzero(kept))

    def add(self, *columns: Vector) -> "Data":
        """With these columns behind the others."""
        return Data((*self.columns, *columns))


def numbers(name: str, values: Floats, like: Vector | None = None, *, times: bool = False) -> Vector:
    """A new column of numbers, in the unit of ``like``; of times if ``times`` and ``like`` holds such.

    Raises:
        InvalidSpec: a number is too large to be computed with.
    """
    if np.isinf(values).any():
        raise InvalidSpec(f'The numbers of "{name}" are too large to be computed.')
    timed = like is not None and times and like.type is ColumnType.TIME
    return Vector(
        name=name,
        type=ColumnType.TIME if timed else ColumnType.NUMBER,
        values=np.asarray(values, dtype=np.float64),
        unit=like.unit if like else "",
        time_unit=like.time_unit if like and timed else None,
    )


def texts(name: str, values: list[str]) -> Vector:
    """A new column of texts."""
    places = {text: place for place, text in enumerate(dict.fromkeys(values))}
    return Vector(
        name=name,
        type=ColumnType.TEXT,
        values=np.array([places[text] for text in values], dtype=np.float64),
        texts=tuple(places),
    )


def columns_of(table: Table) -> Data:
    """The table as numpy columns."""
    return Data(tuple(_vector(column) for column in table.columns))


def _vector(column: Column) -> Vector:
    places: dict[str, int] = {}
    if column.type is ColumnType.TEXT:
        cells = [None if cell is None else places.setdefault(str(cell), len(places)) for cell in column.values]
        values = np.array(cells, dtype=np.float64)
    else:
        values = np.array(column.values, dtype=np.float64)
    return Vector(
        name=column.name,
        type=column.type,
        values=values,
        texts=tuple(places),
        unit=column.unit,
        order=column.order,
        time_unit=column.time_unit,
    )


class Groups(Struct, frozen=True, eq=False):
    """``codes`` is the group of each row, ``first`` the first row of each group."""

    codes: Ints
    first: Ints

    @property
    def count(self) -> int:
        """The number of groups."""
        return len(self.first)

    def rows(self) -> Iterator[Ints]:
        """The rows of each group in turn, ascending."""
        order = np.argsort(self.codes, kind="stable")
        ends = np.cumsum(np.bincount(self.codes, minlength=self.count))
        return iter(np.split(order, ends[:-1])) if self.count else iter(())


def group(data: Data, fields: Sequence[str]) -> Groups:
    """The groups of the rows by these fields; missing is a value like others. No fields: one group."""
    codes = np.zeros(data.rows, dtype=np.int64)
    for field in fields:
        distinct, inverse = np.unique(data.column(field).values, return_inverse=True)
        _, codes = np.unique(codes * len(distinct) + inverse.reshape(-1), return_inverse=True)
        codes = codes.reshape(-1)
    return numbered(codes)


def numbered(codes: Ints) -> Groups:
    """Any codes, numbered anew in order of appearance."""
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return Groups(rank[inverse.reshape(-1)], np.sort(first))


def pooled(data: Data, groups: Groups, chosen: Sequence[int], repeats: Sequence[int], fields: Sequence[str]) -> Data:
    """The ``groupby`` columns of a result that has ``repeats`` rows for each of the ``chosen`` groups."""
    rows = np.repeat(groups.first[np.asarray(chosen, dtype=np.int64)], np.asarray(repeats, dtype=np.int64))
    return Data(tuple(data.column(field).take(rows) for field in fields))
