"""Table: the caller's data as named, typed columns of equal length."""

from enum import StrEnum

from msgspec import Struct

Cell = int | float | str | bool | None
"""One value; ``None`` is missing. A time is a number of seconds since 1970-01-01 00:00 UTC."""


class ColumnType(StrEnum):
    """What the values of a column are."""

    NUMBER = "number"
    TEXT = "text"
    TIME = "time"
    BOOLEAN = "boolean"


class Shape(StrEnum):
    """How the JSON document was read."""

    RECORDS = "records"  # [{"model": "A", "accuracy": 1}, ...]
    COLUMNS = "columns"  # {"model": ["A", "B"], "accuracy": [1, 2]}
    RAGGED = "ragged"  # {"A": [1, 2, 3], "B": [4, 5]}: one row per value, named by its list
    NESTED = "nested"  # {"A": {"MNLI": 1, "QQP": 2}, "B": {...}}: one row per leaf
    MATRIX = "matrix"  # rows of numbers, with or without row and column names: one row per cell
    ARRAY = "array"  # [3, 1, 2]
    POINTS = "points"  # [[1, 2], [3, 4]] or {"A": [[1, 2], ...], "B": [...]}
    SCALARS = "scalars"  # {"A": 1, "B": 2}

    @property
    def is_named(self) -> bool:
        """Whether the columns have the names that the caller gave them."""
        return self in {Shape.RECORDS, Shape.COLUMNS}


class TimeUnit(StrEnum):
    """The finest unit that a column of times was written in."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    SECOND = "second"


class Column(Struct, frozen=True, kw_only=True):
    """One named column.

    ``unit`` is what stood in brackets after the name or behind the numbers (``ms``, ``%``). ``order`` lists
    the distinct texts in their natural order (1K < 8K < 32K, Jan < Feb) where they have one, else ``()``.
    ``error_of`` names the column whose uncertainty this one holds, as read from ``76.1 ± 0.3`` or a mean with
    its ``std``; ``role`` is then ``delta``, ``low`` or ``high``. ``unread`` says in a sentence which cells cannot be
    read where most of them are quantities or dates: such a column is never shown as a measure.
    """

    name: str
    type: ColumnType
    values: tuple[Cell, ...]
    unit: str = ""
    order: tuple[str, ...] = ()
    time_unit: TimeUnit | None = None
    error_of: str | None = None
    role: str | None = None
    unread: str = ""


class Table(Struct, frozen=True, kw_only=True):
    """At least one column and one row; names are unique. ``notes`` say in sentences what was assumed."""

    columns: tuple[Column, ...]
    shape: Shape
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.columns[0].values)

    def column(self, name: str) -> Column | None:
        """The column of this name."""
        return next((column for column in self.columns if column.name == name), None)


class TableLimits(Struct, frozen=True, kw_only=True):
    """What a document may hold; past any of these reading raises ``InvalidRequest`` naming the limit.

    ``max_document`` bounds the characters of the JSON text, ``max_points`` rows times columns after reading,
    ``max_depth`` the nesting, ``max_columns`` and ``max_name`` the columns and the length of one name,
    ``max_text`` the length of one text value.
    """

    max_document: int = 20_000_000
    max_points: int = 1_000_000
    max_rows: int = 100_000
    max_columns: int = 500
    max_depth: int = 16
    max_name: int = 500
    max_text: int = 2_000
