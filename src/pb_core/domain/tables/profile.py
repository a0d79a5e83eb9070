"""TableProfile: what a planner knows of a table, small whatever the table's size."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from msgspec import Struct

from pb_core.domain.tables.table import Cell, Column, ColumnType, Shape, Table, TimeUnit

MAX_EXAMPLES = 40
MAX_OTHERS = 2_000


class ColumnProfile(Struct, frozen=True, kw_only=True):
    """One column: its counts, its extremes (numbers and times) and its first distinct values in natural order.

    ``others`` are further distinct texts, by which a category that an intent names is known; they are in no prompt.
    ``distinct`` and ``missing`` count values. ``mean`` is of the numbers. ``increasing`` says that no value is
    smaller than the one before it. ``whole`` says that every number is an integer. ``unread`` is the table's sentence
    about cells that cannot be read.
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
    unread: str = ""
    others: tuple[str, ...] = ()


class TableProfile(Struct, frozen=True, kw_only=True):
    """A table in short.

    ``keys`` is a smallest set of text, boolean, time or whole-number columns whose values tell every two rows
    apart, preferring text columns and earlier ones; ``()`` when there is none of up to three columns: then rows
    are repeated measurements. ``apart`` holds the other smallest sets of up to three columns, of whatever type, that
    tell the rows apart. ``nested`` are pairs of columns of texts, booleans or few whole numbers, of which the first one
    tells the second: each city lies in one country. ``head`` holds the first five rows.
    """

    rows: int
    shape: Shape
    columns: tuple[ColumnProfile, ...]
    keys: tuple[str, ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    nested: tuple[tuple[str, str], ...] = ()
    head: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> ColumnProfile | None:
        """The profile of the column of this name."""
        return next((column for column in self.columns if column.name == name), None)


HEAD = 5
MAX_KEYS = 3
MAX_CANDIDATES = 12
"""Columns that are tried as keys, the first ones of each kind."""

MAX_GROUPS = 200
"""Categories of a column that may be told by another one, at most."""

GLANCE = 1_000
"""Rows that are looked at first: most sets of columns repeat themselves within them."""


def profile(table: Table) -> TableProfile:
    """Count, sum and order what a table holds."""
    columns = tuple(map(_column_profile, table.columns))
    keys = _keys(table, columns)
    return TableProfile(
        rows=table.rows,
        shape=table.shape,
        columns=columns,
        keys=keys,
        apart=tuple(names for names in _apart(table, columns) if set(names) != set(keys)),
        nested=tuple(_nested(table, columns)),
        head=tuple(zip(*(column.values[:HEAD] for column in table.columns), strict=True)),
        notes=table.notes,
    )


def _column_profile(column: Column) -> ColumnProfile:
    distinct = dict.fromkeys(column.values)
    distinct.pop(None, None)
    counted = column.type in (ColumnType.NUMBER, ColumnType.TIME)
    numbers = [value for value in column.values if isinstance(value, int | float)] if counted else []
    return ColumnProfile(
        name=column.name,
        type=column.type,
        distinct=len(distinct),
        missing=column.values.count(None),
        examples=_examples(column, distinct, is_ordered=counted),
        unit=column.unit,
        low=min(numbers, default=None),
        high=max(numbers, default=None),
        mean=_mean(numbers) if column.type is ColumnType.NUMBER else None,
        increasing=bool(numbers) and all(before <= after for before, after in pairwise(numbers)),
        whole=_is_whole(column, numbers),
        ordered=bool(column.order),
        time_unit=column.time_unit,
        longest=max((len(value) for value in distinct if isinstance(value, str)), default=0),
        error_of=column.error_of,
        role=column.role,
        unread=column.unread,
        others=_others(column, distinct),
    )


def _examples(column: Column, distinct: Iterable[Cell], *, is_ordered: bool) -> tuple[Cell, ...]:
    if is_ordered:
        return tuple(sorted(value for value in distinct if isinstance(value, int | float))[:MAX_EXAMPLES])
    values: Iterable[Cell] = column.order or distinct
    return tuple(values)[:MAX_EXAMPLES]


def _others(column: Column, distinct: Iterable[Cell]) -> tuple[str, ...]:
    if column.type is not ColumnType.TEXT:
        return ()
    texts = [value for value in column.order or distinct if isinstance(value, str)]
    return tuple(texts[MAX_EXAMPLES : MAX_EXAMPLES + MAX_OTHERS])


def _mean(numbers: Sequence[int | float]) -> float | None:
    """The mean, without overflow of the sum of very large numbers."""
    if not numbers:
        return None
    try:
        return math.fsum(numbers) / len(numbers)
    except OverflowError:
        return math.fsum(number / len(numbers) for number in numbers)


def _is_whole(column: Column, numbers: Sequence[int | float]) -> bool:
    if column.type is not ColumnType.NUMBER or not numbers:
        return False
    return all(isinstance(number, int) or number.is_integer() for number in numbers)


def _keys(table: Table, profiles: Sequence[ColumnProfile]) -> tuple[str, ...]:
    """Text columns before times and booleans, then whole numbers, of which one number column is left to measure."""
    names = [column.name for column in profiles if column.type is ColumnType.TEXT]
    names += [column.name for column in profiles if column.type in (ColumnType.TIME, ColumnType.BOOLEAN)]
    numbers = [column for column in profiles if column.type is ColumnType.NUMBER and column.error_of is None]
    counts = [column.name for column in numbers if column.whole and column.missing == 0]
    found = _smallest(table, profiles, names[:MAX_CANDIDATES])
    if not found and (len(counts) < len(numbers) or len(numbers) > 1):
        found = _smallest(
            table, profiles, [*names, *counts][:MAX_CANDIDATES], leave=[column.name for column in numbers]
        )
    return found


def _apart(table: Table, profiles: Sequence[ColumnProfile]) -> tuple[tuple[str, ...], ...]:
    """Every smallest set of up to three of the first columns whose values tell the rows apart."""
    names = [column.name for column in profiles if column.error_of is None][:MAX_CANDIDATES]
    found: list[tuple[str, ...]] = []
    for size in range(1, MAX_KEYS + 1):
        wider = [group for group in combinations(names, size) if not any(set(group) >= set(one) for one in found)]
        found += _telling(table, profiles, wider)
    return tuple(found)


def _nested(table: Table, profiles: Sequence[ColumnProfile]) -> Iterator[tuple[str, str]]:
    """The pairs of the first columns of categories of which one tells the other, each time that it occurs again."""
    few = [c for c in profiles if c.type in (ColumnType.TEXT, ColumnType.BOOLEAN) or (c.whole and c.error_of is None)]
    few = [c for c in few if 1 < c.distinct <= MAX_GROUPS and c.distinct < table.rows][:MAX_CANDIDATES]
    values = {column.name: column.values for column in table.columns}
    for fine in few:
        for coarse in (c for c in few if c.distinct < fine.distinct and not c.missing):
            pairs = set(zip(values[fine.name], values[coarse.name], strict=True))
            if len(pairs) == fine.distinct + (fine.missing > 0):
                yield fine.name, coarse.name


def _telling(
    table: Table, profiles: Sequence[ColumnProfile], candidates: Iterable[tuple[str, ...]]
) -> Iterator[tuple[str, ...]]:
    """Those of the sets of columns whose values tell the rows apart."""
    distinct = {column.name: column.distinct + (column.missing > 0) for column in profiles}
    values = {column.name: column.values for column in table.columns}
    for names in candidates:
        enough = math.prod(distinct[name] for name in names) >= table.rows
        if enough and _tell_apart([values[name] for name in names], table.rows):
            yield names


def _smallest(
    table: Table, profiles: Sequence[ColumnProfile], candidates: Sequence[str], leave: Sequence[str] = ()
) -> tuple[str, ...]:
    for size in range(1, MAX_KEYS + 1):
        groups = (names for names in combinations(candidates, size) if not leave or not set(leave) <= set(names))
        found = next(_telling(table, profiles, groups), None)
        if found is not None:
            return found
    return ()


def _tell_apart(columns: Sequence[Sequence[Cell]], rows: int) -> bool:
    glance = set(zip(*(column[:GLANCE] for column in columns), strict=True))
    return len(glance) == min(rows, GLANCE) and (rows <= GLANCE or len(set(zip(*columns, strict=True))) == rows)
