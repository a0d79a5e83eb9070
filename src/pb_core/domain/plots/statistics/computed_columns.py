"""Columns computed within rows or along them: running sums, differences and quotients, values relative to a whole."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from pb_core.domain.plots.statistics.estimates import mean, running_totals, total
from pb_core.domain.plots.statistics.row_transforms import (
    column_like,
    complete_rows,
    grouped,
    number_column,
    numbers,
    picked,
    take,
    with_columns,
)
from pb_core.domain.plots.suggestions import column_of
from pb_core.domain.plots.transforms import Calculate, Combination, Cumulate, Relative, Whole
from pb_core.domain.tables.table import Cell, Column, ColumnType, Table
from pb_core.errors import InvalidSpec


def cumulate(table: Table, transform: Cumulate) -> Table:
    """The rows with the running sum before and after each, and the total if asked for."""
    _check_total(table, transform)
    values = numbers(table, transform.field)
    along = [] if transform.order is None else [numbers(table, transform.order, times=True)]
    rows: list[int] = []
    starts, ends = list[Cell](), list[Cell]()
    for members in grouped(table, transform.groupby, complete_rows(values, *along)).values():
        places = dict(zip(members, picked(along[0], members), strict=True)) if along else {}
        ordered = sorted(members, key=places.__getitem__) if along else members
        sums = [0.0, *running_totals(picked(values, ordered))]
        rows += ordered
        starts += sums[:-1]
        ends += sums[1:]
    columns = list(take(table, rows).columns)
    if transform.total:
        whole = ends[-1] if ends else 0.0
        columns = [_with_total(column, transform, whole) for column in columns]
        starts.append(0.0)
        ends.append(whole)
    source = column_of(table, transform.field)
    added = (column_like(source, name, made) for name, made in zip(transform.as_, (starts, ends), strict=True))
    return with_columns(table, columns, added)


def _check_total(table: Table, transform: Cumulate) -> None:
    if transform.total and transform.label is None:
        raise InvalidSpec("cumulate needs a 'label' field for its total.")
    if transform.total and (transform.groupby or transform.order is not None):
        raise InvalidSpec("cumulate adds a total to rows as they are: leave out 'groupby' and 'order', or the total.")
    if transform.label is not None and column_of(table, transform.label).type is not ColumnType.TEXT:
        raise InvalidSpec(f"The label field {transform.label!r} of cumulate must hold text.")


def _with_total(column: Column, transform: Cumulate, whole: Cell) -> Column:
    if column.name == transform.label:
        order = (*column.order, transform.total) if column.order else ()
        return replace(column, values=(*column.values, transform.total), order=order)
    return replace(column, values=(*column.values, whole if column.name == transform.field else None))


def calculate(table: Table, transform: Calculate) -> Table:
    """Every row, with the difference, sum, quotient or change of two of its numbers."""
    first, second = column_of(table, transform.first), column_of(table, transform.second)
    pairs = zip(numbers(table, first.name), numbers(table, second.name), strict=True)
    if transform.op not in {Combination.DIFFERENCE, Combination.PLUS}:
        if transform.factor != 1:
            raise InvalidSpec(f"A factor goes with a difference or a sum, and this is a {transform.op.value}.")
        made = (_quotient(transform.op, above, below) for above, below in pairs)
        return with_columns(table, table.columns, [number_column(transform.as_, made)])
    if first.unit != second.unit:
        units = " and ".join(f"{column.name!r} in {column.unit or 'no unit'}" for column in (first, second))
        raise InvalidSpec(f"A difference needs numbers of one unit, and there are {units}.")
    factor = transform.factor if transform.op is Combination.PLUS else -transform.factor
    differences = (None if one is None or other is None else one + factor * other for one, other in pairs)
    return with_columns(table, table.columns, [number_column(transform.as_, differences, first.unit)])


def _quotient(op: Combination, above: float | None, below: float | None) -> float | None:
    if above is None or below is None or below == 0:
        return None
    return above / below if op is Combination.RATIO else (above - below) / abs(below)


_CANCELLED = 1e-9
_WHOLES: dict[Whole, Callable[[Sequence[float]], float]] = {
    Whole.SUM: total,
    Whole.MEAN: mean,
    Whole.MIN: min,
    Whole.MAX: max,
}


def relative(table: Table, transform: Relative) -> Table:
    """The rows that have a value, with its quotient by the whole of their group."""
    values = numbers(table, transform.field)
    if transform.whole is Whole.FIRST and transform.order is None:
        raise InvalidSpec("relative to the first value needs the field that orders the rows: 'order'.")
    along = [] if transform.order is None else [numbers(table, transform.order, times=True)]
    rows = complete_rows(values, *along)
    found: dict[int, Cell] = {}
    for members in grouped(table, transform.groupby, rows).values():
        sample = picked(values, members)
        if transform.whole is Whole.FIRST:
            places = picked(along[0], members)
            whole = sample[places.index(min(places))]
        else:
            whole = _WHOLES[transform.whole](sample)
        told = abs(whole) > _CANCELLED * max(map(abs, sample))
        for row, value in zip(members, sample, strict=True):
            found[row] = transform.scale * (value / whole) if told else None
    kept = take(table, list(rows))
    return with_columns(table, kept.columns, [number_column(transform.as_, (found[row] for row in rows))])
