"""TableProfile: what a planner is told of a table, small whatever the table's size."""

from msgspec import Struct

from pb_core.tables.table import Cell, ColumnType, Shape, TimeUnit

MAX_EXAMPLES = 40


class ColumnProfile(Struct, frozen=True, kw_only=True):
    """One column: its counts, its extremes (numbers and times) and its first distinct values in natural order.

    ``distinct`` and ``missing`` count values. ``mean`` is of the numbers. ``increasing`` says that no value is
    smaller than the one before it. ``whole`` says that every number is an integer.
    """

    name: str
    type: ColumnType
    distinct: int
    missing: int
    examples: tuple[Cell, ...]
    unit: str = ""
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    increasing: bool = False
    whole: bool = False
    ordered: bool = False
    time_unit: TimeUnit | None = None
    longest: int = 0
    error_of: str | None = None
    role: str | None = None


class TableProfile(Struct, frozen=True, kw_only=True):
    """A table in short.

    ``keys`` is a smallest set of text, boolean, time or whole-number columns whose values tell every two rows
    apart, preferring text columns and earlier ones; ``()`` when there is none of up to three columns: then rows
    are repeated measurements. ``head`` holds the first five rows.
    """

    rows: int
    shape: Shape
    columns: tuple[ColumnProfile, ...]
    keys: tuple[str, ...] = ()
    head: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> ColumnProfile | None:
        """The profile of the column of this name."""
        return next((column for column in self.columns if column.name == name), None)
